"""An article's content as all checks share it, with what it points at in the database."""

import re

from django.conf import settings
from django.db.models import Q

from .. import prose, richtext
from .. import text as plain
from ..models import Attachment, Photo
from ..photos import files
from ..prose import Passage
from .links import MOST_LINKS, existing_targets, targets_of
from .reading import Body

LONGEST_LEAD = 20_000
PHONE_LINK = re.compile(r"tel:|(?:https?:)?//(?:www\.)?zalo\.me/", re.IGNORECASE)


class Draft:
    """What the checks look at: the content read once, and what it points at fetched once."""

    def __init__(self, content, title_length, sentence_syllables, site_hosts, article):
        self.title_length, self.sentence_syllables, self.article = title_length, sentence_syllables, article
        self.title = plain.one_line(_text(content.get("title"))[:LONGEST_LEAD])
        self.has_section, self.has_source = bool(content.get("section")), bool(content.get("source"))
        self.lead = [
            Passage(line, "lead")
            for line in plain.paragraphs(_text(content.get("lead"))[:LONGEST_LEAD]).split("\n")
            if line
        ]
        self.body = Body(_text(content.get("body"))[: richtext.LONGEST])
        self.prose = [*self.lead, *self.body.passages]
        self.numbers = prose.private_numbers(self._everything(content))
        self.tone_marks = prose.mixed_tone_marks([Passage(self.title, "title"), *self.prose])
        self.short_forms = prose.unexplained(self.prose)
        hosts = {host.casefold() for host in site_hosts}
        self.targets = targets_of({link.address: None for link in self.body.links}, hosts, article)
        self._fetch_photos(_key(content.get("cover")))
        self.attachments_gone = _taken_down_among(content.get("attachments"))
        there = [name for name, photo in self.photos.items() if not photo.is_taken_down]
        self.existing = existing_targets(set(self.targets.values()), article, there)

    def _everything(self, content):
        """All words that reach readers; what is hidden in addresses comes last, for most of it stands in the text."""
        yield Passage(self.title, "title")
        yield from self.prose
        yield from (Passage(picture.alt) for picture in self.body.pictures)
        yield from (Passage(words, "bylines") for words in _byline_texts(content.get("bylines")))
        yield from (Passage(link.address) for link in self.body.links if PHONE_LINK.match(link.address))

    def _fetch_photos(self, cover):
        names = {name for kind, name in filter(None, self.targets.values()) if kind == "photos"}
        names |= set(filter(None, map(_photo_name, self.body.pictures[:MOST_LINKS])))
        asked = Q(pk=cover) if cover else Q(pk__in=[])
        if names:
            asked |= Q(file__in={master for name in names for master in files.masters_of(name)})
        rows = list(Photo.objects.filter(asked)) if cover or names else []
        self.cover = next((photo for photo in rows if photo.pk == cover), None)
        self.photos = {photo.file.name: photo for photo in rows}

    @property
    def is_cover_shown(self):
        return self.cover is not None and not self.cover.is_taken_down

    def shown_pictures(self):
        """The pictures in the text but for those that were taken down: of these there is nothing else to put right."""
        for picture in self.body.pictures:
            photo = self.photo_of(picture)
            if photo is None or not photo.is_taken_down:
                yield picture

    def photo_of(self, picture):
        """The photo of the library that a picture in the text is, or None."""
        return self.photos.get(_photo_name(picture))

    def credit_of(self, picture):
        """The credit that the library holds for a picture in the text."""
        photo = self.photo_of(picture)
        return photo.credit.strip() if photo else ""


def _text(value):
    return value if isinstance(value, str) else ""


def _key(value):
    """A key as a number that fits its column, or None."""
    return value if isinstance(value, int) and 0 < value < 2**63 else None


def _byline_texts(bylines):
    for byline in bylines if isinstance(bylines, list) else []:
        for name in ("name", "position", "organisation"):
            if isinstance(byline, dict) and (words := plain.one_line(_text(byline.get(name)))):
                yield words


def _taken_down_among(rows):
    """The documents of a list that were taken down, each with the title that it has there; one query, or none."""
    rows = rows if isinstance(rows, list) else []
    titles = {_key(row.get("attachment")): _text(row.get("title")) for row in rows if isinstance(row, dict)}
    titles.pop(None, None)
    gone = Attachment.objects.filter(pk__in=titles).exclude(taken_down_at=None) if titles else []
    return [(titles[each.pk] or each.title, each) for each in gone]


def _photo_name(picture):
    name = picture.address.removeprefix(settings.MEDIA_URL)
    return name if name != picture.address and richtext.PHOTO_NAME.fullmatch(name) else ""
