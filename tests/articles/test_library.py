"""The library's shelf and the page of one photo: who may what, and what a photo's page says and does."""

import pytest
import time_machine
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from articles import photos, workflow
from articles.models import Article, ContentVersion, Photo
from articles.photos.uses import texts
from articles.wording import stamp
from tests.factories import at, make_article, make_draft, make_photo, make_user, picture_bytes, upload

from .plans import new_version, tomorrow

pytestmark = pytest.mark.django_db

SHELF = "/quan-tri/articles/photo/"
SECRETARY = "Thư ký toà soạn"


def page_of(photo, step="change"):
    return reverse(f"admin:articles_photo_{step}", args=[photo.pk])


def different_photo(number, **words):
    """A photo of its own: other bytes than any before it."""
    return make_photo(picture_bytes((60 + number, 40)), **words)


def typed(photo, **changed):
    """What the form of a photo's page sends."""
    names = ("alt", "caption", "credit", "rights", "focus_x", "focus_y")
    return {name: getattr(photo, name) for name in names} | {"taken_at": ""} | changed


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def secretary(client):
    user = make_user(SECRETARY)
    client.force_login(user)
    return user


# --- The shelf --------------------------------------------------------------------------------------------------------


def test_the_shelf_shows_the_newest_first_with_what_they_lack(client, editor):
    described = make_photo(alt="Đồng lúa", credit="Quốc Khánh")
    bare = different_photo(1, alt="")

    response = client.get(SHELF)

    assert response.context["look"].photos == [bare, described]
    assert (response.text.count('<b class="chip">'), response.text.count(page_of(bare))) == (2, 1)


def test_the_shelf_is_for_people_with_the_right(client):
    stranger = client.get(SHELF)
    client.force_login(make_user("Kiểm duyệt"))

    assert (stranger.status_code, client.get(SHELF).status_code) == (302, 403)


def test_adding_leads_to_the_shelf(client, editor):
    assert client.get(f"{SHELF}add/").url == SHELF


def many_photos(count, user=None):
    Photo.objects.bulk_create(
        Photo(
            file=f"photos/2026/11/{number:032x}-80x60.jpg",
            width=80,
            height=60,
            fingerprint=f"{number:064x}",
            alt=f"Ảnh {number}",
            uploaded_by=user,
        )
        for number in range(count)
    )


QUERIES = {  # of which eight belong to any page of the newsroom
    "": 10,  # one to count them
    "xem=chu": 11,  # and one for what is approved
    "q=anh": 11,
    "loc=chua-dung": 13 + len(texts()),  # one for the names that photos had before
    "loc=dang-dung": 11,
    "loc=thieu-mo-ta&cua_toi=on": 11,
    "thang=2026-11": 10,
}


@time_machine.travel(at("2026-11-21", 9), tick=False)
@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize("query", QUERIES)
def test_the_shelf_asks_the_same_of_ten_photos_and_of_a_thousand(client, editor, query, count):
    many_photos(count, editor)
    client.get(f"{SHELF}?{query}")  # what is asked once for a process

    with CaptureQueriesContext(connection) as asked:
        client.get(f"{SHELF}?{query}")

    assert len(asked) == QUERIES[query]


@pytest.mark.parametrize("count", [10, 1000])
def test_what_a_reporter_may_describe_is_asked_once_for_all(client, count):
    reporter = make_user("Phóng viên")
    client.force_login(reporter)
    many_photos(count, reporter)
    client.get(f"{SHELF}?xem=chu")

    with CaptureQueriesContext(connection) as asked:
        client.get(f"{SHELF}?xem=chu")

    assert len(asked) == 13  # two for what readers see of topics, pages, shells and the logo


# --- One photo --------------------------------------------------------------------------------------------------------


def test_words_and_focus_are_saved_and_readers_see_them_at_once(client, editor):
    photo, before = make_photo(), ContentVersion.objects.get().number

    client.post(
        page_of(photo), typed(photo, caption=" Cánh  đồng ", taken_at="07:30 20/11/2026", focus_x=20, focus_y=80)
    )

    photo.refresh_from_db()
    assert (photo.caption, photo.focus_class, f"{timezone.localtime(photo.taken_at):%H:%M %d/%m/%Y}") == (
        "Cánh đồng",
        "fx-20 fy-80",
        "07:30 20/11/2026",
    )
    assert ContentVersion.objects.get().number == before + 1


@pytest.mark.parametrize("value", ["-1", "101", "x", "9" * 5000])
def test_the_focus_lies_inside_the_picture(client, editor, value):
    photo = make_photo()

    response = client.post(page_of(photo), typed(photo, focus_x=value))

    assert list(response.context["adminform"].form.errors) == ["focus_x"]
    assert Photo.objects.get().focus_x == 50


@pytest.mark.parametrize(("words", "heading"), [({"caption": "Đồng lúa chín"}, "Đồng lúa chín"), ({}, "Mô tả"),
                                                ({"alt": ""}, "anh.jpg")])  # fmt: skip
def test_a_photos_page_is_headed_by_its_words_or_the_name_of_its_file(client, editor, words, heading):
    photo = make_photo(**({"alt": "Mô tả"} | words))

    assert client.get(page_of(photo)).context["title"] == heading


def test_the_page_of_a_photo_says_where_it_is_used(client, editor):
    photo = make_photo()
    article = make_article(title="Mùa gặt", cover=photo.pk)
    draft = make_draft(title="Bài nháp", by=editor, cover=photo.pk)

    uses = client.get(page_of(photo)).context["uses"]

    live = reverse("admin:articles_article_change", args=[article.pk])
    begun = reverse("admin:articles_article_change", args=[draft.article_id])
    assert [use[1:] for use in uses if use[2]] == [("Mùa gặt", live), ("Bài nháp", f"{begun}?ban={draft.pk}")]


def test_the_page_of_a_photo_names_those_that_look_alike(client, editor):
    photo = make_photo(picture_bytes((1200, 800)))
    smaller = make_photo(picture_bytes((1100, 733)))

    assert client.get(page_of(photo)).context["alike"] == [(smaller, [], 0)]


@pytest.mark.parametrize(("size", "is_kept"), [((1100, 733), False), ((1200, 800), True), ((1300, 867), True)])
def test_of_two_that_look_alike_the_larger_is_to_be_kept(client, editor, size, is_kept):
    other, photo = make_photo(picture_bytes((1200, 800))), make_photo(picture_bytes(size, quality=70))
    merges = [
        reverse("admin:articles_photo_merge", args=[kept.pk, goes.pk])
        for kept, goes in [(photo, other), (other, photo)]
    ]

    page = client.get(page_of(photo)).content.decode()

    assert [f'href="{address}"' in page for address in merges] == [is_kept, not is_kept]


def test_the_articles_of_those_that_look_alike_are_named_and_counted(client, editor):
    photo = make_photo(picture_bytes((1200, 800)))
    smaller = make_photo(picture_bytes((1100, 733)))
    as_cover = [make_article(title=f"Bài {number}", cover=smaller.pk) for number in range(3)]
    both = make_article(title="Cả hai", cover=smaller.pk, body=f'<p><img src="{smaller.file.url}" alt="Lúa"></p>')
    make_draft(cover=smaller.pk)

    assert client.get(page_of(photo)).context["alike"] == [(smaller, [both, *as_cover[:0:-1]], 1)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_photos_page_asks_the_same_of_one_that_looks_alike_and_of_three(client, editor, count):
    photo = make_photo(picture_bytes((1200, 800)))
    for number in range(count):
        make_article(cover=make_photo(picture_bytes((1100 - 60 * number, 733 - 40 * number))).pk)
    client.get(page_of(photo))

    with CaptureQueriesContext(connection) as asked:
        response = client.get(page_of(photo))

    assert (len(response.context["alike"]), len(asked)) == (count, 23)


def test_a_reporter_sees_a_photo_of_others_but_changes_nothing(client):
    photo = make_photo(by=make_user())
    client.force_login(make_user("Phóng viên"))

    shown = client.get(page_of(photo))
    sent = client.post(page_of(photo), typed(photo, alt="Khác"))

    assert (shown.status_code, shown.context["may_change"], sent.status_code) == (200, False, 403)
    assert Photo.objects.get().alt == photo.alt


# --- Replace, take down, bring back, delete --------------------------------------------------------------------------


def test_a_file_is_replaced_on_its_page(client, editor):
    photo = make_photo()

    response = client.post(page_of(photo, "replace"), {"file": upload(picture_bytes((300, 200)))})
    [said] = messages.get_messages(response.wsgi_request)

    assert str(said).count('<a href="#id_alt">') == 1
    former, now = photo.file.name, Photo.objects.get()
    assert (response.url, now.width, now.alt, now.file.name == former) == (page_of(photo), 300, photo.alt, False)


def test_a_bad_replacement_is_refused_with_a_sentence(client, editor):
    photo = make_photo()

    response = client.post(page_of(photo, "replace"), {"file": upload(b"<svg/>", "x.jpg")})

    assert list(response.context["form"].errors) == ["file"]
    assert Photo.objects.get().file.name == photo.file.name


def test_a_photo_is_taken_down_with_a_reason_and_brought_back(client, secretary):
    photo = make_photo()

    empty = client.post(page_of(photo, "take_down"), {"reason": "\u200b"})
    client.post(page_of(photo, "take_down"), {"reason": "Gia đình đề nghị"})
    down = Photo.objects.get()
    shown = client.get(page_of(photo))
    client.post(page_of(photo, "bring_back"))

    assert (list(empty.context["form"].errors), down.take_down_reason, down.taken_down_by) == (
        ["reason"],
        "Gia đình đề nghị",
        secretary,
    )
    assert (shown.text.count("Gia đình đề nghị"), shown.text.count(page_of(photo, "bring_back"))) == (1, 1)
    assert (shown.text.count("focus-fields"), shown.text.count('type="hidden" name="focus_')) == (0, 2)
    assert not Photo.objects.get().is_taken_down


def test_who_takes_a_photo_down_is_told_what_goes_up_without_it(client, secretary):
    photo = make_photo()
    make_article(title="Đường mới", cover=photo.pk, published_at=tomorrow())
    make_article(title="Đã đăng", cover=photo.pk)
    when = stamp(Article.objects.get(title="Đường mới").published_at)

    with translation.override("en"):
        asked = client.get(page_of(photo, "take_down"))
        done = client.post(page_of(photo, "take_down"), {"reason": "Gia đình đề nghị"}, follow=True)

    told = [f"“Đường mới” still goes up at {when}, without this photo."]
    assert asked.context["waiting"] == told
    assert [str(message) for message in done.context["messages"] if message.level_tag == "warning"] == told
    assert [kind for kind, _name, _url in done.context["uses"][:2]] == ["Published", f"Scheduled for {when}"]


def test_who_takes_a_photo_down_is_told_which_new_version_stays(client, secretary):
    photo = make_photo()
    version = workflow.plan(new_version(cover=photo.pk), by=secretary, at=tomorrow())
    when = stamp(version.apply_at)

    with translation.override("en"):
        asked = client.get(page_of(photo, "take_down"))

    sentence = (
        f"The new version “Giá nước sạch, có bảng” won't go up at {when} by itself: look at it and schedule it anew."
    )
    assert asked.context["waiting"] == [sentence]


def test_a_photo_that_nobody_uses_is_deleted_for_good(client):
    client.force_login(make_user("Quản trị"))
    photo = make_photo()

    asked = client.get(page_of(photo, "remove"))
    response = client.post(page_of(photo, "remove"))

    assert (asked.status_code, response.url, Photo.objects.count()) == (200, SHELF, 0)


def test_a_photo_in_use_is_not_deleted(client):
    client.force_login(make_user("Quản trị"))
    photo = make_photo()
    make_article(cover=photo.pk)

    shown = client.get(page_of(photo))
    response = client.post(page_of(photo, "remove"), follow=True)

    assert (Photo.objects.count(), len(response.context["messages"])) == (1, 1)
    assert shown.text.count(page_of(photo, "remove")) == 0


STEPS = {
    "replace": {"file": "x"},
    "take_down": {"reason": "Lý do"},
    "bring_back": {},
    "remove": {},
}
MAY = {
    "Phóng viên": set(),
    "Biên tập viên": {"replace"},
    SECRETARY: {"replace", "take_down", "bring_back"},
    "Quản trị": set(STEPS),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", MAY)
def test_each_step_takes_its_right(client, role, step):
    photo = make_photo()
    client.force_login(make_user(role))

    response = client.post(page_of(photo, step), STEPS[step])

    assert (response.status_code != 403) == (step in MAY[role])


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_taken_by_looking(client, step):
    client.force_login(make_user("Quản trị"))
    photo = make_photo()

    response = client.get(page_of(photo, step))

    assert response.status_code == (405 if step == "bring_back" else 200)
    assert (Photo.objects.get().is_taken_down, Photo.objects.get().file.name) == (False, photo.file.name)


def test_a_photo_that_is_taken_down_is_not_replaced(client, secretary):
    photo = make_photo()
    photos.take_down(photo, by=secretary, reason="Lý do")

    assert client.post(page_of(photo, "replace"), {"file": upload(picture_bytes((300, 200)))}).status_code == 404


def test_changes_of_the_words_are_kept_in_the_history(client, editor):
    photo = make_photo()

    client.post(page_of(photo), typed(photo, alt="Khác"))

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (editor, str(photo.pk))
