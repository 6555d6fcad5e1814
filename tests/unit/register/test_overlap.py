"""Which cells of one day's map lie in which of another's: the ways there, the ways back, and by what they weigh."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.register.lineages import REFORM_DAYS, registers
from tests.unit.register.registers import KIND_SETTLEMENT, Tables, register_of
from thugom.register import Register, expected_settlements, units_in_force
from thugom.register.overlap import Links, former_parts, links_to

DAYS = [dt.date(2020, 1, 1), *(dt.date.fromisoformat(day) for day in REFORM_DAYS), dt.date(2026, 11, 16)]
OLD, NEW = dt.date(2024, 1, 31), dt.date(2026, 1, 31)
MERGER: Tables = {
    "unit": [
        "00001 2020-01-01 2025-07-01 commune Một . 12 Lai_Châu . . 3",
        "00002 2020-01-01 2025-07-01 township Hai . 12 Lai_Châu . . 1",
        "00003 2020-01-01 2025-07-01 commune Ba . 12 Lai_Châu . . 4",
        "00002 2025-07-01 . commune Bốn . 12 Lai_Châu . . 6",
        "00005 2025-07-01 . ward Năm . 12 Lai_Châu . . 2",
    ],
    "unit_lineage": [
        "00001 2020-01-01 00002 2025-07-01 2025-07-01 1 test",
        "00002 2020-01-01 00002 2025-07-01 2025-07-01 1 test",
        "00003 2020-01-01 00002 2025-07-01 2025-07-01 0.25 test",
        "00003 2020-01-01 00005 2025-07-01 2025-07-01 0.75 test",
    ],
    "population": [
        "00001 2020-01-01 rural 2019-04-01 300 60 census usable",
        "00002 2020-01-01 urban 2019-04-01 100 20 census usable",
        "00003 2020-01-01 rural 2019-04-01 400 80 census usable",
    ],
}
"""A commune and a township make one commune, which takes in a quarter of a third; a ward takes the rest."""


def periods(*days: dt.date) -> pd.DataFrame:
    """Return a period that ends on each day, named by it."""
    return pd.DataFrame({"period": [str(day) for day in days], "last_on": pd.to_datetime(list(days))})


def ways(links: Links, day: dt.date) -> dict[str, dict[str, int]]:
    """Return by what each cell of a day weighs in which others: cells as "code settlement"."""
    found: dict[str, dict[str, int]] = {}
    edges = links.edges[links.edges["era"] == links.eras[str(day)]]
    columns = edges[["unit_id", "settlement", "to_unit_id", "to_settlement", "weight"]]
    for unit, settlement, to_unit, to_settlement, weight in columns.itertuples(index=False, name=None):
        found.setdefault(f"{unit[:5]} {settlement}", {})[f"{to_unit[:5]} {to_settlement}"] = weight
    return found


@pytest.fixture(scope="module")
def merger(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Return the register of the merger."""
    return register_of(tmp_path_factory.mktemp("merger"), MERGER)


def test_a_later_map_divides_a_cell_by_the_lineages_shares(merger: Register) -> None:
    """A quarter goes to the commune, where it stays rural, three quarters to the ward, where they are urban."""
    found = ways(links_to(merger, KIND_SETTLEMENT, periods(OLD), NEW), OLD)
    third = found.pop("00003 rural")
    assert third["00005 urban"] == 3 * third["00002 rural"]
    assert {of: list(to) for of, to in found.items()} == {
        "00001 rural": ["00002 rural"],
        "00002 urban": ["00002 urban"],
    }


def test_an_earlier_map_divides_a_cell_by_its_parts_people(merger: Register) -> None:
    """The commune's rural part is one commune's 300 people and a quarter of another's 400; its town is the township."""
    found = ways(links_to(merger, KIND_SETTLEMENT, periods(NEW), OLD), NEW)
    assert found == {
        "00002 rural": {"00001 rural": 300, "00003 rural": 100},
        "00002 urban": {"00002 urban": 100},
        "00005 urban": {"00003 rural": 300},
    }


def test_where_a_parts_people_are_unknown_its_area_weighs_and_else_all_alike(tmp_path: Path) -> None:
    """Three parts of a square kilometre and a quarter of four; without areas two parts weigh the same."""
    unknown = {**MERGER, "population": MERGER["population"][1:]}
    found = ways(links_to(register_of(tmp_path, unknown), KIND_SETTLEMENT, periods(NEW), OLD), NEW)
    assert found["00002 rural"] == {"00001 rural": 3_000_000, "00003 rural": 1_000_000}
    bare = {**unknown, "unit": [" ".join(row.split()[:8]) for row in MERGER["unit"]]}
    found = ways(links_to(register_of(tmp_path, bare), KIND_SETTLEMENT, periods(NEW), OLD), NEW)
    assert found["00002 rural"] == {"00001 rural": 1, "00003 rural": 1}


def test_the_map_of_the_day_moves_nothing(merger: Register) -> None:
    """On its own map every cell goes to itself."""
    assert not links_to(merger, KIND_SETTLEMENT, periods(OLD), OLD).moves
    assert links_to(merger, KIND_SETTLEMENT, periods(OLD, NEW), NEW).moves


def test_a_reports_former_units_are_those_that_its_unit_came_from(merger: Register) -> None:
    """By the settlement in which each part lies now; the part of a ward is urban."""
    parts = former_parts(merger, KIND_SETTLEMENT)
    found = {(row.unit_id, row.settlement, row.former_unit_code, row.former_unit_id) for row in parts.itertuples()}
    assert found == {
        ("00002@2025-07-01", "rural", "00001", "00001@2020-01-01"),
        ("00002@2025-07-01", "urban", "00002", "00002@2020-01-01"),
        ("00002@2025-07-01", "rural", "00003", "00003@2020-01-01"),
        ("00005@2025-07-01", "urban", "00003", "00003@2020-01-01"),
    }


@settings(max_examples=15)
@given(registers(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_every_cell_of_the_day_goes_somewhere_and_nowhere_twice(register: Register, of: dt.date, on: dt.date) -> None:
    """On any two days of any lineage: all cells in force, each to cells of the other day, each pair once."""
    links = links_to(register, KIND_SETTLEMENT, periods(of), on)
    expected = expected_settlements(register, KIND_SETTLEMENT)
    here, there = (_cells(expected, register, day) for day in (of, on))
    edges = links.edges
    assert set(zip(edges["unit_id"], edges["settlement"], strict=True)) == here
    assert set(zip(edges["to_unit_id"], edges["to_settlement"], strict=True)) <= there
    assert not edges.duplicated(["unit_id", "settlement", "to_unit_id", "to_settlement"]).any()
    assert (edges["weight"] >= 0).all()


def _cells(expected: pd.DataFrame, register: Register, day: dt.date) -> set[tuple[str, str]]:
    """Return the cells of the units in force on a day."""
    units = set(units_in_force(register.units, day)["unit_id"])
    rows = expected[expected["unit_id"].isin(units)]
    return set(zip(rows["unit_id"], rows["settlement"], strict=True))


@settings(max_examples=10)
@given(registers(), st.permutations(DAYS))
def test_each_period_lies_on_the_map_of_its_own_day(register: Register, days: list[dt.date]) -> None:
    """Periods in any order and together give the links that each gives alone."""
    on = DAYS[-1]
    together = links_to(register, KIND_SETTLEMENT, periods(*days), on)
    for day in days:
        assert ways(together, day) == ways(links_to(register, KIND_SETTLEMENT, periods(day), on), day)
