"""A session that ended while somebody wrote: after the login the text comes back into the form."""

import pytest
from django.contrib.sessions.models import Session

from articles.models import Article, Revision
from tests.factories import make_identity, make_section

from .newsroom import TEXT, open_form, set_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_what_was_sent_after_the_session_ended_is_offered_back(open_browser, editor):
    make_identity()
    make_section("Kinh tế")
    editor.set_password("bien-tap-vien-1")
    editor.save()
    page = open_browser(user=editor)
    open_form(page)
    page.fill("[name=title]", "Giá nước sạch")
    page.fill("[name=lead]", "Đoạn mở đầu.")
    set_data(page, "<p>Cả buổi chiều viết.</p>")
    Session.objects.all().delete()

    page.click("[name=_save]")
    page.fill("[name=username]", "bien-tap-vien")
    page.fill("[name=password]", "bien-tap-vien-1")
    page.click("[type=submit]")
    page.wait_for_selector(TEXT)
    page.click("[data-rescue-take]")
    with page.expect_navigation():
        page.click("[name=_save]")

    assert Revision.objects.get().content["body"] == "<p>Cả buổi chiều viết.</p>"
    assert Article.objects.count() == 1
    open_form(page)
    assert page.locator("[data-rescue]").is_hidden()
