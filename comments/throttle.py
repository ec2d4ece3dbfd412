"""Counts what one address does, in one statement, so that it is right under any number of processes."""

from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

# One row a key: a new minute or hour begins again at one. RETURNING gives what this very call counted.
COUNT = """
    INSERT INTO comments_postingbucket (key, minute, in_minute, hour, in_hour) VALUES (%s, %s, 1, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
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


def count(key: str, *, per_minute=0, per_hour=0, now=None) -> bool:
    """Count one deed under a key; return whether its hour is full. A limit of 0 is none.

    Raises TooFast where more than `per_minute` were counted in this minute.
    """
    if not per_minute and not per_hour:
        return False
    now = now or timezone.now()
    minute = int(now.timestamp()) // 60
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, minute, minute // 60])
        in_minute, in_hour = cursor.fetchone()
    if per_minute and in_minute > per_minute:
        raise TooFast(datetime.fromtimestamp((minute + 1) * 60, UTC))
    return bool(per_hour) and in_hour > per_hour
