"""Steps beside the form: the buttons of lists and dashboard, and the pages that ask for words first."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Correction, Event, StaffProfile
from articles.states import RevisionState, Status
from tests.factories import make_article, make_content, make_draft, make_section, make_user

pytestmark = pytest.mark.django_db


def step(article):
    return reverse("admin:articles_step", args=[article.pk])


def page(name, article):
    return reverse(f"admin:articles_{name}", args=[article.pk])


def form_of(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def levels(response):
    return [message.level_tag for message in response.context["messages"]]


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def in_review(**content):
    return workflow.submit(make_draft(**content), by=None)


def scheduled():
    return make_article(title="Họp dân", published_at=timezone.now() + timedelta(days=1))


def trashed():
    draft = make_draft(title="Họp dân")
    workflow.trash(draft.article, by=None)
    return draft


# --- Buttons ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start", "state"),
    [
        ("submit", make_draft, RevisionState.IN_REVIEW),
        ("claim", in_review, RevisionState.IN_REVIEW),
        ("approve", in_review, RevisionState.APPROVED),
        ("send_back", in_review, RevisionState.RETURNED),
        ("discard", make_draft, RevisionState.DISCARDED),
    ],
)
def test_a_button_takes_its_step_with_a_version_and_says_so(client, editor, name, start, state):
    revision = start(title="Họp dân")

    response = client.post(
        step(revision.article), {"step": name, "revision": revision.pk, "reason": "Thiếu nguồn."}, follow=True
    )

    revision.refresh_from_db()
    assert revision.state == state
    assert response.redirect_chain == [(form_of(revision.article), 302)]
    assert levels(response) == ["success"]
    assert "“Họp dân”" in said(response)


@pytest.mark.parametrize(
    ("name", "start", "status"),
    [
        ("trash", lambda: make_draft(title="Họp dân").article, Status.TRASHED),
        ("undelete", lambda: trashed().article, Status.UNPUBLISHED),
        ("unschedule", scheduled, Status.UNPUBLISHED),
    ],
)
def test_a_button_takes_its_step_with_an_article_and_says_so(client, editor, name, start, status):
    article = start()

    response = client.post(step(article), {"step": name}, follow=True)

    article.refresh_from_db()
    assert article.status == status
    assert levels(response) == ["success"]
    assert "“Họp dân”" in said(response)


def test_a_review_is_handed_on_and_back_to_all(client, editor):
    revision, colleague = in_review(), make_user(username="dong-nghiep")

    client.post(step(revision.article), {"step": "assign", "revision": revision.pk, "to": colleague.pk})
    revision.refresh_from_db()
    handed_to = revision.assignee
    client.post(step(revision.article), {"step": "assign", "revision": revision.pk, "to": ""})
    revision.refresh_from_db()

    assert (handed_to, revision.assignee) == (colleague, None)


def test_a_text_is_sent_to_one_reviewer_with_a_day_and_a_note(client, editor):
    draft, colleague = make_draft(), make_user(username="dong-nghiep")

    client.post(
        step(draft.article),
        {"step": "submit", "revision": draft.pk, "to": colleague.pk, "due_on": "30/11/2026", "note": "Gấp."},
    )

    draft.refresh_from_db()
    assert (draft.state, draft.assignee, draft.due_on) == (RevisionState.IN_REVIEW, colleague, date(2026, 11, 30))
    assert Event.objects.get(step="submit").note == "Gấp."


def test_what_the_states_do_not_allow_is_said_and_changes_nothing(client, editor):
    draft = make_draft(title="Họp dân")

    response = client.post(step(draft.article), {"step": "approve", "revision": draft.pk}, follow=True)

    draft.refresh_from_db()
    assert draft.state == RevisionState.DRAFT
    assert levels(response) == ["error"]
    assert "“Họp dân”" in said(response)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"step": "publish"},
        {"step": "erase"},
        {"step": "approve"},
        {"step": "approve", "revision": "999999"},
        {"step": "approve", "revision": "abc"},
        {"step": "approve", "revision": "9" * 30},
        {"step": "assign", "to": "999999"},
        {"step": "submit", "due_on": "31/02/2026"},
        {"step": "approve", "note": "x" * 2001},
        {"step": "trash", "reason": "\x00" + "x" * 2001},
    ],
)
def test_a_button_that_sends_nonsense_changes_nothing_and_says_why(client, editor, sent):
    revision = in_review()
    count = Event.objects.count()

    response = client.post(step(revision.article), sent, follow=True)

    assert levels(response) == ["error"]
    assert Event.objects.count() == count


def test_a_version_of_another_article_is_refused(client, editor):
    revision, other = in_review(), in_review()

    response = client.post(step(other.article), {"step": "approve", "revision": revision.pk}, follow=True)

    revision.refresh_from_db()
    assert (levels(response), revision.state) == (["error"], RevisionState.IN_REVIEW)


@pytest.mark.parametrize("name", ["claim", "assign", "approve", "send_back", "unschedule"])
def test_a_reporter_may_not_press_the_desk_s_buttons_on_an_own_text(client, name):
    reporter = make_user("Phóng viên")
    client.force_login(reporter)
    revision = workflow.submit(make_draft(by=reporter), by=reporter)
    article = revision.article
    if name == "unschedule":
        article = workflow.publish(revision, by=None, at=timezone.now() + timedelta(days=1))
    count = Event.objects.count()

    response = client.post(step(article), {"step": name, "revision": revision.pk, "reason": "Sai."})

    assert response.status_code == 403
    assert Event.objects.count() == count


@pytest.mark.parametrize("name", ["submit", "discard", "trash"])
def test_a_reporter_presses_the_buttons_of_own_texts_alone(client, name):
    reporter = make_user("Phóng viên")
    client.force_login(reporter)
    own, other = make_draft(by=reporter), make_draft()

    answers = [
        client.post(step(draft.article), {"step": name, "revision": draft.pk}).status_code for draft in (own, other)
    ]

    other.refresh_from_db()
    assert answers == [302, 403]
    assert (other.state, other.article.status) == (RevisionState.DRAFT, Status.UNPUBLISHED)


def test_an_editor_of_one_section_is_refused_in_another(client, editor):
    mine, theirs = make_section("Văn hoá"), make_section("Kinh tế")
    StaffProfile.objects.create(user=editor).sections.add(mine)
    inside, outside = in_review(section=mine.pk), in_review(section=theirs.pk)

    answers = [
        client.post(step(revision.article), {"step": "approve", "revision": revision.pk}).status_code
        for revision in (inside, outside)
    ]

    assert answers == [302, 403]


def test_steps_are_taken_only_by_post_and_only_by_staff(client):
    article = make_draft().article

    stranger = client.post(step(article), {"step": "trash"})
    client.force_login(make_user())
    by_get = client.get(step(article), {"step": "trash"})
    unknown = client.post(step(article).replace(str(article.pk), "9999"), {"step": "trash"})

    article.refresh_from_db()
    assert stranger["Location"].startswith("/quan-tri/login/")
    assert (by_get.status_code, unknown.status_code) == (405, 404)
    assert article.status == Status.UNPUBLISHED


def test_a_button_wants_the_token_against_forged_requests(client, editor):
    article = make_draft().article
    client.handler.enforce_csrf_checks = True

    answers = [
        client.post(address, {"step": "trash", "reason": "x", "text": "x", "action": "write", "days": "1"}).status_code
        for address in (
            step(article),
            *(page(name, article) for name in ("withdraw", "correct", "trash", "send_back", "notes", "share")),
        )
    ]

    article.refresh_from_db()
    assert answers == [403] * 7
    assert (article.status, Event.objects.exclude(step="save_draft").count()) == (Status.UNPUBLISHED, 0)


@pytest.mark.parametrize(
    ("asked", "is_followed"),
    [
        ("/quan-tri/", True),
        ("/quan-tri/articles/article/?trang-thai=published&p=2", True),
        ("", False),
        ("quan-tri/", False),
        ("https://xau.example/", False),
        ("//xau.example/", False),
        ("/\\xau.example/", False),
        ("javascript:alert(1)", False),
        ("http://testserver/quan-tri/", False),
        ("/" + "x" * 3000, False),
    ],
)
def test_the_way_back_leads_only_to_pages_of_this_site(client, editor, asked, is_followed):
    article = make_draft().article

    response = client.post(step(article), {"step": "trash", "next": asked})

    assert response["Location"] == (asked if is_followed else form_of(article))


def test_a_line_break_in_the_way_back_breaks_no_header(client, editor):
    response = client.post(step(make_draft().article), {"step": "trash", "next": "/quan-tri/\r\nSet-Cookie: a=b"})

    assert response.status_code == 302
    assert "a" not in response.cookies


# --- Pages that ask for words ----------------------------------------------------------------------------------------


def test_withdrawing_asks_for_a_reason_and_takes_the_article_from_the_site(client, editor):
    article = make_article(title="Họp dân")

    asked = client.get(page("withdraw", article))
    without = client.post(page("withdraw", article), {"reason": " "})
    response = client.post(page("withdraw", article), {"reason": "Sai số liệu"}, follow=True)

    article.refresh_from_db()
    assert "“Họp dân”" in asked.text
    assert list(without.context["form"].errors) == ["reason"]
    assert (article.status, article.withdrawal_reason) == (Status.WITHDRAWN, "Sai số liệu")
    assert response.redirect_chain == [(form_of(article), 302)]
    assert "“Họp dân”" in said(response)


def test_what_was_typed_stays_where_the_step_is_not_possible(client, editor):
    article = make_article()
    workflow.withdraw(article, by=None, reason="Đồng nghiệp gỡ trước")

    response = client.post(page("withdraw", article), {"reason": "Sai số liệu"})

    assert 'value="Sai số liệu"' in response.text
    assert len(response.context["form"].non_field_errors()) == 1


def test_a_correction_is_added_and_the_text_stays_as_it_was(client, editor):
    article = make_article(title="Họp dân", body="<p>Sai.</p>")

    response = client.post(page("correct", article), {"text": "Đoạn 2 viết sai.\r\nĐúng là 210 hộ."}, follow=True)

    article.refresh_from_db()
    correction = Correction.objects.get()
    assert (correction.text, correction.by) == ("Đoạn 2 viết sai.\nĐúng là 210 hộ.", editor)
    assert article.body == "<p>Sai.</p>"
    assert response.redirect_chain == [(page("correct", article), 302)]
    assert f'<a href="{form_of(article)}?ban=dang">' in said(response)


def test_the_page_of_corrections_shows_the_earlier_ones_the_newest_first(client, editor):
    article = make_article()
    for text in ("Lần một.", "Lần hai."):
        workflow.correct(article, by=editor, text=text)

    shown = client.get(page("correct", article)).text

    assert shown.index("Lần hai.") < shown.index("Lần một.")


@pytest.mark.parametrize("text", ["", " \n ", "x" * 1001])
def test_a_correction_without_words_or_with_too_many_is_not_added(client, editor, text):
    article = make_article()

    response = client.post(page("correct", article), {"text": text})

    assert list(response.context["form"].errors) == ["text"]
    assert text.strip() in response.text
    assert Correction.objects.count() == 0


def test_the_trash_takes_a_reason_or_none(client, editor):
    articles = [make_draft(title="Họp dân").article for _ in range(2)]

    answers = [
        client.post(page("trash", article), {"reason": reason}, follow=True)
        for article, reason in zip(articles, ["Trùng bài", ""], strict=True)
    ]

    assert [event.note for event in Event.objects.filter(step="trash").order_by("pk")] == ["Trùng bài", ""]
    assert [answer.redirect_chain for answer in answers] == [[(reverse("admin:articles_article_changelist"), 302)]] * 2


def test_a_published_article_does_not_go_to_the_trash(client, editor):
    article = make_article()

    response = client.post(page("trash", article), {"reason": "Trùng bài"})

    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    assert len(response.context["form"].non_field_errors()) == 1
    assert 'value="Trùng bài"' in response.text


def test_a_text_goes_back_with_a_reason(client, editor):
    revision = in_review(title="Họp dân")

    asked = client.get(page("send_back", revision.article))
    without = client.post(page("send_back", revision.article), {"reason": ""})
    response = client.post(page("send_back", revision.article), {"reason": "Thiếu nguồn.\nHỏi lại."}, follow=True)

    revision.refresh_from_db()
    assert "“Họp dân”" in asked.text
    assert list(without.context["form"].errors) == ["reason"]
    assert revision.state == RevisionState.RETURNED
    assert Event.objects.get(step="send_back").note == "Thiếu nguồn.\nHỏi lại."
    assert response.redirect_chain == [(form_of(revision.article), 302)]


def test_the_version_that_was_looked_at_goes_back_or_none(client, editor):
    revision = in_review()
    workflow.save_draft(
        revision.article, make_content(title="Sửa thêm"), by=None, based_on=revision, seen=None, known=revision.pk
    )

    response = client.post(f"{page('send_back', revision.article)}?ban={revision.pk}", {"reason": "Thiếu nguồn."})

    assert len(response.context["form"].non_field_errors()) == 1
    assert "Thiếu nguồn." in response.text
    assert not Event.objects.filter(step="send_back").exists()


@pytest.mark.parametrize("version", ["abc", "999999", "9" * 30, "%00", "-1"])
def test_a_version_that_is_not_there_can_not_go_back(client, editor, version):
    revision = in_review()

    assert client.get(f"{page('send_back', revision.article)}?ban={version}").status_code == 404


def test_where_nothing_waits_nothing_goes_back(client, editor):
    article = make_draft().article

    response = client.get(page("send_back", article), follow=True)

    assert (response.redirect_chain, levels(response)) == ([(form_of(article), 302)], ["error"])


@pytest.mark.parametrize("name", ["withdraw", "correct", "trash", "send_back"])
def test_a_page_shows_titles_as_text_and_needs_rights(client, name):
    draft = make_draft(title="<b>Đậm</b>")
    revision = workflow.submit(draft, by=None)
    client.force_login(make_user())
    allowed = client.get(page(name, revision.article))
    client.force_login(make_user("Phóng viên"))
    refused = [
        client.get(page(name, revision.article)).status_code,
        client.post(page(name, revision.article), {"reason": "x", "text": "x"}).status_code,
    ]

    assert "“&lt;b&gt;Đậm&lt;/b&gt;”" in allowed.text
    assert "<b>Đậm" not in allowed.text
    assert refused == [403, 403]
