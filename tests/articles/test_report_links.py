"""Broken links: found by the regular work a part at a time, listed, looked at again, gone when they are mended."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from articles import photos, reports, workflow
from articles.models import Article, BrokenLink, LinkScan
from articles.reports import links
from tests.factories import (
    at,
    make_article,
    make_attachment,
    make_photo,
    make_profile,
    make_section,
    make_topic,
    make_user,
    picture_bytes,
    upload,
)

from .reports import SITE, lines, listed

pytestmark = pytest.mark.django_db

NOW = at("2026-11-18", 10)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def linking(*addresses, title="Bài có liên kết", **content):
    body = "".join(f'<p><a href="{address}">Xem</a></p>' for address in addresses)
    return make_article(title=title, body=body, **content)


def found():
    """What the search finds, as address and reason."""
    links.scan_links(timezone.now())
    return list(BrokenLink.objects.order_by("address").values_list("address", "why"))


# --- What is broken --------------------------------------------------------------------------------------------------


def test_links_that_readers_can_open_are_not_listed():
    there, topic = make_article(title="Đích"), make_topic()
    linking(
        there.get_absolute_url(),
        topic.get_absolute_url(),
        "/",
        "#muc-1",
        "/tim-kiem/?q=nuoc",
        "mailto:ubnd@example.gov.vn",
        "https://example.org/khong-hoi-toi/",
        SITE + there.get_absolute_url(),
    )

    assert found() == []


def test_links_to_nothing_are_listed():
    linking("/bai-viet/999999-khong-co/", "/dong-su-kien/khong-co/", "/media/photos/2026/11/khong-co.jpg")

    assert found() == [
        ("/bai-viet/999999-khong-co/", "missing"),
        ("/dong-su-kien/khong-co/", "missing"),
        ("/media/photos/2026/11/khong-co.jpg", "missing"),
    ]


def test_an_article_that_was_withdrawn_is_there_and_not_public():
    gone = make_article(title="Rút")
    linking(gone.get_absolute_url())
    workflow.withdraw(gone, by=None, reason="Nhầm.")

    assert found() == [(gone.get_absolute_url(), "not_public")]


@pytest.mark.parametrize(
    ("address", "broken"),
    [
        ("http://192.168.1.5/van-ban/1.pdf", True),
        ("http://10.0.0.1:8080/", True),
        ("http://127.0.0.9/", True),
        ("http://[fe80::1]/", True),
        ("http://may-chu/van-ban/", True),
        ("http://vanphong.local/", True),
        ("https://8.8.8.8/", False),
        ("https://dichvucong.gov.vn/", False),
        ("mailto:ai-do@may-chu", False),
    ],
)
def test_a_computer_of_the_office_is_no_address_for_readers(address, broken):
    linking(address)

    assert found() == ([(address, "local")] if broken else [])


def test_files_are_asked_for_where_they_lie():
    photo, document = make_photo(), make_attachment()
    smaller = f"/media/{photo.renditions.address(photo.renditions.widths[0], 'webp')}".replace(
        "/media//media/", "/media/"
    )
    linking(photo.file.url, smaller, document.url)
    default_storage.save("khac/bi-mat.pdf", ContentFile(b"x"))
    linking("/media/khac/bi-mat.pdf", "/media/photos/../khac/bi-mat.pdf", title="Bài khác")

    assert found() == [("/media/khac/bi-mat.pdf", "missing"), ("/media/photos/../khac/bi-mat.pdf", "missing")]


def test_a_photo_that_was_replaced_leads_on():
    photo = make_photo()
    linking(photo.file.url)
    photos.replace(photo, upload(picture_bytes((900, 700))), by=None)
    photos.purge_replaced(timezone.now() + 400 * DAY)

    assert found() == []


def test_a_photo_that_was_taken_down_is_not_public(django_capture_on_commit_callbacks):
    photo = make_photo()
    linking(photo.file.url)
    with django_capture_on_commit_callbacks(execute=True):
        photos.take_down(photo, by=None, reason="Gia đình yêu cầu.")

    assert found() == [(photo.file.url, "not_public")]


# --- The rounds ------------------------------------------------------------------------------------------------------


def test_a_run_goes_on_where_the_last_one_stopped(monkeypatch):
    monkeypatch.setattr(links, "ARTICLES", 2)
    for number in range(5):
        linking(f"/khong-co/{number}/", title=f"Bài {number}")

    counts = [links.scan_links(timezone.now()) for _run in range(3)]

    assert counts == [2, 2, 1]
    assert BrokenLink.objects.count() == 5
    assert (LinkScan.objects.get().last_article, reports.last_round()) == (0, NOW)


def test_the_next_round_begins_a_day_after_the_last_one_began(time_machine):
    linking("/khong-co/")
    counts = [links.scan_links(timezone.now())]
    for moment in (NOW + DAY - timedelta(minutes=1), NOW + DAY):
        time_machine.move_to(moment, tick=False)
        counts.append(links.scan_links(timezone.now()))

    assert counts == [1, 0, 1]


def test_what_was_mended_withdrawn_or_made_up_for_goes(time_machine):
    mended, withdrawn = linking("/khong-co/1/"), linking("/khong-co/2/", title="Sẽ rút")
    waits = linking("/dong-su-kien/le-hoi-lang/", title="Chờ trang")
    kept = linking("/khong-co/3/", title="Vẫn hỏng")
    found()
    first = BrokenLink.objects.get(article=kept)
    Article.objects.filter(pk=mended.pk).update(body="<p>Đã sửa.</p>")
    workflow.withdraw(withdrawn, by=None, reason="Nhầm.")
    make_topic()
    time_machine.move_to(NOW + DAY, tick=False)

    assert found() == [("/khong-co/3/", "missing")]
    assert BrokenLink.objects.get() == first
    assert (first.found_at, waits.is_public) == (NOW, True)


def test_the_reason_follows_what_became_of_the_page(time_machine):
    there = make_article(title="Đích")
    linking("/bai-viet/999999-x/".replace("999999", str(there.pk)))
    workflow.withdraw(there, by=None, reason="Nhầm.")
    assert [why for _address, why in found()] == ["not_public"]
    BrokenLink.objects.update(why="missing")
    time_machine.move_to(NOW + DAY, tick=False)

    assert [why for _address, why in found()] == ["not_public"]


def test_a_run_over_many_articles_asks_few_questions(django_assert_max_num_queries):
    for number in range(20):
        linking(*(f"/bai-viet/{900_000 + number * 10 + each}-x/" for each in range(5)), title=f"Bài {number}")

    with django_assert_max_num_queries(16):
        links.scan_links(timezone.now())

    assert BrokenLink.objects.count() == 100


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_lists_what_was_found_last_first_and_when_the_round_ended(client, editor):
    linking("/khong-co/1/", title="Bài trước")
    linking("/khong-co/2/", title="Bài sau")
    assert client.get(reverse("admin:reports_links")).context["last_round"] is None
    found()

    response = client.get(reverse("admin:reports_links"))

    assert [link.address for link in response.context["page"].rows] == ["/khong-co/2/", "/khong-co/1/"]
    assert (response.context["count"], response.context["last_round"]) == (2, NOW)


def test_a_link_of_an_article_that_is_public_no_more_is_not_listed(client, editor):
    article = linking("/khong-co/")
    found()
    workflow.withdraw(article, by=None, reason="Nhầm.")

    assert listed(client, "links") == []


def test_the_list_is_narrowed_to_a_section_and_to_those_of_a_person(client):
    own, other = make_section(), make_section("Y tế")
    linking("/khong-co/1/", section=own.pk)
    linking("/khong-co/2/", section=other.pk, title="Bài y tế")
    found()
    client.force_login(make_user())
    chosen = [link.address for link in listed(client, "links", f"chuyen_muc={other.pk}")]
    limited = make_user(username="han-che")
    make_profile(limited, own)
    client.force_login(limited)

    assert chosen == ["/khong-co/2/"]
    assert [link.address for link in listed(client, "links")] == ["/khong-co/1/"]


@pytest.mark.parametrize("is_mended", [True, False])
def test_a_link_is_looked_at_again_at_once(client, editor, is_mended):
    linking("/dong-su-kien/le-hoi-lang/")
    found()
    if is_mended:
        make_topic()

    response = client.post(reverse("admin:reports_check"), {"link": BrokenLink.objects.get().pk}, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["success" if is_mended else "warning"]
    assert BrokenLink.objects.count() == (0 if is_mended else 1)


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 30, "1\x00", "999999"])
def test_a_link_that_is_not_in_the_list_is_not_found(client, editor, key):
    assert client.post(reverse("admin:reports_check"), {"link": key}).status_code == 404


def test_nothing_is_looked_at_by_a_mere_visit(client, editor):
    assert client.get(reverse("admin:reports_check")).status_code == 405


def test_who_may_not_read_the_reports_checks_nothing(client):
    own, other = make_section(), make_section("Y tế")
    linking("/khong-co/", section=other.pk)
    found()
    link = BrokenLink.objects.get()
    limited = make_user()
    make_profile(limited, own)
    client.force_login(limited)

    with pytest.raises(PermissionDenied):
        reports.check_again(link, by=make_user("Phóng viên"))
    with pytest.raises(PermissionDenied):
        reports.check_again(link, by=limited)
    assert client.post(reverse("admin:reports_check"), {"link": link.pk}).status_code == 404


def test_the_file_holds_all_of_them_and_no_formula(client, editor):
    article = linking("/khong-co/", title="@SUM(1)")
    found()

    assert lines(client, "links")[1:] == [
        [
            str(article.pk),
            "'@SUM(1)",
            "Kinh tế",
            "/khong-co/",
            BrokenLink.Why.MISSING.label,
            "18/11/2026",
            SITE + article.get_absolute_url(),
        ]
    ]
