"""A language of the page: its texts, and its ways to write numbers, days and months."""

import functools
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from thugom.contracts import Text
from thugom.language import numbers
from thugom.outputs.page.phrases import PHRASES
from thugom.outputs.words import DENOMINATORS, INDICATORS, REASONS, WORDS

UNKNOWN = "–"
"""Stands where nothing is known: never 0."""
_TENTH, _TENTH_OF_A_PERCENT = Decimal("0.1"), Decimal("0.001")


class Phrases:
    """The page's own texts in one language, each an attribute by its name."""

    def __init__(self, language: str) -> None:
        """Take the language."""
        self._texts = {name: text.in_language(language) for name, text in PHRASES.items()}

    def __getattr__(self, name: str) -> str:
        """Return the text of a name; without such a text, there is no such attribute."""
        if name.startswith("_") or name not in self._texts:
            raise AttributeError(name)
        return self._texts[name]


@dataclass(frozen=True)
class Tongue:
    """What is said, and how figures are written, in one language (`vi` or `en`)."""

    language: str

    @cached_property
    def phrases(self) -> "Phrases":
        """The page's own texts by name."""
        return Phrases(self.language)

    def of(self, text: Text) -> str:
        """Return a text of two languages in this one."""
        return text.in_language(self.language)

    def word(self, value: object) -> str:
        """Return what a coded value is called; a value without a name stands as it is.

        >>> Tongue("en").word("no_report"), Tongue("vi").word(None)
        ('No report', '–')
        """
        if is_unknown(value):
            return UNKNOWN
        for words in (WORDS, REASONS, INDICATORS, DENOMINATORS):
            if value in words:
                return self.of(words[str(value)])
        return str(value)

    def percent(self, value: object) -> str:
        """Return a ratio as a percentage; a dash where it is unknown.

        >>> Tongue("vi").percent(0.7222), Tongue("en").percent(pd.NA)
        ('72,2%', '–')
        """
        return UNKNOWN if is_unknown(value) else _percent(_rounded(value, _TENTH_OF_A_PERCENT), self.language)

    def round_percent(self, value: float) -> str:
        """Return a ratio in whole percent, where its digits do not matter: on an axis, of a target.

        >>> Tongue("vi").round_percent(0.95)
        '95%'
        """
        return str(format_percent(value, "0.#%", locale=self.language))

    def interval(self, lower: object, upper: object) -> str:
        """Return both ends of what is possible."""
        return f"{self.percent(lower)} – {self.percent(upper)}"

    def count(self, value: object) -> str:
        """Return a count with its thousands set apart.

        >>> Tongue("vi").count(12345)
        '12.345'
        """
        return UNKNOWN if is_unknown(value) else _whole(int(value), self.language)  # type: ignore[call-overload]

    def moment(self, instant: str) -> str:
        """Return an instant of the world's time as people write it.

        >>> Tongue("vi").moment("2026-11-16T18:30:00Z"), Tongue("en").moment("2026-11-16T18:30:00Z")
        ('18:30 UTC, 16/11/2026', '18:30 UTC, 16 November 2026')
        """
        return f"{instant[11:16]} UTC, {self.day(instant)}"

    def number(self, value: object) -> str:
        """Return a figure with one decimal.

        >>> Tongue("vi").number(1234.56), Tongue("en").number(None)
        ('1.234,6', '–')
        """
        return UNKNOWN if is_unknown(value) else _decimal(_rounded(value, _TENTH), self.language)

    def points(self, value: object) -> str:
        """Return a difference in percentage points with its sign.

        >>> Tongue("vi").points(-2.04), Tongue("en").points(1.0), Tongue("en").points(0.01)
        ('−2,0', '+1.0', '0.0')
        """
        if is_unknown(value):
            return UNKNOWN
        rounded = round(float(value), 1)  # type: ignore[arg-type]
        sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
        return sign + numbers.points(rounded, self.language)

    def day(self, value: object) -> str:
        """Return a day, given as ISO text, an instant or a timestamp.

        >>> Tongue("vi").day("2026-11-16T18:30:00Z"), Tongue("en").day(pd.Timestamp("2026-11-16"))
        ('16/11/2026', '16 November 2026')
        """
        return UNKNOWN if is_unknown(value) else _day(str(value)[:10], self.language)

    def month(self, label: object) -> str:
        """Return a month or year in words."""
        return UNKNOWN if is_unknown(label) else numbers.period(str(label), self.language)

    def short_month(self, label: str) -> str:
        """Return a month as it stands on an axis or in a column.

        >>> [Tongue("vi").short_month(label) for label in ("2026-10", "2026-Q4", "2026-H2", "2026")]
        ['10/2026', 'quý 4/2026', 'nửa năm 2/2026', '2026']
        >>> [Tongue("en").short_month(label) for label in ("2026-10", "2026-Q4")]
        ['Oct 2026', 'Q4 2026']
        """
        return _short_month(label, self.language)


def is_unknown(value: Any) -> bool:  # noqa: ANN401 - a cell of any column
    """Tell whether nothing is known: none, not a number, or no day.

    >>> is_unknown(None), is_unknown(pd.NaT), is_unknown(0), is_unknown(False)
    (True, True, False, False)
    """
    return value is None or bool(pd.isna(value))


# A country's pages hold millions of figures and few different ones: each is written once. What is rounded before is
# rounded as the writer of figures would, half to even on the digits that are shown of a float.
_CACHED = functools.lru_cache(maxsize=200_000)


def _rounded(value: object, digits: Decimal) -> Decimal:
    """Return a figure with so many decimals.

    >>> _rounded(0.7245, _TENTH_OF_A_PERCENT), _rounded(2, _TENTH)
    (Decimal('0.724'), Decimal('2.0'))
    """
    return Decimal(str(value)).quantize(digits, ROUND_HALF_EVEN)


@_CACHED
def _percent(value: Decimal, language: str) -> str:
    """Return a rounded ratio as a percentage."""
    return numbers.percent(float(value), language)


@_CACHED
def _decimal(value: Decimal, language: str) -> str:
    """Return a rounded figure."""
    return str(format_decimal(value, "#,##0.0", locale=language))


@_CACHED
def _whole(value: int, language: str) -> str:
    """Return a count."""
    return numbers.whole(value, language)


@_CACHED
def _day(value: str, language: str) -> str:
    """Return a day."""
    return numbers.day(value, language)


@_CACHED
def _short_month(label: str, language: str) -> str:
    """Return a month as it stands in a column."""
    year, _, part = label.partition("-")
    if not part.isdigit():
        longer = {"Q": "quý ", "H": "nửa năm "}.get(part[:1]) if language == "vi" else part[:1]
        return f"{longer}{part[1:]}{'/' if language == 'vi' else ' '}{year}" if part and longer else label
    if language == "vi":
        return f"{label[5:7]}/{label[:4]}"
    return str(format_date(pd.Timestamp(f"{label}-01").date(), "MMM yyyy", locale="en"))
