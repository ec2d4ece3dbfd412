"""Hostile HTML by each way in: pasted, set through the editor, and posted past it. None is stored and none runs."""

import re

import pytest

from articles.models import Article, Revision
from tests.factories import make_rules, make_section

from .newsroom import TEXT, get_data, open_form, publish, set_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PWN = "window.__pwned=1"
HOSTILE = [
    f"<script>{PWN}</script>",
    f"<p onclick='{PWN}' onmouseover={PWN} onfocus={PWN} tabindex=0 autofocus>Đoạn</p>",
    f"<img src=x onerror={PWN}>",
    f"<img src='data:image/png;base64,AAAA' onload={PWN} onerror={PWN}>",
    f"<svg onload={PWN}><script>{PWN}</script><a href='javascript:{PWN}'><text>Vẽ</text></a></svg>",
    f"<iframe srcdoc='&lt;script&gt;parent.{PWN.removeprefix('window.')}&lt;/script&gt;'></iframe>",
    f"<iframe src='javascript:parent.{PWN}'></iframe>",
    f"<object data='javascript:{PWN}'></object><embed src='javascript:{PWN}'>",
    f"<a href='javascript:{PWN}'>Một</a> <a href='java&#9;script:{PWN}'>Hai</a> <a href='&#1;javascript:{PWN}'>Ba</a>",
    f"<a href='java&#8203;script:{PWN}'>Bốn</a> <a href='data:text/html,<script>{PWN}</script>'>Năm</a>",
    f"<p style='background:url(javascript:{PWN});position:fixed;inset:0'>Phủ</p><style>*{{display:none}}</style>",
    f"<form action='/x/' method=post><button formaction='javascript:{PWN}'>Gửi</button><input name=x></form>",
    "<base href='/x/'><meta http-equiv=refresh content='0;url=/x/'><link rel=stylesheet href='/x.css'>",
    f"<details open ontoggle={PWN}><summary>Mở</summary></details><video><source onerror={PWN}></video>",
    f"<template><img src=x onerror={PWN}></template>",
    f"<noscript><p title='</noscript><img src=x onerror={PWN}>'></noscript>",
    f"<p data-cke-pa-onclick='{PWN}' data-cke-saved-href='javascript:{PWN}'>Dấu của trình soạn thảo</p>",
    f"<a data-cke-saved-href='javascript:{PWN}' href='/'>Sáu</a>",
    f"<img data-cke-saved-src='x' data-cke-pa-onerror='{PWN}' src='/'>",
    f"<!--{{cke_protected}}%3Cscript%3E{PWN}%3C%2Fscript%3E--><!--[if gte IE 4]><script>{PWN}</script><![endif]-->",
    f"<cke:encoded>%3Cimg src=x onerror={PWN}%3E</cke:encoded><cke:script>{PWN}</cke:script>",
    "<p>Còn lại</p>",
    f"<math><mtext><table><mglyph><style><!--</style><img alt='--&gt;&lt;img src=x onerror={PWN}&gt;'></table></math>",
]
HARMLESS = {"<p>", "</p>", '<a href="/">', "</a>"}

PASTE = """([selector, html]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "chữ thường");
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(selector).dispatchEvent(event);
}"""


def paste(desk, html):
    desk.click(TEXT)
    desk.evaluate(PASTE, [TEXT, html])
    desk.locator(TEXT).get_by_text("Còn lại").wait_for()


def post(desk, html):
    """Put the HTML into the bare field, as somebody would who needs no editor."""
    desk.evaluate(
        """(html) => {
            CKEDITOR.instances.id_body.destroy(true);
            document.querySelector("[name=body]").value = html;
        }""",
        html,
    )


def post_and_have_it_back(desk, html):
    """Post it with half a date, so that the form comes back with it, uncleaned, and the editor takes it up."""
    post(desk, html)
    desk.click("[data-schedule] > summary")
    desk.fill("[name=published_at]", "21/11")
    with desk.expect_navigation():
        desk.click("[name=_save]")
    assert desk.locator(".has-errors [name]").evaluate_all("all => all.map((one) => one.name)") == ["published_at"]
    desk.wait_for_selector(TEXT)
    desk.fill("[name=published_at]", "")


WAYS = {"pasted": paste, "set": set_data, "posted": post, "posted and sent back": post_and_have_it_back}


def tags(html):
    return set(re.findall(r"<[^>]*>", html))


def assert_nothing_ran(page):
    page.wait_for_timeout(300)  # an event handler or a frame would need a moment
    assert page.evaluate("window.__pwned") is None


@pytest.mark.parametrize("way", WAYS)
def test_hostile_html_is_not_stored_and_never_runs(desk, way):
    make_rules(blocking=[])  # what is left of the links and pictures would not get past the check
    section = make_section()
    open_form(desk)
    desk.fill("[name=title]", "Bài có mã độc")
    desk.fill("[name=lead]", "Đoạn mở đầu.")
    desk.select_option("[name=section]", value=str(section.pk))

    WAYS[way](desk, "".join(HOSTILE))
    assert_nothing_ran(desk)
    publish(desk)

    article = Article.objects.get()
    assert tags(article.body) - HARMLESS == set()
    assert tags(Revision.objects.get().content["body"]) - HARMLESS == set()
    assert "<p>Còn lại</p>" in article.body.split("\n")
    desk.wait_for_selector(TEXT)
    assert_nothing_ran(desk)
    assert "Còn lại" in get_data(desk)
    desk.goto(article.get_absolute_url())
    assert_nothing_ran(desk)


def test_the_hostile_html_runs_where_nothing_stops_it(chromium):
    with chromium.new_page() as page:
        page.set_content("".join(HOSTILE))

        assert page.evaluate("window.__pwned") == 1
