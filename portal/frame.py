"""What stands around every page: identity, sections, banners, pages, the day. Four queries, asked when first needed."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models import Section

from .models import Banner, Page, SiteIdentity


class Frame:
    @cached_property
    def identity(self):
        identity = SiteIdentity.objects.select_related("logo", "consent", "comment_rules").filter(pk=1).first()
        return identity or SiteIdentity(pk=1, name=_("Information portal"))

    @cached_property
    def all_sections(self):
        return list(Section.objects.all())

    @cached_property
    def sections(self):
        """Top-level sections in order, each with its `below`."""
        top = [section for section in self.all_sections if section.parent_id is None]
        for section in top:
            section.below = [child for child in self.all_sections if child.parent_id == section.pk]
        return top

    @cached_property
    def _banners(self):
        return list(Banner.objects.current())

    @property
    def urgent_notices(self):
        return [banner for banner in self._banners if banner.kind == Banner.Kind.URGENT]

    @property
    def slogans(self):
        return [banner for banner in self._banners if banner.kind == Banner.Kind.SLOGAN]

    @cached_property
    def _pages(self):
        return list(Page.objects.filter(is_published=True, in_footer=True).defer("body"))

    @property
    def pages(self):
        """The Vietnamese pages that stand in the footer."""
        return [page for page in self._pages if page.language == Page.Language.VIETNAMESE]

    @property
    def pages_en(self):
        """The English pages: they are the navigation under /en/."""
        return [page for page in self._pages if page.language == Page.Language.ENGLISH]

    @cached_property
    def today(self):
        return timezone.localdate()
