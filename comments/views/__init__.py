from .answered import answered
from .form import comment_form, form_overtaken, open_form
from .lookup import lookup, withdraw
from .permalink import permalink
from .speech import speech

__all__ = ["answered", "comment_form", "form_overtaken", "lookup", "open_form", "permalink", "speech", "withdraw"]
