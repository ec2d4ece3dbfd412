"""The box beside the article form that makes links for approval and lists what became of each."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin import review_links
from articles.models import ReviewLink
from articles.states import RevisionState, Step
from tests.factories import at, make_article, make_draft, make_revision, make_user

from .approval_pages import READER, linked
from .plans import fresh

pytestmark = pytest.mark.django_db

NOW = at("2026-11-23", 9)


@pytest.fixture
def editor():
    return make_user(first_name="Lan", last_name="Trần")


def make_address(article):
    return reverse("admin:articles_review_link", args=[article.pk])


def test_an_editor_makes_a_link_and_sees_its_address_once_with_words_to_send(client, editor):
    draft = make_draft(title="Họp dân")
    client.force_login(editor)

    with time_machine.travel(NOW):
        response = client.post(make_address(draft.article), {"reader": READER, "days": "3", "revision": draft.pk})

    link = ReviewLink.objects.get()
    path = re.search('value="http://testserver(/duyet/[^"]+/)"', response.text)[1]
    letter = re.search('<textarea id="letter"[^>]*>(.*?)</textarea>', response.text, re.DOTALL)[1]
    assert (link.reader, link.revision) == (READER, draft)
    assert [part in letter for part in (READER, "Họp dân", "09:00 26/11/2026", path)] == [True] * 4
    assert fresh(draft).state == RevisionState.IN_REVIEW
    form = client.get(reverse("admin:articles_article_change", args=[draft.article_id]))
    assert path.split("/")[2] not in form.text
    assert "no-store" in response["Cache-Control"]
    with time_machine.travel(NOW):
        assert "<h1>Họp dân</h1>" in client.get(path).text


def test_a_title_with_quotation_marks_stands_between_others(client, editor):
    draft = make_draft(title="Phong trào “Sạch làng”")
    client.force_login(editor)

    response = client.post(make_address(draft.article), {"reader": READER, "days": "3", "revision": draft.pk})

    assert response.text.count("“Phong trào ‘Sạch làng’”") == 2  # above the address, and in the words to send


@pytest.mark.parametrize(
    "sent",
    [
        {"days": "3"},
        {"reader": READER},
        {"reader": READER, "days": "30"},
        {"reader": "a" * 121, "days": "3"},
        {"reader": READER, "days": "3", "revision": "999999"},
        {"reader": READER, "days": "3", "revision": "9" * 30},
    ],
)
def test_a_link_that_was_not_asked_for_rightly_is_not_made(client, editor, sent):
    draft = make_draft()
    client.force_login(editor)

    response = client.post(make_address(draft.article), sent, follow=True)

    assert ReviewLink.objects.count() == 0
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_who_may_not_approve_sees_no_box_and_makes_no_link(client):
    reporter = make_user("Phóng viên")
    draft = make_draft(by=reporter)
    client.force_login(reporter)

    form = client.get(reverse("admin:articles_article_change", args=[draft.article_id]))
    answer = client.post(make_address(draft.article), {"reader": READER, "days": "3"})

    assert 'id="gui-duyet"' not in form.text
    assert (answer.status_code, ReviewLink.objects.count()) == (403, 0)


def test_the_box_lists_what_became_of_each_link_at_a_cost_that_does_not_grow(editor, django_assert_num_queries):
    link, _address = linked(editor)
    workflow.open_link(link)
    workflow.note_by_link(link, "Nêu rõ nguồn.")
    workflow.return_by_link(link, "Thiếu số liệu.")
    article = link.revision.article
    with CaptureQueriesContext(connection) as one:
        review_links.panel(article, editor, revision=link.revision)
    for number in range(5):
        workflow.approve_by_link(linked(editor, make_draft(article, title=f"Bản {number}"))[0])

    with django_assert_num_queries(len(one)):
        panel = review_links.panel(article, editor, revision=link.revision)
    box = render_to_string("articles/admin/_review_links.html", {"review_links": panel})

    oldest = list(panel["links"])[-1]
    assert [(deed.what, deed.note) for deed in oldest.deeds] == [
        ("returned", "Thiếu số liệu."),
        ("noted", "Nêu rõ nguồn."),
    ]
    assert oldest.times == 1
    assert box.count("<b>" + READER) == 6


def test_the_box_lies_open_only_while_an_answer_is_waited_for(editor):
    link, _address = linked(editor)
    article = link.revision.article

    opens = [review_links.panel(article, editor, revision=link.revision)["is_waiting"]]
    workflow.approve_by_link(link)
    opens.append(review_links.panel(article, editor, revision=fresh(link.revision))["is_waiting"])

    assert opens == [True, False]


def test_the_form_says_who_approved_and_with_which_words(client, editor):
    link, _address = linked(editor)
    client.force_login(editor)
    form = reverse("admin:articles_article_change", args=[link.revision.article_id])

    before = client.get(form)
    workflow.approve_by_link(link, "Đồng ý, lưu ý giờ họp.")
    after = client.get(form)

    assert [page.text.count("data-approved") for page in (before, after)] == [0, 1]
    assert [after.text.count(words) for words in (f"{READER}, ", "<p>Đồng ý, lưu ý giờ họp.</p>")] == [1, 1]


def test_a_plan_that_nobody_approved_is_not_called_an_approval(client, editor):
    client.force_login(editor)
    draft = make_draft(make_article(), title="Bản mới")
    workflow.plan(draft, by=editor, at=timezone.now() + timedelta(days=1))

    page = client.get(reverse("admin:articles_article_change", args=[draft.article_id]))

    assert (fresh(draft).state, page.text.count("data-approved")) == (RevisionState.APPROVED, 0)


def test_ending_a_link_closes_its_address_from_its_own_article_and_by_post(client, editor):
    link, address = linked(editor)
    other = make_draft()
    client.force_login(editor)

    def ending(article):
        return reverse("admin:articles_review_link_end", args=[article.pk, link.pk])

    answers = [
        client.post(ending(other.article)).status_code,
        client.get(ending(link.revision.article)).status_code,
        client.get(make_address(other.article)).status_code,
        client.get(address).status_code,
        client.post(ending(link.revision.article)).status_code,
        client.get(address).status_code,
    ]

    assert answers == [404, 405, 405, 200, 302, 410]


def test_the_newsroom_reads_the_leaders_name_wherever_the_step_is_told(client, editor):
    link, _address = linked(editor, make_revision(RevisionState.IN_REVIEW, by=editor))
    workflow.note_by_link(link, "Nêu rõ nguồn.")
    workflow.return_by_link(link, "Thiếu số liệu.")
    article = link.revision.article
    client.force_login(editor)

    pages = [
        client.get(reverse("admin:articles_article_change", args=[article.pk])),
        client.get(reverse("admin:articles_history", args=[article.pk])),
        client.get(reverse("admin:articles_event_changelist")),
        client.get(reverse("admin:articles_event_export")),
        client.get(reverse("admin:index")),
    ]

    name = link.revision.article.events.get(step=Step.SEND_BACK).actor
    texts = [page.text if not page.streaming else page.getvalue().decode() for page in pages]
    assert [name in text for text in texts] == [True] * 5
