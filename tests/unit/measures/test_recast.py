"""Recasting: every sum kept to the unit, in both directions, over lineages of every kind."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.register.lineages import REFORM_DAYS, registers
from tests.unit.register.registers import KIND_SETTLEMENT
from thugom.contracts import packaged_schemas
from thugom.measures.periods import calendar
from thugom.measures.recast import recast
from thugom.register import Register, expected_settlements, load_register, units_in_force
from thugom.register.overlap import links_to

QUANTITIES = ["population", "households", "collected_kg", "trips"]
MONTHS = ["2023-06", "2023-07", "2024-05", "2025-06", "2025-07"]
DAYS = [dt.date(2020, 1, 1), *(dt.date.fromisoformat(day) for day in REFORM_DAYS), dt.date(2026, 11, 16)]
PERIODS = calendar(MONTHS)


def monthly(draw: st.DrawFn, register: Register) -> pd.DataFrame:
    """Draw a figure for every cell of every month's units; some are unknown."""
    expected = expected_settlements(register, KIND_SETTLEMENT)
    rows = []
    for month, last_on in zip(PERIODS["period"], PERIODS["last_on"], strict=True):
        units = units_in_force(register.units, last_on.date())[["unit_id"]]
        rows.append(units.merge(expected, on="unit_id").assign(period=month))
    frame = pd.concat(rows, ignore_index=True)
    seed = draw(st.integers(0, 2**32 - 1))
    unknown = draw(st.booleans())
    chance = np.random.default_rng(seed)
    for name in QUANTITIES:
        values = pd.Series(chance.integers(0, draw(st.sampled_from([2, 100, 10**9])), len(frame)), dtype="Int64")
        frame[name] = values.mask(pd.Series(chance.random(len(frame)) < 0.2)) if unknown else values
    return frame.astype({"period": "str"})


@st.composite
def cases(draw: st.DrawFn, /, **kinds: Any) -> tuple[Register, pd.DataFrame, dt.date]:  # noqa: ANN401 - of `registers`
    """Draw a register, figures of all of its cells, and the day of a map."""
    register = draw(registers(**kinds))
    return register, monthly(draw, register), draw(st.sampled_from(DAYS))


def on_map(register: Register, rows: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return the rows on the map of a day."""
    return recast(rows, links_to(register, KIND_SETTLEMENT, PERIODS, day), QUANTITIES)


def totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the sums per month."""
    return rows.groupby("period")[QUANTITIES].sum()


@settings(max_examples=60, deadline=None)
@given(cases())
def test_every_sum_is_kept_to_the_unit_in_both_directions(case: tuple[Register, pd.DataFrame, dt.date]) -> None:
    """Merges, splits, chains and kinds of every sort: what comes out is what went in, month by month."""
    register, rows, day = case
    known = rows.dropna()
    pd.testing.assert_frame_equal(totals(on_map(register, known, day)), totals(known))


@settings(max_examples=40, deadline=None)
@given(cases(unknown_people=True))
def test_what_comes_out_stands_on_the_map_that_was_asked_for(case: tuple[Register, pd.DataFrame, dt.date]) -> None:
    """Only units of that day, each in the settlements it has, once a month; and no part is negative."""
    register, rows, day = case
    found = on_map(register, rows, day)
    expected = expected_settlements(register, KIND_SETTLEMENT)
    cells = expected.merge(units_in_force(register.units, day)[["unit_id"]], on="unit_id")
    assert set(map(tuple, found[["unit_id", "settlement"]].to_numpy())) <= set(map(tuple, cells.to_numpy()))
    assert not found.duplicated(["unit_id", "settlement", "period"]).any()
    assert (found[QUANTITIES].fillna(0) >= 0).all(axis=None)


@settings(max_examples=30, deadline=None)
@given(cases(), st.integers(0, 2**32 - 1))
def test_the_order_of_months_and_settlements_does_not_matter(
    case: tuple[Register, pd.DataFrame, dt.date], seed: int
) -> None:
    """Rows in any order, and each month by itself, give the same."""
    register, rows, day = case
    links = links_to(register, KIND_SETTLEMENT, PERIODS, day)
    found = recast(rows, links, QUANTITIES)
    shuffled = rows.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(recast(shuffled, links, QUANTITIES), found)
    alone = [recast(month, links, QUANTITIES) for _, month in rows.groupby("period")]
    order = ["unit_id", "settlement", "period"]
    pd.testing.assert_frame_equal(pd.concat(alone).sort_values(order, ignore_index=True), found)


@settings(max_examples=30, deadline=None)
@given(cases(most_reforms=1, whole=True))
def test_a_sum_with_an_unknown_part_is_unknown(case: tuple[Register, pd.DataFrame, dt.date]) -> None:
    """Null in, null out: never the sum of the rest."""
    register, rows, _ = case
    found = on_map(register, rows, DAYS[-1])
    heir = register.lineage.set_index("from_unit_id")["to_unit_id"]
    unknown = rows[rows["collected_kg"].isna()]
    owners = set(zip(unknown["unit_id"].map(lambda unit: heir.get(unit, unit)), unknown["period"], strict=True))
    for unit, month, value in found[["unit_id", "period", "collected_kg"]].itertuples(index=False, name=None):
        assert pd.isna(value) <= ((unit, month) in owners)
    assert {(unit, month) for unit, month in owners} == set(
        map(tuple, found.loc[found["collected_kg"].isna(), ["unit_id", "period"]].to_numpy())
    )


@settings(max_examples=30, deadline=None)
@given(cases(most_reforms=1, whole=True))
def test_there_and_back_and_there_again_is_there(case: tuple[Register, pd.DataFrame, dt.date]) -> None:
    """Over a pure merger, what went to the heirs and back to the parts comes to the same heirs again."""
    register, rows, _ = case
    new, old = DAYS[-1], DAYS[0]
    after = rows[rows["period"] == MONTHS[-1]].dropna()
    parts = on_map(register, after, old)
    # The parts' figures now stand as those of a month before the merger.
    again = on_map(register, parts.assign(period=MONTHS[0]), new)
    columns = ["unit_id", *QUANTITIES]
    heirs = after.groupby("unit_id")[QUANTITIES].sum().reset_index()
    pd.testing.assert_frame_equal(again.groupby("unit_id")[QUANTITIES].sum().reset_index()[columns], heirs[columns])


def lai_chau(code: str, figure: int) -> pd.DataFrame:
    """Return one unit's figure in October 2026."""
    row = {"unit_id": f"{code}@2025-07-01", "settlement": "urban", "period": "2026-10"}
    return pd.DataFrame([row | dict.fromkeys(QUANTITIES, figure)]).astype(dict.fromkeys(QUANTITIES, "Int64"))


def test_a_new_units_tonnes_go_to_its_parts_by_their_people(register: Register) -> None:
    """Phường Đoàn Kết: 21,973 people of five parts; the remainders go to the largest, and two are rural again."""
    periods = calendar(["2026-10"])
    links = links_to(register, KIND_SETTLEMENT, periods, dt.date(2023, 5, 5))
    found = recast(lai_chau("03388", 100), links, QUANTITIES).set_index("unit_id")
    assert found["collected_kg"].to_dict() == {
        "03386@2020-03-01": 13,
        "03388@2020-03-01": 22,
        "03389@2020-03-01": 31,
        "03391@2020-03-01": 14,
        "03403@2020-03-01": 20,
    }
    assert found["settlement"].tolist() == ["urban", "urban", "urban", "rural", "rural"]
    assert found["apportioned"].all()


def test_a_cell_that_is_on_no_map_is_not_lost_without_a_word(register: Register) -> None:
    """A ward has no rural part; a figure for one would vanish."""
    links = links_to(register, KIND_SETTLEMENT, calendar(["2026-10"]), dt.date(2023, 5, 5))
    with pytest.raises(ValueError, match="03388@2025-07-01, rural is on no map of 2026-10"):
        recast(lai_chau("03388", 1).assign(settlement="rural"), links, QUANTITIES)


@pytest.fixture(scope="module")
def register() -> Register:
    """Return the register of Lai Châu as the package ships it."""
    return load_register(packaged_schemas() / "register", synthetic=False)
