"""Writes a neutral record as an article, through the same steps that the newsroom uses."""

import hashlib

from django.db import transaction
from django.db.models import Max

from .. import text as plain
from .. import workflow
from ..models import Article, Author, ImportedPage, Section, Source
from . import record

# A byline's role that begins like this names where somebody works, not what they are.
ORGANISATION = (
    "ban ", "báo ", "bộ ", "cổng ", "công an", "công ty", "đài ", "đoàn ", "hội ", "hợp tác xã", "huyện đoàn", "hđnd",
    "hội đồng", "mặt trận", "phòng ", "sở ", "thành đoàn", "trạm ", "trung tâm", "trường ", "ttvh", "ubnd",
    "uỷ ban", "ủy ban", "văn phòng", "vp ", "xã đoàn",
)  # fmt: skip


def key_of(page: record.ImportedPage) -> str:
    """Return what makes a page the same page, in whichever file it comes: its title and its minute."""
    return hashlib.sha256(f"{plain.fold(page.title)}|{page.published_at.isoformat()}".encode()).hexdigest()


def is_known(page: record.ImportedPage) -> bool:
    return ImportedPage.objects.filter(key=key_of(page)).exists()


def write(page: record.ImportedPage, *, section: str, is_published: bool) -> Article:
    """Make an article of a page that is not known yet; `section` is where a page that names none goes.

    Published articles keep their original time. The caller has asked is_known and taken over the pictures.
    """
    content = {
        "title": page.title[:250],
        "lead": page.lead,
        "body": record.body_html(page.body),
        "section": _section(page.section or section).pk,
        "source": _source(page.source_code),
        "bylines": [_byline(byline) for byline in page.bylines],
        "published_at": page.published_at,
    }
    with transaction.atomic():
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
    return article


def _section(name):
    """Find a section by its name, whatever its case and marks, or make it; its name stays as the page wrote it."""
    for section in Section.objects.all():
        if plain.fold(section.name) == plain.fold(name):
            return section
    last = Section.objects.aggregate(last=Max("order"))["last"] or 0
    return Section.objects.create(name=name[:100], slug=_free_slug(Section, name), order=last + 1)


def _source(code):
    return Source.objects.get_or_create(code=code[:12], defaults={"name": code})[0].pk if code else None


def _byline(byline):
    author = Author.objects.filter(name=byline.name).first()
    is_organisation = byline.role.casefold().startswith(ORGANISATION)
    position, organisation = ("", byline.role) if is_organisation else (byline.role, "")
    if author is None:
        author = Author.objects.create(
            name=byline.name[:100],
            slug=_free_slug(Author, byline.name),
            position=position[:150],
            organisation=organisation[:150],
        )
    return {"author": author.pk, "name": byline.name[:100], "position": position, "organisation": organisation}


def _free_slug(model, name):
    stem = plain.slugify(name, 70) or "muc"
    slug, number = stem, 1
    while model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug
