"""The files that stand beside a photo, worked out from the name or address of its master alone.

A page need not ask the database which sizes there are: the master's name ends in its size in pixels
("…-2560x1707.jpg"). A photo from before sizes stood in names has no files beside it.
"""

import re
from dataclasses import dataclass

WIDTHS = (320, 640, 960, 1600)  # pixels; no screen shows a picture of the text wider than 800 points at twice that
FALLBACK = 960  # pixels of the JPEG for browsers that know neither AVIF nor WebP
FORMATS = ("avif", "webp")
TYPES = {"avif": "image/avif", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}  # by the end of a name
MASTER = re.compile(
    r"(?P<stem>.+-(?P<width>[1-9][0-9]{0,4})x(?P<height>[1-9][0-9]{0,4}))\.(?P<ending>jpg|png)", re.DOTALL
)


@dataclass(frozen=True)
class Renditions:
    """`stem` is the master's name or address up to its ending; width and height are the master's, in pixels."""

    stem: str
    ending: str
    width: int
    height: int

    @classmethod
    def of(cls, master: str) -> "Renditions | None":
        """Return the files beside a master, by its storage name or its address; None where it has none."""
        match = MASTER.fullmatch(master)
        return match and cls(match["stem"], match["ending"], int(match["width"]), int(match["height"]))

    @property
    def master(self) -> str:
        return f"{self.stem}.{self.ending}"

    @property
    def widths(self) -> list[int]:
        """The widths of the modern files in pixels, small first: the last is the photo's own, as far as it goes."""
        longest = min(self.width, WIDTHS[-1])
        return [*(width for width in WIDTHS if width < longest), longest]

    def height_at(self, width: int) -> int:
        """The height of the file of that width."""
        return max(1, round(self.height * width / self.width))

    def address(self, width: int, ending: str) -> str:
        return f"{self.stem}-{width}.{ending}"

    def srcset(self, ending: str) -> str:
        return ", ".join(f"{self.address(width, ending)} {width}w" for width in self.widths)

    @property
    def fallback_width(self) -> int:
        return max([width for width in self.widths if width <= FALLBACK], default=self.widths[0])

    @property
    def fallback(self) -> str:
        """The file for whom nothing modern can be offered; the master itself where that is no larger."""
        width = self.fallback_width
        return self.master if width == self.width else self.address(width, self.ending)

    @property
    def thumbnail(self) -> str:
        return self.address(self.widths[0], "webp")

    def names(self) -> list[str]:
        """All files of the photo, the master first."""
        modern = [self.address(width, ending) for ending in FORMATS for width in self.widths]
        return [*dict.fromkeys([self.master, self.fallback, *modern])]
