"""What a form says once, above its table."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.sources.cells import Cell, Grid
from thugom.sources.headings import heading, reading

FORMS = ["Tháng {month}/{year}", "Tháng {month} năm {year}"]


def _grid(*rows: list[Cell]) -> Grid:
    return Grid("", list(range(3, 3 + len(rows))), list(rows), first_column=1)


@given(
    st.integers(1, 12),
    st.integers(1900, 2199),
    st.sampled_from(["Tháng {} năm {}", "THÁNG {:02d}  NĂM {}", "thang {} nam {}", "Báo cáo tháng {} năm {} của xã"]),
)
def test_a_period_is_read_in_any_case_marks_and_spacing(month: int, year: int, words: str) -> None:
    """However a clerk types the heading, the month is the month."""
    assert reading(words.format(month, year), FORMS[1]) == f"{year}-{month:02d}"


@pytest.mark.parametrize("text", ["Tháng 10", "Tháng 110 năm 2026", "Tháng 10 năm 20261", "Quý III năm 2026", ""])
def test_what_is_not_quite_a_period_is_none(text: str) -> None:
    """Half a pattern, and digits that run on, are not read."""
    assert reading(text, FORMS[1]) is None


def test_the_day_of_signing_is_no_period() -> None:
    """The month within a full date speaks of the letter, and not of the figures."""
    grid = _grid(["Lai Châu, ngày 5 tháng 11 năm 2026"], [None, "Tháng 10 năm 2026"])
    found = heading(grid, 2, FORMS)
    assert found is not None
    assert (found.iso, found.cell, found.row_number, found.text) == ("2026-10", "C4", 4, "Tháng 10 năm 2026")


def test_a_cell_that_begins_with_the_period_speaks_before_one_that_mentions_it() -> None:
    """A letter that is quoted in a title does not set the period."""
    grid = _grid(["Theo công văn tháng 1 năm 2025"], ["Tháng 10/2026"])
    found = heading(grid, 2, FORMS)
    assert found is not None
    assert found.iso == "2026-10"


def test_headings_that_contradict_each_other_are_not_decided_here() -> None:
    """Of two periods neither is taken: both are quoted, and no cast can make a period of that."""
    found = heading(_grid(["Tháng 9/2026"], ["Tháng 10/2026"]), 2, FORMS)
    assert found is not None
    assert found.iso == found.text == "Tháng 9/2026 / Tháng 10/2026"


def test_only_what_stands_above_the_table_is_a_heading() -> None:
    """A note below the headers says nothing about the sheet."""
    assert heading(_grid(["Mã xã"], ["Tháng 10/2026"]), 0, FORMS) is None


def test_a_form_may_name_the_day() -> None:
    """The day of a report is read with its day."""
    assert reading("Ngày lập: 05/11/2026", "Ngày lập: {day}/{month}/{year}") == "2026-11-05"


LABELLED = ["Kỳ báo cáo: {month}/{year}", *FORMS]


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("10/2026", "2026-10"),
        (dt.datetime(2026, 10, 1), "2026-10-01"),  # noqa: DTZ001 - a cell knows no time zone
        ("Quý III năm 2026", "Quý III năm 2026"),
    ],
)
def test_a_label_is_answered_by_the_next_cell_of_its_row(cell: Cell, iso: str) -> None:
    """In any case and spacing; a date stays one, for the cast to say what a spreadsheet made it of."""
    found = heading(_grid(["KỲ BÁO CÁO :", None, cell]), 1, LABELLED, is_period=True)
    assert found is not None
    assert (found.iso, found.cell) == (iso, "D3")


@pytest.mark.parametrize("row", [["Kỳ báo cáo:"], ["Kỳ báo cáo:", "hàng tháng"], ["Kỳ báo cáo trước:", "10/2026"]])
def test_a_label_without_its_answer_says_nothing(row: list[Cell]) -> None:
    """Nor does a label with more words than the pattern's."""
    assert heading(_grid(row), 1, LABELLED, is_period=True) is None
