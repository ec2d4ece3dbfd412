"""An article read aloud in a real browser."""

import pytest

from tests.factories import make_article, make_identity, make_photo, make_section

from .accessibility import violations
from .article_page import said, wait_until
from .watching import screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# A device with a Vietnamese voice of its own and one that sends words away. What is said is kept; the test ends each
# utterance itself.
VOICES = """
window.said = [];
window.voices = [
  { name: "Xa", lang: "vi-VN", localService: false },
  { name: "English", lang: "en-US", localService: true },
  { name: "Gần", lang: "vi_VN", localService: true },
];
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
const synthesis = new EventTarget();
Object.assign(synthesis, {
  getVoices: () => window.voices,
  speak(utterance) {
    window.current = utterance;
    window.said.push([utterance.text, utterance.voice.name, utterance.rate]);
  },
  cancel() { window.current = null; },
});
Object.defineProperty(window, "speechSynthesis", { value: synthesis });
window.goOn = () => window.current.dispatchEvent(new Event("end"));
"""
LONG = "".join(f"<h2>Mục {number}</h2>" + "<p>Nước sạch về thôn Bến Đò.</p>" * 8 for number in range(1, 5))
READ = """
<h2>Việc đã làm</h2><p>Xã có 1.500 hộ. Nước đã về! Còn ai chưa có?</p>
<figure class="figure"><img src="{photo}" alt="Không đọc" width="1200" height="800">
<figcaption>Đồi chè <span class="credit">Ảnh: Quốc Khánh</span></figcaption></figure>
<ul><li>Một việc</li></ul><table><tbody><tr><td>Bến Đò</td></tr></tbody></table>
"""


@pytest.fixture
def portal(site):
    make_identity()
    return make_section()


@pytest.fixture
def listener(open_browser, portal):
    """The window of somebody whose device has a Vietnamese voice, with an article open."""
    photo = make_photo(alt="Không đọc")
    body = READ.replace("{photo}", photo.file.url)
    article = make_article(title="Nước về thôn", lead="Đoạn mở đầu.", cover=photo.pk, body=body)
    page = open_browser(reduced_motion="reduce")
    page.add_init_script(VOICES)
    page.goto(article.get_absolute_url())
    return page


def marked(page):
    return page.locator(".is-read-aloud").all_inner_texts()


def texts(page):
    return page.evaluate("window.said.map(([text]) => text)")


def listen(page):
    page.click("[data-listen]")
    wait_until(page, "window.said.length")


def test_the_article_is_read_in_order_and_nothing_twice(listener):
    listen(listener)

    marks = []
    while listener.evaluate("Boolean(window.current)"):
        marks += marked(listener)
        listener.evaluate("window.goOn()")

    assert texts(listener) == [
        "Nước về thôn",
        "Đoạn mở đầu.",
        "Việc đã làm",
        "Xã có 1.500 hộ.",
        "Nước đã về!",
        "Còn ai chưa có?",
        "Đồi chè Ảnh: Quốc Khánh",
        "Một việc",
        "Bến Đò",
    ]
    assert len(marks) == 9
    assert {voice for _text, voice, _rate in listener.evaluate("window.said")} == {"Gần"}
    assert marked(listener) == []
    assert listener.locator("[data-aloud]").is_visible() is False
    assert said(listener) == "Đã đọc hết bài"
    assert listener.evaluate("document.activeElement.matches('[data-listen]')") is True


def test_reading_pauses_goes_on_and_stops(listener):
    listen(listener)
    listener.evaluate("window.goOn()")
    listener.click("[data-pause]")
    paused = listener.evaluate("window.current"), listener.inner_text("[data-pause]")
    listener.click("[data-pause]")
    listener.select_option("[data-rate]", "1.5")
    spoken = listener.evaluate("window.said.map(([text, , rate]) => [text, rate])")

    listener.keyboard.press("Escape")
    listener.click("[data-stop]")

    assert paused == (None, "Đọc tiếp")
    assert spoken == [
        ["Nước về thôn", 1],
        ["Đoạn mở đầu.", 1],
        ["Đoạn mở đầu.", 1],
        ["Đoạn mở đầu.", 1.5],
    ]
    assert listener.evaluate("window.current") is None
    assert marked(listener) == []


def test_what_is_read_is_marked_and_in_view(listener):
    listen(listener)
    for _ in range(8):
        listener.evaluate("window.goOn()")

    top, bottom = listener.evaluate(
        "(() => { const box = document.querySelector('.is-read-aloud').getBoundingClientRect();"
        " return [box.top, innerHeight - box.bottom]; })()"
    )

    assert marked(listener) == ["Bến Đò"]
    assert top >= 0
    assert bottom >= 0


def test_reading_stops_where_the_reader_leaves(listener):
    listen(listener)

    listener.evaluate("dispatchEvent(new Event('pagehide'))")

    assert listener.evaluate("window.current") is None


def test_the_bar_of_the_reader_is_accessible(listener):
    listen(listener)

    for scheme in ("light", "dark"):
        show_in(listener, scheme)
        assert violations(listener) == []
    screenshot(listener, "aloud")


def test_a_long_sentence_is_said_in_pieces(open_browser, portal):
    sentence = "Xã Thanh Lâm Hạ đưa nước sạch về các thôn ven sông, " * 12 + "hết."
    page = open_browser()
    page.add_init_script(VOICES)
    page.goto(make_article(lead="", body=f"<p>{sentence}</p>").get_absolute_url())
    listen(page)
    while page.evaluate("Boolean(window.current)"):
        page.evaluate("window.goOn()")

    pieces = texts(page)[1:]

    assert max(map(len, pieces)) <= 220
    assert " ".join(pieces) == sentence


@pytest.mark.parametrize(
    ("voices", "is_offered"),
    [
        ("[]", False),
        ("[{ lang: 'vi-VN', localService: false }]", False),
        ("[{ lang: 'en-US', localService: true }]", False),
        ("[{ lang: 'vie', localService: true }]", False),
        ("[{ lang: 'vi', localService: true }]", True),
    ],
)
def test_only_a_vietnamese_voice_of_the_device_itself_is_offered(page, portal, voices, is_offered):
    page.add_init_script(f"{VOICES} window.voices = {voices};")

    page.goto(make_article().get_absolute_url())

    seen = "document.querySelector('[data-listen]').checkVisibility({ visibilityProperty: true })"
    assert page.evaluate(seen) is is_offered


def test_a_voice_that_comes_late_moves_nothing(page, portal):
    page.add_init_script(f"{VOICES} window.late = window.voices; window.voices = [];")
    page.goto(make_article(body=LONG).get_absolute_url())
    parts = "[...document.querySelectorAll('.tools > *, .tools button, .body')]"
    places = f"{parts}.map((one) => [one.offsetTop, one.offsetLeft])"
    before = page.evaluate(places)

    page.evaluate("window.voices = window.late; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")

    assert (
        page.evaluate("document.querySelector('[data-listen]').checkVisibility({ visibilityProperty: true })") is True
    )
    assert page.evaluate(places) == before
