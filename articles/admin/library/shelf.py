"""Which photos a page of the library or the picker shows: what the address asks for, newest first, in bounded looks.

The library may hold a million photos and no column says "never used" or holds the words without marks. So one page
looks through so many photos at most and says where it stopped; the next one goes on from there.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from django import forms
from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ... import photos
from ... import text as plain
from ...forms import LineField
from ...models import Article, Photo
from ...months import months_on
from ...paging import COUNTED, counted
from ...querysets import midnight, public_at

PER_PAGE = 48
MOST_ROWS = 50  # in one form of words
LOOKED_THROUGH = 20_000  # photos below the last one shown, for what no index answers
SEARCHED = 5_000  # photos whose words are compared in one look: a fifth of a second
MONTHS = 240  # offered in the filter
SEARCHED_WORDS = ("alt", "caption", "credit", "original_name")

MISSING_ALT, MISSING_CREDIT, NEVER_USED, USED, TAKEN_DOWN = (
    "thieu-mo-ta",
    "thieu-nguon",
    "chua-dung",
    "dang-dung",
    "da-go",
)
STATES = [
    ("", _("All photos")),
    (MISSING_ALT, _("Without a description")),
    (MISSING_CREDIT, _("Without a credit")),
    (NEVER_USED, _("Never used")),
    (USED, _("In use on the site")),
    (TAKEN_DOWN, _("Taken down")),
]


class KeyField(forms.IntegerField):
    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, min_value=1, max_value=10**18 - 1)


class KeysField(forms.RegexField):
    """Keys parted by commas, those of the photos that have just come in."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(rf"^[1-9][0-9]{{0,17}}(,[1-9][0-9]{{0,17}}){{0,{MOST_ROWS - 1}}}$", required=False)

    def clean(self, value):
        return [int(key) for key in filter(None, super().clean(value).split(","))]


class ShelfForm(forms.Form):
    q = LineField(
        label=_("Words or file name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    loc = forms.ChoiceField(label=_("Show"), choices=STATES, required=False)
    thang = forms.ChoiceField(label=_("Uploaded in"), required=False)
    cua_toi = forms.BooleanField(label=_("Uploaded by me"), required=False)
    giong = KeyField()
    moi = KeysField()
    truoc = KeyField()

    def __init__(self, data, *, months):
        super().__init__(data)
        self.fields["thang"].choices = [("", _("Any month")), *months]


@dataclass
class Look:
    """What one look found. `older` is the key from which the next one goes on."""

    photos: list
    older: int | None = None
    until: date | None = None  # the day that the look came to, where it ended before the library did
    count: int | None = None  # of all that fit, on the first page; one more than COUNTED for "more than that"
    since: date | None = None  # the day as far as which they were counted, where that is not the whole library


class Shelf:
    def __init__(self, parameters, *, user, only=None, per_page=PER_PAGE, is_counted=False):
        self.user = user
        self.per_page = per_page
        self.only = only
        self.is_counted = is_counted
        self.form = ShelfForm(parameters, months=_months())
        self.is_valid = self.form.is_valid()
        self.asked = self.form.cleaned_data if self.is_valid else {}

    @property
    def kept(self):
        """The filters as a query string, without the place in the list."""
        names = [name for name in self.form.fields if name != "truoc"]
        return urlencode({name: self.form.data[name] for name in names if self.form.data.get(name)})

    @property
    def is_narrowed(self):
        return bool(self.kept)

    def like(self):
        """The photo that others are to resemble."""
        key = self.asked.get("giong")
        return Photo.objects.filter(pk=key).first() if key else None

    @property
    def asked_for(self):
        """The name of what is asked for, "" for all photos."""
        return dict(STATES)[self.asked["loc"]] if self.asked.get("loc") else ""

    def look(self):
        """None at all where a filter can't be read: all of them would be taken for the answer."""
        if not self.is_valid:
            return Look([])
        if self.asked["giong"]:
            like = self.like()
            return Look([like, *photos.alike(like)[: self.per_page - 1]] if like else [])
        return self._look()

    def _look(self):
        rows = self._narrowed(self._all())
        if self.asked["truoc"]:
            rows = rows.filter(pk__lt=self.asked["truoc"])
        last = self._last()
        if last:
            rows = rows.filter(pk__gte=last[0])
        day = timezone.localdate(last[1]) if last else None
        found, count = self._found(rows.filter(**self._lacking()))
        look = Look(found[: self.per_page], count=count, since=day)
        if len(found) > self.per_page:
            look.older = look.photos[-1].pk
        elif last:
            look.older, look.until = last[0], day
        return look

    def _all(self):
        start = {NEVER_USED: photos.never_used, USED: _shown}.get(self.asked["loc"], Photo.objects.all)()
        rows = start.order_by("-pk")
        return rows if self.only is None else rows.filter(self.only)

    def _narrowed(self, rows):
        """By what an index answers."""
        asked = self.asked
        if asked["moi"]:
            rows = rows.filter(pk__in=asked["moi"])
        if asked["cua_toi"]:
            rows = rows.filter(uploaded_by=self.user)
        if asked["thang"]:
            first = date.fromisoformat(f"{asked['thang']}-01")
            rows = rows.filter(uploaded_at__gte=midnight(first), uploaded_at__lt=midnight(months_on(first, 1)))
        if asked["loc"] == TAKEN_DOWN:
            # As a list of keys: by its order alone the database would look through the whole library for them.
            rows = rows.filter(pk__in=Photo.objects.filter(taken_down_at__isnull=False).order_by().values("pk"))
        return rows

    def _lacking(self):
        return {MISSING_ALT: {"alt": ""}, MISSING_CREDIT: {"credit": ""}}.get(self.asked["loc"], {})

    def _last(self):
        """Key and time of the last photo that this look comes to, where it is to end before the library does."""
        if not self.asked["q"] and self.asked["loc"] not in {MISSING_ALT, MISSING_CREDIT, NEVER_USED, USED}:
            return None
        most = SEARCHED if self.asked["q"] else LOOKED_THROUGH
        below = Photo.objects.order_by("-pk")
        below = self._narrowed(below if self.only is None else below.filter(self.only))
        if self.asked["truoc"]:
            below = below.filter(pk__lt=self.asked["truoc"])
        return next(iter(below.values_list("pk", "uploaded_at")[most : most + 1]), None)

    def _found(self, rows):
        """One photo more than fit on a page, and how many there are, where that is asked."""
        is_counted = self.is_counted and not self.asked["truoc"]
        if not self.asked["q"]:
            count = counted(rows) if is_counted else None
            return list(rows[: self.per_page + 1]), count
        keys = list(islice(self._with_words(rows), COUNTED + 1 if is_counted else self.per_page + 1))
        shown = keys[: self.per_page + 1]
        found = Photo.objects.in_bulk(shown)
        return [found[key] for key in shown if key in found], len(keys) if is_counted else None

    def _with_words(self, rows):
        words = plain.fold(self.asked["q"]).split()
        for pk, *texts in rows.values_list("pk", *SEARCHED_WORDS):
            folded = _folded(" ".join(texts))
            if words and all(word in folded for word in words):
                yield pk


def _shown():
    """Photos that readers see in public articles. What public means is wrapped in a case: asked for plainly, SQLite
    would answer it from the index of all public articles, once for each photo, and leave the photo's own index aside.
    """
    is_shown = Case(When(public_at(timezone.now()), then=Value(True)), default=Value(False))
    public = Article.objects.alias(is_shown=is_shown).filter(is_shown=True)
    as_cover, in_text = Exists(public.filter(cover=OuterRef("pk"))), Exists(public.filter(photos=OuterRef("pk")))
    return Photo.objects.filter(as_cover | in_text)


@lru_cache(maxsize=2 * SEARCHED)
def _folded(words):
    """Remembered, since who searches as they type asks for the same photos with every key."""
    return plain.fold(words)


def _months():
    """The months that photos have come in, newest first, as (value, words)."""
    first = Photo.objects.order_by("pk").values_list("uploaded_at", flat=True).first()
    if first is None:
        return []
    month, last, months = timezone.localdate().replace(day=1), timezone.localdate(first).replace(day=1), []
    while month >= last and len(months) < MONTHS:
        months.append((f"{month:%Y-%m}", f"{month:%m/%Y}"))
        month = months_on(month, -1)
    return months
