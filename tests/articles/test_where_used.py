"""What the pages of photos and documents tell of texts that are not public: to whom, and how much."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from articles import photos, workflow
from articles.admin.library.steps import _tell_called_off
from articles.models import Revision, UnsavedText
from articles.wording import stamp
from tests.factories import (
    make_article,
    make_attachment,
    make_draft,
    make_photo,
    make_profile,
    make_section,
    make_user,
    picture_bytes,
)

from .plans import new_version, tomorrow

pytestmark = pytest.mark.django_db
DOCUMENTS = "/quan-tri/articles/attachment/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def photo():
    return make_photo()


def page_of(photo, step="change"):
    return reverse(f"admin:articles_photo_{step}", args=[photo.pk])


def names(response):
    return [name for kind, name, _address in response.context["uses"] if kind != "History"]


def entered(client, role, *sections):
    user = make_user(role)
    if sections:
        make_profile(user, *sections)
    client.force_login(user)
    return user


def of_every_state(photo, own_by):
    """What readers see, three secrets of others and a text of one's own."""
    make_article(title="Đã đăng", cover=photo.pk)
    make_article(title="Sáp nhập thôn", cover=photo.pk, published_at=tomorrow())
    make_draft(title="Bài nháp của người khác", cover=photo.pk)
    other = make_user("Biên tập viên", username="khac")
    data = {"cover": [str(photo.pk)], "body": [""]}
    UnsavedText.objects.create(user=other, key="a", title="Đang gõ", data=data, form="f")
    make_draft(title="Bài của tôi", by=own_by, cover=photo.pk)


def test_a_reporter_finds_counted_what_others_write_and_schedule(client, photo):
    of_every_state(photo, entered(client, "Phóng viên"))

    assert names(client.get(page_of(photo))) == ["Đã đăng", "Bài của tôi", "3 texts that you may not open"]


def test_an_editor_of_all_sections_finds_everything_named(client, photo):
    of_every_state(photo, entered(client, "Biên tập viên"))

    named = ["Sáp nhập thôn", "Đã đăng", "Bài của tôi", "Bài nháp của người khác", "Đang gõ"]
    assert names(client.get(page_of(photo))) == named


def test_an_editor_of_one_section_finds_counted_what_waits_in_another(client, photo):
    own, foreign = make_section("Y tế"), make_section("Giáo dục")
    entered(client, "Biên tập viên", own)
    make_article(title="Tiêm chủng", cover=photo.pk, section=own.pk, published_at=tomorrow())
    make_article(title="Sáp nhập trường", cover=photo.pk, section=foreign.pk, published_at=tomorrow())

    assert names(client.get(page_of(photo))) == ["Tiêm chủng", "1 text that you may not open"]


def test_who_may_not_know_of_a_text_is_not_told_it_by_a_refused_deletion(client, photo):
    entered(client, "Quản trị", make_section("Y tế"))
    make_article(title="Đã đăng", cover=photo.pk)
    make_draft(title="Sáp nhập trường", cover=photo.pk, section=make_section("Giáo dục").pk)

    answer = client.post(page_of(photo, "remove"))

    places = "Published: Đã đăng; History: 1 earlier version; 1 text that you may not open"
    said = f"“Cánh đồng lúa chín” is in use and can't be deleted: {places}."
    assert [str(message) for message in answer.context["messages"]] == [said]
    assert answer.text.count("Sáp nhập trường") == 0


def test_of_what_looks_alike_no_scheduled_article_is_named_to_a_reporter(client):
    photo, alike = make_photo(picture_bytes((1200, 800))), make_photo(picture_bytes((1100, 733)))
    public = make_article(title="Đã đăng", cover=alike.pk)
    make_article(title="Sáp nhập thôn", cover=alike.pk, published_at=tomorrow())
    entered(client, "Phóng viên")

    page = client.get(page_of(photo))

    assert page.context["alike"] == [(alike, [public], 1)]
    assert page.text.count("Sáp nhập thôn") == 0


def test_a_photo_of_another_section_is_not_asked_about_and_nothing_is_listed(client, photo):
    own, foreign = make_section("Y tế"), make_section("Giáo dục")
    entered(client, "Thư ký toà soạn", own)
    make_article(title="Sáp nhập trường", cover=photo.pk, section=foreign.pk, published_at=tomorrow())

    for send in (client.get, client.post):
        answer = send(page_of(photo, "take_down"), {"reason": "Sai"}, follow=True)

        said = (
            "“Cánh đồng lúa chín” also stands in a text of the section “Giáo dục” that isn't on the site and that you "
            "may not change. Ask somebody who may."
        )
        assert [str(message) for message in answer.context["messages"]] == [said]
        assert answer.text.count("Sáp nhập trường") == 0
    photo.refresh_from_db()
    assert not photo.is_taken_down


def test_the_page_of_a_photo_of_another_section_says_whose_it_is_and_offers_no_step(client, photo):
    entered(client, "Thư ký toà soạn", make_section("Y tế"))
    before = client.get(page_of(photo)).context
    make_article(title="Khai giảng", cover=photo.pk, section=make_section("Giáo dục").pk)

    after = client.get(page_of(photo))

    said = "“Cánh đồng lúa chín” also stands in “Khai giảng”, which you may not change. Ask somebody who may."
    assert (before["closed"], before["may_replace"], before["may_take_down"]) == ("", True, True)
    assert (after.context["closed"], after.context["may_replace"], after.context["may_take_down"]) == (
        said,
        False,
        False,
    )
    assert after.text.count(said) == 1


def test_of_a_photo_that_is_down_already_nothing_is_said_to_stay_behind(client, photo):
    chief = entered(client, "Thư ký toà soạn")
    version = workflow.plan(new_version(cover=photo.pk), by=chief, at=tomorrow())
    before = client.get(page_of(photo, "take_down")).context["waiting"]
    photos.take_down(photo, by=None, reason="Sai người")

    after = client.get(page_of(photo, "take_down")).context["waiting"]

    said = f"The new version “{version}” won't go up at {stamp(version.apply_at)} by itself: look at it and schedule "
    assert (before, after) == ([f"{said}it anew."], [])


def test_more_than_twenty_that_wait_are_counted(client, photo, django_assert_max_num_queries):
    entered(client, "Thư ký toà soạn")
    for number in range(22):
        make_article(title=f"Bài {number}", cover=photo.pk, published_at=tomorrow() + timedelta(minutes=number))

    with django_assert_max_num_queries(40):
        waiting = client.get(page_of(photo, "take_down")).context["waiting"]

    assert (len(waiting), waiting[20]) == (21, "Not named here: 2 texts that wait for their hours.")


def test_a_reporter_finds_counted_who_else_offers_a_document(client):
    document = make_attachment()
    offered = [{"attachment": document.pk, "title": "Phụ lục"}]
    public = make_article(title="Đã đăng", attachments=offered)
    make_article(title="Sáp nhập thôn", attachments=offered, published_at=tomorrow())
    make_draft(title="Bài nháp", attachments=offered)
    entered(client, "Phóng viên")

    page = client.get(f"{DOCUMENTS}{document.pk}/change/")

    assert (page.context["offering"], page.context["holding"], page.context["hidden"]) == ([public], [], 2)
    assert [page.text.count(words) for words in ("Sáp nhập thôn", "Bài nháp")] == [0, 0]
    assert page.context["may_delete"] is False


# --- What was called off by another file -----------------------------------------------------------------------------


def told_after(rows, rf, monkeypatch):
    said = []
    monkeypatch.setattr("articles.admin.library.steps.messages.warning", lambda _request, words: said.append(words))
    _tell_called_off(rf.post("/"), rows)
    return said


def test_what_went_up_meanwhile_or_is_gone_is_not_said_to_be_off_the_schedule(rf, photo, monkeypatch):
    article = make_article(cover=photo.pk, published_at=timezone.now() - timedelta(minutes=1))
    gone = Revision(pk=999_999, title="Không còn")
    rows = [(article, article.published_at), (gone, tomorrow())]

    assert told_after(rows, rf, monkeypatch) == []


def test_each_that_is_called_off_costs_no_query_of_its_own(rf, monkeypatch, django_assert_num_queries):
    drafts = [make_draft(title=f"Bài {number}") for number in range(3)]

    for count in (1, 3):
        with django_assert_num_queries(1):
            said = told_after([(each, tomorrow()) for each in drafts[:count]], rf, monkeypatch)

        assert len(said) == count
