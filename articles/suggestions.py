"""What a reader who came to a dead end may have been looking for.

Addresses that lead nowhere are what robots ask for most, so each answer costs at most three queries by the index of
words and one for what is new, and none where the address holds no words.
"""

import re
from urllib.parse import unquote

from . import search
from .models import Article
from .text import fold

LONGEST = 300  # characters of an address that are looked at
MOST_WORDS = 8
AMONG = 40  # articles found that are weighed against each other
# Endings that pages of older portals had; what ends otherwise (.php of a probe, .png, .env) is no article.
PAGE_ENDINGS = re.compile(r"\.(?:html?|aspx?|jsp|vnp|epi)$", re.IGNORECASE)
OTHER_ENDING = re.compile(r"\.[a-z0-9]{1,5}$", re.IGNORECASE)
KEYS = re.compile(r"[0-9]+")


def words_of(path: str) -> list[str]:
    """Return the words that the end of an address is made of: "/tin/nuoc-sach-ve-thon-123.html" → nuoc sach ve thon."""
    segments = [segment for segment in unquote(path[-LONGEST:]).replace("\x00", "").split("/") if segment.strip()]
    if not segments:
        return []
    last = PAGE_ENDINGS.sub("", segments[-1].strip())
    if OTHER_ENDING.search(last) or last.startswith("."):
        return []
    words = [word for word in fold(last.replace("_", " ")).split() if not KEYS.fullmatch(word)]
    return list(dict.fromkeys(words))[:MOST_WORDS]


def suggest(path: str, count=5) -> list:
    """Return public articles that hold the words of an address: all of them, else all but one, else half of them.

    At least half of the words must stand in the title: an address speaks of what an article is about, and whoever
    only mentions it somewhere would be a riddle here. The best fit comes first, then the newest.
    """
    words = words_of(path)
    for groups in _groups(words):
        found = [one for one in _holding(groups) if 2 * _shared(one, words) >= len(words)]
        if found:
            return sorted(found, key=lambda one: (-_shared(one, words), -one.published_at.timestamp()))[:count]
    return []


def newest(path: str, count=5) -> list:
    """Return the newest articles, for where nothing fits; none where the address holds no words: so robots ask."""
    return list(Article.objects.public().for_list().newest_first()[:count]) if words_of(path) else []


def _groups(words):
    """Yield ever looser demands: each is a list of groups of words, one of which an article must hold whole."""
    if words:
        yield [words]
    if len(words) > 2:
        yield [words[:place] + words[place + 1 :] for place in range(len(words))]
    if len(words) > 3:
        half = len(words) // 2
        yield [words[:half], words[half:]]


def _holding(groups):
    public = Article.objects.public()
    found = search.search(public, " ".join(groups[0]))
    for group in groups[1:]:
        found |= search.search(public, " ".join(group))
    return list(found.order_by().select_related("section").defer("body", "lead")[:AMONG])


def _shared(article, words):
    return len({*article.slug.split("-"), *fold(article.title).split()}.intersection(words))


def instead_of(article, count=5) -> list:
    """Return what may stand in for an article that is gone: what shares topics or tags, then the newest of its section.

    The article comes with its topics and tags loaded (for_page); two queries.
    """
    public = Article.objects.public().for_list()
    found = list(public.related_to(article)[:count])
    if article.section and len(found) < count:
        newest = public.in_section(article.section).newest_first()[: count + len(found)]
        found += [one for one in newest if one not in found][: count - len(found)]
    return found
