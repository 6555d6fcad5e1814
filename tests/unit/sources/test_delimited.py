"""CSV and its kin."""

import csv
import io
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.sources.cells import Grid, UnreadableError
from thugom.sources.delimited import decodings, fold_surplus, read_delimited


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_text_in_unicode_needs_no_declaration(encoding: str, form: Literal["NFC", "NFD"]) -> None:
    """UTF-8 and UTF-16 are read as what they are, with and without their mark, accents joined or apart."""
    written = unicodedata.normalize(form, "Mã xã;Số hộ;Tà Tổng\n03388;12;à\n")
    assert [text for text, _ in decodings(written.encode(encoding), ["latin-1"])] == [written]


def test_another_encoding_is_that_of_a_source_map() -> None:
    """Bytes that are no UTF-8 may be text in each declared encoding that fits; the headers will tell."""
    assert decodings("Forlì".encode("latin-1"), ["ascii", "latin-1"]) == [("Forlì", "iso8859-1")]
    assert len(decodings(b"Forl\xec", ["latin-1", "windows-1258", "cp1258"])) == 2


@pytest.mark.parametrize(
    "content", [b"\xff\xfa\x81", b"a,b\n\x00\x01", b"a\0\0", bytes(8), "漢字\u4e00".encode("utf-16-be")]
)
def test_bytes_that_are_no_text_are_unreadable(content: bytes) -> None:
    """An undeclared encoding and a file of zeros are refused, and not read as gibberish."""
    with pytest.raises(UnreadableError):
        decodings(content, [])


def test_rows_have_the_number_of_the_line_they_begin_on() -> None:
    """A line break inside quotation marks moves the numbers of the rows after it."""
    grid = read_delimited('a,b\n"x\ny",1\n\nz,2\n', ",")
    assert grid.numbers == [1, 2, 4, 5]
    assert grid.rows == [["a", "b"], ["x\ny", "1"], [], ["z", "2"]]


@pytest.mark.parametrize(
    "text", ['a,b\n"x,1\ny,2\n', 'a,b\n"x"y,1\n', 'a,b\n"x"y",1,2\n', 'a,b\n"c "x"",1\n', 'a,b\n"x"y",1\n"z\nz",2\n']
)
def test_a_stray_quotation_mark_swallows_no_rows(text: str) -> None:
    """Where nobody knows at which sign a cell ends, the file is unreadable."""
    with pytest.raises(UnreadableError, match="line 2"):
        read_delimited(text, ",")


def test_marks_within_a_cell_need_not_be_doubled_where_every_line_has_as_many_cells() -> None:
    """Many an export writes its own quotation marks as they are: read where that leaves one reading."""
    grid = read_delimited('"code";"firms ("haulers")";"n"\n1;"an "old" dump;closed";5\n2;the "x" of y;;\n', ";")
    assert grid.rows == [
        ["code", 'firms ("haulers")', "n"],
        ["1", 'an "old" dump;closed', "5"],
        ["2", 'the "x" of y', None, None],
    ]


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
    assert [row[:2] for row in fold_surplus(grid, 0, 0, 1).rows[1:]] == [["12", "5 | 7"], ["12", "5"]]


def test_a_trailing_delimiter_of_the_headers_hides_no_slipped_line() -> None:
    """A delimiter behind the last header makes no column in which a slipped figure would find room."""
    grid = Grid("", [1, 2, 3], [["a", "b", None], ["12", "5", "7"], ["12", "5", None]])
    assert [row[:2] for row in fold_surplus(grid, 0, 0, 1).rows[1:]] == [["12", "5 | 7"], ["12", "5"]]
