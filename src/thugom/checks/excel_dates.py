"""Excel's dates: months that a spreadsheet made days of, and days that changed places with their months.

A spreadsheet takes "10/2026" for the first of October and "Oct-26" for the 26th of this year's, and reads
"5/11/2026" in the order of its own country. What was meant is put back only where one reading is left, by the
period that the row speaks of and by the day on which the file arrived; otherwise the cell is refused.
"""

import datetime as dt
import re
from collections.abc import Iterator

from thugom.language.order import plain
from thugom.sources.cells import Cell, shown

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg\s*(?P<number>[0-9]{1,2}))[a-z]*"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_MONTH_YEAR = re.compile(rf"{_NAME}[\s./-]+{_YEAR}")
_DAY_MONTH = re.compile(rf"(?P<day>[0-9]{{1,2}})[\s./-]+{_NAME}")
_DAY_MONTH_YEAR = re.compile(rf"(?P<day>[0-9]{{1,2}})[\s./-]+{_NAME}[\s./-]+{_YEAR}")
_SLASHED = re.compile(r"(?P<first>[0-9]{1,2})[/.-](?P<second>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CENTURY, _MONTHS = 2000, 12


def restored_month(cell: Cell, arrived_on: dt.date | None = None) -> str | None:
    """Return the month that a spreadsheet made a date of, in ISO form; None where no one reading is left.

    Args:
        cell: a date, or the text of one as a spreadsheet writes it.
        arrived_on: the day on which the file arrived: no report speaks of a later month.

    >>> restored_month(dt.date(2026, 10, 1)), restored_month("Oct-26"), restored_month("1/10/2026")
    ('2026-10', '2026-10', '2026-10')
    >>> restored_month(dt.date(2026, 10, 5)), restored_month("10-Oct", dt.date(2026, 11, 3))
    (None, None)
    >>> restored_month(dt.date(2027, 10, 26)), restored_month(dt.date(2027, 10, 26), dt.date(2027, 1, 5))
    (None, '2026-10')
    """
    latest = f"{arrived_on:%Y-%m}" if arrived_on else "9999"
    months = {f"{year:04}-{month:02}" for year, month in _months(cell, arrived_on) if 1 <= month <= _MONTHS}
    possible = {month for month in months if month <= latest}
    return possible.pop() if len(possible) == 1 else None


def _months(cell: Cell, arrived_on: dt.date | None) -> Iterator[tuple[int, int]]:
    """Yield the months, year and number, that may have been meant by a cell."""
    text = plain(shown(cell)).strip() if isinstance(cell, str) else ""
    if isinstance(cell, dt.date):
        yield from _of_day(cell.year, cell.month, cell.day)
    elif _ISO.fullmatch(text):
        yield from _of_day(*map(int, text.split("-")))
    elif found := _SLASHED.fullmatch(text):
        yield from _of_day(int(found["year"]), int(found["second"]), int(found["first"]))
    elif found := _MONTH_YEAR.fullmatch(text):
        yield _year(found["year"]), _month(found)
    elif found := _DAY_MONTH_YEAR.fullmatch(text):
        yield from _of_day(_year(found["year"]), _month(found), int(found["day"]), can_swap=False)
    elif (found := _DAY_MONTH.fullmatch(text)) and arrived_on:
        # The year is not shown: that of the last such month before the arrival, if the number is no year itself.
        month = _month(found)
        yield arrived_on.year - (month > arrived_on.month), month
        yield _CENTURY + int(found["day"]), month


def _of_day(year: int, month: int, day: int, *, can_swap: bool = True) -> Iterator[tuple[int, int]]:
    """Yield the months that may have been meant by a day.

    The first of a month is what a spreadsheet makes of that month. Any other day is one of that month,
    or its number was the year ("Oct-26"), or it changed places with the month.
    """
    yield year, month
    if day != 1:
        yield _CENTURY + day, month
        if can_swap and day <= _MONTHS:
            yield year, day


def _year(text: str) -> int:
    """Return a year of two or four digits."""
    return int(text) + (_CENTURY if len(text) == 2 else 0)  # noqa: PLR2004 - "26" is 2026


def _month(found: re.Match[str]) -> int:
    """Return the number of a month by its English or Vietnamese short name."""
    return int(found["number"]) if found["number"] else _NAMES.index(found["name"][:3]) + 1


def restored_day(day: dt.date, period: str | None, arrived_on: dt.date | None) -> dt.date | None:
    """Return the day with day and month in each other's place, where only that one is possible; else None.

    No report is sent before its period begins, nor after it has arrived.

    Args:
        day: the day as it stands in the cell.
        period: what the row speaks of, in ISO form.
        arrived_on: the day on which the file arrived.

    >>> restored_day(dt.date(2026, 5, 11), "2026-10", None), restored_day(dt.date(2026, 11, 5), "2026-10", None)
    (datetime.date(2026, 11, 5), None)
    """
    swapped = _swapped(day)
    if swapped is None or is_possible(day, period, arrived_on) or not is_possible(swapped, period, arrived_on):
        return None
    return swapped


def days_in(cell: Cell) -> list[dt.date]:
    """Return the days that a text such as "5/11/2026" may be: in the Vietnamese order, and in the American.

    >>> days_in("5/11/2026"), days_in("26/11/2026"), days_in("hôm qua")
    ([datetime.date(2026, 11, 5), datetime.date(2026, 5, 11)], [datetime.date(2026, 11, 26)], [])
    """
    found = _SLASHED.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return []
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    return list(dict.fromkeys(day for day in (_day(year, second, first), _day(year, first, second)) if day))


def is_possible(day: dt.date, period: str | None, arrived_on: dt.date | None) -> bool:
    """Tell whether a report of a period that arrived on a day may have been sent on this one."""
    return (not period or day.isoformat() >= period) and (arrived_on is None or day <= arrived_on)


def _swapped(day: dt.date) -> dt.date | None:
    """Return the day with day and month in each other's place; None where that is no other day."""
    swapped = _day(day.year, day.day, day.month)
    return None if swapped == day else swapped


def _day(year: int, month: int, day: int) -> dt.date | None:
    """Return a day of the calendar; None where it is none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
