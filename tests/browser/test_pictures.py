"""Photos in a real browser: which file is taken, that nothing moves, that nothing that matters is cut off."""

import pytest
from django.core.files.storage import default_storage

from articles import photos
from articles.models import Article, ContentVersion
from articles.renditions import Renditions
from tests.factories import make_article, make_identity, make_photo, make_section, make_topic, make_user, picture_bytes

from .watching import DESKTOP, PHONE, screenshot, show_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SHAPES = {"wide": (2560, 1440), "panorama": (2400, 600), "portrait": (1200, 2000), "square": (900, 900)}
PLACES = {"front": "/", "section": "/chuyen-muc/kinh-te/", "topic": "/dong-su-kien/le-hoi-lang/", "article": ""}
# What has come of each picture: the file taken, or "" where it was not asked for yet.
TAKEN = "(where) => [...document.querySelectorAll(`${where} img`)].map((one) => one.currentSrc.split('-').at(-1))"
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 200);
})"""
BOX = "(one) => { const box = one.getBoundingClientRect(); return [box.width, box.height, innerHeight, innerWidth]; }"


@pytest.fixture
def portal(site):
    make_identity()
    return make_section(front_page="cards")


def fill(section, shape="wide", covers=1):
    """Articles, a topic and a text, all with pictures of one shape."""
    covers = [make_photo(picture_bytes(SHAPES[shape], quality=80 + number), alt="Bến đò") for number in range(covers)]
    cover = covers[0]
    inside = make_photo(picture_bytes((1000, 700)), alt="Đồi chè")
    topic = make_topic(cover=cover, on_front_page=True)
    body = f'<p>Toàn văn.</p><figure class="figure"><img src="{inside.file.url}" alt="Đồi chè"></figure><p>Hết.</p>'
    for number in range(6):
        make_article(
            title=f"Tin {number}",
            section=section.pk,
            cover=covers[number % len(covers)].pk,
            body=body,
            topics=[topic.pk],
            is_featured=number < 2,
        )
    return cover, inside


def address_of(place):
    return PLACES[place] or Article.objects.first().get_absolute_url()


def visit(page, place):
    page.goto(address_of(place), wait_until="networkidle")


def scroll_through(page):
    for _ in range(12):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(
    ("viewport", "density", "expected"),
    [
        (
            PHONE,
            2,
            {".lead": {"640.avif"}, ".row-lead": {"640.avif"}, ".cover": {"640.avif"}, ".flagged": {"320.avif"}},
        ),
        (
            PHONE,
            3,
            {".lead": {"960.avif"}, ".row-lead": {"960.avif"}, ".cover": {"960.avif"}, ".flagged": {"320.avif"}},
        ),
        (
            DESKTOP,
            1,
            {".lead": {"960.avif"}, ".row-lead": {"960.avif"}, ".cover": {"960.avif"}, ".story": {"640.avif"}},
        ),
        (DESKTOP, 2, {".lead": {"1600.avif"}, ".row-lead": {"1600.avif"}, ".cover": {"1600.avif"}}),
    ],
)
def test_the_browser_takes_the_small_file_that_is_sharp_enough(open_browser, portal, viewport, density, expected):
    fill(portal, covers=6)  # each its own: a browser shows a wider file that it has already
    page = open_browser(viewport=viewport, device_scale_factor=density)

    taken = {}
    for place in ("front", "section", "article"):
        visit(page, place)
        scroll_through(page)
        taken |= {where: set(found) for where in expected if (found := page.evaluate(TAKEN, where))}

    assert taken == expected


def test_a_row_takes_the_smallest_file_on_every_screen(open_browser, portal):
    fill(portal)
    newest = Article.objects.public().newest_first().first()
    Article.objects.filter(pk=newest.pk).update(cover=None)  # a browser shows a wider file that it has already

    taken = []
    for viewport, density in ((PHONE, 3), (DESKTOP, 1)):
        page = open_browser(viewport=viewport, device_scale_factor=density)
        visit(page, "section")
        scroll_through(page)
        taken.append(set(page.evaluate(TAKEN, ".row:not(.row-lead)")))

    assert taken == [{"320.avif"}, {"320.avif"}]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("shape", SHAPES)
def test_photos_that_come_late_move_nothing_on_any_page(open_browser, portal, shape, viewport):
    fill(portal, shape)
    page = open_browser(viewport=viewport)

    def late(route):
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/media/photos/**", late)
    shifts = {}
    for place in PLACES:
        visit(page, place)
        shifts[place] = page.evaluate(SHIFT)

    assert shifts == dict.fromkeys(PLACES, 0)


@pytest.mark.parametrize("shape", SHAPES)
def test_pictures_of_every_shape_fit_every_screen(page, portal, shape):
    fill(portal, shape)

    too_wide = []
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for place in PLACES:
            visit(page, place)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            too_wide += [(place, width, overflow)] if overflow > 0 else []
            if width in {390, 1280}:
                for scheme in ("light", "dark"):
                    show_in(page, scheme)
                    screenshot(page, f"pictures-{shape}-{place}-{width}-{scheme}")

    assert too_wide == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_portrait_is_a_giant_and_in_the_article_nothing_of_it_is_cut(open_browser, portal, viewport):
    fill(portal, "portrait")
    page = open_browser(viewport=viewport)

    visit(page, "front")
    lead = page.locator(".lead img").evaluate(BOX)
    visit(page, "article")
    cover = page.locator(".cover img").evaluate(BOX)
    fitted = page.locator(".cover img").evaluate("(one) => getComputedStyle(one).objectFit")

    assert lead[1] <= max(0.4 * lead[2], 176)
    assert cover[1] <= 0.8 * cover[2]
    assert fitted == "contain"


def test_the_point_that_matters_stays_in_sight_where_a_picture_is_cut(page, portal):
    cover, _inside = fill(portal)
    position = "(one) => getComputedStyle(one).objectPosition"
    places = [
        ("front", ".lead img"),
        ("front", ".flagged img"),
        ("section", ".row-lead img"),
        ("topic", ".topic-head img"),
    ]

    def found():
        cut = []
        for place, where in places:
            visit(page, place)
            cut.append(page.locator(where).first.evaluate(position))
        return cut

    usual = found()
    cover.focus_x, cover.focus_y = 20, 88
    cover.save()
    ContentVersion.bump()
    chosen = found()

    assert usual == ["50% 30%"] * 4
    assert chosen == ["20% 90%"] * 4


def test_in_place_of_a_photo_that_was_taken_down_stands_a_picture_of_its_shape(page, portal):
    _cover, inside = fill(portal)
    visit(page, "article")
    place = page.locator(".body .figure img")
    place.scroll_into_view_if_needed()
    before = place.evaluate(BOX)

    photos.take_down(inside, by=make_user(role=None), reason="Người trong ảnh yêu cầu")
    page.watch.expected = {410}
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    visit(page, "article")
    place.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")

    assert default_storage.exists(Renditions.of(inside.file.name).thumbnail) is False
    assert place.evaluate("(one) => one.complete && one.naturalWidth > 0") is True
    assert place.evaluate(BOX) == pytest.approx(before, abs=1)
    for scheme in ("light", "dark"):
        show_in(page, scheme)
        screenshot(page, f"pictures-gone-{scheme}")
