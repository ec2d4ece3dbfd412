"""manage.py import_pages: what it writes, what it says, and that a second run changes nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.html import escape

from articles import search
from articles.models import Article, Author, Event, ImportedPage, Photo, Revision, Section
from articles.states import Status
from tests.factories import at, make_section, make_user, picture_bytes

pytestmark = pytest.mark.django_db
PAGES = Path(__file__).parent / "pages"
CITY, DISTRICT = PAGES / "city.txt", PAGES / "district.txt"


def run(*files, **options):
    out, err = StringIO(), StringIO()
    call_command("import_pages", *map(str, files), stdout=out, stderr=err, **options)
    return out.getvalue()


def test_pages_become_published_articles_at_their_own_time():
    run(CITY, DISTRICT)

    city, district = Article.objects.order_by("pk")
    assert [article.is_public for article in (city, district)] == [True, True]
    assert city.source.code == "SVP"
    assert not city.lead.startswith("SVP")
    assert district.section.name == "tin hoạt động"
    assert district.base_views == district.views > 0
    assert (city.updated_at, district.updated_at) == (city.published_at, district.published_at)
    assert '<p class="speaker">Phóng viên</p>' in district.body
    assert "<ol>" in district.body


def test_a_byline_is_split_into_name_and_position_or_organisation():
    run(CITY, DISTRICT)

    city, district = (article.bylines.get() for article in Article.objects.order_by("pk"))
    assert (bool(city.position), city.organisation) == (True, "")
    assert (district.position, bool(district.organisation)) == ("", True)
    assert {city.author, district.author} == set(Author.objects.all())


def test_a_page_without_a_section_goes_where_the_operator_says():
    output = run(CITY, section="Lưu trữ")

    assert Article.objects.get().section.name == "Lưu trữ"
    assert "Lưu trữ" in output


def test_a_section_is_found_by_its_name_whatever_its_case_and_marks():
    section = make_section("TIN HOẠT ĐỘNG")

    run(DISTRICT)

    assert Article.objects.get().section == section


def test_running_again_changes_nothing():
    run(CITY, DISTRICT)
    Article.objects.update(title="Biên tập viên đã sửa")
    tables = (Article, Revision, Event, ImportedPage, Section, Author)
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    output = run(CITY, DISTRICT)

    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert output.splitlines()[-1].split(": ")[1].startswith("0")


def test_a_trial_run_writes_nothing_and_reports_the_same_oddities():
    trial = run(CITY, dry_run=True)

    assert (Article.objects.count(), Section.objects.count(), Author.objects.count()) == (0, 0, 0)
    real = run(CITY)
    assert [line for line in trial.splitlines() if line.startswith("  -")] == [
        line for line in real.splitlines() if line.startswith("  -")
    ]
    assert ImportedPage.objects.get().report != []


def test_drafts_wait_for_an_editor_with_the_original_time():
    run(CITY, status="draft")

    article = Article.objects.get()
    assert article.status == Status.UNPUBLISHED
    assert Revision.objects.get().content["published_at"] is not None


def test_an_unreadable_file_fails_by_name_and_the_others_are_done(tmp_path):
    broken = tmp_path / "hong.txt"
    broken.write_bytes(b"\x00\x01")

    with pytest.raises(CommandError):
        run(broken, CITY)

    assert Article.objects.count() == 1


def test_imported_pages_are_found_by_search():
    run(DISTRICT)

    article = Article.objects.get()
    assert list(search.search(Article.objects.public(), article.title)) == [article]
    assert article.published_at < at("2026-01-01")


def test_the_editor_sees_what_the_reader_of_the_page_guessed(client):
    run(DISTRICT)
    client.force_login(make_user())
    article = Article.objects.get()

    page = client.get(f"/quan-tri/articles/article/{article.pk}/change/").text

    oddities = article.imported_from.report
    assert len(oddities) > 3
    for oddity in oddities:
        assert escape(oddity["message"]) in page


def test_pictures_saved_beside_a_page_come_into_the_library(tmp_path):
    (tmp_path / "trang_files").mkdir()
    (tmp_path / "trang_files" / "cau đá.jpg").write_bytes(picture_bytes())
    (tmp_path / "ngoai.jpg").write_bytes(picture_bytes((640, 480)))
    page = tmp_path / "trang" / "trang.html"
    page.parent.mkdir()
    (tmp_path / "trang_files").rename(page.parent / "trang_files")
    page.write_text(
        "<html><body><article><h1>Cầu Đá thông xe (08:05 03/11/2021)</h1><p>Đoạn mở đầu của tin này.</p>"
        '<p><img src="trang_files/cau%20%C4%91%C3%A1.jpg" alt="Cầu"></p><p>Cầu Đá ngày thông xe</p>'
        "<p>Đoạn một của bài, có dấu chấm.</p>"
        '<p><img src="../ngoai.jpg" alt="Ngoài"></p><p><img src="https://cu.example/mat.jpg" alt="Mất"></p>'
        "<p>Đoạn hai của bài, cũng có dấu chấm.</p><p>Thanh Sương - Trung tâm văn hoá</p></article></body></html>",
        "utf-8",
    )

    output = run(page)

    photo = Photo.objects.get()
    assert Article.objects.get().body.count("<img") == 1
    assert f'<img src="{photo.file.url}" alt="Cầu">' in Article.objects.get().body
    assert list(Article.objects.get().photos.all()) == [photo]
    assert "ngoai.jpg" in output
    assert "mat.jpg" in output
