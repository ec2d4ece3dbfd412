"""Shows the portal with the invented commune of portal/demo: one command for somebody who wants to look."""

from io import StringIO

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from articles.models import Article, ImportedPage, Section
from portal.demo import loading
from portal.models import SiteIdentity

WATCHED = (Article, Section, User, SiteIdentity, ImportedPage)
OUR_TABLES = ("articles_", "auth_", "comments_", "django_", "portal_")


def is_foreign():
    """Whether this database holds what the demo did not make. Asked before migrating, so that nothing of it is touched.

    Tables may be missing: in a new database all of them, in one whose first migration was interrupted some.
    """
    tables = set(connection.introspection.table_names())
    there = [model for model in WATCHED if model._meta.db_table in tables]
    if len(there) == len(WATCHED):
        return loading.holds_other_content()
    return any(not table.startswith(OUR_TABLES) for table in tables) or any(model.objects.exists() for model in there)


class Command(BaseCommand):
    help = _("Set up the database, load invented content once, and serve the site for looking around.")
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")
        parser.add_argument("--no-serve", action="store_true", help=_("Only load the content."))

    def handle(self, *, address, no_serve, **options):
        if not settings.DEBUG:
            raise CommandError(_("The demo runs with debugging on, and DEBUG is off here. It is not for a real site."))
        if is_foreign():
            raise CommandError(
                _("This database holds content that the demo did not make. Set DATABASE_URL to another one.")
            )
        call_command("migrate", verbosity=0, interactive=False)
        if not loading.is_loaded():
            self.stdout.write(_("Loading the demo content (about half a minute)…"))
            loading.load()
        # Nobody sets a timer up to look around, and the dashboard would name that as a fault. Nor do they want mails.
        call_command("tick", no_mail=True, stdout=StringIO())
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
