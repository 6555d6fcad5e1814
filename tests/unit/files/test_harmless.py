"""What a spreadsheet would compute is a text in our CSV files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.files import harmless


@pytest.mark.parametrize("cell", ["-162.561", "+3", "-", "=", "1.234,5", "Tà Tổng", "", None, -1.5, 7])
def test_figures_placeholders_and_words_stay_what_they_are(cell: object) -> None:
    """An apostrophe before a figure would make a text of it."""
    assert harmless(cell) == cell


@given(st.sampled_from("=+-@\t\r"), st.text(alphabet=st.characters(categories=["L"]), min_size=1))
def test_what_begins_like_a_formula_begins_with_an_apostrophe(sign: str, rest: str) -> None:
    """No program takes it for a formula, and the text is whole."""
    assert harmless(sign + rest) == f"'{sign}{rest}"
