"""What stands where on the front page: the one function that the template's places come from."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery, prefetch_related_objects
from django.utils import timezone

from articles import slots
from articles.models import Article, Section, Topic
from articles.most_read import DAY, WEEK, most_read
from comments.models import Answer

from .models import LinkBlock

PER_BLOCK = 4
LATEST = 6
TOPICS = 3
PER_TOPIC = 3
ANSWERS = 3
# So many of a section's newest may stand higher up already: in the slots, the latest and the stories.
ABOVE = slots.SLOTS + LATEST + TOPICS * PER_TOPIC


@dataclass
class Block:
    section: Section
    articles: list


@dataclass
class Story:
    topic: Topic
    articles: list


class Page:
    """Hands out articles by their keys, each once; what has been handed out is then loaded with one query."""

    def __init__(self):
        self.shown = []

    def take(self, keys, count):
        found = [key for key in keys if key and key not in self.shown][:count]
        self.shown += found
        return found

    def load(self, now):
        articles = Article.objects.public(now).for_list().in_bulk(self.shown)
        return lambda keys: [articles[key] for key in keys if key in articles]


def arrange(sections, now=None):
    """Return what stands where at `now`: one dict of named places for the template.

    `lead` and `flagged` are the slots (articles/slots): what editors placed, then the newest featured, then the newest
    articles. `notices` are the boxes of notices beside them, `latest` the newest of what stands in neither, and its
    heading says so ("more news"); `topics` the stories chosen for the front page with their newest articles, `blocks`
    the newest of each other top-level section, in the form that it was given. No article stands in two of these: each
    takes, in this order, what those before it left. A story keeps its place where nothing is left to it, a block does
    not. The lists of `most_read` are another thing and ask nobody: they say what was read, wherever else it stands.

    `answers` are what readers asked last, `links` the blocks of links. Thirteen queries and one for the lead's bylines,
    with a topic and a block of links on the page; no more with a thousand articles.
    """
    now = now or timezone.now()
    public = Article.objects.public(now)
    boxes = [section for section in sections if section.front_page == Section.FrontPage.NOTICES]
    apart = {Section.FrontPage.NOTICES, Section.FrontPage.NONE}
    others = [section for section in sections if section.front_page not in apart]
    most = 4 * slots.SLOTS + LATEST + len(boxes) * PER_BLOCK
    newest = list(public.newest_first().values_list("pk", flat=True)[:most])
    of_section = _newest_of_sections(public, [*boxes, *others], ABOVE + PER_BLOCK)
    topics, of_topic = _newest_of_topics(public, ABOVE + len(boxes) * PER_BLOCK)

    page = Page()
    in_slots = page.take([slot.key for slot in slots.plan(None, now, newest=newest)], slots.SLOTS)
    in_boxes = [(section, page.take(of_section.get(section.pk, []), PER_BLOCK)) for section in boxes]
    latest = page.take(newest, LATEST)
    in_stories = [(topic, page.take(of_topic[topic.pk], PER_TOPIC)) for topic in topics if topic.pk in of_topic]
    in_blocks = [(section, page.take(of_section.get(section.pk, []), PER_BLOCK)) for section in others]

    articles = page.load(now)
    lead = articles(in_slots)
    prefetch_related_objects(lead[:1], "bylines")
    of_day, of_week = most_read(DAY, WEEK, now=now)
    answers = Answer.objects.public().select_related("comment__article", "unit").defer("comment__article__body")
    return {
        "lead": lead[0] if lead else None,
        "flagged": lead[1:],
        "latest": articles(latest),
        "notices": [Block(section, articles(keys)) for section, keys in in_boxes if articles(keys)],
        "topics": [Story(topic, articles(keys)) for topic, keys in in_stories],
        "blocks": [Block(section, articles(keys)) for section, keys in in_blocks if articles(keys)],
        "most_read": {"day": of_day, "week": of_week},
        "answers": list(answers[:ANSWERS]),
        "links": list(LinkBlock.objects.filter(links__isnull=False).distinct().prefetch_related("links")),
    }


def _newest_of_sections(public, sections, count):
    """Return the keys of the newest articles of each top-level section and what lies below it, by the section's key.

    Two queries, each a few steps into the index of each section: since when its newest are, and which they are.
    Ranking all articles at once would read every one of them.
    """
    top = {each.pk: section.pk for section in sections for each in (section, *section.below)}
    newest = public.filter(section=OuterRef("pk")).order_by("-published_at").values("published_at")
    since = Section.objects.filter(pk__in=top).annotate(since=Subquery(newest[count - 1 : count]))
    newest = Q(pk__in=[])
    for key, moment in since.order_by().values_list("pk", "since"):
        newest |= Q(section=key, published_at__gte=moment) if moment else Q(section=key)
    found = {}
    for key, section in public.filter(newest).newest_first().values_list("pk", "section"):
        found.setdefault(top[section], []).append(key)
    return found


def _newest_of_topics(public, count):
    """Return the stories chosen for the front page, and the keys of the newest articles of each that has any."""
    topics = list(Topic.objects.filter(on_front_page=True).select_related("cover")[:TOPICS])
    found = {}
    if topics:
        newest = public.newest_of_each_topic(topics, count).newest_first()
        for topic, key in newest.values_list("in_topic_key", "pk"):
            found.setdefault(topic, []).append(key)
    return topics, found
