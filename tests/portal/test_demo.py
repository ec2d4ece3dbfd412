"""manage.py demo: loads once, keeps what was changed, and stays away from real sites."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import datetime, time, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from articles.models import Article, Section
from comments.models import Comment, CommentEvent, ConsentText, PrivateContact, Status
from portal.demo import loading
from portal.demo.pictures import draw
from tests.factories import make_article, make_identity, make_section, make_user

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def quick_pictures(monkeypatch):
    """Pictures in a tenth of the size: what they look like is for people to judge."""
    monkeypatch.setattr(loading, "_drawn", lambda seeds: {seed: draw(seed, (160, 90)) for seed in seeds})


def run():
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out)
    return out.getvalue()


def test_the_demo_loads_once_and_keeps_what_was_changed(settings, quick_pictures, client):
    settings.DEBUG = True
    first = run()
    Article.objects.filter(pk=Article.objects.public().first().pk).update(title="Sửa tay")

    second = run()

    assert Article.objects.count() == 40
    assert Article.objects.public().count() == 36
    assert Article.objects.filter(title="Sửa tay").count() == 1
    assert Section.objects.count() == 8
    assert Counter(Comment.objects.values_list("status", flat=True)) == {
        Status.APPROVED: 78,
        Status.WAITING: 22,
        Status.REFUSED: 10,
        Status.SPAM: 7,
        Status.TAKEN_DOWN: 3,
    }
    assert set(Comment.objects.values_list("decided_by__username", flat=True)) == {None, "thuyduong"}
    assert PrivateContact.objects.exclude(phone="").count() == 80
    assert first.splitlines()[-6:] == second.splitlines()[-6:]
    for line in second.splitlines()[-6:]:
        username, password = line.split()[:2]
        assert authenticate(username=username, password=password).is_staff
    for article in Article.objects.public():
        assert client.get(article.get_absolute_url()).status_code == 200


def load_comments(now):
    """The comments of the demo under articles that have nothing but its titles and times."""
    make_section()
    for _section, article in loading._articles():
        if article["status"] == "published":
            day = now.date() - timedelta(days=article["days_ago"])
            published_at = timezone.make_aware(datetime.combine(day, time.fromisoformat(article["time"])))
            make_article(title=article["title"], published_at=published_at)
    loading.load_comments(ConsentText.objects.first(), make_user("Kiểm duyệt"), now)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_whenever_the_demo_is_loaded_its_comments_were_sent_and_decided_before(hour):
    now = timezone.localtime().replace(hour=hour, minute=1) - timedelta(days=1)

    load_comments(now)

    decided = Comment.objects.exclude(status=Status.WAITING)
    assert Comment.objects.filter(created_at__gt=F("article__published_at"), created_at__lt=now).count() == 120
    assert decided.filter(decided_at__gt=F("created_at"), decided_at__lt=now).count() == 98
    assert CommentEvent.objects.filter(at__gt=F("comment__created_at"), at__lt=now).count() == 101
    assert CommentEvent.objects.filter(at=F("comment__decided_at"), after=F("comment__status")).count() == 98
    assert list(Comment.objects.order_by("pk")) == list(Comment.objects.order_by("created_at", "pk"))


def test_the_demos_busiest_article_shows_its_comments_on_two_pages(client):
    make_identity()
    load_comments(timezone.localtime())
    article = Article.objects.get(title__startswith="Giữ lời hẹn với dân")
    titles = [each.title for each in Comment.objects.filter(article=article).order_by("-created_at", "-pk")]
    shown = [each.title for each in Comment.objects.shown().filter(article=article).order_by("-created_at", "-pk")]

    pages = [client.get(article.get_absolute_url(), {"y-kien": number}).content.decode() for number in (1, 2)]

    assert [[title for title in titles if title in page] for page in pages] == [shown[:20], shown[20:]]
    assert (len(titles), len(shown)) == (28, 24)


def test_the_demo_refuses_where_debugging_is_off(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError):
        run()

    assert Article.objects.count() == 0


def test_the_demo_refuses_a_database_with_content_of_its_own(settings):
    settings.DEBUG = True
    make_section("Của xã thật")

    with pytest.raises(CommandError):
        run()

    assert Section.objects.count() == 1


def start(folder, database):
    """Run the demo as a newcomer does, with nothing in the environment but the database."""
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{database}", "MEDIA_ROOT": str(folder / "media")},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def checkout(tmp_path):
    """A copy of the code, for a file .env of its own."""
    folder = tmp_path / "checkout"
    for name in ("articles", "comments", "portal", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", folder)
    return folder


def test_the_demo_refuses_where_the_env_file_says_that_debugging_is_off(checkout):
    (checkout / ".env").write_text("DEBUG=0\nSECRET_KEY=of-a-real-site\nALLOWED_HOSTS=tin.example.vn\n")

    run = start(checkout, checkout / "db.sqlite3")

    assert (run.returncode, run.stdout) == (1, "")
    assert "DEBUG" in run.stderr
    assert not (checkout / "db.sqlite3").exists()


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE customers (name text); INSERT INTO customers VALUES ('An')",
        "CREATE TABLE auth_user (username text); INSERT INTO auth_user VALUES ('an')",
    ],
)
def test_the_demo_leaves_the_tables_of_another_database_as_they_are(checkout, schema):
    path = checkout / "other.sqlite3"
    with sqlite3.connect(path) as other:
        other.executescript(schema)
        before = other.execute("SELECT sql FROM sqlite_master").fetchall()

    run = start(checkout, path)

    assert (run.returncode, run.stdout) == (1, "")
    assert "DATABASE_URL" in run.stderr
    assert other.execute("SELECT sql FROM sqlite_master").fetchall() == before
    other.close()
