"""The two real pages the readers were made for. Their text is not ours to keep, so the folder comes from outside.

PORTAL_SOURCE_PAGES names the folder with the files 000_*.txt (city portal) and 004_*.txt (district portal).
"""

import os
import re
from datetime import datetime
from hashlib import sha256
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.importers.record import Byline, Figure, NumberedList, Paragraph, Turn, body_html
from articles.importers.registry import read_page

FOLDER = os.environ.get("PORTAL_SOURCE_PAGES", "")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

pytestmark = pytest.mark.skipif(not FOLDER, reason="PORTAL_SOURCE_PAGES does not name the folder of the source pages.")


def source(pattern: str) -> Path:
    return next(Path(FOLDER).glob(pattern))


@pytest.fixture(scope="module")
def city():
    return read_page(source("000_*.txt"))


@pytest.fixture(scope="module")
def district():
    return read_page(source("004_*.txt"))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def source_words(path: Path, *line_numbers: int) -> list[str]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [word for number in line_numbers for word in words(lines[number - 1])]


def body_words(blocks) -> list[str]:
    """Return the words of the blocks in order; a list's numbers, which the browser draws, count as words."""
    found = []
    for block in blocks:
        match block:
            case Turn(speaker, inner):
                found += words(speaker) + body_words(inner)
            case NumberedList(items, start):
                for number, item in enumerate(items, start):
                    found += [str(number), *plain_words(item)]
            case Figure(caption):
                found += words(caption)
            case Paragraph(html):
                found += plain_words(html)
    return found


def plain_words(html: str) -> list[str]:
    return words(unescape(re.sub(r"<[^>]*>", "", html)))


def byline_words(page) -> list[str]:
    return [word for byline in page.bylines for word in words(f"{byline.name} {byline.role}")]


def lengths(blocks) -> list[int]:
    return [len(unescape(block.html)) for block in blocks if isinstance(block, Paragraph)]


def digest(blocks) -> str:
    return sha256(body_html(blocks).encode()).hexdigest()[:16]


def test_city_page_gives_its_fields(city):
    assert city.format == "city-portal"
    assert city.title == "Thạch Thất: Phấn đấu tăng tỷ trọng dịch vụ - công nghiệp"
    assert city.section == ""
    assert city.published_at == datetime(2020, 10, 12, 13, 58, tzinfo=HANOI)
    assert city.date_is_guessed is False
    assert city.source_code == "HNP"
    assert len(city.lead) == 433
    assert city.base_views == 0
    assert city.bylines == (Byline("Phạm Quí Tiên", "Thành ủy viên, Bí thư Huyện uỷ Thạch Thất"),)
    assert city.comment_form is True


def test_city_page_gives_a_caption_and_eleven_paragraphs(city):
    assert [type(block) for block in city.body] == [Figure] + [Paragraph] * 11
    assert (len(city.body[0].caption), city.body[0].src) == (94, "")
    assert lengths(city.body) == [352, 812, 881, 836, 351, 419, 486, 562, 429, 878, 390]
    assert [city.body[3].html.count(f"({number}) ") for number in (1, 2, 3)] == [1, 1, 1]
    assert digest(city.body) == "5deb065940797fb4"


def test_city_page_loses_no_word_but_its_chrome(city):
    record = [*words(city.title), *words(f"{city.published_at:%H:%M %d/%m/%Y}"), city.source_code]
    record += [*words(city.lead), *body_words(city.body), *byline_words(city)]

    assert record == source_words(source("000_*.txt"), *range(4, 35))


def test_city_page_reports_its_oddities(city):
    assert [(oddity.code, oddity.line) for oddity in city.oddities] == [
        ("above-title", 1),
        ("guessed-caption", 9),
        ("nbsp-lines", 13),
        ("guessed-byline", 34),
        ("after-article", 37),
        ("lost-letters", 48),
    ]


def test_district_page_gives_its_fields(district):
    assert district.format == "district-portal"
    assert len(district.title) == 77
    assert district.section == "chỉ đạo điều hành"
    assert district.published_at == datetime(2020, 6, 16, 12, 29, tzinfo=HANOI)
    assert district.date_is_guessed is False
    assert district.source_code == ""
    assert len(district.lead) == 408
    assert district.base_views == 2254
    assert district.bylines == (Byline("Thanh Hồng", "Trung tâm VH-TT&TT"),)
    assert district.comment_form is False


def test_district_page_gives_seven_turns_and_two_captions(district):
    turns = [block for block in district.body if isinstance(block, Turn)]

    assert [type(block) for block in district.body] == [Turn, Turn, Figure, Turn, Turn, Turn, Turn, Turn, Figure]
    assert [turn.is_question for turn in turns] == [True, False, True, False, True, False, True]
    assert [len(turn.blocks) for turn in turns] == [1, 4, 1, 6, 1, 8, 1]
    assert len({turn.speaker for turn in turns}) == 2
    assert [len(block.caption) for block in district.body if isinstance(block, Figure)] == [23, 84]
    assert digest(district.body) == "dab28372d0c9dc52"


def test_district_page_keeps_its_numbered_list_in_the_longest_answer(district):
    answer = district.body[6]

    assert [type(block) for block in answer.blocks] == [Paragraph] * 2 + [NumberedList] + [Paragraph] * 5
    assert [len(item) for item in answer.blocks[2].items] == [305, 163, 165]
    assert lengths(answer.blocks) == [340, 289, 429, 448, 255, 405, 369]


def test_district_page_loses_no_word_but_the_line_of_its_date(district):
    record = [*words(district.section), *words(district.title), *words(district.lead)]
    record += [*body_words(district.body), *byline_words(district)]

    assert record == source_words(source("004_*.txt"), *range(1, 4), *range(5, 65))


def test_district_page_reports_its_oddities(district):
    assert [(oddity.code, oddity.line) for oddity in district.oddities] == [
        ("nbsp-lines", 8),
        ("guessed-caption", 22),
        ("unclosed-quote", 42),
        ("guessed-caption", 62),
        ("guessed-byline", 64),
    ]
