from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CommentsAllowed(TextChoices):
    """Asked of the article, then of its section, then of the site."""

    INHERIT = "inherit", _("As the section above")
    YES = "yes", _("Allowed")
    NO = "no", _("Closed")
