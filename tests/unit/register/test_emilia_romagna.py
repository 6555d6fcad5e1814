"""The register of another country, kept outside the program, holds every commune of its source and no other."""

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from thugom.contracts import Home, Policy, load_policy, load_source_maps
from thugom.register import Register, find_units, load_register, population_series, units_in_force

CHECKOUT = Path(__file__).parents[3]
SOURCE = CHECKOUT.parent / "shared" / "real" / "emilia_romagna" / "PROD_RU_2010-2016.csv"
HOME = Home.open(CHECKOUT / "examples" / "emilia-romagna")


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Return the example's policy."""
    return load_policy(HOME.policy_path)


@pytest.fixture(scope="module")
def register(policy: Policy) -> Register:
    """Return the example's register, judged by its own policy."""
    return load_register(
        HOME.register_dir, synthetic=False, kinds=policy.kind_settlement, code_length=policy.place.unit_code_length
    )


@pytest.fixture(scope="module")
def source() -> pd.DataFrame:
    """Return the source's rows as text, or skip where the source is not beside this checkout."""
    if not SOURCE.is_file():
        pytest.skip("the source's own data (../shared/real) is not beside this checkout")
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return pd.DataFrame(list(csv.DictReader(file))).astype("str")


def test_six_communes_fewer_after_the_mergers_of_2016(register: Register) -> None:
    """340 communes until 2015, ten of which became four."""
    counts = [len(units_in_force(register.units, dt.date(year, 12, 31))) for year in range(2010, 2017)]
    assert counts == [340] * 6 + [334]
    assert len(register.units) == register.units["name"].nunique() == 344


def test_every_merger_keeps_its_people(register: Register, policy: Policy) -> None:
    """The four communes of 2016 have the inhabitants that their parts had in 2010."""
    series = population_series(register, policy.kind_settlement).set_index("unit_id")["population"]
    parts = register.lineage.groupby("to_unit_id")["from_unit_id"].agg(list)
    assert len(parts) == 4
    assert {heir: series[heir] for heir in parts.index} == {heir: series[of].sum() for heir, of in parts.items()}


def test_every_row_of_the_source_is_of_a_unit_in_force(register: Register, source: pd.DataFrame) -> None:
    """2,374 commune-years find their unit by code and day, whatever the name looks like."""
    days = pd.to_datetime(source["anno"] + "-12-31").astype("datetime64[us]")
    found = find_units(register, pd.DataFrame({"unit_code": source["ISTAT_COD"], "on": days}))
    assert len(found) == 2374
    assert set(found["unit_standing"]) == {"in_force"}


def test_no_unit_is_in_force_without_a_row_of_the_source(register: Register, source: pd.DataFrame) -> None:
    """A commune that the source does not know in a year would be published as silent."""
    for year, rows in source.groupby("anno"):
        units = units_in_force(register.units, dt.date(int(str(year)), 12, 31))
        assert set(units["unit_code"]) == set(rows["ISTAT_COD"])


def test_inhabitants_are_those_of_the_first_year(register: Register, source: pd.DataFrame) -> None:
    """The population register holds the source's inhabitants of 2010, commune by commune."""
    first = source[source["anno"] == "2010"]
    expected = dict(zip(first["ISTAT_COD"], first["Abitanti"].astype("int64"), strict=True))
    ours = register.population
    assert dict(zip(ours["unit_code"], ours["population"], strict=True)) == expected


def test_a_spelling_that_differs_from_the_source_is_noted(register: Register, source: pd.DataFrame) -> None:
    """Whoever looks for the source's name finds it in the note."""
    written = source.drop_duplicates("ISTAT_COD").set_index("ISTAT_COD")["COMUNE"]
    for _, unit in register.units.iterrows():
        name = written[unit["unit_code"]]
        assert unit["name"].upper() == name or name in unit["note"]


def test_the_source_map_names_columns_that_the_source_has(source: pd.DataFrame) -> None:
    """The map reads a yearly collection report from headers that stand in the file."""
    prod_ru = load_source_maps(HOME.sources_dir)["prod_ru"]
    assert prod_ru.period_kind == "year"
    headers = {header for column in prod_ru.columns.values() for header in column.headers}
    assert headers <= set(source.columns)
