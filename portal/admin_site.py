from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class NewsroomAdminSite(AdminSite):
    """The newsroom: Django's admin in the portal's clothes."""

    site_title = _("Newsroom")
    site_header = _("Newsroom")
    index_title = _("Today")
    enable_nav_sidebar = False  # the bar at the top leads everywhere; the article form needs the width
