"""The register of Lai Châu holds the facts it names as its sources, and says what it does not use."""

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from thugom.contracts import load_policy
from thugom.register import Register, expected_settlements, load_register, population_series, units_in_force

CHECKOUT = Path(__file__).parents[3]
REFERENCE = CHECKOUT.parent / "shared" / "reference"
BEFORE, SINCE = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
DOUBTFUL = {"03487@2025-07-01", "03613@2025-07-01", "03451@2025-07-01"}
KIND_SETTLEMENT = {"commune": "rural", "ward": "urban", "township": "urban", "special_zone": "urban"}


@pytest.fixture(scope="module")
def register() -> Register:
    """Return the register of the checkout, judged by its policy's kinds."""
    return load_register(CHECKOUT / "schemas" / "register", synthetic=False, kinds=KIND_SETTLEMENT, code_length=5)


@pytest.fixture(scope="module")
def series(register: Register) -> pd.DataFrame:
    """Return the population series of all units."""
    return population_series(register, KIND_SETTLEMENT)


def reference(name: str) -> pd.DataFrame:
    """Return a file of reference facts as text, or skip where they are not beside this checkout."""
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip("the reference facts (../shared/reference) are not beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        return pd.DataFrame(list(csv.DictReader(file))).astype("str")


def of_generation(series: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return the part of the series that speaks of these units."""
    return series[series["unit_id"].isin(units["unit_id"])]


def test_a_hundred_and_six_units_became_thirty_eight(register: Register) -> None:
    """94 communes, 5 wards and 7 townships became 36 communes and 2 wards."""
    before, since = (units_in_force(register.units, day)["kind"].value_counts().to_dict() for day in (BEFORE, SINCE))
    assert before == {"commune": 94, "township": 7, "ward": 5}
    assert since == {"commune": 36, "ward": 2}


def test_every_new_code_is_an_old_one_and_most_stand_for_another_unit(register: Register) -> None:
    """38 of 38 codes are used again, 23 of them for a unit of another full name."""
    before = units_in_force(register.units, BEFORE).set_index("unit_code")["full_name"]
    since = units_in_force(register.units, SINCE).set_index("unit_code")["full_name"]
    assert since.index.isin(before.index).all()
    assert (since != before.reindex(since.index)).sum() == 23
    assert (before["03388"], since["03388"]) == ("Phường Quyết Tiến", "Phường Đoàn Kết")


def test_the_census_is_complete_on_both_sides_of_the_merger(register: Register, series: pd.DataFrame) -> None:
    """460,196 people in 101,010 households, by 106 units and by 38."""
    for day in (BEFORE, SINCE):
        people = of_generation(series, units_in_force(register.units, day))
        assert people["population"].sum() == 460_196
        assert people["households"].sum() == 101_010
        assert set(people["as_of"]) == {pd.Timestamp("2019-04-01")}


def test_urban_people_stay_urban_through_the_merger(register: Register, series: pd.DataFrame) -> None:
    """Of 81,889 urban people 47,415 now live in communes; the wards took in 19,125 rural ones."""
    before = of_generation(series, units_in_force(register.units, BEFORE))
    since = of_generation(series, units_in_force(register.units, SINCE))
    assert before.loc[before["settlement"] == "urban", "population"].sum() == 81_889
    communes = since["unit_id"].isin(register.units.loc[register.units["kind"] == "commune", "unit_id"])
    urban = since["settlement"] == "urban"
    assert since.loc[urban & communes, "population"].sum() == 47_415
    assert since.loc[urban, "population"].sum() == 81_889 + 19_125


def test_seven_communes_report_a_former_township_apart(register: Register) -> None:
    """Each township went into a commune of its own; wards are urban throughout."""
    expected = expected_settlements(register, KIND_SETTLEMENT)
    since = of_generation(expected, units_in_force(register.units, SINCE))
    assert len(since) == 38 + 7
    assert since["unit_id"].value_counts().max() == 2


def test_the_three_doubtful_populations_are_on_record_and_not_used(register: Register, series: pd.DataFrame) -> None:
    """Lê Lợi, Nậm Sỏ and Mù Cả say which figure is used and why, in the register and on the unit."""
    aside = register.population[register.population["status"] != "usable"]
    assert set(aside["unit_id"]) == DOUBTFUL
    assert aside["note"].str.contains("census").all()
    noted = register.units[register.units["population_note"].notna()]
    assert set(noted["unit_id"]) == DOUBTFUL
    used = series.set_index("unit_id").loc[sorted(DOUBTFUL), "population"]
    assert used.tolist() == [2298, 7862, 9739]


def test_the_policy_knows_every_kind_of_unit(register: Register) -> None:
    """The kinds that these tests use are those of the policy."""
    policy = load_policy(CHECKOUT / "schemas" / "policy.yml")
    assert {kind: policy.kind_settlement[kind] for kind in set(register.units["kind"])} == {
        kind: KIND_SETTLEMENT[kind] for kind in set(register.units["kind"])
    }


def test_units_agree_with_the_reference(register: Register) -> None:
    """Every fact on a unit is the reference's, cell by cell."""
    facts = reference("units.csv").sort_values(["unit_code", "valid_from"], ignore_index=True)
    ours = pd.read_csv(CHECKOUT / "schemas" / "register" / "unit.csv", dtype="str", keep_default_na=False)
    ours = ours.sort_values(["unit_code", "valid_from"], ignore_index=True)
    assert len(ours) == len(register.units) == 144
    shared = [name for name in facts.columns if name in ours.columns and name != "note"]
    assert len(shared) == 13
    pd.testing.assert_frame_equal(ours[shared], facts[shared])


def test_lineage_agrees_with_the_reference(register: Register) -> None:
    """Every old unit goes whole where the resolution sends it."""
    facts = reference("unit_lineage.csv")
    expected = facts["from_unit_code"] + "@" + facts["from_valid_from"]
    heirs = facts["to_unit_code"] + "@" + facts["to_valid_from"]
    ours = register.lineage.set_index("from_unit_id")
    assert dict(zip(expected, heirs, strict=True)) == ours["to_unit_id"].to_dict()
    assert (ours["share"] == 1).all()


def test_the_series_agrees_with_the_reference(series: pd.DataFrame) -> None:
    """What the lineage makes of the old units' census is what the reference gives for the new ones.

    The reference keeps a ward's former rural communes rural; as the law was, the ward is all urban,
    so people are compared by unit, and by settlement wherever the unit is no ward.
    """
    facts = reference("units.csv")
    facts = facts.assign(unit_id=facts["unit_code"] + "@" + facts["valid_from"]).set_index("unit_id")
    by_unit = series.groupby("unit_id")[["population", "households"]].sum()
    for name in ("population", "households"):
        assert by_unit[name].to_dict() == facts[f"{name}_2019"].astype("int64").to_dict()
    for _, line in series.iterrows():
        fact = facts.loc[line["unit_id"]]
        if fact["kind"] != "ward":
            assert line["population"] == int(fact[f"population_{line['settlement']}_2019"])
            assert line["households"] == int(fact[f"households_{line['settlement']}_2019"])


def test_the_published_figures_of_2025_are_on_record(register: Register) -> None:
    """All 38 stand in the register as published, none of them used in the series."""
    facts = reference("units.csv")
    facts = facts[facts["valid_from"] == "2025-07-01"]
    published = dict(zip(facts["unit_code"], facts["population_2025"], strict=True))
    ours = register.population[register.population["as_of"] == pd.Timestamp("2025-07-01")]
    shown = ours["population"].astype("str").fillna("")
    assert dict(zip(ours["unit_code"], shown, strict=True)) == published


def test_names_that_sources_disagree_on_are_noted(register: Register) -> None:
    """Whoever finds the other spelling in a report finds it in the register too."""
    variants = reference("name_variants.csv")
    for one, another in variants.itertuples(index=False):
        units = register.units[register.units["name"].isin([one, another])]
        assert len(units) > 0
        spelled = units["name"] + " " + units["note"]
        assert (spelled.str.contains(one) & spelled.str.contains(another)).all()


def test_the_spellings_that_official_lists_disagree_on_are_there(register: Register) -> None:
    """Each pair of the reference stands in the register, under the province."""
    known = reference("name_variants.csv")
    assert set(register.name_variants["province_code"]) == {"12"}
    assert register.name_variants["name"].tolist() == known["one_source_writes"].tolist()
    assert register.name_variants["variant"].tolist() == known["another_source_writes"].tolist()
