"""Periods and dates in cells: in one reading, or refused."""

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress

from thugom.checks.numbers import RefusedError
from thugom.sources.cells import Cell, shown
from thugom.sources.headings import reading

_ISO_PERIOD = {
    "month": re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"),
    "year": re.compile(r"[12][0-9]{3}"),
}
_EXAMPLE = {"month": "2026-10", "year": "2015"}
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_FORMS = ("{month}/{year}", "{month}-{year}", "{month}.{year}")
_DAY_FORMS = ("{day}/{month}/{year}", "{day}-{month}-{year}", "{day}.{month}.{year}")


def period_of(cell: Cell, kind: str, forms: Sequence[str] | None = None) -> str:
    """Return the period in a cell, in ISO form.

    Args:
        cell: what stands there.
        kind: month or year.
        forms: how the source writes periods, such as "Tháng {month} năm {year}"; None for
            canonical files, which write them in ISO form only.

    Raises:
        RefusedError: `not_a_period`.

    >>> period_of("10/2026", "month", ()), period_of(2015.0, "year"), period_of("2026-10", "month")
    ('2026-10', '2015', '2026-10')
    """
    if isinstance(cell, dt.date):
        text = _month_of(cell) if forms is not None and kind == "month" else ""
    elif isinstance(cell, bool) or (kind == "month" and not isinstance(cell, str)):
        text = ""
    else:
        text = shown(cell)
    if forms is not None and not _ISO_PERIOD[kind].fullmatch(text):
        readings = (reading(text, form, whole=True) for form in (*forms, *_MONTH_FORMS))
        text = next((iso for iso in readings if iso), "")
    if not _ISO_PERIOD[kind].fullmatch(text):
        raise RefusedError("not_a_period", expected=_EXAMPLE[kind])
    return text


def _month_of(day: dt.date) -> str:
    """Return the month of a date cell, where nobody can have meant another.

    A spreadsheet turns "10/2026" into the first of the month. Any other day has a second reading:
    up to the 12th it may be a month that changed places with the day, and "Oct-26", typed in
    another year, becomes the 26th of that year's October.
    """
    return day.isoformat()[:7] if day.day == 1 else ""


def date_of(cell: Cell, forms: Sequence[str] | None = None) -> dt.date:
    """Return the date in a cell: a date, ISO text, or as the source writes it, day before month.

    Args:
        cell: what stands there.
        forms: how the source writes dates; None for canonical files.

    Raises:
        RefusedError: `not_a_date`.

    >>> date_of("5/11/2026", ())
    datetime.date(2026, 11, 5)
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = cell.strip() if isinstance(cell, str) else ""
    if forms is not None and not _ISO_DATE.fullmatch(text):
        readings = (reading(text, form, whole=True) for form in (*forms, *_DAY_FORMS))
        text = next((iso for iso in readings if iso), "")
    if _ISO_DATE.fullmatch(text):
        with suppress(ValueError):
            return dt.date.fromisoformat(text)
    raise RefusedError("not_a_date")
