"""The evidence grade of units that are put together, or divided, on another map."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame
from thugom.measures.outlook import Beside, graded
from thugom.register.overlap import Links

AS_WAS = """
    unit_id  period   settlement  evidence_grade
    A        2025-06  all         B
    A        2025-06  rural       B
    B        2025-06  all         D
    B        2025-06  rural       D
    C        2025-06  all         A
    C        2025-06  rural       A
    H        2025-07  all         C
    A        2025-H1  all         .
"""
EDGES = """
    era  unit_id  settlement  to_unit_id  to_settlement
    0    A        rural       H           rural
    0    B        rural       H           rural
    0    C        rural       I           rural
    1    H        rural       H           rural
    1    I        rural       I           rural
"""
ERAS = {"2025-06": 0, "2025-07": 1}


def grades(units: pd.DataFrame, as_was: pd.DataFrame, edges: pd.DataFrame) -> list[str | None]:
    """Return the grade of each row of another map, None where it has none."""
    links = Links(ERAS, edges.assign(weight=1))
    found = graded(units, as_was, links, Beside(), packaged_policy())
    assert found.index.equals(units.index)
    return [None if pd.isna(grade) else str(grade) for grade in found["evidence_grade"]]


def test_a_unit_of_several_is_as_well_known_as_the_worst_of_them() -> None:
    """One silent commune makes D of the merged one, in each of its settlements; an era knows only its own parts."""
    units = frame("""
        unit_id  period   settlement
        H        2025-06  all
        H        2025-06  urban
        I        2025-06  all
        H        2025-07  all
        I        2025-07  all         # nothing is known of it as it was
        H        2025-H1  all
    """).set_axis([3, 1, 4, 10, 5, 9])
    assert grades(units, frame(AS_WAS), frame(EDGES)) == ["D", "D", "A", "C", None, None]


def test_a_unit_that_is_divided_gives_its_grade_to_each_part() -> None:
    """What is apportioned is no better known than the whole it comes from."""
    back = frame("""
        era  unit_id  settlement  to_unit_id  to_settlement
        1    H        rural       A           rural
        1    H        rural       B           rural
    """)
    units = frame("unit_id period settlement\nA 2025-07 all\nB 2025-07 all\nB 2025-07 rural\nC 2025-07 all")
    assert grades(units, frame(AS_WAS), back) == ["C", "C", "C", None]


def test_on_its_own_basis_a_unit_is_graded_by_its_report() -> None:
    """Without another map nothing is put together."""
    units = frame("""
        unit_id  period   period_kind  settlement  silent  generation_estimated
        A        2025-06  month        all         no      no
        B        2025-06  month        all         yes     yes
    """)
    found = graded(units, None, None, Beside(), packaged_policy())
    assert found["evidence_grade"].tolist() == ["B", "D"]


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("XYZ")), min_size=1, max_size=8))
def test_the_worst_part_is_found_whatever_the_order(parts: list[tuple[str, str]]) -> None:
    """The grade is the last letter among a unit's parts."""
    old = [f"u{number}" for number in range(len(parts))]
    as_was = pd.DataFrame(
        {"unit_id": old, "period": "2025-06", "settlement": "all", "evidence_grade": [grade for grade, _ in parts]}
    )
    edges = pd.DataFrame(
        {
            "era": 0,
            "unit_id": old,
            "settlement": "rural",
            "to_unit_id": [heir for _, heir in parts],
            "to_settlement": "rural",
        }
    )
    heirs = sorted({heir for _, heir in parts})
    units = pd.DataFrame({"unit_id": heirs, "period": "2025-06", "settlement": "all"})
    worst = [max(grade for grade, of in parts if of == heir) for heir in heirs]
    assert grades(units, as_was.sample(frac=1, random_state=len(parts)), edges) == worst
