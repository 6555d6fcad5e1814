"""Cells and their places."""

from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from thugom.sources.cells import Grid, column_letter, is_blank, shown, word_key


@given(st.integers(0, 18_277))
def test_a_column_has_the_letter_that_spreadsheets_give_it(position: int) -> None:
    """Columns are named as the sender sees them, up to ZZZ."""
    assert column_letter(position) == get_column_letter(position + 1)


def test_a_grid_that_begins_elsewhere_names_its_own_cells() -> None:
    """An address is that of the file, wherever the first cell in use stands."""
    grid = Grid("", [8, 9], [["a"], ["b"]], first_column=27)
    assert grid.cell_name(1, 1) == "AC9"


def test_headers_are_the_same_in_any_case_marks_spacing_and_unicode_form() -> None:
    """A header typed on another machine is the same header."""
    variants = ["Số hộ được thu gom", "SO HO DUOC THU GOM", "Số  hộ\nđược thu\u00a0gom *", "Số hộ được thu gom:"]
    assert {word_key(text) for text in variants} == {"sohoduocthugom"}
    assert word_key("Khối lượng (tấn)") != word_key("Khối lượng (kg)")


def test_blank_is_what_a_reader_cannot_see() -> None:
    """Nothing, spaces and line breaks are blank; a zero is not."""
    assert [is_blank(cell) for cell in (None, "", " \n\u00a0", 0, False)] == [True, True, True, False, False]


@given(st.floats())
def test_every_float_can_be_shown(number: float) -> None:
    """Whatever a workbook holds can be quoted in a message, and a finite number as itself."""
    text = shown(number)
    assert text
    if number == number and abs(number) != float("inf"):  # noqa: PLR0124 - the float that is not itself
        assert float(text) == number
