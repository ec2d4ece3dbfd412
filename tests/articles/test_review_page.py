"""The page of a link for approval: what it shows, what is decided on it, and when it decides nothing."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import snapshots, workflow
from articles.models import Attachment, Event, Note, Photo
from articles.states import RevisionState, Step
from articles.views.review import HEADERS, passages
from tests.factories import at, make_article, make_attachment, make_draft, make_identity, make_photo, make_user

from .approval_pages import READER, approve_here, end, let_time_pass, linked, save_newer, trash
from .plans import fresh

pytestmark = pytest.mark.django_db

NOW = at("2026-11-23", 9)
MOST_BYTES = 60_000
BODY = "<p>Đoạn một.</p>\n<h2>Phần hai</h2>\n<ul>\n<li>Ý một</li>\n<li>Ý hai</li>\n</ul>\n<hr>\n<p>Đoạn cuối.</p>"


@pytest.fixture
def editor():
    return make_user(first_name="Lan", last_name="Trần")


def shown(client, address):
    """What the page says of the version that it shows, as its form sends it back."""
    return client.get(address).context["shown"]


def approve(client, address, **more):
    return client.post(address, {"step": "approve", "shown": shown(client, address), **more}, follow=True)


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.text))


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_the_page_shows_who_asks_whom_until_when_and_the_very_version(client, editor):
    with time_machine.travel(NOW):
        link, address = linked(editor, title="Họp dân thôn Đình", lead="Tối nay họp.", body="<p>Mời bà con.</p>")
        page = client.get(address)

    words = words_of(page)
    assert "<h1>Họp dân thôn Đình</h1>" in page.text
    assert "<p>Mời bà con.</p>" in page.text
    assert [words.count(part) for part in (READER, "Trần Lan", "09:00 26/11/2026")] == [1, 1, 1]


def test_whoever_asks_is_named_with_their_place_in_the_newsroom(client, editor):
    _link, address = linked(editor)

    asked = client.get(address)

    assert asked.context["sender"] == "Trần Lan, Biên tập viên"
    assert asked.text.count("Trần Lan, Biên tập viên") == 1


def test_the_page_shows_pictures_and_files(client, editor):
    photo = make_photo(alt="Sân đình", caption="Toàn cảnh", credit="Quốc Khánh")
    file = make_attachment("Giấy mời họp")

    attached = [{"attachment": file.pk, "title": "Giấy mời"}]
    _link, address = linked(editor, cover=photo.pk, attachments=attached)
    page = client.get(address).text

    assert 'alt="Sân đình"' in page
    assert "Toàn cảnh" in page
    assert [f'href="{file.url}"' in page, "<b>Giấy mời</b>" in page] == [True, True]


def test_looking_decides_nothing_and_is_written_down(client, editor):
    link, address = linked(editor)
    events = Event.objects.count()

    answers = [client.get(address).status_code, client.head(address).status_code, client.get(address).status_code]

    assert answers == [200, 200, 200]
    assert (fresh(link).decision, fresh(link.revision).state) == ("", RevisionState.IN_REVIEW)
    assert Event.objects.count() == events
    assert list(link.uses.values_list("what", flat=True)) == ["opened"]


def test_a_head_request_is_no_opening(client, editor):
    link, address = linked(editor)

    client.head(address)

    assert link.uses.count() == 0


def test_the_page_is_kept_by_nobody_and_tells_no_other_site(client, editor):
    _link, address = linked(editor)

    responses = [client.get(address), client.post(address, {"step": "note", "text": "Ghi ý kiến."})]

    for response in responses:
        assert {name: response[name] for name in HEADERS} == HEADERS
    assert HEADERS == {
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    assert "ETag" not in responses[0]
    assert list(responses[0].cookies) == [settings.CSRF_COOKIE_NAME]
    assert re.findall(r'(?:src|href)="https?://[^"]*"', responses[0].text) == []


def test_search_engines_are_asked_to_stay_away(client):
    assert "Disallow: /duyet/" in client.get("/robots.txt").text.splitlines()


def test_the_page_with_its_style_and_script_stays_within_60_kilobytes(client, editor):
    make_identity()
    paragraph = "<p>" + "Uỷ ban nhân dân xã tổ chức họp dân bàn về đường nước sạch. " * 12 + "</p>\n"
    _link, address = linked(editor, body=paragraph * 12)

    page = client.get(address, headers={"accept-encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip"
    text = gzip.decompress(page.content).decode()
    found = re.findall(r'(?:href|src)="/static/([^"]*)"', text)
    assert sorted(found) == ["css/copy.css", "css/review.css", "css/tokens.css", "img/icon.svg", "js/review.js"]
    sizes = [Path(finders.find(name)).stat().st_size for name in found]
    assert len(page.content) + sum(sizes) <= MOST_BYTES / 2  # as files on the disk, before they are packed


def test_no_font_is_loaded():
    style = Path(finders.find("css/review.css")).read_text()

    assert ":root { --font: system-ui;" in style


def test_a_new_version_of_a_live_article_shows_what_it_changes(client, editor):
    article = make_article(title="Lịch họp", body="<p>Họp thứ Hai.</p>")
    revision = workflow.submit(make_draft(article, title="Lịch họp", body="<p>Họp thứ Ba.</p>"), by=None)

    _link, address = linked(editor, revision)
    page = client.get(address).text

    assert re.findall("<del>.*?</span>(.*?)</del>", page) == ["Hai"]
    assert re.findall("<ins>.*?</span>(.*?)</ins>", page) == ["Ba"]


def test_a_text_that_nobody_has_seen_yet_has_nothing_to_compare(client, editor):
    _link, address = linked(editor)

    assert '<details class="changes">' not in client.get(address).text


def test_the_page_costs_the_same_with_one_and_with_many_notes(client, editor):
    make_identity()
    counts = []
    link, address = linked(editor)
    for notes in (1, 20):
        for _number in range(notes):
            workflow.note_by_link(link, "Ý kiến.")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
        link.uses.filter(what="opened").delete()

    assert counts[0] == counts[1]


# --- Deciding --------------------------------------------------------------------------------------------------------


def test_approving_leads_to_a_page_that_says_what_was_decided_and_when(client, editor):
    link, address = linked(editor)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        response = approve(client, address, note="Đồng ý.")
    decided = timezone.localtime(fresh(link).decided_at)

    assert response.redirect_chain == [(address, 303)]
    assert (fresh(link).decision, fresh(link.revision).state) == ("approved", RevisionState.APPROVED)
    assert f"{decided:%H:%M %d/%m/%Y}" in response.text
    assert "Đồng ý." == Event.objects.get(step=Step.APPROVE).note
    assert "<textarea" not in response.text


def test_a_second_tap_on_approve_shows_the_same_page(client, editor):
    _link, address = linked(editor)

    sent = {"step": "approve", "shown": shown(client, address)}
    pages = [client.post(address, sent, follow=True) for _tap in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert Event.objects.filter(step=Step.APPROVE).count() == 1


def replace_photo(photo):
    Photo.objects.filter(pk=photo.pk).update(file=f"photos/2026/11/{'a' * 32}-100x80.jpg")


def take_photo_down(photo):
    Photo.objects.filter(pk=photo.pk).update(taken_down_at=timezone.now())


def give_it_other_words(photo):
    Photo.objects.filter(pk=photo.pk).update(caption="Chú thích khác")


@pytest.mark.parametrize("change", [replace_photo, take_photo_down, give_it_other_words])
def test_nobody_approves_pictures_that_were_not_shown(client, editor, change):
    photo = make_photo()
    link, address = linked(editor, cover=photo.pk)
    sent = {"step": "approve", "shown": shown(client, address), "note": "Đồng ý."}
    change(photo)

    page = client.post(address, sent)
    refused = (page.status_code, fresh(link).decision, fresh(link.revision).state)
    again = client.post(address, sent | {"shown": page.context["shown"]})

    assert refused == (409, "", RevisionState.IN_REVIEW)
    assert 'role="alert"' in page.text
    assert "Đồng ý.</textarea>" in page.text
    assert (again.status_code, fresh(link).decision) == (303, "approved")


def test_nobody_approves_a_document_that_was_not_shown(client, editor):
    file = make_attachment("Giấy mời họp")
    link, address = linked(editor, attachments=[{"attachment": file.pk, "title": "Giấy mời"}])
    sent = {"step": "approve", "shown": shown(client, address)}
    Attachment.objects.filter(pk=file.pk).update(taken_down_at=timezone.now())

    assert client.post(address, sent).status_code == 409
    assert fresh(link).decision == ""


def test_nobody_approves_without_a_page(client, editor):
    link, address = linked(editor)

    assert client.post(address, {"step": "approve"}).status_code == 409
    assert fresh(link).decision == ""


def test_a_page_that_comes_back_for_its_words_does_not_pass_for_read_anew(client, editor):
    photo = make_photo()
    _link, address = linked(editor, cover=photo.pk)
    before = shown(client, address)
    replace_photo(photo)

    page = client.post(address, {"step": "approve", "shown": before, "note": "a" * 2001})

    assert (page.status_code, page.context["shown"]) == (422, before)


def test_the_form_to_approve_carries_what_was_shown(client, editor):
    _link, address = linked(editor)

    page = client.get(address)

    assert re.findall('name="shown" value="([0-9a-f]{64})"', page.text) == [page.context["shown"]]


def test_returning_asks_for_a_reason(client, editor):
    link, address = linked(editor)

    empty = client.post(address, {"step": "return", "reason": "  "})
    client.post(address, {"step": "return", "reason": "Thiếu nguồn."})

    assert empty.status_code == 422
    assert 'role="alert"' in empty.text
    assert (fresh(link).decision, fresh(link.revision).state) == ("returned", RevisionState.RETURNED)
    assert Event.objects.get(step=Step.SEND_BACK).note == "Thiếu nguồn."


def test_a_note_names_the_passage_as_it_stands_in_the_version(client, editor):
    _link, address = linked(editor, lead="Tối nay họp.", body=BODY)

    response = client.post(address, {"step": "note", "text": "Nêu giờ họp.", "passage": "5"}, follow=True)

    note = Note.objects.get()
    assert (note.quote, note.text, note.on_behalf) == ("Đoạn cuối.", "Nêu giờ họp.", READER)
    assert response.redirect_chain == [(f"{address}?da-gui=1#gop-y", 303)]
    assert "<p>Nêu giờ họp.</p>" in response.text


def test_passages_are_numbered_as_the_outermost_elements_of_the_text():
    content = snapshots.cleaned({"lead": "Tối nay\nhọp.", "body": BODY})

    assert passages(content) == [
        (0, "Tối nay họp."),
        (1, "Đoạn một."),
        (2, "Phần hai"),
        (3, "Ý một Ý hai"),
        (5, "Đoạn cuối."),
    ]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"step": "publish"},
        {"step": "approve\x00"},
        {"step": "note", "text": "Ý kiến.", "passage": "99"},
        {"step": "note", "text": "Ý kiến.", "passage": "1" * 400},
        {"step": "note", "text": ""},
        {"step": "note", "text": "a" * 2001},
    ],
)
def test_what_the_page_does_not_send_changes_nothing(client, editor, sent):
    link, address = linked(editor)

    response = client.post(address, sent)

    assert response.status_code == 422
    assert (fresh(link).decision, Note.objects.count(), link.uses.count()) == ("", 0, 0)


def test_what_was_typed_is_not_lost_where_something_is_missing(client, editor):
    _link, address = linked(editor)

    page = client.post(address, {"step": "return", "reason": "Sửa lại số liệu. " * 130}).text

    assert "Sửa lại số liệu. Sửa lại số liệu." in re.search('<textarea id="reason".*?</textarea>', page, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("step", "field", "place"),
    [("return", "reason", "reason"), ("approve", "note", "approval-note"), ("note", "text", "text")],
)
def test_words_on_a_page_that_lay_open_for_days_come_back_with_a_new_token(editor, step, field, place):
    browser = Client(enforce_csrf_checks=True)
    link, address = linked(editor)

    sent = {"step": step, field: "Lời dặn dài.", "shown": workflow.shown_by(link.revision)}

    page = browser.post(address, sent)
    token = re.search('name="csrfmiddlewaretoken" value="([^"]*)"', page.text)[1]
    again = browser.post(address, sent | {"csrfmiddlewaretoken": token})

    assert page.status_code == 403
    assert "Lời dặn dài." in re.search(f'<textarea id="{place}".*?</textarea>', page.text, re.DOTALL)[0]
    assert again.status_code == 303
    assert link.uses.count() == 1


# --- Addresses that decide nothing -----------------------------------------------------------------------------------


def dismiss_maker(link, editor):
    type(editor).objects.filter(pk=editor.pk).update(is_active=False)


@pytest.mark.parametrize(
    "happens",
    [end, let_time_pass, save_newer, approve_here, trash, dismiss_maker],
    ids=lambda function: function.__name__,
)
def test_a_link_that_decides_nothing_any_more_says_why_and_whom_to_ask(client, editor, happens):
    link, address = linked(editor, title="Nội dung kín")
    happens(link, editor)

    seen, tapped = client.get(address), client.post(address, {"step": "return", "reason": "Lời đã gõ."})

    assert (seen.status_code, tapped.status_code) == (410, 410)
    assert (fresh(link).decision, link.uses.filter(what="opened").count()) == ("", 0)
    for response in (seen, tapped):
        assert "Nội dung kín" not in response.text
        assert "Trần Lan" in response.text
    assert "<p>Lời đã gõ.</p>" in tapped.text  # to be copied


def test_an_unknown_address_is_kind_too_and_shows_nothing(client, editor):
    _link, address = linked(editor, title="Nội dung kín")

    responses = [client.get("/duyet/khong-co/"), client.get(f"{address[:-2]}/"), client.post("/duyet/khong-co/", {})]

    assert [response.status_code for response in responses] == [404, 404, 404]
    assert {words_of(response) for response in responses} == {words_of(responses[0])}
    assert "Nội dung kín" not in responses[1].text


@pytest.mark.parametrize("token", ["%00", "đ", "a%2Fb", "a" * 5000, "%ff%fe", "{{7*7}}", "' OR 1=1"])
def test_strange_tokens_are_unknown_ones(client, token):
    assert client.get(f"/duyet/{token}/").status_code == 404


def test_after_its_end_a_link_does_not_even_tell_what_was_decided(client, editor):
    link, address = linked(editor, title="Nội dung kín")
    workflow.approve_by_link(link)
    let_time_pass(link, editor)

    response = client.get(address)

    assert response.status_code == 410
    assert "Nội dung kín" not in response.text


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_not_taken(client, editor, method):
    _link, address = linked(editor)

    assert getattr(client, method)(address).status_code == 405
