"""The boundaries of a home: kept by day, replaced by unit, and what lies in them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from tests.unit.register.polygons import BEFORE, SINCE, SQUARES, unit_row, write_land
from tests.unit.register.registers import load
from thugom.register import Register, RegisterError
from thugom.register.boundaries import (
    boundaries_on,
    keep_boundaries,
    load_boundaries,
    placed_in,
    stored_boundaries,
    units_without,
)
from thugom.register.boundaries_shares import FILE_NAME

if TYPE_CHECKING:
    from pathlib import Path

OLD = shapely.box(103.0, 22.0, 103.2, 22.2)
"""One unit of before the reform, where four are today."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The register of four units, and of the one that they were."""
    more = [unit_row("00001", "Quyết Tiến", "xã", OLD, begin=BEFORE, end=SINCE)]
    lineage = [f"00001 {BEFORE} {code} {SINCE} {SINCE} 0.25 made_up" for code in SQUARES]
    return write_land(tmp_path / "register", more, lineage)


@pytest.fixture
def register(folder: Path) -> Register:
    """The register in the folder."""
    return load(folder)


def polygons(shapes: dict[str, shapely.Geometry], source: str = "a.gpkg") -> gpd.GeoDataFrame:
    """Return polygons as an import keeps them."""
    table = {"unit_id": list(shapes), "source": source, "crs": "EPSG:4326", "repaired": None}
    return gpd.GeoDataFrame(table, geometry=list(shapes.values()), crs="EPSG:4326")


def today() -> dict[str, shapely.Geometry]:
    """Return today's squares by unit."""
    return {f"{code}@{SINCE}": shape for code, (_, _, shape) in SQUARES.items()}


def test_without_an_import_there_are_none(folder: Path, register: Register) -> None:
    """Every figure is there without boundaries."""
    known = load_boundaries(folder, register.units)
    assert known.empty
    assert {"unit_id", "valid_from", "valid_to", "geometry"} <= set(known.columns)
    assert len(units_without(register.units, known)) == 5


def test_an_import_replaces_its_units_and_no_others(folder: Path, register: Register) -> None:
    """The polygons of two days stand beside each other, and a corrected one takes its place alone."""
    keep_boundaries(folder, polygons(today()))
    keep_boundaries(folder, polygons({f"00001@{BEFORE}": OLD}, "old.shp"))
    keep_boundaries(folder, polygons({f"00002@{SINCE}": shapely.box(0, 0, 1, 1)}, "new.shp"))
    known = load_boundaries(folder, register.units)
    assert dict(zip(known["unit_id"], known["source"], strict=True)) == {
        f"00001@{BEFORE}": "old.shp",
        f"00001@{SINCE}": "a.gpkg",
        f"00002@{SINCE}": "new.shp",
        f"00003@{SINCE}": "a.gpkg",
        f"00004@{SINCE}": "a.gpkg",
    }
    assert len(boundaries_on(known, dt.date(2025, 6, 30))) == 1
    assert len(boundaries_on(known, dt.date(2025, 7, 1))) == 4


def test_importing_twice_is_importing_once(folder: Path) -> None:
    """The same polygons make the same bytes."""
    first = keep_boundaries(folder, polygons(today())).read_bytes()
    assert keep_boundaries(folder, polygons(today())).read_bytes() == first


def test_polygons_of_units_that_left_the_register_are_kept_and_not_used(folder: Path, register: Register) -> None:
    """A unit taken out by mistake has its polygon again when it is put back."""
    keep_boundaries(folder, polygons({"09999@2025-07-01": OLD}))
    assert load_boundaries(folder, register.units).empty
    assert len(stored_boundaries(folder)) == 1


def test_a_damaged_file_is_named_with_its_remedy(folder: Path, register: Register) -> None:
    """It is part of the register: the night says so, and what to do."""
    (folder / FILE_NAME).write_bytes(b"not a parquet file")
    with pytest.raises(RegisterError, match=r"boundaries\.parquet[\s\S]*import the boundaries again"):
        load_boundaries(folder, register.units)


def test_a_point_lies_in_the_unit_of_its_day(folder: Path, register: Register) -> None:
    """A collection point of 2024 is in the old unit, of 2026 in the new one."""
    keep_boundaries(folder, polygons(today()))
    keep_boundaries(folder, polygons({f"00001@{BEFORE}": OLD}))
    days = ["2024-01-01", "2025-06-30", "2025-07-01", "2019-12-31", "", "2026-01-01", "2026-01-01"]
    points = pd.DataFrame(
        {
            "lon": [103.15, 103.15, 103.15, 103.15, 103.15, 104.0, None],
            "lat": [22.15, 22.15, 22.15, 22.15, 22.15, 22.1, 22.1],
            "on": pd.to_datetime(pd.Series(days, index=list("abcdefg"))),
        },
        index=list("abcdefg"),
    )
    found = placed_in(points, load_boundaries(folder, register.units))
    assert found.astype(object).where(found.notna(), None).to_dict() == {
        "a": f"00001@{BEFORE}",
        "b": f"00001@{BEFORE}",
        "c": f"00004@{SINCE}",
        "d": None,
        "e": None,
        "f": None,
        "g": None,
    }


def test_a_point_on_a_line_counts_once(folder: Path, register: Register) -> None:
    """The corner of four units is in the first of them, on every machine."""
    keep_boundaries(folder, polygons(today()))
    corner = pd.DataFrame({"lon": [103.1], "lat": [22.1], "on": [pd.Timestamp(2026, 1, 1)]})
    assert placed_in(corner, load_boundaries(folder, register.units)).tolist() == [f"00001@{SINCE}"]
