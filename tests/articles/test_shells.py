"""Story shells: what an article that begins from one is filled with, who may change one, the first ones."""

from datetime import date

import pytest
from django.utils import timezone

from articles import shells
from articles.models import Article, Shell, Tag
from tests.factories import (
    make_author,
    make_identity,
    make_photo,
    make_profile,
    make_section,
    make_shell,
    make_source,
    make_tag,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

ADD = "/quan-tri/articles/article/add/"
SHELLS = "/quan-tri/articles/shell/"


def initial(client, shell):
    return client.get(f"{ADD}?mau={shell.pk}").context["adminform"].form.initial


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def test_an_article_begins_with_what_its_shell_holds(client, editor):
    section, author, source = make_section("Thông báo"), make_author(position="Công chức văn hoá"), make_source()
    tag, topic, photo = make_tag(), make_topic(), make_photo()
    about = {"section": section, "author": author, "source": source, "cover": photo}
    shell = make_shell(title="Lịch tiếp công dân", lead="Mời bà con.", body="<p>Tại [địa điểm].</p>", **about)
    shell.tags.set([tag])
    shell.topics.set([topic])

    found = initial(client, shell)

    words = {"title": "Lịch tiếp công dân", "lead": "Mời bà con.", "body": "<p>Tại [địa điểm].</p>"}
    things = {"section": section.pk, "source": source.pk, "cover": photo.pk, "tags": [tag.pk], "topics": [topic.pk]}
    byline = {"name": "Thu Hiền", "position": "Công chức văn hoá", "organisation": ""}
    assert {name: found[name] for name in [*words, *things]} == words | things
    assert found["bylines"] == [byline]


def test_the_form_shows_the_instructions_and_the_filled_words(client, editor):
    shell = make_shell(title="Lịch tuần", instructions="Hỏi văn phòng trước.")

    page = client.get(f"{ADD}?mau={shell.pk}").content.decode()

    assert "Hỏi văn phòng trước." in page
    assert ">\nLịch tuần</textarea>" in page


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("{ngày}", "31/12/2026"),
        ("{ngày mai}", "01/01/2027"),
        ("{thứ}", "Thứ Năm"),
        ("{tháng}", "12"),
        ("{tháng sau}", "1"),
        ("{năm}", "2026"),
        ("{tuần này}", "từ ngày 28/12/2026 đến ngày 01/01/2027"),
        ("{tuần sau}", "từ ngày 04/01/2027 đến ngày 08/01/2027"),
        ("{khác}", "{khác}"),
    ],
)
def test_dates_in_braces_are_filled_in_on_the_day(word, value):
    shell = make_shell(title=f"Lịch {word}", lead=word, body=f"<p>{word}</p>")

    found = shells.filled(shell, make_user(), today=date(2026, 12, 31))

    assert (found["title"], found["lead"], found["body"]) == (f"Lịch {value}", value, f"<p>{value}</p>")


@pytest.mark.parametrize(
    ("names", "unit"),
    [
        (["Uỷ ban nhân dân xã Thanh Lâm Hạ", "Tin tức"], "xã Thanh Lâm Hạ"),
        (["", "Xã Thanh Lâm Hạ"], "xã Thanh Lâm Hạ"),
        (["Văn phòng", "Cổng thông tin điện tử phường Hạc Thành"], "phường Hạc Thành"),
        (["UBND xã Quảng Yên, tỉnh Thanh Hoá"], "xã Quảng Yên"),
        (["UBND xã Quảng Yên huyện Quảng Xương"], "xã Quảng Yên"),
        (["UBND thành phố Phan Rang-Tháp Chàm"], "thành phố Phan Rang-Tháp Chàm"),
        (["UBND thị xã Sơn Tây"], "thị xã Sơn Tây"),
        (["Trang tin phường 5 - Quận 3"], "phường 5"),
        (["Phòng Văn hoá - Xã hội phường Hạc Thành"], "phường Hạc Thành"),
        (["UỶ BAN NHÂN DÂN XÃ THANH LÂM HẠ"], ""),
        (["UỶ BAN NHÂN DÂN XÃ HẠ", "Xã Hạ"], "xã Hạ"),
        (["", "Cổng thông tin điện tử"], ""),
        (["UBND xã Tân Xã"], "xã Tân Xã"),
        (["UBND phường Hội An"], "phường Hội An"),
        (["UBND xã A Lưới 1"], "xã A Lưới 1"),
        (["UBND xã Thanh Lâm Hạ trực thuộc tỉnh Thanh Hoá"], "xã Thanh Lâm Hạ"),
        (["Xã Hạ | Trang chủ"], "xã Hạ"),
        (["Trang của xã Hạ."], "xã Hạ"),
        (["Tin xã Thanh Lâm Hạ năm 2026"], "xã Thanh Lâm Hạ"),
        (["Tin xã Thanh Lâm Hạ 2026"], ""),
        (["Tỉnh Đoàn Thanh Hoá"], ""),
        (["Phòng Văn Hoá Xã Hội", "Tỉnh Thanh Hoá"], ""),
        (["UBND Xã Quảng Yên Huyện Quảng Xương"], ""),
        (["UBND phường Tân Định Thành phố Hồ Chí Minh"], ""),
        (["UBND xã Tân Xã huyện Thạch Thất"], "xã Tân Xã"),
        (["UBND xã Hạ TP. Thanh Hoá"], ""),
        (["UBND xã Hạ và xã Thượng"], ""),
    ],
)
def test_the_unit_is_read_from_the_names_of_the_site(names, unit):
    assert shells.unit_in(*names) == unit


def test_the_gap_for_the_units_name_is_filled_in(client, editor):
    make_identity(organisation="UBND xã Ea H'leo")
    words = "UBND [tên đơn vị] họp tại [địa điểm]"
    shell = make_shell(title=words, lead="[Tên đơn vị] mời.", body=f"<p>{words}, Điện lực [tên đơn vị]</p>")

    found = initial(client, shell)

    assert [found["title"], found["lead"], found["body"]] == [
        "UBND xã Ea H'leo họp tại [địa điểm]",
        "Xã Ea H'leo mời.",
        "<p>UBND xã Ea H&#x27;leo họp tại [địa điểm], Điện lực [tên đơn vị]</p>",
    ]


@pytest.mark.parametrize(
    ("words", "filled"),
    [
        ("UBND xã [tên đơn vị] họp", "UBND xã Thanh Lâm Hạ họp"),
        ("<b>UBND xã</b> [tên đơn vị]", "<b>UBND xã</b> Thanh Lâm Hạ"),
        ("UBND phường [tên đơn vị]", "UBND phường [tên đơn vị]"),
        ("Điện lực <strong>[tên đơn vị]</strong>", "Điện lực <strong>[tên đơn vị]</strong>"),
        ("UBND [TÊN ĐƠN VỊ]", "UBND XÃ THANH LÂM HẠ"),
        ("UBND XÃ [TÊN ĐƠN VỊ]", "UBND XÃ THANH LÂM HẠ"),
    ],
)
def test_the_gap_is_filled_in_as_it_is_written(words, filled):
    shell = make_shell(body=words)

    assert shells.filled(shell, make_user(), unit="xã Thanh Lâm Hạ")["body"] == filled


def test_the_gap_stays_where_the_site_does_not_say_its_unit(client, editor):
    make_identity(name="Tin tức")
    shell = make_shell(title="UBND [tên đơn vị]")

    assert initial(client, shell)["title"] == "UBND [tên đơn vị]"


def test_the_day_is_that_of_vietnam(client, editor):
    shell = make_shell(title="{ngày}")

    assert initial(client, shell)["title"] == f"{timezone.localdate():%d/%m/%Y}"


def test_a_saved_article_goes_its_own_way(client, editor):
    section = make_section()
    shell = make_shell(title="Lịch tuần", section=section)
    form = client.get(f"{ADD}?mau={shell.pk}").context["adminform"].form
    data = {"title": "Lịch tuần", "section": section.pk, "comments_allowed": "inherit", "_save": "1", "known": "0"}
    client.post(f"{ADD}?mau={shell.pk}", data | {"key": form["key"].value(), "form": form["form"].value()})

    Shell.objects.update(title="Khác hẳn")

    assert Article.objects.get().revisions.get().title == "Lịch tuần"


def test_a_section_beyond_reach_is_left_open_and_its_shells_are_not_offered(client):
    mine, other = make_section("Y tế"), make_section("Giáo dục")
    user = make_user()
    make_profile(user, mine)
    client.force_login(user)
    own, everybodys, theirs = (
        make_shell("Của tôi", section=mine),
        make_shell("Chung"),
        make_shell("Khác", section=other),
    )

    offered = list(client.get(ADD).context["shells"])

    assert {*offered} == {own, everybodys}
    assert initial(client, theirs).get("title") is None
    assert shells.filled(theirs, user)["section"] is None


def test_what_is_not_offered_begins_nothing(client, editor):
    shell = make_shell(title="Cũ", is_active=False)

    assert initial(client, shell).get("title") is None
    assert list(client.get(ADD).context["shells"]) == []


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 30, "-1", "٣", "1 or 1"])
def test_a_strange_key_begins_an_empty_article(client, editor, key):
    make_shell(title="Lịch")

    response = client.get(ADD, {"mau": key})

    assert response.status_code == 200
    assert response.context["adminform"].form.initial.get("title") is None


def saved(client, address=f"{SHELLS}add/", **fields):
    return client.post(address, {"name": "Lịch cắt điện", "order": "1", "is_active": "on"} | fields)


def test_a_shell_is_cleaned_on_its_way_in(client, editor):
    body = '<p onclick="x">Từ <script>1</script>[giờ]</p><img src="https://la.example/x.png">'

    saved(client, title="Lịch  cắt\u00a0điện", body=body, tags="điện, lưới điện", lead=" Kính báo.\r\n\r\n\r\n ")

    shell = Shell.objects.get()
    assert (shell.title, shell.lead, shell.body) == ("Lịch cắt điện", "Kính báo.", "<p>Từ [giờ]</p>")
    assert {tag.name for tag in shell.tags.all()} == {"điện", "lưới điện"}
    assert Tag.objects.count() == 2


def test_the_form_opens_again_with_its_tags_and_topics(client, editor):
    shell = make_shell()
    shell.tags.set([make_tag("điện")])
    ended = make_topic("Đã xong", is_closed=True)
    shell.topics.set([ended])

    form = client.get(f"{SHELLS}{shell.pk}/change/").context["adminform"].form

    assert form["tags"].value() == "điện"
    assert [label for _key, label in form.fields["topics"].choices] == ["Đã xong"]


def test_two_shells_of_one_name_are_refused_and_what_was_typed_stays(client, editor):
    make_shell("Lịch cắt điện")

    response = saved(client, title="Mất công gõ")

    assert Shell.objects.count() == 1
    assert "Mất công gõ" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "sees", "changes"), [("Phóng viên", 200, 403), ("Biên tập viên", 200, 302), ("Kiểm duyệt", 403, 403)]
)
def test_who_sees_and_who_writes_shells(client, role, sees, changes):
    client.force_login(make_user(role))

    assert client.get(SHELLS).status_code == sees
    assert saved(client).status_code == changes


def test_who_is_limited_to_sections_changes_only_shells_of_theirs(client):
    mine, other = make_section("Y tế"), make_section("Giáo dục")
    user = make_user()
    make_profile(user, mine)
    client.force_login(user)
    own, theirs = make_shell("Của tôi", section=mine), make_shell("Khác", section=other)

    assert saved(client, f"{SHELLS}{own.pk}/change/", name="Của tôi", section=mine.pk).status_code == 302
    assert saved(client, f"{SHELLS}{theirs.pk}/change/", section=mine.pk).status_code == 403
    assert saved(client, name="Vượt quyền", section=other.pk).status_code == 200
    assert saved(client, name="Không chuyên mục").status_code == 200
    assert Shell.objects.count() == 2


def test_the_first_shells_are_offered_once(client, editor):
    section = make_section("Thông báo")

    client.post(f"{SHELLS}ban-mau/")

    rows = list(Shell.objects.values_list("name", "section"))
    assert len(rows) == 6
    assert ("Lịch cắt điện", section.pk) in rows
    assert shells.create() == []
    assert client.get(SHELLS).context["lacking"] == []


def test_the_first_shells_are_stored_as_the_form_would_store_them(client, editor):
    shells.create()

    for shell in Shell.objects.all():
        form = client.get(f"{SHELLS}{shell.pk}/change/").context["adminform"].form
        data = {name: form[name].value() or "" for name in ("name", "title", "lead", "body", "instructions", "order")}
        client.post(f"{SHELLS}{shell.pk}/change/", data | {"is_active": "on"})
        again = Shell.objects.get(pk=shell.pk)
        assert (again.title, again.lead, again.body) == (shell.title, shell.lead, shell.body)


def test_a_reporter_makes_no_first_shells(client):
    client.force_login(make_user("Phóng viên"))

    assert client.post(f"{SHELLS}ban-mau/").status_code == 403
    assert Shell.objects.count() == 0
