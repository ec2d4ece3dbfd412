from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Page(models.Model):
    """A page that stands for long (trang tĩnh): introduction, organisation, contacts, accessibility, in two languages.

    Django's own flat pages know neither language nor date nor order, and trust their HTML; this is what they would
    need around them. The body passes articles/richtext.py on its way in.
    """

    class Language(models.TextChoices):
        VIETNAMESE = "vi", _("Vietnamese")
        ENGLISH = "en", _("English")

    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.VIETNAMESE)
    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(_("address"), max_length=80)
    body = models.TextField(_("text"), blank=True)
    shows_contacts = models.BooleanField(
        _("shows the contacts of the site identity"),
        default=False,
        help_text=_("Name, postal address, phone and e-mail stand above the text and are changed in one place."),
    )
    in_footer = models.BooleanField(_("in the footer of every page"), default=True)
    is_published = models.BooleanField(_("readers see it"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    translation = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="translated",
        verbose_name=_("the same page in the other language"),
    )
    updated_at = models.DateTimeField(_("last changed at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["language", "order", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "slug"],
                name="page_address_once",
                violation_error_message=_("Another page has this address."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=["vi", "en"]),
                name="page_known_language",
                violation_error_message=_("Unknown language."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="page_has_title",
                violation_error_message=_("A page needs a title."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("page_en" if self.language == self.Language.ENGLISH else "page", args=[self.slug])
