"""Where the file of a document lies: where its row says, whatever failed in between; and whose document it is."""

import logging
from errno import EACCES, ENOSPC
from functools import partial
from unittest import mock

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles import attachments, workflow
from articles.models import Article, Attachment
from articles.photos import files
from articles.wording import stamp
from tests.factories import (
    make_article,
    make_attachment,
    make_draft,
    make_profile,
    make_section,
    make_user,
    upload,
)

from .documents import make_pdf
from .documents import upload as document
from .plans import new_version, tomorrow
from .races import beside_publication

pytestmark = pytest.mark.django_db

LIBRARY = "/quan-tri/articles/attachment/"
UPLOAD = "/quan-tri/tep/tai-len/"
TAKEN_DOWN = {"taken_down_at": timezone.now(), "take_down_reason": "Lộ số điện thoại."}


def lies_at_its_address(attachment):
    places = [attachment.file.name, attachments.held_name(attachment)]
    [place] = [place for place in places if default_storage.exists(place)]
    return place == attachment.file.name


def mark(attachment, **fields):
    """Change the row alone, as where the process ended before its file was moved."""
    Attachment.objects.filter(pk=attachment.pk).update(**fields)


# --- What failed in between ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("is_taken_down", [False, True])
def test_nothing_moves_where_the_commit_fails(is_taken_down):
    attachment = make_attachment()
    if is_taken_down:
        attachments.take_down(attachment, by=None, reason="Lộ số điện thoại.")
    step = attachments.bring_back if is_taken_down else attachments.take_down
    reason = {} if is_taken_down else {"reason": "Lộ số điện thoại."}

    with mock.patch.object(connection, "commit", side_effect=OperationalError), pytest.raises(OperationalError):
        step(attachment, by=None, **reason)

    assert Attachment.objects.get().is_taken_down is is_taken_down
    assert lies_at_its_address(attachment) is not is_taken_down


def test_what_lies_on_the_wrong_side_is_moved_however_long_ago_that_was():
    down, up, right = make_attachment("Một"), make_attachment("Hai"), make_attachment("Ba")
    mark(down, taken_down_at=timezone.now() - timezone.timedelta(days=400))
    files.move(up.file.name, attachments.held_name(up))

    counts = [attachments.settle_all(timezone.now()) for _time in range(2)]

    assert counts == [2, 0]
    assert [lies_at_its_address(each) for each in (down, up, right)] == [False, True, True]


def test_a_file_that_can_not_be_moved_holds_up_no_other(monkeypatch, caplog):
    first, second = make_attachment("Một"), make_attachment("Hai")
    for each in (first, second):
        mark(each, **TAKEN_DOWN)
    move = files.move

    def stuck(name, target):
        if name == first.file.name:
            raise PermissionError(EACCES, "Permission denied")
        move(name, target)

    monkeypatch.setattr(files, "move", stuck)
    with caplog.at_level(logging.ERROR), pytest.raises(PermissionError):
        attachments.settle_all(timezone.now())

    assert [lies_at_its_address(each) for each in (first, second)] == [True, False]
    assert [record.args for record in caplog.records] == [(first.pk,)]


def test_taking_down_again_moves_what_was_left(django_capture_on_commit_callbacks):
    attachment = make_attachment()
    mark(attachment, **TAKEN_DOWN)

    with django_capture_on_commit_callbacks(execute=True):
        attachments.take_down(attachment, by=None, reason="Lần hai.")

    assert lies_at_its_address(attachment) is False
    assert Attachment.objects.get().take_down_reason == "Lộ số điện thoại."


def test_looking_for_misplaced_files_costs_the_same_however_many_there_are():
    def cost():
        with CaptureQueriesContext(connection) as queries:
            attachments.settle_all(timezone.now())
        return len(queries)

    make_attachment()
    one = cost()
    for title in ("Hai", "Ba"):
        make_attachment(title)

    assert (one, cost()) == (1, 1)


def test_a_deleted_document_leaves_no_file_on_either_side(django_capture_on_commit_callbacks):
    attachment = make_attachment()
    mark(attachment, **TAKEN_DOWN)

    with django_capture_on_commit_callbacks(execute=True):
        attachments.delete(attachment, by=None)

    assert not default_storage.exists(attachment.file.name)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.parametrize("step", ["take_down", "bring_back"])
def test_publishing_beside_a_step_with_its_document_ends_well(step, monkeypatch):
    attachment = make_attachment()
    if step == "bring_back":
        attachments.take_down(attachment, by=None, reason="Sai.")
    revision = make_draft(attachments=[{"attachment": attachment.pk, "title": "Lịch"}])
    act = partial(
        getattr(attachments, step), attachment, by=None, **({"reason": "Sai."} if step == "take_down" else {})
    )

    assert beside_publication(monkeypatch, act, lambda: workflow.publish(revision, by=None)) == []


# --- Whose document it is --------------------------------------------------------------------------------------------


@pytest.fixture
def sections():
    return make_section("Y tế"), make_section("Giáo dục")


@pytest.fixture
def secretary(sections):
    user = make_user("Thư ký toà soạn")
    make_profile(user, sections[0])
    return user


def offered_in(section, make=make_article, **fields):
    attachment = make_attachment()
    make(title="Lịch học", section=section.pk, attachments=[{"attachment": attachment.pk}], **fields)
    return attachment


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (make_article, "offered by “Lịch học” in the section “Giáo dục”, which you may not change. "),
        (
            make_draft,
            "offered by a text in the section “Giáo dục” that isn't on the site and that you may not change. ",
        ),
    ],
)
def test_a_document_of_another_section_is_not_taken_down_and_the_section_is_named(sections, secretary, make, offered):
    attachment = offered_in(sections[1], make)

    for step in (
        lambda: attachments.take_down(attachment, by=secretary, reason="Sai."),
        lambda: attachments.bring_back(attachment, by=secretary),
    ):
        with translation.override("en"), pytest.raises(attachments.UnusableAttachment) as caught:
            step()
        assert str(caught.value) == f"“Lịch tiếp công dân” is {offered}Ask somebody who may."

    assert Attachment.objects.get().is_taken_down is False


def test_a_plan_in_another_section_holds_its_document_though_the_newest_version_left_that_section(sections, secretary):
    own, foreign = sections
    attachment, article = make_attachment(), make_article(title="Lịch học", section=own.pk)
    plan = new_version(article, section=foreign.pk, attachments=[{"attachment": attachment.pk}])
    workflow.plan(plan, by=make_user(None), at=tomorrow())
    new_version(article, section=own.pk)

    with translation.override("en"), pytest.raises(attachments.UnusableAttachment, match="the section “Giáo dục”"):
        attachments.take_down(attachment, by=secretary, reason="Sai.")


def test_a_document_of_the_own_section_is_taken_down(sections, secretary):
    attachment = offered_in(sections[0])

    attachments.take_down(attachment, by=secretary, reason="Sai.")

    assert Attachment.objects.get().is_taken_down is True


def test_what_lies_in_history_alone_hinders_nobody(sections, secretary):
    attachment = offered_in(sections[1])
    article = attachment.uses.get().article
    article.attachments.all().delete()

    attachments.take_down(attachment, by=secretary, reason="Sai.")

    assert Attachment.objects.get().is_taken_down is True


def test_its_page_says_whose_it_is_and_offers_no_step(client, sections, secretary):
    attachment = offered_in(sections[1])
    client.force_login(secretary)
    address = f"{LIBRARY}{attachment.pk}"

    page = client.get(f"{address}/change/")
    saved = client.post(f"{address}/change/", {"title": "Tên khác"})
    asked = client.get(f"{address}/go/")
    client.post(f"{address}/go/", {"reason": "Sai."})

    attachment.refresh_from_db()
    assert page.context["closed"].count("“Giáo dục”") == 1
    assert (page.context["may_take_down"], page.context["has_change_permission"]) == (False, False)
    assert (saved.status_code, asked["Location"]) == (403, f"{address}/change/")
    assert (attachment.title, attachment.is_taken_down) == ("Lịch tiếp công dân", False)


def test_who_has_all_sections_renames_what_stands_anywhere(client, sections):
    attachment = offered_in(sections[1])
    client.force_login(make_user())

    client.post(f"{LIBRARY}{attachment.pk}/change/", {"title": "Tên khác"})

    attachment.refresh_from_db()
    assert attachment.title == "Tên khác"


# --- A full disk -----------------------------------------------------------------------------------------------------

NO_ROOM = "The server has no room left for files. Tell whoever runs the site."


@pytest.fixture
def full_disk(monkeypatch):
    """A disk that is full while a file is written to it."""

    save = FileSystemStorage._save

    def half_write(self, name, content):
        save(self, name, content)
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", half_write)


@pytest.mark.parametrize(
    ("address", "make"),
    [
        (UPLOAD, lambda: document(make_pdf(), "a.pdf")),
        ("/quan-tri/kho-anh/tai-len/", upload),
    ],
)
def test_a_script_that_uploads_to_a_full_disk_is_told_so(client, full_disk, address, make):
    client.force_login(make_user())

    with translation.override("en"):
        answer = client.post(address, {"file": make()}, headers={"accept-language": "en"})

    assert (answer.status_code, answer.json()) == (400, {"error": NO_ROOM})


def test_half_a_document_does_not_stay(settings, full_disk):
    with pytest.raises(attachments.UnusableAttachment):
        attachments.take_in(document(make_pdf(), "a.pdf"))

    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_another_fault_of_the_disk_is_not_taken_for_a_full_one(monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "_save", mock.Mock(side_effect=OSError(EACCES, "Permission denied")))

    with pytest.raises(PermissionError):
        attachments.take_in(document(make_pdf(), "a.pdf"))


# --- What waits for its hour -----------------------------------------------------------------------------------------


def test_who_takes_a_document_down_is_told_what_goes_up_naming_it_alone(client):
    client.force_login(make_user("Quản trị"))
    document = make_attachment()
    offered = [{"attachment": document.pk, "title": "Phụ lục"}]
    make_article(title="Họp dân", attachments=offered, published_at=tomorrow())
    make_article(title="Đã đăng", attachments=offered)
    make_article(title="Không tệp", published_at=tomorrow())
    when = stamp(Article.objects.get(title="Họp dân").published_at)
    address = f"{LIBRARY}{document.pk}/go/"

    with translation.override("en"):
        asked = client.get(address)
        done = client.post(address, {"reason": "Sai số liệu"}, follow=True)

    told = [f"“Họp dân” still goes up at {when}, naming this attachment without a link."]
    assert asked.context["waiting"] == told
    assert [str(message) for message in done.context["messages"] if message.level_tag == "warning"] == told
    assert f"Họp dân</a> · Scheduled for {when}</li>" in done.content.decode()


def test_who_takes_a_document_down_is_told_which_new_version_stays(client):
    chief = make_user("Quản trị")
    client.force_login(chief)
    document = make_attachment()
    offered = [{"attachment": document.pk, "title": "Phụ lục"}]
    version = workflow.plan(new_version(attachments=offered), by=chief, at=tomorrow())

    with translation.override("en"):
        asked = client.get(f"{LIBRARY}{document.pk}/go/")

    when = stamp(version.apply_at)
    assert asked.context["waiting"] == [
        f"The new version “Giá nước sạch, có bảng” won't go up at {when} by itself: look at it and schedule it anew."
    ]
