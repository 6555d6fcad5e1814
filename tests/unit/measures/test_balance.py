"""The mass balance of units: tickets against reports, and what is not known of either."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import answers, numbers
from tests.unit.measures.reviews import TWO_PARTS, WARD
from tests.unit.measures.tickets import balanced, basis
from thugom.measures.balance import ALL_FACILITIES, OF_UNIT, as_evidence, compared
from thugom.measures.balances import evidence_of

TREATED = "unit_id facility_code treated_kg\n"
COLLECTED = "unit_id settlement collected_kg\n"
WEIGHED = "unit_id facility_code net_kg\n"
OTHER = "03389@2025-07-01"


def line(
    found: object, unit: str = WARD, facility: str = ALL_FACILITIES, stream: str = "domestic"
) -> tuple[object, ...]:
    """Return tickets, tonnes by tickets and by report, and whether they are out of balance."""
    rows = found.units  # type: ignore[attr-defined]
    rows = rows[(rows["unit_id"] == unit) & (rows["facility_code"] == facility) & (rows["stream"] == stream)]
    if rows.empty:
        return ()
    figures = (numbers(rows[name])[0] for name in ("tickets", "tickets_kg", "reported_kg"))
    return (*figures, answers(rows["out_of_balance"])[0])


def test_a_facility_s_line_holds_tickets_against_what_was_reported_to_have_come() -> None:
    """The unit's own line holds the sum of all scales against what it collected."""
    found = balanced(
        WEIGHED + f"{WARD} SYN-LC 30000\n{WARD} SYN-UP 9000",
        TREATED + f"{WARD} SYN-LC 20000\n{WARD} SYN-UP 9000",
        COLLECTED + f"{WARD} urban 40000",
    )
    assert line(found, facility="SYN-LC") == (1, 30_000, 20_000, True)
    assert line(found, facility="SYN-UP") == (1, 9_000, 9_000, False)
    assert line(found) == (2, 39_000, 40_000, False)


@pytest.mark.parametrize(
    ("tickets", "reported", "out"),
    [
        # 5 t exactly, however much of the whole; a gram more; 20 % exactly, however many tonnes; a gram more.
        (5_000, 0, False),
        (5_001, 0, True),
        (100_000, 80_000, False),
        (100_001, 80_000, True),
        (0, 5_001, True),
        (80_000, 100_001, True),
        (None, 100_000, None),
        (100_000, None, None),
        (0, 0, False),
    ],
)
def test_an_issue_is_apart_by_more_than_5_t_and_by_more_than_a_fifth(
    tickets: int | None, reported: int | None, out: object
) -> None:
    """Both thresholds must be passed, to the kilogram; what is unknown is no issue and no agreement."""
    rows = pd.DataFrame({"tickets_kg": [tickets], "reported_kg": [reported]}, dtype="Int64")
    assert answers(compared(rows, packaged_policy())["out_of_balance"]) == [out]


def test_what_nobody_weighed_is_unknown_and_not_nothing() -> None:
    """A facility without a ticket in the month cannot be balanced, and the unit's sum lacks what went there."""
    found = balanced(
        WEIGHED + f"{WARD} SYN-LC 20000",
        TREATED + f"{WARD} SYN-LC 20000\n{WARD} SYN-UP 9000",
        COLLECTED + f"{WARD} urban 29000",
    )
    assert line(found, facility="SYN-UP") == (None, None, 9_000, None)
    assert line(found) == (None, None, 29_000, None)


def test_at_a_scale_that_weighed_others_a_unit_without_a_ticket_brought_nothing() -> None:
    """Twenty reported tonnes of which no truck ever passed are the finding that this is for."""
    found = balanced(
        WEIGHED + f"{OTHER} SYN-LC 1000", TREATED + f"{WARD} SYN-LC 20000", COLLECTED + f"{WARD} urban 20000"
    )
    assert line(found, facility="SYN-LC") == (0, 0, 20_000, True)
    assert line(found) == (0, 0, 20_000, True)


def test_nothing_reported_to_an_unweighed_facility_takes_nothing_from_the_sum() -> None:
    """A composting plant that writes 0 need not have a scale."""
    found = balanced(
        WEIGHED + f"{WARD} SYN-LC 20000",
        TREATED + f"{WARD} SYN-LC 20000\n{WARD} SYN-UP 0",
        COLLECTED + f"{WARD} urban 20000",
    )
    assert line(found) == (1, 20_000, 20_000, False)
    evidence = as_evidence(found.units, packaged_policy())
    assert evidence["facility_code"].dropna().tolist() == ["SYN-LC"]


def test_what_was_weighed_and_never_reported_is_unknown_on_the_other_side() -> None:
    """No row is no 0; the unit's own line says what is missing, if it says what it collected."""
    found = balanced(WEIGHED + f"{WARD} SYN-LC 20000", "", COLLECTED + f"{WARD} urban 1000")
    assert line(found, facility="SYN-LC") == (1, 20_000, None, None)
    assert line(found) == (1, 20_000, 1_000, True)


def test_a_refused_row_leaves_its_line_unknown() -> None:
    """Of a facility that the register does not know, every line of the unit: it may have meant any of them."""
    head = "unit_id facility_code treated_kg accepted\n"
    weighed = WEIGHED + f"{WARD} SYN-LC 20000\n{WARD} SYN-UP 5000"
    rows = f"{WARD} SYN-LC 20000 yes\n"
    found = balanced(weighed, head + rows + f"{WARD} SYN-UP 5000 no", COLLECTED + f"{WARD} urban 25000")
    assert line(found, facility="SYN-UP") == (1, 5_000, None, None)
    assert line(found, facility="SYN-LC") == (1, 20_000, 20_000, False)
    assert line(found) == (2, 25_000, 25_000, False)
    found = balanced(weighed, head + rows + f"{WARD} NOBODY 5000 no", COLLECTED + f"{WARD} urban 25000")
    assert line(found, facility="SYN-LC") == (1, 20_000, None, None)
    assert line(found) == (None, None, 25_000, None)


def test_the_facility_s_word_is_held_against_its_scale_and_never_added_to_the_unit_s() -> None:
    """By any method, treating or not, and whether or not it holds a licence: a scale does not ask."""
    found = balanced(
        WEIGHED + f"{WARD} SYN-LC 20000",
        f"""unit_id  facility_code  method     reported_by  treated_kg
            {WARD}   SYN-LC         open_dump  unit         17000
            {WARD}   SYN-LC         open_dump  facility     12000
            {WARD}   SYN-LC         recycling  facility     8000""",
    )
    assert line(found, facility="SYN-LC") == (1, 20_000, 20_000, False)


def test_each_stream_is_held_against_its_own_reports() -> None:
    """Farm waste on the scale is no domestic waste in the report; collection reports speak of domestic waste only."""
    found = balanced(
        f"unit_id stream net_kg\n{WARD} agricultural 30000\n{WARD} domestic 10000",
        f"unit_id stream treated_kg\n{WARD} domestic 10000\n{WARD} agricultural 9000",
        COLLECTED + f"{WARD} urban 10000",
    )
    assert line(found, facility="SYN-LC") == (1, 10_000, 10_000, False)
    assert line(found, facility="SYN-LC", stream="agricultural") == (1, 30_000, 9_000, True)
    assert line(found) == (1, 10_000, 10_000, False)
    assert line(found, stream="agricultural") == ()


def test_collected_is_known_of_the_unit_only_if_it_is_of_each_settlement() -> None:
    """A part that is missing is not 0; a row for the whole speaks of all of it."""
    weighed = WEIGHED + f"{TWO_PARTS} SYN-LC 9000"
    assert line(balanced(weighed, "", COLLECTED + f"{TWO_PARTS} urban 9000"), TWO_PARTS)[2] is None
    assert (
        line(balanced(weighed, "", COLLECTED + f"{TWO_PARTS} urban 5000\n{TWO_PARTS} rural 4000"), TWO_PARTS)[2]
        == 9_000
    )
    assert line(balanced(weighed, "", COLLECTED + f"{TWO_PARTS} all 9000"), TWO_PARTS)[2] == 9_000


def test_a_facility_all_of_whose_tickets_were_refused_weighed_nothing() -> None:
    """A row of `weighbridge_month` that counts refusals only is no scale at work."""
    found = balanced(
        f"unit_id facility_code tickets net_kg\n{WARD} SYN-LC 0 0\n{WARD} SYN-UP 1 900",
        TREATED + f"{WARD} SYN-LC 30000\n{WARD} SYN-UP 900",
    )
    assert line(found, facility="SYN-LC") == (None, None, 30_000, None)
    assert line(found) == (None, None, None, None)


def test_a_source_by_year_is_held_against_the_tickets_of_the_year() -> None:
    """Months are added up where the year is the smallest period that is reported."""
    found = balanced(
        f"unit_id period net_kg\n{WARD} 2025-08 6000\n{WARD} 2025-12 7000\n{WARD} 2026-01 9000",
        f"unit_id period treated_kg\n{WARD} 2025 13000",
    )
    rows = found.units[found.units["line"] != OF_UNIT]
    assert rows[["period", "tickets_kg", "reported_kg"]].to_numpy().tolist() == [["2025", 13_000, 13_000]]


@pytest.mark.parametrize("weighed", [None, "unit_id net_kg"])
def test_a_home_without_a_scale_has_no_balance(weighed: str | None) -> None:
    """Nothing is said, and no grade rests on it."""
    found = balanced(weighed, TREATED + f"{WARD} SYN-LC 20000", COLLECTED + f"{WARD} urban 20000")
    assert found.units.empty
    assert evidence_of(found, basis()) is None


def test_periods_in_which_nothing_was_weighed_have_no_lines() -> None:
    """A table of nulls tells nobody anything."""
    found = balanced(
        f"unit_id period net_kg\n{WARD} 2025-08 6000",
        f"unit_id period treated_kg\n{WARD} 2025-08 6000\n{WARD} 2025-09 6000",
        f"unit_id period settlement collected_kg\n{WARD} 2025-09 urban 7000",
    )
    assert found.units["period"].unique().tolist() == ["2025-08"]


masses = st.one_of(st.none(), st.integers(0, 60_000))


@given(masses, masses)
def test_the_balance_is_antisymmetric(tickets: int | None, reported: int | None) -> None:
    """Who is held against whom changes the sign and nothing else; the answer is that of exact fractions."""
    there, back = (
        compared(pd.DataFrame({"tickets_kg": [one], "reported_kg": [other]}, dtype="Int64"), packaged_policy())
        for one, other in ((tickets, reported), (reported, tickets))
    )
    assert answers(there["out_of_balance"]) == answers(back["out_of_balance"])
    assert numbers(there["balance_kg"]) == numbers(-back["balance_kg"])
    if tickets is not None and reported is not None:
        apart = abs(tickets - reported)
        expected = apart > 5_000 and apart > Fraction(1, 5) * max(tickets, reported)
        assert answers(there["out_of_balance"]) == [expected]


FACILITIES, UNITS = ("SYN-LC", "SYN-TU", "SYN-UP"), (WARD, OTHER, TWO_PARTS)
loads = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(FACILITIES), st.integers(1, 9_000)), min_size=1, max_size=12
)


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(loads, loads, st.randoms())
def test_sums_over_facilities_are_the_units_and_no_kilogram_is_lost(
    weighed: list[tuple[str, str, int]], treated: list[tuple[str, str, int]], random: object
) -> None:
    """A unit's tickets are those of its lines where all are known; all lines are all tickets; order is nothing."""
    reports = list({(unit, code): (unit, code, mass) for unit, code, mass in treated}.values())
    found = balanced(_table(WEIGHED, weighed), _table(TREATED, reports))
    rows = found.units[found.units["line"] != OF_UNIT]
    assert int(rows["tickets_kg"].sum()) == sum(mass for _, _, mass in weighed)
    assert int(rows["tickets"].sum()) == len(weighed)
    assert int(rows["reported_kg"].sum()) == sum(mass for _, _, mass in reports)
    for unit in {unit for unit, _, _ in weighed}:
        own = line(found, unit)
        scales = {code for _, code, _ in weighed}
        if all(code in scales for name, code, mass in reports if name == unit):
            assert own[1] == sum(mass for name, _, mass in weighed if name == unit)
        else:
            assert own[1] is None
    shuffled = [random.sample(list(part), len(part)) for part in (weighed, reports)]  # type: ignore[attr-defined]
    again = balanced(_table(WEIGHED, shuffled[0]), _table(TREATED, shuffled[1]))
    pd.testing.assert_frame_equal(again.units, found.units)
    pd.testing.assert_frame_equal(again.facilities, found.facilities)


def _table(head: str, rows: list[tuple[str, str, int]]) -> str:
    """Return rows as a text table."""
    return head + "\n".join(" ".join(map(str, row)) for row in rows)
