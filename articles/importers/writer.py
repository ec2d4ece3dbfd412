"""Writes a neutral record as an article, through the same steps that the newsroom uses."""

import hashlib
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .. import addresses, richtext, snapshots, workflow
from .. import text as plain
from ..models import Article, Author, ContentVersion, ImportedPage, OldAddress, Section, Source
from . import record

EARLIEST_YEAR = 1900  # before it a year is a typing error, and the first hours of year 1 can't be told in UTC
# How often another import may take the name or address that is being made here.
ATTEMPTS = 3
# A byline's role that begins like this names where somebody works, not what they are.
ORGANISATION = (
    "ban ", "báo ", "bộ ", "cổng ", "công an", "công ty", "đài ", "đoàn ", "hội ", "hợp tác xã", "huyện đoàn", "hđnd",
    "hội đồng", "mặt trận", "phòng ", "sở ", "thành đoàn", "trạm ", "trung tâm", "trường ", "ttvh", "ubnd",
    "uỷ ban", "ủy ban", "văn phòng", "vp ", "xã đoàn",
)  # fmt: skip


def key_of(page: record.ImportedPage) -> str:
    """Return what makes a page the same page, in whichever file it comes.

    The first half stands for title and minute, the second for the words: an archive holds a timetable each week
    under one title, on days without a time.
    """
    return _heading_key(page) + _digest(_words(page))


def _heading_key(page):
    return _digest(f"{plain.fold(page.title)}|{page.published_at.isoformat()}")


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _words(page):
    """Every word below the title in order, for two files of one page may disagree on which is lead or byline."""
    bylines = [f"{byline.name} {byline.role}" for byline in page.bylines]
    return plain.fold(" ".join([page.source_code, page.lead, richtext.to_text(record.body_html(page.body)), *bylines]))


def is_known(page: record.ImportedPage) -> bool:
    return ImportedPage.objects.filter(key=key_of(page)).exists()


def examined(page: record.ImportedPage) -> record.ImportedPage:
    """Return the page with what the writer has to say of it, in a trial run too; refuse a year that can't be."""
    if page.published_at.year < EARLIEST_YEAR:
        message = _("The page is dated in the year {year}; that can't be.")
        raise record.UnreadablePage(format_lazy(message, year=page.published_at.year))
    return replace(page, oddities=(*page.oddities, *_remarks(page)))


def _remarks(page):
    if ImportedPage.objects.filter(key__startswith=_heading_key(page)).exclude(key=key_of(page)).exists():
        message = _("Another page has the same title and time, but another text; this one stands beside it.")
        yield record.Oddity("same-heading", None, message)
    if reason := hindrance(page):
        message = format_lazy(_("The page stays a draft: {reason}"), reason=reason)
        yield record.Oddity("stays-draft", None, message)


def hindrance(page: record.ImportedPage) -> str:
    """Return why readers could not be shown the page, as a sentence, or nothing."""
    if page.published_at > timezone.now():
        return str(_("Its date lies in the future."))
    errors = workflow.lacks(snapshots.cleaned(_content(page)))
    errors.pop("section", None)  # write finds or makes one
    return " ".join(errors.values())


def write(page: record.ImportedPage, *, section: str, is_published: bool) -> Article | None:
    """Make an article of a page that is not known yet; `section` is where a page that names none goes.

    Published articles keep their original time; what can't be published stays a draft. The caller has asked
    is_known and taken over the pictures. None where another import was faster with the same page.
    """
    is_published = is_published and not hindrance(page)
    try:
        with transaction.atomic():
            return _write(page, section, is_published)
    except IntegrityError:
        if is_known(page):
            return None
        raise


def _write(page, section, is_published):
    content = _content(page) | {
        "section": _section(page.section or section).pk,
        "source": _source(page.source_code),
        "bylines": [_byline(byline) for byline in page.bylines],
    }
    revision = workflow.save_draft(None, content, by=None)
    article = workflow.publish(revision, by=None) if is_published else revision.article
    Article.objects.filter(pk=article.pk).update(base_views=page.base_views)
    ImportedPage.objects.create(
        article=article,
        key=key_of(page),
        format=page.format,
        file_name=page.file_name[-255:],
        original_url=page.original_url[:500],
        report=[{"code": odd.code, "line": odd.line, "message": str(odd.message)} for odd in page.oddities],
    )
    _lead_on(page, article)
    return article


@transaction.atomic
def lead_on_known(page: record.ImportedPage):
    """Let the address of a page that is here already lead to its article: the file that brought it may not have
    known its address, as this one does.
    """
    imported = ImportedPage.objects.select_related("article").filter(key=key_of(page)).first()
    if imported and _lead_on(page, imported.article):
        ContentVersion.bump()


def _lead_on(page, article):
    """Let the page's old address lead to its article, where it has one and nobody has decided on it before."""
    try:
        path = addresses.readable(page.original_url)
    except addresses.NotAnAddress:
        return False
    if addresses.is_front_page(path):
        return False  # some portals name it as the address of each of their pages
    known = {"path": path, "article": article}
    return OldAddress.objects.get_or_create(key=addresses.key_of(path), defaults=known)[1]


def _content(page):
    return {
        "title": page.title[:250],
        "lead": page.lead,
        "body": record.body_html(page.body),
        "published_at": page.published_at,
    }


def _found_or_made(find, make):
    """Return what `find` finds, or what `make` makes; where another import makes it at the same time, take that one.

    Sections and authors have pages of their own and sections stand in the navigation, so readers see a new one
    whatever becomes of the article.
    """
    for _attempt in range(ATTEMPTS):
        found = find()
        if found:
            return found
        try:
            with transaction.atomic():
                made = make()
        except IntegrityError as error:
            taken = error
            continue
        ContentVersion.bump()
        return made
    raise taken


def _section(name):
    """Find a section by its name, whatever its case and marks, or make it; its name stays as the page wrote it."""
    name = name[:100]

    def find():
        return next((each for each in Section.objects.all() if plain.fold(each.name) == plain.fold(name)), None)

    def make():
        last = Section.objects.aggregate(last=Max("order"))["last"] or 0
        return Section.objects.create(name=name, slug=_free_slug(Section, name), order=last + 1)

    return _found_or_made(find, make)


def _source(code):
    return Source.objects.get_or_create(code=code[:12], defaults={"name": code})[0].pk if code else None


def _byline(byline):
    name = byline.name[:100]
    is_organisation = byline.role.casefold().startswith(ORGANISATION)
    position, organisation = ("", byline.role) if is_organisation else (byline.role, "")

    def find():
        return Author.objects.filter(name=name).first()

    def make():
        return Author.objects.create(
            name=name,
            slug=_free_slug(Author, name),
            position=position[:150],
            organisation=organisation[:150],
        )

    author = _found_or_made(find, make)
    return {"author": author.pk, "name": name, "position": position, "organisation": organisation}


def _free_slug(model, name):
    stem = plain.slugify(name, 70) or "muc"
    slug, number = stem, 1
    while model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug
