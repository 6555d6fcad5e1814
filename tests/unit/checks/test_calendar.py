"""Periods and dates in cells."""

import datetime as dt

import pytest

from thugom.checks.calendar import date_of, period_of
from thugom.checks.numbers import RefusedError
from thugom.sources.cells import Cell

MORNING = dt.datetime(2026, 11, 5, 7)  # noqa: DTZ001 - a cell knows no time zone
FORMS = ("Tháng {month} năm {year}", "Tháng {month}/{year}")


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10",
        " 2026-10 ",
        "10/2026",
        "Tháng 10/2026",
        "THÁNG 10 NĂM 2026",
        "thang 10 nam 2026",
    ],
)
def test_a_mapped_sheet_writes_its_month_in_many_ways(cell: Cell) -> None:
    """ISO, numbers, and the source's own words in any case and without marks."""
    assert period_of(cell, "month", FORMS) == "2026-10"


@pytest.mark.parametrize(
    "cell",
    [
        "2026-13",
        "13/2026",
        "Tháng 10",
        202610,
        46000.0,
        True,
        dt.date(2026, 10, 1),
    ],
)
def test_what_has_no_month_is_no_period(cell: Cell) -> None:
    """Nor is a date, until a spreadsheet is known to have made it; the finding says what a period looks like."""
    with pytest.raises(RefusedError) as refusal:
        period_of(cell, "month", FORMS)
    assert (refusal.value.rule, refusal.value.values) == ("not_a_period", {"expected": "2026-10"})


@pytest.mark.parametrize(
    "cell",
    [
        *("Quý III năm 2025", "quý 3/2025", "QUY IV - 2025", "Q3/2025"),
        *("6 tháng đầu năm 2025", "Sáu tháng cuối năm 2025", "9 tháng năm 2025", "Nửa đầu năm 2025"),
        *("Tháng 1 - tháng 6/2025", "Từ tháng 1 đến tháng 6 năm 2025", "Tháng 1-3/2025"),
        *("Năm 2025", "2025", 2025, 2025.0),
    ],
)
def test_a_period_of_many_months_is_refused_by_name_and_never_spread(cell: Cell) -> None:
    """A quarter, half a year, a run of months or a year: figures by month are asked for."""
    with pytest.raises(RefusedError) as refusal:
        period_of(cell, "month", FORMS)
    assert (refusal.value.rule, refusal.value.values) == ("period_too_long", {"expected": "2026-10"})


def test_a_yearly_source_has_no_quarters_either() -> None:
    """A quarter is not the year that a yearly source asks for, and half a year is not."""
    for cell in ("Quý III năm 2025", "6 tháng đầu năm 2025"):
        with pytest.raises(RefusedError, match="period_too_long"):
            period_of(cell, "year", ())
    assert period_of("Năm 2025", "year", ()) == "2025"


@pytest.mark.parametrize("cell", ["10/2026", "Tháng 10 năm 2026", dt.date(2026, 10, 1), "2015"])
def test_a_canonical_file_writes_its_month_in_iso_form_only(cell: Cell) -> None:
    """No source map, no other reading."""
    with pytest.raises(RefusedError):
        period_of(cell, "month")


@pytest.mark.parametrize("cell", ["2015", 2015, 2015.0])
def test_a_yearly_source_writes_years(cell: Cell) -> None:
    """As text or as a number; never a month."""
    assert period_of(cell, "year", ()) == "2015"
    with pytest.raises(RefusedError):
        period_of("2015-10", "year", ())


@pytest.mark.parametrize("cell", ["2026-11-05", "5/11/2026", "05-11-2026", dt.date(2026, 11, 5), MORNING])
def test_a_mapped_sheet_writes_the_day_before_the_month(cell: Cell) -> None:
    """ISO, a date cell, or day, month and year."""
    assert date_of(cell, ()) == dt.date(2026, 11, 5)


@pytest.mark.parametrize("cell", ["31/02/2026", "2026-02-31", "11/2026", "hôm qua", 46000.0, True])
def test_what_is_no_day_of_the_calendar_is_no_date(cell: Cell) -> None:
    """Refused, and never moved to a day nearby."""
    with pytest.raises(RefusedError, match="not_a_date"):
        date_of(cell, ())


def test_a_canonical_file_writes_its_dates_in_iso_form() -> None:
    """5/11/2026 has two readings in the world at large."""
    with pytest.raises(RefusedError):
        date_of("5/11/2026")
