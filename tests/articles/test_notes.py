"""Notes between editors: the panel beside the form, and writing, answering and closing."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import workflow
from articles.admin import notes
from articles.models import Event, Note
from tests.factories import make_article, make_draft, make_user

pytestmark = pytest.mark.django_db


def address(article):
    return reverse("admin:articles_notes", args=[article.pk])


def form_of(article):
    return reverse("admin:articles_article_change", args=[article.pk])


@pytest.fixture
def editor(client):
    user = make_user(first_name="Trần Lan")
    client.force_login(user)
    return user


def shown(article, user, **how):
    """The panel and the forms behind it."""
    context = {"notes": notes.panel(article, user, **how), "csrf_token": "x"}
    return [render_to_string(f"articles/admin/{name}.html", context) for name in ("_notes", "_notes_forms")]


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_an_editor_writes_a_note_on_a_passage_of_a_version(client, editor):
    draft = make_draft()

    response = client.post(
        address(draft.article),
        {"action": "write", "text": "Kiểm lại con số.", "quote": "120 hộ", "revision": draft.pk},
    )

    note = Note.objects.get()
    assert response["Location"] == f"{form_of(draft.article)}#ghi-chu"
    assert (note.article, note.revision, note.quote, note.text, note.by) == (
        draft.article,
        draft,
        "120 hộ",
        "Kiểm lại con số.",
        editor,
    )


def test_an_answer_stands_in_the_thread_and_without_a_passage_of_its_own(client, editor):
    article = make_draft().article
    head = workflow.write_note(article, by=None, text="Kiểm lại.", quote="120 hộ")

    client.post(address(article), {"action": "answer", "note": head.pk, "text": "Đã gọi hỏi.", "quote": "khác"})

    assert [(answer.text, answer.quote) for answer in head.answers.all()] == [("Đã gọi hỏi.", "")]


def test_a_thread_is_closed_and_an_answer_opens_it_again(client, editor):
    article = make_draft().article
    head = workflow.write_note(article, by=None, text="Kiểm lại.")

    client.post(address(article), {"action": "resolve", "note": head.pk})
    head.refresh_from_db()
    closed_by = head.resolved_by
    client.post(address(article), {"action": "answer", "note": head.pk, "text": "Vẫn sai."})
    head.refresh_from_db()

    assert (closed_by, head.resolved_at) == (editor, None)


def test_words_typed_beside_done_are_kept_as_an_answer(client, editor):
    article = make_draft().article
    head = workflow.write_note(article, by=None, text="Kiểm lại.")

    client.post(address(article), {"action": "resolve", "note": head.pk, "text": "Đã gọi hỏi, đúng."})

    head.refresh_from_db()
    assert [answer.text for answer in head.answers.all()] == ["Đã gọi hỏi, đúng."]
    assert head.resolved_by == editor


def test_the_way_back_leads_to_the_version_that_was_open(client, editor):
    draft = make_draft()

    response = client.post(address(draft.article), {"action": "write", "text": "Ghi.", "ban": str(draft.pk)})

    assert response["Location"] == f"{form_of(draft.article)}?ban={draft.pk}#ghi-chu"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"action": "write", "text": ""}, "text"),
        ({"action": "write", "text": " \n "}, "text"),
        ({"action": "write", "text": "x" * 2001}, "text"),
        ({"action": "write", "text": "Ghi.", "quote": "x" * 301}, "quote"),
        ({"action": "erase", "text": "Ghi."}, "action"),
        ({"action": "answer", "text": "Ghi."}, "note"),
        ({"action": "answer", "text": "Ghi.", "note": "999999"}, "note"),
        ({"action": "resolve", "text": "", "note": "abc"}, "note"),
        ({"action": "write", "text": "Ghi.", "revision": "999999"}, "revision"),
        ({"action": "write", "text": "Ghi.", "ban": "//xau.example"}, "ban"),
    ],
)
def test_what_can_not_be_kept_is_said_and_nothing_is_stored(client, editor, sent, field):
    article = make_draft().article

    response = client.post(address(article), sent)

    assert list(response.context["form"].errors) == [field]
    assert 'role="alert"' in response.text
    assert Note.objects.count() == 0


def test_what_was_typed_stays_where_a_note_could_not_be_kept(client, editor):
    draft = make_draft()

    page = client.post(
        address(draft.article), {"action": "write", "text": "x" * 2001, "quote": "120 <hộ>", "revision": draft.pk}
    ).text

    assert "x" * 2001 in page
    assert 'value="120 &lt;hộ&gt;"' in page
    assert f'<input type="hidden" name="revision" value="{draft.pk}"' in page
    assert '<input type="hidden" name="action" value="write"' in page


def test_a_note_of_another_article_is_not_answered_nor_closed_from_here(client, editor):
    article, other = make_draft().article, make_draft().article
    head = workflow.write_note(other, by=None, text="Của bài khác.")

    client.post(address(article), {"action": "answer", "note": head.pk, "text": "Nhầm."})
    client.post(address(article), {"action": "resolve", "note": head.pk})

    head.refresh_from_db()
    assert (head.resolved_at, Note.objects.count()) == (None, 1)


def test_notes_in_the_trash_are_refused_with_what_was_typed(client, editor):
    article = make_draft().article
    workflow.trash(article, by=None)

    response = client.post(address(article), {"action": "write", "text": "Viết muộn."})

    assert "Viết muộn." in response.text
    assert (len(response.context["form"].non_field_errors()), Note.objects.count()) == (1, 0)


def test_notes_come_only_by_post_from_staff_with_rights(client):
    reporter = make_user("Phóng viên")
    own, other = make_draft(by=reporter).article, make_draft().article
    sent = {"action": "write", "text": "Ghi."}

    stranger = client.post(address(own), sent)
    client.force_login(reporter)
    answers = [client.post(address(article), sent).status_code for article in (own, other)]
    answers += [
        client.get(address(own)).status_code,
        client.post(address(own).replace(str(own.pk), "9999"), sent).status_code,
    ]

    assert stranger["Location"].startswith("/quan-tri/login/")
    assert answers == [302, 403, 405, 404]
    assert [note.article for note in Note.objects.all()] == [own]


def test_who_reviews_without_editing_may_talk_too(client):
    reviewer = make_user("Kiểm duyệt")
    reviewer.user_permissions.add(Permission.objects.get(codename="review_article"))
    client.force_login(reviewer)
    article = make_article()

    client.post(address(article), {"action": "write", "text": "Tiêu đề chưa rõ."})

    assert [note.by for note in Note.objects.all()] == [reviewer]


def test_each_note_is_in_the_journal(client, editor):
    article = make_draft().article

    client.post(address(article), {"action": "write", "text": "Kiểm lại."})
    client.post(address(article), {"action": "resolve", "note": Note.objects.get().pk})

    steps = Event.objects.filter(article=article, by=editor).order_by("pk")
    assert list(steps.values_list("step", flat=True)) == ["note", "resolve"]


# --- The panel -------------------------------------------------------------------------------------------------------


def test_open_threads_stand_first_and_finished_ones_are_folded(editor):
    article = make_draft().article
    done = workflow.write_note(article, by=editor, text="Xong rồi.")
    workflow.resolve_note(done, by=editor)
    waiting = workflow.write_note(article, by=editor, text="Còn chờ.", quote="120 hộ")
    workflow.write_note(article, by=editor, text="Trả lời.", answers_to=waiting)

    panel, _forms = shown(article, editor)

    opened, folded = panel.split("<details")[0], panel.split("<details")[-1]
    words = ["120 hộ", "Trần Lan", "Còn chờ.", "Trả lời."]
    assert [opened.index(word) for word in words] == sorted(opened.index(word) for word in words)
    assert "Xong rồi." in folded
    assert "Xong rồi." not in opened


def test_each_field_of_the_panel_has_its_form_behind_it(editor):
    draft = make_draft()
    heads = [workflow.write_note(draft.article, by=editor, text=f"Ghi {number}") for number in range(3)]
    workflow.resolve_note(heads[0], by=editor)

    panel, forms = shown(draft.article, editor, revision=draft, version=str(draft.pk))

    ids = {"note-new", *(f"note-{head.pk}" for head in heads)}
    fields = re.findall('<(textarea|input|button)[^>]* form="([^"]*)"', panel)
    assert fields == [
        *[(kind, f"note-{head.pk}") for head in heads[1:] for kind in ("textarea", "button", "button")],
        *[(kind, "note-new") for kind in ("input", "textarea", "button")],
        *[(kind, f"note-{heads[0].pk}") for kind in ("textarea", "button")],
    ]
    assert sorted(re.findall(' id="([^"]*)"', forms)) == sorted(ids)
    assert re.findall('name="note" value="([0-9]*)"', forms) == [str(heads[n].pk) for n in (1, 2, 0)]
    assert forms.count(f'name="revision" value="{draft.pk}"') == 4
    assert forms.count(f'name="ban" value="{draft.pk}"') == 4
    assert forms.count("csrfmiddlewaretoken") == 4
    assert len(set(re.findall(' id="([^"]*)"', panel))) == len(re.findall(' id="([^"]*)"', panel))


def test_a_finished_thread_can_be_answered_but_not_finished_again(editor):
    article = make_draft().article
    workflow.resolve_note(workflow.write_note(article, by=editor, text="Xong."), by=editor)

    panel, _forms = shown(article, editor)

    assert re.findall('value="(answer|resolve)"', panel) == ["answer"]


def test_what_is_written_is_never_taken_for_markup(editor):
    article = make_draft().article
    workflow.write_note(article, by=editor, text="<script>alert(1)</script>", quote="<b>đậm</b>")

    panel, _forms = shown(article, editor)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in panel
    assert "&lt;b&gt;đậm&lt;/b&gt;" in panel
    assert "<script" not in panel


def test_who_may_not_write_reads_without_fields(editor):
    article = make_draft().article
    workflow.write_note(article, by=editor, text="Chỉ đọc.")

    panel, forms = shown(article, make_user("Kiểm duyệt"))

    assert "Chỉ đọc." in panel
    assert "<textarea" not in panel
    assert "<form" not in forms


def test_the_panel_costs_the_same_with_one_and_with_thirty_notes(editor):
    draft = make_draft()
    others = [make_user(username=f"nguoi-{number}") for number in range(3)]

    def cost():
        with CaptureQueriesContext(connection) as captured:
            shown(draft.article, editor, revision=draft)
        return len(captured)

    head = workflow.write_note(draft.article, by=editor, text="Một.")
    cost()  # the rights of the person are asked for once
    few = cost()
    for number in range(29):
        answers_to = head if number % 3 else None
        note = workflow.write_note(draft.article, by=others[number % 3], text=f"Ghi {number}", answers_to=answers_to)
        if number % 5 == 0:
            workflow.resolve_note(note, by=others[0])

    assert (few, cost()) == (1, 1)
