"""What stands where on the front page: the one function that the template's places come from."""

from dataclasses import dataclass

from articles.models import Article, Section, Topic
from articles.most_read import DAY, WEEK, most_read
from comments.models import Answer

from .models import LinkBlock

FLAGGED = 4
PER_BLOCK = 4
LATEST = 6
TOPICS = 3
PER_TOPIC = 3
ANSWERS = 3


@dataclass
class Block:
    section: Section
    articles: list


@dataclass
class Story:
    topic: Topic
    articles: list


def arrange(sections, now=None):
    """Return what stands where: one dict of named places for the template.

    `lead` is the newest article flagged as featured, or the newest of all; `flagged` are the next featured ones. Both
    stand nowhere else. `latest` are the newest titles of what stands neither there nor in the boxes of `notices` beside
    them, and its heading says so ("more news"): on a commune's front page the same six titles would stand twice.
    `notices` and `blocks` have one for each top-level section, in the form that it was given,
    `topics` the stories chosen for the front page with their newest articles, `most_read` the lists of day and week,
    `answers` what readers asked last, `links` the blocks of links. Twelve queries and one for the lead's bylines, with
    a topic and a block of links on the page; no more with a thousand articles.
    """
    public = Article.objects.public(now).for_list()
    flagged = list(public.filter(is_featured=True).newest_first()[: FLAGGED + 1].prefetch_related("bylines"))
    boxes = sum(section.front_page == Section.FrontPage.NOTICES for section in sections)
    latest = list(public.newest_first()[: LATEST + FLAGGED + 1 + boxes * PER_BLOCK])
    lead = (flagged or latest or [None])[0]
    placed = {lead, *flagged}
    by_section = public.newest_by_section(sections, PER_BLOCK + FLAGGED + 1)
    blocks = []
    for section in sections:
        articles = [one for one in by_section.get(section.pk, []) if one not in placed][:PER_BLOCK]
        if articles and section.front_page != Section.FrontPage.NONE:
            blocks.append(Block(section, articles))
    notices = [block for block in blocks if block.section.front_page == Section.FrontPage.NOTICES]
    elsewhere = placed.union(*(block.articles for block in notices))
    of_day, of_week = most_read(DAY, WEEK, now=now)
    answers = Answer.objects.public().select_related("comment__article", "unit").defer("comment__article__body")
    return {
        "lead": lead,
        "flagged": flagged[1:],
        "latest": [article for article in latest if article not in elsewhere][:LATEST],
        "notices": notices,
        "blocks": [block for block in blocks if block not in notices],
        "topics": _topics(public),
        "most_read": {"day": of_day, "week": of_week},
        "answers": list(answers[:ANSWERS]),
        "links": list(LinkBlock.objects.filter(links__isnull=False).distinct().prefetch_related("links")),
    }


def _topics(public):
    topics = list(Topic.objects.filter(on_front_page=True).select_related("cover")[:TOPICS])
    if not topics:
        return []
    found = {}
    for article in public.newest_of_each_topic(topics, PER_TOPIC).newest_first():
        found.setdefault(article.in_topic_key, []).append(article)
    return [Story(topic, found[topic.pk]) for topic in topics if topic.pk in found]
