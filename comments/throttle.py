"""Counts what one address sends, in one statement, so that it is right under any number of processes."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

# One row an address: a new minute or hour begins again at one. RETURNING gives what this very call counted.
COUNT = """
    INSERT INTO comments_postingbucket (address_hash, minute, in_minute, hour, in_hour) VALUES (%s, %s, 1, %s, 1)
    ON CONFLICT (address_hash) DO UPDATE SET
        in_minute = CASE WHEN comments_postingbucket.minute = excluded.minute
                         THEN comments_postingbucket.in_minute + 1 ELSE 1 END,
        in_hour = CASE WHEN comments_postingbucket.hour = excluded.hour
                       THEN comments_postingbucket.in_hour + 1 ELSE 1 END,
        minute = excluded.minute,
        hour = excluded.hour
    RETURNING in_minute, in_hour
"""


class TooFast(Exception):
    """A burst: nothing is taken before `until`."""

    def __init__(self, until):
        super().__init__(f"too fast until {until:%H:%M:%S}")
        self.until = until


def count(address_hash: str, now=None) -> bool:
    """Count one comment of an address; return whether its hour is full, so that a moderator looks twice.

    Raises TooFast where more than COMMENTS_PER_MINUTE came in this minute.
    """
    now = now or timezone.now()
    minute = int(now.timestamp()) // 60
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [address_hash, minute, minute // 60])
        in_minute, in_hour = cursor.fetchone()
    if in_minute > settings.COMMENTS_PER_MINUTE:
        raise TooFast(datetime.fromtimestamp((minute + 1) * 60, UTC))
    return in_hour > settings.COMMENTS_PER_HOUR
