"""Whether a feed or a sitemap is what its specification asks for.

    assert errors_of(response.content, "rss") == []

The RELAX NG schemas beside this file were written for these tests from RFC 4287 (Atom), the RSS 2.0 specification and
the sitemaps protocol with the image extension. What a schema can't say, such as that an entry without an author is
an error where the feed has none, is asked for here.
"""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
MOST_ADDRESSES = 50_000
MOST_BYTES = 50 * 1024 * 1024


def errors_of(xml: bytes, kind: str) -> list[str]:
    """Return what is wrong with a document as readable lines; `kind` is rss, atom, sitemap or sitemapindex."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        return [f"line {error.lineno}: {error.msg}"]
    schema = schema_of(kind)
    schema.validate(root)
    found = [f"line {error.line}: {error.message}" for error in schema.error_log]
    return found or FURTHER_RULES[kind](root, xml)


@cache
def schema_of(kind):
    return etree.RelaxNG(file=Path(__file__).with_name(f"{kind}.rng"))


def _rss(root, xml):
    guids = root.findall("channel/item/guid")
    found = [
        f"line {guid.sourceline}: guid is no address, and isPermaLink does not say so: {guid.text}"
        for guid in guids
        if guid.get("isPermaLink", "true") == "true" and not urlsplit(guid.text).netloc
    ]
    return found + _repeated("guid", [guid.text for guid in guids]) + _self_link(root.find("channel"))


def _atom(root, xml):
    entries = root.findall(f"{ATOM}entry")
    found = []
    if root.find(f"{ATOM}author") is None:
        found += [f"line {one.sourceline}: no author, here or of the feed" for one in entries if not _is_signed(one)]
    for one in [root, *entries]:
        shown = [(link.get("type"), link.get("hreflang")) for link in one.findall(f"{ATOM}link") if _is_alternate(link)]
        found += _repeated(f"line {one.sourceline}: alternate link", shown)
        if one is not root and not shown and one.find(f"{ATOM}content") is None:
            found.append(f"line {one.sourceline}: neither content nor an alternate link")
    versions = [(one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}updated")) for one in entries]
    return found + _repeated("id with the same time", versions) + _self_link(root)


def _is_signed(entry):
    return entry.find(f"{ATOM}author") is not None or entry.find(f"{ATOM}source/{ATOM}author") is not None


def _is_alternate(link):
    return link.get("rel", "alternate") == "alternate"


def _self_link(feed):
    """A feed that readers keep must say where it lives."""
    places = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(places) == 1 and urlsplit(places[0]).netloc:
        return []
    return [f"one link rel=self with a whole address is needed, not {places}"]


def _sitemap(root, xml):
    found = _repeated("address", [loc.text.strip() for loc in root.findall("{*}*/{*}loc")])
    if len(root) > MOST_ADDRESSES:
        found.append(f"{len(root)} addresses, more than {MOST_ADDRESSES}")
    if len(xml) > MOST_BYTES:
        found.append(f"{len(xml)} bytes, more than {MOST_BYTES}")
    return found


def _repeated(what, values):
    return [f"{what} stands twice: {value}" for value in dict.fromkeys(values) if values.count(value) > 1]


FURTHER_RULES = {"rss": _rss, "atom": _atom, "sitemap": _sitemap, "sitemapindex": _sitemap}
