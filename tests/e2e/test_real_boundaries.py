"""Real polygons that nobody here drew: the 38 units of Lai Châu, and six as they were first scraped."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from tests.e2e.homes import CHECKOUT, run_night
from thugom.contracts import Home
from thugom.register import load_register, units_in_force
from thugom.register.boundaries import load_boundaries, placed_in
from thugom.register.geometry import area_km2
from thugom.services.boundaries import Outcome, Source, check_boundaries, import_boundaries
from thugom.services.demo_home import fill_home
from thugom.services.home import make_home

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REAL = CHECKOUT.parent / "shared" / "real" / "boundaries"
WHOLE = REAL / "laichau_2025.geojson"
NOW = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
BROKEN = {
    "Xã Hua Bum": "Self-intersection",
    "Xã Khổng Lào": "Self-intersection",
    "Xã Mường Mô": "Self-intersection",
    "Xã Nậm Hàng": "Ring Self-intersection",
    "Xã Phong Thổ": "Self-intersection",
    "Xã Sin Suối Hồ": "Self-intersection",
}

pytestmark = pytest.mark.skipif(
    not WHOLE.is_file(), reason="the source's own data (../shared/real) is not beside this checkout"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A department's home with the register of Lai Châu."""
    return make_home(tmp_path / "home")


def imported(home: Home, *files: Path, source: Source | None = None) -> Outcome:
    """Return what an import comes to."""
    return import_boundaries(home, files, source or Source(), NOW)


def known(home: Home) -> gpd.GeoDataFrame:
    """Return the boundaries of a home."""
    return load_boundaries(home.register_dir, load_register(home.register_dir, synthetic=False).units)


def said(outcome: Outcome, rule: str) -> Sequence[dict[str, str | float]]:
    """Return the details of one rule's findings."""
    return [finding.details for finding in outcome.findings if finding.rule == rule]


def test_the_38_import_without_a_word(home: Home) -> None:
    """Valid polygons of the right units, areas within 2 % of the register: no repair, no warning, nothing missing."""
    outcome = imported(home, WHOLE)
    assert (outcome.kept, outcome.imported, outcome.with_polygon, outcome.in_force) == (True, 38, 38, 38)
    assert outcome.findings == ()
    assert known(home)["repaired"].isna().all()
    assert check_boundaries(home, NOW).findings == ()


def test_the_six_invalid_ones_are_imported_repaired_and_named(home: Home) -> None:
    """They carry neither code nor name: their files' names say which they are, and the seats agree."""
    outcome = imported(home, *sorted((REAL / "invalid").glob("*.geojson")))
    assert outcome.kept
    assert {str(row["unit"]): row["reason"] for row in said(outcome, "repaired")} == BROKEN
    assert {finding.severity for finding in outcome.findings} == {"note"}
    here = known(home)
    assert here.is_valid.all()
    assert dict(zip(here["full_name"], here["repaired"], strict=True)) == BROKEN
    area = pd.Series(area_km2(np.asarray(here.geometry, dtype=object)), index=here["unit_id"])
    units = load_register(home.register_dir, synthetic=False).units.set_index("unit_id")
    assert ((area / units.loc[area.index, "area_km2"] - 1).abs() < 0.02).all()


def test_the_six_take_the_places_of_the_valid_ones_and_leave_the_others(home: Home) -> None:
    """An import replaces the units that it brings; repaired, they fit between their neighbours."""
    imported(home, WHOLE)
    outcome = imported(home, *sorted((REAL / "invalid").glob("*.geojson")))
    assert (outcome.imported, outcome.with_polygon) == (6, 38)
    assert known(home)["source"].value_counts().to_dict()[WHOLE.name] == 32
    assert not [finding for finding in outcome.findings if finding.rule in {"overlap", "overlap_too_large", "gap"}]


@pytest.mark.parametrize("crs", ["EPSG:4756", "EPSG:9205", "EPSG:3405"])
@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_the_38_are_the_same_from_vn_2000(home: Home, tmp_path: Path, crs: str, ending: str) -> None:
    """Geographic, TM-3 and UTM coordinates give the same ground, whatever the form of the file."""
    path = tmp_path / f"lai_chau.{ending}"
    source = gpd.read_file(WHOLE)
    source[["code", "name", "geometry"]].to_crs(crs).to_file(path, engine="pyogrio")
    outcome = imported(home, path)
    assert (outcome.kept, outcome.with_polygon) == (True, 38)
    assert not [finding for finding in outcome.findings if finding.severity != "note"]
    here = known(home).set_index("unit_code")
    found = area_km2(np.asarray(here.loc[source["code"]].geometry, dtype=object))
    assert found == pytest.approx(area_km2(np.asarray(source.geometry, dtype=object)), rel=1e-4)


def test_the_names_alone_find_all_38(home: Home, tmp_path: Path) -> None:
    """With their kinds and without: no two communes of today share a name."""
    source = gpd.read_file(WHOLE)
    for column in ("name", "fullName"):
        path = tmp_path / f"{column}.gpkg"
        source[[column, "geometry"]].to_file(path, engine="pyogrio")
        assert imported(home, path).imported == 38


@pytest.mark.parametrize("zone", ["EPSG:9206", "EPSG:9207", "EPSG:3405"])
def test_a_wrong_zone_is_refused(home: Home, tmp_path: Path, zone: str) -> None:
    """The file is in TM-3 103-00 and says that it is in another zone; so nothing is kept."""
    source = gpd.read_file(WHOLE)[["code", "geometry"]].to_crs("EPSG:9205")
    source.set_crs(zone, allow_override=True).to_file(tmp_path / "wrong.gpkg", engine="pyogrio")
    outcome = imported(home, tmp_path / "wrong.gpkg")
    assert not outcome.kept
    assert {finding.rule for finding in outcome.findings} <= {"elsewhere", "shifted"}
    assert imported(home, tmp_path / "wrong.gpkg", source=Source(crs="EPSG:9205")).kept


def test_every_seat_lies_in_its_unit(home: Home) -> None:
    """The published seats and the published polygons are of the same land."""
    imported(home, WHOLE)
    units = units_in_force(load_register(home.register_dir, synthetic=False).units, NOW.date())
    found = placed_in(units[["lon", "lat"]].assign(on=pd.Timestamp(NOW.date())), known(home))
    assert found.tolist() == units["unit_id"].tolist()


@pytest.mark.slow
def test_a_night_with_boundaries_draws_them_and_places_the_facilities(tmp_path: Path) -> None:
    """The map of the demonstration is small, real, and marked as of invented figures."""
    fill_home(tmp_path / "home", months=2, last="2026-10", seed=7)
    imported(Home.open(tmp_path / "home"), WHOLE)
    run_night(tmp_path / "home")
    drawn = (tmp_path / "home" / "data" / "curated" / "map.svg").read_bytes()
    assert len(drawn) < 200_000
    assert b"Schematic" not in drawn
    assert b"SYNTHETIC DATA" in drawn
    with closing(sqlite3.connect(tmp_path / "home" / "data" / "curated" / "thugom.db")) as database:
        rows = database.execute("SELECT facility_code, facility_unit_id FROM unit_facility_distance").fetchall()
    assert len(rows) == 38
    assert ("SYN-LC", "03408@2025-07-01") in rows
