"""The forms of the newsroom: the article as one form over its content, the withdrawal, the photo upload."""

from .article import RAW_FIELDS, ArticleForm, reviewers
from .fields import BylinesField, BylinesWidget, CoverWidget, LineField, MomentField, SlugInput, TagsField, TopicsField
from .others import SMALL_FIRST, NamedForm, PhotoUploadForm, TopicForm, WithdrawForm

__all__ = [
    "RAW_FIELDS",
    "SMALL_FIRST",
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
    "TopicForm",
    "TopicsField",
    "WithdrawForm",
    "reviewers",
]
