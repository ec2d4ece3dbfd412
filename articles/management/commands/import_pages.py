"""Takes over pages of older portals: text crawls and saved pages of the kinds that articles/importers can read."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.importers import pictures, registry, writer
from articles.importers.record import UnreadablePage


class Command(BaseCommand):
    help = _("Import pages of older portals; running it again changes nothing.")

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=[reader.NAME for reader in registry.FORMATS])
        parser.add_argument(
            "--section", default=_("Not yet sorted"), help=_("Where a page goes that names no section.")
        )
        parser.add_argument("--status", choices=["published", "draft"], default="published")
        parser.add_argument("--dry-run", action="store_true", help=_("Read and report, write nothing."))

    def handle(self, *, files, format, section, status, dry_run, **options):
        counts = {"imported": 0, "unchanged": 0, "failed": 0}
        for path in files:
            try:
                page = registry.read_page(path, format)
            except (UnreadablePage, OSError) as error:
                counts["failed"] += 1
                self.stderr.write(self.style.ERROR(f"{path.name}: {error}"))
                continue
            known = writer.is_known(page)
            counts["unchanged" if known else "imported"] += 1
            if not known and not dry_run:
                page = pictures.take_over(page, path.parent)
                writer.write(page, section=section, is_published=status == "published")
            self._report(path, page, section, known)
        if dry_run:
            self.stdout.write(_("Trial run: nothing was written."))
        self.stdout.write(_("Imported: %(imported)d, unchanged: %(unchanged)d, failed: %(failed)d") % counts)
        if counts["failed"]:
            raise CommandError(_("Some files could not be read; the others are done."))

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
