"""Take one order from standard input: {"source": file, "folder": where to put the pictures, "megapixels": limit}."""

import json
import sys
from pathlib import Path

from . import camera, printing
from .decoding import Refused, decode, opened, upright
from .likeness import likeness
from .limits import keep_within


def develop(source: Path, folder: Path, megapixels: int) -> dict:
    """Write the files of a photo into `folder`; return what there is to know of it, or why it is refused."""
    try:
        with source.open("rb") as file:
            image = opened(file, megapixels)
            decode(image)
            facts = camera.facts(image)
            picture = upright(image)
        files = printing.prints(picture, folder)
    except Refused as refusal:
        return {"refused": refusal.why, "limit": refusal.limit}
    except MemoryError:
        return {"refused": "heavy", "limit": None}
    return facts | {
        "width": picture.width,
        "height": picture.height,
        "likeness": likeness(picture),
        "files": files,
    }


if __name__ == "__main__":
    keep_within()
    order = json.load(sys.stdin)
    json.dump(develop(Path(order["source"]), Path(order["folder"]), order["megapixels"]), sys.stdout)
