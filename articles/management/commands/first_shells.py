"""Makes the first story shells of a new newsroom."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import shells


class Command(BaseCommand):
    help = _("Make the story shells for what an office announces again and again, as far as they are lacking.")

    def handle(self, **options):
        for shell in shells.create():
            self.stdout.write(_("Story shell: %(name)s") % {"name": shell})
