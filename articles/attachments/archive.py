"""Documents that are ZIP archives: looked through whole and within bounds before anything in them is believed."""

from dataclasses import dataclass, field
from io import BytesIO
from struct import unpack
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from ..models import Attachment
from . import ooxml, opendocument
from .errors import damaged, embedded, no_document, protected, too_much_inside, two_in_one

MOST_ENTRIES = 5_000
MOST_UNPACKED = 192 * 1024 * 1024
STEP = 256 * 1024
MOST_LISTED = 2 * 1024 * 1024
END = 22  # bytes of the record at the end of an archive
LOCATOR = 20  # bytes of the record before it that names another list, of a size of its own
BEHIND = 70_000  # how far from the end such a record may stand, with a comment behind it
# How programs and documents begin that have no place inside a document. Office files are looked into.
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"%PDF-",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MSCF",
)
COMPOUND = b"\xd0\xcf\x11\xe0"  # an old Office file, an object of another program, or a store of macros
ENCRYPTED = 0x1


@dataclass
class Budget:
    """What may still be unpacked, for an archive and those inside it."""

    left: int = MOST_UNPACKED

    def take(self, size):
        self.left -= size
        if self.left < 0:
            raise too_much_inside()


@dataclass
class Archive:
    """An opened archive whose list of entries was found good."""

    file: ZipFile
    budget: Budget
    names: list[str] = field(default_factory=list)

    def pieces(self, name):
        """Yield an entry's bytes, counted against the budget."""
        with self.file.open(name) as entry:
            while piece := entry.read(STEP):
                self.budget.take(len(piece))
                yield piece


def kind_of(data: bytes, *, depth=0, budget=None) -> Attachment.Kind:
    """Return which document an archive is, or raise UnusableAttachment. One document may hold others, no deeper."""
    _measure_list(data)
    with ZipFile(BytesIO(data)) as file:
        archive = Archive(file, budget or Budget(), _names(file))
        if "[Content_Types].xml" in archive.names:
            check = ooxml.Check(archive)
        elif archive.names[0] == "mimetype":
            check = opendocument.Check(archive)
        else:
            raise no_document()
        for name in archive.names:
            _look_into(archive, check, name, depth)
        return check.kind()


def _measure_list(data):
    """Look at the list's size before it is read: a list of half a million names would fill the memory.

    The record that tells it must be the last thing in the file, so that nothing else can stand behind it.
    """
    signature, size = unpack("<4s8xI6x", data[-END:])
    if signature != b"PK\x05\x06":
        raise two_in_one() if b"PK\x05\x06" in data[-BEHIND:] else damaged()
    is_elsewhere = data[-END - LOCATOR : -END].startswith(b"PK\x06\x07")
    if size > MOST_LISTED or is_elsewhere:
        raise too_much_inside()


def _names(file):
    entries = file.infolist()
    if len(entries) > MOST_ENTRIES:
        raise too_much_inside()
    if min(entry.header_offset for entry in entries) != 0:
        raise two_in_one()
    names = [entry.filename for entry in entries]
    if len({name.casefold() for name in names}) != len(names) or any(map(_leads_out, names)):
        raise damaged()
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise protected()
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
        raise damaged()
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise too_much_inside()
    return names


def _leads_out(name):
    """Whether a name leads to another place than one below the folder in which an archive is opened."""
    parts = name.split("/")
    return not parts[0] or ".." in parts or any(char in name for char in "\\:\x00")


def _look_into(archive, check, name, depth):
    """Unpack an entry to its end, so that what is damaged or far larger than it says is known."""
    first, reader, kept = b"", check.reader_of(name), bytearray()
    for piece in archive.pieces(name):
        if not first:
            first = piece
            if first.startswith((*PROGRAMS, COMPOUND)):
                raise embedded(name)
        if first.startswith(b"PK"):
            kept += piece
        elif reader:
            reader.feed(piece)
    if reader and first and not first.startswith(b"PK"):  # LibreOffice leaves empty files of XML behind
        reader.close()
    if kept:
        if depth:
            raise embedded(name)
        kind_of(bytes(kept), depth=1, budget=archive.budget)
