"""Rows as text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.store.texts import copy_lines, json_lines

WORDS = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, 1.0, 1e-5, 1e10, 1e16])
ROWS = st.tuples(WORDS, st.none() | st.integers(-(2**63), 2**63 - 1), NUMBERS, st.none() | st.booleans())


@given(st.lists(ROWS, min_size=1, max_size=30))
def test_a_line_is_what_json_writes(rows: list[tuple[object, ...]]) -> None:
    """The hash of figures depends on no library's taste in numbers: every digit is Python's."""
    expected = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    assert b"".join(json_lines(list(zip(*rows, strict=True)))) == expected


def test_ten_thousand_rows_make_a_line() -> None:
    """However many rows, nothing is written twice or left out where one line ends and the next begins."""
    column = list(range(25_001))
    lines = [json.loads(line) for line in json_lines([column])]
    assert [len(line) for line in lines] == [10_000, 10_000, 5_001]
    assert [row[0] for line in lines for row in line] == column


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_refused(number: float) -> None:
    """JSON knows no such number, and no figure is one."""
    with pytest.raises(ValueError, match="not finite"):
        list(json_lines([[1.0, number]]))


def test_of_no_rows_nothing_is_written() -> None:
    """An empty table has no lines."""
    assert [*json_lines([[], []]), *copy_lines([[], []])] == []


def test_copy_takes_bytes_as_hexadecimal() -> None:
    """Kept documents go the same way as text."""
    assert list(copy_lines([[b"\x00\xff", None]])) == [b"\\\\x00ff\n\\N\n"]
