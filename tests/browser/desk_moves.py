"""What people do at the editors' desk from one page to the next, by buttons and links alone."""

from django.core import mail

from articles.notices.words import SUBJECTS
from articles.states import Step

from .newsroom import TEXT, caret_to_end
from .watching import DESKTOP, PHONE, screenshot

TITLE = "Nước sạch về thôn Bến Đò trước mùa khô"


def look(page, name):
    """Keep pictures of a stage as it looks on a desk and on a phone."""
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        screenshot(page, f"story-{name}-{viewport['width']}")


def go_to_desk(page):
    page.goto("/quan-tri/")


def waiting(page, title):
    """The row of an article under "Waiting for me"."""
    return page.locator("[aria-labelledby=desk-waiting] .desk-row").filter(has_text=title)


def follow(page, link):
    """Follow a link or press a button that leads to the article's form."""
    with page.expect_navigation():
        link.click()
    page.wait_for_selector(TEXT)


def open_from_list(page, title):
    go_to_desk(page)
    page.click(".newsroom-nav a[href$='/articles/article/']")
    follow(page, page.locator("#result_list a").filter(has_text=title).first)


def send(page, button):
    follow(page, page.locator(f"[name={button}]"))


def confirm(page, selector, *, picture=""):
    """Press a button that is checked first, and the dialog's own button after it. Returns what the dialog said."""
    page.click(selector)
    dialog = page.locator("[data-check-dialog][open]")
    dialog.locator("[data-confirm]").wait_for()
    if picture:
        look(page, picture)
    words = dialog.inner_text()
    follow(page, dialog.locator("button[data-confirm][form=article_form]"))
    return words


def append(page, sentence):
    """Write a paragraph at the end of the text."""
    caret_to_end(page)
    page.keyboard.press("Enter")
    page.keyboard.type(sentence)


def unfold(page, field):
    """Open the fold that a field lies in."""
    page.locator(f"details:has({field}) > summary").click()


def done(page):
    """What the page says was done; the test fails where it says that something was not."""
    assert page.locator(".messagelist :is(.error, .warning)").all_inner_texts() == []
    return page.locator(".messagelist .success").inner_text()


def mails(title=TITLE):
    """Take what was mailed since the last look, as (to whom, which step), and none twice."""
    steps = {str(subject) % {"title": title}: step for step, subject in SUBJECTS.items() if step != Step.ASSIGN}
    letters = [(to.removesuffix("@example.vn"), steps[letter.subject]) for letter in mail.outbox for to in letter.to]
    mail.outbox.clear()
    return sorted(letters)


def status_of(reader, address):
    return reader.goto(address).status


def lists_with(reader, address):
    """Which of the public lists name the article."""
    lists = ("/", "/chuyen-muc/xa-hoi/", "/tim-kiem/?q=nuoc+sach", "/rss/", "/sitemap.xml")
    return [path for path in lists if address in reader.request.get(path).text()]
