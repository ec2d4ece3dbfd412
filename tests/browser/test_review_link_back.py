"""After a decision the Back button of a leader's phone leads to no page on which one could decide again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import workflow
from articles.models import ReviewLink
from articles.states import RevisionState
from tests.factories import make_identity, make_revision

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def address(site, editor):
    make_identity()
    revision = make_revision(RevisionState.IN_REVIEW, title="Họp dân về đường nước sạch")
    ends_at = timezone.now() + timedelta(days=3)
    _link, token = workflow.link_for(revision, by=editor, reader="Ông Nguyễn Văn An", ends_at=ends_at)
    return reverse("articles:review", args=[token])


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no-script"])
def test_the_way_back_shows_the_decision(open_browser, address, with_script):
    page = open_browser(PHONE, has_touch=True, java_script_enabled=with_script)
    page.goto("/robots.txt")
    page.goto(address)
    page.locator(".bar summary.is-approve").tap()
    page.locator(".bar button.is-approve").tap()
    expect(page.locator(".decided")).to_be_visible()

    page.go_back()
    if page.url.endswith("robots.txt"):  # the page of the decision took the place of the one before it
        page.go_forward()

    expect(page.locator(".decided")).to_be_visible()
    assert page.locator(".bar").count() == 0
    assert ReviewLink.objects.get().decision == "approved"


def test_a_page_that_the_browser_kept_is_asked_for_anew_once_it_was_sent(open_browser, address):
    page = open_browser(PHONE, has_touch=True)
    page.goto(address)
    ReviewLink.objects.update(decision="approved", decided_at=timezone.now())
    come_back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"

    page.locator(".bar summary.is-approve").tap()
    page.fill("#approval-note", "Đồng ý.")
    page.evaluate(come_back)
    kept = page.locator("#approval-note").input_value()
    page.evaluate("dispatchEvent(new Event('submit'))")
    page.evaluate(come_back)

    expect(page.locator(".decided")).to_be_visible()
    assert kept == "Đồng ý."
