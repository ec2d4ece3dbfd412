"""Takes over where the addresses of a former site lead, from a table of two columns: the old address, the new one."""

import csv
import re
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from articles import addresses
from articles.models import Article, ContentVersion, OldAddress

AT_ONCE = 1_000  # lines looked up and written together
SAMPLE = 20  # lines that show which sign parts the columns
DELIMITERS = "\t;,"
NOT_UTF_8 = re.compile("[\udc80-\udcff]")  # what Python makes of such bytes
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # how Excel saves "Unicode text"


@dataclass
class Line:
    number: int
    path: str
    key: str
    destination: addresses.Destination
    is_repeated: bool = False

    @property
    def leads(self):
        return self.destination.article_id, self.destination.target


class Command(BaseCommand):
    help = _("Import where addresses of a former site lead; running it again changes nothing.")

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            type=Path,
            metavar="FILE",
            help=_(
                "CSV in UTF-8, two columns: the old address; the new one, or the number of an article, or nothing for "
                "what is gone."
            ),
        )
        parser.add_argument("--replace", action="store_true", help=_("Lead known addresses anew, as the file says."))
        parser.add_argument("--dry-run", action="store_true", help=_("Read and report, write nothing."))

    def handle(self, *, file, replace, dry_run, **options):
        self.replace, self.dry_run = replace, dry_run
        self.counts = {"imported": 0, "unchanged": 0, "failed": 0}
        self.seen, self.onward = {}, addresses.Onward()
        try:
            with _opened(file) as table:
                for batch in batched(self._lines(table), AT_ONCE):
                    self._take(batch)
        except OSError as error:
            raise CommandError(_("The file %(name)s cannot be opened.") % {"name": file.name}) from error
        if dry_run:
            self.stdout.write(_("Trial run: nothing was written."))
        self.stdout.write(_("Imported: %(imported)d, unchanged: %(unchanged)d, failed: %(failed)d") % self.counts)
        if self.counts["failed"]:
            raise CommandError(_("Some lines could not be imported; the others are done."))

    def _lines(self, table):
        """Read the table line by line; what can't be understood is said and left out."""
        rows = csv.reader(table, delimiter=_delimiter(table))
        is_first = True
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                self._failed(rows.line_num, _("The line cannot be read: %(error)s") % {"error": error})
                continue
            if any(cell.strip() for cell in row) and not (is_first and _is_heading(row)):
                yield from self._line(rows.line_num, row)
            is_first = False

    def _line(self, number, row):
        if len(row) < 2 or any(cell.strip() for cell in row[2:]):
            return self._failed(number, _("The line has %(count)d columns instead of two.") % {"count": len(row)})
        old, new = row[:2]
        if NOT_UTF_8.search(old + new):
            return self._failed(number, _("The line is not in UTF-8."))
        try:
            path = addresses.readable(old)
            if _is_bare_front_page(path):
                raise addresses.NotAnAddress(_("A site's front page never leads on: here stands a front page too."))
            yield Line(number, path, addresses.key_of(path), addresses.destination_of(new))
        except (addresses.NotAnAddress, addresses.NoDestination) as error:
            self._failed(number, error)

    @transaction.atomic
    def _take(self, lines):
        """Look up what a batch of lines is about, in a few queries, and write what is new."""
        known = {row.key: row for row in OldAddress.objects.filter(key__in=[line.key for line in lines])}
        keys = {line.destination.article_id for line in lines}
        articles = set(Article.objects.filter(pk__in=keys).values_list("pk", flat=True))
        targets = {line.destination.target for line in lines if line.destination.target.startswith("/")}
        self.onward.look_up({page for target in targets for page in addresses.pages_at(target)})
        sound = [line for line in lines if self._is_sound(line, known.get(line.key), articles)]
        circles = self._circles(sound, known)
        new, changed = [], []
        for line in sound:
            if line.number in circles:
                self._failed(line.number, _("It would lead back to itself: readers would go in a circle."))
                continue
            row = known.get(line.key)
            is_known = line.is_repeated or (row and (row.article_id, row.target) == line.leads)
            self.counts["unchanged" if is_known else "imported"] += 1
            if not is_known:
                (changed if row else new).append(_led(row or OldAddress(path=line.path, key=line.key), line))
        if not self.dry_run and (new or changed):
            OldAddress.objects.bulk_create(new)
            OldAddress.objects.bulk_update(changed, ["article", "target"])
            ContentVersion.bump()
        self.onward.forget()

    def _circles(self, lines, known):
        """Return the numbers of the lines that would send readers in a circle.

        A stored row counts no longer where a line takes its place, wherever in the batch that stands. It counts again
        if the line is refused, and then the others are looked at anew.
        """
        circles, size = set(), -1
        while size < len(circles):
            size = len(circles)
            left = [line for line in lines if line.number not in circles]
            for line in left:
                self.onward.add(line.key, "")
            for line in left:
                if not self.onward.leads_back(line.key, line.destination.target):
                    self.onward.add(line.key, line.destination.target)
                    continue
                circles.add(line.number)
                self.onward.drop(line.key)
                if line.key in known:
                    break
            else:
                break
        return circles

    def _is_sound(self, line, row, articles):
        wrong = self._wrong(line, row, articles)
        if wrong:
            self._failed(line.number, wrong)
        else:
            line.is_repeated = bytes.fromhex(line.key) in self.seen
            self.seen[bytes.fromhex(line.key)] = hash(line.leads)
        return not wrong

    def _wrong(self, line, row, articles):
        """Return why a line can't be taken over, as a sentence, or nothing."""
        key = line.destination.article_id
        if self.seen.get(bytes.fromhex(line.key), hash(line.leads)) != hash(line.leads):
            return _("The file names this address before, and leads it elsewhere.")
        if key and key not in articles:
            return _("There is no article with the number %(number)d.") % {"number": key}
        if row and (row.article_id, row.target) != line.leads and not self.replace:
            return _("The address is known already and leads elsewhere; --replace leads it anew.")
        return ""

    def _failed(self, number, reason):
        self.counts["failed"] += 1
        self.stderr.write(self.style.ERROR(_("Line %(number)d: %(reason)s") % {"number": number, "reason": reason}))


def _opened(path):
    with path.open("rb") as file:
        is_utf_16 = file.read(2) in UTF_16
    if is_utf_16:
        return path.open(encoding="utf-16", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")  # a bad line is told, not the whole


def _delimiter(table):
    """Return the sign that parts the first lines into two columns most often, and go back to the beginning."""
    sample = [line for line, _number in zip(table, range(SAMPLE), strict=False)]
    table.seek(0)
    return max(DELIMITERS, key=lambda sign: sum(line.count(sign) == 1 for line in sample))


def _is_heading(row):
    return not any("/" in cell for cell in row) and not any(cell.strip().isdecimal() for cell in row)


def _is_bare_front_page(path):
    """/index.php has the same key, and nothing of ours answers it."""
    return addresses.is_front_page(path) and path.partition("?")[0].rstrip("/").count("/") in {0, 2}


def _led(row, line):
    row.article_id, row.target = line.leads
    return row
