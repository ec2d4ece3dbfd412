"""Card images: any words fit on one, marks neither touch nor are cut, and only what is public gets one."""

from datetime import timedelta
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageColor, ImageFont

from articles import workflow
from articles.models import Photo
from articles.renditions import Renditions
from portal import cards
from portal.cards import BOLD, REGULAR, draw, spelled, typeset
from portal.colours import PAPER
from tests.factories import at, make_article, make_draft, make_identity, make_photo, make_section, picture_bytes

SITE = "Cổng thông tin xã Thanh Lâm Hạ"
STORY = (152, 508)  # rows from the rule to the water
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = "áàảãạ ắằẳẵặ ấầẩẫậ éèẻẽẹ ếềểễệ íìỉĩị óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ"
STACKED = "Ặ Ễ Ỗ Ợ Ậ Ự Ẩ Ẫ Ỵ Ẵ " * 10
LONG = (
    "Uỷ ban nhân dân xã Thanh Lâm Hạ thông báo về việc niêm yết công khai kết quả lấy ý kiến nhân dân đối với đồ án "
    "quy hoạch chi tiết tỷ lệ 1/500 khu dân cư mới thôn Bến Đò và phương án bồi thường, hỗ trợ, tái định cư năm 2026"
)
HOSTILE = {
    "without a space": "W" * 250,
    "without a space, accented": "Ẫ" * 250,
    "one letter to a word": "i " * 125,
    "longer than any title": LONG * 9,
    "emoji": "🎉" * 250,
    "piled marks": "".join(letter + "\u0316\u0301\u0489" * 20 for letter in "Tin nóng"),
    "right to left": "\u202eשלום עולם\u202c مرحبا " * 10,
    "control characters": "Tin\x00\x07\x1b[31m\r\n\tnóng\ud800\uffff",
    "signs alone": "– – % ! ? … " * 20,
    "nothing": "",
}


def picture(*words, **fields):
    return Image.open(BytesIO(draw(*words, **{"site_name": SITE} | fields)))


def is_blank(image):
    return image.getcolors() == [(image.width * image.height, ImageColor.getrgb(PAPER))]


def rows_of_ink(image, top, bottom):
    """How many rows of ink stand between two heights, parted by five empty pixels; the dot of Ạ is nearer to its A."""
    blank = [is_blank(image.crop((64, y, 1136, y + 5))) for y in range(top, bottom - 4)]
    return sum(not empty for empty, _run in groupby(blank))


def lines(text, sizes=(60,), width=1000, height=400, most=5):
    return typeset(text, BOLD, sizes, width=width, height=height, most=most).lines


# The picture


def test_a_card_has_the_size_that_is_asked_for():
    card = picture("Nước sạch về thôn Bến Đò", kicker="Đời sống", line="Thứ Bảy, 21/11/2026")

    assert (card.format, card.size, card.mode) == ("PNG", (1200, 630), "RGB")


def test_equal_words_give_equal_bytes():
    first = draw("Nước sạch", site_name=SITE)
    draw.cache_clear()

    assert draw("Nước sạch", site_name=SITE) == first


@pytest.mark.parametrize(
    "changed",
    [{"title": "Nước đục"}, {"site_name": "Xã Bến"}, {"kicker": "Y tế"}, {"line": "Hôm nay"}, {"accent": "#12406b"}],
    ids=lambda changed: next(iter(changed)),
)
def test_each_word_shows_on_the_card(changed):
    words = {"title": "Nước sạch", "site_name": SITE, "kicker": "Đời sống", "line": "Thứ Bảy"}

    assert draw(**words | changed) != draw(**words)


def test_seal_rule_and_water_carry_the_accent():
    card = picture("Nước sạch", accent="#12406b")

    assert [card.getpixel(point) for point in ((70, 60), (600, 149), (600, 620))] == [(0x12, 0x40, 0x6B)] * 3


def test_a_logo_stands_in_place_of_the_seal():
    logo = picture_bytes((200, 200))

    card = picture("Nước sạch", logo=logo, accent="#12406b")

    place = (64, 44, 148, 128)
    expected = Image.open(BytesIO(logo)).convert("RGBA").resize((84, 84), Image.Resampling.BICUBIC).convert("RGB")
    assert card.crop(place).tobytes() == expected.tobytes()


def test_stacked_marks_touch_neither_the_line_above_nor_the_rule():
    kicker_and_lines = 1 + len(lines(STACKED, cards.TITLE_SIZES, cards.WIDTH, 290))

    card = picture(STACKED, kicker=STACKED[:20])

    assert rows_of_ink(card, *STORY) == kicker_and_lines == 5


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_any_words_stay_inside_the_margins(words):
    card = picture(words, site_name=words, kicker=words, line=words)

    top, bottom = STORY
    assert is_blank(card.crop((0, 0, 1200, 44)))
    assert is_blank(card.crop((0, 0, 62, bottom)))
    assert is_blank(card.crop((1138, 0, 1200, bottom)))
    assert is_blank(card.crop((210, top + 2, 1200, top + 12)))  # right of the seal, which stands larger alone
    assert is_blank(card.crop((0, bottom - 4, 1200, bottom)))
    assert card.crop((0, 618, 1200, 630)).getcolors() == [(1200 * 12, ImageColor.getrgb(cards.DEFAULT_ACCENT))]


def test_a_title_of_nothing_that_can_be_drawn_gives_way_to_the_sites_name():
    assert draw("🎉🎉", site_name=SITE) == draw(SITE, site_name=SITE)


def test_no_more_of_a_text_is_looked_at_than_a_title_can_have():
    assert draw("a" * 1_000_000, site_name=SITE) == draw("a" * cards.LONGEST, site_name=SITE)


# Lines


def test_lines_are_of_like_length():
    assert lines("Nước sạch đã về thôn Bến Đò", width=760) == ["Nước sạch đã", "về thôn Bến Đò"]


def test_a_short_title_is_set_large_and_a_long_one_small():
    sizes = [typeset(text, BOLD, (90, 40), width=1072, height=300, most=5).font.size for text in ("Lễ hội", LONG)]

    assert sizes == [90, 40]


def test_what_does_not_fit_ends_in_an_ellipsis_behind_a_whole_word():
    assert lines("Thông báo, nghị quyết, quyết định", width=620, most=1) == ["Thông báo, nghị…"]


def test_an_ellipsis_takes_the_place_of_a_comma():
    assert lines("Thông báo, nghị quyết, quyết định", width=480, most=1) == ["Thông báo…"]


def test_a_word_wider_than_a_line_is_broken():
    broken = lines("a" * 60, width=1000, most=5)

    assert "".join(broken) == "a" * 60
    assert len(broken) == 3


def test_a_smaller_size_goes_before_a_broken_word():
    setting = typeset("a" * 40, BOLD, (90, 40), width=1072, height=300, most=5)

    assert (setting.font.size, setting.lines) == (40, ["a" * 40])


def test_no_line_begins_with_a_dash():
    assert lines("Nhiệm kỳ 2025 – 2030", width=480) == ["Nhiệm kỳ", "2025 – 2030"]
    assert lines("Nhiệm kỳ 2025 – 2030", width=380) == ["Nhiệm kỳ", "2025 –", "2030"]


def test_lines_fit_the_height_even_where_that_takes_some_away():
    setting = typeset(LONG, BOLD, (40,), width=400, height=120, most=5)

    assert (len(setting.lines), setting.lines[-1][-1], setting.height <= 120) == (2, "…", True)


# Letters


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_the_font_draws_every_vietnamese_letter(weight):
    font = ImageFont.truetype(Path(__file__).parents[2] / f"static/fonts/be-vietnam-pro-{weight}.woff2", 32)
    letters = set((LETTERS + TONES + LETTERS.upper() + TONES.upper()).replace(" ", ""))

    assert {letter for letter in letters if font.getmask(letter).getbbox() is None} == set()


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("“Đổi mới” – ½ số hộ, 50 % m² 100 ₫… • !?", "“Đổi mới” – ½ số hộ, 50 % m² 100 ₫… • !?"),
        ("Tiê\u0301ng Vi\u1ec7t", "Tiếng Việt"),
        ("🎉 Chúc mừng 🎊 năm mới", "Chúc mừng năm mới"),
        ("Nghị định № 12, 30 ℃, CO₂", "Nghị định No 12, 30 °C, CO2"),
        ("10⁶ người, 50⅓ ha", "10^6 người, 50 1/3 ha"),
        ("từ 1 → 2, ≥ 3 €", "từ 1 – 2, >= 3 EUR"),
        ("e\u2011mail 5\u2032", "e-mail 5’"),
        ("Eskişehir, Ｈà Ｎội", "Eskisehir, Hà Nội"),
        ("中国 và Россия", "và"),
        ("a\u0316\u0332b", "ab"),
        ("\u202eabc\u200b\x00", "abc"),
    ],
)
def test_letters_that_the_font_lacks_are_written_with_others(typed, drawn):
    assert spelled(typed) == drawn


def test_a_font_that_can_not_be_read_says_what_is_missing(settings, tmp_path):
    fonts = tmp_path / "static/fonts"
    fonts.mkdir(parents=True)
    (fonts / "be-vietnam-pro-700.woff2").write_bytes(b"wOF2 of no use")
    settings.BASE_DIR = tmp_path

    with pytest.raises(ImproperlyConfigured, match=r"be-vietnam-pro-700\.woff2 .*Brotli"):
        typeset("Tin", BOLD, (11,), width=100, height=100, most=1)


# The addresses


@pytest.fixture
def site(db):
    return make_identity(name=SITE, tagline="Trang tin của nhân dân xã", accent="#12406b")


def test_an_articles_card_shows_its_title_section_and_day(client, site):
    section = make_section("Đời sống")
    article = make_article(title="Nước sạch", section=section.pk, published_at=at("2026-11-20", 23, 30))

    response = client.get(f"/bai-viet/{article.pk}/anh-the.png")

    words = {"site_name": SITE, "kicker": "Đời sống", "line": "Thứ Sáu, 20/11/2026", "accent": "#12406b"}
    assert response.content == draw("Nước sạch", **words)
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/png", "public, no-cache")


def test_the_sites_card_shows_its_name_and_tagline(client, site):
    response = client.get("/anh-the.png")

    expected = draw(SITE, site_name="", line="Trang tin của nhân dân xã", accent="#12406b")
    assert response.content == expected
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/png", "public, no-cache")


def test_a_site_without_an_identity_has_a_card_too(client, db):
    assert client.get("/anh-the.png").content == draw("Cổng thông tin điện tử", site_name="")


def test_the_sites_own_logo_stands_on_its_card(client, site):
    site.logo = make_photo(picture_bytes((300, 300)))
    site.save()

    with default_storage.open(Renditions.of(site.logo.file.name).thumbnail) as file:
        expected = draw(SITE, site_name="", line=site.tagline, accent=site.accent, logo=file.read())

    assert client.get("/anh-the.png").content == expected


def test_a_logo_that_went_astray_leaves_the_seal(client, site):
    without = client.get("/anh-the.png").content
    site.logo = make_photo()
    site.save()
    default_storage.delete(Renditions.of(site.logo.file.name).thumbnail)

    assert client.get("/anh-the.png").content == without


def test_a_logo_that_was_taken_down_leaves_the_seal(client, site):
    without = client.get("/anh-the.png").content
    site.logo = make_photo()
    site.save()
    Photo.objects.update(taken_down_at=timezone.now())

    assert client.get("/anh-the.png").content == without


def test_a_logo_without_smaller_files_stands_on_the_card_itself(client, site):
    site.logo = make_photo(picture_bytes((300, 300)))
    site.logo.file = default_storage.save("photos/2026/11/cu.jpg", site.logo.file)
    site.logo.save()
    site.save()

    with default_storage.open("photos/2026/11/cu.jpg") as file:
        expected = draw(SITE, site_name="", line=site.tagline, accent=site.accent, logo=file.read())

    assert client.get("/anh-the.png").content == expected


@pytest.mark.parametrize("kind", ["unknown", "draft", "withdrawn", "scheduled", "expired"])
def test_what_is_not_public_has_no_card(client, site, kind):
    now = timezone.now()
    day = timedelta(days=1)
    keys = {
        "unknown": lambda: 99,
        "draft": lambda: make_draft().article_id,
        "withdrawn": lambda: workflow.withdraw(make_article(), by=None, reason="Sai").pk,
        "scheduled": lambda: make_article(published_at=now + day).pk,
        "expired": lambda: make_article(published_at=now - 2 * day, expires_at=now - day).pk,
    }

    response = client.get(f"/bai-viet/{keys[kind]()}/anh-the.png")

    assert (response.status_code, "ETag" in response) == (404, False)


@pytest.mark.parametrize("address", ["/anh-the.png", "/bai-viet/1/anh-the.png"])
def test_cards_are_only_read(client, site, address):
    assert client.post(address).status_code == 405


def test_an_unchanged_card_is_not_drawn_again(client, site, django_assert_num_queries):
    address = f"/bai-viet/{make_article().pk}/anh-the.png"
    etag = client.get(address)["ETag"]

    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def test_a_card_leaves_no_cookie_and_is_not_packed_twice(client, site):
    response = client.get("/anh-the.png", headers={"accept-encoding": "gzip"})

    assert (response.cookies, "Content-Encoding" in response) == ({}, False)


def test_cards_ask_the_database_for_the_article_and_the_identity(client, site, django_assert_num_queries):
    article = make_article()

    with django_assert_num_queries(3):  # the ETag, the article with its section, the identity
        client.get(f"/bai-viet/{article.pk}/anh-the.png")
    with django_assert_num_queries(2):
        client.get("/anh-the.png")
