"""Areas, overlaps and repairs, as properties."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from thugom.register.geometry import area_km2, fault_of, mended, overlap_share

coordinate = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda at: (103 + at[0] / 100, 22 + at[1] / 100))


@given(st.lists(coordinate, min_size=3, max_size=9, unique=True))
@example([(103.18, 22.0), (103.0, 22.0), (103.18, 22.07), (103.05, 22.2), (103.2, 22.05), (103.18, 22.08)])
def test_whatever_the_ring_what_is_mended_is_valid_or_nothing(places: list[tuple[float, float]]) -> None:
    """Polygons only, in two dimensions, on no more ground than the ring spans."""
    ring = shapely.Polygon(places)
    found = mended(ring)
    if found is None:
        assert area_km2([shapely.make_valid(ring)])[0] == pytest.approx(0, abs=1e-6)
        return
    assert fault_of(found) is None
    assert found.geom_type in {"Polygon", "MultiPolygon"}
    # In the plane: on the globe the straight line between two places is not the parallel through those between.
    assert found.area <= shapely.convex_hull(ring).area * (1 + 1e-9)


@given(st.lists(coordinate, min_size=3, max_size=9, unique=True))
def test_a_valid_ring_is_left_as_it_is(places: list[tuple[float, float]]) -> None:
    """Nothing is repaired that was not broken."""
    hull = shapely.convex_hull(shapely.MultiPoint(places))
    if hull.geom_type == "Polygon":
        assert mended(hull).equals_exact(hull)


def test_a_hole_counts_against_its_shell_whichever_way_it_runs() -> None:
    """Shapefiles and GeoJSON turn their rings in opposite ways, and files break both rules."""
    shell, hole = shapely.box(103, 22, 103.2, 22.2).exterior, shapely.box(103.05, 22.05, 103.1, 22.1).exterior
    both = [shapely.Polygon(shell, [hole]), shapely.Polygon(shell, [shapely.reverse(hole)])]
    outer, inner = area_km2([shapely.Polygon(shell), shapely.Polygon(hole)])
    assert area_km2(both) == pytest.approx(np.array([outer - inner] * 2))


@given(st.floats(0.01, 0.19))
def test_the_shares_of_a_divided_polygon_sum_to_one(cut: float) -> None:
    """Every part of it lies in one of the two halves."""
    whole = shapely.box(103, 22, 103.2, 22.2)
    halves = [shapely.box(103, 22, 103 + cut, 22.2), shapely.box(103 + cut, 22, 103.2, 22.2), None]
    found = overlap_share(whole, halves)
    assert found[:2].sum() == pytest.approx(1, abs=1e-6)
    assert np.isnan(found[2])
