"""The reports as files for a spreadsheet, and the figures of a chart."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .. import reports
from .tables import csv_file

STEP, BAR, HIGH = 10, 8, 100  # of the drawing: from bar to bar, a bar's breadth, the longest bar
CHUNK = 1000


def stale(form, request):
    heads = [
        _("Article no."),
        _("Title"),
        _("Section"),
        _("State"),
        _("To be looked at again on"),
        _("Last changed on"),
        _("Views"),
        _("Address"),
    ]
    rows = form.rows(request.user).order_by(form.column, "pk").iterator(chunk_size=CHUNK)
    return _named("can-xem-lai", heads, map(_stale_row, rows))


def _stale_row(article):
    return [
        article.pk,
        article.title or getattr(article, "written_title", "") or article,
        article.section or "",
        article.get_status_display(),
        _day(article.review_on),
        _day(article.updated_at or article.published_at),
        article.views,
        _address(article),
    ]


def links(form, request):
    heads = [
        _("Article no."),
        _("Title"),
        _("Section"),
        _("Link"),
        _("Why"),
        _("Found on"),
        _("Address"),
    ]
    rows = reports.broken_links(request.user, form.sections).order_by("-pk").iterator(chunk_size=CHUNK)
    return _named("lien-ket-hong", heads, map(_link_row, rows))


def _link_row(link):
    article = link.article
    return [
        article.pk,
        article.title,
        article.section,
        link.address,
        link.get_why_display(),
        _day(link.found_at),
        _address(article),
    ]


def photos(form, request):
    heads = [
        _("Photo no."),
        _("Name of the file"),
        _("Description"),
        _("Caption"),
        _("Photo credit"),
        _("Uploaded on"),
        _("Article no."),
        _("Address"),
    ]
    rows = reports.all_photos_lacking(request.user, form.lacks, form.sections).iterator(chunk_size=CHUNK)
    return _named("anh-thieu-mo-ta", heads, map(_photo_row, rows))


def _photo_row(photo):
    return [
        photo.pk,
        photo.original_name,
        photo.alt,
        photo.caption,
        photo.credit,
        _day(photo.uploaded_at),
        photo.cover_of_key or photo.in_text_key or "",
        settings.SITE_URL.rstrip("/") + photo.file.url,
    ]


def reading(form, request):
    heads = [
        _("Period"),
        pgettext("in a ranking", "Place"),
        _("Article no."),
        _("Title"),
        _("Section"),
        _("Published on"),
        _("Views"),
        _("Address"),
    ]
    period = form.period
    found = reports.reading(request.user, period, form.sections)
    words = f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}"
    rows = [
        [words, place, article.pk, article.title, article.section, _day(article.published_at), views, _address(article)]
        for place, (article, views) in enumerate(reports.articles_of(found, reports.MOST), 1)
    ]
    return _named("doc-nhieu", heads, rows)


def _named(name, heads, rows):
    return csv_file(f"{name}-{timezone.localdate():%Y-%m-%d}.csv", heads, rows)


def _day(moment):
    if moment is None:
        return ""
    return f"{timezone.localtime(moment) if hasattr(moment, 'hour') else moment:%d/%m/%Y}"


def _address(article):
    return settings.SITE_URL.rstrip("/") + article.get_absolute_url()


# --- The chart -------------------------------------------------------------------------------------------------------


@dataclass
class Chart:
    """Bars in whole units of the drawing: a decimal comma would break it."""

    bars: list  # of x, y, height, the day or month in words, views
    breadth: int
    longest: int

    BAR, HIGH = BAR, HIGH

    @property
    def ends(self):
        """What stands under the first, the middle and the last bar."""
        return [self.bars[place][3] for place in sorted({0, len(self.bars) // 2, len(self.bars) - 1})]


def chart(reading):
    spans = reading.spans
    longest = max(views for _first, views in spans)
    bars = []
    for number, (first, views) in enumerate(spans):
        height = max(1, views * HIGH // longest) if views else 0
        words = date_format(first, "m/Y" if reading.is_by_month else "d/m/Y")
        bars.append((number * STEP + (STEP - BAR) // 2, HIGH - height, height, words, views))
    return Chart(bars, len(spans) * STEP, longest)
