"""Several people write one article in the admin, and each finds in the list what is theirs to see."""

import re

import pytest
from django.urls import reverse

from articles import workflow
from articles.forms import SMALL_FIRST
from articles.models import Article, Revision
from articles.states import Status
from tests.factories import at, make_article, make_draft, make_section, make_topic, make_user, upload

from .article_form import ADD, LIST, change, filled, reopened

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


# --- Several people, one article -------------------------------------------------------------------------------------


def test_publishing_does_not_undo_a_withdrawal_unseen(client, editor):
    article = make_article(title="Danh sách có số căn cước")
    opened_before = reopened(client, article)
    workflow.withdraw(article, by=None, reason="Lộ dữ liệu cá nhân")

    response = client.post(change(article), opened_before | {"_publish": "1"}, follow=True)

    article.refresh_from_db()
    assert article.status == Status.WITHDRAWN
    assert "Lộ dữ liệu cá nhân" in str(list(response.context["messages"])[0])


def test_a_withdrawn_article_comes_back_when_its_writer_knows(client, editor):
    article = make_article()
    workflow.withdraw(article, by=None, reason="Sai số liệu")

    page = client.get(change(article)).text
    client.post(change(article), reopened(client, article) | {"_publish": "1"})

    assert "Sai số liệu" in page
    assert Article.objects.get().status == Status.PUBLISHED


def test_an_overtaken_draft_stays_within_reach_and_never_comes_back_by_itself(client, editor):
    article = make_article(title="Đang đăng")
    mine = reopened(client, article)
    theirs = make_draft(article, title="Của đồng nghiệp", by=make_user(role=None))
    workflow.publish(theirs, by=None)

    response = client.post(change(article), mine | {"title": "Của tôi", "_publish": "1"}, follow=True)
    form_now = client.get(change(article)).context["adminform"].form

    own = Revision.objects.get(title="Của tôi")
    assert response.redirect_chain[-1][0] == f"{change(article)}?ban={own.pk}&voi={theirs.pk}"
    assert response.context["adminform"].form["title"].value() == "Của tôi"
    assert response.context["adminform"].form.is_stale
    assert form_now["title"].value() == "Của đồng nghiệp"
    assert form_now.other_drafts == [own]


def test_after_a_publication_of_ones_own_nobody_is_said_to_have_saved(client, editor):
    article = make_article()
    client.post(change(article), reopened(client, article) | {"title": "Một", "_publish": "1"})

    response = client.post(change(article), reopened(client, article) | {"title": "Hai", "_publish": "1"}, follow=True)

    assert Article.objects.get().title == "Hai"
    assert [message.level_tag for message in response.context["messages"]] == ["success"]


def test_a_form_sent_twice_makes_one_revision(client, editor):
    article = make_article()
    data = reopened(client, article) | {"title": "Sửa", "_save": "1"}

    client.post(change(article), data)
    client.post(change(article), data)

    assert Revision.objects.filter(title="Sửa").count() == 1


def test_any_version_can_be_opened_and_saved_anew(client, editor):
    article = make_article(title="Bản đầu")
    first = Revision.objects.get()
    workflow.publish(make_draft(article, title="Bản sau"), by=None)

    form = client.get(f"{change(article)}?ban={first.pk}").context["adminform"].form
    other = client.get(f"{change(make_article())}?ban={first.pk}").context["adminform"].form

    assert form["title"].value() == "Bản đầu"
    assert other["title"].value() != "Bản đầu"


@pytest.mark.parametrize("value", ["abc", "-1", "0", "99999999999999999999", "1'"])
def test_an_unknown_version_opens_the_article_as_it_is(client, editor, value):
    article = make_article(title="Đang đăng")

    assert client.get(change(article), {"ban": value}).context["adminform"].form["title"].value() == "Đang đăng"


# --- The list: who sees and finds what -------------------------------------------------------------------------------


def test_a_reporter_neither_sees_nor_finds_the_drafts_of_others(client):
    make_draft(title="Nháp của người khác", body="<p>bí mật</p>")
    article = make_article(title="Bài đã đăng")
    make_draft(article, title="Bản mới của bài đã đăng", body="<p>bí mật</p>")
    reporter = make_user("Phóng viên")
    own = make_draft(title="Nháp của tôi", by=reporter)
    client.force_login(reporter)

    rows = client.get(LIST).context["cl"].result_list
    found = client.get(LIST, {"q": "bi mat"}).context["cl"].result_list

    assert {row.newest_title for row in rows} == {"Bài đã đăng", "Nháp của tôi"}
    assert list(found) == []
    assert own.article in rows


def test_drafts_are_found_by_their_section_and_articles_by_their_state(client, editor):
    section = make_section("Giáo dục")
    draft = make_draft(title="Nháp", section=section.pk)
    make_article(title="Khác", section=make_section("Y tế").pk)

    by_section = client.get(LIST, {"chuyen-muc": section.pk}).context["cl"].result_list
    by_state = client.get(LIST, {"trang-thai": "unpublished"}).context["cl"].result_list

    assert [row.pk for row in by_section] == [row.pk for row in by_state] == [draft.article_id]
    assert by_section[0].newest_section_name == "Giáo dục"


@pytest.mark.parametrize(
    "query",
    [
        "title__regex=(",
        "published_at__year=99999999",
        "newest_title__regex=(",
        "status__exact=%00",
        "published_at__gte=0001-01-01",
        "created_by__password__startswith=p",
    ],
)
def test_hand_made_questions_are_refused(client, editor, query):
    make_article()

    assert client.get(f"{LIST}?{query}").status_code in {302, 400}


@pytest.mark.parametrize("query", ["trang-thai=xyz", "chuyen-muc=999", "chuyen-muc=%00", "chuyen-muc=a"])
def test_unknown_filter_values_never_mean_everything(client, editor, query):
    make_article()

    assert client.get(f"{LIST}?{query}").context["cl"].result_count == 0


def test_titles_are_measured_after_normalisation(client, editor):
    response = client.post(ADD, filled(title="\ufb2c" * 100, _save="1"))

    assert list(response.context["adminform"].form.errors) == ["title"]


def test_an_invisible_description_is_none(client, editor):
    response = client.post(reverse("photo_picker"), {"file": upload(), "alt": "\u200b"})

    assert list(response.context["form"].errors) == ["alt"]


def test_the_form_of_a_topic_leads_to_its_newest_articles(client):
    client.force_login(make_user(role=None))
    topic, other = make_topic("Nước sạch"), make_topic("Lễ hội")
    old = make_article(title="Khởi công", topics=[topic.pk], published_at=at("2026-11-01"))
    new = make_article(title="Hoàn thành", topics=[topic.pk], published_at=at("2026-11-20"))
    make_article(title="Chuyện khác", topics=[other.pk])

    page = client.get(f"/quan-tri/articles/topic/{topic.pk}/change/").text

    row = page.partition("field-newest_articles")[2].partition("</ul>")[0]
    assert re.findall(r'<a href="/quan-tri/articles/article/(\d+)/change/">', row) == [str(new.pk), str(old.pk)]


@pytest.mark.parametrize(
    "form", ["articles/section", "articles/topic", "portal/page", "portal/linkblock", "portal/banner"]
)
def test_every_order_says_what_stands_first(client, form):
    client.force_login(make_user(role=None))

    fields = client.get(f"/quan-tri/{form}/add/").context["adminform"].form.fields

    assert fields["order"].help_text == SMALL_FIRST
