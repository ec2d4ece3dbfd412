"""The newest answers of the offices, each with its whole question."""

from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.reading import reading_page
from comments.models import Answer

from .base import IdentityFeed, answer, lasting
from .formats import Rss

COUNT = 20


class AnswersFeed(IdentityFeed):
    def name(self, subject):
        return _("Questions and answers")

    def description(self, subject):
        return _("What readers asked and what the offices in charge answered, the newest answers first.")

    def link(self, subject):
        return reverse("comments:answered")

    def items(self, subject):
        answers = Answer.objects.public().select_related("comment__article", "unit")
        return answers.defer("comment__article__body")[:COUNT]

    def item_title(self, answer):
        return answer.comment.title

    def item_link(self, answer):
        return reverse("comments:comment", args=[answer.comment_id])

    def item_guid(self, answer):
        return lasting(self.item_link(answer))

    def item_description(self, answer):
        """Question and answer as escaped paragraphs, each with who wrote it: plain text of readers and offices."""
        question = _quoted(_("%(name)s asks") % {"name": answer.comment.name}, answer.comment.text)
        return question + _quoted(_("%(name)s answers") % {"name": answer.signature}, answer.text)

    def item_pubdate(self, answer):
        return answer.at

    def item_updateddate(self, answer):
        return answer.changed_at or answer.at

    def item_categories(self, answer):
        return [answer.unit.name] if answer.unit else []

    def item_extra_kwargs(self, answer):
        return {"authors": [answer.signature], "content": ""}


def _quoted(who, text):
    return format_html("<p><strong>{}:</strong></p>{}", who, linebreaks_filter(text))


@reading_page
@require_safe
def rss_answers(request):
    return answer(AnswersFeed(request, Rss))
