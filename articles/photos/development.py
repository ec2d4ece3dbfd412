"""An upload's way through the darkroom: one at a time in each worker, within a clock, and back as facts and files."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from .. import text as plain
from .errors import refusal

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-P", "-m", "articles.darkroom"]
# Seconds on the wall, before gunicorn ends a worker after 30; the darkroom itself counts processor time.
CLOCK = 25
# What Python needs to start, and nothing else: no key and no password is at hand where strange files are decoded.
INHERITED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
FIRST_YEAR = 1990  # before it no camera wrote a date; a clock that was never set says 1980 or 1970
ONE_AT_A_TIME = threading.Lock()  # twenty photos dropped at once are twenty requests: each holds up to 400 MB


@dataclass(frozen=True)
class Developed:
    """The files of a photo in a folder of ours, the master first, and what is known of it."""

    folder: Path
    files: list[str]
    width: int
    height: int
    likeness: str
    taken_at: datetime | None
    credit: str

    @property
    def columns(self) -> dict:
        return {
            "width": self.width,
            "height": self.height,
            "file_size": (self.folder / self.files[0]).stat().st_size,
            **bands(self.likeness),
        }


def develop(source: Path, folder: Path) -> Developed:
    """Make all files of a photo from an uploaded one. Raises UnusablePhoto with what the darkroom says against it."""
    folder.mkdir()
    order = {"source": str(source), "folder": str(folder), "megapixels": settings.PHOTO_MAX_MEGAPIXELS}
    with ONE_AT_A_TIME:
        answer = _answer(json.dumps(order))
    if why := answer.get("refused"):
        raise refusal(why, answer["limit"])
    return Developed(
        folder=folder,
        files=answer["files"],
        width=answer["width"],
        height=answer["height"],
        likeness=answer["likeness"],
        taken_at=_moment(answer["taken"]),
        credit=plain.one_line(answer["credit"])[:120],
    )


def bands(likeness) -> dict:
    """Return the columns of a likeness: the whole and its four parts, which the database can look up."""
    parts = [int(likeness[place : place + 4], 16) if likeness else None for place in range(0, 16, 4)]
    return {"likeness": likeness, **{f"likeness_{number}": part for number, part in enumerate(parts)}}


def _answer(order):
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    # One arena: glibc reserves 64 MB of addresses for each, and the limit counts addresses.
    environment = inherited | {"PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "1"}
    try:
        done = subprocess.run(  # noqa: S603  our own program, no shell; the order travels as JSON
            COMMAND, input=order, env=environment, capture_output=True, text=True, timeout=CLOCK, check=False
        )
    except subprocess.TimeoutExpired:
        raise refusal("heavy") from None
    if done.returncode < 0:  # ended by a signal: its time was up, or a decoder fell over the limit of memory
        raise refusal("heavy")
    if done.returncode:
        raise RuntimeError(f"The darkroom failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def _moment(taken):
    """Return when a photo was taken, in the site's zone; None for what no honest camera says."""
    if taken is None:
        return None
    moment = datetime.fromisoformat(taken)
    is_sane = moment.year >= FIRST_YEAR and moment < timezone.localtime().replace(tzinfo=None) + timedelta(days=1)
    return timezone.make_aware(moment, timezone.get_default_timezone()) if is_sane else None
