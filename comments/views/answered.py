"""Questions that were answered: what readers asked under articles, with the official answers."""

from django.db.models import F
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_filters import ModelChoiceFilter

from articles.filters import NoFilter
from articles.paging import paginate
from articles.reading import reading_page

from ..models import Answer, Unit


def answering_units(request):
    return Unit.objects.filter(pk__in=Answer.objects.public().order_by().values("unit"))


class AnswerFilter(NoFilter):
    """By the unit that answered: ?don-vi=3. Questions have no search key, so their words are not searched."""

    @classmethod
    def get_filters(cls):
        """Add the filter here, for its name in the address is no name in Python."""
        unit = ModelChoiceFilter(
            field_name="unit", queryset=answering_units, label=_("Unit that answered"), empty_label=_("All units")
        )
        return super().get_filters() | {"don-vi": unit}


@reading_page
@require_safe
def answered(request):
    """All public answers with their questions, the newest first. Paging orders rows by `published_at`."""
    rows = Answer.objects.public().annotate(published_at=F("at")).order_by("-published_at", "-pk")
    rows = rows.select_related("comment__article", "unit").defer("comment__article__body")
    filtered = AnswerFilter(request.GET, rows, request=request)
    is_bad = bool(filtered.unknown) or not filtered.form.is_valid()
    page = paginate(rows.none() if is_bad else filtered.qs, request.GET)
    context = {"filter": filtered, "page": page, "is_bad": is_bad}
    return TemplateResponse(request, "comments/answered.html", context, status=400 if is_bad else 200)
