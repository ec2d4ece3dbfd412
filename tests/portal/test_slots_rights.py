"""Who fills slots, and who is told of what is not up yet."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Placement
from articles.wording import stamp
from tests.factories import at, make_article, make_draft, make_identity, make_profile, make_section, make_user

from .front_desk import place, standing

pytestmark = pytest.mark.django_db

NOW = at("2026-11-21", 10)
HOUR = timedelta(hours=1)
SCREEN, PREVIEW = "/quan-tri/trang-nhat/", "/quan-tri/trang-nhat/xem-truoc/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        make_identity()
        yield clock


@pytest.fixture
def section():
    return make_section()


@pytest.fixture
def articles(section):
    return [make_article(title=f"Tin {n}", published_at=NOW - (n + 1) * HOUR, section=section.pk) for n in range(8)]


# --- Who may ---------------------------------------------------------------------------------------------------------


def may_look(user):
    """Give somebody who fills no slots the right to look at them."""
    user.user_permissions.add(Permission.objects.get(codename="view_placement"))
    return user


def test_who_may_only_look_changes_nothing(client, articles):
    client.force_login(may_look(make_user("Phóng viên")))
    placement = place(articles[5])

    page = client.get(SCREEN)
    statuses = [
        client.post(SCREEN, data).status_code
        for data in (
            {"step": "place", "article": articles[6].pk, "position": "1"},
            {"step": "move", "placement": placement.pk, "position": "2"},
            {"step": "times", "placement": placement.pk},
            {"step": "remove", "placement": placement.pk},
        )
    ]

    assert (page.status_code, page.text.count('name="step"')) == (200, 0)
    assert (statuses, standing()) == ([403] * 4, {1: "Tin 5"})


def test_an_editor_limited_to_sections_fills_those_alone(client, articles, section):
    editor = make_user()
    make_profile(editor, section)
    client.force_login(editor)
    place_first = {"step": "place", "article": articles[6].pk, "position": "1"}

    statuses = [
        client.post(address, place_first).status_code for address in (f"{SCREEN}?chuyen-muc={section.pk}", SCREEN)
    ]

    assert statuses == [302, 403]
    assert (standing(section), standing()) == ({1: "Tin 6"}, {})


@pytest.mark.parametrize("role", ["Kiểm duyệt", "Phóng viên"])
@pytest.mark.parametrize("address", [SCREEN, f"{PREVIEW}?luc=07:00 22/11/2026"])
def test_strangers_moderators_and_reporters_see_neither_screen_nor_preview(client, articles, address, role):
    asked_to_log_in = client.get(address)
    client.force_login(make_user(role))

    assert (asked_to_log_in.status_code, client.get(address).status_code) == (302, 403)


# --- What is not up yet is told to those alone who may open it -------------------------------------------------------

SECRET = "Tin mật chưa công bố"


def told(client, secret, front=None):
    """Where the screen of a front and its preview name an article that is scheduled; None: refused."""
    asked = {"chuyen-muc": front.pk} if front else {}
    screen = client.get(SCREEN, asked).context
    preview = client.get(PREVIEW, asked | {"luc": stamp(secret.published_at + HOUR)})
    return {
        "candidates": secret in screen["candidates"],
        "found": secret in client.get(SCREEN, asked | {"q": SECRET}).context["candidates"],
        "coming": secret in [one.article for row in screen["rows"] for one in row.coming],
        "events": secret in [event.article for event in screen["events"]],
        "preview": SECRET in preview.text if preview.status_code == 200 else None,
    }


def all_of(answer, preview):
    return dict.fromkeys(["candidates", "found", "coming", "events"], answer) | {"preview": preview}


@pytest.fixture
def secret(section):
    """A scheduled article of `section`, placed on the site's front page and on its section's."""
    article = make_article(title=SECRET, published_at=NOW + 5 * HOUR, section=section.pk)
    place(article, 1)
    place(article, 1, section)
    return article


@pytest.mark.parametrize("role", ["Biên tập viên", "Thư ký toà soạn", "Quản trị", None])
def test_who_edits_all_sections_sees_what_goes_up_later(client, secret, section, role):
    client.force_login(make_user(role))

    assert [told(client, secret, front) for front in (None, section)] == [all_of(True, True)] * 2


def test_a_reporter_who_may_look_is_told_nothing_of_what_goes_up_later(client, secret, section):
    client.force_login(may_look(make_user("Phóng viên")))

    assert [told(client, secret, front) for front in (None, section)] == [all_of(False, None)] * 2


def test_an_editor_limited_to_other_sections_is_told_nothing_of_what_goes_up_later(client, secret, section):
    editor = make_user()
    make_profile(editor, make_section("Văn hoá"))
    client.force_login(editor)

    assert [told(client, secret, front) for front in (None, section)] == [all_of(False, None)] * 2


def test_an_editor_limited_to_sections_sees_what_goes_up_in_them_and_previews_them_alone(client, secret, section):
    editor = make_user()
    make_profile(editor, section)
    client.force_login(editor)

    assert [told(client, secret, front) for front in (None, section)] == [all_of(True, None), all_of(True, True)]


def test_a_section_is_not_previewed_by_its_editor_where_an_article_on_it_is_being_moved_elsewhere(
    client, secret, section
):
    editor = make_user()
    make_profile(editor, section)
    make_draft(secret, section=make_section("Văn hoá").pk)
    client.force_login(editor)

    assert told(client, secret, section) == all_of(False, None)


def test_what_a_limited_editor_may_not_know_of_is_neither_placed_nor_named(client, secret, section, articles):
    editor = make_user()
    make_profile(editor, section)
    make_draft(secret, section=make_section("Văn hoá").pk)
    placement = secret.placements.get(section=section)
    client.force_login(editor)
    address = f"{SCREEN}?chuyen-muc={section.pk}"

    statuses = [
        client.post(address, data).status_code
        for data in (
            {"step": "place", "article": secret.pk, "position": "2"},
            {"step": "move", "placement": placement.pk, "position": "2"},
            {"step": "times", "placement": placement.pk},
            {"step": "remove", "placement": placement.pk},
        )
    ]

    assert statuses == [403] * 4
    assert list(section_places(section)) == [(placement.pk, 1)]


def section_places(section):
    return Placement.objects.filter(section=section).values_list("pk", "position")


def test_a_limited_editors_screen_costs_the_same_queries_with_few_and_with_many_secrets(
    client, secret, section, django_assert_num_queries
):
    editor = make_user()
    make_profile(editor, make_section("Văn hoá"))
    client.force_login(editor)
    client.get(SCREEN)
    with CaptureQueriesContext(connection) as few:
        client.get(SCREEN)
    for n in range(6):
        place(make_article(title=f"Hẹn {n}", published_at=NOW + (n + 1) * HOUR, section=section.pk), 2)

    with django_assert_num_queries(len(few)):
        client.get(SCREEN)


def test_the_stock_pages_of_placements_change_nothing(client, articles):
    client.force_login(make_user(None))
    placement = place(articles[5])
    stock = "/quan-tri/articles/placement/"

    answers = [client.get(f"{stock}{page}") for page in ("", f"{placement.pk}/change/", f"{placement.pk}/history/")]
    refused = [client.post(f"{stock}{page}").status_code for page in ("add/", f"{placement.pk}/delete/")]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, SCREEN)] * 3
    assert (refused, standing()) == ([403, 403], {1: "Tin 5"})
