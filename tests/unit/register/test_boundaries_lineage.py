"""The lineage held against the ground."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.register.polygons import BEFORE, SINCE, rules
from thugom.register.boundaries_lineage import geometric_shares, lineage_findings, lineage_overlaps

OLD, WEST, EAST = f"1@{BEFORE}", f"2@{SINCE}", f"3@{SINCE}"


def boundaries(cut: float = 103.05) -> gpd.GeoDataFrame:
    """Return one old unit, and two new ones that share its ground at a line."""
    shapes = [shapely.box(103.0, 22.0, 103.1, 22.1), shapely.box(103.0, 22.0, cut, 22.1)]
    shapes.append(shapely.box(cut, 22.0, 103.2, 22.1))
    begin, end = pd.to_datetime([BEFORE, SINCE, SINCE]), pd.to_datetime(pd.Series([SINCE, "", ""]))
    table = {"unit_id": [OLD, WEST, EAST], "valid_from": begin, "valid_to": end}
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def lineage(*shares: tuple[str, float], basis: str = "published") -> pd.DataFrame:
    """Return the old unit's heirs."""
    rows = [(OLD, heir, pd.Timestamp(SINCE), share, basis) for heir, share in shares]
    return pd.DataFrame(rows, columns=["from_unit_id", "to_unit_id", "effective_on", "share", "share_basis"])


UNITS = pd.DataFrame({"unit_id": [OLD, WEST, EAST], "full_name": ["Xã Cũ", "Xã Tây", "Xã Đông"]})


@given(st.floats(0.01, 0.99))
def test_shares_by_area_sum_to_one_over_all_heirs(share: float) -> None:
    """All of an old unit's ground lies somewhere."""
    pairs = lineage((WEST, 0.5), (EAST, 0.5))
    found = geometric_shares(boundaries(103.0 + 0.1 * share), pairs)
    assert found.sum() == pytest.approx(1, abs=1e-6)
    assert found.iloc[0] == pytest.approx(share, abs=1e-4)


def test_a_missing_polygon_leaves_the_share_unknown() -> None:
    """Unknown is not zero."""
    pairs = lineage((WEST, 0.5), (EAST, 0.5)).set_axis(["x", "y"])
    found = geometric_shares(boundaries().iloc[:2], pairs)
    assert found.index.tolist() == ["x", "y"]
    assert found.isna().tolist() == [False, True]


def test_two_points_of_difference_are_told_and_less_is_not() -> None:
    """The line on the map and the share in the register need not agree to the metre."""
    near = lineage_overlaps(lineage((WEST, 0.485), (EAST, 0.515)), boundaries())
    far = lineage_overlaps(lineage((WEST, 0.4), (EAST, 0.6)), boundaries())
    assert near["disagrees"].tolist() == [False, False]
    assert far["disagrees"].tolist() == [True, True]
    assert far["difference_pp"].round(2).tolist() == [10.0, -10.0]
    assert rules(list(lineage_findings(far, UNITS))) == ["share", "share"]


def test_ground_in_a_unit_that_the_lineage_does_not_name_is_told() -> None:
    """An heir was forgotten: its people and its waste would be nowhere."""
    found = lineage_overlaps(lineage((WEST, 1.0)), boundaries())
    assert found[["to_unit_id", "disagrees"]].to_numpy().tolist() == [[WEST, True], [EAST, True]]
    assert rules(list(lineage_findings(found, UNITS))) == ["share", "heir_missing"]


def test_neighbours_that_only_touch_are_no_heirs() -> None:
    """Two units have a common line with most of their neighbours."""
    found = lineage_overlaps(lineage((WEST, 1.0)), boundaries(103.1))
    assert found["to_unit_id"].tolist() == [WEST]
    assert not found["disagrees"].any()


def test_a_share_that_nobody_published_is_no_disagreement() -> None:
    """A share computed from people need not be that of the ground, which stands beside it for whoever chooses one."""
    found = lineage_overlaps(lineage((WEST, 0.9), (EAST, 0.1), basis="population"), boundaries())
    assert not found["disagrees"].any()
    assert found["difference_pp"].isna().all()
    assert found["overlap_share"].round(3).tolist() == [0.5, 0.5]
