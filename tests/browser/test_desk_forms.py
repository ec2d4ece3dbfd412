"""The newsroom's stock forms in a browser: no script of theirs breaks, and addresses follow names only at first."""

import pytest
from django.urls import reverse

from articles import addresses
from articles.models import FormerSlug, OldAddress
from tests.factories import (
    make_article,
    make_author,
    make_links,
    make_page,
    make_section,
    make_tag,
    make_topic,
    make_user,
)

from .watching import DESKTOP, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def make_old_address():
    return OldAddress.objects.create(path="/cu", key=addresses.key_of("/cu"), target="/luu-tru/")


MAKERS = {
    "articles_author": make_author,
    "articles_oldaddress": make_old_address,
    "articles_section": make_section,
    "articles_tag": make_tag,
    "articles_topic": make_topic,
    "portal_linkblock": make_links,
    "portal_page": make_page,
}


def test_no_form_breaks_in_the_browser(open_browser):
    """The watch on each window notes errors of pages, refused scripts and failed requests, and fails the test."""
    page = open_browser(user=make_user(role=None))

    for name, make in MAKERS.items():
        for address in (reverse(f"admin:{name}_add"), reverse(f"admin:{name}_change", args=[make().pk])):
            page.goto(address)
            assert page.locator("[name=_save]").count() == 1, address


@pytest.mark.parametrize(
    ("kind", "make", "field"),
    [("articles_topic", make_topic, "name"), ("articles_tag", make_tag, "name"), ("portal_page", make_page, "title")],
)
def test_the_address_follows_the_name_until_it_is_saved(open_browser, kind, make, field):
    page = open_browser(user=make_user(role=None))
    thing = make()

    page.goto(reverse(f"admin:{kind}_add"))
    page.fill(f"[name={field}]", "Đường mới")
    new = page.input_value("[name=slug]")
    page.goto(reverse(f"admin:{kind}_change", args=[thing.pk]))
    page.fill(f"[name={field}]", "Đường mới")

    assert (new, page.input_value("[name=slug]")) == ("duong-moi", thing.slug)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_article_is_chosen_by_words_of_its_title(open_browser, viewport):
    meant = make_article(title="Nước sạch về thôn Đông")
    make_article(title="Nước sạch về thôn Đoài")
    page = open_browser(viewport, make_user(role=None))
    page.goto(reverse("admin:articles_oldaddress_add"))
    page.fill("[name=path]", "http://trangcu.vi.du/tin/1")
    page.fill("[name=leads_to]", "nước sạch")
    page.press("[name=leads_to]", "Enter")

    choice = page.get_by_label("Nước sạch về thôn Đông")
    choice.check()
    screenshot(page, f"old-address-{viewport['width']}")
    page.click("[name=_save]")

    page.wait_for_url("**/oldaddress/")
    assert OldAddress.objects.get().article == meant


def test_manage_opens_by_its_entry(open_browser):
    page = open_browser(user=make_user(role=None))
    page.goto(reverse("admin:articles_tag_changelist"))

    page.click(".newsroom-nav a[href$='#quan-ly']")

    assert page.locator(f"#quan-ly a[href='{reverse('admin:portal_page_changelist')}']").first.is_visible()


def test_former_addresses_stand_in_the_form(open_browser):
    topic = make_topic()
    make_article(topics=[topic.pk])
    addresses.renamed(FormerSlug.Kind.TOPIC, "le-hoi", topic)
    page = open_browser(user=make_user(role=None))

    page.goto(reverse("admin:articles_topic_change", args=[topic.pk]))

    screenshot(page, "topic-form")
    assert page.locator(".field-former_addresses").get_by_text("/dong-su-kien/le-hoi/").is_visible()
