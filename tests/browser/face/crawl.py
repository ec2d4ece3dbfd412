"""Every page that a reader can reach from the front page and the sitemap, and which kinds of page they are."""

import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from django.urls import Resolver404, get_resolver, resolve

LIMIT = 3000  # addresses; a crawl that finds more runs in circles
LOCATION = re.compile(r"<loc>([^<]+)</loc>")
# Pages that no link leads to, and a list in every state.
UNLINKED = {
    "results": "/tim-kiem/?q=nuoc+sach&tu_ngay=01/01/2020",
    "no results": "/tim-kiem/?q=khong+co+dau",
    "not found": "/khong-co/",
}
OURS = ("portal", "articles", "comments")  # apps whose addresses readers use; the rest is the newsroom


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str  # the name of the address: "articles:detail"
    content_type: str
    text: str
    cookies: list
    is_download: bool

    @property
    def is_page(self):
        return self.content_type.startswith("text/html")


class Links(HTMLParser):
    """The addresses that a page links or loads."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in {"href", "src"} and value:
                self.found.append(value)
            elif name == "srcset" and value:
                self.found += [part.split()[0] for part in value.split(",")]


def links_of(text) -> list[str]:
    parser = Links()
    parser.feed(text)
    return parser.found


def get(url) -> Answer:
    """Ask for an address, following redirects, whatever the answer."""
    try:
        response = urllib.request.urlopen(url, timeout=30)  # noqa: S310  the address is of our own server
    except urllib.error.HTTPError as refusal:
        response = refusal
    with response:
        body = response.read()
        headers = response.headers
    content_type = headers.get("Content-Type", "")
    is_text = content_type.startswith(("text/", "application/xml", "application/rss+xml", "application/atom+xml"))
    text = body.decode() if is_text else ""
    cookies = headers.get_all("Set-Cookie") or []
    is_download = headers.get("Content-Disposition", "").startswith("attachment")
    return Answer(response.status, kind_of(url), content_type, text, cookies, is_download)


def kind_of(url):
    try:
        return resolve(unquote(urlsplit(url).path)).view_name
    except Resolver404:
        return ""


def crawl(site, skipped, also=()) -> dict[str, Answer]:
    """Follow every link of our own, except those below `skipped`; return the answers by address."""
    found, waiting = {}, ["/", "/sitemap.xml", "/robots.txt", *also]
    with ThreadPoolExecutor(2) as readers:
        while waiting:
            answers = readers.map(lambda address: get(site.url + address), waiting)
            new = dict(zip(waiting, answers, strict=True))
            found |= new
            if len(found) > LIMIT:
                raise RuntimeError(f"More than {LIMIT} addresses, the last of them {waiting[-1]}")
            linked = [link for address, answer in new.items() for link in ours(site, address, answer, skipped)]
            waiting = [address for address in dict.fromkeys(linked) if address not in found]
    return found


def ours(site, address, answer, skipped):
    """The addresses of this site that an answer leads to, without fragments."""
    for link in links_of(answer.text) if answer.is_page else LOCATION.findall(answer.text):
        url = urlsplit(urljoin(site.url + address, link))
        is_ours = f"{url.scheme}://{url.netloc}" == site.url and not url.path.startswith(skipped)
        is_endless = url.query and "?" in address  # filters and pages of a list, combined without end
        if is_ours and not is_endless:
            yield url.path + (f"?{url.query}" if url.query else "")


def kinds(answers) -> dict[str, str]:
    """One page of each kind: {name of the address: the address with the longest page}."""
    longest = {}
    for address, answer in answers.items():
        if answer.is_page and answer.status == 200:
            best = longest.get(answer.kind)
            if best is None or len(answers[best].text) < len(answer.text):
                longest[answer.kind] = address
    return longest


def addresses_of_readers() -> set[str]:
    """The names of all addresses in the URL map that belong to readers."""
    return set(_names(get_resolver(), ""))


def _names(resolver, prefix):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace in {None, *OURS}:
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from _names(pattern, prefix + inner)
        elif pattern.name:
            yield prefix + pattern.name
