"""What all feeds share: who speaks, and under which lasting names."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.translation import gettext as _


class IdentityFeed(Feed):
    """A feed in the name of the site, made for one request: what belongs to the request stands on it.

    `subject` is what the feed is about, None for the site as a whole.
    """

    language = "vi"
    item_guid_is_permalink = False

    def __init__(self, request, form, subject=None):
        self.request, self.feed_type, self.subject = request, form, subject
        self.identity = request.frame.identity
        self.root = request.build_absolute_uri("/")

    def get_object(self, request):
        return self.subject

    def title(self, subject):
        return _("%(section)s – %(site)s") % {"section": self.name(subject), "site": self.identity.name}

    def subtitle(self, subject):
        return self.description(subject)

    def author_name(self, subject):
        return self.identity.organisation or self.identity.name


def lasting(path):
    """Return a name that stays the same whichever host is asked (RFC 4287, 4.2.6). Nothing need stand there."""
    return f"{settings.SITE_URL}{path}"


def answer(feed):
    response = feed(feed.request)
    del response.headers["Last-Modified"]  # the time of a row; the ETag knows of all changes
    return response
