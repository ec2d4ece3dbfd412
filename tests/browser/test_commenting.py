"""A citizen comments and a moderator decides, in a real browser: with a slow line, a dropped one, without scripts."""

import unicodedata
from datetime import timedelta

import pytest
from captcha.models import CaptchaStore
from django.apps import apps
from django.utils import timezone
from playwright.sync_api import expect

from comments import receipts
from comments.models import Comment, PrivateContact, Status
from tests.factories import make_article, make_comment, make_identity, make_section, make_user

from .accessibility import violations
from .citizen import (
    FOCUSED,
    LOOKUP,
    PICTURE,
    SEND,
    SUMMARY,
    WORDS,
    answer_on,
    code_on,
    fill_in,
    form_address,
    marked_fields,
    next_page,
    open_under_article,
    send,
    tab_to,
    words_on,
)
from .newsroom import wait_until
from .watching import screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WAIT_FOR_PICTURE = "() => [...document.images].every((image) => image.complete && image.naturalWidth)"
DESK = "/quan-tri/comments/comment/"
SLOW = {"offline": False, "latency": 600, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def article(site):
    make_identity()
    make_section("Kinh tế")
    return make_article(title="Nước sạch về thôn Bến Đò", body="<p>Đoạn văn của bài.</p>" * 40)


def contents():
    """All rows of all tables."""
    models = apps.get_models(include_auto_created=True)
    return {model: list(model._base_manager.order_by("pk").values_list()) for model in models}


def slow_down(page):
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)


def open_alone(page, article):
    page.goto(form_address(article))


def sent_by(page):
    """A list that gathers the addresses of everything that is sent and not fetched."""
    sent = []
    page.on("request", lambda request: request.method == "GET" or sent.append(request.url.split("/", 3)[3]))
    return sent


# --- From the article to the comment under it ------------------------------------------------------------------------


def test_a_citizen_writes_a_moderator_approves_and_all_read_it(open_browser, article):
    reader, moderator = open_browser(), open_browser(user=make_user("Kiểm duyệt"))
    open_under_article(reader, article)

    fill_in(reader)
    send(reader)
    code = code_on(reader)
    moderator.goto(DESK)
    moderator.keyboard.press("a")
    wait_until(lambda: Comment.objects.get().status == Status.APPROVED)
    reader.goto(article.get_absolute_url())
    shown = reader.locator(".comment").all_inner_texts()
    reader.goto(LOOKUP)
    reader.fill("[name=code]", code.lower().replace("-", " "))
    with next_page(reader):
        reader.press("[name=code]", "Enter")

    comment = Comment.objects.get()
    assert (comment.status, comment.contact.phone) == (Status.APPROVED, "+84912345678")
    assert code == receipts.code_of(comment.nonce)
    assert [[part for part in WORDS.values() if part in text] for text in shown] == [
        [WORDS["name"], WORDS["title"], WORDS["text"]]
    ]
    assert reader.locator(".receipt h2").inner_text() == "Ý kiến của bạn đã được đăng"
    assert code.replace("-", "").lower() not in reader.url.lower().replace("-", "")


def test_reading_writes_no_row_and_sets_no_cookie(page, article):
    make_comment(article, status=Status.APPROVED)
    page.route("**/luot-xem/", lambda route: route.fulfill(status=204))  # the beacon that counts a view
    sent, before = sent_by(page), contents()

    page.goto(article.get_absolute_url())
    page.mouse.wheel(0, 20_000)
    page.locator("[data-comment-form]").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    after_reading, cookies = contents(), page.context.cookies()
    page.focus("[name=name]")
    page.wait_for_selector(PICTURE)
    page.focus("[name=text]")
    page.wait_for_load_state("networkidle")
    after_focus = contents()

    assert sent == [f"bai-viet/{article.pk}/luot-xem/", f"binh-luan/{article.pk}/mo/"]
    assert after_reading == before
    assert cookies == []
    assert {model for model in before if after_focus[model] != before[model]} == {CaptchaStore}
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]


def test_without_scripts_the_form_stands_on_a_page_of_its_own(open_browser, article):
    page = open_browser(java_script_enabled=False)
    page.goto(article.get_absolute_url())
    assert page.locator("[data-comment-form]").is_visible() is False
    with next_page(page):
        page.click(f"#y-kien a[href='{form_address(article)}']")

    fill_in(page, title="Giá?")
    page.fill("[name=answer]", "x")
    send(page, status=422)
    assert words_on(page) == WORDS | {"title": "Giá?"}
    assert page.is_checked("[name=consent]")
    expect(page.locator(SUMMARY)).to_be_focused()
    key = page.input_value("[name=key]")
    with next_page(page):
        page.click("[name=refresh]")
    assert page.input_value("[name=key]") != key
    assert words_on(page) == WORDS | {"title": "Giá?"}
    fill_in(page)
    send(page)

    comment = Comment.objects.get()
    assert (comment.title, comment.text) == (WORDS["title"], WORDS["text"])
    assert code_on(page) == receipts.code_of(comment.nonce)


def test_enter_in_a_field_sends_the_comment_and_fetches_no_new_picture(page, article):
    open_under_article(page, article)
    fill_in(page)

    with next_page(page):
        page.press("[name=answer]", "Enter")

    assert code_on(page) == receipts.code_of(Comment.objects.get().nonce)


# --- A poor line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_impatient_clicks_on_a_slow_line_give_one_comment_and_one_receipt(open_browser, article, has_scripts):
    page = open_browser(java_script_enabled=has_scripts)
    if has_scripts:
        open_under_article(page, article)
    else:
        page.goto(form_address(article))
    fill_in(page)
    slow_down(page)
    page.locator(SEND).scroll_into_view_if_needed()
    box = page.locator(SEND).bounding_box()

    # By the bare mouse: Playwright's own click would wait for the page that the first one asked for.
    for pause in (0, 0, 150):
        page.wait_for_timeout(pause)
        page.mouse.click(box["x"] + 20, box["y"] + 20)
    page.wait_for_selector(".receipt .code")

    assert code_on(page) == receipts.code_of(Comment.objects.get().nonce)
    assert PrivateContact.objects.count() == 1


@pytest.mark.parametrize("open_form", [open_under_article, open_alone], ids=["under the article", "alone"])
def test_a_line_that_dropped_after_sending_leads_back_to_the_words_and_one_receipt(page, article, open_form):
    def drop(route):
        route.fetch()  # it arrives, but its answer does not
        route.abort("connectionreset")

    open_form(page, article)
    fill_in(page)
    page.route(f"**{form_address(article)}*", drop, times=1)
    page.click(SEND)
    page.wait_for_url("chrome-error://**")  # until it has loaded: there is no way back from a page half there
    stored = Comment.objects.get()
    expect(page.locator("body")).to_be_visible()
    page.go_back()

    assert words_on(page) == WORDS
    page.focus("[name=answer]")
    page.wait_for_selector(PICTURE)
    page.fill("[name=answer]", answer_on(page))
    send(page)

    assert code_on(page) == receipts.code_of(stored.nonce)
    assert Comment.objects.count() == 1
    dropped = [complaint for complaint in page.watch.complaints if "net::ERR_CONNECTION_RESET" in complaint]
    assert page.watch.complaints == dropped != []
    page.watch.complaints.clear()


def test_a_form_that_could_not_be_fetched_says_so_and_is_fetched_again(page, article):
    page.watch.expected.add(503)
    page.route("**/mo/", lambda route: route.fulfill(status=503), times=1)
    page.goto(article.get_absolute_url())
    failure = page.locator("[data-failure]")

    page.focus("[name=name]")
    expect(failure).to_be_visible()
    page.click("[data-refresh]")
    page.wait_for_selector(PICTURE)
    expect(page.locator("[name=answer]")).to_be_focused()
    expect(failure).to_be_hidden()
    fill_in(page)
    send(page)

    assert Comment.objects.count() == 1


# --- The keyboard alone ----------------------------------------------------------------------------------------------


def test_the_keyboard_alone_is_enough(page, article):
    page.goto(article.get_absolute_url())
    tab_to(page, "name")
    page.wait_for_selector(PICTURE)

    stops = []
    for text in WORDS.values():
        stops.append(page.evaluate(FOCUSED))
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    tab_to(page, "answer")  # past the sound, whose player has stops of its own
    page.keyboard.type(answer_on(page))
    for key in ("Tab", "Tab", "Space", "Tab"):
        page.keyboard.press(key)
    is_ticked = page.is_checked("[name=consent]")
    with next_page(page):
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    page.keyboard.press("Tab")

    assert stops == [*WORDS]
    assert is_ticked is True
    assert page.title().startswith("Đã nhận ý kiến")
    assert page.locator("main h1").count() == 1
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)") is True
    assert Comment.objects.get().text == WORDS["text"]


# --- What went wrong -------------------------------------------------------------------------------------------------


def test_errors_are_told_beside_their_fields_and_cost_no_second_picture(page, article):
    open_under_article(page, article)
    fill_in(page, phone="không có", title="")

    send(page, status=422)
    expect(page.locator(SUMMARY)).to_be_focused()
    in_summary = page.locator(f"{SUMMARY} li").all_inner_texts()
    wrong = marked_fields(page)
    kept = words_on(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=phone]")).to_be_focused()
    asked_again = page.locator("[name=answer]").count()
    page.fill("[name=phone]", WORDS["phone"])
    page.fill("[name=title]", WORDS["title"])
    send(page)

    assert kept == WORDS | {"phone": "không có", "title": ""}
    assert list(wrong) == ["phone", "title"]
    assert "" not in wrong.values()
    assert [line.split(": ", 1)[1] for line in in_summary] == list(wrong.values())
    assert asked_again == 0
    assert Comment.objects.get().contact.phone == "+84912345678"


def test_an_expired_picture_is_replaced_and_the_words_stay(page, article):
    open_under_article(page, article)
    fill_in(page)
    CaptchaStore.objects.update(expiration=timezone.now() - timedelta(minutes=1))

    send(page, status=422)
    wrong, kept = list(marked_fields(page)), words_on(page)
    page.fill("[name=answer]", answer_on(page))
    send(page)

    assert wrong == ["answer"]
    assert kept == WORDS
    assert Comment.objects.count() == 1


def test_a_lost_cookie_is_given_again_and_the_words_stay(page, article):
    open_under_article(page, article)
    fill_in(page)
    page.context.clear_cookies()

    send(page, status=403)
    expect(page.locator(SUMMARY)).to_be_focused()
    kept, is_ticked = words_on(page), page.is_checked("[name=consent]")
    page.fill("[name=answer]", answer_on(page))
    send(page)

    assert (kept, is_ticked) == (WORDS, True)
    assert Comment.objects.get().text == WORDS["text"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("name", "Nguyễn Thị Đức-Hạnh", "còn 81 ký tự"),
        ("title", "ặ" * 151, "thừa 1 ký tự"),
        ("text", "ệ" * 990 + "👏\u200b" * 10, "còn 1.000 ký tự"),
    ],
)
def test_the_live_counters_count_as_the_server_does(page, article, form, name, typed, told):
    open_under_article(page, article)
    counter = page.locator(f"#id_{name}_helptext")
    page.focus(f"[name={name}]")

    page.fill(f"[name={name}]", unicodedata.normalize(form, typed))

    expect(counter).to_be_visible()
    assert counter.inner_text() == told


# --- Every size and light --------------------------------------------------------------------------------------------


def show_article(page, article):
    open_under_article(page, article)
    page.fill("[name=text]", "👏" * 2001)
    page.fill("[name=title]", "ặ" * 151)


def show_errors(page, article):
    page.goto(form_address(article))
    page.fill("[name=phone]", "không có")
    send(page, status=422)


def show_solved(page, article):
    page.goto(form_address(article))
    fill_in(page, title="")
    send(page, status=422)


def show_receipt(page, article):
    page.goto(form_address(article))
    fill_in(page)
    send(page)


def show_lookup(page, article):
    page.goto(LOOKUP)
    page.fill("[name=code]", "AAAAA-AAAAA-AAAAA")
    with next_page(page, 404):
        page.press("[name=code]", "Enter")


def show_answer(page, article):
    refused = make_comment(article, status=Status.REFUSED, title="W" * 150)
    page.goto(LOOKUP)
    page.fill("[name=code]", receipts.code_of(refused.nonce))
    with next_page(page):
        page.press("[name=code]", "Enter")


SHOWN = {
    "article": show_article,
    "errors": show_errors,
    "solved": show_solved,
    "receipt": show_receipt,
    "lookup": show_lookup,
    "answer": show_answer,
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_fits_and_is_accessible_in_every_size_and_light(open_browser, article, name):
    long = {"name": "W" * 100, "title": "W" * 150, "text": "W" * 300 + "\n\nHết."}
    make_comment(article, status=Status.APPROVED, **long)
    for number in range(20):
        make_comment(article, status=Status.APPROVED, title=f"Ý kiến {number}")
    page = open_browser()
    found = []

    SHOWN[name](page, article)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(WAIT_FOR_PICTURE)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{width}: {overflow} pixels too wide"] if overflow > 0 else []
        for scheme in ("light", "dark") if width > 320 else ():
            show_in(page, scheme)
            screenshot(page, f"comments-{name}-{width}-{scheme}")
            found += [f"{width} {scheme} {violation}" for violation in violations(page)]

    assert found == []
