"""Which checks there are, and which of them block."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Check(TextChoices):
    TITLE = "title", gettext_lazy("Title is missing")
    SECTION = "section", gettext_lazy("Section is missing")
    LEAD = "lead", gettext_lazy("Lead is missing")
    TEXT = "text", gettext_lazy("Text is missing")
    GAP = "gap", gettext_lazy("Gap in brackets that was left open")
    TAKEN_DOWN = "taken_down", gettext_lazy("Photo that was taken down")
    ATTACHMENT_GONE = "attachment_gone", gettext_lazy("Attachment that was taken down")
    COVER_ALT = "cover_alt", gettext_lazy("Main photo without description")
    FIGURE_ALT = "figure_alt", gettext_lazy("Picture in the text without description")
    DEAD_LINK = "dead_link", gettext_lazy("Link inside the site that leads nowhere")
    PERSONAL_DATA = "personal_data", gettext_lazy("Phone, identity card or account number in the text")
    CREDIT = "credit", gettext_lazy("Photo without credit")
    COVER_MISSING = "cover_missing", gettext_lazy("No main photo")
    TITLE_LENGTH = "title_length", gettext_lazy("Long title")
    LONG_SENTENCES = "long_sentences", gettext_lazy("Long sentences")
    ABBREVIATIONS = "abbreviations", gettext_lazy("Short forms that are not spelled out")
    TONE_MARKS = "tone_marks", gettext_lazy("Tone marks in two places")


ALWAYS = frozenset({Check.TITLE, Check.SECTION, Check.TEXT})  # the database takes no article without them
DEFAULT_BLOCKING = ALWAYS | {Check.LEAD, Check.GAP, Check.COVER_ALT, Check.FIGURE_ALT, Check.DEAD_LINK}
