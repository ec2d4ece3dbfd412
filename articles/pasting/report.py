"""What was done to a pasted text, in sentences for the person who pasted it: nothing is lost or changed silently."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_NAMES = 10  # of lost pictures that are named one by one


class Report:
    """Counts while a text is read; the sentences come at the end, what is lost before what is made."""

    def __init__(self):
        self.counts = Counter()
        self.lost = []  # (what the picture is called, why it could not be taken)
        self.left_out = []  # (what it was, its words)
        self.encodings = set()

    def add(self, kind, number=1):
        self.counts[kind] += number

    def lose(self, name, why):
        self.lost.append((name, why))

    def leave_out(self, kind, lines):
        self.left_out.append((kind, "; ".join(line.strip("-–—•·*+;., ") for line in lines)))

    def sentences(self) -> list[tuple[str, str]]:
        """Return (kind, sentence) pairs."""
        return [*self._legacy(), *self._lost(), *self._left_out(), *self._counted()]

    def _legacy(self):
        names = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}
        for encoding in sorted(self.encodings):
            yield "legacy", _("Old %(encoding)s lettering was changed to Unicode.") % {"encoding": names[encoding]}

    def _lost(self):
        for name, why in self.lost[:MOST_NAMES]:
            yield "lost", _("The picture “%(name)s” is not in the text: %(why)s") % {"name": name, "why": why}
        more = len(self.lost) - MOST_NAMES
        if more > 0:
            words = ngettext("%(count)s more picture is missing.", "%(count)s more pictures are missing.", more)
            yield "lost", words % {"count": more}

    def _left_out(self):
        """Of an office's document, the parts that are for its files and not for readers."""
        said = {
            "letterhead": _("The nation’s name and motto were left out, and what stood beside them: %(words)s."),
            "head": _("The nation’s name and motto were left out; issuing body, number and date begin the text."),
            "nation": _("The nation’s name and motto were left out."),
            "recipients": _("The list of recipients was left out: %(words)s."),
        }
        for kind, words in self.left_out:
            yield kind, said[kind] % {"words": words}

    def _counted(self):
        said = {
            "pictures": lambda n: ngettext(
                "%(count)s picture was put in the library; check its description.",
                "%(count)s pictures were put in the library; check their descriptions.",
                n,
            ),
            "captions": lambda n: ngettext(
                "%(count)s caption stands under its picture now.",
                "%(count)s captions stand under their pictures now.",
                n,
            ),
            "titles": lambda _n: _("The title is put together of kind and subject of the document: read it through."),
            "contents": lambda _n: _("The table of contents was left out."),
            "headings": lambda n: ngettext("%(count)s heading kept.", "%(count)s headings kept.", n),
            "lists": lambda n: ngettext("%(count)s list made.", "%(count)s lists made.", n),
            "labels": lambda n: ngettext(
                "%(count)s automatic number was written out (Điều 1., a) …).",
                "%(count)s automatic numbers were written out (Điều 1., a) …).",
                n,
            ),
            "tables": lambda n: ngettext("%(count)s table kept.", "%(count)s tables kept.", n),
            "signatures": lambda n: ngettext(
                "%(count)s signature was put into plain paragraphs.",
                "%(count)s signatures were put into plain paragraphs.",
                n,
            ),
            "notes": lambda n: ngettext(
                "%(count)s footnote stands at the end.", "%(count)s footnotes stand at the end.", n
            ),
            "inserted": lambda n: ngettext(
                "%(count)s tracked insertion was taken as it is.",
                "%(count)s tracked insertions were taken as they are.",
                n,
            ),
            "deleted": lambda n: ngettext(
                "%(count)s tracked deletion was left out.", "%(count)s tracked deletions were left out.", n
            ),
            "comments": lambda n: ngettext("%(count)s comment was left out.", "%(count)s comments were left out.", n),
            "hidden": lambda n: ngettext(
                "%(count)s hidden passage was left out.", "%(count)s hidden passages were left out.", n
            ),
            "links": lambda n: ngettext(
                "%(count)s link that leads nowhere on the web was taken off; its words stay.",
                "%(count)s links that lead nowhere on the web were taken off; their words stay.",
                n,
            ),
            "objects": lambda n: ngettext(
                "%(count)s embedded object (chart, formula, drawing) was left out.",
                "%(count)s embedded objects (charts, formulas, drawings) were left out.",
                n,
            ),
        }
        for kind, words in said.items():
            if number := self.counts[kind]:
                yield kind, words(number) % {"count": number}
