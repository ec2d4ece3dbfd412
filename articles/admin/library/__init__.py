"""The media library: the shelf of all photos, their words in one list, and a page for each."""

from .photo import PhotoAdmin
from .uploads import photo_upload

__all__ = ["PhotoAdmin", "photo_upload"]
