from .frame import Frame


def frame(request):
    """`site`: what stands around every page. Lazy, so that pages without the frame ask nothing."""
    if not hasattr(request, "frame"):
        request.frame = Frame()
    return {"site": request.frame}
