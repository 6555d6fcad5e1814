"""What is measured of the collection rows that stand."""

import datetime as dt

import pytest

from tests.unit.measures.frames import answers, numbers
from tests.unit.measures.reviews import TWO_PARTS, WARD, collection
from thugom.measures.periods import months_between


def monthly(figures: list[int], unit: str = WARD, settlement: str = "urban", first: str = "2025-07") -> str:
    """Return lines of a table: unit, period, settlement, collected_kg."""
    months = months_between(first, "2027-12")
    return "\n".join(f"{unit} {month} {settlement} {figure}" for month, figure in zip(months, figures, strict=False))


HEAD = "unit_id period settlement collected_kg\n"


def test_all_of_a_unit_of_one_settlement_continues_that_settlements_history() -> None:
    """Whoever writes `all` for a ward one month and `urban` the next speaks of the same waste."""
    lines = monthly([20_000] * 6) + f"\n{WARD} 2026-01 all 90000"
    assert collection(HEAD + lines)["collected_standing"].iloc[-1] == "step"
    two = monthly([20_000] * 6, TWO_PARTS) + f"\n{TWO_PARTS} 2026-01 all 90000"
    assert collection(HEAD + two)["collected_standing"].isna().all()


def test_a_boundary_change_begins_a_new_history() -> None:
    """The code is the same and the unit is not: what came before July 2025 says nothing of it."""
    lines = monthly([20_000] * 6, "03388@2020-03-01", first="2025-01") + "\n" + monthly([90_000])
    assert collection(HEAD + lines)["collected_standing"].isna().all()


def test_parts_of_a_merged_unit_have_a_history_each() -> None:
    """A part is compared with itself, never with the part beside it."""
    head = "unit_id period settlement collected_kg former_unit_code\n"
    lines = [f"{line} 03385" for line in monthly([20_000] * 7).splitlines()]
    lines += [f"{line} 03386" for line in monthly([90_000] * 7).splitlines()]
    rows = collection(head + "\n".join(lines))
    assert rows["collected_standing"].iloc[[6, 13]].tolist() == ["usual", "usual"]


def test_the_median_is_told_as_a_person_reads_it() -> None:
    """Tonnes without zeros at the end; between two middle figures, the mean of both."""
    rows = collection(HEAD + monthly([20_000, 20_500] * 3 + [30_000]))
    assert (rows["collected_median"].iloc[-1], rows["collected_earlier"].iloc[-1]) == ("20.25", 6)


def test_zeros_and_stocks_are_no_copies() -> None:
    """No collection for a year is a fact; as many households as last month are as well."""
    head = "unit_id period settlement collected_kg households_served households\n"
    lines = "\n".join(f"{line} 400 1000" for line in monthly([0] * 6).splitlines())
    rows = collection(head + lines)
    assert rows["collected_repeats"].isna().all()
    assert rows["report_repeats"].isna().all()


def test_a_report_is_a_copy_if_both_of_its_figures_are_and_is_told_once() -> None:
    """One figure may repeat by chance; a figure that is constant for longer is told as such."""
    rows = collection("""
        unit_id           period   settlement  generated_kg  collected_kg
        03388@2025-07-01  2025-07  urban       700           500
        03388@2025-07-01  2025-08  urban       700           500
        03388@2025-07-01  2025-09  urban       700           501
        03388@2025-07-01  2025-10  urban       700           501
        03388@2025-07-01  2025-11  urban       .             501
    """)
    assert rows["report_repeats"].fillna("–").tolist() == ["varies", "copied", "varies", "varies", "–"]
    assert rows["generated_repeats"].fillna("–").tolist() == ["varies", "varies", "varies", "constant", "–"]
    assert numbers(rows["generated_run"]) == [1, 2, 3, 4, None]


@pytest.mark.parametrize(
    ("settlement", "row", "named"),
    [
        ("rural", f"{TWO_PARTS} rural 5 yes", True),
        ("rural", f"{TWO_PARTS} urban 5 yes", False),
        ("rural", f"{TWO_PARTS} all 5 yes", True),
        ("all", f"{TWO_PARTS} urban 5 yes", True),
        ("rural", f"{TWO_PARTS} rural 0 yes", True),
        ("rural", f"{TWO_PARTS} rural . no", True),
        ("rural", f"{WARD} urban 5 yes", False),
    ],
)
def test_what_was_collected_asks_for_a_treatment_row(settlement: str, row: str, named: object) -> None:
    """A row of the same settlement or of the whole, a reported 0, or a refused row, which has its own complaint."""
    treated = f"unit_id settlement treated_kg accepted\n{row}"
    rows = collection(f"unit_id settlement collected_kg\n{TWO_PARTS} {settlement} 10", treated)
    assert answers(rows["treatment_named"]) == [named]


def test_a_treatment_report_is_not_missed_before_it_is_due_or_where_nobody_sends_any() -> None:
    """August is due on 5 September with five days of grace; a home without treatment is not told so by the row."""
    sent, others = (
        f"unit_id settlement collected_kg\n{WARD} urban 10",
        f"unit_id settlement treated_kg\n{TWO_PARTS} all 1",
    )
    assert answers(collection(sent, others, dt.date(2025, 9, 10))["treatment_named"]) == [None]
    assert answers(collection(sent, others, dt.date(2025, 9, 11))["treatment_named"]) == [False]
    assert answers(collection(sent)["treatment_named"]) == [None]
    nothing = f"unit_id settlement collected_kg\n{WARD} urban 0"
    assert answers(collection(nothing, others)["treatment_named"]) == [None]


def test_households_served_ask_for_households() -> None:
    """Nothing is asked of who serves nobody, or says nothing."""
    rows = collection(f"""
        unit_id  period   settlement  households  households_served
        {WARD}   2025-07  urban       .           1
        {WARD}   2025-08  urban       1           1
        {WARD}   2025-09  urban       .           0
        {WARD}   2025-10  urban       .           .
    """)
    assert answers(rows["households_named"]) == [False, True, None, None]


def test_nothing_on_record_is_no_error() -> None:
    """A home's first night, and one of years, which have no months before them."""
    assert collection("").empty
    years = collection(
        "unit_id period settlement collected_kg\n" + "\n".join(f"{WARD} {y} urban 5" for y in range(2010, 2018))
    )
    assert years["collected_standing"].isna().all()
