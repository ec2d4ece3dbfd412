"""The list of old addresses in the newsroom: noting where they lead, and finding them again."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from articles.addresses import key_of, readable
from articles.models import ContentVersion, OldAddress
from tests.factories import make_article, make_section, make_user

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/articles/oldaddress/"
OLD = "http://xa-cu.example/tin/1.aspx"


@pytest.fixture
def admin(client):
    user = make_user("Quản trị")
    client.force_login(user)
    return user


def make_old(address=OLD, article=None, target=""):
    return OldAddress.objects.create(path=readable(address), key=key_of(address), article=article, target=target)


def send(client, old=None, **fields):
    address = reverse("admin:articles_oldaddress_change", args=[old.pk]) if old else f"{LIST}add/"
    return client.post(address, {"path": OLD} | fields, follow=True)


def faults(client, old=None, **fields):
    """The fields that a refused form names."""
    before = list(OldAddress.objects.values())
    response = send(client, old, **fields)
    assert list(OldAddress.objects.values()) == before
    return set(response.context["adminform"].form.errors)


def warnings(response):
    return [str(message) for message in response.context["messages"] if message.level_tag == "warning"]


def test_an_article_is_named_by_its_number_or_its_address(client, admin):
    article = make_article()
    version = ContentVersion.objects.get().number

    send(client, leads_to=f" {article.pk} ")
    send(client, path="/tin/2", leads_to=f"http://testserver{article.get_absolute_url()}")

    first, second = OldAddress.objects.order_by("pk")
    assert (first.article, first.target, first.path, first.created_by) == (article, "", OLD, admin)
    assert (second.article, second.target) == (article, "")
    assert client.get("/Tin/1.ASPX").headers["Location"] == article.get_absolute_url()
    assert ContentVersion.objects.get().number == version + 2


def test_another_address_or_none_is_named(client, admin):
    make_section("Kinh tế")

    elsewhere = send(client, leads_to="https://khac.example/tin")
    here = send(client, path="/tin/2", leads_to="http://testserver/chuyen-muc/kinh-te/")
    gone = send(client, path="/tin/3", is_gone="on")

    targets = list(OldAddress.objects.order_by("pk").values_list("target", "article"))
    assert targets == [("https://khac.example/tin", None), ("/chuyen-muc/kinh-te/", None), ("", None)]
    assert [warnings(response) for response in (elsewhere, here, gone)] == [[], [], []]


def test_the_form_opens_with_what_was_noted(client, admin):
    article = make_article(title="Nước sạch")
    leading, gone = make_old(article=article), make_old("/tin/2")

    led = client.get(reverse("admin:articles_oldaddress_change", args=[leading.pk]))
    lost = client.get(reverse("admin:articles_oldaddress_change", args=[gone.pk]))

    form = led.context["adminform"].form
    assert (form["leads_to"].value(), form["is_gone"].value()) == (article.get_absolute_url(), False)
    assert "Nước sạch</a>" in led.text
    form = lost.context["adminform"].form
    assert (form["leads_to"].value(), form["is_gone"].value()) == (None, True)


def test_an_address_is_led_elsewhere(client, admin):
    old = make_old(article=make_article())

    send(client, old, leads_to="https://khac.example/")

    old.refresh_from_db()
    assert (old.article, old.target) == (None, "https://khac.example/")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("path", {"path": "tin/1", "leads_to": "/"}),
        ("path", {"path": "", "leads_to": "/"}),
        ("path", {"path": "/" + "a" * 2001, "leads_to": "/"}),
        ("leads_to", {}),
        ("leads_to", {"leads_to": "999"}),
        ("leads_to", {"leads_to": "tin tức"}),
        ("leads_to", {"leads_to": "//xa.example/"}),
        ("leads_to", {"leads_to": "/bai-viet/999-khong-co/"}),
        ("leads_to", {"leads_to": "https://khac.example/" + "a" * 500}),
        ("leads_to", {"leads_to": "/TIN/1.aspx?trang=2"}),
        ("is_gone", {"leads_to": "/", "is_gone": "on"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, admin, field, typed):
    assert faults(client, **typed) == {field}


def test_one_address_is_noted_once_however_it_is_written(client, admin):
    make_old()

    assert faults(client, path="https://www.xa-cu.example/TIN/1.aspx/?utm_source=x", leads_to="/") == {"path"}


def test_a_destination_that_leads_back_is_refused(client, admin):
    first = make_old("/a", target="/b")
    make_old("/b", target="/c")

    assert faults(client, path="/c", leads_to="/a") == {"leads_to"}
    assert faults(client, first, path="/a", leads_to="/a") == {"leads_to"}


def test_who_notes_an_address_of_a_page_of_ours_is_warned(client, admin):
    make_section("Kinh tế")
    article = make_article()
    unasked = ["/", "/chuyen-muc/kinh-te/", "http://xa-cu.example/tim-kiem/?q=a", article.get_absolute_url(), "/rss/"]
    asked = ["/?p=1", "/chuyen-muc/khac/", "/khong-co/", "/tin/1.aspx", "/bai-viet/999-khong-co/"]

    warned = {path: len(warnings(send(client, path=path, is_gone="on"))) for path in unasked + asked}

    assert warned == dict.fromkeys(unasked, 1) | dict.fromkeys(asked, 0)


def test_who_leads_to_where_nothing_stands_is_warned(client, admin):
    make_old("/cu", target="/")

    counts = [len(warnings(send(client, path=f"/{to}/x", leads_to=to))) for to in ("/khong-co/", "/cu", "/rss", "/")]

    assert counts == [1, 0, 0, 0]


def test_an_address_is_found_by_its_page_or_by_a_part(client, admin):
    here, there = make_old(), make_old("http://huyen-cu.example/tin/1.aspx")
    make_old("/tin/10.aspx")
    named = make_old("/tin-tuc/nước-sạch.html")

    def found(query):
        return set(client.get(LIST, {"q": query}).context["cl"].queryset)

    assert found("https://www.xa-cu.example/TIN/1.aspx?fbclid=1") == {here}
    assert found("/tin/1.aspx") == {here, there}
    assert found("http://khac.example/tin/1.aspx") == {here, there}
    assert found("nước-sạch") == found("/tin-tuc/") == {named}
    assert found("huyen-cu") == {there}
    assert found("%") == set()


def test_the_list_takes_as_many_queries_for_many_as_for_one(client, admin):
    make_old("/tin/0", make_article())
    with CaptureQueriesContext(connection) as for_one:
        client.get(LIST)
    for number in range(1, 20):
        make_old(f"/tin/{number}", make_article(title=f"Tin {number}"))

    with CaptureQueriesContext(connection) as for_many:
        page = client.get(LIST)

    assert page.text.count('class="field-where"') == 20
    assert len(for_many) == len(for_one)


@pytest.mark.parametrize(("role", "may"), [("Phóng viên", (403, 403, 403)), ("Biên tập viên", (200, 403, 200))])
def test_who_may_not_change_addresses_reads_them_at_most(client, role, may):
    client.force_login(make_user(role))
    old = make_old(article=make_article())
    pages = [LIST, f"{LIST}add/", reverse("admin:articles_oldaddress_change", args=[old.pk])]

    assert tuple(client.get(page).status_code for page in pages) == may
    assert send(client, old, leads_to="/").status_code == 403


def test_a_deleted_address_is_forgotten(client, admin):
    old = make_old(target="/")
    version = ContentVersion.objects.get().number

    client.post(reverse("admin:articles_oldaddress_delete", args=[old.pk]), {"post": "yes"})

    assert client.get("/tin/1.aspx").status_code == 404
    assert ContentVersion.objects.get().number == version + 1


def test_words_of_a_title_bring_the_articles_to_choose_from(client, admin):
    meant, other = make_article(title="Nước sạch về thôn Đông"), make_article(title="Nước sạch về thôn Đoài")
    make_article(title="Chợ phiên", body="<p>Nước sạch về thôn.</p>")

    offered = send(client, leads_to="nuoc sach thon")
    send(client, leads_to="nuoc sach thon", article=meant.pk)

    chosen = re.findall(r'type="radio" name="article" value="(\d+)"', offered.text)
    assert set(map(int, chosen)) == {meant.pk, other.pk}
    assert OldAddress.objects.get().article == meant


def test_a_title_that_is_offered_is_text(client, admin):
    make_article(title="Giá <b>rẻ</b>")

    offered = send(client, leads_to="giá rẻ")

    assert "Giá &lt;b&gt;rẻ&lt;/b&gt;" in offered.text


def test_a_page_that_was_taken_down_is_said_to_be_one(client, admin):
    make_old("/gioi-thieu/", target="/gioi-thieu/")

    listed = client.get(LIST).text

    assert listed.count(gettext("to a page of this site that readers no longer see")) == 1
