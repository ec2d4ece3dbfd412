"""Takes over pages of older portals: text crawls and saved pages of the kinds that articles/importers can read."""

import logging
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.importers import pictures, registry, writer
from articles.importers.record import UnreadablePage
from articles.text import one_line

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = _("Import pages of older portals; running it again changes nothing.")

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        kinds = "; ".join(f"{reader.NAME}: {reader.LABEL}" for reader in registry.FORMATS)
        parser.add_argument("--format", choices=[reader.NAME for reader in registry.FORMATS], help=kinds)
        parser.add_argument(
            "--section", default=_("Not yet sorted"), help=_("Where a page goes that names no section.")
        )
        parser.add_argument("--status", choices=["published", "draft"], default="published")
        parser.add_argument("--dry-run", action="store_true", help=_("Read and report, write nothing."))

    def handle(self, *, files, format, section, status, dry_run, **options):
        section = one_line(section)
        if not section:
            raise CommandError(_("--section is empty: name the section for pages that name none."))
        counts = {"imported": 0, "unchanged": 0, "failed": 0}
        for path in files:
            counts[self._take(path, format, section, status, dry_run)] += 1
        if dry_run:
            self.stdout.write(_("Trial run: nothing was written."))
        self.stdout.write(_("Imported: %(imported)d, unchanged: %(unchanged)d, failed: %(failed)d") % counts)
        if counts["failed"]:
            raise CommandError(_("Some files could not be imported; the others are done."))

    def _take(self, path, format, section, status, dry_run):
        """Import one page and return what became of it. Whatever is wrong with it, the next page has its turn."""
        try:
            page = registry.read_page(path, format)
            known = writer.is_known(page)
            is_written = not known and not dry_run
            if is_written:
                page = pictures.take_over(page, path.parent)
            page = writer.examined(page)
            if is_written:
                known = writer.write(page, section=section, is_published=status == "published") is None
            elif known and not dry_run:
                writer.lead_on_known(page)
        except (UnreadablePage, OSError) as error:
            return self._failed(path, error)
        except Exception as error:
            logger.exception("%s could not be imported.", path)
            return self._failed(path, _("Unexpected error: %(error)r") % {"error": error})
        self._report(path, page, section, known)
        return "unchanged" if known else "imported"

    def _failed(self, path, reason):
        self.stderr.write(self.style.ERROR(f"{path.name}: {reason}"))
        return "failed"

    def _report(self, path, page, section, known):
        heading = f"{path.name}: {page.title}"
        if known:
            self.stdout.write(heading + " – " + _("already here, unchanged"))
            return
        self.stdout.write(self.style.MIGRATE_HEADING(heading))
        self.stdout.write(f"  {page.published_at:%H:%M %d/%m/%Y} · {page.section or section} · {page.format}")
        if not page.section:
            self.stdout.write("  - " + _("The page names no section; it goes to “%s”.") % section)
        for oddity in page.oddities:
            where = " (" + _("line %d") % oddity.line + ")" if oddity.line else ""
            self.stdout.write(f"  - {oddity.message}{where}")
