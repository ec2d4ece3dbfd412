"""The forms of the newsroom: the article as one form over its content, the withdrawal, the photo upload."""

from .article import RAW_FIELDS, ArticleForm, reviewers
from .attachments import AttachmentUploadForm, TakeDownAttachmentForm
from .fields import LineField, MomentField, ParagraphsField, SlugInput
from .others import SMALL_FIRST, NamedForm, TopicForm, WithdrawForm
from .photos import (
    PhotoForm,
    PhotoUploadForm,
    PhotoWordsForm,
    PickerUploadForm,
    ReplacePhotoForm,
    TakeDownPhotoForm,
)

__all__ = [
    "RAW_FIELDS",
    "SMALL_FIRST",
    "ArticleForm",
    "AttachmentUploadForm",
    "LineField",
    "MomentField",
    "NamedForm",
    "ParagraphsField",
    "PhotoForm",
    "PhotoUploadForm",
    "PhotoWordsForm",
    "PickerUploadForm",
    "ReplacePhotoForm",
    "SlugInput",
    "TakeDownAttachmentForm",
    "TakeDownPhotoForm",
    "TopicForm",
    "WithdrawForm",
    "reviewers",
]
