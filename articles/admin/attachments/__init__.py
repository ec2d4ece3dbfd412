"""The documents' library, and what the article's form asks of it."""

from .attachment import AttachmentAdmin
from .in_form import attachment_picker, attachment_upload

__all__ = ["AttachmentAdmin", "attachment_picker", "attachment_upload"]
