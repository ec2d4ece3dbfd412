"""The steps of the workflow: save a draft, publish, withdraw."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from articles import search, snapshots, workflow
from articles.models import Article, Byline, ContentVersion, Event, Photo, Revision
from articles.states import RevisionState, Status, Step
from tests.factories import (
    at,
    make_article,
    make_author,
    make_content,
    make_draft,
    make_photo,
    make_section,
    make_source,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db


def stored_rows(article):
    """Every row of every table that holds the article's live content, as plain tuples."""
    tables = [Article, Byline, Article.tags.through, Article.photos.through]
    rows = []
    with connection.cursor() as cursor:
        for table in tables:
            column = "id" if table is Article else "article_id"
            cursor.execute(f"SELECT * FROM {table._meta.db_table} WHERE {column} = %s ORDER BY id", [article.pk])  # noqa: S608
            rows.append(cursor.fetchall())
    return rows


def full_content():
    photo = make_photo()
    return make_content(
        lead="Đoạn mở đầu.\n\nĐoạn hai.",
        body=f'<p>Một</p><p><img src="{photo.file.url}" alt="Ảnh"></p>',
        source=make_source().pk,
        cover=photo.pk,
        tags=[make_tag("nước sạch").pk, make_tag("kinh tế").pk],
        bylines=[
            {"author": make_author().pk, "name": "Thu Hiền", "position": "Phóng viên", "organisation": "Đài xã"},
            {"author": None, "name": "Quốc Khánh", "position": "", "organisation": ""},
        ],
        is_featured=True,
        comments_allowed="no",
        published_at=at("2026-11-20", 12, 29),
        expires_at=at("2027-11-20"),
    )


def test_publishing_a_draft_puts_it_before_the_readers():
    editor = make_user()
    draft = make_draft(by=editor, title="Lịch tiếp công dân")

    article = workflow.publish(draft, by=editor)

    draft.refresh_from_db()
    assert list(Article.objects.public()) == [article]
    assert (article.title, article.slug, article.status) == (
        "Lịch tiếp công dân",
        "lich-tiep-cong-dan",
        Status.PUBLISHED,
    )
    assert draft.state == RevisionState.APPLIED
    assert list(Event.objects.values_list("step", "before", "after", "by").order_by("pk")) == [
        (Step.SAVE_DRAFT, RevisionState.DRAFT, RevisionState.DRAFT, editor.pk),
        (Step.PUBLISH, Status.UNPUBLISHED, Status.PUBLISHED, editor.pk),
    ]


def test_snapshot_and_apply_are_each_others_inverse():
    content = snapshots.cleaned(full_content())

    article = workflow.publish(workflow.save_draft(None, content, by=None), by=None)

    assert snapshots.snapshot(Article.objects.get(pk=article.pk)) == content
    assert list(article.photos.all()) == list(Photo.objects.all())


def test_saving_a_draft_of_a_live_article_changes_nothing_of_it():
    article = workflow.publish(workflow.save_draft(None, full_content(), by=None), by=None)
    before = stored_rows(article)
    version = ContentVersion.objects.get().number

    draft = make_draft(
        article, title="Tên khác", body="<p>Khác</p>", tags=[], bylines=[], section=make_section("Xã hội").pk
    )

    assert stored_rows(article) == before
    assert ContentVersion.objects.get().number == version
    workflow.publish(draft, by=None)
    after = stored_rows(article)
    assert after != before
    assert [len(rows) for rows in after] == [1, 0, 0, 0]
    assert Article.objects.get().title == "Tên khác"
    with pytest.raises(workflow.NotPossible):
        workflow.publish(draft, by=None)
    assert stored_rows(article) == after


def test_a_draft_may_be_incomplete_but_not_published():
    draft = workflow.save_draft(None, {"title": ""}, by=None)

    with pytest.raises(workflow.NotReady) as refused:
        workflow.publish(draft, by=None)

    assert set(refused.value.errors) == {"title", "section", "body"}
    assert Article.objects.get().status == Status.UNPUBLISHED
    assert Revision.objects.get().state == RevisionState.DRAFT


def test_a_reporter_cannot_publish():
    reporter = make_user("Phóng viên")
    draft = make_draft(by=reporter)

    with pytest.raises(PermissionDenied):
        workflow.publish(draft, by=reporter)

    assert not Article.objects.public().exists()


def test_a_reporter_cannot_write_in_the_article_of_another():
    article = make_article()

    with pytest.raises(PermissionDenied):
        make_draft(article, by=make_user("Phóng viên"))

    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "may_publish", "may_withdraw"),
    [
        ("Phóng viên", False, False),
        ("Biên tập viên", True, True),
        ("Kiểm duyệt", False, False),
        ("Quản trị", True, True),
    ],
)
def test_who_may_publish_and_withdraw(role, may_publish, may_withdraw):
    user, article, draft = make_user(role), make_article(), make_draft()

    def succeeds(step):
        try:
            step()
        except PermissionDenied:
            return False
        return True

    assert succeeds(lambda: workflow.publish(draft, by=user)) == may_publish
    assert succeeds(lambda: workflow.withdraw(article, by=user, reason="Sai số liệu")) == may_withdraw


def test_publishing_over_a_live_version_that_the_writer_has_not_seen_is_refused():
    article = make_article()
    mine, theirs = make_draft(article, title="Của tôi"), make_draft(article, title="Của bạn")
    workflow.publish(theirs, by=None)

    with pytest.raises(workflow.Outdated):
        workflow.publish(mine, by=None)

    assert Article.objects.get().title == "Của bạn"


def test_a_save_on_top_of_a_draft_leaves_one_open_revision():
    first = make_draft(title="Một")
    second = workflow.save_draft(first.article, make_content(title="Hai"), by=None, based_on=first)

    assert list(Revision.objects.open()) == [second]
    workflow.publish(second, by=None)
    assert list(Revision.objects.open()) == []


def test_withdrawing_hides_the_article_and_keeps_the_reason():
    article = make_article(title="Thạch Thất")

    workflow.withdraw(article, by=make_user(), reason="  Sai   số liệu ")

    article.refresh_from_db()
    assert list(Article.objects.public()) == []
    assert list(search.search(Article.objects.all(), "thach that")) == []
    assert (article.status, article.withdrawal_reason) == (Status.WITHDRAWN, "Sai số liệu")
    assert article.title == "Thạch Thất"


def test_withdrawing_needs_a_reason():
    article = make_article()

    with pytest.raises(workflow.NotReady):
        workflow.withdraw(article, by=None, reason=" ")

    assert list(Article.objects.public()) == [article]


@pytest.mark.parametrize("status", [Status.UNPUBLISHED, Status.WITHDRAWN, Status.TRASHED])
def test_only_a_published_article_is_withdrawn(status):
    article = make_article()
    Article.objects.update(status=status)

    with pytest.raises(workflow.NotPossible):
        workflow.withdraw(article, by=None, reason="Lý do")

    assert Event.objects.filter(step=Step.WITHDRAW).count() == 0


def test_nothing_is_written_or_published_in_the_trash():
    article = make_article()
    draft = make_draft(article)
    Article.objects.update(status=Status.TRASHED)

    for step in (lambda: make_draft(article), lambda: workflow.publish(draft, by=None)):
        with pytest.raises(workflow.NotPossible):
            step()


def test_a_withdrawn_article_can_be_published_again():
    article = make_article(published_at=at("2026-01-02"))
    workflow.withdraw(article, by=None, reason="Lý do")

    workflow.publish(make_draft(article), by=None)

    article.refresh_from_db()
    assert (article.status, article.withdrawal_reason, article.withdrawn_at) == (Status.PUBLISHED, "", None)
    assert article.published_at == at("2026-01-02")


NOW = at("2026-11-21", 12)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("published_at", [NOW - HOUR, NOW, NOW + HOUR])
@pytest.mark.parametrize("expires_after", [None, HOUR / 2, HOUR, 2 * HOUR])
def test_the_question_and_its_twin_agree_on_what_is_public(status, published_at, expires_after):
    expires_at = published_at + expires_after if expires_after else None
    Article.objects.create(
        title="Một", section=make_section(), status=status, published_at=published_at, expires_at=expires_at
    )

    article = Article.objects.get()

    assert article.is_public_at(NOW) == Article.objects.public(NOW).exists()
    assert article.is_public_at(NOW) == (
        status == "published" and published_at <= NOW and (expires_at is None or NOW < expires_at)
    )


def test_publishing_raises_the_content_version_and_saving_does_not():
    draft = make_draft()
    before = ContentVersion.objects.get().number

    workflow.publish(draft, by=None)

    assert ContentVersion.objects.get().number == before + 1


def test_what_a_revision_points_at_and_has_gone_is_named_and_stops_publishing():
    tag, section = make_tag("lễ hội"), make_section("Chuyên mục tạm")
    draft = make_draft(tags=[tag.pk], section=section.pk)
    tag.delete()
    section.delete()

    content, gone = snapshots.resolved(draft)

    assert gone == ["Chuyên mục tạm", "lễ hội"]
    assert (content["section"], content["tags"]) == (None, [])
    with pytest.raises(workflow.NotReady) as refused:
        workflow.publish(draft, by=None)
    assert set(refused.value.errors) == {"section", "__all__"}


def test_the_first_publication_is_no_update_and_the_second_is():
    article = make_article(published_at=at("2020-10-12", 13, 58))
    assert article.updated_at == article.published_at

    article = workflow.publish(make_draft(article, lead="Mới.", published_at=article.published_at), by=None)

    assert timezone.now() - article.updated_at < timedelta(minutes=1)
    assert article.published_at == at("2020-10-12", 13, 58)
