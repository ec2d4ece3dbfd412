"""What a leader meets after a link has been used or has ended, and what the box beside the form says of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.admin import review_links
from articles.models import Event, Revision
from articles.states import RevisionState, Step
from tests.factories import make_article, make_draft, make_user

from .approval_pages import approve_here, end, let_time_pass, linked, save_newer, trash
from .plans import fresh, new_version

pytestmark = pytest.mark.django_db

SENDER = "Trần Lan, Biên tập viên"


@pytest.fixture
def editor():
    return make_user(first_name="Lan", last_name="Trần")


def shown(client, address):
    return client.get(address).context["shown"]


# --- Every way in which a link has ended -----------------------------------------------------------------------------


def publish_another(link, editor):
    """Beside the version of the link, from the same beginning."""
    other = make_draft(title="Bản khác")
    Revision.objects.filter(pk=other.pk).update(article=link.revision.article_id)
    workflow.publish(fresh(other), by=None)


ENDS = [end, let_time_pass, save_newer, approve_here, trash, publish_another]


def test_each_way_to_end_has_a_sentence_of_its_own_and_names_whom_to_call(client, editor):
    sentences = []
    for happens in ENDS:
        link, address = linked(editor, title=f"Bài {happens.__name__}")
        happens(link, editor)

        page = client.get(address)

        assert (page.status_code, page.text.count(SENDER)) == (410, 1)
        assert page.text.count(f"<p>{page.context['why']}</p>") == 1
        sentences.append(page.context["why"])

    assert len(set(sentences)) == len(ENDS)


@pytest.mark.parametrize("decide", [workflow.approve_by_link, workflow.return_by_link])
def test_after_a_decision_the_page_says_which_when_and_whom_to_call(client, editor, decide):
    link, address = linked(editor)
    decide(link, "Thiếu nguồn.")

    page = client.get(address)

    assert (page.status_code, page.text.count(SENDER), page.text.count("<form")) == (200, 1, 0)
    assert page.context["is_overtaken"] is False


def test_a_decision_that_a_newer_version_overtook_says_so(client, editor):
    link, address = linked(editor)
    workflow.approve_by_link(link)
    before = client.get(address).text.count("<p>")
    save_newer(link, editor)

    page = client.get(address)

    assert (page.context["is_overtaken"], page.text.count("<p>")) == (True, before + 1)


# --- Two taps, no words, the way back --------------------------------------------------------------------------------


def test_two_taps_on_return_return_once_and_show_the_decision(client, editor):
    link, address = linked(editor)

    pages = [client.post(address, {"step": "return", "reason": words}, follow=True) for words in ("Một.", "Hai.")]

    assert [(page.status_code, page.context["link"].decision) for page in pages] == [(200, "returned")] * 2
    assert list(Event.objects.filter(step=Step.SEND_BACK).values_list("note", flat=True)) == ["Một."]


def test_the_other_button_on_a_page_that_was_left_open_decides_nothing_and_shows_the_decision(client, editor):
    link, address = linked(editor)
    sent = {"step": "approve", "shown": shown(client, address)}
    client.post(address, {"step": "return", "reason": "Thiếu nguồn."})

    page = client.post(address, sent)

    assert (page.status_code, page.text.count('role="alert"'), page.text.count("<form")) == (409, 1, 0)
    assert fresh(link).decision == "returned"


@pytest.mark.parametrize("reason", ["", " \n "])
def test_returning_without_words_says_what_is_missing_in_the_open_panel(client, editor, reason):
    link, address = linked(editor)

    page = client.post(address, {"step": "return", "reason": reason})

    panels = re.findall(r'<details name="decision"( open)?>', page.text)
    alert = re.search(r'<div class="note" role="alert">(.*?)</div>', page.text)[1]
    assert (page.status_code, panels, fresh(link).decision) == (422, ["", " open"], "")
    assert re.sub("<[^>]*>", "", alert) == "Hãy nêu những điểm cần sửa để người viết biết."


def test_no_answer_of_a_link_is_kept_by_a_browser(client, editor):
    link, address = linked(editor)
    strict = Client(enforce_csrf_checks=True)

    answers = [
        client.get(address),
        client.post(address, {"step": "return", "reason": ""}),
        strict.post(address, {"step": "return", "reason": "Thiếu nguồn."}),
        client.post(address, {"step": "return", "reason": "Thiếu nguồn."}),
        client.get(address),
        client.post(address, {"step": "approve"}),
    ]
    end(link, editor)
    answers += [client.get(address), client.get("/duyet/khong-co/")]

    assert [answer.status_code for answer in answers] == [200, 422, 403, 303, 200, 409, 410, 404]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


# --- The box beside the form -----------------------------------------------------------------------------------------


def box_of(link, editor):
    article = fresh(link.revision.article)
    return review_links.panel(article, editor, revision=article.revisions.newest_first().first())


def test_the_link_of_an_overtaken_version_is_shown_as_ended_and_need_not_be(editor):
    link, _address = linked(editor)
    save_newer(link, editor)

    panel = box_of(link, editor)

    (row,) = panel["links"]
    boxes = [
        render_to_string(f"articles/admin/_review_links{name}.html", {"review_links": panel}) for name in ("", "_forms")
    ]
    assert (row.is_waiting, panel["is_waiting"]) == (False, False)
    assert [box.count(f"review-link-{link.pk}") for box in boxes] == [0, 0]
    assert boxes[0].count(str(row.state_words)) == 1


def test_the_box_has_words_of_its_own_for_each_way_to_end(editor):
    words = []
    for happens in [lambda *nothing: None, *ENDS]:
        link, _address = linked(editor)
        happens(link, editor)
        (row,) = box_of(link, editor)["links"]
        words.append((row.is_waiting, str(row.state_words)))

    assert [is_waiting for is_waiting, _words in words] == [True, *[False] * len(ENDS)]
    assert len(set(words)) == 1 + len(ENDS)


def test_a_link_whose_article_only_got_another_end_goes_on_waiting(editor):
    article = make_article()
    version = workflow.submit(new_version(article), by=None)
    link, _address = linked(editor, version)
    workflow.move_end(article, by=None, at=timezone.now() + timedelta(days=9))

    assert box_of(link, editor)["is_waiting"] is True


def test_a_decided_link_may_still_be_ended(editor):
    link, _address = linked(editor)
    workflow.approve_by_link(link)
    save_newer(link, editor)

    assert [row.is_over for row in box_of(link, editor)["links"]] == [False]


def test_links_that_wait_cost_the_box_the_same_queries_however_many_they_are(editor):
    link, _address = linked(editor)
    version, counts = fresh(link.revision), []
    box_of(link, editor)  # rights are asked for once
    for more in (0, 6):
        for _number in range(more):
            linked(editor, version)
        with CaptureQueriesContext(connection) as captured:
            panel = box_of(link, editor)
        counts.append(len(captured))
        assert [row.is_waiting for row in panel["links"]] == [True] * (1 + more)

    assert (counts[0], version.state) == (counts[1], RevisionState.IN_REVIEW)
