"""Links in public texts that lead nowhere on this site: looked for a part at a time by the regular work.

Other sites are not asked: the answer would be theirs of that moment, and the server of an office may not reach them.
"""

from hashlib import sha256
from ipaddress import ip_address
from itertools import batched
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ..checks.links import existing_targets, targets_of
from ..checks.reading import Body
from ..models import Article, Attachment, BrokenLink, LinkScan, Photo
from ..photos.files import masters_of
from .lists import may_read

ARTICLES = 200  # of one run
HOURS_BETWEEN = 24  # a small site is through in one run: the next round begins a day after the last one did
TARGETS = 1_000  # asked for in one question
OFFICE_NAMES = (".local", ".lan", ".internal", ".localdomain", ".intranet")
Why = BrokenLink.Why


def listed(user, sections=None, now=None):
    """The broken links of the public articles in reach.

    Each link is asked after its article: joined, SQLite would begin at the articles, and read all that are public.
    """
    within = Article.objects.public(now).in_reach_of(user).filter(pk=OuterRef("article_id"))
    if sections is not None:
        within = within.filter(section__in=sections)
    found = BrokenLink.objects.filter(Exists(within)).select_related("article__section")
    return found.defer("article__body", "article__lead")


def last_round():
    """When the search went through all articles last; None before it first did."""
    return LinkScan.objects.filter(pk=1).values_list("round_ended_at", flat=True).first()


def scan_links(now) -> int:
    """Look through the next articles and return how many; none while the last round is fresh.

    What two processes do at once is done twice and comes to the same.
    """
    scan, _made = LinkScan.objects.get_or_create(pk=1)
    row = LinkScan.objects.filter(pk=1)
    if scan.last_article == 0:
        if scan.round_began_at and (now - scan.round_began_at).total_seconds() < HOURS_BETWEEN * 3600:
            return 0
        row.update(round_began_at=now)
    # By key alone, public or not: so the table is walked, not sorted, and rows of what was withdrawn go on the way.
    articles = list(_texts().filter(pk__gt=scan.last_article)[:ARTICLES])
    _keep(articles, now)
    if len(articles) < ARTICLES:
        row.update(last_article=0, round_ended_at=now)
    else:
        row.update(last_article=articles[-1].pk)
    return len(articles)


def check_again(link, *, by, now=None) -> bool:
    """Look through the article of a link again, now; return whether the link still leads nowhere."""
    if not (may_read(by) and Article.objects.in_reach_of(by).filter(pk=link.article_id).exists()):
        raise PermissionDenied
    _keep(list(_texts().filter(pk=link.article_id)), now or timezone.now())
    return BrokenLink.objects.filter(pk=link.pk).exists()


def _texts():
    return Article.objects.order_by("pk").only("slug", "body", "status", "published_at", "expires_at")


def _keep(articles, now):
    """Write what was found of these articles, and clear what is so no more."""
    found = broken([article for article in articles if article.is_public_at(now)])
    wanted = {(pk, _key(address)): (address, why) for pk, links in found.items() for address, why in links.items()}
    with transaction.atomic():
        stored = BrokenLink.objects.filter(article__in=[article.pk for article in articles])
        known = {(link.article_id, link.key): link for link in stored}
        stored.filter(pk__in=[link.pk for key, link in known.items() if key not in wanted]).delete()
        changed = [link for key, link in known.items() if key in wanted and link.why != wanted[key][1]]
        for link in changed:
            link.why = wanted[link.article_id, link.key][1]
        BrokenLink.objects.bulk_update(changed, ["why"])
        new = [
            BrokenLink(article_id=pk, key=key, address=address, why=why, found_at=now)
            for (pk, key), (address, why) in wanted.items()
            if (pk, key) not in known
        ]
        BrokenLink.objects.bulk_create(new, ignore_conflicts=True)


def _key(address):
    return sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def broken(articles) -> dict:
    """Return the broken links of articles: for each article's key what is wrong with which address."""
    hosts = {host.casefold() for host in (urlsplit(settings.SITE_URL).hostname or "", *settings.ALLOWED_HOSTS)}
    targets, found = {}, {}
    for article in articles:
        addresses = {link.address: None for link in Body(article.body).links}
        targets[article.pk] = targets_of(addresses, hosts, article)
        found[article.pk] = {one: Why.LOCAL for one in addresses.keys() - targets[article.pk] if _is_of_the_office(one)}
    everything = {target for links in targets.values() for target in links.values()}
    existing = set()
    for some in batched(everything, TARGETS, strict=False):
        existing |= existing_targets(set(some))
    dead = {target for target in everything if target not in existing}
    kept = _kept(dead)
    reasons = {target: Why.NOT_PUBLIC if target in kept else Why.MISSING for target in dead}
    for pk, links in targets.items():
        found[pk] |= {address: reasons[target] for address, target in links.items() if target in dead}
    return {pk: links for pk, links in found.items() if links}


def _kept(dead):
    """Those of the targets that are there, though readers don't see them."""
    masters = {target: set(masters_of(target[1])) for target in dead if target[0] == "photos"}
    photos = _stored(Photo, "file", set().union(*masters.values()))
    kept = {target for target, names in masters.items() if names & photos}
    for kind, model, column in (("article", Article, "pk"), ("attachments", Attachment, "file")):
        kept |= {(kind, key) for key in _stored(model, column, {key for of, key in dead if of == kind})}
    return kept


def _stored(model, column, keys):
    return {
        key
        for some in batched(keys, TARGETS, strict=False)
        for key in model.objects.filter(**{f"{column}__in": some}).values_list(column, flat=True)
    }


def _is_of_the_office(address):
    """Whether a link leads to a computer that readers can't reach: "http://192.168.1.5/…", "http://may-chu/…"."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return False
    if parts.scheme not in {"", "http", "https"} or not host:
        return False
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(OFFICE_NAMES)
