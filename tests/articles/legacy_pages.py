"""Legacy pages for the tests of their readers: stored ones, and ones written for the occasion."""

from pathlib import Path

from articles.importers.record import ImportedPage
from articles.importers.registry import read_page

PAGES = Path(__file__).parent / "pages"

DATED_TITLE = "Tin thôn Khe Lim (08:05 03/11/2021)"


def read(name: str) -> ImportedPage:
    return read_page(PAGES / name)


def page_of(tmp_path, content: str | bytes, format: str | None = None) -> ImportedPage:
    path = tmp_path / "page.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_page(path, format)


def oddities(page: ImportedPage) -> list[tuple[str, int | None]]:
    return [(oddity.code, oddity.line) for oddity in page.oddities]


def city_text(*lines: str) -> str:
    """A city page with a title, a lead and a byline around the lines."""
    return "\n".join((DATED_TITLE, "Câu mở đầu của tin.", *lines, "Thanh Sương - Trung tâm văn hóa"))
