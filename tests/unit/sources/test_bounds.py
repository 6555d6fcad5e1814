"""How far cells may reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.sources import bounds
from thugom.sources.bounds import LAST_COLUMN, LAST_ROW, Extent, refuse_far_cells
from thugom.sources.cells import UnreadableError

_PLACES = st.tuples(st.integers(1, LAST_ROW), st.integers(0, LAST_COLUMN))


@given(st.lists(_PLACES, min_size=1))
def test_an_extent_holds_every_cell_and_none_needlessly(places: list[tuple[int, int]]) -> None:
    """From the first row and column in use to the last."""
    extent = Extent()
    for place in places:
        extent.add(*place)
    rows, columns = [row for row, _ in places], [column for _, column in places]
    assert extent.cells == (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


@pytest.mark.parametrize("place", [(0, 0), (1, -1), (LAST_ROW + 1, 0), (1, LAST_COLUMN + 1)])
def test_a_cell_outside_every_sheet_is_damage(place: tuple[int, int]) -> None:
    """No spreadsheet program can have written it."""
    with pytest.raises(UnreadableError):
        Extent().add(*place)


def test_sheets_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred sheets that each fit would fill the memory all the same; the largest is named."""
    monkeypatch.setattr(bounds, "MOST_CELLS", 10)
    refuse_far_cells([Extent(1, 0, 2, 1), Extent(1, 0, 3, 1)])
    with pytest.raises(UnreadableError, match="B4"):
        refuse_far_cells([Extent(1, 0, 2, 1), Extent(1, 0, 4, 1)])
