"""Photos from before there were AVIF and WebP files beside them are made anew from their master.

Each photo is a step of its own: a run that was broken off goes on where it stopped, and a second one finds nothing.
"""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import photos


class Command(BaseCommand):
    help = gettext_lazy("Make the smaller files of photos that have none; texts follow. May be run again at any time.")

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help=_("Only say how many photos it would be."))

    def handle(self, *, dry_run, **options):
        keys = list(photos.without_renditions().order_by("pk").values_list("pk", flat=True))
        if dry_run:
            self.stdout.write(_("Photos to be made anew: %(count)d") % {"count": len(keys)})
            return
        failed = sum(not self._is_rebuilt(key) for key in keys)
        self.stdout.write(_("Photos made anew: %(count)d") % {"count": len(keys) - failed})
        if failed:
            raise CommandError(_("%(count)d photos could not be made anew.") % {"count": failed})

    def _is_rebuilt(self, key):
        photo = photos.without_renditions().filter(pk=key).first()
        if photo is None:
            return True  # another run was there first
        try:
            photos.rebuild(photo)
        except (photos.UnusablePhoto, OSError) as error:
            self.stderr.write(f"{photo.pk} {photo.file.name}: {error}")
            return False
        return True
