"""What a spreadsheet made of months and days is put back where one reading is left."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.checks.sheets import VIETNAMESE, cast_sheet, facts, rules, sheet
from thugom.checks.excel_dates import restored_month
from thugom.sources.cells import Cell

ARRIVED = dt.date(2026, 11, 3)


@pytest.mark.parametrize(
    "cell",
    [
        *("Oct-26", "oct-2026", "Oct 26", "26-Oct", "01-Oct-26", "Thg10-26", "thg 10-2026", "1-Thg10-26"),
        *("1/10/2026", "01/10/2026", "01-10-2026", "26/10/2026"),
        *(dt.date(2026, 10, 1), dt.date(2026, 10, 26)),
    ],
)
def test_a_month_that_excel_made_a_date_of_is_put_back(cell: Cell) -> None:
    """Whatever the date is shown as, October 2026 is the only month that was meant."""
    assert restored_month(cell, ARRIVED) == "2026-10"


@pytest.mark.parametrize(
    "cell",
    [
        *("10-Oct", "5/10/2026", "10/1/2026", "15/10/2026", "Oct", "October", "1/13/2026", "hôm qua", 46000.0, None),
        *(dt.date(2026, 10, 5), dt.date(2026, 1, 10), dt.date(2025, 10, 26), dt.date(2026, 12, 1)),
    ],
)
def test_a_date_that_may_be_several_months_is_none(cell: Cell) -> None:
    """The 10th of January may be the 1st of October; "Oct-26" of 2025 may be October of 2025 or of 2026."""
    assert restored_month(cell, ARRIVED) is None


def test_what_had_not_begun_when_the_file_arrived_was_not_meant() -> None:
    """What was typed as "Oct-26" in January 2027, is shown as a day of October 2027."""
    cell = dt.date(2027, 10, 26)
    assert restored_month(cell) is None
    assert restored_month(cell, dt.date(2027, 1, 5)) == "2026-10"


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)))
def test_no_month_after_the_arrival_is_ever_put_back(cell: dt.date, arrived_on: dt.date) -> None:
    """No report speaks of a month that has not begun."""
    month = restored_month(cell, arrived_on)
    assert month is None or month <= arrived_on.isoformat()[:7]


@pytest.mark.parametrize("source", [VIETNAMESE, None])
def test_a_restored_period_is_marked_and_its_row_counts(source: object) -> None:
    """Also in a file of the contract's own headers; the finding says what was read."""
    found = sheet({"period": [dt.datetime(2026, 10, 1), "Oct-26", "2026-10"]}, VIETNAMESE if source else None)  # noqa: DTZ001
    done = cast_sheet(found, VIETNAMESE if source else None, arrived_on=ARRIVED)
    assert facts(done, "period") == ["2026-10"] * 3
    assert rules(done) == [("A8", "period_restored"), ("A9", "period_restored")]
    assert done.findings[0].values == {"repaired": "2026-10"}
    assert not done.rows["refused"].any()


@pytest.mark.parametrize(
    ("cell", "day", "rule"),
    [
        (dt.date(2026, 11, 3), dt.date(2026, 11, 3), []),
        (dt.date(2026, 2, 11), dt.date(2026, 11, 2), [("B8", "date_restored")]),
        (dt.date(2026, 12, 10), dt.date(2026, 10, 12), [("B8", "date_restored")]),
        ("11/2/2026", dt.date(2026, 11, 2), [("B8", "date_restored")]),
        ("2/11/2026", dt.date(2026, 11, 2), []),
        ("2026-02-11", dt.date(2026, 2, 11), []),
        (dt.date(2026, 2, 3), dt.date(2026, 2, 3), []),
        (dt.date(2026, 2, 26), dt.date(2026, 2, 26), []),
    ],
)
def test_day_and_month_are_put_in_order_where_one_order_is_impossible(
    cell: Cell, day: dt.date, rule: list[tuple[str, str]]
) -> None:
    """No report is sent before its month begins nor after it has arrived; what has no possible reading stays."""
    done = cast_sheet(sheet({"period": ["2026-10"], "submitted_on": [cell]}), arrived_on=ARRIVED)
    assert [one.date() for one in done.rows["submitted_on"]] == [day]
    assert rules(done) == rule


@pytest.mark.parametrize(
    ("cell", "day", "rule"),
    [
        ("02/11/2026", dt.date(2026, 11, 2), "date_restored"),
        ("26/10/2026", dt.date(2026, 10, 26), "date_restored"),
        ("12/11/2026", None, "not_a_date"),
        ("02/03/2026", None, "not_a_date"),
    ],
)
def test_a_date_that_excel_rewrote_in_a_canonical_file_is_read_in_its_only_order(
    cell: str, day: dt.date | None, rule: str
) -> None:
    """12/11 may be November's or December's where the file arrived later: refused."""
    later = dt.date(2026, 12, 24)
    done = cast_sheet(sheet({"period": ["2026-10"], "submitted_on": [cell]}, None), None, arrived_on=later)
    assert rules(done) == [("B8", rule)]
    assert facts(done, "submitted_on") == [None if day is None else dt.datetime.combine(day, dt.time())]


def test_a_period_above_the_table_that_became_a_date_is_put_back_and_marked_once() -> None:
    """At the address of the cell above the table, however many rows it speaks of."""
    found = sheet({"period": ["2026-10-01", "2026-10-01"]}, headings={"period": ("B2", "2026-10-01")})
    done = cast_sheet(found, arrived_on=ARRIVED)
    assert facts(done, "period") == ["2026-10"] * 2
    assert rules(done) == [("B2", "period_restored")]
