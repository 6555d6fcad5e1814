"""What the change of units alone does to both targets."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import records
from tests.unit.measures.mergers import AFTER, BAD, BEFORE, GOOD, accounts_of, register_in
from tests.unit.measures.test_counts import NO_PARTS
from thugom.measures.bases import on_bases
from thugom.measures.periods import calendar
from thugom.measures.province import province_figures
from thugom.measures.reclassification import reclassification_effect
from thugom.register import Register
from thugom.register.overlap import links_to

POLICY = packaged_policy()
TODAY, ISSUED = dt.date(2025, 8, 15), dt.date(2023, 5, 5)
Effects = dict[tuple[str, ...], dict[str, Any]]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Return the merger's register."""
    return register_in(tmp_path_factory.mktemp("merger"))


@pytest.fixture(scope="module")
def effects(register: Register) -> Effects:
    """Return the effect on a province whose township treats all, and whose later ward nothing."""
    cells = accounts_of((GOOD, GOOD, BAD), (GOOD, GOOD, BAD))
    smallest = calendar([BEFORE, AFTER])
    maps = {
        name: links_to(register, POLICY.kind_settlement, smallest, day)
        for name, day in (("as_is", TODAY), ("as_issued", ISSUED))
    }
    bases = on_bases(cells, maps, NO_PARTS, register.units[["unit_id", "valid_to"]], POLICY)
    periods = calendar([BEFORE, AFTER, "2025-Q2", "2025-Q3", "2025-H1", "2025-H2", "2025"]).assign(complete=True)
    province = province_figures(cells, bases, periods, POLICY)
    rows = reclassification_effect(cells, province, register, POLICY, pd.Timestamp(TODAY))
    return records(rows, "period", "indicator", "denominator_kind", "reading")


HEADLINE = ("urban_collected_treated", "by_generated")


def test_each_reading_is_beside_that_of_the_programmes_day(effects: Effects) -> None:
    """Urban as in 2023 is the township; on today's map the ward too; by wards alone, only the ward."""
    found = {reading: effects[AFTER, *HEADLINE, reading] for reading in ("as_issued", "as_is", "wards_only")}
    assert {reading: row["value"] for reading, row in found.items()} == {
        "as_issued": 0.4,
        "as_is": 0.2,
        "wards_only": 0.0,
    }
    assert {reading: round(row["value_difference_pp"], 9) for reading, row in found.items()} == {
        "as_issued": 0,
        "as_is": -20,
        "wards_only": -40,
    }
    assert {reading: row["denominator_share"] for reading, row in found.items()} == {
        "as_issued": 1,
        "as_is": 2,
        "wards_only": 1,
    }


def test_before_the_merger_nobody_could_count_wards_otherwise(effects: Effects) -> None:
    """In June the township is an urban unit in every reading of that day; only today's map has the ward."""
    values = {reading: effects[BEFORE, *HEADLINE, reading]["value"] for reading in ("as_was", "as_issued", "as_is")}
    assert values == {"as_was": 0.4, "as_issued": 0.4, "as_is": 0.2}
    assert effects[BEFORE, *HEADLINE, "wards_only"]["value"] == 0.4


def test_the_census_says_how_many_people_each_reading_calls_urban(effects: Effects) -> None:
    """Of 800 people 100 were urban in 2023; with the new ward 500; in wards alone 400."""
    key = ("2019", "urban_population_share", "by_population")
    assert {reading: effects[*key, reading]["denominator"] for reading in ("as_issued", "as_is", "wards_only")} == {
        "as_issued": 100,
        "as_is": 500,
        "wards_only": 400,
    }
    assert effects[*key, "as_issued"]["value"] == 0.125


def test_without_a_programmes_day_there_is_nothing_to_compare(register: Register) -> None:
    """A home whose policy names no such day has an empty table."""
    policy = replace(POLICY, bases=replace(POLICY.bases, issued_on=None))
    rows = reclassification_effect(pd.DataFrame(), pd.DataFrame(), register, policy, pd.Timestamp(TODAY))
    assert rows.empty
