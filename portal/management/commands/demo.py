"""Shows the portal with the invented commune of portal/demo: one command for somebody who wants to look."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.demo import loading


class Command(BaseCommand):
    help = _("Set up the database, load invented content once, and serve the site for looking around.")
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")
        parser.add_argument("--no-serve", action="store_true", help=_("Only load the content."))

    def handle(self, *, address, no_serve, **options):
        if not settings.DEBUG:
            raise CommandError(_("The demo runs with debugging on, and DEBUG is off here. It is not for a real site."))
        call_command("migrate", verbosity=0, interactive=False)
        if loading.holds_other_content():
            raise CommandError(
                _("This database holds content that the demo did not make. Set DATABASE_URL to another one.")
            )
        if not loading.is_loaded():
            self.stdout.write(_("Loading the demo content (about half a minute)…"))
            loading.load()
        self._welcome(address)
        self.stdout.flush()  # before the server takes over; into a pipe it would wait for a full buffer
        if not no_serve:
            call_command("runserver", address, use_reloader=False)

    def _welcome(self, address):
        self.stdout.write(self.style.SUCCESS(_("The portal: http://%s/") % address))
        self.stdout.write(
            self.style.SUCCESS(
                _("The newsroom: http://%(host)s/%(path)s") % {"host": address, "path": settings.ADMIN_PATH}
            )
        )
        for user in loading.accounts():
            password = loading.password_of(user)
            shown = password if user.check_password(password) else _("(changed by hand)")
            self.stdout.write(f"  {user.username:<12} {shown:<16} {user.groups.first()} – {user.first_name}")
