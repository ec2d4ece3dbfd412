"""Dates as state portals print them: time before or after the date, weekdays, SA and CH, no padding."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .record import Oddity

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

FULL_DATE = re.compile(
    r"(?<![0-9])(?P<day>[0-9]{1,2})\s*(?:[-/.]|tháng)\s*(?P<month>[0-9]{1,2})\s*(?:[-/.]|năm)\s*"
    r"(?P<year>[0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
SHORT_DATE = re.compile(r"(?<![0-9/-])[0-9]{1,2}\s*[-/]\s*[0-9]{1,2}(?![0-9:/-])")
TIME = re.compile(
    r"(?<![0-9:+])(?P<hour>[0-9]{1,2})(?::|h|\s*giờ\s*)(?P<minute>[0-9]{1,2})(?::[0-9]{1,2})?(?![0-9])"
    r"\s*(?P<half>AM|PM|SA|CH)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Moment:
    """When a page was published. `value` is None where no whole date stands; then `oddities` say why."""

    value: datetime | None
    is_guessed: bool = False
    oddities: tuple[Oddity, ...] = ()


def parse_moment(text: str, line: int | None = None) -> Moment:
    """Read the date of a page. A date without a year is not guessed, and neither is an impossible one."""
    date = FULL_DATE.search(text)
    if date is None:
        return Moment(None, oddities=_no_whole_date(text, line))
    try:
        day = datetime(int(date["year"]), int(date["month"]), int(date["day"]), tzinfo=HANOI)
    except ValueError:
        message = format_lazy(_("There is no such day as {date}."), date=date[0])
        return Moment(None, oddities=(Oddity("impossible-date", line, message),))
    # The date is cut out so that its digits are not read as a time.
    return _with_time(day, text[: date.start()] + " | " + text[date.end() :], line)


def _no_whole_date(text: str, line: int | None) -> tuple[Oddity, ...]:
    short = SHORT_DATE.search(text)
    if short is None:
        return ()
    message = format_lazy(_("The date {date} has no year; it was not read."), date=short[0])
    return (Oddity("date-without-year", line, message),)


def _with_time(day: datetime, rest: str, line: int | None) -> Moment:
    time = TIME.search(rest)
    if time is None:
        message = _("The date has no time; midnight was taken.")
        return Moment(day, is_guessed=True, oddities=(Oddity("time-missing", line, message),))
    try:
        return Moment(day.replace(hour=_hour(time), minute=int(time["minute"])))
    except ValueError:
        message = format_lazy(_("There is no such time as {time}; midnight was taken."), time=time[0].strip())
        return Moment(day, is_guessed=True, oddities=(Oddity("impossible-time", line, message),))


def _hour(time: re.Match) -> int:
    """Return the hour of 24. Some pages print CH (afternoon) beside an hour that counts to 24 already."""
    hour, half = int(time["hour"]), (time["half"] or "").upper()
    if half in ("PM", "CH") and hour < 12:
        return hour + 12
    return 0 if half in ("AM", "SA") and hour == 12 else hour
