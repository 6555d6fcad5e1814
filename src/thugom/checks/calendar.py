"""Periods and dates in cells: in one reading, or refused."""

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress

from thugom.checks.numbers import RefusedError
from thugom.sources.cells import Cell, shown
from thugom.sources.headings import reading, sums_months

_ISO_PERIOD = {
    "month": re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"),
    "year": re.compile(r"[12][0-9]{3}"),
}
_EXAMPLE = {"month": "2026-10", "year": "2015"}
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_FORMS = (
    "{month}/{year}",
    "{month}-{year}",
    "{month}.{year}",
    "Tháng {month}/{year}",
    "Tháng {month} năm {year}",
)
_YEAR_FORMS = ("Năm {year}",)
_DAY_FORMS = ("{day}/{month}/{year}", "{day}-{month}-{year}", "{day}.{month}.{year}")


def period_of(cell: Cell, kind: str, forms: Sequence[str] | None = None) -> str:
    """Return the period in a cell, in ISO form.

    Args:
        cell: what stands there.
        kind: month or year.
        forms: how the source writes periods, such as "Tháng {month} năm {year}"; None for
            canonical files, which write them in ISO form only.

    Raises:
        RefusedError: `period_too_long` where it sums several months, which nobody can take apart again;
            `not_a_period` where it is none.

    >>> period_of("10/2026", "month", ()), period_of(2015.0, "year"), period_of("2026-10", "month")
    ('2026-10', '2015', '2026-10')
    """
    is_number = not isinstance(cell, str) and not isinstance(cell, dt.date | bool)
    text = "" if isinstance(cell, dt.date | bool) else shown(cell)
    iso = "" if kind == "month" and is_number else text
    if forms is not None and not _ISO_PERIOD[kind].fullmatch(iso):
        known = (*forms, *(_MONTH_FORMS if kind == "month" else _YEAR_FORMS))
        readings = (reading(text, form, whole=True) for form in known) if not is_number else ()
        iso = next((one for one in readings if one), "")
    if _ISO_PERIOD[kind].fullmatch(iso) and not sums_months(text):
        return iso
    rule = "period_too_long" if _is_too_long(text, kind) else "not_a_period"
    raise RefusedError(rule, expected=_EXAMPLE[kind])


def _is_too_long(text: str, kind: str) -> bool:
    """Tell whether a text is a period longer than those that are asked for.

    >>> _is_too_long("Năm 2025", "month"), _is_too_long("2025", "month"), _is_too_long("2025", "year")
    (True, True, False)
    """
    is_year = _ISO_PERIOD["year"].fullmatch(text) or reading(text, _YEAR_FORMS[0], whole=True)
    return sums_months(text) or (kind == "month" and bool(is_year))


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
