"""The unit of account: reported, estimated and unknown, and how far the unknown can reach."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.accounts import FACILITIES, Known, Treated, account_of, packaged_policy, simple_policy
from tests.unit.measures.frames import answers, frame, numbers
from thugom.measures.accounts import COLLECTION, CollectionRecord, Grid, account, estimated_generation
from thugom.measures.treatment import TreatmentRecord

EMPTY = frame("unit_id period settlement facility_code method stream treated_kg reported_by")


def figures(cell: Known) -> dict[str, object]:
    """Return one cell's account, by column; null is None."""
    row = account_of([cell], simple_policy()).iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


@pytest.mark.parametrize(
    ("people", "days", "factor", "expected"),
    [(1, 1, "0.5", 0), (3, 1, "0.5", 2), (5, 1, "0.5", 2), (1000, 31, "1.05", 32550), (7, 28, "0.333", 65)],
)
def test_estimated_generation_rounds_half_to_even(people: int, days: int, factor: str, expected: int) -> None:
    """People x kg per person and day x days in whole kilograms; exact halves go to the even one."""
    policy = replace(packaged_policy(), generation_kg_per_person_day={"urban": Fraction(factor)})
    rows = frame(f"settlement population days\nurban {people} {days}")
    assert numbers(estimated_generation(rows, policy)) == [expected]


@settings(max_examples=50)
@given(st.integers(0, 10**7), st.integers(1, 366), st.integers(1, 3000))
def test_estimated_generation_is_the_nearest_whole_kilogram(people: int, days: int, thousandths: int) -> None:
    """Exact fractions, as Python rounds them."""
    factor = Fraction(thousandths, 1000)
    policy = replace(packaged_policy(), generation_kg_per_person_day={"urban": factor})
    rows = frame(f"settlement population days\nurban {people} {days}")
    assert numbers(estimated_generation(rows, policy)) == [round(people * days * factor)]


def test_each_settlement_has_its_own_factor_and_no_people_no_estimate() -> None:
    """The policy's factor of the settlement; a unit without a population has G null."""
    rows = frame("settlement population days\nurban 1000 30\nrural 1000 30\nrural . 30")
    assert numbers(estimated_generation(rows, packaged_policy())) == [31500, 15000, None]


def test_reported_generation_stays_as_reported() -> None:
    """A G below C or T is not raised: it is flagged where rates are."""
    found = figures(Known(people=100, generated=10, collected=20, treated=Treated(other=30)))
    assert (found["generation_kg"], found["generation_estimated"]) == (10, False)


@pytest.mark.parametrize(
    ("collected", "treated", "expected"),
    [(None, None, 100), (120, None, 120), (None, Treated(other=130), 130), (90, Treated(other=80), 100)],
)
def test_estimated_generation_is_at_least_the_known_c_and_t(
    collected: int | None, treated: Treated | None, expected: int
) -> None:
    """What was collected or treated was generated."""
    found = figures(Known(people=100, collected=collected, treated=treated))
    assert (found["generation_kg"], found["generation_estimated"]) == (expected, True)


def test_without_people_an_unreported_generation_is_unknown() -> None:
    """Null, never 0: not even the known C is taken for it."""
    found = figures(Known(collected=20))
    assert found["generation_kg"] is None
    assert found["treated_most"] == 20


def test_missing_collection_lies_between_t_and_the_greater_of_t_and_g() -> None:
    """With G = 100: between the known T and G; a T above G leaves C no room but T."""
    found = figures(Known(generated=100, treated=Treated(other=30)))
    assert (found["collected_least"], found["collected_most"]) == (30, 100)
    found = figures(Known(generated=100, treated=Treated(other=130)))
    assert (found["collected_least"], found["collected_most"]) == (130, 130)


def test_unknown_treatment_lies_between_its_known_part_and_c() -> None:
    """A refused row leaves T open up to C, a known T is itself at both ends."""
    found = figures(Known(generated=100, collected=80, treated=Treated(other=30), open=True))
    assert (found["treated_part"], found["treated_most"], found["treated_known"]) == (30, 80, False)
    found = figures(Known(generated=100, collected=80, treated=Treated(other=30)))
    assert (found["treated_part"], found["treated_most"], found["treated_known"]) == (30, 30, True)


def test_households_are_those_reported_else_those_registered_and_at_least_those_served() -> None:
    """H for the interval: the report's, else the register's, never fewer than are served."""
    assert figures(Known(households=10, registered=20))["households_basis"] == 10
    assert figures(Known(registered=20, served=5))["households_basis"] == 20
    assert figures(Known(registered=20, served=25))["households_basis"] == 25
    assert figures(Known(served=25))["households_basis"] is None


def test_a_silent_cell_has_no_figure_of_its_own() -> None:
    """Null in, null out: nothing reported is neither 0 nor all."""
    found = figures(Known(people=100, registered=20))
    assert found["silent"]
    assert [found[name] for name in COLLECTION] == [None] * len(COLLECTION)
    assert not found["treated_known"]


def test_a_unit_named_in_one_settlement_is_not_silent_in_the_other() -> None:
    """Silence is the unit's, not the settlement's."""
    cells = [Known(unit="A", collected=5), Known(unit="A", settlement="rural")]
    assert answers(account_of(cells, simple_policy())["silent"]) == [False, False]


def account_from(collection: str, refused: str = "", treatment: str = "") -> pd.DataFrame:
    """Return the account of unit A, urban (200 people) and rural (100), from received rows."""
    cells = frame("""
        unit_id  period   settlement  days  population  households_registered
        A        2026-01  rural       1     100         10
        A        2026-01  urban       1     200         20
    """)
    rows = [_collection(table or "settlement collected_kg") for table in (collection, refused)]
    treated = frame(treatment).assign(**_TREATED) if treatment else EMPTY
    return account(
        Grid(cells, ["2026-01"]),
        CollectionRecord(*rows),
        TreatmentRecord(treated.astype({"unit_id": "str", "period": "str"}), EMPTY),
        FACILITIES,
        simple_policy(),
    )


_TREATED = {"unit_id": "A", "period": "2026-01", "stream": "domestic", "reported_by": "unit"}


def _collection(table: str) -> pd.DataFrame:
    """Return collection rows of unit A with the columns that the table leaves out unknown."""
    rows = frame(table).assign(unit_id="A", period="2026-01").astype({"unit_id": "str", "period": "str"})
    for name in COLLECTION:
        rows[name] = rows[name] if name in rows else pd.Series(pd.NA, index=rows.index, dtype="Int64")
    if "former_unit_code" not in rows:
        rows["former_unit_code"] = pd.Series(None, index=rows.index, dtype="str")
    return rows


def test_the_parts_of_a_merged_unit_are_added() -> None:
    """Rows by former unit sum to their settlement, and one unknown part leaves the sum unknown."""
    found = account_from("""
        settlement  former_unit_code  collected_kg  generated_kg
        urban       03386             10            .
        urban       03389             5             20
        rural       .                 7             9
    """)
    assert numbers(found["collected_kg"]) == [7, 15]
    assert numbers(found["generated_kg"]) == [9, None]


def test_a_refused_part_leaves_the_sum_of_the_parts_unknown() -> None:
    """Unknown, not smaller: the accepted parts alone would pass for the whole."""
    found = account_from(
        "settlement former_unit_code collected_kg\nurban 03386 10\nrural . 7",
        refused="settlement former_unit_code collected_kg\nurban 03389 5",
    )
    assert numbers(found["collected_kg"]) == [7, None]


def test_collection_sent_as_a_whole_is_divided_by_people_and_marked() -> None:
    """C of the whole unit goes by population where nothing better is known."""
    found = account_from("settlement collected_kg\nall 30")
    assert numbers(found["collected_kg"]) == [10, 20]
    assert answers(found["estimated"]) == [True, True]


def test_treatment_sent_as_a_whole_is_divided_by_c_where_c_is_known() -> None:
    """T goes by what each settlement collected, else by people; and by people where nothing was collected."""
    whole = "settlement facility_code method treated_kg\nall BASIC incineration 12"
    by_collected = account_from("settlement collected_kg\nurban 10\nrural 50", treatment=whole)
    assert numbers(by_collected["treated_part"]) == [10, 2]
    by_people = account_from("settlement collected_kg\nurban 10", treatment=whole)
    assert numbers(by_people["treated_part"]) == [4, 8]
    nothing_collected = account_from("settlement collected_kg\nurban 0\nrural 0", treatment=whole)
    assert numbers(nothing_collected["treated_part"]) == [4, 8]
    assert answers(by_collected["estimated"]) == [True, True]
