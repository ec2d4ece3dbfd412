"""An article's content as all checks share it, with what it points at in the database."""

import re

from django.conf import settings
from django.db.models import Q

from .. import prose, richtext
from .. import text as plain
from ..models import Photo
from ..prose import Passage
from .links import MOST_LINKS, existing_targets, targets_of
from .reading import Body

LONGEST_BODY = 400_000  # the form takes no more
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
        self.body = Body(_text(content.get("body"))[:LONGEST_BODY])
        self.prose = [*self.lead, *self.body.passages]
        self.numbers = prose.private_numbers(self._everything(content))
        self.tone_marks = prose.mixed_tone_marks([Passage(self.title, "title"), *self.prose])
        self.short_forms = prose.unexplained(self.prose)
        hosts = {host.casefold() for host in site_hosts}
        self.targets = targets_of({link.address: None for link in self.body.links}, hosts, article)
        self._fetch_photos(_key(content.get("cover")))
        self.existing = existing_targets(set(self.targets.values()), self.photos, article)

    def _everything(self, content):
        """All words that reach readers; what is hidden in addresses comes last, for most of it stands in the text."""
        yield Passage(self.title, "title")
        yield from self.prose
        yield from (Passage(picture.alt) for picture in self.body.pictures)
        yield from (Passage(words, "bylines") for words in _byline_texts(content.get("bylines")))
        yield from (Passage(link.address) for link in self.body.links if PHONE_LINK.match(link.address))

    def _fetch_photos(self, cover):
        names = {name for kind, name in filter(None, self.targets.values()) if kind == "photo"}
        names |= set(filter(None, map(_photo_name, self.body.pictures[:MOST_LINKS])))
        asked = Q(pk=cover) if cover else Q(pk__in=[])
        if names:
            asked |= Q(file__in=names) | Q(small__in=names) | Q(medium__in=names)
        rows = list(Photo.objects.filter(asked)) if cover or names else []
        self.cover = next((photo for photo in rows if photo.pk == cover), None)
        self.photos = {file.name: photo for photo in rows for file in (photo.file, photo.small, photo.medium)}

    def credit_of(self, picture):
        """The credit that the library holds for a picture in the text."""
        photo = self.photos.get(_photo_name(picture))
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


def _photo_name(picture):
    name = picture.address.removeprefix(settings.MEDIA_URL)
    return name if name != picture.address and richtext.PHOTO_NAME.fullmatch(name) else ""
