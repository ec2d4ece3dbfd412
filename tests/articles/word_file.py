"""Word files for tests, written part by part as the format has it."""

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = f"""<w:styles {NAMES}>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>
<w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="u2"><w:name w:val="heading 2"/><w:basedOn w:val="u1"/><w:pPr>
<w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Dieu"><w:name w:val="Dieu"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>
</w:pPr></w:style></w:styles>"""


def word_file(*body, numbering="", name="van-ban.docx", parts=None, links=(), styles=STYLES, document=None):
    """A .docx with these paragraphs. `links` are (id, kind, target, whether outside); `parts` more names and bytes."""
    named = [("rStyles", "styles", "styles.xml", False), ("rNumbering", "numbering", "numbering.xml", False), *links]
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations([("rId1", "officeDocument", "word/document.xml", False)]),
        "word/_rels/document.xml.rels": relations(named),
        "word/document.xml": document
        or f"<w:document {NAMES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": styles,
        "word/numbering.xml": f"<w:numbering {NAMES}>{numbering}</w:numbering>",
    } | (parts or {})
    return SimpleUploadedFile(name, zipped(files))


def zipped(files):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(rows):
    return (
        f'<Relationships xmlns="{RELATIONS}">'
        + "".join(
            f'<Relationship Id="{key}" Type="{KINDS}/{kind}" Target="{target}"'
            f"{' TargetMode="External"' if is_outside else ''}/>"
            for key, kind, target, is_outside in rows
        )
        + "</Relationships>"
    )


def p(words="", style="", list_id=None, level=0):
    """A paragraph; `words` is text, or runs of one's own."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if list_id is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{words if words.startswith('<') else r(words)}</w:p>"


def r(words, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def form(key, *levels):
    """A list's form; each level is (format, label) or (format, label, start)."""
    written = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{level[2] if len(level) > 2 else 1}"/><w:numFmt w:val="{level[0]}"/>'
        f'<w:lvlText w:val="{level[1]}"/></w:lvl>'
        for at, level in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{key}">{written}</w:abstractNum>'


def num(key, form_key, starts=None):
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for at, start in (starts or {}).items()
    )
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{form_key}"/>{overrides}</w:num>'


def cell(words, span=1, merge=None):
    merged = {None: "", "begins": '<w:vMerge w:val="restart"/>', "goes on": "<w:vMerge/>"}[merge]
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{p(words)}</w:tc>'


def table(*rows, heads=0):
    return (
        "<w:tbl>"
        + "".join(
            f"<w:tr><w:trPr>{'<w:tblHeader/>' if at < heads else ''}</w:trPr>{''.join(row)}</w:tr>"
            for at, row in enumerate(rows)
        )
        + "</w:tbl>"
    )


def picture(key, alt=""):
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{alt}"/><a:graphic><a:graphicData>'
        f'<a:blip r:embed="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
