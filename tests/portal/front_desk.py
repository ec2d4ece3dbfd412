"""Articles in slots, and the screen that fills these."""

from articles import slots


def place(article, position=1, front=None, by=None, **times):
    return slots.place(front, position, article, by=by, **times)


def standing(front=None):
    return {position: one.article.title for position, one in slots.standing(front).items()}
