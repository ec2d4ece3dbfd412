"""A walk over the whole demo site, as a search engine takes it: every link of ours leads to something that answers."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import resolve

from articles.models import Article
from articles.states import Status
from portal.demo import loading
from portal.demo.pictures import draw

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
STARTS = ["/", "/so-do/", "/en/", "/sitemap.xml", "/robots.txt", "/api/bai-viet/"]
MOST_ADDRESSES = 2_000  # beyond them the walk goes in circles: some page makes addresses without end
LOADED = {"img", "script", "source", "audio", "video", "iframe"}  # what a browser fetches by itself


class Links(HTMLParser):
    """Collects where a page leads to, and what a browser loads with it."""

    def __init__(self, html):
        super().__init__()
        self.leads, self.loads = set(), set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        is_loaded = tag in LOADED or (tag == "link" and attrs.get("rel") in {"stylesheet", "icon", "preload"})
        found = self.loads if is_loaded else self.leads
        found |= {attrs[name] for name in ("href", "src") if attrs.get(name)}
        self.loads |= {part.split()[0] for part in attrs.get("srcset", "").split(",") if part.strip()}


class Walk:
    """Visits everything that is linked from the starts, each address once."""

    def __init__(self, client):
        self.client = client
        self.visited, self.waiting = {}, [(start, "") for start in STARTS]
        self.broken, self.cookies, self.foreign, self.to_staff = [], [], set(), []
        while self.waiting:
            address, came_from = self.waiting.pop()
            if address not in self.visited and len(self.visited) < MOST_ADDRESSES:
                self.visited[address] = self.visit(address, came_from)

    def visit(self, address, came_from):
        path = urlsplit(address).path
        if path.startswith(f"/{settings.ADMIN_PATH}"):
            self.to_staff.append((address, came_from))
            return None
        if path.startswith(settings.STATIC_URL):
            if not finders.find(path.removeprefix(settings.STATIC_URL)):
                self.broken.append((address, "no such file", came_from))
            return None
        response = self.client.get(address)
        if response.status_code in {301, 302}:
            if there := self.ours(address, response.headers["Location"]):
                self.waiting.append((there, address))
        elif response.status_code != 200:
            self.broken.append((address, response.status_code, came_from))
        elif getattr(resolve(path).func, "is_reading_page", False) and response.cookies:
            self.cookies.append(address)
        self.read(address, response)
        return response.headers.get("Content-Type", "").partition(";")[0]

    def read(self, address, response):
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html"):
            links = Links(response.content.decode())
            self.foreign |= {found for found in links.loads if self.ours(address, found) is None}
            found = links.leads | links.loads
        elif kind.partition(";")[0].endswith("xml"):
            text = response.content.decode()
            found = {
                unescape(each) for each in re.findall(r"<(?:image:)?loc>([^<]+)<|<link>([^<]+)<", text) for each in each
            }
            found |= {unescape(each) for each in re.findall(r'(?:href|url)="([^"]+)"', text)}
        else:
            return
        self.waiting += [(mine, address) for each in found if (mine := self.ours(address, each))]

    def ours(self, address, found):
        """Return an address of this site as path and query, "" for what has no page, None for another's."""
        if found.startswith(("mailto:", "tel:", "data:")):
            return ""
        parts = urlsplit(urljoin(SITE + address, found))
        if parts.netloc not in {"testserver", urlsplit(settings.SITE_URL).netloc}:
            return None
        return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.fixture
def demo(monkeypatch):
    """The demo's content, with pictures in a tenth of the size."""
    monkeypatch.setattr(loading, "_drawn", lambda seeds: {seed: draw(seed, (160, 90)) for seed in seeds})
    loading.load()


def test_every_link_on_the_demo_site_answers_and_no_page_for_reading_sets_a_cookie(client, demo):
    walk = Walk(client)

    gone = Article.objects.get(status=Status.WITHDRAWN)
    # The one that the report of broken links is to find.
    assert [(address, status) for address, status, _from in walk.broken] == [(gone.get_absolute_url(), 410)]
    assert walk.cookies == []
    assert walk.to_staff == []
    assert walk.foreign == set()
    assert 500 < len(walk.visited) < MOST_ADDRESSES
    assert set(walk.visited.values()) == {
        *("text/html", "text/plain", "application/json", "application/xml"),
        *("application/rss+xml", "application/atom+xml"),
        *("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        *("image/jpeg", "image/png", "image/webp", "image/avif", "audio/wav", None),
    }
