"""Loads the invented commune of portal/demo once, through the same steps that the newsroom uses."""

import tomllib
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles import shells
from articles.addresses import key_of
from articles.models import Article, Author, ContentVersion, ImportedPage, OldAddress, Section, Source, Topic
from comments.models import CommentRules, ConsentText, Unit
from portal import first_pages
from portal.models import Banner, Link, LinkBlock, SiteIdentity

from . import contents, newsroom, readers
from .pictures import draw

HERE = Path(__file__).parent


def is_loaded():
    return ImportedPage.objects.filter(format=newsroom.FORMAT).exists()


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
    site = _site()
    stories = newsroom.stories(site["account"])
    pictures = _drawn(contents.seeds(stories) | newsroom.loose_seeds())
    with transaction.atomic():
        consent = ConsentText.objects.first()  # the newest
        SiteIdentity.objects.create(pk=1, consent=consent, **site["identity"])
        CommentRules.objects.filter(pk=1).update(public_phones="\n".join(site["public_phones"]))
        for order, banner in enumerate(site["banner"]):
            _make_banner(banner, order, now)
        shelf = contents.Shelf(
            sections=_make_sections(site["section"]),
            sources={each["code"]: Source.objects.create(**each) for each in site["source"]},
            authors={each["slug"]: Author.objects.create(**each) for each in site["author"]},
            topics=_make_topics(site["topic"]),
            pictures=pictures,
        )
        shells.create()
        users = _make_accounts(site["account"])
        newsroom.load_newsroom(stories, shelf, users, now)
        _give_covers(site["topic"], shelf.topics)
        _make_pages()
        _make_links(site["links"])
        _make_old_addresses(site["old_address"])
        readers.load_views(now)
        moderators = [users[account["username"]] for account in site["account"] if account["group"] == "moderator"]
        readers.load_comments(consent, moderators[0], _make_units(site["unit"], users), now)
        _give_addresses(site["account"])
        ContentVersion.bump()


def _site():
    return tomllib.loads((HERE / "site.toml").read_text("utf-8"))


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


def _make_topics(rows):
    fields = ("slug", "name", "description", "on_front_page", "is_closed")
    return {
        row["slug"]: Topic.objects.create(order=order, **{name: row[name] for name in fields})
        for order, row in enumerate(rows)
    }


def _give_covers(rows, topics):
    """Give each topic the picture of one of its articles."""
    covers = dict(Article.objects.values_list("title", "cover"))
    for row in rows:
        Topic.objects.filter(pk=topics[row["slug"]].pk).update(cover=covers[row["cover_of"]])


def _make_pages():
    """Make the commune's own pages, and what it left as the portal brings it."""
    own = tomllib.loads((HERE / "pages.toml").read_text("utf-8"))["page"]
    first_pages.create(own, is_published=True)
    first_pages.create(is_published=True)


def _make_links(rows):
    for order, row in enumerate(rows):
        block = LinkBlock.objects.create(name=row["name"], order=order)
        Link.objects.bulk_create(
            Link(block=block, name=name, url=url, order=place) for place, (name, url) in enumerate(row["sites"])
        )


def _make_old_addresses(rows):
    """Note where addresses of the former district's portal lead."""
    articles = {article.title: article for article in Article.objects.only("title")}
    for row in rows:
        article = articles[row["article"]] if "article" in row else None
        OldAddress.objects.create(
            path=row["path"], key=key_of(row["path"]), article=article, target=row.get("target", "")
        )


GROUPS = {
    "reporter": "Phóng viên",
    "editor": "Biên tập viên",
    "secretary": "Thư ký toà soạn",
    "moderator": "Kiểm duyệt",
    "administrator": "Quản trị",
    "answerer": "Trả lời bạn đọc",
}


def _make_accounts(rows):
    users = {}
    for row in rows:
        user = User(username=row["username"], first_name=row["full_name"], is_staff=True)
        user.set_password(password_of(user))
        user.save()
        user.groups.add(Group.objects.get(name=GROUPS[row["group"]]))
        users[row["username"]] = user
    return users


def _make_units(rows, users):
    units = {}
    for order, row in enumerate(rows):
        units[row["slug"]] = Unit.objects.create(name=row["name"], order=order)
        units[row["slug"]].members.set(users[name] for name in row["members"])
    return units


def _give_addresses(rows):
    """Give the accounts their addresses when all else stands: nobody is to be told by mail of an invented past."""
    for row in rows:
        User.objects.filter(username=row["username"]).update(email=row["email"])
