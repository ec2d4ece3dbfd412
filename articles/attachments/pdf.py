"""PDF: whole, open, and without anything that acts.

Where the file and its readers disagree, an attacker hides things. So nothing of the structure is trusted: the names
of what acts are looked for in the file as it stands and in whatever can be unpacked from it.
"""

import re
import zlib
from io import BytesIO
from zipfile import is_zipfile

from django.utils.translation import gettext as _

from ..models import Attachment
from .errors import UnusableAttachment, damaged, embedded, protected, too_much_inside, two_in_one
from .pdf_opening import Opening

MOST_UNPACKED = 192 * 1024 * 1024  # of all streams together
SAMPLE = 1024 * 1024  # of a picture: nobody keeps objects there, and scanned pages unpack to gigabytes
STEP = 64 * 1024
OVERLAP = 256  # longer than any name looked for, spelt with escapes
DEEPEST = 3  # a stream packed within a stream
MOST_OBJECTS = 8 * 1024 * 1024  # of one stream: programs pack a few hundred together
END_WITHIN = 2048
HEADER = re.compile(rb"%PDF-[12]\.[0-9]")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")  # "/J#61vaScript" is /JavaScript
STREAM = re.compile(rb"(?<!end)stream[ \t]{0,8}(?:\r\n|\n|\r)?")
START = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF[\s\x00]*\Z")
XREF = re.compile(rb"\s*(?:xref\b|[0-9]{1,10}\s+[0-9]{1,5}\s+obj\b)")
NAME_ENDS = rb"(?=[\x00\s/<>\[\](){}%]|\Z)"
ACTS = re.compile(rb"/(?:JavaScript|Launch|RichMedia|XFA|SubmitForm|ImportData|GoToE|Rendition)" + NAME_ENDS)
HOLDS = re.compile(rb"/EmbeddedFiles?" + NAME_ENDS)
LOCKED = re.compile(rb"/Encrypt" + NAME_ENDS)
PICTURE = re.compile(rb"/Image" + NAME_ENDS)
OBJECTS = re.compile(rb"/ObjStm" + NAME_ENDS)
# No program packs its objects in these ways; they serve to hide them.
ODD = re.compile(
    rb"/(?:ASCIIHexDecode|ASCII85Decode|LZWDecode|RunLengthDecode|Crypt|AHx|A85|LZW|RL)" + NAME_ENDS
    + rb"|/Predictor\s+(?!1\b)"
)  # fmt: skip


def kind_of(data: bytes) -> Attachment.Kind:
    """Return that this is a PDF, or raise UnusableAttachment."""
    if not HEADER.match(data):
        raise damaged()
    if is_zipfile(BytesIO(data)):
        raise two_in_one()
    start = START.search(data, max(0, len(data) - END_WITHIN))
    if start is None or not XREF.match(data, int(start[1])):
        raise damaged()
    _look_through(data)
    budgets = {True: MOST_UNPACKED, False: MOST_UNPACKED}  # of pictures, of all else
    opening = Opening()
    opening.look_through(_read(data))
    before = 0
    for found in STREAM.finditer(data):
        about = _read(data[before : found.start()])
        _unpack(data, found.end(), about, budgets, opening)
        before = found.end()
    if opening.goes_elsewhere:
        raise _acts()
    return Attachment.Kind.PDF


def _look_through(part):
    part = _read(part)
    if LOCKED.search(part):
        raise protected()
    if ACTS.search(part):
        raise _acts()
    if HOLDS.search(part):
        raise embedded()


def _read(part):
    """Names as a reader of PDF takes them."""
    return ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), part)


def _acts():
    return UnusableAttachment(
        _("This PDF contains a script or an action that starts by itself. Print it to PDF and upload that.")
    )


def _hides():
    return UnusableAttachment(_("This PDF hides its parts in an unusual way. Print it to PDF and upload that."))


def _unpack(data, at, about, budgets, opening):
    """Look through what a stream unpacks to, in pieces. Of pictures only as much as the budget for them allows."""
    has_objects = bool(OBJECTS.search(about))
    if has_objects and ODD.search(about):
        raise _hides()
    is_picture = not has_objects and bool(PICTURE.search(about))
    most = min(SAMPLE, budgets[True]) if is_picture else budgets[False]
    part, meter = memoryview(data)[at:], [most]
    layers = _unpacked(part, Layer(meter, has_objects)) if _is_packed(part) else []
    if has_objects:
        end = data.find(b"endstream", at, at + MOST_OBJECTS)
        plain = data[at : end if end > 0 else at + MOST_OBJECTS]  # some are not packed
        meter[0] -= len(plain)
        for objects in [plain, *(bytes(layer.kept) for layer in layers)]:
            opening.look_into(_read(objects), about)
    if meter[0] <= 0 and not is_picture:
        raise too_much_inside()
    budgets[is_picture] -= most - meter[0]


def _is_packed(part):
    return len(part) > 2 and part[0] & 0x0F == 8 and (part[0] << 8 | part[1]) % 31 == 0


def _unpacked(part, layer):
    """Unpack as far as it goes: what follows a stream is no part of it, and some are broken. Return the layers."""
    for start in range(0, len(part), STEP):
        if layer.is_over:
            break
        layer.feed(bytes(part[start : start + STEP]))
    layers = [layer]
    while layer := layer.inner:
        layers.append(layer)
    return layers


class Layer:
    """What one packing holds: looked through piece by piece, and unpacked again where it is packed once more."""

    def __init__(self, meter, keeps, depth=1):
        self.machine, self.meter, self.keeps, self.depth = zlib.decompressobj(), meter, keeps, depth
        self.inner, self.is_broken = None, False
        self.before = b""  # what was looked through last: a name may be cut in two
        self.head = b""  # the first bytes, while they are too few to tell whether they are packed
        self.kept = bytearray()

    @property
    def is_over(self):
        return self.is_broken or self.machine.eof or self.meter[0] <= 0

    def feed(self, given):
        """Both what comes out and what went in is taken off the meter: some streams unpack to nothing, slowly."""
        self.meter[0] -= len(given)
        while given and not self.is_over:
            try:
                piece = self.machine.decompress(given, STEP)
            except zlib.error:
                self.is_broken = True
                return
            self.meter[0] -= len(piece)
            self._take(piece)
            given = self.machine.unconsumed_tail

    def _take(self, piece):
        part = self.before + piece
        _look_through(part)
        self.before = part[-OVERLAP:]
        if self.keeps:
            self.kept += piece
            if len(self.kept) > MOST_OBJECTS:
                raise too_much_inside()
        if self.head is None:
            self._hand_on(piece)
        elif len(self.head) + len(piece) > 2:
            piece, self.head = self.head + piece, None
            if _is_packed(piece):
                if self.depth == DEEPEST:
                    raise _hides()
                self.inner = Layer(self.meter, self.keeps, self.depth + 1)
            self._hand_on(piece)
        else:
            self.head += piece

    def _hand_on(self, piece):
        if self.inner:
            self.inner.feed(piece)
