"""The invented truth can be true: it respects every bound that the methodology rests on."""

from collections import Counter, defaultdict
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.unit.services.demonstration import policy, register, rows_of
from thugom.measures.periods import calendar, last_day, months_between
from thugom.register import expected_settlements, facility_months, population_series, units_in_force
from thugom.services.demo.geography import Geography, read_geography
from thugom.services.demo.plan import load_plan
from thugom.services.demo.world import World, build_world

MONTHS = months_between("2024-11", "2026-10")
Key = tuple[str, str, str]


def world_of(months: list[str], geography: Geography | None = None) -> World:
    """Return the world of these months."""
    return build_world(geography or read_geography(register(), policy()), policy(), load_plan(), months, 7)


def key_of(row: dict[str, str]) -> Key:
    """Return unit, month and settlement of a row of the truth."""
    return f"{row['unit_code']}@{row['valid_from']}", row["period"], row["settlement"]


def estimates() -> dict[Key, int]:
    """Return the policy's estimate of each cell's waste, rounded down."""
    series = population_series(register(), policy().kind_settlement).to_dict("records")
    factors = policy().generation_kg_per_person_day
    return {
        (str(row["unit_id"]), month, str(row["settlement"])): int(
            Fraction(int(row["population"])) * factors[str(row["settlement"])] * last_day(month).day
        )
        for row in series
        for month in MONTHS
    }


def delivered(*streams: str) -> Counter[Key]:
    """Return the kilograms delivered per cell, in these streams."""
    sums: Counter[Key] = Counter()
    for row in rows_of("truth/treatment.csv"):
        if row["stream"] in streams:
            sums[key_of(row)] += int(row["treated_kg"])
    return sums


def test_every_unit_in_force_has_each_expected_settlement_in_every_month() -> None:
    """106 units before July 2025 and 38 after, in the settlements of the register."""
    expected = expected_settlements(register(), policy().kind_settlement)
    wanted = set()
    for month in MONTHS:
        here = expected.merge(units_in_force(register().units, last_day(month))[["unit_id"]], on="unit_id")
        wanted |= {(row["unit_id"], month, row["settlement"]) for row in here.to_dict("records")}
    found = [key_of(row) for row in rows_of("truth/collection.csv")]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert {key_of(row) for row in rows_of("truth/treatment.csv")} == wanted


def test_no_truth_lies_beyond_what_the_policy_would_estimate() -> None:
    """C <= G <= estimate, so that bounds with an estimated G hold the truth; S <= H of the register."""
    most = estimates()
    series = population_series(register(), policy().kind_settlement).to_dict("records")
    households = {(str(row["unit_id"]), str(row["settlement"])): int(row["households"]) for row in series}
    for row in rows_of("truth/collection.csv"):
        key = key_of(row)
        assert 0 <= int(row["collected_kg"]) <= int(row["generated_kg"]) <= most[key], row
        served, alone = int(row["households_served"]), int(row["households_self_managed"])
        assert served <= households[key[0], key[2]], row
        assert served + alone <= int(row["households"]) <= int(row["population"]), row
        assert (served > 0) == (int(row["collected_kg"]) > 0), row


def test_no_more_is_delivered_than_collected() -> None:
    """T <= C in every cell, whatever the method."""
    sums = delivered("domestic")
    for row in rows_of("truth/collection.csv"):
        assert sums[key_of(row)] <= int(row["collected_kg"]), row


def test_no_more_is_composted_than_is_organic() -> None:
    """O <= organic fraction x G in every cell."""
    biological = policy().treatment.methods_of("biological")
    sums: Counter[Key] = Counter()
    for row in rows_of("truth/treatment.csv"):
        if row["stream"] == "domestic" and row["method"] in biological:
            sums[key_of(row)] += int(row["treated_kg"])
    assert sum(sums.values()) > 0
    for row in rows_of("truth/collection.csv"):
        assert sums[key_of(row)] <= policy().organic_fraction * int(row["generated_kg"]), row


def test_a_unit_that_collects_nothing_says_so() -> None:
    """Some units report zeros for the whole time, one begins, and one stops."""
    series = defaultdict(list)
    for row in rows_of("truth/collection.csv"):
        if row["valid_from"] == "2025-07-01":
            series[row["unit_code"]].append(int(row["collected_kg"]) > 0)
    shapes = Counter(
        "never" if not any(served) else "always" if all(served) else "begins" if served[-1] else "stops"
        for served in series.values()
    )
    assert shapes["never"] >= 3
    assert shapes["begins"] >= 1
    assert shapes["stops"] >= 1
    assert shapes["always"] >= 25


def test_the_merger_moves_no_kilogram() -> None:
    """The sums over the 38 units are those that the 106 parts would have had in the same month."""
    geography = read_geography(register(), policy())
    roots = [part.unit for part in geography.parts]
    lasting = tuple(replace(part, unit=replace(part.unit, valid_to=None)) for part in geography.parts)
    unmerged = Geography(
        tuple(replace(unit, valid_to=None) for unit in roots), lasting, geography.heirs, geography.settlements
    )
    merged_world, parts_world = world_of(["2026-10"], geography), world_of(["2026-10"], unmerged)
    assert (len(merged_world.collection), len(parts_world.collection)) == (45, 106)
    for name in ("population", "households", "households_served", "generated_kg", "collected_kg"):
        sums = [sum(getattr(item, name) for item in world.collection.values()) for world in (merged_world, parts_world)]
        assert sums[0] == sums[1], name
    sums = [sum(sum(ways.values()) for ways in world.treatment.values()) for world in (merged_world, parts_world)]
    assert sums[0] == sums[1]


def test_the_truth_of_a_month_does_not_depend_on_the_others() -> None:
    """Thirty-six months hold the same October as one."""
    long, short = world_of(months_between("2023-11", "2026-10")), world_of(["2026-10"])
    assert {cell: figures for cell, figures in long.collection.items() if cell.period == "2026-10"} == short.collection
    assert {cell: ways for cell, ways in long.treatment.items() if cell.period == "2026-10"} == short.treatment


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("ward", 0.88, 0.99), ("township", 0.65, 0.95), ("commune", 0.05, 0.45)]
)
def test_towns_collect_more_than_villages(kind: str, least: float, most: float) -> None:
    """Wards collect about 95 %, townships 70 to 90 %, communes little."""
    kinds = register().units.set_index("unit_id")["kind"].to_dict()
    rows = [
        row for row in rows_of("truth/collection.csv") if row["period"] < "2025-07" and kinds[key_of(row)[0]] == kind
    ]
    share = sum(int(row["collected_kg"]) for row in rows) / sum(int(row["generated_kg"]) for row in rows)
    assert least < share < most


def test_the_facilities_say_that_they_are_invented() -> None:
    """Name and source of every one of them."""
    for row in register().facilities.to_dict("records"):
        assert "synthetic" in row["name"]
        assert "invented" in row["source"]
        assert row["facility_code"].startswith("SYN-")


def test_licences_matter_in_some_months() -> None:
    """One facility has a gap in its licences, one ends, and one gets its first."""
    facts = facility_months(register().facilities, calendar(MONTHS))
    licensed = {
        code: "".join("x" if value else "." for value in group.sort_values("period")["licensed"])
        for code, group in facts.groupby("facility_code")
    }
    assert licensed["SYN-PT"] == "x" * 14 + "." + "x" * 9
    assert licensed["SYN-NN"] == "x" * 20 + "." * 4
    assert licensed["SYN-MT"] == "." * 16 + "x" * 8
    used = {row["facility_code"] for row in rows_of("truth/treatment.csv")}
    assert used == set(licensed)
