"""The sketch: one cell around each seat."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.register.polygons import SQUARES, land
from thugom.register.schematic import seat_cells, shapes_of

seats = st.lists(st.tuples(st.floats(102, 104), st.floats(21, 23)), min_size=1, max_size=25)


def units(places: list[tuple[float, float]]) -> pd.DataFrame:
    """Return units with seats at these places."""
    keys = [f"{number:05}" for number in range(len(places))]
    return pd.DataFrame({"unit_id": keys}).assign(lon=[at[0] for at in places], lat=[at[1] for at in places])


@given(seats)
def test_every_seat_has_one_cell_and_the_cells_fill_their_hull(places: list[tuple[float, float]]) -> None:
    """No gap, no overlap, also where seats coincide or stand in a line."""
    cells = np.asarray(seat_cells(units(places)).geometry, dtype=object)
    areas = shapely.area(cells)
    assert len(cells) == len(places)
    assert (areas > 0).all()
    assert areas.sum() == pytest.approx(shapely.area(shapely.union_all(cells)), rel=1e-6)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=20, unique=True))
def test_a_seat_lies_in_its_own_cell(places: list[tuple[int, int]]) -> None:
    """The name that stands in a cell is that of the seat in it."""
    apart = [(103 + x / 30, 22 + y / 30) for x, y in places]
    cells = seat_cells(units(apart))
    inside = shapely.intersects(np.asarray(cells.geometry, dtype=object), shapely.points(apart))
    assert inside.all()


def test_a_unit_without_a_seat_has_no_cell() -> None:
    """Nobody invents a place for it."""
    table = units([(103.0, 22.0), (103.1, 22.0), (103.2, 22.1)])
    table.loc[1, "lon"] = float("nan")
    assert seat_cells(table)["unit_id"].tolist() == ["00000", "00002"]
    assert seat_cells(table.iloc[[1]]).empty


def test_boundaries_are_drawn_only_if_every_unit_has_its_own() -> None:
    """A picture of both would look like boundaries throughout."""
    table = units([(103.05, 22.05), (103.15, 22.05)]).assign(unit_id=["00001", "00002"])
    both = land().assign(unit_id=list(SQUARES))
    assert [shapes_of(table, both)[1], shapes_of(table, both.iloc[:1])[1]] == [False, True]
    assert shapes_of(table, both)[0]["unit_id"].tolist() == ["00001", "00002"]
