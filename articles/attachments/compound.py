"""Word, Excel and PowerPoint until 2003: a file system in a file, read no further than to tell what is in it."""

import re
from dataclasses import dataclass
from struct import unpack_from

from ..models import Attachment
from .errors import calls_out, damaged, embedded, macros, no_document, protected

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOBODY = 0xFFFFFFFF
MOST_PARTS = 10_000
ROOT, STORAGE, STREAM = 5, 1, 2
SMALL = 4096  # bytes; shorter streams lie together in the root's own
MAIN = {
    "worddocument": Attachment.Kind.DOC,
    "workbook": Attachment.Kind.XLS,
    "book": Attachment.Kind.XLS,
    "powerpoint document": Attachment.Kind.PPT,
}
MACROS = {"macros", "vba", "_vba_project", "_vba_project_cur"}
LOCKED = {"encryptedpackage", "encryptioninfo", "encryptedsummary"}
OBJECTS = {"\x01ole10native", "package"}
EMBEDDED_SHEET = re.compile(r"mbd[0-9a-f]{8}")
# A field begins with the character 0x13; its words stand in one byte each or in two.
DDE = re.compile(rb"\x13[\s\x00]{0,40}D\x00?D\x00?E(?:[\s\x00]|A\x00?U\x00?T\x00?O)", re.I)


@dataclass
class Part:
    """A storage (folder) or stream (file) of the directory."""

    name: str
    kind: int
    child: int
    start: int
    size: int


def kind_of(data: bytes) -> Attachment.Kind:
    """Return which document this is, or raise UnusableAttachment."""
    disk = Disk(data)
    names = {part.name for part in disk.parts}
    if names & LOCKED:
        raise protected()
    kinds = {MAIN[name] for name in names & MAIN.keys()}
    if len(kinds) != 1:
        raise no_document()
    if names & MACROS:
        raise macros()
    _refuse_objects(disk)
    [kind] = kinds
    main = next(part for part in disk.parts if MAIN.get(part.name) == kind and part.kind == STREAM)
    CHECKS[kind](disk.read(main))
    return kind


def _refuse_objects(disk):
    for part in disk.parts:
        is_full_pool = part.name == "objectpool" and part.child != NOBODY  # Word leaves an empty one behind
        if is_full_pool or part.name in OBJECTS or EMBEDDED_SHEET.fullmatch(part.name):
            raise embedded()


class Disk:
    """Sectors, the table that chains them, and the directory. Each chain is followed once and within the file."""

    def __init__(self, data):
        self.data = data
        shift, small_shift = unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small_shift != 6:
            raise damaged()
        self.size = 1 << shift
        self.most = len(data) // self.size + 1
        tables, directory, small_table, more = self._header()
        self.table = self._numbers(self._listed(tables, more))
        self.parts = self._parts(self._chain(directory))
        root = self.parts[0]
        self.small_table = self._numbers(self._chain(small_table)) if small_table < self.most else ()
        self.small = self._joined(self._chain(root.start)) if root.start < self.most else b""

    def read(self, part) -> bytes:
        if part.size > len(self.data):
            raise damaged()
        if part.size >= SMALL:
            return self._joined(self._chain(part.start))[: part.size]
        chain = self._chain(part.start, self.small_table, len(self.small) // 64 + 1) if part.size else []
        return b"".join(self.small[number * 64 : number * 64 + 64] for number in chain)[: part.size]

    def _header(self):
        count, directory = unpack_from("<II", self.data, 44)
        small_table = unpack_from("<I", self.data, 60)[0]
        more = unpack_from("<I", self.data, 68)[0]
        if not 0 < count <= self.most:
            raise damaged()
        return count, directory, small_table, more

    def _listed(self, count, more):
        """The sectors that hold the table: the first 109 are named in the header, the rest in sectors of their own."""
        named, seen = list(unpack_from("<109I", self.data, 76)), set()
        while more < self.most and len(named) < count:
            if more in seen:
                raise damaged()
            seen.add(more)
            *further, more = unpack_from(f"<{self.size // 4}I", self._sector(more))
            named += further
        return named[:count]

    def _numbers(self, sectors):
        return unpack_from(f"<{len(sectors) * self.size // 4}I", self._joined(sectors))

    def _sector(self, number):
        start = (number + 1) * self.size
        part = self.data[start : start + self.size]
        if not part:
            raise damaged()
        return part.ljust(self.size, b"\x00")  # the last one may end with the file

    def _joined(self, sectors):
        return b"".join(map(self._sector, sectors))

    def _chain(self, start, table=None, most=None):
        table, most = self.table if table is None else table, most or self.most
        chain = []
        while start < 0xFFFFFFF0:
            if len(chain) > most:
                raise damaged()  # it leads in a circle
            chain.append(start)
            start = table[start]
        return chain

    def _parts(self, chain):
        directory = self._joined(chain)
        if len(directory) // 128 > MOST_PARTS:
            raise damaged()
        parts = [self._part(directory, at) for at in range(0, len(directory), 128)]
        if not parts or parts[0].kind != ROOT:
            raise damaged()
        return [part for part in parts if part.kind in {ROOT, STORAGE, STREAM}]

    def _part(self, directory, at):
        length, kind = unpack_from("<HB", directory, at + 64)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").casefold()
        child = unpack_from("<I", directory, at + 76)[0]
        start, size = unpack_from("<II", directory, at + 116)
        return Part(name, kind, child, start, size)


def _check_word(stream):
    if unpack_from("<H", stream)[0] not in {0xA5EC, 0xA5DC}:
        raise damaged()
    if unpack_from("<H", stream, 10)[0] & 0x0100:
        raise protected()
    if DDE.search(stream):
        raise calls_out()


def _check_sheets(stream):
    """Read the workbook's own records: whether it is locked, and whether a sheet holds macros of the oldest kind."""
    if unpack_from("<H", stream)[0] & 0xFF != 0x09:
        raise damaged()
    at = 0
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        if kind == 0x2F:  # FILEPASS
            raise protected()
        if kind == 0x85 and length >= 6 and stream[at + 9] in {0x01, 0x06}:  # BOUNDSHEET
            raise macros()
        if kind == 0x0A:  # EOF: the sheets come next
            return
        at += 4 + length
    raise damaged()


def _check_slides(stream):
    """Walk through all records, into those that hold others."""
    at = 0
    while at + 8 <= len(stream):
        shape, kind, length = unpack_from("<HHI", stream, at)
        if kind == 0x0400 and length >= 8 and unpack_from("<I", stream, at + 12)[0]:  # VBAInfoAtom
            raise macros()
        if kind == 0x1011:  # ExternalOleObjectStg
            raise embedded()
        at += 8 if shape & 0x0F == 0x0F else 8 + length


CHECKS = {
    Attachment.Kind.DOC: _check_word,
    Attachment.Kind.XLS: _check_sheets,
    Attachment.Kind.PPT: _check_slides,
}
