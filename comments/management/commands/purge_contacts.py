"""Erases what was kept to reach the writers of comments, once its days are over. `manage.py tick` does it by itself."""

from contextlib import nullcontext

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments import privacy


class Command(BaseCommand):
    help = _("Erase phone numbers and other contact data of comments whose decision is long enough ago.")

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help=_("Only say how many contacts would go."))

    def handle(self, *, dry_run, **options):
        with transaction.atomic() if dry_run else nullcontext():
            count = privacy.purge()
            if dry_run:  # done and taken back: what is told is what would happen
                transaction.set_rollback(True)
        if dry_run:
            told = ngettext("%(n)d contact would be erased.", "%(n)d contacts would be erased.", count)
        else:
            told = ngettext("%(n)d contact erased.", "%(n)d contacts erased.", count)
        self.stdout.write(told % {"n": count})
