"""The nearest licensed facility."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.unit.register.polygons import SINCE, land, write_land
from tests.unit.register.registers import load
from thugom.contracts import load_contracts
from thugom.register.boundaries import keep_boundaries, load_boundaries
from thugom.register.distance import unit_facility_distance

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.register import Register

NOW = dt.date(2026, 11, 16)


def facility(
    code: str, lon: float | str, lat: float | str, licence: str = "2020-01-01 .", begin: str = "2020-01-01"
) -> str:
    """Return a facility's row."""
    return f"{code} {begin} basic {licence} {code} {lon} {lat}"


def register_with(folder: Path, *facilities: str) -> Register:
    """Return the four units with these facilities."""
    return load(write_land(folder / "register", facility=facilities))


def nearest(register: Register) -> dict[str, tuple[str, float]]:
    """Return facility and kilometres by code of the unit."""
    table = unit_facility_distance(register, NOW, None)
    near = zip(table["facility_code"].tolist(), table["distance_km"].tolist(), strict=True)
    return dict(zip(table["unit_code"].tolist(), near, strict=True))


def test_the_distance_is_that_on_the_ellipsoid(tmp_path: Path) -> None:
    """A tenth of a degree of latitude at 22° N is 11.073 km; a sphere would make it 11.119."""
    found = nearest(register_with(tmp_path, facility("F", 103.05, 22.15)))
    assert found["00001"][1] == pytest.approx(11.073, abs=0.002)
    assert found["00003"] == ("F", 0.0)


def test_a_facility_counts_only_while_it_is_licensed(tmp_path: Path) -> None:
    """The near one's licence ended on the day before, the far one's begins today."""
    near, far = facility("A", 103.05, 22.05, "2020-01-01 2026-11-16"), facility("B", 103.9, 22.9, "2026-11-16 .")
    assert {code for code, _ in nearest(register_with(tmp_path, near, far)).values()} == {"B"}


def test_a_facility_stands_where_its_newest_row_of_the_day_puts_it(tmp_path: Path) -> None:
    """It moved in 2025, and will move again in 2030."""
    rows = [facility("A", 104.0, 22.05), facility("A", 103.05, 22.05, begin="2025-01-01")]
    rows.append(facility("A", 105.0, 22.05, begin="2030-01-01"))
    assert nearest(register_with(tmp_path, *rows))["00001"] == ("A", 0.0)


def test_equal_distances_go_to_the_lower_code(tmp_path: Path) -> None:
    """Whatever the order in the file."""
    rows = [facility(code, 103.1, 22.1) for code in ("Z", "A", "M")]
    assert {code for code, _ in nearest(register_with(tmp_path, *rows)).values()} == {"A"}


def test_without_a_licensed_facility_the_distance_is_unknown(tmp_path: Path) -> None:
    """Every unit has its row all the same; a facility without coordinates is nowhere."""
    table = unit_facility_distance(register_with(tmp_path, facility("A", ".", ".")), NOW, None)
    assert len(table) == 4
    assert table[["facility_code", "facility_name", "facility_unit_id", "distance_km"]].isna().all(axis=None)


def test_the_unit_of_a_facility_is_known_with_boundaries(tmp_path: Path) -> None:
    """Without them it is unknown, not wrong."""
    register = register_with(tmp_path, facility("A", 103.15, 22.15))
    ids = [f"{code}@{SINCE}" for code in land()["code"]]
    keep_boundaries(tmp_path / "register", land().assign(unit_id=ids, source="a", crs="b", repaired=None))
    known = load_boundaries(tmp_path / "register", register.units)
    assert set(unit_facility_distance(register, NOW, known)["facility_unit_id"]) == {f"00004@{SINCE}"}
    assert unit_facility_distance(register, NOW, known.iloc[:0])["facility_unit_id"].isna().all()


def test_units_without_a_seat_are_left_out(tmp_path: Path) -> None:
    """The table speaks of the seats that are known."""
    register = register_with(tmp_path, facility("A", 103.15, 22.15))
    register.units.loc[register.units["unit_code"] == "00002", "lon"] = float("nan")
    assert unit_facility_distance(register, NOW, None)["unit_code"].tolist() == ["00001", "00003", "00004"]


def test_the_columns_are_those_of_the_contract(tmp_path: Path) -> None:
    """Less the versions, which the night adds."""
    names = load_contracts().curated["unit_facility_distance"].names
    table = unit_facility_distance(register_with(tmp_path), NOW, None)
    assert [*table.columns, "policy_version", "register_version"] == [*names]
    assert isinstance(table, pd.DataFrame)
