"""Content as a plain value: made from an article by one function, written to an article by one function.

A revision stores such a value. Its shape carries a schema number; when the shape changes, a function in UPGRADES
brings older ones up step by step, so that a ten-year-old revision still opens.
"""

from datetime import UTC

from django.utils.dateparse import parse_datetime

from . import photos, richtext
from . import text as plain
from .models import ArticleAttachment, Attachment, Author, Byline, Photo, Section, Source, Tag, Topic

SCHEMA = 4
# Schema number → function from that shape, of a version of an article, to the next. What a version knew nothing of
# stays as it is live: bringing an old text back must not take the article out of its topics.
UPGRADES = {
    1: lambda content, article: content | {"comments_end_at": iso(article.comments_end_at)},
    2: lambda content, article: content | {"topics": sorted(article.topics.values_list("pk", flat=True))},
    3: lambda content, article: content | {"attachments": _attachments_of(article)},
}
POINTERS = {"section": Section, "source": Source, "cover": Photo}
SETS = {"tags": Tag, "topics": Topic}
PLAIN = ("title", "slug", "lead", "body", "is_featured", "comments_allowed")
TIMES = ("published_at", "expires_at", "comments_end_at")
EMPTY = {
    "title": "",
    "slug": "",
    "lead": "",
    "body": "",
    "section": None,
    "source": None,
    "cover": None,
    "tags": [],
    "topics": [],
    "bylines": [],
    "attachments": [],
    "is_featured": False,
    "comments_allowed": "inherit",
    "published_at": None,
    "expires_at": None,
    "comments_end_at": None,
}


def snapshot(article) -> dict:
    """Return the live content of an article."""
    content = {name: getattr(article, name) for name in PLAIN}
    content |= {name: getattr(article, f"{name}_id") for name in POINTERS}
    content |= {name: iso(getattr(article, name)) for name in TIMES}
    for name in SETS:
        content[name] = sorted(getattr(article, name).values_list("pk", flat=True)) if article.pk else []
    content["bylines"] = (
        [
            {
                "author": byline.author_id,
                "name": byline.name,
                "position": byline.position,
                "organisation": byline.organisation,
            }
            for byline in article.bylines.all()
        ]
        if article.pk
        else []
    )
    content["attachments"] = _attachments_of(article) if article.pk else []
    return content


def _attachments_of(article):
    return [{"attachment": each.attachment_id, "title": each.title} for each in article.attachments.all()]


def cleaned(content: dict) -> dict:
    """Bring content from any way in (form, importer, restore) into the stored form: clean HTML, NFC, no gaps."""
    content = EMPTY | content
    unknown = content.keys() - EMPTY.keys()
    if unknown:
        raise ValueError(f"Unknown content: {', '.join(sorted(unknown))}")
    title = plain.one_line(content["title"])
    return content | {
        "title": title,
        "slug": plain.slugify(content["slug"] or title),
        "lead": plain.paragraphs(content["lead"]),
        "body": photos.with_sizes(richtext.clean(content["body"])),
        **{name: sorted(set(content[name])) for name in SETS},
        "bylines": [_byline(byline) for byline in content["bylines"] if plain.one_line(byline.get("name", ""))],
        "attachments": _attachments(content["attachments"]),
        "published_at": iso(content["published_at"]),
        "expires_at": iso(content["expires_at"]),
        "comments_end_at": iso(content["comments_end_at"]),
    }


def labels(content: dict) -> dict:
    """Return the names of what content points at, as {"section:3": "Kinh tế"}."""
    found = {
        f"{name}:{content[name]}": str(thing)
        for name, model in POINTERS.items()
        if content[name] and (thing := model.objects.filter(pk=content[name]).first())
    }
    for name, model in SETS.items():
        found |= {label_of(name, thing.pk): thing.name for thing in model.objects.filter(pk__in=content[name])}
    for row in content["attachments"]:
        found[label_of("attachments", row["attachment"])] = row["title"]
    return found


def label_of(name, key) -> str:
    """Return under which label a revision keeps the name of a tag, topic or attachment: "tag:3"."""
    return f"{name.removesuffix('s')}:{key}"


def upgraded(revision) -> dict:
    """Return a revision's content in today's shape, to be compared with other content."""
    content = dict(revision.content)
    for schema in range(revision.schema, SCHEMA):
        content = UPGRADES[schema](content, revision.article)
    return content


def resolved(revision) -> tuple[dict, list[str]]:
    """Return a revision's content in today's shape without what has gone since, and the names of what has gone."""
    content, gone = upgraded(revision), []
    for name, model in POINTERS.items():
        if content[name] and not model.objects.filter(pk=content[name]).exists():
            gone.append(revision.labels.get(f"{name}:{content[name]}", "?"))
            content[name] = None
    for name, model in SETS.items():
        there = set(model.objects.filter(pk__in=content[name]).values_list("pk", flat=True))
        gone += [revision.labels.get(label_of(name, pk), "?") for pk in content[name] if pk not in there]
        content[name] = sorted(there)
    there = _known(content["attachments"])
    gone += [row["title"] for row in content["attachments"] if row["attachment"] not in there]
    content["attachments"] = [row for row in content["attachments"] if row["attachment"] in there]
    authors = set(
        Author.objects.filter(pk__in=[byline["author"] for byline in content["bylines"]]).values_list("pk", flat=True)
    )
    # A byline carries its own name, so a vanished author costs only the link.
    content["bylines"] = [
        byline | {"author": byline["author"] if byline["author"] in authors else None} for byline in content["bylines"]
    ]
    return content, gone


def apply(content: dict, article):
    """Write content to an article's row and tables. The caller holds the transaction and has cleaned the content."""
    for name in PLAIN:
        setattr(article, name, content[name])
    for name in POINTERS:
        setattr(article, f"{name}_id", content[name])
    for name in TIMES:
        setattr(article, name, parse_datetime(content[name]) if content[name] else None)
    article.save()
    for name in SETS:
        getattr(article, name).set(content[name])
    article.photos.set(photos.in_text(content["body"]))
    article.attachments.all().delete()
    ArticleAttachment.objects.bulk_create(
        ArticleAttachment(article=article, order=order, attachment_id=row["attachment"], title=row["title"])
        for order, row in enumerate(content["attachments"])
    )
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(
            article=article,
            order=order,
            author_id=byline["author"],
            name=byline["name"],
            position=byline["position"],
            organisation=byline["organisation"],
        )
        for order, byline in enumerate(content["bylines"])
    )


def point(revision):
    """Tell the database what a stored revision's content points at: its photos, cover and text, and attachments."""
    content = revision.content
    found = set(photos.in_text(content["body"]).values_list("pk", flat=True))
    cover = Photo.objects.filter(pk=content["cover"]).values_list("pk", flat=True) if content["cover"] else []
    revision.photos.set(found.union(cover))
    revision.attachments.set(_known(content["attachments"]))


def without_times(content: dict) -> dict:
    """Return content without its moments: what was approved is the text, not the hour."""
    return {name: value for name, value in content.items() if name not in TIMES}


def as_values(content: dict) -> dict:
    """Return content with its moments as datetimes, for the fields of a form."""
    return content | {name: parse_datetime(content[name]) if content[name] else None for name in TIMES}


def search_text(content: dict) -> str:
    """Return the folded words of content that search looks through."""
    bylines = " ".join(" ".join([b["name"], b["position"], b["organisation"]]) for b in content["bylines"])
    attached = " ".join(row["title"] for row in content["attachments"])
    words = [content["title"], content["lead"], richtext.to_text(content["body"]), bylines, attached]
    return plain.fold(" ".join(words))


def _attachments(rows):
    """Each attachment once, in order, under the title it has in this article or else its own."""
    kept = {}
    for row in rows:
        kept.setdefault(row["attachment"], plain.one_line(row.get("title", ""))[:200])
    titles = dict(
        Attachment.objects.filter(pk__in=[key for key, title in kept.items() if not title]).values_list("pk", "title")
    )
    return [{"attachment": key, "title": title or titles.get(key, "?")} for key, title in kept.items()]


def _known(rows):
    keys = [row["attachment"] for row in rows]
    return set(Attachment.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _byline(byline):
    return {
        "author": byline.get("author"),
        "name": plain.one_line(byline["name"]),
        "position": plain.one_line(byline.get("position", "")),
        "organisation": plain.one_line(byline.get("organisation", "")),
    }


def iso(moment):
    """One way to write a moment, in UTC and to the minute as people type it: equal content is equal to the letter."""
    if isinstance(moment, str):
        moment = parse_datetime(moment)
    return moment.astimezone(UTC).replace(second=0, microsecond=0).isoformat() if moment else None
