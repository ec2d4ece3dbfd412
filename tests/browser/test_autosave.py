"""Words are not lost: kept on the server within two seconds, and in the browser while it can't be reached."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.models import Presence, Revision, UnsavedText
from tests.factories import make_article, make_draft, make_identity, make_section, make_user

from .conftest import session_cookie
from .newsroom import TEXT, open_form, set_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

ROOT = Path(__file__).resolve().parents[2]
AUTOSAVE = "**/tu-luu/"
SAVED = ".write-side [data-save-state=saved]"
BAR = "[data-rescue]"
FULL = """
const { setItem } = Storage.prototype;
Storage.prototype.setItem = function (name, value) {
  if (name.startsWith("portal:")) throw new DOMException("full", "QuotaExceededError");
  setItem.call(this, name, value);
};
"""
COPIES = "Object.entries(localStorage).filter(([name]) => name.startsWith('portal:text:')).map(([, copy]) => copy)"


def wait_until(is_so, seconds=8.0):
    """Wait for something that the page does behind our back; return how long it took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, "it did not come about"
        time.sleep(0.02)
    return time.monotonic() - began


def kept(field="title"):
    """What the server has of a field."""
    row = UnsavedText.objects.filter(is_closed=False).order_by("-saved_at").first()
    return row.data[field][0] if row else None


def cut(page):
    """Cut the line to the server for what saves by itself."""
    page.route(AUTOSAVE, lambda route: route.abort("aborted"))


def leave_and_open(page, **form):
    """Open the form again, and say yes where the browser asks whether to leave."""
    page.once("dialog", lambda dialog: dialog.accept())
    open_form(page, **form)


def test_the_last_key_is_on_the_server_within_two_seconds_each_time(desk):
    open_form(desk)
    fields = {"title": "[name=title]", "lead": "[name=lead]", "body": TEXT}
    waits = []

    for number in range(20):
        name = ("title", "lead", "body")[number % 3]
        word = f"chữ{number}"
        desk.locator(fields[name]).press("End")
        desk.keyboard.type(f" {word}")
        waits.append(wait_until(lambda name=name, word=word: word in (kept(name) or "")))

    assert [round(wait, 2) for wait in waits if wait > 2] == []


def test_typing_without_a_pause_is_kept_on_the_way(desk):
    open_form(desk)
    ends = time.monotonic() + 6
    seen = set()

    while time.monotonic() < ends:
        desk.keyboard.type("a", delay=120)
        seen.add(kept())

    assert len(seen - {None}) >= 2
    typed = desk.input_value("[name=title]")
    wait_until(lambda: kept() == typed)
    desk.wait_for_timeout(500)
    assert desk.evaluate(COPIES) == []


def test_nothing_is_kept_before_something_is_changed(desk):
    make_article(title="Tên")
    article = make_article(body="<ul><li>Một</li></ul><table><tbody><tr><td>Hai</td></tr></tbody></table>")
    open_form(desk, article)

    desk.click(TEXT)
    desk.wait_for_timeout(3000)

    assert not UnsavedText.objects.exists()
    assert desk.evaluate(COPIES) == []


def test_never_two_are_under_way_and_the_newest_text_wins(desk):
    open_form(desk)
    under_way, most = [0], [0]

    def count(change):
        under_way[0] += change
        most[0] = max(most[0], under_way[0])

    desk.on("request", lambda request: request.url.endswith("/tu-luu/") and count(1))
    desk.on("requestfinished", lambda request: request.url.endswith("/tu-luu/") and count(-1))
    desk.keyboard.type("Giá nước sạch tăng từ đầu tháng sau ở ba thôn", delay=60)
    wait_until(lambda: kept() == "Giá nước sạch tăng từ đầu tháng sau ở ba thôn")

    assert most == [1]


def test_without_a_line_the_browser_keeps_the_words_until_the_server_has_them(desk):
    open_form(desk)
    cut(desk)

    desk.keyboard.type("Mất mạng")
    desk.wait_for_selector(".write-side [data-save-state=lost]")
    copies = [json.loads(copy) for copy in desk.evaluate(COPIES)]
    desk.unroute(AUTOSAVE)
    desk.keyboard.type(" rồi có lại")
    wait_until(lambda: kept() == "Mất mạng rồi có lại", 20)
    desk.wait_for_selector(SAVED)

    assert [dict(copy["fields"])["title"] for copy in copies] == ["Mất mạng"]
    assert desk.evaluate(COPIES) == []


def test_words_that_only_the_browser_has_are_offered_back(desk, editor):
    section = make_section("Kinh tế")
    article = make_article(title="Tên cũ", bylines=[{"name": "Thu Hiền"}], section=section.pk)
    open_form(desk, article)
    cut(desk)
    desk.fill("[name=title]", "Tên mới")
    set_data(desk, "<p>Câu mới.</p>")
    desk.locator(".write-side details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    desk.check("[name=is_featured]")
    desk.click("[data-bylines] [data-add]")
    desk.locator("[name=bylines-name]").last.fill("Minh Đạt")
    desk.wait_for_timeout(600)

    leave_and_open(desk, article=article)
    desk.unroute(AUTOSAVE)
    desk.wait_for_selector(BAR)
    offered = desk.locator("[data-rescue-words]").inner_text()
    desk.click("[data-rescue-take]")
    wait_until(lambda: kept() == "Tên mới")

    assert "Tên mới" in offered
    assert desk.locator(BAR).is_hidden()
    assert desk.is_checked("[name=is_featured]")
    names = UnsavedText.objects.get().data["bylines-name"]
    assert (kept("body").strip(), [name for name in names if name]) == ("<p>Câu mới.</p>", ["Thu Hiền", "Minh Đạt"])
    leave_and_open(desk, article=article)
    assert desk.input_value("[name=title]") == "Tên mới"
    assert desk.locator(BAR).is_hidden()


def test_words_that_are_dropped_do_not_come_back(desk):
    open_form(desk)
    cut(desk)
    desk.keyboard.type("Bỏ đi")
    desk.wait_for_timeout(600)
    leave_and_open(desk)

    desk.click("[data-rescue-drop]")

    assert desk.locator(BAR).is_hidden()
    assert desk.evaluate(COPIES) == []
    assert desk.evaluate("document.activeElement.name") == "title"


def test_an_offer_that_nobody_has_decided_on_outlives_the_next_words(desk):
    open_form(desk)
    cut(desk)
    desk.keyboard.type("Bài thứ nhất")
    desk.wait_for_timeout(600)
    leave_and_open(desk)
    desk.keyboard.type("Bài thứ hai")
    desk.wait_for_timeout(600)

    leave_and_open(desk)
    desk.wait_for_selector(BAR)
    first_offer = desk.locator("[data-rescue-words]").inner_text()
    desk.click("[data-rescue-drop]")
    second_offer = desk.locator("[data-rescue-words]").inner_text()
    desk.click("[data-rescue-take]")

    assert ("Bài thứ hai" in first_offer, "Bài thứ nhất" in second_offer) == (True, True)
    assert desk.input_value("[name=title]") == "Bài thứ nhất"


def test_words_of_others_and_of_long_ago_are_not_shown(desk, editor):
    open_form(desk)
    copy = {"text": "[]", "fields": [["title", "Lạ"]], "known": "0"}
    desk.evaluate(
        """([own, copy]) => {
            const put = (name, at) => localStorage.setItem(name, JSON.stringify({ ...copy, at }));
            put(`portal:text:${own + 1}:n1~5`, Date.now());
            put(`portal:text:${own}:n2~5`, Date.now() - 31 * 24 * 3600 * 1000);
            localStorage.setItem(`portal:text:${own}:n3~5`, "not what it should be");
        }""",
        [editor.pk, copy],
    )

    open_form(desk)
    desk.wait_for_timeout(300)

    assert desk.locator(BAR).is_hidden()
    assert [dict(json.loads(copy)["fields"])["title"] for copy in desk.evaluate(COPIES)] == ["Lạ"]


def test_a_full_browser_keeps_nobody_from_writing(desk):
    desk.add_init_script(FULL)
    open_form(desk)

    desk.keyboard.type("Vẫn viết được")
    wait_until(lambda: kept() == "Vẫn viết được")
    cut(desk)
    desk.keyboard.type(" tiếp")
    desk.wait_for_selector(".write-side [data-save-state=lostHere]")

    assert desk.input_value("[name=title]") == "Vẫn viết được tiếp"
    desk.unroute(AUTOSAVE)
    wait_until(lambda: kept() == "Vẫn viết được tiếp", 20)


def test_a_version_that_is_saved_leaves_nothing_unsaved_behind(desk):
    make_section("Kinh tế")
    open_form(desk)
    desk.keyboard.type("Bài đã lưu")
    desk.wait_for_selector(SAVED)

    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    desk.wait_for_selector(TEXT)
    desk.wait_for_timeout(300)

    assert Revision.objects.get().title == "Bài đã lưu"
    assert [row.is_closed for row in UnsavedText.objects.all()] == [True]
    assert desk.evaluate(COPIES) == []
    assert desk.locator(BAR).is_hidden()


def test_the_browser_asks_before_leaving_only_while_the_server_lacks_something(desk):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_form(desk)
    desk.keyboard.type("Đã giữ")
    desk.wait_for_selector(SAVED)

    open_form(desk)
    after_saved = list(asked)
    cut(desk)
    desk.keyboard.type("Chưa giữ")
    desk.unroute(AUTOSAVE)
    open_form(desk)

    assert (after_saved, asked) == ([], ["beforeunload"])


def test_words_typed_just_before_the_page_is_left_reach_the_server(desk):
    desk.on("dialog", lambda dialog: dialog.accept())
    open_form(desk)
    desk.keyboard.type("Vừa gõ xong là đi")

    desk.goto("/quan-tri/")

    wait_until(lambda: kept() == "Vừa gõ xong là đi")


# --- Accounts --------------------------------------------------------------------------------------------------------


def test_who_is_logged_out_goes_on_by_themselves_after_the_next_login(desk, editor, site):
    desk.watch.expected |= {401, 403}
    open_form(desk)
    Session.objects.all().delete()

    desk.keyboard.type("Hết phiên")
    desk.wait_for_selector(".write-side [data-save-state=loggedOut]")
    link = desk.locator(".write-side [data-save-state=loggedOut] a")
    target = link.get_attribute("target")
    desk.context.add_cookies([session_cookie(editor, site.url)])
    desk.keyboard.type(" rồi vào lại")
    desk.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_until(lambda: kept() == "Hết phiên rồi vào lại", 15)

    assert target == "_blank"
    desk.wait_for_selector(SAVED)


def test_another_account_in_the_same_browser_gets_nothing_of_the_text(desk, editor, site):
    desk.watch.expected |= {401, 403}
    open_form(desk)
    Session.objects.all().delete()
    desk.keyboard.type("Của tôi")
    desk.wait_for_selector(".write-side [data-save-state=loggedOut]")

    desk.context.add_cookies([session_cookie(make_user(username="khac"), site.url)])
    desk.evaluate("window.dispatchEvent(new Event('focus'))")
    desk.wait_for_selector(".write-side [data-save-state=otherAccount]")
    desk.keyboard.type(" mãi")
    desk.wait_for_timeout(1500)

    assert not UnsavedText.objects.exists()
    assert [dict(json.loads(copy)["fields"])["title"] for copy in desk.evaluate(COPIES)] == ["Của tôi mãi"]


def test_a_login_that_changed_the_token_costs_no_word(desk):
    desk.watch.expected |= {403}
    open_form(desk)
    desk.context.clear_cookies(name="csrftoken")

    desk.keyboard.type("Thẻ bài mới")
    wait_until(lambda: kept() == "Thẻ bài mới", 15)

    make_section()
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    assert Revision.objects.get().title == "Thẻ bài mới"


# --- Others ----------------------------------------------------------------------------------------------------------


def test_two_people_in_one_article_see_each_other_and_what_is_saved(open_browser, editor):
    article = make_article()
    desk = open_browser(user=editor)
    khanh = make_user(username="khanh", first_name="Quốc Khánh")
    others = open_browser(user=khanh)
    open_form(others, article)
    others.click("[name=title]")
    others.keyboard.type("Khác ")
    others.wait_for_selector(SAVED)

    open_form(desk, article)
    desk.wait_for_function("document.querySelector('[data-presence-list]').textContent.includes('Quốc Khánh')")
    make_draft(article, by=khanh, title="Bản của Khánh")
    link = desk.wait_for_selector("[data-presence-list] a", timeout=15_000)

    assert Presence.objects.get(user=khanh).has_unsaved
    assert f"/{article.pk}/so-sanh/" in link.get_attribute("href")


# --- A server that is killed -----------------------------------------------------------------------------------------

SCENE = """
from django.contrib.auth.models import User
from django.test import Client
user = User.objects.create(username="an", is_staff=True, is_superuser=True)
client = Client()
client.force_login(user)
print("session=" + client.cookies["sessionid"].value)
"""


@pytest.fixture
def own_server(tmp_path):
    """A server in a process of its own, on a database of its own, which can be killed and started again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite3",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    running = []

    def manage(*words):
        return [sys.executable, str(ROOT / "manage.py"), *words]

    class Server:
        url = f"http://127.0.0.1:{port}"
        database = tmp_path / "own.sqlite3"

        def start(self):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            words = manage("runserver", f"127.0.0.1:{port}", "--noreload")
            running.append(subprocess.Popen(words, env=environment, cwd=ROOT, **quiet))
            wait_until(self.answers, 30)

        def answers(self):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1):
                    return True
            except OSError:
                return False

        def kill(self):
            running[-1].send_signal(signal.SIGKILL)
            running[-1].wait()

        def kept_title(self):
            with sqlite3.connect(self.database) as database:
                query = "SELECT data FROM articles_unsavedtext ORDER BY saved_at DESC"  # earlier words may lie aside
                row = database.execute(query).fetchone()
            return json.loads(row[0])["title"][0] if row else ""

    subprocess.run(manage("migrate", "-v0"), env=environment, cwd=ROOT, check=True)
    made = subprocess.run(
        manage("shell", "-v0", "-c", SCENE), env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    server = Server()
    server.session = made.stdout.split("session=")[1].strip()
    server.start()
    yield server
    for process in running:
        process.kill()
        process.wait()


def test_a_killed_server_loses_two_seconds_at_most_and_the_browser_not_even_those(chromium, own_server):
    context = chromium.new_context(base_url=own_server.url, locale="vi-VN")
    context.add_cookies([{"name": "sessionid", "value": own_server.session, "url": own_server.url}])
    page = context.new_page()
    open_form(page)

    typed_at = []
    sentence = "Nước sạch về thôn Bến Đò trước mùa khô năm nay " * 3
    for letter in sentence[:110]:
        page.keyboard.type(letter)
        typed_at.append(time.monotonic())
        page.wait_for_timeout(45)
    own_server.kill()
    killed_at = time.monotonic()
    page.keyboard.type(" và thêm")
    page.wait_for_timeout(500)
    text = page.input_value("[name=title]")
    on_server = own_server.kept_title()
    page.close()
    own_server.start()
    page = context.new_page()
    open_form(page)
    page.wait_for_selector(BAR)
    page.click("[data-rescue-take]")
    wait_until(lambda: own_server.kept_title() == text, 15)

    lost_at = typed_at[len(on_server)] if len(on_server) < len(typed_at) else killed_at
    assert text.startswith(on_server)
    assert killed_at - lost_at <= 2
    assert page.input_value("[name=title]") == text
    context.close()


@pytest.fixture(autouse=True)
def identity(site):
    make_identity()


# The browser tells of a selection a moment later.
MARK = """(field) => new Promise((done) => {
  document.addEventListener("selectionchange", () => field.selectionEnd === 24 && setTimeout(done));
  field.focus();
  field.setSelectionRange(12, 24);
})"""


def test_a_note_takes_the_marked_passage_along(desk):
    article = make_draft(title="Nước sạch về thôn Bến Đò").article
    open_form(desk, article)

    desk.locator("[name=title]").evaluate(MARK)
    desk.locator(".notes summary").first.click()

    expect(desk.locator("[data-note-quote]")).to_have_value("thôn Bến Đò")


def test_an_empty_style_that_the_editor_leaves_is_no_change(desk):
    article = make_article(body="<p>Một</p><p>Hai</p>")
    open_form(desk, article)

    desk.evaluate(
        """() => {
            const editor = CKEDITOR.instances.id_body;
            const given = editor.getData.bind(editor);
            editor.getData = () => given().replace("<p>", '<p style="">');
            editor.fire("change");
        }"""
    )
    desk.wait_for_timeout(2500)

    assert UnsavedText.objects.count() == 0
