"""Word, Excel and PowerPoint since 2007: which of them, without macros, objects of other programs and calls out."""

import re

from ..models import Attachment
from .addresses import is_far, is_on_a_machine, refuse_formula, refuse_link
from .errors import calls_out, damaged, embedded, macros, no_document, starts_something, too_much_inside
from .markup import Reader

PREFIX = "application/vnd.openxmlformats-officedocument."
MAIN = {
    f"{PREFIX}wordprocessingml.document.main+xml": Attachment.Kind.DOCX,
    f"{PREFIX}spreadsheetml.sheet.main+xml": Attachment.Kind.XLSX,
    f"{PREFIX}presentationml.presentation.main+xml": Attachment.Kind.PPTX,
}
MACROS = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex")
OBJECTS = ("oleobject", "package")
# What Office itself puts into a document; anything else was put there by hand.
ENDINGS = {
    "xml", "rels", "vml", "bin", "sigs", "psdsxs", "odttf", "fntdata", "dat", "xlsx", "docx", "pptx",
    "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "tif", "tiff", "emf", "wmf", "emz", "wmz", "svg", "wdp",
    "webp", "ico", "pct", "pict", "mp3", "m4a", "wav", "wma", "mid", "mp4", "m4v", "mov", "avi", "wmv", "mpg", "mpeg",
}  # fmt: skip
MACRO_PARTS = re.compile(r"(^|/)(vbaproject|vbadata|vbaprojectsignature)[^/]*$|(^|/)(macrosheets|activex)/", re.I)
XML = {"xml", "rels"}
# What the document only fetches when somebody asks for it, and what it may name on the writer's own machine.
FOLLOWED = {"hyperlink", "video", "audio", "media"}
LOCAL_ONLY = {
    "image", "attachedtemplate", "externallinkpath", "externallinklongpath", "xlexternallinkpath", "xlpathmissing",
    "xlstartup", "xlalternatestartup", "xllibrary",
}  # fmt: skip
DDE = re.compile(r"\bDDE(AUTO)?\b", re.I)
# A field's name and what it names: in quotes, or a single word.
FETCHING = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|RD|LINK|DATABASE)\b(.*)", re.I | re.S)
QUOTED = re.compile(r'"([^"]*)"')
QUOTES = {ord(mark): '"' for mark in "“”„‟"}
SWITCH = re.compile(r"\\[a-z*#@!]", re.I)
NESTED = "\0"  # stands in an instruction for a field inside it, whose result nobody knows here
DEEPEST_FIELD = 50
FORMULAS = {"f", "formula", "formula1", "formula2", "definedName"}
CONNECTED = {"ddeLink", "oleLink", "connection"}
LINKS = {"hlinkClick", "hlinkMouseOver", "hlinkHover"}
DRAWN = {"imagedata", "fill"}  # in the old language of drawings
TAGS = {"fldChar", "fldSimple", "instrText", "altChunk", *FORMULAS, *CONNECTED, *LINKS, *DRAWN}
STARTS = ("ppaction://program", "ppaction://macro", "ppaction://ole")


class Check:
    """What is learnt of a document while its entries pass by.

    A part is what its content type says, wherever it lies, and the types may come last. So every part is read for
    what any of the three programs would act on.
    """

    def __init__(self, archive):
        self.archive = archive
        self.mains = {}  # the parts that are documents, with their kind
        self.fields = []  # the instructions of the fields that are open, one inside another
        self.is_instruction = False
        self.formula = None  # the words of the one that is being read

    def kind(self) -> Attachment.Kind:
        self._close()
        if len(set(self.mains.values())) != 1:
            raise no_document()
        if not {"_rels/.rels", *self.mains} <= set(self.archive.names):
            raise damaged()
        return next(iter(self.mains.values()))

    def reader_of(self, name):
        """Return what reads an entry, or None; refuse those whose very name says that they don't belong here."""
        self._close()
        if MACRO_PARTS.search(name):
            raise macros()
        ending = name.rpartition(".")[2].lower()
        if name.endswith("/"):
            return None
        if ending not in ENDINGS:
            raise embedded(name)
        if name == "[Content_Types].xml":
            return Reader(self._type)
        if ending == "rels":
            return Reader(self._relation)
        return Reader(self._begin, self._words, self._end, tags=TAGS) if ending == "xml" else None

    def _type(self, tag, attributes):
        kind = attributes.get("ContentType", "").strip()
        lowered, part = kind.lower(), attributes.get("PartName", attributes.get("Extension", ""))
        if any(word in lowered for word in MACROS):
            raise macros()
        if tag == "Override" and lowered.rpartition(".")[2] in OBJECTS:
            raise embedded(part)
        if lowered.endswith("xml") and lowered != "image/svg+xml" and part.lower().rpartition(".")[2] not in XML:
            raise embedded(part)  # it would pass by unread
        if kind in MAIN and tag == "Override":
            self.mains[part.removeprefix("/")] = MAIN[kind]

    def _relation(self, _tag, attributes):
        kind, target = attributes.get("Type", "").rpartition("/")[2].lower(), attributes.get("Target", "")
        if "vbaproject" in kind or "macrosheet" in kind:
            raise macros()
        if kind in {"afchunk", "subdocument", "frame"} or kind == "oleobject":
            raise embedded(target)
        if attributes.get("TargetMode", "").lower() != "external":
            return
        if kind in FOLLOWED:
            refuse_link(target)
        elif not (kind in LOCAL_ONLY and is_on_a_machine(target)):
            raise calls_out()

    def _begin(self, tag, attributes):
        if tag == "fldChar":
            self._field(attributes.get("fldCharType"))
        elif tag == "fldSimple":
            _refuse_field(attributes.get("instr", ""))
        elif tag == "altChunk":
            raise embedded()
        elif tag in FORMULAS:
            self.formula = []
        elif tag in CONNECTED or (tag in DRAWN and is_far(attributes.get("src", ""))):
            raise calls_out()
        elif tag in LINKS and attributes.get("action", "").lower().startswith(STARTS):
            raise starts_something()
        self.is_instruction = tag == "instrText"

    def _words(self, words):
        if self.is_instruction and self.fields:
            self.fields[-1].append(words)
        if self.formula is not None:
            self.formula.append(words)

    def _end(self, tag):
        self.is_instruction = False
        if tag in FORMULAS and self.formula is not None:
            refuse_formula("".join(self.formula))
            self.formula = None

    def _field(self, turn):
        """A field's instruction may be cut into pieces; Word puts them together."""
        if turn == "begin":
            if self.fields:
                self.fields[-1].append(NESTED)
            self.fields.append([])
            if len(self.fields) > DEEPEST_FIELD:
                raise too_much_inside()
        elif self.fields:
            _refuse_field("".join(self.fields.pop()))
            if turn != "end":  # what follows is its result
                self.fields.append([])

    def _close(self):
        """Look at the fields that a part left open."""
        while self.fields:
            _refuse_field("".join(self.fields.pop()))
        self.formula = None


def _refuse_field(instruction):
    """Refuse a field that fetches from another machine or program. What it names there must stand in plain words."""
    if DDE.search(instruction):
        raise calls_out()
    if not (found := FETCHING.match(instruction)):
        return
    name, rest = found[1].upper(), found[2].translate(QUOTES)
    targets = QUOTED.findall(rest) + [word for word in QUOTED.sub(" ", rest).split() if not SWITCH.fullmatch(word)]
    if name in {"LINK", "DATABASE"} or NESTED in rest or not all(map(_is_near, targets)):
        raise calls_out()


def _is_near(target):
    """A field doubles backslashes, or does not. A picture of a mail ("cid:…") is nowhere any more."""
    if target.lower().startswith("cid:"):
        return True
    return is_on_a_machine(target) and is_on_a_machine(target.replace("\\\\", "\\"))
