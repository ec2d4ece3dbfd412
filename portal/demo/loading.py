"""Loads the invented commune of portal/demo once, through the same steps that the newsroom uses."""

import re
import tomllib
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import escape

from articles import photos, workflow
from articles.models import Article, Author, ContentVersion, ImportedPage, Photo, Section, Source, Tag
from articles.text import slugify
from comments import contact, moderation
from comments.models import Comment, CommentEvent, ConsentText, Status
from portal.models import Banner, SiteIdentity

from .pictures import draw

HERE = Path(__file__).parent
FORMAT = "demo"
PICTURE = re.compile(
    r'<figure data-demo-photo="(?P<seed>\d+)" data-alt="(?P<alt>[^"]*)" data-credit="(?P<credit>[^"]*)">\s*'
    r"<figcaption>(?P<caption>.*?)</figcaption>\s*</figure>",
    re.DOTALL,
)


def is_loaded():
    return ImportedPage.objects.filter(format=FORMAT).exists()


def holds_other_content():
    """Whether somebody's real work stands in this database."""
    return not is_loaded() and (
        Article.objects.exists() or Section.objects.exists() or User.objects.exists() or SiteIdentity.objects.exists()
    )


def password_of(user) -> str:
    """Return a demo account's password: the same at each start of one database, another in each database."""
    digest = salted_hmac(
        "portal.demo", f"{user.username}{user.date_joined.isoformat()}", algorithm="sha256"
    ).hexdigest()
    return "-".join(digest[start : start + 4] for start in (0, 4, 8))


def accounts():
    """Return the demo's accounts in the order of its file."""
    names = [account["username"] for account in _site()["account"]]
    return sorted(User.objects.filter(username__in=names), key=lambda user: names.index(user.username))


def load(now=None):
    now = now or timezone.now()
    site, articles = _site(), _articles()
    pictures = _drawn(_seeds(articles))
    with transaction.atomic():
        consent = ConsentText.objects.first()  # the newest
        SiteIdentity.objects.create(pk=1, consent=consent, **site["identity"])
        for order, banner in enumerate(site["banner"]):
            _make_banner(banner, order, now)
        sources = {each["code"]: Source.objects.create(**each) for each in site["source"]}
        sections = _make_sections(site["section"])
        authors = {each["slug"]: Author.objects.create(**each) for each in site["author"]}
        users = _make_accounts(site["account"])
        for number, (section, article) in enumerate(articles):
            _make_article(article, number, sections[section], sources, authors, users, pictures, now)
        load_comments(consent, users["moderator"], now)
        ContentVersion.bump()


def _site():
    return tomllib.loads((HERE / "site.toml").read_text("utf-8"))


def _articles():
    """Return (section slug, article) pairs, oldest first, so that keys grow with time as on a real site."""
    found = [
        (path.stem, article)
        for path in sorted((HERE / "articles").glob("*.toml"))
        for article in tomllib.loads(path.read_text("utf-8"))["article"]
    ]
    return sorted(found, key=lambda pair: (-pair[1]["days_ago"], pair[1]["time"]))


def _seeds(articles):
    covers = {article["cover"]["seed"] for _section, article in articles if "cover" in article}
    return covers | {
        int(match["seed"]) for _section, article in articles for match in PICTURE.finditer(article["body"])
    }


def _drawn(seeds):
    """Draw all pictures, on every core: they are most of the loading time."""
    seeds = sorted(seeds)
    with ProcessPoolExecutor() as pool:
        return dict(zip(seeds, pool.map(draw, seeds), strict=True))


def _make_banner(banner, order, now):
    Banner.objects.create(
        kind=banner["kind"],
        text=banner["text"],
        link=banner["link"],
        order=order,
        starts_at=now - timedelta(days=banner["starts_days_ago"]),
        ends_at=now + timedelta(days=banner["ends_in_days"]),
    )


def _make_sections(rows):
    made = {}
    for order, row in enumerate(rows):
        made[row["slug"]] = Section.objects.create(
            slug=row["slug"],
            name=row["name"],
            description=row["description"],
            front_page=row["front"],
            archive_notice=row["archive_notice"],
            parent=made[row["parent"]] if row["parent"] else None,
            order=order,
        )
    return made


GROUPS = {
    "reporter": "Phóng viên",
    "editor": "Biên tập viên",
    "moderator": "Kiểm duyệt",
    "administrator": "Quản trị",
}


def _make_accounts(rows):
    users = {}
    for row in rows:
        user = User(username=row["username"], first_name=row["full_name"], is_staff=True)
        user.set_password(password_of(user))
        user.save()
        user.groups.add(Group.objects.get(name=GROUPS[row["group"]]))
        users[row["group"]] = user
    return users


def _make_article(article, number, section, sources, authors, users, pictures, now):
    day = timezone.localdate(now) - timedelta(days=article["days_ago"])
    published_at = timezone.make_aware(datetime.combine(day, time.fromisoformat(article["time"])))
    if article["days_ago"] >= 0:
        published_at = min(published_at, now - timedelta(minutes=5))  # today's stories are up, at whatever hour
    cover = article.get("cover")
    content = {
        "title": article["title"],
        "lead": article["lead"],
        "body": PICTURE.sub(lambda match: _figure(match, pictures, users["editor"]), article["body"]),
        "section": section.pk,
        "source": sources[article["source"]].pk if article["source"] else None,
        "cover": cover and _photo(pictures, users["editor"], **cover).pk,
        "tags": [_tag(name).pk for name in article["tags"]],
        "bylines": [_byline(byline, authors) for byline in article["bylines"]],
        "is_featured": article["featured"],
        "comments_allowed": article["comments"],
        "published_at": published_at,
    }
    writer = users["reporter"] if article["status"] == "draft" else users["editor"]
    revision = workflow.save_draft(None, content, by=writer)
    if article["status"] != "draft":
        workflow.publish(revision, by=users["editor"], now=published_at)
    if article["status"] == "withdrawn":
        workflow.withdraw(revision.article, by=users["editor"], reason=article["withdrawal_reason"])
    Article.objects.filter(pk=revision.article_id).update(base_views=article["base_views"])
    key = sha256(f"demo {article['title']}".encode()).hexdigest()
    ImportedPage.objects.create(article=revision.article, key=key, format=FORMAT, file_name=f"{FORMAT}-{number}")


def _photo(pictures, by, *, seed, alt, caption="", credit=""):
    """The library's photo of a seed: made at its first use, with the words of that use."""
    data = pictures[seed]
    known = Photo.objects.filter(fingerprint=sha256(data).hexdigest()).first()
    return known or photos.ingest(ContentFile(data, f"{seed}.jpg"), alt=alt, caption=caption, credit=credit, by=by)


def _figure(match, pictures, by):
    photo = _photo(
        pictures, by, seed=int(match["seed"]), alt=match["alt"], caption=match["caption"], credit=match["credit"]
    )
    credit = f' <span class="credit">Ảnh: {match["credit"]}</span>' if match["credit"] else ""
    return (
        f'<figure class="figure"><img src="{photo.file.url}" alt="{escape(match["alt"])}" width="{photo.width}"'
        f' height="{photo.height}"><figcaption>{match["caption"]}{credit}</figcaption></figure>'
    )


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


def load_comments(consent, moderator, now):
    """Send the readers' comments in the order of their times, so that keys grow with time, and let them be judged."""
    articles = {article.title: article for article in Article.objects.public()}
    sent = []
    for number, row in enumerate(_comments()):
        latest = now - timedelta(minutes=4 + number)  # whatever the hour of loading, nothing comes from the future
        at = min(articles[row["article"]].published_at + timedelta(hours=row["hours_after"]), latest)
        sent.append((at, number, row))
    for at, number, row in sorted(sent, key=lambda each: each[:2]):
        comment = _send(row, number, articles[row["article"]], consent, at)
        _decide(comment, row, by=moderator)
        _put_back_in_time(comment, at, number, now)


def _comments():
    return tomllib.loads((HERE / "comments.toml").read_text("utf-8"))["comment"]


def _send(row, number, article, consent, at):
    house = sha256(row["name"].encode()).digest()[0]  # one writer, one address
    comment, _is_new = moderation.post(
        article,
        nonce=sha256(f"demo comment {number}".encode()).hexdigest()[:32],
        consent_id=consent.pk,
        name=row["name"],
        title=row["title"],
        text=row["text"],
        phone=contact.normalised_phone(row["phone"]),
        address_hash=contact.hashed(f"192.0.2.{house}", at),
        flags=row.get("flags", []),
    )
    return comment


def _decide(comment, row, by):
    if row["status"] in {Status.APPROVED, Status.TAKEN_DOWN}:
        moderation.approve(comment, by=by)
    if row["status"] == Status.TAKEN_DOWN:
        moderation.take_down(comment, by=by, reason=row["reason"])
    if row["status"] == Status.REFUSED:
        moderation.reject(comment, by=by, reason=row["reason"])
    if row["status"] == Status.SPAM:
        moderation.mark_spam(comment, by=by)


def _put_back_in_time(comment, at, number, now):
    """Give the comment and its decisions the times that they would have had: the steps themselves know only "now"."""
    Comment.objects.filter(pk=comment.pk).update(created_at=at)
    for event in CommentEvent.objects.filter(comment=comment):
        at = min(_at_work(at + timedelta(minutes=15 + 37 * number % 240)), now - timedelta(minutes=1))
        CommentEvent.objects.filter(pk=event.pk).update(at=at)
        Comment.objects.filter(pk=comment.pk).update(decided_at=at)


def _at_work(at):
    """The time itself, or for the night the next morning: moderators sleep too."""
    local = timezone.localtime(at)
    if 7 <= local.hour < 21:
        return at
    morning = local.date() + timedelta(days=local.hour >= 21)
    return timezone.make_aware(datetime.combine(morning, time(7, 5 + local.minute // 2)))
