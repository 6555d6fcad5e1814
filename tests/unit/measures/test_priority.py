"""Which units to serve next, in which order, and what any number of them brings."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import answers, frame, numbers, rates, records
from thugom.contracts import load_contract, packaged_schemas
from thugom.measures.priority import people_to_gain, priority

POLICY = packaged_policy()
NOWHERE = frame("unit_id facility_code distance_km")
UNITS = frame("""
    unit_id  unit_code  population  households  households_served  collected_kg  covered  treated_part
    A        00001      900         225         225                100           yes      30
    B        00002      1000        250         .                  0             no       0
    C        00003      1500        375         300                40            no       0
    D        00004      2000        500         400                0             no       30
    E        00005      400         .           .                  .             .        0
    F        00006      800         200         .                  30            .        0
    G        00007      .           .           .                  .             no       0
""")
UNITS["covered"] = UNITS["covered"].astype("boolean")


def test_the_columns_are_those_of_the_contract() -> None:
    """All of `priority` but the basis, names and versions, in its order."""
    contract = load_contract(packaged_schemas() / "curated" / "priority.yml")
    added = {"basis", "unit_name", "policy_version", "register_version"}
    names = [field.name for field in contract.fields if field.name not in added]
    assert priority(UNITS, NOWHERE, "2026-10", POLICY).columns.tolist() == names


def test_most_people_come_first_and_the_unknown_after_the_uncovered() -> None:
    """C has 1,500 people of whose waste nothing is treated, B 1,000, D a fifth of 2,000; E and F are to report."""
    rows = priority(UNITS, NOWHERE, "2026-10", POLICY)
    assert rows["unit_id"].tolist() == ["C", "B", "D", "G", "F", "E"]
    assert rows["list"].tolist() == ["serve_next"] * 4 + ["report_first"] * 2
    assert numbers(rows["rank"]) == [1, 2, 3, 4, 1, 2]
    assert numbers(rows["people_to_gain"]) == [1500, 1000, 400, None, 800, 400]
    reasons = ["no_treatment", "no_collection", "no_collection", "no_treatment", "unknown", "unknown"]
    assert rows["reason"].tolist() == reasons


def test_running_totals_say_what_any_number_of_units_brings() -> None:
    """One of seven is covered now; the second list goes on where the first ends."""
    rows = priority(UNITS, NOWHERE, "2026-10", POLICY)
    assert numbers(rows["units_covered"]) == [2, 3, 4, 5, 6, 7]
    assert rates(rows["coverage"]) == [covered / 7 for covered in range(2, 8)]
    assert numbers(rows["people_gained"]) == [1500, 2500, 2900, 2900, 3700, 4100]
    assert answers(rows["meets_target"]) == [False] * 5 + [True]


def test_ties_go_to_the_larger_then_the_nearer_then_the_lower_code() -> None:
    """Equal gains: more people first, then fewer kilometres, an unknown distance last, then the code."""
    units = frame("""
        unit_id  unit_code  population  households  households_served  collected_kg  covered  treated_part
        A        00009      500         .           .                  0             no       0
        B        00008      500         .           .                  0             no       0
        C        00007      500         .           .                  0             no       0
        D        00006      500         .           .                  0             no       0
        E        00005      1000        2           1                  0             no       30
    """)
    distances = pd.DataFrame(
        {"unit_id": ["A", "B", "C"], "facility_code": ["X", "X", None], "distance_km": [3.5, 3.5, None]}
    ).astype({"unit_id": "str", "facility_code": "str"})
    rows = priority(units, distances, "2026-10", POLICY)
    assert rows["unit_id"].tolist() == ["E", "B", "A", "D", "C"]
    assert records(rows, "unit_id")["B",]["distance_km"] == 3.5


@pytest.mark.parametrize(
    ("households", "served", "treated", "gain"),
    [(4, 1, 5, 76), (8, 3, 5, 63), (4, 5, 5, 0), (0, 0, 5, 101), (4, None, 5, 101), (4, 1, 0, 101), (4, 1, None, 101)],
)
def test_people_to_gain_are_those_not_served(
    households: int, served: int | None, treated: int | None, gain: int
) -> None:
    """Of 101 people; an unknown share, and waste that nobody treats, leave all of them to be gained."""
    row = pd.DataFrame(
        {
            "population": pd.array([101], dtype="Int64"),
            "households": pd.array([households], dtype="Int64"),
            "households_served": pd.array([served], dtype="Int64"),
            "treated_part": pd.array([treated], dtype="Int64"),
        }
    )
    assert numbers(people_to_gain(row)) == [gain]


def test_half_a_person_goes_to_the_even_number() -> None:
    """Half of 101 is 50, half of 103 is 52."""
    rows = frame("""
        population  households  households_served  treated_part
        101         2           1                  30
        103         2           1                  30
    """)
    assert numbers(people_to_gain(rows)) == [50, 52]


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=110))
def test_the_target_is_reached_by_the_units_needed_and_none_before(covered: list[bool | None]) -> None:
    """Running totals reach 95 % exactly where nineteen of twenty are covered, and all of them at the end."""
    units = pd.DataFrame(
        {
            "unit_id": [f"U{number}" for number in range(len(covered))],
            "unit_code": [f"{number:05d}" for number in range(len(covered))],
            "covered": pd.array(covered, dtype="boolean"),
        }
    ).astype({"unit_id": "str", "unit_code": "str"})
    empty = ("population", "households", "households_served", "collected_kg", "treated_part")
    units = units.assign(**{name: pd.array([None] * len(covered), dtype="Int64") for name in empty})
    rows = priority(units, NOWHERE, "2026-10", POLICY)
    assert len(rows) == len(covered) - covered.count(True)
    for then, meets in zip(numbers(rows["units_covered"]), answers(rows["meets_target"]), strict=True):
        assert meets == (Fraction(then or 0, len(covered)) >= Fraction("0.95"))
    assert rows.empty or answers(rows["meets_target"])[-1]


def test_without_a_target_nobody_says_that_it_is_met() -> None:
    """A policy that counts no communes leaves the answer open."""
    policy = replace(POLICY, targets=())
    assert answers(priority(UNITS, NOWHERE, "2026-10", policy)["meets_target"]) == [None] * 6


def test_where_all_are_covered_there_is_nothing_to_serve() -> None:
    """The table is empty, with its columns."""
    assert priority(UNITS[:1], NOWHERE, "2026-10", POLICY).empty
