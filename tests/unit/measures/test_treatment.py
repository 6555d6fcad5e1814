"""What became of the waste: what counts as treated, whose word stands, and when T is known."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import Answer, answers, frame
from thugom.contracts import load_contracts
from thugom.measures.treatment import PARTS, STREAMS, TreatmentRecord, counted, treated_parts, treatment_known

FACILITIES = frame("""
    facility_code  period   licensed  control_level
    BASIC          2026-01  yes       basic
    LIMITED        2026-01  yes       limited
    FULL           2026-01  yes       full
    CLOSED         2026-01  no        full
    UNKNOWN        2026-01  .         .
""")
MONTHS = ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]
LOOKBACK = 3


def record(standing: str, refused: str = "") -> TreatmentRecord:
    """Return a record of treatment rows; what a table leaves out is as in most reports."""
    return TreatmentRecord(_rows(standing), _rows(refused or "facility_code treated_kg"))


def _rows(table: str) -> pd.DataFrame:
    """Return treatment rows, the columns that the table leaves out filled in."""
    rows = frame(table)
    usual = {
        "unit_id": "A",
        "period": "2026-01",
        "settlement": "urban",
        "method": "incineration",
        "stream": "domestic",
        "reported_by": "unit",
    }
    for name, value in usual.items():
        rows[name] = rows[name] if name in rows else pd.Series(value, index=rows.index, dtype="str")
    return rows


def parts(standing: str, weights: str = "settlement weight\nurban 1") -> list[list[int]]:
    """Return the known T, O and K of each settlement, in the order urban, rural."""
    weighed = frame(weights).assign(unit_id="A", period="2026-01").astype({"unit_id": "str", "period": "str"})
    policy = packaged_policy()
    found = treated_parts(counted(record(standing), policy), FACILITIES, weighed, policy)
    found = found.sort_values("settlement", ascending=False)
    return [[int(value) for value in row] for row in found[PARTS].itertuples(index=False, name=None)]


def known(standing: str, refused: str = "", cells: str = "settlement\nurban") -> list[bool | None]:
    """Return for each cell of unit A in January 2026 whether T is known."""
    asked = frame(cells).assign(unit_id="A", period="2026-01").astype({"unit_id": "str", "period": "str"})
    counts = counted(record(standing, refused), packaged_policy())
    return answers(treatment_known(counts, asked, MONTHS, LOOKBACK))


@pytest.mark.parametrize("method", ["composting", "anaerobic_digestion", "animal_feed"])
def test_biological_methods_treat_biologically(method: str) -> None:
    """Compost, biogas and feed count in T and in O."""
    assert parts(f"facility_code method treated_kg\nLIMITED {method} 10") == [[10, 10, 0]]


@pytest.mark.parametrize("method", ["recycling", "incineration", "incineration_energy", "sanitary_landfill"])
def test_other_treatment_is_treatment_and_not_biological(method: str) -> None:
    """Recycling, burning in a plant and sanitary landfill count in T alone."""
    assert parts(f"facility_code method treated_kg\nLIMITED {method} 10") == [[10, 0, 0]]


@pytest.mark.parametrize("method", ["open_dump", "open_burning", "unspecified"])
def test_dumps_are_known_and_not_treated(method: str) -> None:
    """Tonnes on a dump are reported, so T is known; and none of them is treated."""
    table = f"facility_code method treated_kg\nFULL {method} 10"
    assert parts(table) == [[0, 0, 0]]
    assert known(table) == [True]


@pytest.mark.parametrize("facility", ["CLOSED", "UNKNOWN", "ELSEWHERE"])
def test_tonnes_to_a_facility_without_a_licence_are_not_treated(facility: str) -> None:
    """A licence that misses a day of the month, or was never known, treats nothing."""
    assert parts(f"facility_code method treated_kg\n{facility} composting 10") == [[0, 0, 0]]


def test_controlled_is_treated_at_the_policys_level_or_better() -> None:
    """Basic and full count in K, limited does not."""
    assert parts("""
        facility_code  method        treated_kg
        LIMITED        incineration  1
        BASIC          incineration  10
        FULL           composting    100
        FULL           open_dump     1000
    """) == [[111, 100, 110]]


def test_only_the_domestic_stream_counts() -> None:
    """By-products of farms are published apart and are no domestic waste."""
    table = """
        facility_code  method      stream        treated_kg
        BASIC          composting  agricultural  10
        BASIC          composting  domestic      1
    """
    assert parts(table) == [[1, 1, 1]]
    assert known("facility_code stream treated_kg\nBASIC agricultural 10") == [False]


def test_the_facilitys_word_stands_before_the_units() -> None:
    """Both report on one unit, settlement and facility: the facility's tonnes count, the unit's are not added."""
    assert parts("""
        facility_code  reported_by  treated_kg
        BASIC          unit         100
        BASIC          facility     80
        LIMITED        unit         7
    """) == [[87, 0, 80]]


def test_the_facilitys_word_overrules_other_methods_and_the_whole_unit() -> None:
    """A unit's row for all of it, or by another method, is overruled by the facility's report on a part."""
    assert parts("""
        facility_code  settlement  reported_by  method        treated_kg
        BASIC          all         unit         composting    100
        BASIC          urban       unit         incineration  50
        BASIC          urban       facility     incineration  80
    """) == [[80, 0, 80]]


def test_the_facilitys_word_on_one_settlement_leaves_the_other_to_the_unit() -> None:
    """A facility that reports on the urban part says nothing of the rural one."""
    assert parts("""
        facility_code  settlement  reported_by  treated_kg
        BASIC          urban       facility     80
        BASIC          urban       unit         50
        BASIC          rural       unit         30
    """) == [[80, 0, 80], [30, 0, 30]]


def test_a_row_for_the_whole_unit_is_divided_by_weight_with_o_and_k_within_t() -> None:
    """T goes by the weights, O and K by the T they are part of: no settlement has more O than T."""
    divided = parts(
        """
        facility_code  settlement  method        treated_kg
        BASIC          all         composting    1
        LIMITED        all         incineration  2
        """,
        weights="settlement weight\nurban 2\nrural 1",
    )
    assert [sum(column) for column in zip(*divided, strict=True)] == [3, 1, 1]
    assert divided[0][0] == 2
    assert all(o <= t and k <= t for t, o, k in divided)


def test_t_is_known_once_a_row_names_the_unit_a_zero_included() -> None:
    """A reported 0 is a report; no row at all is none."""
    assert known("facility_code treated_kg\nBASIC 0") == [True]
    assert known("unit_id facility_code treated_kg\nB BASIC 5") == [False]


def test_a_row_for_the_whole_unit_names_each_of_its_settlements() -> None:
    """`all` speaks of both parts, a row for the urban part of that one only."""
    cells = "settlement\nurban\nrural"
    assert known("facility_code settlement treated_kg\nBASIC all 5", cells=cells) == [True, True]
    assert known("facility_code settlement treated_kg\nBASIC urban 5", cells=cells) == [True, False]


def test_a_refused_row_makes_t_unknown_and_not_smaller() -> None:
    """A row that names an unknown facility leaves T between its known part and C."""
    assert known("facility_code treated_kg\nBASIC 5", refused="facility_code treated_kg\nNOWHERE 7") == [False]


def test_a_refused_row_of_another_stream_leaves_t_known() -> None:
    """What was refused was not domestic; where its stream cannot be read it may have been."""
    standing = "facility_code treated_kg\nBASIC 5"
    assert known(standing, refused="facility_code stream treated_kg\nBASIC other 7") == [True]
    assert known(standing, refused="facility_code stream treated_kg\nBASIC . 7") == [False]
    assert known(standing, refused="facility_code stream treated_kg\nBASIC household_like 7") == [False]


@pytest.mark.parametrize(
    ("month", "expected"), [("2025-09", True), ("2025-10", False), ("2025-11", False), ("2025-12", False)]
)
def test_a_facility_that_had_tonnes_in_the_last_three_months_is_waited_for(month: str, expected: Answer) -> None:
    """One that had tonnes in October still counts in January; one of September no longer does."""
    assert known(f"""
        facility_code  period   treated_kg
        BASIC          2026-01  5
        LIMITED        {month}  7
    """) == [expected]


def test_a_facility_that_had_nothing_is_not_waited_for() -> None:
    """Only tonnes make a facility expected: a 0 last month asks for nothing."""
    assert known("""
        facility_code  period   treated_kg
        BASIC          2026-01  5
        LIMITED        2025-12  0
    """) == [True]


def test_a_facility_has_reported_if_it_wrote_of_anyone() -> None:
    """Its own report without this unit says that it had nothing from it."""
    assert known("""
        facility_code  unit_id  period   reported_by  treated_kg
        BASIC          A        2026-01  unit         5
        LIMITED        A        2025-12  facility     7
        LIMITED        B        2026-01  facility     3
    """) == [True]


def test_a_facility_has_reported_if_the_unit_names_it() -> None:
    """The unit's own 0 for it answers as well."""
    assert known("""
        facility_code  period   treated_kg
        LIMITED        2025-12  7
        LIMITED        2026-01  0
    """) == [True]


def test_the_streams_are_those_of_the_report() -> None:
    """A stream that the report learns is no unreadable one."""
    assert load_contracts().reports["treatment"].field("stream").enum == STREAMS


def test_without_a_lookback_nobody_is_waited_for() -> None:
    """A policy of no months before asks only that the unit is named."""
    asked = frame("unit_id period settlement\nA 2026-01 urban")
    rows = counted(record("facility_code period treated_kg\nBASIC 2026-01 5\nLIMITED 2025-12 7"), packaged_policy())
    assert answers(treatment_known(rows, asked, MONTHS, 0)) == [True]


def test_no_treatment_row_at_all_knows_nothing() -> None:
    """An empty home has neither parts nor knowledge."""
    assert parts("facility_code treated_kg") == []
    assert known("facility_code treated_kg") == [False]


def test_the_counted_stream_and_the_levels_are_the_policys() -> None:
    """A department may count another stream and ask for another level; the code names neither."""
    base = packaged_policy()
    treatment = replace(base.treatment, counted_stream="other", controlled_from="full")
    policy = replace(base, treatment=treatment)
    rows = counted(record("facility_code stream treated_kg\nBASIC other 5\nFULL other 7\nFULL domestic 9"), policy)
    weights = frame("unit_id period settlement weight\nA 2026-01 urban 1")
    assert treated_parts(rows, FACILITIES, weights, policy)[PARTS].iloc[0].tolist() == [12, 0, 7]
