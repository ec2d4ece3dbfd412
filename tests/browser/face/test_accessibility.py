"""Every kind of page: no violation that axe knows of, nothing too wide, nothing asked of another host, no cookie."""

import pytest

from ..accessibility import PUBLIC_RULES, violations
from ..watching import Watch, screenshot, show_in
from .summary import summary

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = (320, 1280)
FEWEST_KINDS = 12


def test_every_kind_of_page_is_accessible(chromium, face, answers, pages):
    context = chromium.new_context(base_url=face.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    watch = Watch(context, face.url)
    watch.expected = {404, 410}
    page = context.new_page()
    found, too_wide = [], []

    for name, address in pages.items():
        show(page, address, answers[address])
        page.evaluate("document.fonts.ready.then(() => 0)")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            too_wide += [f"{name} {width}: {overflow} pixels"] if overflow > 0 else []
            for scheme in ("light", "dark"):
                show_in(page, scheme)
                screenshot(page, f"face-{name.replace(':', '-')}-{width}-{scheme}")
                found += [(one, f"{name} {width} {scheme}: {one}") for one in violations(page, PUBLIC_RULES)]
    context.close()

    assert len(pages) >= FEWEST_KINDS
    assert summary(found) == ""
    assert too_wide == []
    assert watch.complaints == []


def show(page, address, answer):
    """Open a page; one that is meant to be kept as a file is shown as if it were opened from there."""
    if answer.is_download:
        page.goto("about:blank")
        page.set_content(answer.text)
    else:
        page.goto(address)
