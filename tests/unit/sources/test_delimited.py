"""CSV and its kin."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.sources.cells import Grid, UnreadableError
from thugom.sources.delimited import decode, fold_surplus, read_delimited


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_unicode_needs_no_declaration(encoding: str) -> None:
    """UTF-8 with and without its mark, and UTF-16 with it, are read as what they are."""
    text, _ = decode("Mã xã;Số hộ".encode(encoding), [])
    assert text == "Mã xã;Số hộ"


def test_another_encoding_is_that_of_a_source_map() -> None:
    """Bytes that are no UTF-8 are read in the first declared encoding that fits."""
    assert decode("Forlì".encode("latin-1"), ["ascii", "latin-1"]) == ("Forlì", "latin-1")


@pytest.mark.parametrize("content", [b"\xff\xfa\x81", b"a,b\n\x00\x01", "a".encode("utf-16-le")])
def test_bytes_that_are_no_text_are_unreadable(content: bytes) -> None:
    """An undeclared encoding and a file of zeros are refused, and not read as gibberish."""
    with pytest.raises(UnreadableError):
        decode(content, [])


def test_rows_have_the_number_of_the_line_they_begin_on() -> None:
    """A line break inside quotation marks moves the numbers of the rows after it."""
    grid = read_delimited('a,b\n"x\ny",1\n\nz,2\n', ",")
    assert grid.numbers == [1, 2, 4, 5]
    assert grid.rows == [["a", "b"], ["x\ny", "1"], [], ["z", "2"]]


@pytest.mark.parametrize("text", ['a,b\n"x,1\ny,2\n', 'a,b\n"x"y,1\n'])
def test_a_stray_quotation_mark_swallows_no_rows(text: str) -> None:
    """Where nobody knows at which sign a cell ends, the file is unreadable."""
    with pytest.raises(UnreadableError, match="line 2"):
        read_delimited(text, ",")


_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(_TEXT, min_size=2, max_size=4), max_size=6), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_wrote_is_read_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    """Cells keep their text, whatever quotation marks, delimiters and line breaks stand in it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    expected = [[cell if cell.strip() else None for cell in row] for row in rows]
    assert read_delimited(text.getvalue(), delimiter).rows == expected


def test_a_slipped_line_becomes_one_that_nobody_can_read() -> None:
    """What stands beyond the headers is put where it cannot be taken for a figure; blanks are no surplus."""
    grid = Grid("", [1, 2, 3], [["a", "b"], ["12", "5", "7"], ["12", "5", None]])
    assert [row[:2] for row in fold_surplus(grid, 0, 1).rows[1:]] == [["12", "5 | 7"], ["12", "5"]]
