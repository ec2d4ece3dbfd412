"""The words and pictures of the demo's articles, as the newsroom's steps take them."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from articles import photos
from articles.models import Article, Photo, Tag
from articles.text import slugify

from .documents import document

PICTURE = re.compile(
    r'<figure data-demo-photo="(?P<seed>\d+)" data-alt="(?P<alt>[^"]*)" data-credit="(?P<credit>[^"]*)">\s*'
    r"<figcaption>(?P<caption>.*?)</figcaption>\s*</figure>",
    re.DOTALL,
)
TO_ARTICLE = re.compile(r'(?<=<a href=")/bai-viet/([a-z0-9-]+)/(?=")')


@dataclass
class Shelf:
    """What articles point at, by the names that the demo's files have for it."""

    sections: dict
    sources: dict
    authors: dict
    topics: dict
    pictures: dict


def seeds(stories):
    """Return the seeds of all pictures that articles show, or that a step puts into one."""
    bodies = [story.row["body"] for story in stories]
    bodies += [change["to"] for story in stories for step in story.steps for change in step.get("changes", [])]
    covers = {story.row["cover"]["seed"] for story in stories if "cover" in story.row}
    return covers | {int(match["seed"]) for body in bodies for match in PICTURE.finditer(body)}


def moment(row, now):
    """Return when something of the demo happened: so many days before the day of loading, at this hour."""
    day = timezone.localdate(now) - timedelta(days=row["days_ago"])
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(row["time"])))


def as_saved(row, step):
    """Return an article's row in the words in which this step saved it."""
    phrases = step.get("without", [])
    lines = [line for line in row["body"].splitlines() if not any(phrase in line for phrase in phrases)]
    body = "\n".join(lines)
    for change in step.get("changes", []):
        body = body.replace(change["from"], change["to"])
    return row | {name: step[name] for name in ("title", "lead") if name in step} | {"body": body}


def content(row, shelf, by, now):
    """Return what workflow.save_draft takes; only what has gone up, or is scheduled, names its time."""
    ends = {"days_ago": -row["ends_in_days"], "time": "17:00"} if "ends_in_days" in row else None
    return {
        "title": row["title"],
        "lead": row["lead"],
        "body": _linked(PICTURE.sub(lambda match: _figure(match, shelf.pictures, by), row["body"])),
        "section": shelf.sections[row["section"]].pk,
        "source": shelf.sources[row["source"]].pk if row["source"] else None,
        "cover": photo(shelf.pictures, by, **row["cover"]).pk if "cover" in row else None,
        "tags": [_tag(name).pk for name in row["tags"]],
        "topics": [shelf.topics[slug].pk for slug in row.get("topics", [])],
        "bylines": [_byline(byline, shelf.authors) for byline in row["bylines"]],
        "attachments": [_attachment(name, by) for name in row.get("documents", [])],
        "is_featured": row["featured"],
        "comments_allowed": row["comments"],
        "published_at": moment(row, now) if row.get("status", "draft") != "draft" else None,
        "expires_at": moment(ends, now) if ends else None,
    }


def _linked(body):
    """Give links to other articles their addresses: the demo's files know no keys."""
    return TO_ARTICLE.sub(lambda match: Article.objects.get(slug=match[1]).get_absolute_url(), body)


def photo(pictures, by, *, seed, alt, caption="", credit="", copy=False):
    """The library's photo of a seed: made at its first use, with the words of that use.

    A copy is what somebody sends who got the picture through a messenger: smaller, and pressed once more.
    """
    data, name = (_copied(pictures[seed]), f"{seed}-zalo.jpg") if copy else (pictures[seed], f"{seed}.jpg")
    known = Photo.objects.filter(fingerprint=sha256(data).hexdigest()).first()
    return known or photos.ingest(ContentFile(data, name), alt=alt, caption=caption, credit=credit, by=by)


def _copied(data):
    picture = Image.open(BytesIO(data))
    stored = BytesIO()
    picture.resize((picture.width * 3 // 4, picture.height * 3 // 4)).save(stored, "JPEG", quality=70)
    return stored.getvalue()


def _figure(match, pictures, by):
    shown = photo(
        pictures, by, seed=int(match["seed"]), alt=match["alt"], caption=match["caption"], credit=match["credit"]
    )
    credit = f' <span class="credit">Ảnh: {match["credit"]}</span>' if match["credit"] else ""
    return (
        f'<figure class="figure"><img src="{shown.file.url}" alt="{escape(match["alt"])}" width="{shown.width}"'
        f' height="{shown.height}"><figcaption>{match["caption"]}{credit}</figcaption></figure>'
    )


def _attachment(name, by):
    taken = document(name, by)
    return {"attachment": taken.pk, "title": taken.title}


def _tag(name):
    return Tag.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def _byline(byline, authors):
    author = authors.get(byline.get("author", ""))
    return {
        "author": author and author.pk,
        "name": byline.get("name") or author.name,
        "position": byline.get("position", ""),
        "organisation": byline.get("organisation", author.organisation if author else ""),
    }
