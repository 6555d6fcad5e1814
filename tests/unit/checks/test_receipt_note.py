"""What a receipt says, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.unit.checks.notes import ERROR, WARNING, note
from thugom.checks.findings import COLUMNS
from thugom.checks.receipt_note import counts_shown, day_shown, lines_by_file, next_step, remedy_shown
from thugom.contracts import load_contracts


def found(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - any column of the finding table
    """Return a row of the finding table."""
    row = dict.fromkeys(COLUMNS, "")
    return {**row, "file_sha256": "a", "row_number": 1, "severity": "error", "table_name": "collection", **more}


def test_errors_come_first_and_then_the_order_of_the_sheet() -> None:
    """A clerk begins at the top: what keeps a row from counting stands there; Z comes before AA."""
    rows = [
        found(row_number=2, cell="AA2", rule_id="1"),
        found(row_number=2, cell="Z2", rule_id="2"),
        found(row_number=1, cell="B1", rule_id="3", severity="warning"),
        found(row_number=1, cell="C1", rule_id="4"),
    ]
    (lines,) = lines_by_file(pd.DataFrame(rows), {}, "vi").values()
    assert [line.rule_id for line in lines] == ["4", "2", "1", "3"]


def test_a_finding_that_stands_under_two_paths_is_said_once() -> None:
    """The same bytes at two places are one file, with one list."""
    rows = pd.DataFrame([found(file_path="a.csv"), found(file_path="b.csv"), found(file_sha256="b")])
    assert {sha256: len(lines) for sha256, lines in lines_by_file(rows, {}, "vi").items()} == {"a": 1, "b": 1}


def test_parts_of_a_worksheet_are_told_by_the_worksheet() -> None:
    """Of figures side by side each has its own line; the cell that they share has one."""
    parts = ("Biểu 2[composting]", "Biểu 2[sanitary_landfill]")
    rows = [found(sheet=part, cell="A5", column_name="unit_code", rule_id="1") for part in parts]
    rows += [
        found(sheet=part, cell=cell, column_name="treated_t", rule_id="2")
        for part, cell in zip(parts, ("C5", "D5"), strict=True)
    ]
    (lines,) = lines_by_file(pd.DataFrame(rows), {}, "vi").values()
    assert [(line.sheet, line.cell) for line in lines] == [("Biểu 2", "A5"), ("Biểu 2", "C5"), ("Biểu 2", "D5")]


def test_of_no_finding_there_is_no_line() -> None:
    """A night in which everything is right has no receipt to write."""
    assert lines_by_file(pd.DataFrame(columns=COLUMNS), {}, "vi") == {}
    assert lines_by_file(pd.DataFrame([found()]).iloc[:0], {}, "en") == {}


def test_columns_are_called_by_their_titles() -> None:
    """Nobody who fills in a form knows the contract's names."""
    rows = pd.DataFrame([found(column_name="collected_t"), found(column_name="unit_name")])
    (lines,) = lines_by_file(rows, load_contracts().reports, "vi").values()
    assert {line.title for line in lines} == {"Khối lượng thu gom (tấn)", "Tên đơn vị"}


@pytest.mark.parametrize(
    ("lines", "accepted", "refused", "is_sent", "expected"),
    [
        ((), 3, 0, True, "Tệp không có lỗi."),
        ((), 3, 0, False, "Không có lỗi: có thể gửi tệp này."),
        ((WARNING,), 3, 0, True, "Mọi dòng đã được nhận."),
        ((WARNING,), 3, 0, False, "Có thể gửi tệp này."),
        ((ERROR,), 0, 3, True, "Chưa nhận được dòng nào"),
        ((ERROR,), 0, 0, False, "sẽ không nhận được dòng nào"),
        ((ERROR, WARNING), 2, 1, True, "1 dòng chưa được nhận"),
        ((ERROR,), 3, 0, True, "Có phần của tệp không đọc được"),
    ],
)
def test_one_sentence_says_what_to_do_next(
    lines: tuple[Any, ...], accepted: int, refused: int, *, is_sent: bool, expected: str
) -> None:
    """Whoever reads one line of the receipt knows whether anything is to be done, and what."""
    assert expected in next_step(note(*lines, accepted=accepted, refused=refused, is_sent=is_sent))


def test_of_a_file_that_was_not_sent_nothing_is_said_to_be_accepted() -> None:
    """A clerk who is told "accepted" on the desk would never send the report."""
    for line in (ERROR, WARNING):
        assert "đã được nhận" not in remedy_shown(line, note(line, is_sent=False))
        assert "chưa được nhận" not in remedy_shown(line, note(line, is_sent=False))
    assert "chưa gửi" in day_shown(note(is_sent=False))


def test_everything_is_said_in_english_where_a_policy_says_so() -> None:
    """The language is one of the home's choices."""
    english = note(ERROR, language="en")
    said = (next_step(english), counts_shown(english), day_shown(english), remedy_shown(ERROR, english))
    assert said == (
        "1 rows are not accepted: correct the red cells and send the whole file again.",
        "Rows: 3 · accepted: 2 · refused: 1",
        "Arrived on 5 November 2026",
        "This row is not accepted. Correct the red cell and send the file again.",
    )
