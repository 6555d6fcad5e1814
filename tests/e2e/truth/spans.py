"""Months, and the quarters, half-years and years they make."""

from __future__ import annotations

import calendar
import datetime as dt


def first_day(month: str) -> dt.date:
    """Return a month's first day.

    >>> first_day("2024-02")
    datetime.date(2024, 2, 1)
    """
    return dt.date.fromisoformat(f"{month}-01")


def days_in(month: str) -> int:
    """Return how many days a month has.

    >>> days_in("2024-02")
    29
    """
    start = first_day(month)
    return calendar.monthrange(start.year, start.month)[1]


def last_day(month: str) -> dt.date:
    """Return a month's last day.

    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    return first_day(month).replace(day=days_in(month))


def due_on(month: str, due_day: int) -> dt.date:
    """Return the day of the next month on which the report of `month` is due.

    >>> due_on("2025-12", 5)
    datetime.date(2026, 1, 5)
    """
    return (last_day(month) + dt.timedelta(days=1)).replace(day=due_day)


def months_of(period: str) -> list[str]:
    """Return the months of a period, a month being its own.

    >>> months_of("2026-Q4"), months_of("2026-10"), len(months_of("2026-H1")), len(months_of("2026"))
    (['2026-10', '2026-11', '2026-12'], ['2026-10'], 6, 12)
    """
    year, _, part = period.partition("-")
    if part.isdigit():
        return [period]
    size = {"": 12, "Q": 3, "H": 6}[part[:1]]
    start = size * (int(part[1:] or 1) - 1) + 1
    return [f"{year}-{number:02d}" for number in range(start, start + size)]


def periods_of(months: list[str]) -> dict[str, str]:
    """Return every period that has some of these months, with its kind.

    >>> periods_of(["2026-07"])
    {'2026-07': 'month', '2026-Q3': 'quarter', '2026-H2': 'half_year', '2026': 'year'}
    """
    periods = dict.fromkeys(months, "month")
    for month in months:
        year, number = month[:4], int(month[5:])
        periods[f"{year}-Q{(number + 2) // 3}"] = "quarter"
        periods[f"{year}-H{(number + 5) // 6}"] = "half_year"
        periods[year] = "year"
    return periods
