"""One series for all units, and not a person lost on the way through the lineage."""

from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.register.registers import KIND_SETTLEMENT, Tables, register_of
from thugom.register import Register, population_series

MERGER: Tables = {
    "unit": [
        "00001 2020-01-01 2025-07-01 township",
        "00002 2020-01-01 2025-07-01 commune",
        "00003 2020-01-01 2025-07-01 commune",
        "00001 2025-07-01 . commune",
        "00004 2025-07-01 . ward",
    ],
    "unit_lineage": [
        "00001 2020-01-01 00001 2025-07-01 2025-07-01 1",
        "00002 2020-01-01 00001 2025-07-01 2025-07-01 0.5",
        "00002 2020-01-01 00004 2025-07-01 2025-07-01 0.5",
        "00003 2020-01-01 00004 2025-07-01 2025-07-01 1",
    ],
    "population": [
        "00001 2020-01-01 urban 2019-04-01 1000 300 census",
        "00002 2020-01-01 rural 2019-04-01 101 21 census",
        "00003 2020-01-01 rural 2019-04-01 40 8 census",
    ],
}


def figures(series: pd.DataFrame, column: str = "population") -> dict[tuple[str, str], object]:
    """Return one column of the series by unit and settlement, None where it is unknown."""
    values = series[column].astype("object").where(series[column].notna(), None)
    return dict(zip(zip(series["unit_id"], series["settlement"], strict=True), values, strict=True))


def test_a_unit_without_figures_has_those_of_its_parts(tmp_path: Path) -> None:
    """The odd person of a split goes to the lower unit id; the ward takes its rural parts as urban."""
    series = population_series(register_of(tmp_path, MERGER), KIND_SETTLEMENT)
    after = series[series["unit_id"].str.endswith("2025-07-01")]
    assert figures(after) == {
        ("00001@2025-07-01", "rural"): 51,
        ("00001@2025-07-01", "urban"): 1000,
        ("00004@2025-07-01", "urban"): 90,
    }
    assert figures(after, "households") == {
        ("00001@2025-07-01", "rural"): 11,
        ("00001@2025-07-01", "urban"): 300,
        ("00004@2025-07-01", "urban"): 18,
    }
    assert after["recast"].all()
    assert not series["recast"][series["unit_id"].str.endswith("2020-01-01")].any()
    assert set(series["source"]) == {"census"}


def test_one_day_serves_both_sides_of_a_merger(tmp_path: Path) -> None:
    """Newer figures that only the new units have are not mixed with older ones of the old units."""
    newer = ["00001 2025-07-01 urban 2025-07-01 1 1", "00001 2025-07-01 rural 2025-07-01 1 1"]
    newer += ["00004 2025-07-01 all 2025-07-01 1 1"]
    register = register_of(tmp_path, {**MERGER, "population": [*MERGER["population"], *newer]})
    series = population_series(register, KIND_SETTLEMENT)
    assert set(series["as_of"]) == {pd.Timestamp("2019-04-01")}
    assert series["population"].sum() == 2 * 1141
    named = population_series(register, KIND_SETTLEMENT, as_of=pd.Timestamp("2025-07-01"))
    assert named["population"].sum() == 3


def test_the_latest_day_that_serves_all_wins(tmp_path: Path) -> None:
    """A second census of all old units replaces the first."""
    newer = [row.replace("2019-04-01", "2024-04-01") for row in MERGER["population"]]
    register = register_of(tmp_path, {**MERGER, "population": [*MERGER["population"], *newer]})
    assert set(population_series(register, KIND_SETTLEMENT)["as_of"]) == {pd.Timestamp("2024-04-01")}


def test_a_figure_in_doubt_is_never_used(tmp_path: Path) -> None:
    """Doubtful and unusable figures stand on record and change nothing."""
    doubtful = [
        "00004 2025-07-01 all 2019-04-01 7 1 list doubtful why",
        "00001 2025-07-01 all 2019-04-01 . . l unusable",
    ]
    register = register_of(tmp_path, {**MERGER, "population": [*MERGER["population"], *doubtful]})
    series = population_series(register, KIND_SETTLEMENT)
    assert figures(series)["00004@2025-07-01", "urban"] == 90
    notes = register.units.set_index("unit_id")["population_note"]
    assert notes.dropna().to_dict() == {"00004@2025-07-01": "why"}


def test_a_units_own_figures_stand_before_those_of_its_parts(tmp_path: Path) -> None:
    """Where the census counted the new unit itself, its count is used; a whole counts for one settlement."""
    own = ["00004 2025-07-01 all 2019-04-01 95 20 census"]
    series = population_series(
        register_of(tmp_path, {**MERGER, "population": [*MERGER["population"], *own]}), KIND_SETTLEMENT
    )
    assert figures(series)["00004@2025-07-01", "urban"] == 95
    assert figures(series)["00001@2025-07-01", "rural"] == 51


def test_a_whole_is_not_divided_among_two_settlements(tmp_path: Path) -> None:
    """A figure for a commune with a former township says nothing of either part; the parts are used."""
    own = ["00001 2025-07-01 all 2019-04-01 5000 900 census"]
    series = population_series(
        register_of(tmp_path, {**MERGER, "population": [*MERGER["population"], *own]}), KIND_SETTLEMENT
    )
    assert figures(series)["00001@2025-07-01", "urban"] == 1000


def test_a_sum_with_an_unknown_part_is_unknown(tmp_path: Path) -> None:
    """One part without a census leaves the whole without a population, never with the rest of it."""
    series = population_series(
        register_of(tmp_path, {**MERGER, "population": MERGER["population"][:2]}), KIND_SETTLEMENT
    )
    assert figures(series)["00001@2025-07-01", "rural"] == 51
    assert figures(series)["00003@2020-01-01", "rural"] is None
    assert figures(series)["00004@2025-07-01", "urban"] is None


def test_unknown_households_do_not_hide_known_people(tmp_path: Path) -> None:
    """A list that counts people only gives people only."""
    rows = [*MERGER["population"][:2], "00003 2020-01-01 rural 2019-04-01 40 . census"]
    series = population_series(register_of(tmp_path, {**MERGER, "population": rows}), KIND_SETTLEMENT)
    assert figures(series)["00004@2025-07-01", "urban"] == 90
    assert figures(series, "households")["00004@2025-07-01", "urban"] is None


def test_without_figures_every_expected_settlement_is_listed_as_unknown(tmp_path: Path) -> None:
    """A register without a population is no error: what rests on it is unknown."""
    series = population_series(register_of(tmp_path, {**MERGER, "population": []}), KIND_SETTLEMENT)
    assert len(series) == 6
    assert series["population"].isna().all()
    assert series["as_of"].isna().all()


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Draw three generations of units: merges, splits into any shares, and a census of the first."""
    days = pd.to_datetime(["2020-01-01", "2025-07-01", "2030-01-01"])
    parents = first = [f"{n:05}@2020-01-01" for n in range(draw(st.integers(1, 5)))]
    units, edges = list(first), []
    for day in days[1:]:
        heirs = [f"{n:05}@{day:%Y-%m-%d}" for n in range(draw(st.integers(1, 5)))]
        for parent in parents:
            chosen = draw(st.lists(st.sampled_from(heirs), min_size=1, max_size=3, unique=True))
            weights = [draw(st.integers(1, 997)) for _ in chosen]
            edges += [(parent, heir, day, weight / sum(weights)) for heir, weight in zip(chosen, weights, strict=True)]
        # A unit that nobody passed into would have no people, whatever is done.
        parents = sorted({heir for _, heir, on, _ in edges if on == day})
        units += parents
    kinds = {unit: draw(st.sampled_from(sorted(KIND_SETTLEMENT))) for unit in units}
    people = [
        (unit, KIND_SETTLEMENT[kinds[unit]], draw(st.integers(0, 10**7)), draw(st.integers(0, 10**6))) for unit in first
    ]
    population = pd.DataFrame(people, columns=["unit_id", "settlement", "population", "households"])
    population = population.astype({"population": "Int64", "households": "Int64"})
    return Register(
        units=pd.DataFrame({"unit_id": list(kinds), "kind": list(kinds.values())}),
        lineage=pd.DataFrame(edges, columns=["from_unit_id", "to_unit_id", "effective_on", "share"]),
        population=population.assign(as_of=pd.Timestamp("2019-04-01"), source="census", status="usable"),
        facilities=pd.DataFrame(),
        bytes_hash="",
    )


@settings(max_examples=40, deadline=None)
@given(registers())
def test_nobody_is_lost_or_doubled_on_the_way(register: Register) -> None:
    """However units merge and split, every generation has as many people and households as the first."""
    series = population_series(register, KIND_SETTLEMENT)
    sums = series.groupby(series["unit_id"].str[6:])[["population", "households"]].sum()
    for _, line in sums.iterrows():
        assert line["population"] == register.population["population"].sum()
        assert line["households"] == register.population["households"].sum()


@settings(max_examples=40, deadline=None)
@given(registers())
def test_the_order_of_rows_does_not_matter(register: Register) -> None:
    """Registers that say the same in another order give the same people."""
    turned = Register(
        units=register.units[::-1],
        lineage=register.lineage[::-1],
        population=register.population[::-1],
        facilities=register.facilities,
        bytes_hash="",
    )
    assert figures(population_series(turned, KIND_SETTLEMENT)) == figures(population_series(register, KIND_SETTLEMENT))
