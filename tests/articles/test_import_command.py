"""manage.py import_pages: what it writes, what it says, and that a second run changes nothing."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils.html import escape

from articles import search
from articles.importers import writer
from articles.models import Article, Author, ContentVersion, Event, ImportedPage, Photo, Revision, Section
from articles.states import Status
from tests.factories import at, make_section, make_user, picture_bytes

pytestmark = pytest.mark.django_db
PAGES = Path(__file__).parent / "pages"
CITY, DISTRICT = PAGES / "city.txt", PAGES / "district.txt"


def run(*files, err=None, **options):
    out = StringIO()
    call_command("import_pages", *map(str, files), stdout=out, stderr=err or StringIO(), **options)
    return out.getvalue()


def write_page(folder, name, heading, *paragraphs):
    page = folder / name
    page.write_text("\n\n".join([heading, *paragraphs]), "utf-8")
    return page


def counts_of(output):
    """Return (imported, unchanged, failed) from the last line, in whatever language it is."""
    return tuple(int(number) for number in re.findall(r"\d+", output.splitlines()[-1]))


def reported(article):
    return {oddity["code"] for oddity in article.imported_from.report}


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
    assert counts_of(output) == (0, 2, 0)


def test_the_crawl_and_the_saved_page_of_one_page_are_one_article():
    run(DISTRICT)

    output = run(PAGES / "district.html")

    assert counts_of(output) == (0, 1, 0)
    assert Article.objects.count() == 1


def test_another_text_under_the_same_title_and_time_is_another_page(tmp_path):
    heading = "Lịch công tác tuần (12/10/2020)"
    first = write_page(tmp_path, "tuan1.txt", heading, "Thứ hai họp giao ban tại xã.", "Thứ ba tiếp công dân ở xã.")
    second = write_page(tmp_path, "tuan2.txt", heading, "Thứ hai tiếp công dân ở xã.", "Thứ ba họp giao ban tại xã.")

    output = run(first, second)

    assert counts_of(output) == (2, 0, 0)
    assert ["same-heading" in reported(article) for article in Article.objects.order_by("pk")] == [False, True]
    assert counts_of(run(second, first)) == (0, 2, 0)


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


def test_drafts_raise_the_content_version_where_they_bring_sections_or_authors():
    before = ContentVersion.objects.get().number

    run(DISTRICT, status="draft")

    after = ContentVersion.objects.get().number
    assert after == before + 2  # its section and its author
    run(CITY, section="tin hoạt động", status="draft")
    assert ContentVersion.objects.get().number == after + 1  # its author
    Article.objects.all().update(title="Sửa tay")
    run(DISTRICT, status="draft")
    assert ContentVersion.objects.get().number == after + 1


def test_a_page_without_text_stays_a_draft_and_says_so(tmp_path):
    empty = write_page(tmp_path, "trong.txt", "Thông báo mời họp (08:05 03/11/2021)")

    output = run(empty, CITY)

    notice, city = Article.objects.order_by("pk")
    assert (notice.status, city.status) == (Status.UNPUBLISHED, Status.PUBLISHED)
    assert "stays-draft" in reported(notice)
    assert "stays-draft" not in reported(city)
    assert counts_of(output) == (2, 0, 0)


def test_a_page_of_a_picture_alone_stays_a_draft_where_the_picture_is_lost(tmp_path):
    page = tmp_path / "anh.html"
    page.write_text(
        "<html><body><h1>Cầu Đá thông xe (08:05 03/11/2021)</h1>"
        '<p><img src="https://cu.example/mat.jpg" alt="Mất"></p></body></html>',
        "utf-8",
    )

    run(page)

    article = Article.objects.get()
    assert article.status == Status.UNPUBLISHED
    assert {"picture-missing", "stays-draft"} <= reported(article)


def test_a_page_from_the_future_stays_a_draft_and_says_so_in_the_trial_run_too(tmp_path):
    page = write_page(tmp_path, "sau.txt", "Họp tổng kết (08:05 03/11/2099)", "Xã họp tổng kết năm.", "Mời bà con dự.")

    trial = run(page, dry_run=True)
    real = run(page)

    article = Article.objects.get()
    assert article.status == Status.UNPUBLISHED
    assert "stays-draft" in reported(article)
    assert trial.splitlines()[:-2] == real.splitlines()[:-1]


def test_a_year_that_cannot_be_fails_by_name_and_the_others_are_done(tmp_path):
    page = write_page(tmp_path, "nam1.txt", "Họp tổng kết (01/01/0001)", "Xã họp tổng kết năm.", "Mời bà con dự.")
    err = StringIO()

    with pytest.raises(CommandError):
        run(page, CITY, err=err)

    assert re.findall(r"nam1\.txt: .*\b1\b", err.getvalue()) != []
    assert [article.published_at.year for article in Article.objects.all()] == [2021]


def test_an_error_that_nobody_foresaw_does_not_stop_the_others(monkeypatch):
    real = writer.write

    def failing(page, **options):
        if page.file_name == CITY.name:
            raise ValueError("broken")
        return real(page, **options)

    monkeypatch.setattr(writer, "write", failing)
    err = StringIO()

    with pytest.raises(CommandError):
        run(CITY, DISTRICT, err=err)

    assert Article.objects.get().imported_from.file_name == DISTRICT.name
    assert "ValueError('broken')" in err.getvalue()


@pytest.mark.parametrize("name", ["", " \u200b "])
def test_an_empty_name_of_a_section_is_refused(name):
    with pytest.raises(CommandError, match="--section"):
        run(CITY, section=name)

    assert Article.objects.count() == 0


def test_a_row_that_another_import_makes_at_the_same_time_is_taken():
    theirs = make_section("tin hoạt động")
    answers = iter([None, theirs])  # not there at the first look, and there when ours is refused
    before = ContentVersion.objects.get().number

    found = writer._found_or_made(lambda: next(answers), lambda: make_section("tin hoạt động"))

    assert found == theirs
    assert Section.objects.count() == 1
    assert ContentVersion.objects.get().number == before


def test_a_row_that_is_refused_again_and_again_is_an_error():
    make_section("tin hoạt động")

    with pytest.raises(IntegrityError):
        writer._found_or_made(lambda: None, lambda: make_section("tin hoạt động"))


def test_a_page_that_another_import_brings_at_the_same_time_is_unchanged(monkeypatch):
    run(CITY)
    answers = iter([False])
    is_known = writer.is_known
    monkeypatch.setattr(writer, "is_known", lambda page: next(answers, None) is None and is_known(page))

    output = run(CITY)

    assert counts_of(output) == (0, 1, 0)
    assert (Article.objects.count(), ImportedPage.objects.count()) == (1, 1)


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
    assert f'<img src="{photo.file.url}" alt="Cầu" width="1200" height="800">' in Article.objects.get().body
    assert list(Article.objects.get().photos.all()) == [photo]
    assert "ngoai.jpg" in output
    assert "mat.jpg" in output
