"""Story shells: what an article that begins from one is filled with, and the first ones of a new newsroom.

A shell is copied, never referred to: an article that began from one is like any other. Two kinds of places are left
in its words: dates in braces, which are filled in when the article is begun ("{ngày}"), and gaps in brackets, which
the writer fills ("[địa điểm]") and which the check before publication finds where they were forgotten. One of these is
known to the site: "[tên đơn vị]" becomes the name of the commune, ward or province that runs it.
"""

import re
import tomllib
from datetime import timedelta
from itertools import takewhile
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.text import capfirst

from . import richtext
from . import text as plain
from .models import ContentVersion, Section, Shell, reach_of
from .months import months_on

FILE = Path(__file__).with_name("first_shells.toml")
# The power company has a name of its own, which the site does not know.
KINDS = "xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh"
UNIT_GAP = re.compile(
    rf"(?P<before>\b(?P<kind>{KINDS}|điện lực)(?:\s|<[^<>]*>)+)?(?P<gap>\[tên đơn vị\])", re.IGNORECASE
)
KIND = re.compile(rf"\b(?P<kind>{KINDS}) ", re.IGNORECASE)
KIND_WITHIN = re.compile(rf" (?:{KINDS})(?!\S)", re.IGNORECASE)  # "Quảng Yên Huyện Quảng Xương" is no name
END_OF_NAME = re.compile(r"[,;:()|.\[\]“”\"/]| [–—-] ")
# "Tỉnh Đoàn", "Thị Uỷ", "Xã Hội"; a commune such as "xã Đoàn Kết" is left open with them.
NO_UNIT = re.compile(r"(?:Đoàn|Uỷ|Ủy|Đội|Hội(?! An\b))\b")
WEEK = timedelta(days=7)


def dates(today) -> dict:
    """Return what stands for each date in braces on a day: this week and the next are Monday to Friday."""
    monday = today - timedelta(days=today.weekday())
    return {
        "{ngày}": f"{today:%d/%m/%Y}",
        "{ngày mai}": f"{today + timedelta(days=1):%d/%m/%Y}",
        "{thứ}": date_format(today, "l"),
        "{tháng}": f"{today.month}",
        "{tháng sau}": f"{months_on(today, 1).month}",
        "{năm}": f"{today.year}",
        "{tuần này}": _from_to(monday),
        "{tuần sau}": _from_to(monday + WEEK),
    }


def _from_to(monday):
    return f"từ ngày {monday:%d/%m/%Y} đến ngày {monday + timedelta(days=4):%d/%m/%Y}"


def unit_in(*names) -> str:
    """Return what the first of some names says of the unit as it stands behind "UBND": "xã Thanh Lâm Hạ".

    "" where none says it, or where it is in doubt: a wrong name would be published, a gap is found. Capitals
    throughout don't tell how a name is written; then the next may.
    """
    for line in map(plain.one_line, names):
        for found in KIND.finditer(line):
            words = END_OF_NAME.split(line[found.end() :])[0].split()
            if not words or words[0][0].islower():  # "xã hội" is none
                continue
            name = " ".join(takewhile(lambda word: word[0].isupper() or word[0].isdigit(), words))
            if name.isupper() and len(name) > 1:
                break
            return f"{found['kind'].lower()} {name}" if _is_name(name, words) else ""
    return ""


def _is_name(name, words):
    """Whether these are the words of one unit's name; `words` go on to where the name surely ends."""
    *first, last = name.split() or [""]
    are_two = words[len(first) + 1 : len(first) + 2] in (["và"], ["&"])
    # Of "Tân Định Thành phố Huế" the name, up to the first small letter, holds half a kind; "Tân Xã" is a name.
    kinds = KIND_WITHIN.finditer(" ".join(words))
    has_kind = any(found.start() < len(name) != found.end() for found in kinds)
    is_doubtful = are_two or NO_UNIT.match(name) or has_kind
    has_short = any(len(word) > 1 and word.isupper() for word in [*first, last])  # "TP", "UBND"
    is_numbered = not any(word[0].isdigit() for word in first) and (not last[:1].isdigit() or _is_number(last))
    return bool(name) and not is_doubtful and not has_short and is_numbered


def _is_number(word):
    return word.isdigit() and len(word) < 3  # "phường 5", "xã A Lưới 1"; more is a year


def filled(shell, user, today=None, unit="") -> dict:
    """Return a shell as the article form takes it, with the dates of the day; the section only within reach.

    `unit` stands in for the gap that asks for it; without one the gap stays.
    """
    values = dates(today or timezone.localdate())
    texts = {name: getattr(shell, name) for name in ("title", "lead", "body")}
    for word, value in values.items():
        texts = {name: text.replace(word, value) for name, text in texts.items()}
    if unit:
        texts = {name: _with_unit(text, unit, escape if name == "body" else str) for name, text in texts.items()}
    reach = reach_of(user)
    return texts | {
        "section": shell.section_id if reach is None or shell.section_id in reach else None,
        "source": shell.source_id,
        "cover": shell.cover_id,
        "tags": sorted(shell.tags.values_list("pk", flat=True)),
        "topics": sorted(shell.topics.values_list("pk", flat=True)),
        "bylines": [_byline(shell.author)] if shell.author else [],
    }


def _with_unit(text, unit, written):
    """Fill the gap as it is written: "[TÊN ĐƠN VỊ]" in capitals; behind its kind of unit only with the name."""
    kind = KIND.match(unit)

    def fill(found):
        gap, words, before = found["gap"], unit, found["before"] or ""
        if before:
            if not kind or found["kind"].lower() != kind["kind"]:
                return found[0]  # another kind than the site's own: another unit
            words = unit[kind.end() :]
        words = words.upper() if gap.isupper() else capfirst(words) if gap[1].isupper() else words
        return before + written(words)

    return UNIT_GAP.sub(fill, text)


def _byline(author):
    return {"name": author.name, "position": author.position, "organisation": author.organisation}


def offered(user):
    """The shells that a person may begin an article from."""
    shells = Shell.objects.filter(is_active=True)
    reach = reach_of(user)
    return shells if reach is None else shells.filter(Q(section__in=reach) | Q(section=None))


def lacking():
    """Return the first shells, as rows of the file, whose names are not there yet."""
    there = set(Shell.objects.values_list("name", flat=True))
    return [row for row in tomllib.loads(FILE.read_text("utf-8"))["shell"] if row["name"] not in there]


@transaction.atomic
def create() -> list[Shell]:
    """Make the first shells that are lacking; a section of the name that a row gives is taken where there is one."""
    ContentVersion.bump()  # its row stays locked until the end: a second run at once waits, and then lacks nothing
    made = []
    for order, row in enumerate(lacking(), start=1):
        names = row.pop("sections")
        section = next((found for name in names if (found := Section.objects.filter(slug=name).first())), None)
        row["body"] = richtext.clean(row["body"])  # as the form stores it
        made.append(Shell.objects.create(**row, order=order * 10, section=section))
    return made
