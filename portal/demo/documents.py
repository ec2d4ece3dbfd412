"""The demo's documents, made at loading: a notice as it hangs on the board, in PDF, and a form to fill in, for Word."""

import tomllib
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.html import escape
from PIL import Image, ImageDraw, ImageFont

from articles import attachments
from articles.models import Attachment

HERE = Path(__file__).parent
FONTS = settings.BASE_DIR / "static" / "fonts"
DPI = 150
PAPER = (1240, 1754)  # A4 at that resolution
MARGIN, LINE = 130, 62

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PARTS = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{OFFICE}"/></Types>'
    ),
    "_rels/.rels": (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    ),
}


def document(name, by):
    """The library's document of a file name: taken in at its first use, through the door like any other."""
    row = next(row for row in _rows() if row["file"] == name)
    known = Attachment.objects.filter(original_name=name).first()
    if known:
        return known
    data = MAKERS[name.rpartition(".")[2]](row)
    return attachments.take_in(ContentFile(data, name), title=row["title"], by=by)


@cache
def _rows():
    return tomllib.loads((HERE / "documents.toml").read_text("utf-8"))["document"]


def _pdf(row):
    """One page as a scanner would give it, in the site's own letters: PDF's built-in ones lack most of Vietnamese."""
    page = Image.new("L", PAPER, 255)
    pen = ImageDraw.Draw(page)
    faces = {bold: _face(700 if bold else 400, 34 if bold else 28) for bold in (True, False)}
    for number, line in enumerate(row["lines"]):
        is_bold = line.startswith("#")
        pen.text((MARGIN, MARGIN + number * LINE), line.lstrip("# "), font=faces[is_bold], fill=0)
    out = BytesIO()
    page.convert("1").save(out, "PDF", resolution=DPI, title=row["title"])
    return out.getvalue()


def _face(weight, size):
    return ImageFont.truetype(FONTS / f"be-vietnam-pro-{weight}.woff2", size)


def _docx(row):
    lines = "".join(_paragraph(line) for line in row["lines"])
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{lines}</w:body></w:document>"
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, part in (PARTS | {"word/document.xml": text}).items():
            file.writestr(name, part)
    return out.getvalue()


def _paragraph(line):
    bold = "<w:rPr><w:b/></w:rPr>" if line.startswith("#") else ""
    words = escape(line.lstrip("# "))
    return f'<w:p><w:r>{bold}<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


MAKERS = {"pdf": _pdf, "docx": _docx}
