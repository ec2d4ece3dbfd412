"""What stands where on the front page: the one function that the template's places come from."""

from dataclasses import dataclass

from articles.models import Article, Section
from articles.most_read import DAY, WEEK, most_read

PER_BLOCK = 4
LATEST = 6


@dataclass
class Block:
    section: Section
    articles: list


def arrange(sections, now=None):
    """Return the lead story, the latest articles, a block for each top-level section and the lists of the most read.

    The lead is the newest article flagged as featured, or the newest of all, and stands in no block again. Four
    queries and one for the lead's bylines.
    """
    public = Article.objects.public(now).for_list()
    lead = public.filter(is_featured=True).newest_first().prefetch_related("bylines").first()
    latest = list(public.newest_first()[: LATEST + 1])
    if lead is None and latest:
        lead = latest[0]
    latest = [article for article in latest if article != lead][:LATEST]
    by_section = {}
    for article in public.newest_of_each_section(PER_BLOCK + 1).newest_first():
        by_section.setdefault(article.top_section, []).append(article)
    blocks = []
    for section in sections:
        articles = [article for article in by_section.get(section.pk, []) if article != lead][:PER_BLOCK]
        if articles and section.front_page != Section.FrontPage.NONE:
            blocks.append(Block(section, articles))
    of_day, of_week = most_read(DAY, WEEK, now=now)
    return {"lead": lead, "latest": latest, "blocks": blocks, "most_read": {"day": of_day, "week": of_week}}
