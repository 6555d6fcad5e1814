"""Periods: calendar months, and the quarters, half-years and years that are built from them."""

import datetime as dt
import re
from collections.abc import Iterable

import pandas as pd

MONTHS_IN_YEAR = 12
LONGER_KINDS = ("quarter", "half_year", "year")
_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12])))?")


def period_kind(period: str) -> str:
    """Return what kind of period a label names.

    Raises:
        ValueError: the label names no period.

    >>> [period_kind(label) for label in ("2026-10", "2026-Q4", "2026-H2", "2026")]
    ['month', 'quarter', 'half_year', 'year']
    """
    match = _PERIOD.fullmatch(period)
    if match is None:
        message = f"{period!r} is no period; 2026-10, 2026-Q4, 2026-H2 or 2026 is expected"
        raise ValueError(message)
    if match["month"]:
        return "month"
    if match["quarter"]:
        return "quarter"
    return "half_year" if match["half"] else "year"


def first_day(period: str) -> dt.date:
    """Return the first day of a period.

    >>> first_day("2026-Q4")
    datetime.date(2026, 10, 1)
    """
    year, month, _ = _span(period)
    return dt.date(year, month, 1)


def last_day(period: str) -> dt.date:
    """Return the last day of a period.

    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, month, months = _span(period)
    end = month + months
    first_after = dt.date(year + (end - 1) // MONTHS_IN_YEAR, (end - 1) % MONTHS_IN_YEAR + 1, 1)
    return first_after - dt.timedelta(days=1)


def _span(period: str) -> tuple[int, int, int]:
    """Return a period's year, first month and number of months."""
    kind = period_kind(period)
    year = int(period[:4])
    if kind == "month":
        return year, int(period[5:]), 1
    if kind == "quarter":
        return year, 3 * int(period[-1]) - 2, 3
    if kind == "half_year":
        return year, 6 * int(period[-1]) - 5, 6
    return year, 1, MONTHS_IN_YEAR


def month_label(day: dt.date) -> str:
    """Return the month of a day.

    >>> month_label(dt.date(2026, 10, 31))
    '2026-10'
    """
    return f"{day.year:04d}-{day.month:02d}"


def months_between(first: str, last: str) -> list[str]:
    """Return the months from `first` to `last`, both included.

    >>> months_between("2025-11", "2026-02")
    ['2025-11', '2025-12', '2026-01', '2026-02']
    """
    start, end = (int(label[:4]) * MONTHS_IN_YEAR + int(label[5:]) - 1 for label in (first, last))
    return [f"{number // MONTHS_IN_YEAR:04d}-{number % MONTHS_IN_YEAR + 1:02d}" for number in range(start, end + 1)]


def longer_period(month: str, kind: str) -> str:
    """Return the quarter, half-year or year that a month belongs to.

    >>> [longer_period("2026-10", kind) for kind in ("quarter", "half_year", "year")]
    ['2026-Q4', '2026-H2', '2026']
    """
    number = int(month[5:])
    if kind == "quarter":
        return f"{month[:4]}-Q{(number + 2) // 3}"
    if kind == "half_year":
        return f"{month[:4]}-H{(number + 5) // 6}"
    return month[:4]


def calendar(periods: Iterable[str]) -> pd.DataFrame:
    """Return one row per period: `period`, `period_kind`, `first_on`, `last_on`, `days`.

    >>> calendar(["2026-02"])["days"].tolist()
    [28]
    """
    labels = list(periods)
    first = pd.Series([first_day(label) for label in labels], dtype="datetime64[us]")
    last = pd.Series([last_day(label) for label in labels], dtype="datetime64[us]")
    return pd.DataFrame(
        {
            "period": pd.Series(labels, dtype="str"),
            "period_kind": pd.Series([period_kind(label) for label in labels], dtype="str"),
            "first_on": first,
            "last_on": last,
            "days": ((last - first).dt.days + 1).astype("Int64"),
        }
    )
