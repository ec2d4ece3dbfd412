"""RSS 2.0 and Atom 1.0 as Django writes them, with what full texts and several authors need besides.

An item brings `authors` (names), `content` (HTML) and maybe a `thumbnail` (the attributes of media:thumbnail) on top
of what Django knows; its description is the summary.
"""

import re

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from articles.querysets import midnight

MEDIA = "http://search.yahoo.com/mrss/"  # the name of Media RSS, not a page
# What XML 1.0 can't hold at all. Words are stored without it (articles/text.py), but a row may come from elsewhere,
# and one such character would take the feed from everybody.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _allowed(value):
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    return [_allowed(part) for part in value] if isinstance(value, list) else value


class _Written:
    def __init__(self, **feed):
        super().__init__(**{name: _allowed(value) for name, value in feed.items()})

    def add_item(self, **item):
        super().add_item(**{name: _allowed(value) for name, value in item.items()})

    def latest_post_date(self):
        """The newest time of an item. For an empty feed the day's beginning: what is written must fit the ETag."""
        return super().latest_post_date() if self.items else midnight(timezone.localdate())


class Rss(_Written, Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": MEDIA,
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])
        if item.get("thumbnail"):
            handler.addQuickElement("media:thumbnail", "", item["thumbnail"])


class Atom(_Written, Atom1Feed):
    def root_attributes(self):
        return super().root_attributes() | {"xmlns:media": MEDIA}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})
        if item.get("thumbnail"):
            handler.addQuickElement("media:thumbnail", "", item["thumbnail"])
