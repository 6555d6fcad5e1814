"""Which cells of one day's map lie in which of another's."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.register.lineages import REFORM_DAYS, registers
from tests.unit.register.registers import KIND_SETTLEMENT
from thugom.contracts import packaged_schemas
from thugom.measures.periods import calendar
from thugom.register import Register, load_register
from thugom.register.overlap import former_parts, links_to

DAYS = [dt.date(2020, 1, 1), *(dt.date.fromisoformat(day) for day in REFORM_DAYS), dt.date(2026, 11, 16)]
PERIODS = calendar(["2023-06", "2024-05", "2025-06", "2025-07"])


@pytest.fixture(scope="module")
def register() -> Register:
    """Return the register of Lai Châu as the package ships it."""
    return load_register(packaged_schemas() / "register", synthetic=False)


def edges(register: Register, period: str, on: dt.date) -> pd.DataFrame:
    """Return where the cells of one month lie on the map of a day."""
    return links_to(register, KIND_SETTLEMENT, calendar([period]), on).edges


def test_a_rural_commune_inside_a_ward_is_urban_on_todays_map(register: Register) -> None:
    """Five rural communes went into the two wards; on the map of today their waste was urban in every month."""
    rows = edges(register, "2025-06", dt.date(2026, 11, 16))
    turned = rows[(rows["settlement"] == "rural") & (rows["to_settlement"] == "urban")]
    assert len(turned) == 5
    assert set(turned["to_unit_id"]) == {"03388@2025-07-01", "03408@2025-07-01"}


def test_what_was_a_township_stays_urban(register: Register) -> None:
    """Seven townships became communes; their part stays urban, in a row of its own."""
    rows = edges(register, "2025-06", dt.date(2026, 11, 16))
    townships = register.units.loc[register.units["kind"] == "township", "unit_id"]
    assert rows.loc[rows["unit_id"].isin(townships), "to_settlement"].tolist() == ["urban"] * 7


def test_every_part_takes_its_own_status_of_the_programmes_day(register: Register) -> None:
    """On the map of 2023 the wards' rows go to urban and rural parts, the communes' urban rows to townships only."""
    rows = edges(register, "2026-10", dt.date(2023, 5, 5))
    assert rows["to_unit_id"].nunique() == 106
    wards = rows[rows["unit_id"].isin(["03388@2025-07-01", "03408@2025-07-01"])]
    assert wards["to_settlement"].value_counts().to_dict() == {"rural": 5, "urban": 5}
    communes = rows[~rows["unit_id"].isin(wards["unit_id"])]
    assert (communes["settlement"] == communes["to_settlement"]).all()


@settings(max_examples=40, deadline=None)
@given(registers(), st.sampled_from(DAYS))
def test_every_cell_of_every_month_goes_somewhere(register: Register, day: dt.date) -> None:
    """Nothing is lost on the way to any map, and no weight is negative."""
    links = links_to(register, KIND_SETTLEMENT, PERIODS, day)
    assert set(links.eras) == set(PERIODS["period"])
    assert (links.edges["weight"] >= 0).all()
    assert not links.edges.duplicated(["era", "unit_id", "settlement", "to_unit_id", "to_settlement"]).any()


def test_a_map_of_a_day_before_the_first_unit_is_that_of_each_month(register: Register) -> None:
    """A register may begin after the programme was issued: then nothing has a past, and all stays where it is."""
    assert not links_to(register, KIND_SETTLEMENT, PERIODS, dt.date(2010, 1, 1)).moves


def test_former_parts_are_the_units_that_went_into_a_cell(register: Register) -> None:
    """A report of Đoàn Kết may name any of its five former units, all of them in its urban row."""
    parts = former_parts(register, KIND_SETTLEMENT)
    own = parts[parts["unit_id"] == "03388@2025-07-01"]
    assert set(own["settlement"]) == {"urban"}
    assert sorted(own["former_unit_code"]) == ["03386", "03388", "03389", "03391", "03403"]
