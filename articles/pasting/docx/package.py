"""The parts of a .docx: a ZIP of XML files, opened as if somebody had made it to do harm.

Bounded are the file, the list of its entries (measured before it is read), what each part unpacks to (counted while it
is unpacked, whatever the list says), the elements and attributes of its XML and the length of each tag. A document type
is refused, and with it every entity; nothing outside the file is ever followed.
"""

import posixpath
import zipfile
import zlib
from struct import unpack
from xml.parsers import expat  # noqa: S407  no DTD, no entities: see _Parser

from django.utils.translation import gettext as _

LARGEST_FILE = 25 * 1024 * 1024
MOST_ENTRIES = 2000
LARGEST_PART = 12 * 1024 * 1024
LARGEST_PICTURE = 20 * 1024 * 1024
LARGEST_TOTAL = 120 * 1024 * 1024  # of all that is unpacked for one draft
LARGEST_LIST = 1024**2  # bytes of the archive's list of entries
END, LOCATOR = 22, 20  # bytes of the records behind that list: where it is, and whether there is another one
MOST_ELEMENTS = 400_000
MOST_ATTRIBUTES = 1_200_000
LARGEST_TAG = 1024**2  # Word itself writes drawings into attributes
PIECE = 64 * 1024
DEEPEST = 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and .docx under a password
UNUSED = ("?:", "w:rsid")  # attributes that nobody asks for: of unknown namespaces, and who edited when
SIGNATURE_ZIP = b"PK\x03\x04"

# Both editions of the format, by the prefix that everybody writes.
NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://purl.oclc.org/ooxml/drawingml/main": "a:",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "urn:schemas-microsoft-com:vml": "v:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/package/2006/content-types": "",
    "http://schemas.openxmlformats.org/officeDocument/2006/math/": "m:",
}


class UnreadableFile(Exception):
    """The file can't become a draft; the message says why, and what to do."""


class Element:
    __slots__ = ("attributes", "children", "tag", "text")

    def __init__(self, tag, attributes):
        self.tag, self.attributes, self.children, self.text = tag, attributes, [], ""

    def find(self, *path):
        """Return the first element along a path of tags, or None."""
        found = self
        for tag in path:
            found = next((child for child in found.children if child.tag == tag), None)
            if found is None:
                return None
        return found

    def all(self, tag):
        return [child for child in self.children if child.tag == tag]

    def value(self, *path, attribute="w:val", default=""):
        found = self.find(*path)
        return default if found is None else found.attributes.get(attribute, default)

    def is_on(self, *path):
        """Whether a switch stands here and is not off; None where it isn't here."""
        found = self.find(*path)
        return None if found is None else found.attributes.get("w:val", "1") not in {"0", "false", "off", "none"}

    def anywhere(self, tag, besides=()):
        """Yield the outermost elements of a tag, but for those in others that are told."""
        for child in self.children:
            if child.tag == tag:
                yield child
            elif child.tag not in besides:
                yield from child.anywhere(tag, besides)


class Package:
    """The file, its main document and what that names."""

    def __init__(self, file):
        self.left = LARGEST_TOTAL
        self.elements = self.attributes = 0
        size = getattr(file, "size", None)
        if size is not None and size > LARGEST_FILE:
            raise UnreadableFile(_("The file is larger than %(limit)s MB.") % {"limit": LARGEST_FILE // 1024**2})
        head = file.read(8)
        file.seek(0)
        if head == OLE:
            raise UnreadableFile(
                _("This is an old .doc file, or one with a password. Open it in Word, save it as .docx, and try again.")
            )
        try:
            if not head.startswith(SIGNATURE_ZIP):
                raise zipfile.BadZipFile
            _measure_list(file)
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableFile(
                _("This is not a Word file (.docx). Open it where it was written and save it as .docx.")
            ) from error
        names = self.zip.namelist()
        if len(names) > MOST_ENTRIES:
            raise UnreadableFile(_("This file is packed in a way that Word doesn’t use. Save it anew in Word."))
        self.names = set(names)
        self.main = self._main()
        self.links = self.relations_of(self.main)

    def _main(self):
        for relation in self._relations("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                name = posixpath.normpath(relation.get("Target", "").lstrip("/"))
                if name in self.names and name.endswith(".xml"):
                    return name
        raise UnreadableFile(_("This is not a Word file (.docx). Open it where it was written and save it as .docx."))

    def relations_of(self, part):
        """Return what a part names: id → (kind, target, whether it lies outside)."""
        folder, name = posixpath.split(part)
        found = {}
        for relation in self._relations(posixpath.join(folder, "_rels", f"{name}.rels")):
            target, is_outside = relation.get("Target", ""), relation.get("TargetMode") == "External"
            if not is_outside:
                target = posixpath.normpath(
                    posixpath.join("" if target.startswith("/") else folder, target.lstrip("/"))
                )
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target, is_outside)
        return found

    def _relations(self, name):
        root = self.xml(name)
        return [child.attributes for child in root.all("Relationship")] if root else []

    def related(self, kind):
        """Return the XML of the part that the document names for this ("styles", "numbering" …), or None."""
        for found, target, is_outside in self.links.values():
            if found == kind and not is_outside:
                return self.xml(target)
        return None

    def xml(self, name):
        """Return the root of an XML part, or None where there is no such part."""
        if name not in self.names:
            return None
        return _Parser(self).read(self.data(name, LARGEST_PART))

    def data(self, name, limit=LARGEST_PICTURE):
        """Return the bytes of a part, never more than the limit."""
        try:
            with self.zip.open(name) as part:
                data = part.read(min(limit, self.left) + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            RuntimeError,
            NotImplementedError,
            OSError,
            EOFError,
            ValueError,
        ) as error:
            raise UnreadableFile(_("The file is damaged or has a password. Save it anew in Word.")) from error
        if len(data) > min(limit, self.left):
            raise _too_much()
        self.left -= len(data)
        return data


def _measure_list(file):
    """Look at the size of the archive's list before it is read: half a million names would fill the memory."""
    length = file.seek(0, 2)
    file.seek(max(0, length - END - LOCATOR))
    tail = file.read()
    file.seek(0)
    signature, size = unpack("<4s8xI6x", tail[-END:]) if len(tail) >= END else (b"", 0)
    is_elsewhere = tail[:-END].startswith(b"PK\x06\x07")  # where the other record is, its size would count
    if signature != b"PK\x05\x06" or size > LARGEST_LIST or is_elsewhere:
        raise UnreadableFile(_("This file is packed in a way that Word doesn’t use. Save it anew in Word."))


class _Parser:
    """expat without all that makes XML dangerous; the elements of the known namespaces, words only where words are."""

    def __init__(self, package):
        self.package = package
        self.open = [Element("", {})]
        self.parser = expat.ParserCreate(namespace_separator="\n")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ExternalEntityRefHandler = self._refuse

    def read(self, data):
        try:
            for start in range(0, len(data), PIECE):
                self.parser.Parse(data[start : start + PIECE], False)
                if min(start + PIECE, len(data)) - self.parser.CurrentByteIndex > LARGEST_TAG:
                    raise _too_much()
            self.parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise UnreadableFile(_("The file is damaged or has a password. Save it anew in Word.")) from error
        return self.open[0].children[0]

    def _start(self, tag, attributes):
        self.package.elements += 1
        self.package.attributes += len(attributes)
        is_too_much = self.package.elements > MOST_ELEMENTS or self.package.attributes > MOST_ATTRIBUTES
        if is_too_much or len(self.open) > DEEPEST:
            raise _too_much()
        kept = {_short(name): value for name, value in attributes.items()}
        element = Element(_short(tag), {name: value for name, value in kept.items() if not name.startswith(UNUSED)})
        self.open[-1].children.append(element)
        self.open.append(element)

    def _end(self, _tag):
        self.open.pop()

    def _words(self, words):
        if self.open[-1].tag in {"w:t", "w:instrText", "m:t"}:
            self.open[-1].text += words

    def _refuse(self, *_arguments):
        raise UnreadableFile(_("This file is packed in a way that Word doesn’t use. Save it anew in Word."))


def _too_much():
    return UnreadableFile(_("The file unpacks to more than can be read. Save it anew in Word, or in parts."))


def _short(name):
    namespace, _newline, local = name.rpartition("\n")
    return f"{NAMESPACES.get(namespace, '?:')}{local}" if namespace else local
