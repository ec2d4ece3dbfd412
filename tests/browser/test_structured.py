"""A block of data is no script: a real browser finds nothing in it that the strict policy would refuse."""

import json

import pytest

from articles.models import Article
from tests.factories import make_article, make_identity, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

REPORTED = "addEventListener('securitypolicyviolation', event => (window.refused ??= []).push(event.violatedDirective))"
BLOCKS = "[...document.querySelectorAll('script[type=\"application/ld+json\"]')].map(block => block.textContent)"
HOSTILE = "</script><script>window.ran = 1</script><!--<script>"


def test_what_is_told_to_search_engines_is_refused_by_no_policy_and_runs_nothing(open_browser):
    make_identity()
    make_section("Kinh tế")
    article = make_article(title="Nước sạch")
    Article.objects.filter(pk=article.pk).update(title=HOSTILE, lead=HOSTILE)
    page = open_browser()
    page.add_init_script(REPORTED)

    kinds = {}
    for address in ("/", "/chuyen-muc/kinh-te/", article.get_absolute_url()):
        response = page.goto(address)
        assert "script-src 'self';" in f"{response.headers['content-security-policy']};"
        kinds[address] = [thing["@type"] for block in page.evaluate(BLOCKS) for thing in json.loads(block)["@graph"]]
        assert page.evaluate("[window.refused, window.ran]") == [None, None]

    assert kinds == {
        "/": ["WebSite", "GovernmentOrganization"],
        "/chuyen-muc/kinh-te/": ["CollectionPage", "BreadcrumbList"],
        article.get_absolute_url(): ["NewsArticle", "BreadcrumbList"],
    }
