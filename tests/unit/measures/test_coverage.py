"""Covered and adequately covered, in three values; and the two thirds of a longer period."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import Answer, answers, frame
from thugom.measures.coverage import adequately_covered, any_positive, covered, covered_over_months, positive_parts
from thugom.measures.grouping import Groups


def is_covered(cells: str, part: str = "treated_part") -> list[Answer]:
    """Return the answer for each cell."""
    return answers(covered(positive_parts(frame(cells)), part))


@pytest.mark.parametrize(
    ("collected", "treated", "known", "expected"),
    [
        ("10", "5", "yes", True),
        ("10", "0", "yes", False),
        ("0", "0", "yes", False),
        ("0", "0", "no", False),  # C = 0 makes it false, whatever becomes known of T
        ("0", "5", "yes", False),  # as reported: nothing was collected
        (".", "5", "yes", True),  # T > 0 with C missing: what was treated was collected
        (".", "5", "no", True),  # the known part of T is above 0 already
        ("10", "5", "no", True),
        (".", "0", "yes", False),  # nothing was treated, so C does not matter
        ("10", "0", "no", None),
        (".", "0", "no", None),
    ],
)
def test_covered_is_c_and_t_above_zero_in_three_values(
    collected: str, treated: str, known: str, expected: Answer
) -> None:
    """True, false or unknown, for every combination of known, zero and unknown."""
    table = f"collected_kg treated_part biological_part treated_known\n{collected} {treated} {treated} {known}"
    cells = frame(table).astype({"collected_kg": "Int64"})
    assert answers(covered(positive_parts(cells))) == [expected]
    assert answers(covered(positive_parts(cells), "biological_part")) == [expected]


def test_biologically_covered_asks_for_biological_treatment() -> None:
    """Landfill alone covers a unit in the literal reading and not in the biological one."""
    table = "collected_kg treated_part biological_part treated_known\n10 5 0 yes\n10 5 0 no\n10 5 1 no"
    assert is_covered(table) == [True, True, True]
    assert is_covered(table, "biological_part") == [False, None, True]


def test_a_unit_is_above_zero_if_one_of_its_parts_is_and_not_if_none_is() -> None:
    """Or over settlements, in three values: one unknown part leaves an otherwise empty unit unknown."""
    parts = frame("""
        unit_id  collected_positive
        A        yes
        A        .
        B        no
        B        no
        C        no
        C        .
    """)
    found = any_positive(parts["collected_positive"].astype("boolean"), Groups.by(parts, ["unit_id"]))
    assert answers(found) == [True, False, None]


@pytest.mark.parametrize(
    ("households", "served", "collected", "treated", "known", "expected"),
    [
        ("10", "8", "10", "8", "yes", True),  # at both thresholds, to the unit
        ("10", "7", "10", "8", "yes", False),
        ("10", "8", "10", "7", "yes", False),
        ("10", "8", "10", "8", "no", True),  # the known part of T reaches the threshold
        ("10", "8", "10", "7", "no", None),
        (".", "8", "10", "8", "yes", None),
        (".", "8", "10", "7", "yes", False),  # one of the two fails, whatever the other is
        ("0", "0", "10", "10", "yes", None),  # 0 of 0 households is no coverage
        ("10", "8", ".", "8", "yes", None),
    ],
)
def test_adequately_covered_is_both_rates_at_their_thresholds(
    households: str, served: str, collected: str, treated: str, known: str, expected: Answer
) -> None:
    """80 % of households served and 80 % of what is collected treated, compared in whole numbers."""
    rows = frame(
        "households households_served collected_kg treated_part treated_known covered\n"
        f"{households} {served} {collected} {treated} {known} yes"
    ).astype({"covered": "boolean"})
    assert answers(adequately_covered(rows, packaged_policy())) == [expected]


def test_what_is_not_covered_is_not_adequately_covered() -> None:
    """C = 0 leaves the treatment rate without a value; unknown would flatter it."""
    rows = frame("""
        households  households_served  collected_kg  treated_part  treated_known  covered
        10          8                  0             0             yes            no
        .           .                  .             0             no             .
    """)
    assert answers(adequately_covered(rows, packaged_policy())) == [False, None]


def test_nobody_is_adequately_covered_of_whom_it_is_unknown_whether_they_are_covered() -> None:
    """Of 0, 5 and 1 t in a quarter 0, 5 and an unknown part were treated: 5 of 6, yet perhaps in one month."""
    rows = frame("""
        households  households_served  collected_kg  treated_part  treated_known  covered
        7           6                  6             5             no             .
        7           5                  6             5             no             .
    """)
    assert answers(adequately_covered(rows, packaged_policy())) == [None, False]


def over_months(covered_months: int, unknown_months: int, months: int) -> Answer:
    """Return the answer for one unit and longer period."""
    counts = (pd.Series([count], dtype="Int64") for count in (covered_months, unknown_months, months))
    return answers(covered_over_months(*counts))[0]


@pytest.mark.parametrize(
    ("covered_months", "unknown_months", "months", "expected"),
    [
        (2, 0, 3, True),
        (1, 0, 3, False),
        (1, 1, 3, None),
        (8, 0, 12, True),
        (7, 0, 12, False),
        (7, 1, 12, None),
        (0, 12, 12, None),
        (4, 0, 6, True),
        (1, 0, 1, True),  # in force for one month of the quarter only
    ],
)
def test_two_thirds_of_the_months_cover_a_longer_period(
    covered_months: int, unknown_months: int, months: int, expected: Answer
) -> None:
    """3 x covered >= 2 x months in force; false only if it fails with the unknown counted as covered."""
    assert over_months(covered_months, unknown_months, months) is expected


@given(st.integers(1, 12).flatmap(lambda n: st.lists(st.sampled_from([True, False, None]), min_size=n, max_size=n)))
def test_no_way_to_fill_unknown_months_contradicts_the_answer(months: list[Answer]) -> None:
    """The answer for a period stands if every unknown month turns out covered, and if none does."""
    yes, unknown = months.count(True), months.count(None)
    ends = {over_months(yes + filled, 0, len(months)) for filled in (0, unknown)}
    answer = over_months(yes, unknown, len(months))
    assert ends == ({answer} if answer is not None else {True, False})
