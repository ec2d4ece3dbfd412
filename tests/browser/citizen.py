"""What a citizen does with the comment form in a real browser, for the tests of writing and of looking up."""

from contextlib import contextmanager

from captcha.models import CaptchaStore
from django.urls import reverse

WORDS = {
    "name": "Nguyễn Thị Đức-Hạnh",
    "phone": "0912 345 678",
    "title": "Xin hỏi giá lắp đồng hồ",
    "text": "Nhà tôi có hai hộ.\n\nĐồng hồ thứ hai có phải trả tiền không?",
}
PICTURE = "[data-picture] img"
SEND = "[data-send]"
SUMMARY = "[data-focus]"
LOOKUP = "/tra-cuu/"
FOCUSED = "document.activeElement?.name || document.activeElement?.tagName.toLowerCase()"


def form_address(article):
    return reverse("comments:form", args=[article.pk])


def open_under_article(page, article):
    """Open the article and begin to write, which is when the form's own things are fetched."""
    page.goto(article.get_absolute_url())
    page.focus("[name=name]")
    page.wait_for_selector(PICTURE)


def answer_on(page):
    """The digits of the captcha on the page, as a person would read or hear them."""
    return CaptchaStore.objects.get(hashkey=page.input_value("[name=key]")).response


def fill_in(page, **words):
    for name, text in (WORDS | words).items():
        page.fill(f"[name={name}]", text)
    page.fill("[name=answer]", answer_on(page))
    page.check("[name=consent]")


def tab_to(page, name, most=90):
    """Press Tab until a field, or an element, has the focus; return what was passed on the way."""
    passed = []
    for _stop in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at == name:
            return passed
        passed.append(at)
    raise AssertionError(f"{name} is out of reach of the Tab key: {passed}")


def is_page(response):
    return response.request.is_navigation_request()


@contextmanager
def next_page(page, status=200):
    """Wait for the page that the answer of a form brings; expect_navigation would stop at its change of history."""
    page.watch.expected.add(status)
    with page.expect_event("load"), page.expect_response(is_page) as answer:
        yield
    assert answer.value.status == status


def send(page, status=200):
    with next_page(page, status):
        page.click(SEND)


def words_on(page):
    return {name: page.input_value(f"[name={name}]") for name in WORDS}


def code_on(page):
    return page.locator(".receipt .code").inner_text()


def marked_fields(page):
    """The names of the fields marked as wrong, with what their error beside them says, as a screen reader finds it."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[aria-invalid=true]")].map((field) => [
            field.name,
            field.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id))
                .filter((one) => one.matches(".errorlist") && one.checkVisibility())
                .map((one) => one.innerText).join(),
        ]))"""
    )
