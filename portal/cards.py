"""Card images: what Facebook, Zalo and messengers show of a link whose page has no picture of its own.

Drawn when asked for, from words that are already public; nothing is stored. The lettering is the site's own, so that
a shared link looks like the page it leads to.
"""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from math import ceil, pi, sin

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe
from PIL import Image, ImageColor, ImageDraw, ImageFont, ImageOps

from articles.models import Article
from articles.models.photo import shown
from articles.reading import reading_page
from articles.renditions import Renditions
from articles.text import one_line
from articles.wording import weekday_date

from .colours import DEFAULT_ACCENT, PAPER

SIZE = (1200, 630)
MARGIN = 64
WIDTH = SIZE[0] - 2 * MARGIN
INK = "#1d1a16"
SUN = "#f0c25e"

TOP = 44
SEAL, SEAL_ALONE = 84, 140
RULE = 6
WATER_TOP = 508  # the crests of the river at the foot
FOOT = (546, 618)  # where the last line stands, on the water
GAP = 18

REGULAR, BOLD = 400, 700
TITLE_SIZES = (96, 88, 80, 72, 66, 60, 54, 48, 44, 40)
LINE_HEIGHT = 1.22
LEAST_GAP = 0.15  # between the ink of two lines: Ặ below Ợ needs more than LINE_HEIGHT, both parts of the size
FINE = 4  # shapes are drawn this many times larger, then reduced: Pillow draws no soft edges
LONGEST = 300  # no title is longer; what a caller hands over may be

LOOK_ALIKES = str.maketrans(
    {
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{FIGURE DASH}": "–",
        "\N{HORIZONTAL BAR}": "—",
        "\N{RIGHTWARDS ARROW}": "–",
        "\N{PRIME}": "’",
        "\N{DOUBLE PRIME}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": "“",
        "\N{SINGLE LOW-9 QUOTATION MARK}": "‘",
        "\N{FRACTION SLASH}": "/",
        "\N{BLACK CIRCLE}": "•",
        "\N{BLACK SMALL SQUARE}": "•",
        "\N{BULLET OPERATOR}": "•",
        "\N{LESS-THAN OR EQUAL TO}": "<=",
        "\N{GREATER-THAN OR EQUAL TO}": ">=",
        "\N{ALMOST EQUAL TO}": "~",
        "\N{EURO SIGN}": "EUR",
        # Not left to NFKC, which would make other numbers of 10⁶ and 50⅓.
        **{power: f"^{digit}" for power, digit in zip("⁰⁴⁵⁶⁷⁸⁹", "0456789", strict=True)},
        **{part: f" {words}" for part, words in zip("⅓⅔⅛", ("1/3", "2/3", "1/8"), strict=True)},
    }
)
TRAILING = " ,;:.–—-/(“‘&+"


@reading_page
@require_safe
def card(request, article_id):
    shown = Article.objects.public().select_related("section").only("title", "published_at", "section__name")
    article = get_object_or_404(shown, pk=article_id)
    identity = request.frame.identity
    day = weekday_date(timezone.localtime(article.published_at))
    words = {"site_name": identity.name, "kicker": article.section.name, "line": day}
    return _answer(request, article.title, words, identity)


@reading_page
@require_safe
def card_site(request):
    identity = request.frame.identity
    return _answer(request, identity.name, {"site_name": "", "line": identity.tagline}, identity)


def _answer(request, title, words, identity):
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # a PNG is packed already; GZipMiddleware would try once more
    picture = draw(title, **words, accent=identity.accent, logo=_logo_of(identity))
    return HttpResponse(picture, content_type="image/png")


def _logo_of(identity) -> bytes:
    logo = shown(identity.logo)
    if logo is None:
        return b""
    files = Renditions.of(logo.file.name)
    try:
        with default_storage.open(files.thumbnail if files else logo.file.name) as file:
            return file.read()
    except OSError:
        return b""  # a file that went astray costs the logo, not the card


@lru_cache(maxsize=64)  # the newest articles are asked for again and again: some 4 MB
def draw(
    title: str, *, site_name: str, kicker: str = "", line: str = "", accent: str = DEFAULT_ACCENT, logo: bytes = b""
) -> bytes:
    """Return a PNG of 1200 × 630 pixels, the same bytes for the same words on the same installation.

    Any words will do: what the font lacks is written with what it has or left out, what is too long ends in an
    ellipsis. Without a site name the seal stands alone, larger.
    """
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    below = _draw_mast(image, pen, site_name, accent, logo)
    _draw_water(image, accent)
    _draw_story(pen, below, title if spelled(title) else site_name, kicker, accent)
    foot = typeset(line, REGULAR, (30, 26, 24), width=WIDTH, height=FOOT[1] - FOOT[0], most=2)
    foot.write(pen, MARGIN, (FOOT[0] + FOOT[1] - foot.height) / 2, PAPER)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _draw_mast(image, pen, site_name, accent, logo):
    """Seal, name and rule, as on the pages. Returns where they end."""
    size = SEAL if spelled(site_name) else SEAL_ALONE
    seal = _fitted(logo, size) if logo else _seal(accent, size)
    image.paste(seal, (MARGIN, TOP + (size - seal.height) // 2), seal)
    if size == SEAL_ALONE:
        return TOP + size
    left = MARGIN + seal.width + 24
    name = typeset(site_name, BOLD, (38, 34, 30, 27), width=SIZE[0] - MARGIN - left, height=size + 8, most=2)
    name.write(pen, left, TOP + (size - name.height) / 2, INK)
    rule = TOP + size + GAP
    pen.rectangle((MARGIN, rule, SIZE[0] - MARGIN - 1, rule + RULE - 1), fill=accent)
    return rule + RULE


def _draw_story(pen, top, title, kicker, accent):
    """Kicker and title, together in the middle of their room."""
    top, bottom = top + GAP, WATER_TOP - GAP // 2
    above = typeset(kicker, BOLD, (32, 28), width=WIDTH, height=48, most=1)
    taken = above.height + GAP if above.lines else 0
    words = typeset(title, BOLD, TITLE_SIZES, width=WIDTH, height=bottom - top - taken, most=5)
    top += (bottom - top - taken - words.height) / 2
    above.write(pen, MARGIN, top, accent)
    words.write(pen, MARGIN, top + taken, INK)


# Type


@dataclass
class Setting:
    """Lines of one size, measured by their ink."""

    font: ImageFont.FreeTypeFont
    lines: list[str]

    @property
    def inks(self):
        """Top and bottom of each line's ink, from its baseline. All reach from H to g at least, to stand alike."""
        _left, top, _right, bottom = self.font.getbbox("Hg", anchor="ls")
        boxes = [self.font.getbbox(line, anchor="ls") for line in self.lines]
        return [(min(box[1], top), max(box[3], bottom)) for box in boxes]

    @property
    def pitch(self):
        """From baseline to baseline: as always, or as much as the marks of two neighbours ask for."""
        inks = self.inks
        needed = [above[1] - below[0] for above, below in zip(inks, inks[1:], strict=False)]
        return ceil(max([LINE_HEIGHT * self.font.size, *(gap + LEAST_GAP * self.font.size for gap in needed)]))

    @property
    def height(self):
        if not self.lines:
            return 0
        inks = self.inks
        return inks[-1][1] - inks[0][0] + self.pitch * (len(self.lines) - 1)

    def write(self, pen, left, top, colour):
        """Write the lines so that the ink of the first begins at `top`."""
        if not self.lines:
            return
        baseline, pitch = round(top) - self.inks[0][0], self.pitch
        for number, line in enumerate(self.lines):
            pen.text((left, baseline + number * pitch), line, fill=colour, font=self.font, anchor="ls")


def typeset(text: str, weight: int, sizes, *, width: int, height: int, most: int) -> Setting:
    """Set a text in lines of like length, in the largest size in which it fits; in the smallest it is cut."""
    words = _kept_together(spelled(text).split())
    for size in sizes:
        setting = Setting(_font(weight, size), [])
        setting.lines = _balanced(words, setting.font, width, most)
        if setting.lines is not None and setting.height <= height:
            return setting
    setting.lines = _cut(words, setting.font, width, most)
    while len(setting.lines) > 1 and setting.height > height:
        setting.lines = _cut(words, setting.font, width, len(setting.lines) - 1)
    return setting


def _kept_together(words):
    """Tie a dash or a sign that stands alone to the word before it: no line begins with one."""
    tied = []
    for word in words:
        if tied and not any(char.isalnum() for char in word) and word[0] not in "“‘(\"'":
            tied[-1] += f" {word}"
        else:
            tied.append(word)
    return tied


def _balanced(words, font, width, most):
    """Break words into the fewest lines, then narrow these as far as their number allows. None: they do not fit."""
    widths = [font.getlength(word) for word in words]
    space = font.getlength(" ")
    if max(widths, default=0) > width:
        return None
    count = len(_rows(widths, space, width))
    if count > most:
        return None
    narrow, wide = int(max(widths, default=0)), width
    while wide - narrow > 4:
        middle = (narrow + wide) // 2
        if len(_rows(widths, space, middle)) > count:
            narrow = middle
        else:
            wide = middle
    return [" ".join(words[first:after]) for first, after in _rows(widths, space, wide)]


def _rows(widths, space, width):
    """Fill lines one after the other; return from which word to before which each goes."""
    rows, first, taken = [], 0, 0
    for number, word in enumerate(widths):
        if number > first and taken + space + word > width:
            rows.append((first, number))
            first, taken = number, word
        else:
            taken += word + (space if number > first else 0)
    return [*rows, (first, len(widths))] if widths else []


def _cut(words, font, width, most):
    """Fill `most` lines, breaking words that no line could hold, and end the last one in an ellipsis."""
    pieces = [piece for word in words for piece in _pieces(word, font, width)]
    widths = [font.getlength(piece) for piece in pieces]
    rows = _rows(widths, font.getlength(" "), width)
    lines = [" ".join(pieces[first:after]) for first, after in rows[:most]]
    if len(rows) > most:
        lines[-1] = _with_ellipsis(lines[-1], font, width)
    return lines


def _pieces(word, font, width):
    while font.getlength(word) > width:
        fitting = _fitting(word, font, width)
        yield word[:fitting]
        word = word[fitting:]
    yield word


def _fitting(text, font, width):
    """Return how many letters of a text fit, one at least."""
    return max(1, bisect_right(range(1, len(text) + 1), width, key=lambda count: font.getlength(text[:count])))


def _with_ellipsis(line, font, width):
    """End a line in an ellipsis behind a whole word, or behind what fits of the only one."""
    words = line.split()
    while len(words) > 1 and font.getlength(" ".join(words).rstrip(TRAILING) + "…") > width:
        words.pop()
    start = " ".join(words).rstrip(TRAILING)
    if font.getlength(start + "…") > width:
        start = start[: _fitting(start, font, width - font.getlength("…"))]
    return start + "…"


def spelled(text: str) -> str:
    """Write a text with the letters that the font has; it is a subset. Emoji and other scripts fall away."""
    return one_line("".join(_drawable(char) for char in one_line(text[:LONGEST])))


@lru_cache(maxsize=4096)
def _drawable(char) -> str:
    """The letter itself, or one that looks or means the same, or its base without the mark, or nothing.

    A mark that stands alone is none of Vietnamese, whose letters are composed by now; piled up, such marks would
    climb over the line above.
    """
    if unicodedata.category(char)[0] == "M":
        return ""
    for form in (char, char.translate(LOOK_ALIKES), unicodedata.normalize("NFKC", char).translate(LOOK_ALIKES)):
        if all(map(_has_glyph, form)):
            return form
    return "".join(filter(_has_glyph, unicodedata.normalize("NFD", char)[0]))


def _has_glyph(char):
    """Whether the font draws a letter: its stand-in for all that it lacks is empty."""
    return char == " " or _font(BOLD, 32).getmask(char).getbbox() is not None


@cache
def _font(weight, size):
    path = settings.BASE_DIR / f"static/fonts/be-vietnam-pro-{weight}.woff2"
    try:
        return ImageFont.truetype(path, size)
    except OSError as error:
        reason = f"Pillow can't read {path.name} ({error}). Its FreeType needs Brotli, which Pillow's own wheels have."
        raise ImproperlyConfigured(reason) from error


# Shapes


@lru_cache(maxsize=8)
def _seal(accent, size):
    """The seal of templates/base.html: a sun above two waves of the river, in a field of 56."""
    unit = size * FINE / 56
    seal = Image.new("RGB", (size * FINE, size * FINE), accent)
    pen = ImageDraw.Draw(seal)
    for height, colour in ((40, PAPER), (47, _mixed(PAPER, accent, 0.6))):
        points = [(x * unit, y * unit) for x, y in _two_arcs(height)]
        pen.line(points, fill=colour, width=round(3 * unit), joint="curve")
    pen.circle((28 * unit, 20 * unit), 8 * unit, fill=SUN)
    corners = Image.new("L", seal.size)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, seal.width - 1, seal.height - 1), 8 * unit, fill=255)
    seal.putalpha(corners)
    return seal.reduce(FINE)


def _two_arcs(height, steps=24):
    """The points of the path "M8 {height} q10-10 20 0 t20 0"."""
    for left, bend in ((8, -10), (28, 10)):
        for step in range(steps + 1):
            part = step / steps
            yield left + 20 * part, height + 2 * part * (1 - part) * bend


def _draw_water(image, accent):
    """The river of the seal along the foot: a light wave behind, the accent before it."""
    for phase, rise, strength in ((0.9, 0, 0.28), (0, 14, 1)):
        mask = _wave(phase)
        colour = Image.new("RGB", mask.size, _mixed(accent, PAPER, strength))
        image.paste(colour, (0, WATER_TOP + rise), mask)


@cache
def _wave(phase):
    """A mask of water whose surface goes up and down two and a half times over the width."""
    width, height = SIZE[0], SIZE[1] - WATER_TOP
    mask = Image.new("L", (width * FINE, height * FINE))
    surface = [(x * FINE, (10 - 10 * sin(5 * pi * x / width + phase * pi)) * FINE) for x in range(0, width + 1, 4)]
    ImageDraw.Draw(mask).polygon([*surface, (mask.width, mask.height), (0, mask.height)], fill=255)
    return mask.reduce(FINE)


def _fitted(logo, size):
    """The site's own logo in place of the seal, as it is, in a square of the same size."""
    with Image.open(BytesIO(logo), formats=["WEBP", "PNG", "JPEG"]) as picture:
        return ImageOps.contain(picture.convert("RGBA"), (size, size))


def _mixed(colour, ground, strength):
    """The colour that shows where one lies over another with some strength, 0 to 1."""
    channels = zip(ImageColor.getrgb(colour), ImageColor.getrgb(ground), strict=True)
    return tuple(round(over * strength + under * (1 - strength)) for over, under in channels)
