"""The mass balance of facilities: inflow by tickets, against reports and against capacity."""

import pandas as pd

from tests.unit.measures.frames import answers, numbers, records
from tests.unit.measures.reviews import TWO_PARTS, WARD
from tests.unit.measures.tickets import balanced, published

WEIGHED = "unit_id facility_code net_kg\n"
TREATED = "unit_id facility_code reported_by treated_kg\n"


def facilities(weighed: str | None, treated: str = "") -> dict[tuple[str, ...], dict[str, object]]:
    """Return the rows of all facilities by facility and stream."""
    return records(balanced(weighed, treated).facilities, "facility_code", "stream")


def test_all_that_passed_the_scale_is_held_against_all_that_was_reported() -> None:
    """Of all units together."""
    found = facilities(
        WEIGHED + f"{WARD} SYN-LC 20000\n{TWO_PARTS} SYN-LC 9000\n{WARD} SYN-LC 8000",
        TREATED + f"{WARD} SYN-LC unit 20000\n{TWO_PARTS} SYN-LC unit 8000",
    )["SYN-LC", "domestic"]
    assert (found["tickets"], found["tickets_kg"]) == (3, 37_000)
    assert (found["reported_kg"], found["balance_kg"], found["out_of_balance"]) == (28_000, 9_000, True)


def test_the_facility_s_word_counts_and_units_fill_in_where_it_says_nothing() -> None:
    """Both words stand beside it in full."""
    found = facilities(
        WEIGHED + f"{WARD} SYN-LC 20000",
        TREATED + f"{WARD} SYN-LC unit 17000\n{WARD} SYN-LC facility 20000\n{TWO_PARTS} SYN-LC unit 300",
    )["SYN-LC", "domestic"]
    assert (found["reported_kg"], found["reported_by_facility_kg"], found["reported_by_units_kg"]) == (
        20_300,
        20_000,
        17_300,
    )


def test_a_unit_that_was_weighed_and_has_not_reported_leaves_the_sum_of_words_unknown() -> None:
    """Unless the facility itself reports: then that is its account of the month."""
    weighed = WEIGHED + f"{WARD} SYN-LC 20000\n{TWO_PARTS} SYN-LC 30000"
    alone = facilities(weighed, TREATED + f"{WARD} SYN-LC unit 20000")["SYN-LC", "domestic"]
    assert (alone["reported_kg"], alone["out_of_balance"]) == (None, None)
    own = facilities(weighed, TREATED + f"{WARD} SYN-LC facility 20000")["SYN-LC", "domestic"]
    assert (own["reported_kg"], own["out_of_balance"]) == (20_000, True)


def test_streams_add_up_to_the_row_that_capacity_is_held_against() -> None:
    """SYN-MT took 15 t a day in August 2025: a kilogram more is too much, though each stream is below."""
    for more, over in ((0, False), (1, True)):
        found = facilities(
            f"unit_id facility_code stream net_kg\n{WARD} SYN-MT domestic 400000\n{WARD} SYN-MT other {65_000 + more}",
            f"unit_id facility_code stream treated_kg\n{WARD} SYN-MT domestic 400000\n{WARD} SYN-MT other 65000",
        )
        every = found["SYN-MT", "all"]
        assert (every["tickets_kg"], every["reported_kg"], every["capacity_kg"]) == (465_000 + more, 465_000, 465_000)
        assert every["over_capacity"] is over
        assert found["SYN-MT", "domestic"]["over_capacity"] is None


def test_reports_are_held_against_capacity_where_nothing_is_weighed() -> None:
    """No scale: tickets are unknown, and the capacity is what it is."""
    found = facilities(None, TREATED + f"{WARD} SYN-MT unit 465001")
    every = found["SYN-MT", "all"]
    assert (every["tickets_kg"], every["reported_kg"], every["over_capacity"]) == (None, 465_001, True)
    assert found["SYN-MT", "domestic"]["out_of_balance"] is None


def test_an_unknown_capacity_is_no_limit_and_no_answer() -> None:
    """A facility that the register knows nothing of, before its first line."""
    found = facilities(WEIGHED + f"{WARD} NOBODY 9000", TREATED + f"{WARD} SYN-LC unit 9000")
    assert (found["NOBODY", "all"]["capacity_kg"], found["NOBODY", "all"]["over_capacity"]) == (None, None)


def test_what_a_facility_was_in_the_month_stands_beside_its_tonnes() -> None:
    """SYN-MT has no licence before March 2026, and its name then was another."""
    rows = published(None, f"unit_id facility_code period treated_kg\n{WARD} SYN-MT 2026-02 1\n{WARD} SYN-MT 2026-03 1")
    found = rows["facility_balance"]
    found = found[found["stream"] == "all"]
    assert answers(found["licensed"]) == [False, True]
    assert found["control_level"].tolist() == ["none", "basic"]
    assert [name.split(" (")[0] for name in found["facility_name"]] == [
        "Bãi rác Mường Tè",
        "Bãi chôn lấp Mường Tè sau cải tạo",
    ]


def test_the_lines_of_units_add_up_to_the_facility() -> None:
    """Conservation: what is reported and weighed by unit is what is reported and weighed by facility."""
    found = balanced(
        WEIGHED + f"{WARD} SYN-LC 20000\n{TWO_PARTS} SYN-LC 9000\n{TWO_PARTS} SYN-UP 700",
        TREATED + f"{WARD} SYN-LC unit 21000\n{TWO_PARTS} SYN-LC facility 9100\n{TWO_PARTS} SYN-UP unit 600",
    )
    lines = found.units[found.units["line"] == "facility"].groupby(["facility_code", "period", "stream"])
    rows = found.facilities[found.facilities["stream"] != "all"].set_index(["facility_code", "period", "stream"])
    for name in ("tickets_kg", "reported_kg"):
        pd.testing.assert_series_equal(lines[name].sum(), rows[name], check_index_type=False)
        assert numbers(lines[name].sum()) == numbers(rows[name])
