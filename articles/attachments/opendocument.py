"""OpenDocument: which of them, without macros, event listeners and calls out."""

import re

from ..models import Attachment
from .addresses import is_far, refuse_formula, refuse_link
from .errors import calls_out, damaged, embedded, macros, no_document, protected
from .markup import Reader

TYPES = {
    b"application/vnd.oasis.opendocument.text": Attachment.Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Attachment.Kind.ODS,
    b"application/vnd.oasis.opendocument.presentation": Attachment.Kind.ODP,
}
MACRO_PARTS = re.compile(r"^(Basic|Scripts)/", re.I)
ENDINGS = {
    "xml", "rdf", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg", "svm", "webp", "ttf", "otf",
    "odttf", "mp3", "m4a", "wav", "ogg", "oga", "ogv", "mp4", "webm", "avi", "mov", "pdf", "bin", "thm",
}  # fmt: skip
STRANGE = {"applet", "floating-frame", "object-ole"}
FETCHED = {
    "image", "fill-image", "background-image", "section-source", "table-source", "object", "plugin", "sound", "audio",
    "video",
}  # fmt: skip
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
DDE = {"dde-source", "dde-link", "dde-connection-decl"}


class Check:
    def __init__(self, archive):
        self.archive = archive

    def kind(self) -> Attachment.Kind:
        entry = self.archive.file.getinfo("mimetype")
        kind = TYPES.get(b"".join(self.archive.pieces("mimetype"))) if entry.file_size < 100 else None
        if kind is None:
            raise no_document()
        if not {"META-INF/manifest.xml", "content.xml"} <= set(self.archive.names):
            raise damaged()
        return kind

    def reader_of(self, name):
        if MACRO_PARTS.search(name):
            raise macros()
        part = name.rpartition("/")[2]
        ending = part.rpartition(".")[2].lower() if "." in part else ""
        if ending and ending not in ENDINGS:
            raise embedded(name)
        if name == "META-INF/manifest.xml":
            return Reader(self._listed)
        if part in {"content.xml", "styles.xml"}:
            return Reader(self._seen)
        return Reader() if ending == "xml" else None

    def _listed(self, tag, _attributes):
        if tag == "encryption-data":
            raise protected()

    def _seen(self, tag, attributes):
        if tag == "event-listener" and (_is_script(attributes) or attributes.get("action") in {"execute", "macro"}):
            raise macros()
        if tag == "script" and ("language" in attributes or _is_script(attributes)):
            raise macros()
        if tag in STRANGE:
            raise embedded()
        address = attributes.get("href", "")
        if tag in DDE or (tag in FETCHED and _is_outside(address)):
            raise calls_out()
        if tag == "a":
            refuse_link(address)
        if "formula" in attributes:
            refuse_formula(attributes["formula"])


def _is_outside(address):
    """Whether something lies elsewhere than in the archive or beside it."""
    return is_far(address) or SCHEME.match(address.strip()) is not None


def _is_script(attributes):
    """Whether a listener runs something of its own; a presentation's "go to the next page" does not."""
    language = attributes.get("language", "").lower()
    leads_to_script = attributes.get("href", "").startswith(("vnd.sun.star.script:", "macro:", "javascript:"))
    return leads_to_script or "script" in language or "basic" in language
