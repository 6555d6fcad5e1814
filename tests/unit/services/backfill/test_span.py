"""Which months are asked for, and of which day the tables of each speak."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from thugom.contracts import load_policy
from thugom.language.catalogue import translator
from thugom.services.backfill.errors import BackfillError
from thugom.services.backfill.span import day_of, newest_month, span_of

POLICY = load_policy(Path(__file__).parents[4] / "schemas" / "policy.yml")
TODAY = dt.date(2026, 11, 16)


def test_a_month_speaks_of_the_first_day_on_which_nothing_of_it_is_pending() -> None:
    """Due on the 5th with five days of grace: on the 10th a report is still pending, on the 11th it is missing."""
    assert day_of("2026-10", POLICY) == dt.date(2026, 11, 11)
    assert day_of("2026-12", POLICY) == dt.date(2027, 1, 11)


@pytest.mark.parametrize(
    ("today", "month"),
    [("2026-11-10", "2026-09"), ("2026-11-11", "2026-10"), ("2027-01-05", "2026-11"), ("2027-01-31", "2026-12")],
)
def test_the_newest_month_is_the_last_whose_day_has_come(today: str, month: str) -> None:
    """On the eve of a month's day the one before it is the newest, also across a year."""
    assert newest_month(POLICY, dt.date.fromisoformat(today)) == month


def test_without_limits_all_months_from_the_first_report_on_are_meant() -> None:
    """Whoever names no month gets them all."""
    span = span_of(None, None, "2026-07", POLICY, TODAY)
    assert (span.months, span.before) == (("2026-07", "2026-08", "2026-09", "2026-10"), ())


def test_months_before_the_first_report_are_told_apart() -> None:
    """They are asked for and have no tables: neither an error nor an empty folder."""
    span = span_of("2026-05", "2026-08", "2026-07", POLICY, TODAY)
    assert (span.months, span.before) == (("2026-07", "2026-08"), ("2026-05", "2026-06"))


def test_a_home_of_years_begins_in_january() -> None:
    """Its first report is of a year, and every month of it has a day."""
    assert span_of(None, "2026-02", "2026", POLICY, TODAY).months == ("2026-01", "2026-02")


def test_a_last_month_before_the_first_report_leaves_nothing() -> None:
    """No month is left, and none is in the wrong order."""
    span = span_of(None, "2026-05", "2026-07", POLICY, TODAY)
    assert (span.months, span.before) == ((), ("2026-05",))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-13", None, "--from 2026-13\n  A month such as 2026-10 is expected."),
        (None, "2026", "--to 2026\n  A month such as 2026-10 is expected."),
        (None, "October", "--to October\n  A month such as 2026-10 is expected."),
        ("2026-09", "2026-08", "--from 2026-09 --to 2026-08\n  The first month comes after the last one. Exchange"),
        (None, "2026-11", "--to 2026-11\n  This month is past due day and grace from 2026-12-11 on. Name 2026-10"),
        ("2030-01", None, "--from 2030-01\n  This month is past due day and grace from 2030-02-11 on. Name 2026-10"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_what_to_do(first: str | None, last: str | None, said: str) -> None:
    """The option is named, what is wrong with it, and what is expected; every sentence has its Vietnamese."""
    with pytest.raises(BackfillError) as refused:
        span_of(first, last, "2026-07", POLICY, TODAY)
    assert str(refused.value).startswith(said)
    say = translator("vi")
    sentences = [one.removesuffix(".") + "." for one in str(refused.value).splitlines()[1].strip().split(". ")]
    assert [one for one in sentences if say(one) == one] == []
