"""Collection points and the units that they lie in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.unit.register.polygons import BEFORE, SINCE, SQUARES, land
from thugom.register import RegisterError
from thugom.register.boundaries_points import load_collection_points, point_findings, points_in_units

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

HEADER = "point_code,valid_from,name,lon,lat,source\n"
NOW = dt.date(2026, 11, 16)


def points(folder: Path, *rows: str) -> pd.DataFrame:
    """Return the points of a file with these rows."""
    (folder / "collection_point.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return load_collection_points(folder)


def squares() -> gpd.GeoDataFrame:
    """Return the four units, in force since the reform."""
    begin = pd.Series([pd.Timestamp(SINCE)] * 4)
    return land().assign(unit_id=list(SQUARES), valid_from=begin, valid_to=pd.Series([pd.NaT] * 4))


def test_without_the_file_there_are_no_points(tmp_path: Path) -> None:
    """It is optional, and nothing rests on it."""
    assert points_in_units(load_collection_points(tmp_path), NOW, squares()).empty


def test_a_point_is_where_its_newest_row_of_the_day_puts_it(tmp_path: Path) -> None:
    """It moved, another is gone, a third is still to come."""
    rows = ["P1,2025-08-01,Chợ,103.05,22.05,x", "P1,2026-01-01,Chợ mới,103.15,22.05,x"]
    rows += ["P2,2025-08-01,Cầu,103.05,22.15,x", "P2,2026-02-01,Cầu,,,x", "P3,2027-01-01,Bến,103.05,22.05,x"]
    found = points_in_units(points(tmp_path, *rows), NOW, squares())
    assert found[["point_code", "name", "unit_id"]].to_numpy().tolist() == [["P1", "Chợ mới", "00002"]]


def test_a_point_outside_all_units_is_told(tmp_path: Path) -> None:
    """It stands in the river, or across the border, or its coordinates are exchanged."""
    found = points_in_units(points(tmp_path, "P1,2025-08-01,Chợ,22.05,83.05,x"), NOW, squares())
    assert found["unit_id"].isna().all()
    assert "Chợ (P1)" in next(iter(point_findings(found))).message("vi")


def test_a_faulty_row_is_named(tmp_path: Path) -> None:
    """As in every file of the register: row, column, value, remedy."""
    with pytest.raises(RegisterError, match=r"row 2, column lat[\s\S]*row 3, column point_code"):
        points(tmp_path, f"P1,{BEFORE},Chợ,103.05,north,x", f"P1,{BEFORE},Chợ,103.05,22.05,x")
