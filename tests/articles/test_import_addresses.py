"""manage.py import_addresses: what it notes, what it says of each line, and that a second run changes nothing."""

import re
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.importers import registry, writer
from articles.models import ContentVersion, ImportedPage, OldAddress
from tests.articles.test_import_command import PAGES
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    """Writes a file of lines, or of bytes, and returns its path."""

    def write(*lines, encoding="utf-8"):
        path = tmp_path / "chuyen-huong.csv"
        path.write_bytes(lines[0] if isinstance(lines[0], bytes) else "\r\n".join(lines).encode(encoding))
        return path

    return write


def run(path, **options):
    """Return the counts (imported, unchanged, failed) and what was said of each line that failed, by its number."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_addresses", str(path), stdout=out, stderr=err, **options)
        has_failed = False
    except CommandError:
        has_failed = True
    counts = tuple(int(number) for number in re.findall(r"\d+", out.getvalue().splitlines()[-1]))
    said = dict(re.findall(r"(\d+): (.*)", err.getvalue()))
    assert has_failed == bool(said)
    assert len(said) == counts[2]
    return counts, {int(number): words for number, words in said.items()}


def noted():
    return {row.path: row.article or row.target for row in OldAddress.objects.select_related("article")}


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("heading", [[], ["Địa chỉ cũ{}Địa chỉ mới"]])
def test_a_table_is_read_as_spreadsheets_save_it(table, sign, encoding, heading):
    article = make_article()
    lines = [
        f"http://xa-cu.example/tin/1.aspx{sign}{article.pk}",
        f"/tin%20tức/2{sign}{article.get_absolute_url()}",
        "",
        f"/tin/3{sign}https://khac.example/ba",
        f"/tin/4{sign}",
    ]

    counts, said = run(table(*(line.format(sign) for line in heading), *lines, encoding=encoding))

    assert (counts, said) == ((4, 0, 0), {})
    assert noted() == {
        "http://xa-cu.example/tin/1.aspx": article,
        "/tin%20tức/2": article,
        "/tin/3": "https://khac.example/ba",
        "/tin/4": "",
    }


def test_an_address_that_holds_the_parting_sign_stands_in_quotation_marks(table):
    counts, said = run(table('"/tin,1.html",/mot/', "/tin,2.html,/hai/", "/tin/3,/ba/"))

    assert (counts, set(said)) == ((2, 0, 1), {2})
    assert noted() == {"/tin,1.html": "/mot/", "/tin/3": "/ba/"}


def test_every_bad_line_is_named_and_the_others_are_done(table):
    lines = [
        "tin/1;/mot/",
        "/tin/2;999",
        "/tin/3;khong co",
        "/tin/4;/bai-viet/999-khong-co/",
        "/tin/5;/nam/",
        "/tin/6",
        "/tin/7;/bay/;thừa",
        ";/tam/",
        "/tin/9;" + "/a" * 251,
        "/tin/10;/tin/5/;",
        "/nam;/TIN/5.aspx",
        "/nam/;/tin/5",
        "/tin/13;/tin/13?a=1",
    ]

    counts, said = run(table(*lines))

    assert counts == (3, 0, 10)
    assert set(said) == {1, 2, 3, 4, 6, 7, 8, 9, 12, 13}
    assert noted() == {"/tin/5": "/nam/", "/tin/10": "/tin/5/", "/nam": "/TIN/5.aspx"}


def test_a_line_in_another_encoding_is_named(table):
    counts, said = run(table("/tin/1;/mot/\n/tin-chính/2;/hai/\n/tin/3;/ba/\n".encode("cp1252")))

    assert (counts, set(said)) == ((2, 0, 1), {2})


def test_running_again_changes_nothing(table):
    article = make_article()
    path = table(f"/tin/1;{article.pk}", "/tin/2;/hai/", "/tin/3;")
    run(path)
    before = list(OldAddress.objects.order_by("pk").values())
    version = ContentVersion.objects.get().number

    counts, _said = run(path)

    assert counts == (0, 3, 0)
    assert list(OldAddress.objects.order_by("pk").values()) == before
    assert ContentVersion.objects.get().number == version


def test_new_lines_raise_the_content_version(table):
    version = ContentVersion.objects.get().number

    run(table("/tin/1;/mot/", "/tin/2;/hai/"))

    assert ContentVersion.objects.get().number == version + 1


def test_a_trial_run_says_the_same_and_writes_nothing(table):
    path = table("/tin/1;/mot/", "/TIN/1/;/mot/", "/tin/1?fbclid=x;/khac/", "/mot;/tin/1", "/tin/4;999")

    trial = run(path, dry_run=True)

    assert (noted(), ContentVersion.objects.get().number) == ({}, 1)
    assert trial == run(path)
    assert trial[0] == (1, 1, 3)


def test_what_the_editors_decided_stays_unless_the_operator_says_otherwise(table):
    path = table("/tin/1;/mot/", "/tin/2;/hai/")
    run(path)
    OldAddress.objects.filter(path="/tin/1").update(target="/sua-tay/")

    counts, said = run(path)
    assert (counts, set(said), noted()["/tin/1"]) == ((0, 1, 1), {1}, "/sua-tay/")

    counts, said = run(path, replace=True)
    assert (counts, said, noted()["/tin/1"]) == ((1, 1, 0), {}, "/mot/")


def test_a_file_that_can_not_be_opened_is_said(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_addresses", str(tmp_path / "khong-co.csv"))


def test_a_thousand_lines_take_as_many_queries_as_ten(table):
    articles = [make_article(title=f"Tin {number}").pk for number in range(2)]

    def queries(count):
        OldAddress.objects.all().delete()
        lines = [f"/tin/{number};{articles[number % 2]}" for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert run(table(*lines, "/x;/chuyen-muc/kinh-te/"))[0] == (count + 1, 0, 0)
        return len(captured)

    few = queries(10)

    assert queries(999) == few


# What import_pages notes by itself


def import_page(name):
    call_command("import_pages", str(PAGES / name), stdout=StringIO())


def test_an_imported_page_is_found_at_its_old_address(client):
    import_page("district.html")

    article = ImportedPage.objects.get().article
    response = client.get("/tin/-/asset_publisher/giu-huong-che")

    assert noted() == {"https://sonvong.example/tin/-/asset_publisher/giu-huong-che": article}
    assert (response.status_code, response.headers["Location"]) == (301, article.get_absolute_url())


def test_a_page_that_is_here_already_gets_the_address_that_a_later_file_knows():
    import_page("district.txt")
    assert noted() == {}
    version = ContentVersion.objects.get().number

    import_page("district.html")
    import_page("district.html")

    assert set(noted().values()) == {ImportedPage.objects.get().article}
    assert ContentVersion.objects.get().number == version + 1


def test_a_trial_run_notes_no_address():
    import_page("district.txt")

    call_command("import_pages", str(PAGES / "district.html"), dry_run=True, stdout=StringIO())

    assert noted() == {}


def test_what_was_decided_on_an_address_outlives_the_import(table):
    run(table("https://sonvong.example/tin/-/asset_publisher/giu-huong-che;"))

    import_page("district.html")

    assert noted() == {"https://sonvong.example/tin/-/asset_publisher/giu-huong-che": ""}


@pytest.mark.parametrize("address", ["", "http://sonvong.example/", "http://sonvong.example/index.php"])
def test_the_front_page_of_a_site_is_no_address_of_an_article(address):
    page = registry.read_page(PAGES / "district.txt")

    writer.write(replace(page, original_url=address), section="Tin", is_published=True)

    assert noted() == {}


@pytest.mark.parametrize("order", [1, -1])
def test_a_line_that_takes_the_place_of_a_known_address_opens_its_circle(table, order):
    run(table("/a;/b"))

    counts, said = run(table(*["/a;/c", "/b;/a"][::order]), replace=True)

    assert (counts, said, noted()) == ((2, 0, 0), {}, {"/a": "/c", "/b": "/a"})


def test_a_known_address_that_is_not_replaced_after_all_closes_the_circle(table):
    run(table("/a;/b"))

    counts, said = run(table("/b;/a", "/a;999", "/x;/y"), replace=True)

    assert (counts, set(said), noted()) == ((1, 0, 2), {1, 2}, {"/a": "/b", "/x": "/y"})


def test_a_replacement_that_would_be_a_circle_itself_leaves_the_others_to_be_looked_at_anew(table):
    run(table("/a;/b", "/x;/a"))

    counts, said = run(table("/b;/a", "/a;/x"), replace=True)

    assert (counts, set(said), noted()) == ((0, 0, 2), {1, 2}, {"/a": "/b", "/x": "/a"})


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [("http://xa-cu.example/", False), ("http://xa-cu.example", False), ("/", False), ("/?p=12", True)],
)
def test_the_front_page_of_a_former_site_is_refused(table, address, is_taken):
    counts, _said = run(table(f"{address};/luu-tru/"))

    assert counts == ((1, 0, 0) if is_taken else (0, 0, 1))


def test_a_default_document_of_a_former_site_leads_on(table, client):
    run(table("http://xa-cu.example/index.php;/luu-tru/"))

    assert client.get("/index.php")["Location"] == "/luu-tru/"
