"""The archive by days: calendars of years and months, and the articles of a day."""

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from ..archive import months_of, neighbours, period_of, weeks_of, years_of
from ..filters import NoFilter
from ..models import Article
from ..reading import reading_page
from .listings import listing


@reading_page
@require_safe
def archive(request):
    return TemplateResponse(request, "articles/archive.html", {"years": years_of(Article.objects.public())})


@reading_page
@require_safe
def archive_year(request, year):
    public, period = Article.objects.public(), period_of(year)
    counts = public.published_between(period.first, period.after).count_by("month")
    previous, following = neighbours(public, period)
    context = {
        "period": period,
        "count": sum(counts.values()),
        "months": months_of(year, counts),
        "previous": previous,
        "following": following,
    }
    return TemplateResponse(request, "articles/archive_year.html", context)


@reading_page
@require_safe
def archive_month(request, year, month):
    public, period = Article.objects.public(), period_of(year, month)
    articles = public.published_between(period.first, period.after)
    previous, following = neighbours(public, period)
    context = {
        "period": period,
        "weeks": weeks_of(period.first, articles.count_by("day")),
        "previous": previous,
        "following": following,
    }
    return listing(
        request, "articles/archive_month.html", articles.for_list().newest_first(), context, filters=NoFilter
    )


@reading_page
@require_safe
def archive_day(request, year, month, day):
    public, period = Article.objects.public(), period_of(year, month, day)
    articles = public.published_between(period.first, period.after).for_list().newest_first()
    previous, following = neighbours(public, period)
    context = {"period": period, "previous": previous, "following": following}
    return listing(request, "articles/archive_day.html", articles, context, filters=NoFilter)
