"""Files and rows in any order give the same tables."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.mergers import AFTER, BEFORE, NEW_CELLS, OLD_CELLS, TABLES
from tests.unit.register.registers import register_of
from thugom.measures.basis import Basis
from thugom.measures.figures import figures
from thugom.register import Register

FILES = 6
KEYS = {
    "commune_coverage": ["basis", "period", "unit_id", "settlement"],
    "province_coverage": ["basis", "period", "indicator", "settlement", "denominator_kind"],
    "reporting_rate": ["period"],
    "unit_path": ["period", "unit_id", "settlement"],
    "priority": ["basis", "list", "rank"],
    "change": ["period", "indicator", "settlement", "denominator_kind"],
    "collection": ["file_sha256", "sheet", "row_number"],
    "treatment": ["file_sha256", "sheet", "row_number"],
}
AMOUNTS = ("households", "households_served", "households_self_managed", "generated_kg", "collected_kg")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Return the merger's register, with a landfill."""
    landfill = ["LF 2020-01-01 basic 2020-01-01 . Bãi . . . . test"]
    return register_of(tmp_path_factory.mktemp("merger"), {**TABLES, "facility": landfill})


def received(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return facts as the store keeps them: several files of which each writes of some units, months and settlements.

    They restate and contradict each other, and some rows were refused.
    """
    chance = np.random.default_rng(seed)
    cells = [(f"{code}@2020-01-01", BEFORE, settlement) for code, settlement in OLD_CELLS]
    cells += [(f"{code}@2025-07-01", AFTER, settlement) for code, settlement in NEW_CELLS]
    rows = []
    for file in range(FILES):
        arrival = dt.datetime(2025, 7, 1, tzinfo=dt.UTC) + dt.timedelta(days=int(chance.integers(0, 60)))
        for number, (unit, period, settlement) in enumerate(cells):
            if chance.random() < 1 / 2:
                rows.append(_row(chance, file, number, arrival, (unit, period, settlement)))
    facts = pd.DataFrame(rows)
    texts = [name for name in facts if facts[name].dtype == object]
    facts = facts.astype(dict.fromkeys(texts, "str")).assign(former_unit_code=pd.Series(None, facts.index, dtype="str"))
    days = pd.to_datetime(facts["submitted_on"]).astype("datetime64[us]")
    facts = facts.assign(submitted_on=days, accepted=facts["accepted"].astype("boolean"))
    collection = facts.astype(dict.fromkeys((*AMOUNTS, "population"), "Int64"))
    treatment = facts.assign(facility_code="LF", method="composting", stream="domestic", reported_by="unit")
    kinds = dict.fromkeys(("facility_code", "method", "stream", "reported_by"), "str") | {"treated_kg": "Int64"}
    return collection, treatment.astype(kinds)


def _row(
    chance: np.random.Generator, file: int, number: int, arrival: dt.datetime, cell: tuple[str, str, str]
) -> dict[str, object]:
    """Return one row of a file."""
    unit, period, settlement = cell
    instant = arrival.strftime("%Y-%m-%dT%H:%M:%SZ")
    collected = int(chance.integers(0, 50))
    return {
        "rules_version": "1",
        "file_sha256": f"{file:064x}",
        "file_path": f"{file}.csv",
        "sheet": "",
        "row_number": number + 2,
        "accepted": bool(chance.random() < 0.8),
        "known_from": instant,
        "arrived_at": instant,
        "arrival_basis": "observed",
        "submitted_on": (arrival - dt.timedelta(days=int(chance.integers(0, 9)))).date(),
        "unit_id": unit,
        "unit_code": unit[:5],
        "period": period,
        "period_kind": "month",
        "settlement": settlement,
        "source": "test",
        "population": 100,
        "households": 20,
        "households_served": int(chance.integers(0, 20)),
        "households_self_managed": 0,
        "generated_kg": 60,
        "collected_kg": collected,
        "collections_per_week": 2.0,
        "treated_kg": int(chance.integers(0, collected + 1)),
    }


@settings(max_examples=2)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_files_and_rows_never_matters(register: Register, seed: int) -> None:
    """Corrections, contradictions and refusals included: every table is the same, whatever order the facts come in."""
    basis = Basis(packaged_policy(), register, dt.date(2025, 9, 30))
    collection, treatment = received(seed)
    first = figures(collection, treatment, basis)
    collection, treatment = (facts.sample(frac=1, random_state=seed) for facts in (collection, treatment))
    second = figures(collection, treatment, basis)
    assert first.keys() == second.keys()
    assert set(KEYS) <= first.keys()
    for name, key in KEYS.items():
        one, other = (tables[name].sort_values(key, ignore_index=True) for tables in (first, second))
        pd.testing.assert_frame_equal(one, other, check_like=True)


def test_the_register_of_these_tests_has_a_landfill(register: Register) -> None:
    """Without a licensed facility nothing would be treated, and half of the property would be empty."""
    assert register.facilities["facility_code"].tolist() == ["LF"]
    collection, treatment = received(7)
    tables = figures(collection, treatment, Basis(packaged_policy(), register, dt.date(2025, 9, 30)))
    assert (tables["commune_coverage"]["treated_t"].fillna(0) > 0).any()
