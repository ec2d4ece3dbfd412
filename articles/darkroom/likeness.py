"""How a picture looks, in 64 bits: two that look alike differ in few of them.

The difference hash: the picture is shrunk to nine by eight greys; each bit says whether a grey is brighter than its
neighbour on the right. Size, compression and brightness hardly change that order.
"""

from PIL import Image

COLUMNS, ROWS = 9, 8
FLAT = 8  # greys between the darkest and the brightest: below that the order is noise, and tells nothing


def likeness(image) -> str:
    """Return 16 hex digits; "" for a picture without light and shade."""
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    greys = image.convert("L").resize((COLUMNS, ROWS), Image.Resampling.BOX)
    darkest, brightest = greys.getextrema()
    if brightest - darkest < FLAT:
        return ""
    rows = [[greys.getpixel((column, row)) for column in range(COLUMNS)] for row in range(ROWS)]
    bits = [left > right for row in rows for left, right in zip(row, row[1:], strict=False)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"
