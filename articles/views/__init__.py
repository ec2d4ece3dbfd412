"""The public pages of the newsroom."""

from .archive import archive, archive_day, archive_month, archive_year
from .article import article_detail, article_print, article_save, count_view
from .attachments import attachment_file
from .listings import author_detail, corrections, search_page, section_detail, tag_detail, topic_detail, topics
from .previews import preview
from .review import review, review_overtaken

__all__ = [
    "archive",
    "archive_day",
    "archive_month",
    "archive_year",
    "article_detail",
    "article_print",
    "article_save",
    "attachment_file",
    "author_detail",
    "corrections",
    "count_view",
    "preview",
    "review",
    "review_overtaken",
    "search_page",
    "section_detail",
    "tag_detail",
    "topic_detail",
    "topics",
]
