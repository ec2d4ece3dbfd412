"""Articles as JSON: what other offices' programs can ask for, what they get, what they are told when it is wrong."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.models import Article, DailyViews, Photo
from tests.factories import (
    at,
    make_article,
    make_author,
    make_draft,
    make_photo,
    make_section,
    make_source,
    make_tag,
    make_topic,
    picture_bytes,
)
from tests.portal.many import make_many

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
LIST = "/api/bai-viet/"


def ask(client, address=LIST, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.json()


def titles(answer):
    return [article["title"] for article in answer["articles"]]


def signed(author, **byline):
    return {"author": author and author.pk, "name": "Thu Hiền", "position": "", "organisation": ""} | byline


def photo_told(photo, size, smaller, **words):
    """`smaller` has a line for each file beside the large one: what follows its name, type, width and height."""
    stem = SITE + photo.file.url.removesuffix(".jpg")
    files = [(".jpg", "image/jpeg", *size), *smaller]
    return {
        "address": SITE + photo.file.url,
        "type": "image/jpeg",
        "width": size[0],
        "height": size[1],
        "files": [
            {"address": f"{stem}{ending}", "type": kind, "width": width, "height": height}
            for ending, kind, width, height in files
        ],
        "alt": "Cánh đồng lúa chín",
        "caption": "",
        "credit": "",
    } | words


# --- The list --------------------------------------------------------------------------------------------------------


def test_a_row_tells_what_a_list_shows(client):
    section, author, photo = make_section("Xã hội"), make_author(), make_photo(credit="Quốc Khánh")
    bylines = [signed(author, position="Phóng viên"), signed(None, name="Ban Biên tập")]
    article = make_article(
        section=section.pk, bylines=bylines, cover=photo.pk, published_at=at("2026-06-01", 7, 30), tags=[make_tag().pk]
    )
    Article.objects.update(updated_at=at("2026-06-03"))

    assert ask(client) == {
        "articles": [
            {
                "id": article.pk,
                "address": SITE + article.get_absolute_url(),
                "api": f"{SITE}/api/bai-viet/{article.pk}/",
                "title": "Nước sạch về thôn Bến Đò",
                "lead": "Đoạn mở đầu.",
                "section": {"name": "Xã hội", "slug": "xa-hoi", "address": f"{SITE}/chuyen-muc/xa-hoi/"},
                "bylines": [
                    {
                        "name": "Thu Hiền",
                        "position": "Phóng viên",
                        "organisation": "",
                        "author": {"name": "Thu Hiền", "slug": "thu-hien", "address": f"{SITE}/tac-gia/thu-hien/"},
                    },
                    {"name": "Ban Biên tập", "position": "", "organisation": "", "author": None},
                ],
                "published_at": "2026-06-01T07:30:00+07:00",
                "updated_at": "2026-06-03T08:00:00+07:00",
                "cover": photo_told(
                    photo,
                    (1200, 800),
                    [
                        ("-960.jpg", "image/jpeg", 960, 640),
                        *(
                            (f"-{width}.{form}", f"image/{form}", width, height)
                            for form in ("avif", "webp")
                            for width, height in [(320, 213), (640, 427), (960, 640), (1200, 800)]
                        ),
                    ],
                    credit="Quốc Khánh",
                ),
            }
        ],
        "next": None,
    }


def test_an_empty_site_answers_with_an_empty_list(client):
    assert ask(client) == {"articles": [], "next": None}


def test_next_leads_through_all_articles_without_gap_or_repetition(client):
    made = [make_article(title=f"Tin {number}", published_at=at("2026-10-01")).title for number in range(45)]

    first = ask(client)
    second = ask(client, first["next"])
    third = ask(client, second["next"])

    assert [len(page["articles"]) for page in (first, second, third)] == [20, 20, 5]
    assert titles(first) + titles(second) + titles(third) == made[::-1]
    assert third["next"] is None


def test_next_keeps_what_was_asked_for(client):
    section, tag = make_section(), make_tag()
    for number in range(21):
        make_article(title=f"Tin {number}", tags=[tag.pk], published_at=at("2026-10-01"))
    make_article(title="Khác", published_at=at("2026-09-01"), section=section.pk)

    first = ask(client, f"{LIST}?the=nuoc-sach&q=tin")

    assert first["next"].startswith(f"{SITE}{LIST}?")
    assert titles(ask(client, first["next"])) == ["Tin 0"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ba", "Hai", "Một"]),
        ("chuyen_muc=van-hoa", ["Hai", "Một"]),
        ("tac_gia=thu-hien", ["Một"]),
        ("dong_su_kien=le-hoi-lang", ["Hai"]),
        ("the=nuoc-sach", ["Ba", "Hai"]),
        ("tu_ngay=02/10/2026", ["Ba", "Hai"]),
        ("den_ngay=02/10/2026", ["Hai", "Một"]),
        ("q=nuoc+gieng", ["Ba"]),
        ("the=nuoc-sach&chuyen_muc=van-hoa", ["Hai"]),
        ("anh=co", []),
        ("the=&q=", ["Ba", "Hai", "Một"]),
        ("utm_source=zalo", ["Ba", "Hai", "Một"]),
    ],
)
def test_the_list_is_narrowed_as_the_sites_own_are(client, query, found):
    author, topic, tag = make_author(), make_topic(), make_tag()
    culture = make_section("Văn hoá")
    below, other = make_section("Lễ hội", parent=culture), make_section("Kinh tế")
    twice = [signed(author), signed(author)]
    make_article(title="Một", section=culture.pk, bylines=twice, published_at=at("2026-10-01", 23, 59))
    make_article(title="Hai", section=below.pk, topics=[topic.pk], tags=[tag.pk], published_at=at("2026-10-02", 23, 59))
    body = "<p>Nước giếng</p>"
    make_article(title="Ba", section=other.pk, tags=[tag.pk], body=body, published_at=at("2026-10-03", 0, 0))

    assert titles(ask(client, f"{LIST}?{query}")) == found


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("loai=1", "loai"),
        ("trang=2", "trang"),
        ("a=1&b=2", "a, b"),
        ("tu_ngay=31/02/2026", "tu_ngay"),
        ("den_ngay=h%C3%B4m+nay", "den_ngay"),
        ("tac_gia=khong-ai", "tac_gia"),
        ("chuyen_muc=khong-co", "chuyen_muc"),
        ("dong_su_kien=khong-co", "dong_su_kien"),
        ("the=khong-co", "the"),
        ("truoc=abc", "truoc"),
        ("truoc=", "truoc"),
        ("truoc=99999999999999999999-1", "truoc"),
        ("q=" + "x" * 1001, "q"),
    ],
)
def test_what_is_wrong_is_named_and_never_means_everything(client, query, told):
    make_article(title="Lộ ra")

    answer = ask(client, f"{LIST}?{query}", status=400)

    assert list(answer) == ["detail"]
    assert told in answer["detail"]


@pytest.mark.parametrize("query", ["q=%00", "the=a%00", "a%00b=1", "truoc=1%00-1", "the=%FF%FE"])
def test_no_character_breaks_the_list(client, query):
    make_article()

    assert list(ask(client, f"{LIST}?{query}", status=400)) == ["detail"]


# --- One article -----------------------------------------------------------------------------------------------------


def test_one_article_tells_all_that_its_page_shows(client):
    cover, inside = make_photo(), make_photo(picture_bytes((600, 400)), caption="Đồi chè")
    topic, tag = make_topic("Nước về bản"), make_tag()
    figure = f'<figure class="figure"><img src="{inside.file.url}" alt="Ảnh"></figure>'
    article = make_article(
        body=f'<p>Xem <a href="/tim-kiem/">tin khác</a>.</p>{figure}',
        source=make_source("TLH", name="Cổng tin", url="https://tin.example.vn/").pk,
        section=make_section("Xã cũ", archive_notice="Nội dung của xã cũ.").pk,
        cover=cover.pk,
        topics=[topic.pk],
        tags=[tag.pk],
    )
    Article.objects.update(base_views=2254)
    workflow.correct(article, by=None, text="Không phải 5 mà là 6.")
    article.corrections.update(at=at("2026-06-02", 9, 30))
    row = ask(client)["articles"][0]

    told = ask(client, f"{LIST}{article.pk}/")

    assert {name: told.pop(name) for name in row} == row
    assert told.pop("html") == (
        f'<p>Xem <a href="{SITE}/tim-kiem/">tin khác</a>.</p>\n'
        f'<figure class="figure">\n<img src="{SITE}{inside.file.url}" alt="Ảnh" width="600" height="400">\n</figure>'
    ).replace(">\n<img", "><img").replace(">\n</figure", "></figure")
    assert told == {
        "text": "Xem tin khác.",
        "photos": [
            photo_told(
                inside,
                (600, 400),
                [
                    ("-320.avif", "image/avif", 320, 213),
                    ("-600.avif", "image/avif", 600, 400),
                    ("-320.webp", "image/webp", 320, 213),
                    ("-600.webp", "image/webp", 600, 400),
                ],
                caption="Đồi chè",
            )
        ],
        "attachments": [],
        "source": {"code": "TLH", "name": "Cổng tin", "address": "https://tin.example.vn/"},
        "topics": [{"name": "Nước về bản", "slug": "nuoc-ve-ban", "address": f"{SITE}/dong-su-kien/nuoc-ve-ban/"}],
        "tags": [{"name": "nước sạch", "slug": "nuoc-sach", "address": f"{SITE}/the/nuoc-sach/"}],
        "corrections": [{"at": "2026-06-02T09:30:00+07:00", "text": "Không phải 5 mà là 6."}],
        "archive_notice": "Nội dung của xã cũ.",
        "views": 2254,
    }


def test_a_photo_from_before_there_were_smaller_files_is_told_alone(client):
    photo = make_photo()
    Photo.objects.update(file="photos/2026/11/cu.png")
    article = make_article(cover=photo.pk)

    assert ask(client, f"{LIST}{article.pk}/")["cover"] | {"alt": ""} == {
        "address": f"{SITE}/media/photos/2026/11/cu.png",
        "type": "image/png",
        "width": 1200,
        "height": 800,
        "files": [
            {"address": f"{SITE}/media/photos/2026/11/cu.png", "type": "image/png", "width": 1200, "height": 800}
        ],
        "alt": "",
        "caption": "",
        "credit": "",
    }


def test_photos_that_were_taken_down_are_not_told(client):
    photos = [make_photo(picture_bytes((600, 400 + number))) for number in range(3)]
    body = "".join(f'<p>Bản</p><img src="{photo.file.url}" alt="Ảnh">' for photo in photos[1:])
    article = make_article(cover=photos[0].pk, body=body)
    Photo.objects.filter(pk__in=[photos[0].pk, photos[1].pk]).update(taken_down_at=timezone.now())

    told = ask(client, f"{LIST}{article.pk}/")

    assert (told["cover"], [photo["height"] for photo in told["photos"]]) == (None, [402])


def test_what_an_article_lacks_is_empty_or_null(client):
    told = ask(client, f"{LIST}{make_article().pk}/")

    empty = {name: told[name] for name in told if not told[name]}
    assert empty == {
        "bylines": [],
        "cover": None,
        "photos": [],
        "source": None,
        "topics": [],
        "tags": [],
        "attachments": [],
        "corrections": [],
        "archive_notice": "",
        "views": 0,
    }


def test_what_never_was_public_is_not_found(client):
    later = make_article(published_at=timezone.now() + timedelta(hours=1))
    draft = make_draft().article

    answers = [ask(client, f"{LIST}{key}/", status=404) for key in (later.pk, draft.pk, 999999999999999999)]

    assert answers == [{"detail": "Không có bài viết nào mang số này."}] * 3


def test_what_was_withdrawn_says_why(client):
    article = make_article()
    workflow.withdraw(article, by=None, reason="Sai số liệu")

    assert ask(client, f"{LIST}{article.pk}/", status=410) == {"detail": "Bài viết này đã được gỡ. Lý do: Sai số liệu"}


def test_what_has_ended_says_when(client):
    article = make_article(title="Lịch cắt điện", published_at=at("2026-01-01"), expires_at=at("2026-01-08", 17))

    detail = ask(client, f"{LIST}{article.pk}/", status=410)["detail"]

    assert ("Lịch cắt điện" in detail, "17:00 08/01/2026" in detail) == (True, True)


# --- Manners and costs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [LIST, f"{LIST}?x=1", f"{LIST}999/", None])
def test_every_answer_is_json_that_any_site_may_read_and_no_search_engine_lists(client, address):
    article = make_article()

    response = client.get(address or f"{LIST}{article.pk}/")

    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_vietnamese_is_written_as_it_is(client):
    make_article(title="Nước sạch")

    assert '"title": "Nước sạch"' in client.get(LIST).text


@pytest.mark.parametrize("is_list", [True, False])
def test_an_answer_is_confirmed_until_something_changes(client, is_list):
    article = make_article()
    address = LIST if is_list else f"{LIST}{article.pk}/"

    tag = client.get(address)["ETag"]
    unchanged = client.get(address, headers={"if-none-match": tag})
    make_article(title="Mới")
    changed = client.get(address, headers={"if-none-match": tag})

    assert (unchanged.status_code, changed.status_code) == (304, 200)


def test_views_that_were_counted_show(client):
    article = make_article()
    before = ask(client, f"{LIST}{article.pk}/")["views"]

    DailyViews.count_one(article.pk)

    assert (before, ask(client, f"{LIST}{article.pk}/")["views"]) == (0, 1)


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_refusal_is_asked_again(client, status):
    gone = make_article()
    workflow.withdraw(gone, by=None, reason="Sai số liệu")
    address = {400: f"{LIST}?x=1", 404: f"{LIST}999/", 410: f"{LIST}{gone.pk}/"}[status]

    response = client.get(address)

    assert (response.status_code, response["Cache-Control"], "ETag" in response) == (status, "no-cache", False)


def test_nothing_can_be_written(client):
    article = make_article()

    found = [
        getattr(client, method)(address)
        for method in ("post", "put", "patch", "delete")
        for address in (LIST, f"{LIST}{article.pk}/", "/api/khac/")
    ]

    assert [answer.status_code for answer in found] == [405] * 12
    assert {answer["Allow"] for answer in found} == {"GET, HEAD"}
    assert {answer["Access-Control-Allow-Origin"] for answer in found} == {"*"}
    assert {"".join(answer.json()) for answer in found} == {"detail"}


@pytest.mark.parametrize("address", [f"{LIST}0/", f"{LIST}abc/", f"{LIST}1234567890123456789/", "/api/", "/api/x/y/"])
def test_an_address_that_is_none_is_refused_in_json(client, address):
    answer = client.get(address)

    assert (answer.status_code, "".join(answer.json())) == (404, "detail")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_an_address_without_its_last_slash_is_still_completed(client):
    assert client.get("/api/bai-viet")["Location"] == LIST


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_api_costs_the_same_at_ten_and_at_a_thousand_articles(client):
    first = make_many(10)[0]
    offered = 2  # sections, and who signed lately
    addresses = {
        LIST: 1 + offered + 3,  # version; rows, bylines, authors
        f"{LIST}?the=nuoc-sach&dong_su_kien=le-hoi-lang": 1 + offered + 2 + 3,
        f"{LIST}?chuyen_muc=kinh-te&tac_gia=thu-hien": 1 + offered + 3,
        f"{LIST}{first.pk}/": 1 + 6 + 2,  # article, bylines, authors, tags, topics, attachments; photos; corrections
    }
    few = {address: queries(client, address) for address in addresses}

    make_many(990)

    assert {address: queries(client, address) for address in addresses} == few == addresses


def test_no_name_of_an_account_and_nothing_of_the_newsroom_is_told(client):
    article = make_article()

    told = json.dumps(ask(client, f"{LIST}{article.pk}/"))

    names = ("created", "status", "user", "phone", "revision", "expires", "withdrawn")
    assert [name for name in names if name in told] == []
