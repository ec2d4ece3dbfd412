"""The door for documents: each kind is known by its content, stored as it came, under a name nobody guesses."""

import re
from xml.parsers.expat import ExpatError

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import IntegrityError

from articles import attachments
from articles.models import Attachment, ContentVersion, UnsavedText
from tests.factories import make_article, make_draft, make_user

from .documents import ODF, OOXML, STREAMS, make_attachment, make_compound, make_odf, make_ooxml, make_pdf, upload

pytestmark = pytest.mark.django_db

DOCUMENTS = {
    "pdf": make_pdf,
    **{kind: (lambda kind=kind: make_ooxml(kind)) for kind in OOXML},
    **{kind: (lambda kind=kind: make_odf(kind)) for kind in ODF},
    **{kind: (lambda kind=kind: make_compound(kind)) for kind in STREAMS},
}


def test_every_kind_has_a_document_here():
    assert set(DOCUMENTS) == set(Attachment.Kind.values)


@pytest.mark.parametrize(("kind", "make"), DOCUMENTS.items(), ids=DOCUMENTS.keys())
def test_a_document_is_known_by_its_content_and_stored_as_it_came(kind, make):
    data, editor = make(), make_user()

    taken = attachments.take_in(upload(data, f"Kế hoạch 2026.{kind}"), by=editor)

    assert (taken.kind, taken.title, taken.file_size) == (kind, "Kế hoạch 2026", len(data))
    assert (taken.original_name, taken.uploaded_by) == (f"Kế hoạch 2026.{kind}", editor)
    assert default_storage.open(taken.file.name).read() == data
    assert re.fullmatch(rf"attachments/\d{{4}}/\d\d/[0-9a-f]{{32}}/ke-hoach-2026\.{kind}", taken.file.name)


def test_names_of_two_documents_share_nothing_that_can_be_guessed():
    first, second = make_attachment(data=make_pdf("a")), make_attachment(data=make_pdf("b"))

    folders = [each.file.name.split("/")[3] for each in (first, second)]
    assert folders[0] != folders[1]


def test_the_title_that_was_typed_names_the_file():
    assert make_attachment("  Quyết định\nsố 12 ").title == "Quyết định số 12"
    assert Attachment.objects.get().download_name == "quyet-dinh-so-12.pdf"


@pytest.mark.parametrize("name", [".pdf", "../../etc/passwd.pdf", "a\x00b.pdf", "<script>.pdf", "đ" * 300 + ".pdf"])
def test_no_name_of_a_file_reaches_the_storage(name):
    taken = attachments.take_in(upload(make_pdf(), "x.pdf"))
    taken.delete()

    file = upload(make_pdf(), "x.pdf")
    file._name = name  # Django's upload would clean it
    taken = attachments.take_in(file)

    assert re.fullmatch(r"attachments/\d{4}/\d\d/[0-9a-f]{32}/[a-z0-9-]{1,80}\.pdf", taken.file.name)
    assert len(taken.original_name) <= 200


def test_upper_case_endings_are_endings():
    assert attachments.take_in(upload(make_pdf(), "BAOCAO.PDF")).kind == "pdf"


def test_the_same_file_is_known():
    known = make_attachment("Mẫu đơn", data=make_pdf("đơn"))

    with pytest.raises(attachments.KnownAttachment) as caught:
        attachments.take_in(upload(make_pdf("đơn"), "khac.pdf"))

    assert caught.value.attachment == known
    assert str(caught.value).count("“Mẫu đơn”") == 1
    assert Attachment.objects.count() == 1


def test_a_file_that_could_not_be_noted_leaves_nothing_behind(monkeypatch, settings):
    def fail(*_args, **_kwargs):
        raise IntegrityError

    monkeypatch.setattr(Attachment, "save", fail)
    with pytest.raises(IntegrityError):
        make_attachment()

    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_what_a_broken_file_stumbles_over_is_logged_so_that_a_mistake_of_ours_is_seen(caplog):
    with pytest.raises(attachments.UnusableAttachment):
        attachments.take_in(upload(make_ooxml(body="<w:p>"), "a.docx"))

    assert [(record.name, record.exc_info[0]) for record in caplog.records] == [("articles.attachments", ExpatError)]


# --- Taking down, bringing back, deleting ----------------------------------------------------------------------------


def test_taken_down_a_document_leaves_its_address_and_comes_back_to_it(settings, django_capture_on_commit_callbacks):
    attachment, secretary, version = (
        make_attachment(),
        make_user("Thư ký toà soạn"),
        ContentVersion.objects.get().number,
    )

    with django_capture_on_commit_callbacks(execute=True):
        attachments.take_down(attachment, by=secretary, reason="Lộ số điện thoại.")

    attachment.refresh_from_db()
    assert (attachment.is_taken_down, attachment.taken_down_by) == (True, secretary)
    assert attachment.take_down_reason == "Lộ số điện thoại."
    assert not (settings.MEDIA_ROOT / attachment.file.name).exists()
    assert (settings.MEDIA_ROOT / attachments.held_name(attachment)).exists()
    assert ContentVersion.objects.get().number == version + 1

    with django_capture_on_commit_callbacks(execute=True):
        attachments.bring_back(attachment, by=secretary)

    attachment.refresh_from_db()
    assert (attachment.is_taken_down, attachment.take_down_reason) == (False, "")
    assert (settings.MEDIA_ROOT / attachment.file.name).exists()
    assert not (settings.MEDIA_ROOT / attachments.held_name(attachment)).exists()
    assert ContentVersion.objects.get().number == version + 2


def test_a_document_is_not_taken_down_without_a_reason():
    with pytest.raises(attachments.UnusableAttachment):
        attachments.take_down(make_attachment(), by=None, reason=" ")

    assert Attachment.objects.get().is_taken_down is False


def test_each_step_taken_twice_changes_nothing_more():
    attachment, version = make_attachment(), ContentVersion.objects.get().number

    for reason in ("Sai.", "Nhầm."):
        attachments.take_down(attachment, by=None, reason=reason)
    down = Attachment.objects.get()
    for _time in range(2):
        attachments.bring_back(attachment, by=None)

    assert (down.take_down_reason, Attachment.objects.get().is_taken_down) == ("Sai.", False)
    assert ContentVersion.objects.get().number == version + 2


def test_an_editor_may_not_take_down_nor_delete():
    attachment, editor = make_attachment(), make_user()

    for step in (
        lambda: attachments.take_down(attachment, by=editor, reason="Sai."),
        lambda: attachments.bring_back(attachment, by=editor),
        lambda: attachments.delete(attachment, by=editor),
    ):
        with pytest.raises(PermissionDenied):
            step()

    assert Attachment.objects.get().is_taken_down is False


def test_what_was_taken_down_is_not_taken_in_again():
    attachments.take_down(make_attachment(data=make_pdf("x")), by=None, reason="Sai.")

    with pytest.raises(attachments.KnownAttachment):
        make_attachment(data=make_pdf("x"))


def test_a_document_that_an_article_or_a_version_holds_is_not_deleted():
    live, drafted = make_attachment("Một"), make_attachment("Hai")
    article = make_article(attachments=[{"attachment": live.pk}])
    draft = make_draft(title="Bài nháp", attachments=[{"attachment": drafted.pk}])

    for attachment in (live, drafted):
        with pytest.raises(attachments.UnusableAttachment):
            attachments.delete(attachment, by=None)

    assert attachments.uses_of(live) == ([article], [])
    assert attachments.uses_of(drafted) == ([], [draft.article])


def test_nobody_can_work_out_where_a_document_lies_that_was_taken_down():
    one, two = make_attachment(data=make_pdf("1")), make_attachment(data=make_pdf("2"))
    two.file.name = one.file.name

    assert re.fullmatch(r"held/[0-9a-f]{64}", attachments.held_name(one))
    assert attachments.held_name(one) != attachments.held_name(two)


def test_a_document_in_a_text_that_is_not_saved_is_not_deleted():
    attachment, user = make_attachment(), make_user()
    text = UnsavedText.objects.create(user=user, key="n1", form="x", data={"attachments-key": [str(attachment.pk)]})

    with pytest.raises(attachments.UnusableAttachment):
        attachments.delete(attachment, by=None)

    assert attachments.unsaved_with(attachment) == [text]
    UnsavedText.close(user, "n1", "x")
    attachments.delete(attachment, by=None)
    assert not Attachment.objects.exists()


def test_a_number_in_a_text_is_no_document():
    attachment = make_attachment()
    typed = {"title": [str(attachment.pk)], "attachments-key": [f"{attachment.pk}0"]}
    UnsavedText.objects.create(user=make_user(), key="n1", form="x", data=typed)

    assert attachments.unsaved_with(attachment) == []


def test_an_unused_document_is_deleted_with_its_file(settings, django_capture_on_commit_callbacks):
    attachment = make_attachment()

    with django_capture_on_commit_callbacks(execute=True):
        attachments.delete(attachment, by=None)

    assert not Attachment.objects.exists()
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
