"""Months, and the longer periods that are built from them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.measures.periods import (
    LONGER_KINDS,
    calendar,
    first_day,
    last_day,
    longer_period,
    month_label,
    months_between,
    period_kind,
)

MONTHS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)).map(month_label)


@given(MONTHS, st.sampled_from(LONGER_KINDS))
def test_a_month_lies_in_its_quarter_half_year_and_year(month: str, kind: str) -> None:
    """From its first day to its last."""
    longer = longer_period(month, kind)
    assert period_kind(longer) == kind
    assert first_day(longer) <= first_day(month) <= last_day(month) <= last_day(longer)


@given(MONTHS, MONTHS)
def test_months_follow_each_other_without_a_gap(first: str, last: str) -> None:
    """Each begins on the day after the one before; none where the last is before the first."""
    months = months_between(first, last)
    assert [last_day(one) + dt.timedelta(1) for one in months[:-1]] == [first_day(one) for one in months[1:]]
    assert (months[:1], months[-1:]) == (([first], [last]) if first <= last else ([], []))


@pytest.mark.parametrize(
    ("period", "first", "last", "days"),
    [
        ("2024-02", "2024-02-01", "2024-02-29", 29),
        ("2025-12", "2025-12-01", "2025-12-31", 31),
        ("2025-Q1", "2025-01-01", "2025-03-31", 90),
        ("2025-H2", "2025-07-01", "2025-12-31", 184),
        ("2024", "2024-01-01", "2024-12-31", 366),
    ],
)
def test_a_calendar_knows_first_and_last_day_and_the_days_between(
    period: str, first: str, last: str, days: int
) -> None:
    """Leap years and year ends included."""
    row = calendar([period]).iloc[0]
    assert [row["first_on"].date().isoformat(), row["last_on"].date().isoformat(), row["days"]] == [first, last, days]


@pytest.mark.parametrize("label", ["2026-13", "2026-00", "2026-Q5", "2026-H0", "26-10", "2026-1", "", "tháng 10"])
def test_what_is_no_period_is_said_to_be_none(label: str) -> None:
    """The error shows what was found and what a period looks like."""
    with pytest.raises(ValueError, match=r"2026-10, 2026-Q4, 2026-H2 or 2026 is expected"):
        period_kind(label)


def test_no_periods_make_an_empty_calendar() -> None:
    """Its columns keep their types, so that what follows need not ask."""
    empty = calendar([])
    assert empty.dtypes.astype(str).to_dict() == calendar(["2026-01"]).dtypes.astype(str).to_dict()
