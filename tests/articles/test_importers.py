"""Readers of legacy pages, on invented pages that hold every oddity seen in real ones."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from articles.importers.record import (
    BulletList,
    Byline,
    Figure,
    Heading,
    NumberedList,
    Paragraph,
    Table,
    Turn,
    body_html,
)

from .legacy_pages import oddities, page_of, read

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


# --- City portal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["city.txt", "city.html"])
def test_city_page_gives_its_fields(name):
    page = read(name)

    assert page.format == "city-portal"
    assert page.file_name == name
    assert page.title == "Đồi Chè: Đẩy mạnh trồng rừng - phát triển chè sạch"
    assert page.section == ""
    assert page.published_at == datetime(2021, 11, 3, 8, 5, tzinfo=HANOI)
    assert page.date_is_guessed is False
    assert page.base_views == 0
    assert page.source_code == "SVP"
    assert page.lead.startswith("Năm năm tới, nhờ kết quả 12 năm trồng rừng, xã Đồi Chè")
    assert len(page.lead) == 192
    assert page.bylines == (Byline("Đỗ Quí Hòa", "Huyện ủy viên, Chủ tịch Uỷ ban nhân dân xã Đồi Chè"),)
    assert page.comment_form is True


def test_city_text_gives_a_lost_picture_and_its_paragraphs():
    page = read("city.txt")

    assert page.original_url == ""
    assert page.body[0] == Figure("Người dân xã Đồi Chè thu hái lứa chè đầu vụ, niên vụ 2020-2021")
    assert [type(block) for block in page.body[1:]] == [Paragraph] * 4
    assert [len(block.html) for block in page.body[1:]] == [143, 176, 882, 88]


def test_city_markup_gives_the_picture_links_and_the_table_too():
    page = read("city.html")

    assert page.original_url == "http://sonvong.example/tin-tuc/2021/11/doi-che.aspx"
    assert page.body[0] == Figure(
        "Người dân xã Đồi Chè thu hái lứa chè đầu vụ, niên vụ 2020-2021", "doi-che_files/hai-che.jpg", "Hái chè"
    )
    assert page.body[1:5] == read("city.txt").body[1:]
    assert page.body[5:] == (
        Paragraph(
            'Xem thêm <a href="http://sonvong.example/tin-tuc/2021/nghi-quyet.aspx">nghị quyết '
            "<strong>của xã</strong></a>, bản đồ rừng 12 km<sup>2</sup>."
        ),
        Table(
            "<table><tbody><tr><th>Thôn</th><th>Diện tích (ha)</th></tr><tr><td>Khe Lim</td><td>12,5</td></tr>"
            "<tr><td>Hố Sim &amp; Bến Lau</td><td>8</td></tr></tbody></table>"
        ),
    )


def test_inline_numbers_stay_in_their_sentence():
    paragraph = read("city.txt").body[3]

    assert [paragraph.html.count(f"({number}) ") for number in (1, 2, 3, 4)] == [1, 1, 1, 0]


def test_both_tone_placements_and_all_dashes_stay_as_they_are_but_eth_becomes_d():
    paragraph = read("city.txt").body[2]

    assert paragraph.html == (
        "Theo Nghị định 72/2013/NĐ-CP, Uỷ ban nhân dân xã lập trang tin riêng; Ủy ban huyện giúp tập huấn. "
        "Mục tiêu kinh tế – xã hội viết gọn thành kinh tế- xã hội cũng là một cách ghi."
    )


def test_city_text_reports_its_oddities():
    page = read("city.txt")

    assert oddities(page) == [
        ("above-title", 1),
        ("guessed-caption", 9),
        ("nbsp-lines", 13),
        ("eth", 14),
        ("guessed-byline", 20),
        ("after-article", 23),
        ("lost-letters", 34),
    ]
    with override("en"):
        assert [str(oddity.message) for oddity in page.oddities] == [
            "Left out above the title: “Chào mừng 30 năm ngày thành lập huyện Sơn Vọng”",
            "Taken for a caption: “Người dân xã Đồi Chè thu hái lứa chè đầu vụ, niên vụ 2020-2…”",
            "Lines of non-breaking spaces alone, left out: 3.",
            "Letters Eth in place of Đ, replaced: 1.",
            "Taken for the byline: “Đỗ Quí Hòa - Huyện ủy viên, Chủ tịch Uỷ ban nhân dân xã Đồi…”",
            "Lines after the end of the article (lists, comment form), left out: 9.",
            "Words with letters lost to a wrong encoding, left as they are: 5.",
        ]


def test_city_markup_reports_its_oddities():
    assert oddities(read("city.html")) == [
        ("around-article", None),
        ("guessed-caption", 10),
        ("nbsp-lines", 12),
        ("eth", 13),
        ("guessed-byline", 17),
        ("after-article", 18),
    ]


def test_nothing_around_a_city_article_reaches_its_body():
    html = body_html(read("city.html").body)
    chrome = ["Chào mừng", "Trang chủ", "Giới thiệu", "Không phải bài viết", "Các bài", "Họ tên", "Cơ quan", "captcha"]

    assert [words for words in chrome if words in html] == []


# --- District portal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["district.txt", "district.html"])
def test_district_page_gives_its_fields(name):
    page = read(name)

    assert page.format == "district-portal"
    assert page.section == "tin hoạt động"
    assert page.title == "Giữ hương chè, giữ rừng đầu nguồn, Sơn Vọng vào vụ mới nhanh, bền vững"
    assert page.published_at == datetime(2021, 8, 5, 7, 45, tzinfo=HANOI)
    assert page.date_is_guessed is False
    assert page.base_views == 1310
    assert page.source_code == ""
    assert page.lead.startswith("Hội chợ chè huyện Sơn Vọng lần thứ IV, niên vụ 2021 – 2022 sẽ mở từ ngày 12 đến")
    assert len(page.lead) == 237
    assert page.bylines == (Byline("Thanh Sương", "Trung tâm VH-TT&TH"),)
    assert page.comment_form is False


@pytest.mark.parametrize("name", ["district.txt", "district.html"])
def test_interview_becomes_turns_and_captions_stand_between_them(name):
    body = read(name).body

    assert [type(block) for block in body] == [Turn, Turn, Figure, Turn, Turn, Turn, Figure]
    assert [(turn.speaker, turn.is_question, len(turn.blocks)) for turn in body if isinstance(turn, Turn)] == [
        ("Phóng viên", True, 1),
        ("Đồng chí Hà Thị Mây", False, 3),
        ("Phóng viên", True, 1),
        ("Đồng chí Hà Thị Mây", False, 5),
        ("Phóng viên", True, 1),
    ]


def test_both_forms_of_a_district_page_say_the_same():
    text, markup = read("district.txt"), read("district.html")

    assert [turn for turn in markup.body if isinstance(turn, Turn) and turn != markup.body[3]] == [
        turn for turn in text.body if isinstance(turn, Turn) and turn != text.body[3]
    ]
    assert markup.body[3] == Turn(
        "Phóng viên", (Paragraph(f"<strong>{text.body[3].blocks[0].html}</strong>"),), is_question=True
    )


@pytest.mark.parametrize("name", ["district.txt", "district.html"])
def test_numbered_list_stays_inside_the_answer_whatever_its_indent(name):
    answer = read(name).body[4]

    assert answer.blocks[2] == NumberedList(
        (
            "Cấp giống mới cho các thôn vùng cao, trọng tâm là ba thôn còn trồng giống cũ.",
            "Làm đường vào nương theo cách nhà nước và nhân dân cùng làm.",
            "Dạy nghề sao chè, mỗi thôn một tổ thợ lành nghề, giữ nếp kinh tế- xã hội làng chè.",
        )
    )


def test_typing_errors_and_spaces_before_full_stops_stay():
    answers = [block for block in read("district.txt").body if isinstance(block, Turn) and not block.is_question]

    assert answers[0].blocks[0].html == (
        "Vụ 2020 - 2021, huyện hoàn thành 18/18 chỉ tiêu đã đề ra, Hoàn thành sớm hơn kế hoạch hai tháng."
    )
    assert answers[1].blocks[3].html == (
        "Làm xong ba việc ấy, nghề chè sẽ đứng vững . Xây dựng thương hiệu là việc của nhiều năm."
    )


def test_reported_speech_and_quotes_are_not_speakers():
    body = read("district.txt").body

    assert body[1].blocks[2].html.startswith("Ông Hà Văn Suối cho biết: vườn nhà ông")
    assert body[4].blocks[0].html.startswith('Với chủ đề của năm: "Giữ hương')


def test_figures_of_a_district_page():
    text, markup = read("district.txt").body, read("district.html").body

    assert [text[2], text[6]] == [
        Figure("Một góc đồi chè Khe Lim"),
        Figure("Bà con xã Đồi Chè quyết tâm giữ vườn ươm, giữ rừng"),
    ]
    assert [markup[2], markup[6]] == [
        Figure("Một góc đồi chè Khe Lim.", "/documents/khe-lim.jpg", ""),
        Figure("Bà con xã Đồi Chè quyết tâm giữ vườn ươm, giữ rừng", "/documents/vuon-uom.jpg", "Vườn ươm"),
    ]


def test_district_text_reports_its_oddities():
    assert oddities(read("district.txt")) == [
        ("nbsp-lines", 8),
        ("guessed-caption", 20),
        ("unclosed-quote", 26),
        ("guessed-caption", 40),
        ("guessed-byline", 42),
    ]


def test_district_markup_reports_its_oddities_and_trusts_a_marked_caption():
    page = read("district.html")

    assert page.original_url == "https://sonvong.example/tin/-/asset_publisher/giu-huong-che"
    assert oddities(page) == [
        ("around-article", None),
        ("nbsp-lines", 14),
        ("unclosed-quote", 22),
        ("guessed-caption", 27),
        ("guessed-byline", 29),
    ]


def test_view_count_may_stand_on_its_own_line(tmp_path):
    page = page_of(tmp_path, "tin xã\nTên bài\nNgày đăng 05/08/2021 | 07:45\nLượt xem: 12.345\nCâu mở đầu của tin.\n")

    assert page.base_views == 12345
    assert page.lead == "Câu mở đầu của tin."


def test_district_page_without_a_section_keeps_its_title(tmp_path):
    page = page_of(tmp_path, "Tên bài\nĐăng ngày 17 - 05 - 2024\nCâu mở đầu của tin.\n")

    assert (page.title, page.section) == ("Tên bài", "")
    assert page.published_at == datetime(2024, 5, 17, tzinfo=HANOI)
    assert page.date_is_guessed is True
    assert oddities(page) == [("no-byline", None), ("no-body", None), ("time-missing", 2)]


# --- The record as HTML ----------------------------------------------------------------------------------------------


def test_body_html_has_one_block_a_line():
    blocks = (
        Paragraph("Một &amp; hai"),
        Heading(2, "Ba"),
        NumberedList(("a", "b")),
        NumberedList(("c",), start=4),
        BulletList(("d",)),
        Figure("Ảnh & chữ <b>"),
        Figure("Hai", "/x.jpg?a=1&b=2", 'Chè "sạch"'),
        Figure("", "/y.jpg", ""),
        Table("<table><tbody><tr><td>1</td></tr></tbody></table>"),
        Turn("Phóng viên", (Paragraph("Sao?"),), is_question=True),
        Turn("Ông A & B", (Paragraph("Vậy."), NumberedList(("e", "f")))),
    )

    assert body_html(blocks).split("\n") == [
        "<p>Một &amp; hai</p>",
        "<h2>Ba</h2>",
        "<ol><li>a</li><li>b</li></ol>",
        '<ol start="4"><li>c</li></ol>',
        "<ul><li>d</li></ul>",
        '<figure class="figure"><figcaption>Ảnh &amp; chữ &lt;b&gt;</figcaption></figure>',
        '<figure class="figure"><img src="/x.jpg?a=1&amp;b=2" alt="Chè &quot;sạch&quot;">'
        "<figcaption>Hai</figcaption></figure>",
        '<figure class="figure"><img src="/y.jpg" alt=""></figure>',
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        '<div class="turn turn-question"><p class="speaker">Phóng viên</p><p>Sao?</p></div>',
        '<div class="turn"><p class="speaker">Ông A &amp; B</p><p>Vậy.</p><ol><li>e</li><li>f</li></ol></div>',
    ]
