"""The one colour of a site: how well it can be read, and its lighter sister for dark pages."""

DEFAULT_ACCENT = "#a3151c"
PAPER = "#fffdf9"
DARK_PAPER = "#16150f"
CARD = "#f6f2ea"  # --card of static/css/tokens.css: links stand on it too, and it is the harder ground in both lights
DARK_CARD = "#211f18"


def _channels(colour):
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightened(colour: str, *, against: str = DARK_CARD, ratio: float = 7.0) -> str:
    """Mix a colour with white until it reads on a dark ground."""
    return _mixed(colour, 255, against, ratio)


def darkened(colour: str, *, against: str = CARD, ratio: float = 4.5) -> str:
    """Mix a colour with black until it reads on a light ground."""
    return _mixed(colour, 0, against, ratio)


def _mixed(colour, end, against, ratio):
    channels = _channels(colour)
    for percent in range(0, 101, 5):
        mixed = "#" + "".join(f"{round(c + (end - c) * percent / 100):02x}" for c in channels)
        if contrast(mixed, against) >= ratio:
            break
    return mixed
