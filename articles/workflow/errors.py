class NotPossible(Exception):
    """The step can't be taken now; the message says why, in the person's language."""


class NotReady(NotPossible):
    """The content lacks something. `errors` maps field names to sentences."""

    def __init__(self, errors):
        super().__init__(" ".join(str(error) for error in errors.values()))
        self.errors = errors


class Outdated(NotPossible):
    """The article was published or withdrawn after this revision was begun; publishing would undo that unseen."""
