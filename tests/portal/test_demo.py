"""manage.py demo: loads once, keeps what was changed, and stays away from real sites."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F, Max
from django.utils import timezone

from articles import photos, reports, shells, snapshots, workflow
from articles.checks import Check
from articles.models import (
    Article,
    ArticleAttachment,
    BrokenLink,
    Correction,
    Event,
    Note,
    Notice,
    OldAddress,
    Photo,
    ReviewLink,
    Revision,
    Section,
    Topic,
    UnsavedText,
)
from articles.states import RevisionState, Step
from articles.states import Status as ArticleStatus
from comments.cases import IN_TIME, LATE, SOON, Clock
from comments.models import Answer, Ban, Comment, CommentEvent, ConsentText, Flag, PrivateContact, Status
from comments.models import Step as CommentStep
from portal import dashboard
from portal.demo import contents, loading, newsroom, readers
from portal.demo.pictures import draw
from portal.frame import Frame
from portal.models import Link, Page, TickRun
from tests.factories import at, make_article, make_identity, make_section, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def quick_pictures(monkeypatch):
    """Pictures in a tenth of the size: what they look like is for people to judge."""
    monkeypatch.setattr(loading, "_drawn", lambda seeds: {seed: small(seed) for seed in seeds})


@cache
def small(seed):
    return draw(seed, (160, 90))


def run():
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out)
    return out.getvalue()


def test_the_demo_loads_once_and_keeps_what_was_changed(settings, quick_pictures, client):
    settings.DEBUG = True
    first = run()
    Article.objects.filter(pk=Article.objects.public().first().pk).update(title="Sửa tay")

    second = run()

    assert Article.objects.count() == 48
    assert Article.objects.public().count() == 36
    assert Article.objects.filter(title="Sửa tay").count() == 1
    assert Section.objects.count() == 8
    assert Counter(Comment.objects.values_list("status", flat=True)) == {
        Status.APPROVED: 81,
        Status.WAITING: 31,
        Status.REFUSED: 11,
        Status.SPAM: 7,
        Status.TAKEN_DOWN: 3,
        Status.WITHDRAWN: 2,
    }
    assert set(Comment.objects.values_list("decided_by__username", flat=True)) == {None, "thuyduong"}
    assert PrivateContact.objects.exclude(phone="").count() == 75  # of 89: the others are purged, or withdrawn
    assert first.splitlines()[-9:] == second.splitlines()[-9:]
    for line in second.splitlines()[-9:]:
        username, password = line.split()[:2]
        assert authenticate(username=username, password=password).is_staff
    for article in Article.objects.public():
        assert client.get(article.get_absolute_url()).status_code == 200
    assert TickRun.objects.get().failures == []


@pytest.fixture
def newsroom_at_work(quick_pictures):
    """The demo's content as the command loads it."""
    loading.load()


def test_the_demo_shows_pages_in_two_languages_topics_links_and_where_old_addresses_lead(newsroom_at_work, client):
    pages = Page.objects.filter(is_published=True)
    shown = {
        "pages": sorted(pages.values_list("language", flat=True)),
        "twins": pages.exclude(translation=None).count(),
        "topics": Topic.objects.filter(cover__isnull=False).count(),
        "links": Link.objects.count(),
    }
    led = {
        old.path: (answer.status_code, answer.headers.get("Location"))
        for old in OldAddress.objects.all()
        for answer in [client.get(old.path.removeprefix("https://hoegiang.example.vn"))]
    }
    article = Article.objects.get(title__startswith="Hoè Giang: kiên cố hoá")
    race = Article.objects.get(title__startswith="Sôi nổi giải bơi thuyền")

    assert shown == {"pages": ["en"] * 3 + ["vi"] * 4, "twins": 6, "topics": 5, "links": 7}
    assert sorted(led.values(), key=str) == sorted(
        [
            (301, article.get_absolute_url()),
            (301, race.get_absolute_url()),
            (301, "/chuyen-muc/van-hoa-xa-hoi/"),
            (410, None),
        ],
        key=str,
    )


def titles(revisions):
    return {str(revision).split(":")[0] for revision in revisions}


def test_the_demos_desk_holds_a_text_in_every_state_and_what_was_said_and_done(newsroom_at_work):
    today = timezone.localdate()
    heads = Revision.objects.open().exclude(article__status=ArticleStatus.TRASHED)
    waiting = heads.filter(state=RevisionState.IN_REVIEW).values_list("due_on", "assignee__username")

    assert {state: heads.filter(state=state).count() for state in RevisionState.values} == {
        RevisionState.DRAFT: 4,
        RevisionState.IN_REVIEW: 4,
        RevisionState.RETURNED: 2,
        RevisionState.APPROVED: 2,
        RevisionState.APPLIED: 0,
        RevisionState.DISCARDED: 0,
    }
    assert set(waiting) == {
        (today - timedelta(days=1), "minhchau"),
        (today, "nguyetha"),
        (today + timedelta(days=1), None),
        (today + timedelta(days=1), "thuhien"),
    }
    assert titles(heads.filter(article__status=ArticleStatus.PUBLISHED)) == {
        "Câu lạc bộ nhặt rác chủ nhật",
        "Đường vào xóm Bãi sáng đèn",
        "Lịch tiếp công dân tháng tới của lãnh đạo xã",
    }
    assert Counter(Article.objects.values_list("status", flat=True)) == {
        ArticleStatus.PUBLISHED: 37,
        ArticleStatus.UNPUBLISHED: 9,
        ArticleStatus.WITHDRAWN: 1,
        ArticleStatus.TRASHED: 1,
    }
    assert UnsavedText.objects.filter(is_closed=False).count() == 1

    threads = Note.objects.filter(answers_to=None)
    named = Revision.objects.exclude(name="").get()

    assert threads.filter(resolved_at=None).count() == 3
    assert threads.exclude(resolved_at=None).count() == 1
    assert Note.objects.filter(answers_to__resolved_at=None).exclude(answers_to=None).count() == 2
    assert named.name == "Bản lãnh đạo đã xem"
    assert named.article.revisions.count() == 5
    assert list(Correction.objects.values_list("article__revisions__state", flat=True)) == [RevisionState.APPLIED] * 4
    assert set(Event.objects.values_list("step", flat=True)) == {
        *(Step.SAVE_DRAFT, Step.SUBMIT, Step.ASSIGN, Step.SEND_BACK, Step.APPROVE, Step.PUBLISH, Step.SCHEDULE),
        *(Step.CORRECT, Step.WITHDRAW, Step.TRASH, Step.NAME, Step.NOTE, Step.RESOLVE),
        *(Step.LINK, Step.PLAN, Step.REVIEW_DAY),
    }


def test_the_demo_happened_in_the_order_of_its_keys_and_before_it_was_loaded(newsroom_at_work):
    now = timezone.now()
    tomorrow = timezone.localtime(now).replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=1)
    stamped = [*newsroom.STAMPED, (Note, "resolved_at"), (UnsavedText, "saved_at"), (Article, "withdrawn_at")]

    latest = [model.objects.aggregate(at=Max(name))["at"] for model, name in stamped]
    scheduled = Article.objects.get(published_at__gt=now)
    ending = Article.objects.get(expires_at__gt=now)

    assert [at for at in latest if at >= now - timedelta(minutes=1)] == []
    assert scheduled.published_at == tomorrow
    assert ending.is_public
    assert ending.expires_at < now + timedelta(days=5)
    assert Article.objects.exclude(pk=scheduled.pk).filter(updated_at__gte=now).count() == 0

    for model, name in [(Article, "created_at"), (Revision, "created_at"), (Event, "at"), (Note, "at")]:
        assert list(model.objects.order_by("pk")) == list(model.objects.order_by(name, "pk"))
    assert Photo.objects.filter(cover_of__created_at__lt=F("uploaded_at")).count() == 0


def test_the_demo_has_story_shells_and_two_documents_that_readers_can_fetch(newsroom_at_work, client):
    offered = ArticleAttachment.objects.select_related("article", "attachment").order_by("attachment__kind")

    assert [(each.article.is_public, each.attachment.kind, each.title) for each in offered] == [
        (True, "docx", "Phiếu đăng ký tiêm phòng dại cho chó, mèo"),
        (True, "pdf", "Lịch tiếp công dân định kỳ (bản niêm yết)"),
    ]
    assert [client.get(each.attachment.url).status_code for each in offered] == [200, 200]
    assert shells.lacking() == []


def test_the_demo_tells_nobody_by_mail(settings, quick_pictures, django_capture_on_commit_callbacks):
    settings.DEBUG = True
    with django_capture_on_commit_callbacks(execute=True):
        run()

    assert mail.outbox == []
    assert Notice.objects.count() == 0
    assert {user.email for user in User.objects.all()} == {
        f"{user.username}@thanhlamha.example" for user in User.objects.all()
    }


def found_by_the_check(pairs):
    """The codes of what the check points at in these contents, as {title: codes}."""
    return {
        content["title"]: sorted(each.code for each in workflow.findings(content, article) if each.level != "ok")
        for content, article in pairs
    }


def test_the_check_has_something_else_to_say_of_each_review_and_little_of_what_is_up(newsroom_at_work):
    published = Article.objects.filter(status=ArticleStatus.PUBLISHED)
    reviews = Revision.objects.open().filter(state=RevisionState.IN_REVIEW).order_by("title")
    approved = Revision.objects.open().filter(state=RevisionState.APPROVED)

    of_published = found_by_the_check((snapshots.snapshot(article), article) for article in published)
    of_reviews = found_by_the_check((revision.content, revision.article) for revision in reviews)
    of_approved = found_by_the_check((revision.content, revision.article) for revision in approved)

    # The numbers are those of offices, and notices have no picture. The other two are for the reports to find.
    usual = {Check.PERSONAL_DATA, Check.COVER_MISSING}
    odd = {title.partition(":")[0]: codes for title, codes in of_published.items() if set(codes) - usual}
    assert odd == {
        "Hội đồng nhân dân xã họp": [Check.DEAD_LINK],
        "Lớp học bơi ở ao đình": [Check.CREDIT],
    }
    assert {title.partition(":")[0]: codes for title, codes in of_reviews.items()} == {
        "Kè tạm bãi giữa sông Hoè": [Check.LONG_SENTENCES],
        "Máy cấy xuống đồng Cửa Đình": [Check.ABBREVIATIONS],
        "Nhóm “Xe chung” đưa người già đi khám": [Check.PERSONAL_DATA],
        "Đường vào xóm Bãi sáng đèn": [Check.CREDIT],
    }
    assert list(of_approved.values()) == [[], []]


def test_the_demos_reports_and_its_library_have_something_to_show(settings, quick_pictures):
    settings.DEBUG = True
    run()
    secretary = User.objects.get(username="nguyetha")
    copy = Photo.objects.get(original_name="35-zalo.jpg")

    assert [article.title for article in reports.due(secretary)] == [
        "Tiêm chủng mở rộng: lịch theo tuổi và những điều cha mẹ hay quên"
    ]
    assert [(link.article.title.partition(":")[0], link.why) for link in reports.broken_links(secretary)] == [
        ("Hội đồng nhân dân xã họp", BrokenLink.Why.NOT_PUBLIC)
    ]
    assert [photo.caption for photo in reports.photos_lacking(secretary).rows] == [
        "Ao đình thôn Đông nằm sau lưng đình"
    ]
    assert [photo.caption for photo in photos.never_used()] == ["Chợ Cầu Đá trước giờ họp phiên"]
    assert photos.alike(copy) == [Photo.objects.get(original_name="35.jpg")]


def test_the_demo_has_a_new_version_planned_and_a_link_for_a_leader_waiting(newsroom_at_work):
    today, plan, link = timezone.localdate(), Revision.objects.planned().get(), ReviewLink.objects.get()

    assert (timezone.localdate(plan.apply_at), plan.planned_by.username) == (today + timedelta(days=2), "minhchau")
    assert plan.article.is_public
    assert (link.created_by.username, link.decision, workflow.hindrance(link)) == ("nguyetha", "", "")
    assert timezone.localdate(link.created_at) == today - timedelta(days=1)
    assert timezone.localdate(link.ends_at) == today + timedelta(days=3)


def test_every_account_of_the_demo_finds_rows_in_each_block_of_its_dashboard(newsroom_at_work, rf):
    empty, shown = [], {}
    for user in loading.accounts():
        request = rf.get("/")
        request.user, request.frame = user, Frame()
        desk = dashboard.desk(request)
        blocks = {name: block.rows for name, block in desk.items() if hasattr(block, "rows")}
        empty += [(user.username, name) for name, rows in blocks.items() if not rows]
        shown[user.username] = set(blocks)

    writing = {"waiting", "notes", "due", "drafts", "upcoming", "most_read"}
    assert empty == []
    assert shown == {
        "quantri": writing | {"comments"},
        "nguyetha": writing | {"comments", "cases"},
        "thuhien": writing | {"comments"},
        "minhchau": writing | {"comments"},
        "quockhanh": writing,
        "minhdat": writing,
        "thuyduong": {"comments", "most_read"},
        "kimngan": {"cases", "most_read"},
        "xuanmai": {"cases", "most_read"},
    }


def load_comments(now):
    """The comments of the demo under articles that have nothing but its titles and times."""
    make_section()
    for article in newsroom.rows():
        if article["status"] == "published":
            make_article(title=article["title"], published_at=contents.moment(article, now))
    member = make_user("Trả lời bạn đọc")
    units = {slug: make_unit(slug, member) for slug in ("van-phong", "kinh-te", "hanh-chinh-cong")}
    readers.load_comments(ConsentText.objects.first(), make_user("Kiểm duyệt"), units, now)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_whenever_the_demo_is_loaded_its_comments_were_sent_and_decided_before(hour):
    now = timezone.localtime().replace(hour=hour, minute=1) - timedelta(days=1)

    load_comments(now)

    decided = Comment.objects.exclude(status=Status.WAITING)
    assert Comment.objects.filter(created_at__gt=F("article__published_at"), created_at__lt=now).count() == 135
    assert decided.filter(decided_at__gt=F("created_at"), decided_at__lt=now).count() == 104
    assert Comment.objects.filter(routed_at__gt=F("created_at"), routed_at__lt=now).count() == 17
    assert Answer.objects.filter(at__gt=F("comment__decided_at"), at__lt=now).count() == 8
    assert CommentEvent.objects.exclude(at__gt=F("comment__created_at"), at__lt=now).count() == 0
    assert CommentEvent.objects.filter(at=F("comment__decided_at"), after=F("comment__status")).count() == 104
    assert list(Comment.objects.order_by("pk")) == list(Comment.objects.order_by("created_at", "pk"))
    in_order = CommentEvent.objects.order_by("comment", "at", "pk")
    assert list(CommentEvent.objects.order_by("comment", "pk")) == list(in_order)


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-21", "2026-02-16"], ids=["Friday", "Saturday", "Tết"])
def test_whatever_the_day_units_have_cases_that_are_late_soon_due_and_in_time(day):
    load_comments(at(day, 9))

    clock = Clock.load(date.fromisoformat(day))
    lights = Counter(clock.light_of(comment.due_on) for comment in Comment.objects.open_cases())
    undecided = Comment.objects.filter(clock.undecided())

    assert (lights[LATE], set(lights)) == (2, {LATE, SOON, IN_TIME})
    assert undecided.filter(created_at__lt=at(day, 0) - timedelta(days=7)).count() == 2


def test_the_demos_comments_show_each_chip_that_the_guards_can_find(newsroom_at_work):
    waiting = Comment.objects.filter(status=Status.WAITING).values_list("flags", flat=True)

    assert {code for flags in waiting for code, _detail in flags} == set(Flag.values)
    assert Comment.objects.filter(is_masked=True).count() == 6
    assert list(CommentEvent.objects.filter(step=CommentStep.MASK).values_list("comment__title", flat=True)) == [
        "Mong nhắc nhau một câu"
    ]
    assert Ban.objects.current().get().comment.status == Status.SPAM


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
