"""Numbers, days and periods as people write them."""

import datetime as dt

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent


def percent(value: float | None, language: str) -> str:
    """Return a ratio as a percentage with one decimal; a dash where it is unknown.

    >>> percent(0.8421, "vi"), percent(None, "vi")
    ('84,2%', '–')
    """
    return "–" if value is None else str(format_percent(value, "0.0%", locale=language))


def interval(lower: float | None, upper: float | None, language: str) -> str:
    """Return an interval of ratios.

    >>> interval(0.5, 0.75, "en")
    '50.0% – 75.0%'
    """
    return f"{percent(lower, language)} – {percent(upper, language)}"


def whole(value: int, language: str) -> str:
    """Return a count with its thousands set apart.

    >>> whole(12345, "vi")
    '12.345'
    """
    return str(format_decimal(value, locale=language))


def seconds(value: float, language: str) -> str:
    """Return seconds with one decimal.

    >>> seconds(3.25, "en")
    '3.2 s'
    """
    return f"{format_decimal(value, '0.0', locale=language)} s"


def day(value: str, language: str) -> str:
    """Return an ISO day as people write it.

    >>> day("2026-11-16", "vi")
    '16/11/2026'
    """
    date = dt.date.fromisoformat(value)
    return str(format_date(date, "dd/MM/yyyy" if language == "vi" else "d MMMM yyyy", locale=language))


def period(label: str, language: str) -> str:
    """Return a month or a year as people write it.

    >>> period("2026-10", "vi"), period("2026-10", "en"), period("2015", "vi")
    ('tháng 10/2026', 'October 2026', 'năm 2015')
    """
    year, _, month = label.partition("-")
    if not month:
        return f"năm {year}" if language == "vi" else year
    date = dt.date(int(year), int(month), 1)
    return str(format_date(date, "'tháng' MM/yyyy" if language == "vi" else "MMMM yyyy", locale=language))


def points(value: float, language: str) -> str:
    """Return a distance in percentage points, without its sign.

    >>> points(-18.46, "vi"), points(2.0, "en")
    ('18,5', '2.0')
    """
    return str(format_decimal(abs(value), "0.0", locale=language))
