"""HTML, style sheets, feeds and sitemaps as their specifications ask for them."""

import re
from collections import Counter

import pytest
from lxml import etree

from tests.schemas import errors_of

from . import validator
from .summary import summary

pytestmark = pytest.mark.browser

MOST = 8  # pages of one kind: the longest
# What the checker does not know yet, though every browser of the last three years does.
UNKNOWN_TO_THE_CHECKER = {
    "CSS: “container-type”: Property “container-type” doesn't exist.",  # CSS Containment, Level 3
    "CSS: Unrecognized at-rule “@container”",
}
KINDS = {"application/rss+xml": "rss", "application/atom+xml": "atom"}


def test_html_and_style_sheets_have_no_errors(modules, answers, tmp_path):
    found = validator.errors(modules, checked(answers), tmp_path)

    wrong = [error for error in found if error.message not in UNKNOWN_TO_THE_CHECKER]
    assert summary((re.sub(r"\d+", "", error.message), error) for error in wrong) == ""


def test_feeds_and_sitemaps_follow_their_schemas(answers):
    documents = xml_of(answers)
    wrong = {address: errors_of(answers[address].text.encode(), kind) for address, kind in documents.items()}

    assert set(documents.values()) == {"rss", "atom", "sitemap"}
    assert {address: errors for address, errors in wrong.items() if errors} == {}


def test_the_sitemap_follows_the_schema_of_sitemaps_org(modules, answers):
    official = etree.XMLSchema(file=modules / "sitemap/schema/sitemap.xsd")
    sitemaps = [address for address, kind in xml_of(answers).items() if kind == "sitemap"]
    assert sitemaps != []

    for address in sitemaps:
        root = etree.fromstring(answers[address].text.encode())
        for extension in [one for one in root.iter() if one.prefix]:  # pictures, translations: not in this schema
            extension.getparent().remove(extension)
        official.assertValid(root)


def checked(answers):
    """The longest pages of each kind, whatever they answer, and every style sheet."""
    texts, seen = {}, Counter()
    for address, answer in sorted(answers.items(), key=lambda pair: -len(pair[1].text)):
        kind = (answer.kind, answer.status)
        if answer.is_page and seen[kind] < MOST:
            seen[kind] += 1
            texts[address] = answer.text
        elif answer.content_type.startswith("text/css"):
            texts[address] = answer.text
    return texts


def xml_of(answers):
    """Feeds and sitemaps: {address: kind}."""
    found = {}
    for address, answer in answers.items():
        content_type = answer.content_type.split(";")[0]
        if content_type in KINDS:
            found[address] = KINDS[content_type]
        elif content_type == "application/xml":
            found[address] = "sitemapindex" if re.search(r"<sitemapindex\b", answer.text) else "sitemap"
    return found
