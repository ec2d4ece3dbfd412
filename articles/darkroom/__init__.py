"""Where an uploaded file becomes pictures: a process of its own, with a hard limit on its memory and its time.

Whatever a decoder can be talked into by a file made for it, the worker that serves readers is not there when it
happens. It knows nothing of Django, no setting and no secret. `python -m articles.darkroom` takes one order as JSON
on standard input (__main__.py) and answers in JSON.
"""
