import atexit

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db import connections
from django.utils.translation import gettext_lazy as _


def close_pools():
    """Close the pools of connections of this process, while the threads that serve them can still end.

    Left to the end of the interpreter, a pool waits five seconds for each of its four threads, which no longer run by
    then: each restart of a server would take 20 seconds.
    """
    for connection in connections.all():
        if connection.vendor == "postgresql":
            connection.close()
            connection.close_pool()


class PortalConfig(AppConfig):
    default = True
    name = "portal"
    verbose_name = _("Portal")

    def ready(self):
        atexit.register(close_pools)


class NewsroomAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "portal.admin_site.NewsroomAdminSite"
