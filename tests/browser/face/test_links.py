"""A crawl of the whole site: every link answers, no reading page sets a cookie, no kind of page was forgotten."""

import pytest

from . import crawl

pytestmark = pytest.mark.browser

# Pages with a form of their own: they need the cookie that guards it.
WITH_A_FORM = {"comments:form", "comments:lookup"}
NO_PAGES = {
    "accent_css", "api_article", "api_articles", "articles:count_view", "articles:preview", "articles:review", "atom",
    "atom_author", "atom_section", "atom_topic", "attachment", "attachment_picker", "attachment_upload",
    "captcha_image", "card", "card_site", "comments:open", "comments:speech", "comments:withdraw", "media",
    "photo_picker", "photo_upload", "robots", "rss", "rss_answers", "rss_author", "rss_section", "rss_topic",
    "sitemap", "sitemap_pages", "sitemap_part",
}  # fmt: skip


def test_every_link_of_the_site_answers(face, answers):
    broken = {address: answer.status for address, answer in answers.items() if answer.status != 200}
    gone = {face.made["withdrawn"]: 410, face.made["ended"]: 410}

    assert broken == gone | {crawl.UNLINKED["not found"]: 404}


def test_no_reading_page_sets_a_cookie(answers):
    setting = {answer.kind for answer in answers.values() if answer.cookies}

    assert setting == WITH_A_FORM


def test_every_kind_of_page_was_looked_at(answers):
    assert crawl.addresses_of_readers() - set(crawl.kinds(answers)) == NO_PAGES
