"""Topics as part of an article: in the form, in versions, in what differs, and as what relates articles."""

import pytest

from articles import differences, snapshots, workflow
from articles.models import Article, Revision, Topic
from articles.states import RevisionState
from tests.factories import (
    at,
    make_article,
    make_content,
    make_draft,
    make_revision,
    make_section,
    make_tag,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
ADD = "/quan-tri/articles/article/add/"


@pytest.fixture
def desk(client):
    client.force_login(make_user())
    return client


def form_of(article):
    return f"/quan-tri/articles/article/{article.pk}/change/"


def test_a_draft_takes_topics_along_and_publishing_files_the_article(desk):
    section, festival, flood = make_section(), make_topic("Lễ hội làng"), make_topic("Phòng chống bão")
    fields = {"title": "Khai hội", "body": "<p>Vui.</p>", "section": section.pk, "comments_allowed": "inherit"}

    desk.post(ADD, fields | {"topics": [flood.pk, festival.pk], "_save": "1"})
    revision = Revision.objects.get()
    article = workflow.publish(revision, by=None)

    assert revision.content["topics"] == sorted([festival.pk, flood.pk])
    assert set(article.topics.all()) == {festival, flood}
    assert list(Article.objects.in_topic(festival)) == [article]


def test_the_form_offers_what_goes_on_and_what_is_ticked(desk):
    make_topic("Đang diễn ra")
    ended, ended_here = make_topic("Đã xong"), make_topic("Đã xong ở đây")
    article = make_article(topics=[ended_here.pk])
    Topic.objects.filter(pk__in=[ended.pk, ended_here.pk]).update(is_closed=True)

    boxes = desk.get(form_of(article)).context["adminform"].form["topics"]

    assert [(str(box.data["label"]), box.data["selected"]) for box in boxes] == [
        ("Đã xong ở đây", True),
        ("Đang diễn ra", False),
    ]


def from_before_topics(revision):
    """Make a version what it would be, had it been saved before there were topics."""
    content = {name: value for name, value in revision.content.items() if name != "topics"}
    Revision.objects.filter(pk=revision.pk).update(schema=2, content=content)
    return Revision.objects.get(pk=revision.pk)


def test_an_older_version_leaves_the_article_in_its_topics():
    topic = make_topic()
    article = make_article(title="Bản đầu")
    old = from_before_topics(workflow.live_revision(article))
    workflow.publish(make_draft(article, title="Bản sau", topics=[topic.pk]), by=None)

    opened, gone = snapshots.resolved(old)

    assert (opened["title"], opened["topics"], gone) == ("Bản đầu", [topic.pk], [])


def test_an_older_version_is_published_in_todays_shape():
    topic = make_topic()
    article = make_article()
    draft = from_before_topics(make_draft(article, title="Bản nháp cũ"))
    Article.objects.get().topics.add(topic)

    workflow.publish(draft, by=None)

    draft.refresh_from_db()
    assert (draft.schema, draft.content["topics"]) == (snapshots.SCHEMA, [topic.pk])
    assert snapshots.resolved(draft)[0]["topics"] == [topic.pk]


def test_saving_an_older_version_again_makes_no_version_and_voids_no_approval():
    writer, editor, secretary = make_user("Phóng viên"), make_user(), make_user("Thư ký toà soạn")
    old = from_before_topics(make_revision(RevisionState.APPROVED, by=writer, reviewer=editor))

    same = workflow.save_draft(old.article, make_content(), by=secretary, based_on=old)
    later = workflow.save_draft(old.article, make_content(published_at=at("2026-12-01")), by=secretary, based_on=old)

    assert same == old
    assert (later.state, later.approved_by, later.writers) == (RevisionState.APPROVED, editor, [writer.pk])


@pytest.mark.parametrize("key", ["99999999999999999999999999", "abc", "-1", "closed"])
def test_a_topic_that_was_not_offered_is_refused(desk, key):
    section, closed = make_section(), make_topic(is_closed=True)
    fields = {"title": "Khai hội", "body": "<p>Vui.</p>", "section": section.pk, "comments_allowed": "inherit"}

    page = desk.post(ADD, fields | {"topics": [closed.pk if key == "closed" else key], "_save": "1"})

    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == ["topics"]
    assert Revision.objects.count() == 0


def test_the_picker_of_a_topics_photo_is_to_be_seen(client):
    client.force_login(make_user(role=None))

    page = client.get("/quan-tri/articles/topic/add/").text

    row = page[page.index("field-cover") - 60 : page.index("field-cover") + 20]
    assert "hidden" not in row


def test_a_topic_that_has_gone_is_named():
    topic = make_topic("Hội thi cấy")
    revision = make_draft(topics=[topic.pk])

    topic.delete()

    assert snapshots.resolved(Revision.objects.get(pk=revision.pk))[1] == ["Hội thi cấy"]


def test_what_differs_names_the_topics():
    one, two = make_topic("Lễ hội làng"), make_topic("Nước sạch")
    old = snapshots.cleaned(make_content(topics=[one.pk]))
    new = snapshots.cleaned(make_content(topics=[two.pk]))

    (change,) = differences.compare(old, new, old_labels=snapshots.labels(old), new_labels=snapshots.labels(new))

    assert [(piece.kind, piece.text) for piece in change.blocks[0].pieces] == [
        ("removed", "Lễ hội làng"),
        ("added", "Nước sạch"),
    ]


def test_a_topic_that_an_article_carries_is_not_deleted(client):
    client.force_login(make_user(role=None))
    topic = make_topic()
    make_article(topics=[topic.pk])

    client.post(f"/quan-tri/articles/topic/{topic.pk}/delete/", {"post": "yes"})

    assert Topic.objects.count() == 1


# --- Related articles ------------------------------------------------------------------------------------------------


def related(article):
    article = Article.objects.for_page().get(pk=article.pk)
    return [each.title for each in Article.objects.public().related_to(article)]


def test_related_articles_share_a_topic_first_then_tags_then_are_the_newest():
    topic, water, roads = make_topic(), make_tag("nước sạch"), make_tag("đường")
    here = make_article(title="Bài này", topics=[topic.pk], tags=[water.pk, roads.pk])
    make_article(title="Chung một thẻ, cũ", tags=[water.pk], published_at=at("2026-01-01"))
    make_article(title="Chung một thẻ, mới", tags=[roads.pk], published_at=at("2026-02-01"))
    make_article(title="Chung hai thẻ", tags=[water.pk, roads.pk], published_at=at("2025-01-01"))
    make_article(title="Cùng sự kiện", topics=[topic.pk], published_at=at("2024-01-01"))
    make_article(title="Không chung gì")

    assert related(here) == ["Cùng sự kiện", "Chung hai thẻ", "Chung một thẻ, mới", "Chung một thẻ, cũ"]


def test_only_what_readers_may_see_is_related():
    topic = make_topic()
    here = make_article(topics=[topic.pk])
    make_draft(title="Nháp", topics=[topic.pk])
    make_article(title="Hẹn giờ", topics=[topic.pk], published_at=at("2999-01-01"))
    workflow.withdraw(make_article(title="Đã gỡ", topics=[topic.pk]), by=None, reason="Sai")

    assert related(here) == []


def test_an_article_without_topics_and_tags_asks_for_nothing(django_assert_num_queries):
    article = Article.objects.for_page().get(pk=make_article().pk)

    with django_assert_num_queries(0):
        assert list(Article.objects.public().related_to(article)) == []


@pytest.mark.parametrize("others", [2, 30])
def test_related_articles_cost_one_query(django_assert_num_queries, others):
    topic, tag = make_topic(), make_tag()
    for number in range(others):
        make_article(title=f"Tin {number}", topics=[topic.pk], tags=[tag.pk])
    here = Article.objects.for_page().get(pk=make_article(topics=[topic.pk], tags=[tag.pk]).pk)

    with django_assert_num_queries(1):
        assert len(Article.objects.public().for_list().related_to(here)[:5]) == min(5, others)


# --- A withdrawn article that is to come back ------------------------------------------------------------------------


def test_a_withdrawn_article_says_so_until_the_hour_of_its_return(client):
    article = make_article(title="Bài sai")
    workflow.withdraw(article, by=None, reason="Sai số liệu")
    workflow.publish(make_draft(Article.objects.get(), title="Bài đúng"), by=None, at=at("2999-01-01"))

    page = client.get(Article.objects.get().get_absolute_url())

    assert page.status_code == 410
    assert "Sai số liệu" in page.text


def test_a_scheduled_article_that_nobody_saw_is_not_found(client):
    article = make_article(published_at=at("2999-01-01"))

    assert client.get(article.get_absolute_url()).status_code == 404
