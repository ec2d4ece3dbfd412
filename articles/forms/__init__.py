"""The forms of the newsroom: the article as one form over its content, the withdrawal, the photo upload."""

from .article import RAW_FIELDS, ArticleForm, reviewers
from .fields import BylinesField, BylinesWidget, CoverWidget, LineField, MomentField, SlugInput, TagsField
from .others import NamedForm, PhotoUploadForm, WithdrawForm

__all__ = [
    "RAW_FIELDS",
    "ArticleForm",
    "BylinesField",
    "BylinesWidget",
    "CoverWidget",
    "LineField",
    "MomentField",
    "NamedForm",
    "PhotoUploadForm",
    "SlugInput",
    "TagsField",
    "WithdrawForm",
    "reviewers",
]
