"""Pictures for the demo articles, drawn instead of stored.

A checkout should show a lively portal without carrying photographs whose rights somebody would have to clear.
The seed says what is drawn: its last digit chooses the scene, the digits before it the light. The same seed always
gives the same bytes, so that loading the demo twice finds the pictures it already has.
"""

import io
import math
import random
from typing import NamedTuple

from PIL import Image, ImageDraw

# Drawn at twice the size and scaled down: Pillow's shapes have hard edges of their own.
SUPERSAMPLE = 2
# The scenes are composed on this grid, whatever the size asked for.
WIDTH, HEIGHT = 1600, 900


class Palette(NamedTuple):
    sky: tuple[str, str]
    sun: str
    cloud: str
    hills: tuple[str, str, str]
    field: tuple[str, str]
    water: tuple[str, str]
    leaf: str
    wall: str
    roof: str
    shade: str
    accent: str
    lamp: str
    stars: bool = False
    rain: bool = False


PALETTES = (
    # Morning, dawn, fresh green, dusk, mist, harvest, night, rain.
    Palette(
        ("#bcd9ea", "#f4f0dc"),
        "#f6cf6b",
        "#ffffff",
        ("#a9c4d1", "#7ea7ae", "#568684"),
        ("#8fb46a", "#6f9a52"),
        ("#9cc7d6", "#6fa3b8"),
        "#2f5d47",
        "#f6ead2",
        "#b9573c",
        "#24463a",
        "#a3151c",
        "#ffe9a8",
    ),
    Palette(
        ("#f2b8a2", "#fdeccb"),
        "#f0805a",
        "#fff3e2",
        ("#d9a99a", "#b97f7b", "#8a5b66"),
        ("#b8a05e", "#94824b"),
        ("#f3c9ae", "#cf9a8d"),
        "#4d4a3f",
        "#fbe3c8",
        "#a34a3c",
        "#3f3740",
        "#a3151c",
        "#ffe3a0",
    ),
    Palette(
        ("#d5ebe0", "#fbf8df"),
        "#f4d878",
        "#ffffff",
        ("#b6d3a8", "#8bb87c", "#5e9560"),
        ("#a4c95f", "#7fae48"),
        ("#a9d8d2", "#74b3ad"),
        "#2c6140",
        "#fdf3da",
        "#c4613f",
        "#21482f",
        "#a3151c",
        "#fff0b0",
    ),
    Palette(
        ("#7a5a86", "#f6b27a"),
        "#f9d06f",
        "#f7c59a",
        ("#a8737f", "#7d5470", "#553d5c"),
        ("#8a6d4c", "#6c543f"),
        ("#e7a47c", "#a06a75"),
        "#35304a",
        "#e9c39b",
        "#8c3f43",
        "#2b2539",
        "#d9583b",
        "#ffd98a",
    ),
    Palette(
        ("#cfdedb", "#f0f1e6"),
        "#f3e6c0",
        "#ffffff",
        ("#bccdc9", "#98b3ae", "#6f928d"),
        ("#9db59a", "#7c9a7f"),
        ("#c3d6d3", "#93b3b1"),
        "#3b5d58",
        "#efe8d8",
        "#9b5e50",
        "#2f4b48",
        "#a3151c",
        "#fff0c0",
    ),
    Palette(
        ("#f1d08c", "#fdf3d0"),
        "#ef9f45",
        "#fff8e4",
        ("#d8bd7c", "#b7985a", "#8a7644"),
        ("#e3b74a", "#c8953a"),
        ("#d7d3ad", "#a8ad8f"),
        "#55602f",
        "#fdf0cf",
        "#b04f34",
        "#4a3a24",
        "#a3151c",
        "#fff0b0",
    ),
    Palette(
        ("#141d3d", "#3d5580"),
        "#f5efcf",
        "#4c638c",
        ("#2f4370", "#24355b", "#1a2747"),
        ("#27423f", "#1e3535"),
        ("#35507d", "#22365e"),
        "#11212c",
        "#4b5673",
        "#2c2c48",
        "#0d1626",
        "#d9583b",
        "#ffd27a",
        stars=True,
    ),
    Palette(
        ("#8596a3", "#c9d1d1"),
        "#dfe3df",
        "#a9b4bb",
        ("#93a5aa", "#728a8e", "#526d70"),
        ("#7d9a72", "#628060"),
        ("#94a9b1", "#6b8791"),
        "#2e4b47",
        "#d8d3c5",
        "#7d4c47",
        "#263c3c",
        "#a3151c",
        "#ffe2a0",
        rain=True,
    ),
)
NIGHT, RAIN = PALETTES[6], PALETTES[7]


def rgb(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def mix(first: str, second: str, share: float) -> str:
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class Canvas:
    """Shapes on the 1600 × 900 grid; the pixels behind it are a detail."""

    def __init__(self, size: tuple[int, int], palette: Palette, chance: random.Random):
        self.image = Image.new("RGB", (size[0] * SUPERSAMPLE, size[1] * SUPERSAMPLE))
        self.pen = ImageDraw.Draw(self.image)
        # Filling the frame and cropping keeps circles round in a picture that is not 16:9.
        self.scale = max(self.image.width / WIDTH, self.image.height / HEIGHT)
        self.left = (self.image.width - WIDTH * self.scale) / 2
        self.top = (self.image.height - HEIGHT * self.scale) / 2
        self.palette = palette
        self.chance = chance

    def at(self, points):
        return [(self.left + x * self.scale, self.top + y * self.scale) for x, y in points]

    def shape(self, points, colour):
        self.pen.polygon(self.at(points), fill=colour)

    def line(self, points, colour, width=4.0):
        self.pen.line(self.at(points), fill=colour, width=max(1, round(width * self.scale)), joint="curve")

    def circle(self, x, y, radius, colour, flat=1.0):
        self.pen.ellipse(self.at([(x - radius, y - radius * flat), (x + radius, y + radius * flat)]), fill=colour)

    def box(self, x, y, width, height, colour):
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour)

    def blend(self, paint, opacity):
        """Paints on a copy and mixes it back: for light, haze and shadows on the water."""
        before = self.image.copy()
        paint()
        self.image = Image.blend(before, self.image, opacity)
        self.pen = ImageDraw.Draw(self.image)

    def jpeg(self, size):
        stored = io.BytesIO()
        self.image.resize(size, Image.Resampling.BOX).save(stored, "JPEG", quality=82, optimize=True)
        return stored.getvalue()


def sky(canvas, horizon=560, sun=True):
    palette, chance = canvas.palette, canvas.chance
    gradient = Image.linear_gradient("L").resize((1, round(horizon)))
    column = Image.composite(
        Image.new("RGB", gradient.size, palette.sky[1]), Image.new("RGB", gradient.size, palette.sky[0]), gradient
    )
    canvas.image.paste(palette.sky[1], (0, 0, *canvas.image.size))
    height = round(canvas.top + horizon * canvas.scale)
    canvas.image.paste(column.resize((canvas.image.width, max(1, height)), Image.Resampling.BILINEAR), (0, 0))
    if palette.stars:
        for _ in range(70):
            canvas.circle(chance.uniform(0, WIDTH), chance.uniform(0, 400), chance.uniform(1, 2.6), "#dfe6f5")
    if sun and not palette.rain:
        x, y = chance.uniform(260, 1340), chance.uniform(130, 260)
        for radius, share in ((210, 0.12), (160, 0.16), (118, 0.22)):
            canvas.blend(
                lambda radius=radius: canvas.circle(x, y, radius, mix(palette.sun, palette.sky[1], 0.3)), share
            )
        canvas.circle(x, y, 78, palette.sun)
        if palette.stars:
            canvas.circle(x + 26, y - 14, 66, mix(*palette.sky, y / horizon))
    canvas.blend(lambda: clouds(canvas), 0.55)


def clouds(canvas):
    chance = canvas.chance
    for _ in range(5 if canvas.palette.rain else 3):
        x, y, size = chance.uniform(0, WIDTH), chance.uniform(60, 240), chance.uniform(0.7, 1.3)
        for dx, dy, radius in ((-90, 8, 34), (-40, -10, 48), (20, -18, 58), (80, 2, 40), (120, 12, 26)):
            canvas.circle(x + dx * size, y + dy * size, radius * size, canvas.palette.cloud, flat=0.62)
        canvas.box(x - 115 * size, y + 6 * size, 255 * size, 26 * size, canvas.palette.cloud)


def ridge(chance, base, height):
    """A smooth skyline: three slow waves, never the same two."""
    waves = [(chance.uniform(0.6, 1.2) * k, chance.uniform(0, math.tau), 1 / k) for k in (1, 2, 3.4)]
    return lambda x: base - height * sum(a * math.sin(f * x / 260 + p) for f, p, a in waves) / 2


def hills(canvas, base=470, heights=(110, 80, 46), step=52):
    for depth, (colour, height) in enumerate(zip(canvas.palette.hills, heights, strict=True)):
        top = ridge(canvas.chance, base + depth * step, height)
        canvas.shape([(x, top(x)) for x in range(-20, WIDTH + 21, 10)] + [(WIDTH, HEIGHT), (0, HEIGHT)], colour)


def ground(canvas, top, colour, wave=6):
    line = ridge(canvas.chance, top, wave)
    canvas.shape([(x, line(x)) for x in range(-20, WIDTH + 21, 20)] + [(WIDTH, HEIGHT), (0, HEIGHT)], colour)


def paddies(canvas, top=590):
    """Rows of rice that run to one vanishing point, parted by bunds and by strips of flooded field."""
    palette, chance = canvas.palette, canvas.chance
    canvas.box(0, top, WIDTH, HEIGHT - top, palette.field[0])
    vanish = chance.uniform(500, 1100), top - 170

    def across(x, y):
        share = (y - vanish[1]) / (HEIGHT - vanish[1])
        return vanish[0] + (x - vanish[0]) * share, y

    bands = [top, top + 46, top + 118, top + 210, HEIGHT]
    for y0, y1 in zip(bands, bands[1:], strict=False):
        edges = sorted(chance.uniform(-1400, 3000) for _ in range(7))
        for x0, x1 in zip([-3600, *edges], [*edges, 5200], strict=True):
            kind = chance.random()
            corners = [across(x0, y0), across(x1, y0), across(x1, y1), across(x0, y1)]
            colour = palette.water[0] if kind < 0.22 else mix(*palette.field, chance.uniform(0, 0.8))
            canvas.shape(corners, colour)
            dark = mix(colour, palette.leaf, 0.18 if kind < 0.22 else 0.3)
            rows = max(2, int((x1 - x0) / 62))
            for row in range(1, rows):
                x = x0 + (x1 - x0) * row / rows
                canvas.line([across(x, y0), across(x, y1)], dark, 1.2 + (y1 - top) / 110)
            canvas.line([corners[0], corners[3]], mix(palette.field[1], palette.shade, 0.35), 3 + (y1 - top) / 70)
        canvas.line([(0, y0), (WIDTH, y0)], mix(palette.field[1], palette.shade, 0.35), 2 + (y0 - top) / 45)


def river(canvas, top=600, near=False):
    palette, chance = canvas.palette, canvas.chance
    for y in range(int(top), HEIGHT, 6):
        canvas.box(0, y, WIDTH, 7, mix(*palette.water, (y - top) / (HEIGHT - top)))
    for _ in range(46):
        y = chance.uniform(top + 10, HEIGHT)
        length = 30 + (y - top) * chance.uniform(0.2, 0.7)
        x = chance.uniform(-60, WIDTH)
        canvas.line([(x, y), (x + length, y)], mix(palette.water[0], palette.sky[1], 0.55), 2 + (y - top) / 110)
    if near:
        bank = ridge(chance, 850, 18)
        canvas.shape([(x, bank(x)) for x in range(-20, 1621, 20)] + [(WIDTH, HEIGHT), (0, HEIGHT)], palette.leaf)


def boat(canvas, x, y, size=1.0, rower=True):
    palette = canvas.palette
    hull = [(-120, -14), (-88, 6), (-50, 16), (50, 16), (88, 6), (120, -14), (84, -6), (-84, -6)]
    canvas.blend(lambda: canvas.circle(x, y + 24 * size, 118 * size, palette.shade, flat=0.1), 0.3)
    canvas.shape([(x + a * size, y + b * size) for a, b in hull], palette.shade)
    canvas.shape(
        [(x + a * size, y + b * size) for a, b in [(-52, -8), (-40, -44), (22, -44), (34, -8)]],
        mix(palette.roof, palette.shade, 0.3),
    )
    if rower:
        canvas.line([(x + 112 * size, y - 84 * size), (x + 60 * size, y + 40 * size)], palette.shade, 4 * size)
        person(canvas, x + 76 * size, y - 6 * size, size * 0.85)


def person(canvas, x, y, size=1.0, shirt=None):
    """A figure in a conical hat, standing with the feet at (x, y)."""
    palette = canvas.palette
    body = [(-11, -58), (11, -58), (15, -24), (-15, -24)]
    canvas.shape([(x + a * size, y + b * size) for a, b in body], shirt or palette.accent)
    canvas.box(x - 10 * size, y - 26 * size, 8 * size, 26 * size, palette.shade)
    canvas.box(x + 2 * size, y - 26 * size, 8 * size, 26 * size, palette.shade)
    canvas.circle(x, y - 66 * size, 9 * size, mix("#d9a578", palette.shade, 0.15))
    canvas.shape(
        [(x - 25 * size, y - 66 * size), (x, y - 86 * size), (x + 25 * size, y - 66 * size)],
        mix("#f0dca4", palette.sky[1], 0.2),
    )


def bamboo(canvas, x, y, height=260, stems=7):
    palette, chance = canvas.palette, canvas.chance
    for _ in range(stems):
        lean = chance.uniform(-0.42, 0.42)
        tall = height * chance.uniform(0.75, 1.1)
        foot = x + chance.uniform(-26, 26)
        colour = mix(palette.leaf, palette.hills[2], chance.uniform(0, 0.45))
        stem = [(foot + lean * tall * s**2, y - tall * s) for s in (0, 0.25, 0.5, 0.75, 0.92, 1)]
        canvas.line(stem, colour, 5)
        for share in (0.45, 0.55, 0.65, 0.74, 0.82, 0.9, 0.96, 1):
            px, py = foot + lean * tall * share**2, y - tall * share
            for _ in range(3):
                side = chance.choice((-1, 1))
                length, drop = chance.uniform(26, 52), chance.uniform(4, 30)
                canvas.shape(
                    [
                        (px, py),
                        (px + side * length * 0.5, py - 5),
                        (px + side * length, py + drop),
                        (px + side * length * 0.45, py + 8),
                    ],
                    colour,
                )


def banana(canvas, x, y, size=1.0):
    """Broad leaves bent by their own weight, the lighter half turned to the sun."""
    palette, chance = canvas.palette, canvas.chance
    canvas.shape(
        [(x - 9 * size, y), (x - 5 * size, y - 100 * size), (x + 5 * size, y - 100 * size), (x + 9 * size, y)],
        mix(palette.leaf, palette.field[0], 0.35),
    )
    for angle in (-150, -122, -98, -72, -48, -24):
        turn = math.radians(angle + chance.uniform(-9, 9))
        length = chance.uniform(96, 136) * size
        rib = [
            (x + math.cos(turn) * length * s, y - 100 * size + math.sin(turn) * length * s + 62 * size * s * s)
            for s in (0, 0.2, 0.4, 0.6, 0.8, 1)
        ]
        for width, tone in ((15, 0.0), (-15, 0.28)):
            swell = (0, 0.8, 1, 0.95, 0.6, 0)
            edge = [
                (px - math.sin(turn) * width * size * w, py + math.cos(turn) * width * size * w)
                for (px, py), w in zip(rib, swell, strict=True)
            ]
            canvas.shape(rib + edge[::-1], mix(palette.leaf, palette.field[0], tone))


def tree(canvas, x, y, size=1.0):
    palette, chance = canvas.palette, canvas.chance
    canvas.shape(
        [(x - 9 * size, y), (x - 5 * size, y - 90 * size), (x + 5 * size, y - 90 * size), (x + 10 * size, y)],
        palette.shade,
    )
    blobs = [(chance.uniform(-48, 48), chance.uniform(-150, -84), chance.uniform(30, 48)) for _ in range(7)]
    for dx, dy, radius in blobs:
        canvas.circle(x + dx * size, y + dy * size, radius * size, palette.leaf)
    for dx, dy, radius in blobs:
        canvas.circle(
            x + (dx - 9) * size, y + (dy - 11) * size, radius * 0.62 * size, mix(palette.leaf, palette.field[0], 0.3)
        )


def house(canvas, x, y, size=1.0):
    """A three-bay house seen from the front: (x, y) is the left foot of its wall."""
    palette = canvas.palette
    width, height = 210 * size, 78 * size
    canvas.box(x, y - height, width, height, palette.wall)
    canvas.box(x, y - 12 * size, width, 12 * size, mix(palette.wall, palette.shade, 0.25))
    opening = palette.lamp if palette.stars or palette.rain else mix(palette.shade, palette.wall, 0.12)
    for share in (0.12, 0.42, 0.72):
        door = share == 0.42
        canvas.box(x + width * share, y - height * 0.68, width * 0.16, height * (0.68 if door else 0.4), opening)
    canvas.shape(
        [
            (x - 26 * size, y - height + 6 * size),
            (x + 24 * size, y - height - 66 * size),
            (x + width - 24 * size, y - height - 66 * size),
            (x + width + 26 * size, y - height + 6 * size),
        ],
        palette.roof,
    )
    for row in (0.3, 0.6):
        edge = 26 - 50 * row
        yy = y - height + 6 * size - 72 * size * row
        canvas.line(
            [(x - edge * size, yy), (x + width + edge * size, yy)], mix(palette.roof, palette.shade, 0.22), 3 * size
        )
    canvas.line(
        [(x + 20 * size, y - height - 66 * size), (x + width - 20 * size, y - height - 66 * size)],
        mix(palette.roof, palette.shade, 0.45),
        8 * size,
    )


def kite(canvas, x, y, size=1.0, tether=None):
    palette = canvas.palette
    colour = canvas.chance.choice((palette.accent, palette.sun, palette.roof))
    if tether:
        middle = (x + tether[0]) / 2 - 30, (y + tether[1]) / 2 + 70
        curve = [
            tuple(
                (1 - s) ** 2 * a + 2 * s * (1 - s) * m + s * s * b
                for a, m, b in zip((x, y), middle, tether, strict=True)
            )
            for s in [i / 14 for i in range(15)]
        ]
        canvas.line(curve, mix(palette.shade, palette.sky[1], 0.4), 1.6)
    arc = [(-70, 10), (-48, -16), (-16, -28), (16, -28), (48, -16), (70, 10), (34, 4), (0, 12), (-34, 4)]
    canvas.shape([(x + a * size, y + b * size) for a, b in arc], colour)
    canvas.line([(x, y + 8 * size), (x - 10 * size, y + 44 * size), (x + 6 * size, y + 80 * size)], colour, 4 * size)


def haze(canvas, top, height=90):
    canvas.blend(lambda: canvas.box(0, top, WIDTH, height, canvas.palette.sky[1]), 0.22)


def rain(canvas):
    chance = canvas.chance

    def strokes():
        for _ in range(260):
            x, y, length = chance.uniform(-60, WIDTH), chance.uniform(-40, HEIGHT), chance.uniform(24, 64)
            canvas.line([(x, y), (x - length * 0.24, y + length)], "#eef3f4", 2)

    canvas.blend(strokes, 0.42)


def rice_fields(canvas):
    sky(canvas)
    hills(canvas)
    ground(canvas, 580, canvas.palette.hills[2])
    for x in (120, 190, 1330, 1420, 1500):
        tree(canvas, x + canvas.chance.uniform(-30, 30), 604, 0.5)
    paddies(canvas)
    for x, y, size in ((420, 742, 0.8), (520, 760, 0.9), (1120, 708, 0.62)):
        person(canvas, x + canvas.chance.uniform(-60, 60), y, size)


def ferry(canvas):
    sky(canvas, 600)
    hills(canvas, 500, (120, 76, 30), 46)
    haze(canvas, 560, 60)
    river(canvas, 618, near=True)
    boat(canvas, canvas.chance.uniform(560, 1000), 716, 1.15)
    boat(canvas, canvas.chance.uniform(240, 420), 650, 0.5, rower=False)
    for x in (70, 190, 1440, 1550):
        bamboo(canvas, x, 880, canvas.chance.uniform(330, 470), 8)


def village(canvas):
    sky(canvas, 560)
    hills(canvas, 440)
    ground(canvas, 610, mix(canvas.palette.field[0], canvas.palette.hills[2], 0.35))
    for x in range(40, 1600, 170):
        tree(canvas, x + canvas.chance.uniform(-40, 40), 650, canvas.chance.uniform(0.8, 1.15))
    for x, y, size in ((150, 668, 0.85), (640, 660, 0.8), (1130, 672, 0.9)):
        house(canvas, x + canvas.chance.uniform(-40, 40), y, size)
    ground(canvas, 690, canvas.palette.field[0])
    house(canvas, 380 + canvas.chance.uniform(-40, 40), 770, 1.25)
    house(canvas, 930 + canvas.chance.uniform(-30, 60), 776, 1.25)
    ground(canvas, 790, canvas.palette.field[1], 10)
    for x, size in ((310, 1.15), (800, 1.3), (1390, 1.5), (90, 1.5)):
        banana(canvas, x, 830, size)
    if not (canvas.palette.rain or canvas.palette.stars):
        kite(canvas, canvas.chance.uniform(300, 700), 230, 0.9, (740, 800))
        kite(canvas, canvas.chance.uniform(900, 1250), 170, 0.7, (764, 800))
        person(canvas, 736, 846, 0.8)
        person(canvas, 768, 848, 0.7, shirt=canvas.palette.sun)


def school(canvas):
    palette = canvas.palette
    sky(canvas, 560)
    hills(canvas, 450, (90, 60, 30))
    for x in (90, 210, 1400, 1520):
        tree(canvas, x, 690, 1.5)
    canvas.box(330, 470, 940, 220, palette.wall)
    canvas.box(330, 574, 940, 12, mix(palette.wall, palette.shade, 0.3))
    glass = palette.lamp if palette.stars else mix(palette.water[1], palette.shade, 0.2)
    for floor in (496, 606):
        for x in range(370, 1240, 96):
            canvas.box(x, floor, 54, 58 if floor == 496 else 84, glass)
            canvas.box(x + 25, floor, 4, 58 if floor == 496 else 84, palette.wall)
    canvas.shape([(296, 474), (370, 396), (1230, 396), (1304, 474)], palette.roof)
    for y in (422, 448):
        canvas.line([(345 - (y - 422), y), (1255 + (y - 422), y)], mix(palette.roof, palette.shade, 0.22), 4)
    ground(canvas, 692, mix(palette.wall, palette.field[1], 0.55), 2)
    canvas.line([(800, 790), (800, 300)], palette.shade, 7)
    canvas.shape([(803, 304), (925, 310), (922, 384), (803, 380)], "#c8202a")
    star = [
        (862 + r * math.sin(i * math.pi / 5), 345 - r * math.cos(i * math.pi / 5)) for i, r in enumerate((24, 9.6) * 5)
    ]
    canvas.shape(star, "#f6cf3c")
    canvas.box(770, 784, 60, 16, mix(palette.wall, palette.shade, 0.4))
    for index in range(6):
        x = 240 + index * 215 + canvas.chance.uniform(-50, 50)
        person(canvas, x, 800 + canvas.chance.uniform(-40, 60), 0.72, shirt=("#f7f7f2", palette.accent)[index % 3 == 0])
    tree(canvas, 60, 880, 2.1)
    tree(canvas, 1540, 890, 2.2)


def dyke(canvas):
    palette = canvas.palette
    sky(canvas, 560)
    hills(canvas, 480, (80, 60, 30))
    river(canvas, 590)
    top = ridge(canvas.chance, 660, 14)
    canvas.shape([(x, top(x)) for x in range(-20, 1621, 20)] + [(WIDTH, HEIGHT), (0, HEIGHT)], palette.field[0])
    canvas.line([(x, top(x) + 10) for x in range(-20, 1621, 20)], mix(palette.wall, palette.field[1], 0.3), 18)
    canvas.shape([(x, top(x) + 110) for x in range(-20, 1621, 20)] + [(WIDTH, HEIGHT), (0, HEIGHT)], palette.field[1])
    for x in (130, 300, 470, 1180, 1330, 1490):
        tree(canvas, x, top(x) + 4, canvas.chance.uniform(0.85, 1.2))
    walker = canvas.chance.uniform(680, 980)
    cyclist(canvas, walker, top(walker) + 6)
    for _ in range(150):
        x, y = canvas.chance.uniform(0, WIDTH), canvas.chance.uniform(800, HEIGHT)
        canvas.line([(x, y), (x + canvas.chance.uniform(-9, 9), y - 26)], mix(palette.field[1], palette.leaf, 0.5), 3)
    if not (palette.rain or palette.stars):
        for x, y in ((620, 210), (1010, 150), (1240, 290)):
            kite(canvas, x + canvas.chance.uniform(-80, 80), y, 0.85, (walker + 160, top(walker + 160) - 34))
        person(canvas, walker + 150, top(walker + 150) + 14, 0.8, shirt=palette.sun)


def cyclist(canvas, x, y):
    palette = canvas.palette
    for dx in (-34, 34):
        canvas.circle(x + dx, y - 22, 24, palette.shade)
        canvas.circle(x + dx, y - 22, 19, palette.field[0])
    canvas.line(
        [(x - 34, y - 22), (x - 4, y - 24), (x + 22, y - 60), (x - 14, y - 58), (x - 4, y - 24)], palette.shade, 4
    )
    canvas.line([(x + 34, y - 22), (x + 22, y - 66), (x + 34, y - 72)], palette.shade, 4)
    person(canvas, x - 10, y - 22, 0.95)


def tea_hill(canvas):
    palette, chance = canvas.palette, canvas.chance
    sky(canvas, 560)
    hills(canvas, 400, (110, 80, 50))
    for layer, base in enumerate((560, 660, 770)):
        top = ridge(chance, base, 70 - layer * 12)
        light = mix(palette.field[0], palette.hills[1], 0.4 - layer * 0.2)
        canvas.shape([(x, top(x)) for x in range(-20, 1621, 10)] + [(WIDTH, HEIGHT), (0, HEIGHT)], light)
        for row in range(1, 12):
            depth = row * (15 + layer * 7)
            bend = [(x, top(x) + depth + 10 * math.sin(x / 190 + row * 0.16 + layer)) for x in range(-20, 1621, 20)]
            canvas.line(bend, mix(light, palette.leaf, 0.75), 9 + layer * 4)
            canvas.line([(x, y - 3 - layer) for x, y in bend], mix(light, palette.leaf, 0.35), 4 + layer * 2)
        for _ in range(3):
            x = chance.uniform(120, 1480)
            person(canvas, x, top(x) + 66 + layer * 34, 0.5 + layer * 0.22)
    for x in (100, 1490):
        tree(canvas, x, 640, 1.1)


def communal_house(canvas):
    """The village's communal house: a low wall of posts under a great roof with upturned corners."""
    palette = canvas.palette
    sky(canvas, 560)
    hills(canvas, 460, (90, 60, 30))
    ground(canvas, 660, palette.field[0])
    bamboo(canvas, 1500, 690, 330, 9)
    canvas.box(420, 700, 760, 34, mix(palette.wall, palette.shade, 0.35))
    canvas.box(470, 560, 660, 140, mix(palette.roof, palette.shade, 0.55))
    for x in range(470, 1131, 94):
        canvas.box(x - 9, 556, 18, 146, mix(palette.accent, palette.shade, 0.35))
    for x in (564, 752, 940):
        canvas.box(x + 20, 590, 54, 110, palette.lamp if palette.stars else mix(palette.wall, palette.roof, 0.4))
    eaves = [(330, 500), (378, 548), (440, 570), (800, 578), (1160, 570), (1222, 548), (1270, 500)]
    roof = [*eaves, (1140, 470), (1060, 372), (1076, 340), (1030, 362), (570, 362), (524, 340), (540, 372), (460, 470)]
    canvas.shape(roof, palette.roof)
    for share in (0.25, 0.5, 0.75):
        y = 372 + 190 * share
        canvas.line(
            [(540 - 130 * share, y), (800, y + 8 * share), (1060 + 130 * share, y)],
            mix(palette.roof, palette.shade, 0.25),
            5,
        )
    canvas.line([(532, 360), (1068, 360)], mix(palette.roof, palette.shade, 0.5), 12)
    canvas.circle(800, 346, 17, palette.sun)
    banyan(canvas, 230, 740)
    river(canvas, 770)
    canvas.blend(lambda: canvas.shape([(440, 770), (1160, 770), (1040, 872), (560, 872)], palette.roof), 0.28)
    for x in (380, 1230, 1300):
        person(canvas, x, 750, 0.75)


def banyan(canvas, x, y):
    palette, chance = canvas.palette, canvas.chance
    for lean in (-46, -16, 14, 44):
        canvas.line([(x + lean * 1.2, y), (x + lean * 0.5, y - 120), (x + lean * 1.9, y - 250)], palette.shade, 20)
    turns = [math.pi * (1 + step / 10) for step in range(11)]
    blobs = [(0, -290, 120), (-90, -270, 90), (90, -270, 90)]
    blobs += [(165 * math.cos(a), -265 + 125 * math.sin(a), chance.uniform(58, 78)) for a in turns]
    for shrink, tone in ((1, 0.0), (0.62, 0.24)):
        for dx, dy, radius in blobs:
            canvas.circle(
                x + dx - (1 - shrink) * 30,
                y + dy - (1 - shrink) * 34,
                radius * shrink,
                mix(palette.leaf, palette.field[0], tone),
            )
    for dx in (-120, -84, 92, 136):
        canvas.line([(x + dx, y - 250), (x + dx + 4, y - chance.uniform(90, 150))], palette.shade, 3)


def bridge(canvas):
    palette = canvas.palette
    sky(canvas, 560)
    hills(canvas, 440, (90, 60, 34))
    ground(canvas, 590, mix(palette.field[0], palette.hills[2], 0.4))
    for x in range(20, 1600, 190):
        tree(canvas, x + canvas.chance.uniform(-40, 40), 620, 0.9)
    for x, size in ((40, 0.95), (300, 0.8), (1110, 0.85), (1340, 1.0)):
        house(canvas, x, 650, size)
    river(canvas, 650)
    stone = mix(palette.wall, palette.shade, 0.3)

    def deck(x):
        return 640 - 92 * math.sin(math.pi * (x - 300) / 1000)

    span = [(x, deck(x)) for x in range(300, 1301, 20)]
    canvas.shape([*span, (1300, 730), (300, 730)], stone)
    for x, radius in ((520, 74), (800, 112), (1080, 74)):
        canvas.box(x - radius, 706, radius * 2, 30, palette.water[0])
        canvas.circle(x, 708, radius, palette.water[0])
        canvas.blend(lambda x=x, radius=radius: canvas.circle(x, 734, radius, palette.shade, flat=0.16), 0.28)
    canvas.box(290, 726, 1020, 8, mix(palette.water[1], palette.shade, 0.3))
    canvas.line([(x, y - 22) for x, y in span], mix(stone, palette.shade, 0.3), 7)
    for x in range(300, 1301, 50):
        canvas.line([(x, deck(x) - 24), (x, deck(x) + 2)], mix(stone, palette.shade, 0.3), 6)
    for x in (590, 700, 960):
        person(canvas, x + canvas.chance.uniform(-30, 30), deck(x) + 2, 0.8)
    boat(canvas, canvas.chance.uniform(420, 1180), 822, 0.95)
    banana(canvas, 90, 890, 2.0)
    bamboo(canvas, 1530, 900, 360, 7)


def lit_lane(canvas):
    palette = canvas.palette
    sky(canvas, 560)
    hills(canvas, 470, (70, 50, 30))
    ground(canvas, 610, palette.field[0])
    for x in range(30, 1600, 200):
        tree(canvas, x, 640, 1.0)
    for x, size in ((60, 1.0), (330, 0.85), (1090, 0.9), (1350, 1.05)):
        house(canvas, x, 664, size)
    canvas.shape([(770, 640), (830, 640), (1280, 900), (320, 900)], mix(palette.field[1], palette.wall, 0.35))
    for share in (0.1, 0.28, 0.55, 1.0):
        for side in (-1, 1):
            lamp_post(canvas, 800 + side * (40 + 420 * share), 640 + 230 * share, 0.28 + 0.85 * share, -side)
    person(canvas, 770, 800, 0.95)
    person(canvas, 815, 806, 0.72, shirt="#e8e4d4")


def lamp_post(canvas, x, y, size, side):
    palette = canvas.palette
    head = x + side * 56 * size, y - 262 * size
    for radius, share in ((120, 0.1), (74, 0.16), (40, 0.28)):
        canvas.blend(lambda radius=radius: canvas.circle(*head, radius * size, palette.lamp), share)
    canvas.blend(lambda: canvas.circle(head[0], y, 110 * size, palette.lamp, flat=0.22), 0.22)
    canvas.line([(x, y), (x, y - 270 * size), head], palette.shade, 7 * size)
    canvas.circle(*head, 13 * size, palette.lamp)


def storm(canvas):
    sky(canvas, 600)
    hills(canvas, 500, (100, 70, 34))
    river(canvas, 620, near=True)
    for x, y, size in ((430, 700, 0.8), (640, 724, 0.95), (1060, 690, 0.75)):
        boat(canvas, x + canvas.chance.uniform(-50, 50), y, size, rower=False)
    for x in (60, 160, 1380, 1470, 1560):
        bamboo(canvas, x, 890, canvas.chance.uniform(320, 460), 8)
    person(canvas, 840 + canvas.chance.uniform(-100, 100), 868, 1.15, shirt=canvas.palette.accent)


SCENES = (rice_fields, ferry, village, school, dyke, tea_hill, communal_house, bridge, lit_lane, storm)


def draw(seed: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    """The picture of this seed as JPEG bytes; lamps need the night and storms the rain, whatever the seed says."""
    scene = SCENES[seed % len(SCENES)]
    palette = {lit_lane: NIGHT, storm: RAIN}.get(scene, PALETTES[seed // len(SCENES) % len(PALETTES)])
    canvas = Canvas(size, palette, random.Random(seed))
    scene(canvas)
    if palette.rain:
        rain(canvas)
    return canvas.jpeg(size)
