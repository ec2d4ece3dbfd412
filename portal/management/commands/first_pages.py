"""Makes the pages that a state portal must have, as drafts for the editors."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from portal import first_pages


class Command(BaseCommand):
    help = _("Make the pages that a state portal must have and this one lacks, as drafts to fill in.")

    def handle(self, **options):
        for page in first_pages.create():
            self.stdout.write(_("Draft: %(title)s (%(address)s)") % {"title": page, "address": page.get_absolute_url()})
