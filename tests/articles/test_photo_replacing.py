"""A photo gets another file: everything that shows it shows the new one, and the old one leaves the site."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles import photos, workflow
from articles.models import Article, ContentVersion, FormerPhotoName, Photo, Revision, Shell
from articles.photos import files
from articles.renditions import Renditions
from articles.states import RevisionState
from portal.models import Page
from tests.factories import (
    make_article,
    make_draft,
    make_page,
    make_photo,
    make_revision,
    make_user,
    picture_bytes,
    upload,
)

from .stored_pictures import stored_files

pytestmark = pytest.mark.django_db
WIDE, TALL, OTHER = picture_bytes((160, 100)), picture_bytes((60, 80)), picture_bytes((90, 90))


@pytest.fixture
def photo():
    return make_photo(WIDE, alt="Lúa chín", caption="Vụ xuân", credit="Quốc Khánh", rights="Ảnh của xã")


def body_with(photo):
    """Cleaned HTML, as it is stored."""
    image = f'<img src="{photo.file.url}" alt="Lúa" width="{photo.width}" height="{photo.height}">'
    return f'<p>Một.</p>\n<figure class="figure">\n{image}\n<figcaption>Đồng</figcaption>\n</figure>'


def names_on_disk():
    return {str(path.relative_to(default_storage.location)) for path in stored_files()}


def replaced(photo, callbacks, data=TALL, by=None):
    with callbacks(execute=True):
        return photos.replace(photo, upload(data, "anh-moi.jpg"), by=by)


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


# --- The photo itself -------------------------------------------------------------------------------------------------


def test_a_replaced_photo_has_new_files_and_keeps_its_words(photo, callbacks):
    old, photo.focus_x = photo.file.name, 30
    photo.save()

    result = replaced(photo, callbacks)

    photo.refresh_from_db()
    assert result == photo
    assert (photo.width, photo.height, photo.original_name) == (60, 80, "anh-moi.jpg")
    assert (photo.alt, photo.caption, photo.credit, photo.rights) == ("Lúa chín", "Vụ xuân", "Quốc Khánh", "Ảnh của xã")
    assert (photo.focus_x, photo.file.name != old) == (30, True)
    assert photo.file_size == default_storage.size(photo.file.name)
    assert [(former.name, former.photo) for former in FormerPhotoName.objects.all()] == [(old, photo)]


def test_what_is_known_of_the_file_follows_it(photo, callbacks):
    tall = make_photo(TALL)
    facts = {name: getattr(tall, name) for name in ("fingerprint", "likeness", "likeness_0", "likeness_3")}
    tall.delete()

    replaced(photo, callbacks)

    photo.refresh_from_db()
    assert {name: getattr(photo, name) for name in facts} == facts


def test_the_old_files_lie_where_no_address_leads(photo, callbacks):
    old = Renditions.of(photo.file.name).names()

    photo = replaced(photo, callbacks)

    new = set(Renditions.of(photo.file.name).names())
    held = names_on_disk() - new
    folder = f"held/replaced/{timezone.localdate():%Y-%m-%d}/{photo.pk}-"
    assert {name.rpartition("/")[2] for name in held} == {name.rpartition("/")[2] for name in old}
    assert {re.sub("[0-9a-f]{32}$", "…", name.rpartition("/")[0]) for name in held} == {f"{folder}…"}


def test_the_old_files_go_after_a_month(photo, callbacks):
    photo = replaced(photo, callbacks)
    new, day = set(Renditions.of(photo.file.name).names()), timedelta(days=1)

    counts = [photos.purge_replaced(timezone.now() + days * day) for days in (0, 29, 30, 31)]

    assert counts == [0, 0, 3, 0]
    assert names_on_disk() == new


def test_what_a_process_that_died_left_behind_is_put_aside_later(photo):
    old = set(Renditions.of(photo.file.name).names())
    photo = photos.replace(photo, upload(TALL), by=None)  # its transaction is not committed: nothing has moved
    assert old <= names_on_disk()

    photos.purge_replaced(timezone.now())

    assert names_on_disk() & old == set()
    assert len(names_on_disk()) == 6


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_photo_whose_old_files_cannot_be_put_aside_is_replaced_all_the_same(photo, monkeypatch, caplog):
    old, retire = photo.file.name, files.retire
    monkeypatch.setattr(files, "retire", full)

    photos.replace(photo, upload(TALL), by=None)

    photo.refresh_from_db()
    assert [default_storage.exists(name) for name in Renditions.of(photo.file.name).names()] == [True] * 3
    assert [str(record.exc_info[1]) for record in caplog.records] == ["No space left on device"]

    monkeypatch.setattr(files, "retire", retire)
    photos.purge_replaced(timezone.now())

    assert default_storage.exists(old) is False


def full(*args):
    raise OSError("No space left on device")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("fault", [OSError, SystemExit], ids=["a fault", "the worker's end"])
def test_what_fails_behind_the_commit_takes_no_file_with_it(photo, monkeypatch, fault):
    def fail():
        raise fault

    bump = ContentVersion.bump
    monkeypatch.setattr(ContentVersion, "bump", lambda: (bump(), transaction.on_commit(fail)))

    with pytest.raises(fault):
        photos.replace(photo, upload(TALL), by=None)

    photo.refresh_from_db()
    assert (photo.width, default_storage.exists(photo.file.name)) == (60, True)


def test_a_file_that_cannot_be_put_aside_holds_up_no_other(photo, monkeypatch):
    photos.replace(photo, upload(TALL), by=None)
    photos.take_down(make_photo(OTHER), by=None, reason="Nhầm")
    monkeypatch.setattr(files, "hold", full)

    with pytest.raises(OSError, match="No space left"):
        photos.purge_replaced(timezone.now())

    assert len([name for name in names_on_disk() if name.startswith("held/replaced/")]) == 3


def test_a_photo_may_have_its_former_file_back(photo, callbacks):
    photo = replaced(photo, callbacks)

    photo = replaced(photo, callbacks, WIDE)

    assert (photo.width, FormerPhotoName.objects.count()) == (160, 2)


def test_the_former_file_of_a_photo_is_known_at_the_door(photo, callbacks):
    replaced(photo, callbacks)

    with translation.override("en"), pytest.raises(photos.KnownPhoto) as refused:
        photos.ingest(upload(WIDE))

    assert refused.value.photo == photo
    assert str(refused.value) == "This file was in the library as “Vụ xuân” and was replaced by another one."


# --- Where it stands --------------------------------------------------------------------------------------------------


def test_every_article_and_every_version_shows_the_new_file(photo, callbacks):
    article = make_article(body=body_with(photo))
    draft = make_draft(article, body=body_with(photo) + "<p>Hai.</p>")
    waiting = make_revision(RevisionState.IN_REVIEW, title="Khác", body=body_with(photo))
    other = make_article(title="Không ảnh")

    photo = replaced(photo, callbacks)

    assert Article.objects.get(pk=article.pk).body == body_with(photo)
    bodies = [Revision.objects.get(pk=each.pk).content["body"] for each in (draft, waiting)]
    assert bodies == [body_with(photo) + "\n<p>Hai.</p>", body_with(photo)]
    assert article.revisions.order_by("pk")[0].content["body"] == body_with(photo)
    assert Article.objects.get(pk=other.pk).body == "<p>Nội dung.</p>"


def test_the_live_version_is_still_the_live_text(photo, callbacks):
    article = make_article(body=body_with(photo))
    before = workflow.live_revision(article)

    photo = replaced(photo, callbacks)

    article.refresh_from_db()
    same = workflow.save_draft(article, before.content | {"body": article.body}, by=None, based_on=before,
                               seen=workflow.last_public_step(article))  # fmt: skip
    assert same == before


def test_standing_pages_and_shells_show_the_new_file(photo, callbacks):
    page = make_page(body=body_with(photo))
    shell = Shell.objects.create(name="Lịch tiếp dân", body=body_with(photo))

    photo = replaced(photo, callbacks)

    assert (Page.objects.get(pk=page.pk).body, Shell.objects.get(pk=shell.pk).body) == (body_with(photo),) * 2


def test_a_text_that_was_open_meanwhile_finds_the_new_file(photo, callbacks):
    old = body_with(photo)

    photo = replaced(replaced(photo, callbacks), callbacks, OTHER)

    assert make_draft(body=old).content["body"] == body_with(photo)


def test_a_photo_replaced_twice_leaves_both_its_names_behind(photo, callbacks):
    article = make_article(body=body_with(photo))
    names = [photo.file.name]

    photo = replaced(photo, callbacks)
    names.append(photo.file.name)
    photo = replaced(photo, callbacks, OTHER)

    assert sorted(FormerPhotoName.objects.values_list("name", flat=True)) == sorted(names)
    assert [photos.at_address(name) for name in names] == [("moved", photo.file.name)] * 2
    assert Article.objects.get(pk=article.pk).body == body_with(photo)


def test_readers_pages_are_made_anew(photo, callbacks):
    before = ContentVersion.objects.get().number

    replaced(photo, callbacks)

    assert ContentVersion.objects.get().number == before + 1


def test_replacing_takes_as_many_queries_for_texts_that_do_not_change(photo, callbacks):
    """What grows is one update for each text that shows the photo, and nothing else."""
    make_article(title="Không", cover=photo.pk)

    def queries(data):
        with callbacks(execute=True), CaptureQueriesContext(connection) as captured:
            photos.replace(Photo.objects.get(pk=photo.pk), upload(data), by=None)
        return len(captured)

    few = queries(TALL)
    for title in ("Một", "Hai", "Ba"):
        make_article(title=title, cover=photo.pk)

    assert queries(OTHER) == few


# --- What is refused --------------------------------------------------------------------------------------------------


def refusal(photo, data, by=None):
    files = names_on_disk()
    with translation.override("en"), pytest.raises(photos.UnusablePhoto) as refused:
        photos.replace(photo, upload(data), by=by)
    assert (names_on_disk(), FormerPhotoName.objects.count()) == (files, 0)
    return str(refused.value)


def test_the_same_file_is_no_replacement(photo):
    assert refusal(photo, WIDE) == "This is the very file that the photo has now."


def test_the_file_of_another_photo_is_no_replacement(photo):
    make_photo(TALL, caption="Cổng làng")

    assert refusal(photo, TALL) == "This photo is already in the library: “Cổng làng”."


def test_what_is_no_photo_replaces_none(photo):
    assert refusal(photo, b"<html>") == "This file can't be read as a photo. Use JPEG, PNG or WebP."


def test_a_photo_that_was_taken_down_is_not_replaced(photo):
    photos.take_down(photo, by=None, reason="Theo yêu cầu")

    assert refusal(photo, TALL) == "This photo was taken down. Bring it back first, then replace it."


def test_only_who_may_change_photos_replaces_one(photo):
    with pytest.raises(PermissionDenied):
        photos.replace(photo, upload(TALL), by=stranger())

    assert FormerPhotoName.objects.count() == 0


def stranger():
    user = make_user()
    user.groups.clear()
    return user


def test_where_the_texts_cannot_be_changed_nothing_is(photo, monkeypatch):
    files = names_on_disk()

    def fail():
        raise RuntimeError

    monkeypatch.setattr(ContentVersion, "bump", fail)

    with pytest.raises(RuntimeError):
        photos.replace(photo, upload(TALL), by=None)

    assert (names_on_disk(), Photo.objects.get().file.name, FormerPhotoName.objects.count()) == (
        files,
        photo.file.name,
        0,
    )


# --- Photos from before there were renditions -------------------------------------------------------------------------


@pytest.fixture
def old_photo():
    """As the portal stored them once: a master without its size in the name, and two smaller files."""
    stem = "photos/2025/03/" + "ab" * 16
    for name in (f"{stem}.jpg", f"{stem}-small.webp", f"{stem}-medium.webp"):
        default_storage.save(name, ContentFile(WIDE))
    return Photo.objects.create(
        file=f"{stem}.jpg", width=160, height=100, fingerprint="0" * 64, original_name="dong.jpg", alt="Đồng"
    )


def rebuilt(callbacks, *arguments):
    out = StringIO()
    with translation.override("en"), callbacks(execute=True):
        call_command("rebuild_photos", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_an_old_photo_gets_its_renditions_and_texts_follow(old_photo, callbacks):
    article = make_article(body=body_with(old_photo))

    said = rebuilt(callbacks)

    photo = Photo.objects.get()
    assert said == "Photos made anew: 1\n"
    assert [default_storage.exists(name) for name in Renditions.of(photo.file.name).names()] == [True] * 3
    assert (photo.fingerprint, photo.original_name, photo.likeness != "") == ("0" * 64, "dong.jpg", True)
    assert Article.objects.get(pk=article.pk).body == body_with(photo)
    assert [name for name in names_on_disk() if name.startswith("photos/2025")] == []


def test_a_second_run_finds_nothing(old_photo, callbacks):
    rebuilt(callbacks)
    name = Photo.objects.get().file.name

    assert (rebuilt(callbacks), Photo.objects.get().file.name) == ("Photos made anew: 0\n", name)


def test_a_dry_run_only_counts(old_photo, photo, callbacks):
    files = names_on_disk()

    assert (rebuilt(callbacks, "--dry-run"), names_on_disk()) == ("Photos to be made anew: 1\n", files)


def test_a_photo_whose_file_is_gone_is_named_and_the_others_go_on(old_photo, callbacks):
    Photo.objects.create(file="photos/2025/03/gone.jpg", width=1, height=1, fingerprint="1" * 64)

    with pytest.raises(CommandError, match=r"^1 photos could not be made anew\.$"):
        rebuilt(callbacks)

    assert [photo.file.name for photo in photos.without_renditions()] == ["photos/2025/03/gone.jpg"]


def test_addresses_of_an_old_photos_files_lead_to_those_of_today(old_photo, callbacks):
    rebuilt(callbacks)
    stem = Photo.objects.get().file.name.removesuffix(".jpg")

    found = [photos.at_address(f"photos/2025/03/{'ab' * 16}{end}") for end in (".jpg", "-small.webp", "-medium.webp")]

    assert found == [("moved", f"{stem}.jpg"), ("moved", f"{stem}-160.webp"), ("moved", f"{stem}-160.webp")]


def test_a_photo_that_was_taken_down_waits(old_photo):
    photos.take_down(old_photo, by=None, reason="Theo yêu cầu")

    assert list(photos.without_renditions()) == []
