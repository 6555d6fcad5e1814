"""Local time: on which day of a home's calendar an instant falls."""

import datetime as dt
from zoneinfo import ZoneInfo


def local_day(instant: str, time_zone: ZoneInfo) -> str:
    """Return the day of a UTC instant in a time zone, ISO 8601.

    >>> local_day("2026-11-16T18:30:00Z", ZoneInfo("Asia/Ho_Chi_Minh"))
    '2026-11-17'
    """
    return dt.datetime.fromisoformat(instant).astimezone(time_zone).date().isoformat()
