"""What is measured of the treatment rows that stand."""

import pytest

from tests.unit.measures.frames import answers, numbers
from tests.unit.measures.reviews import TWO_PARTS, WARD, treatment
from thugom.measures.periods import months_between

HEAD = "unit_id settlement treated_kg\n"


def beside(treated: str, collected: str) -> list[tuple[int | None, int | None]]:
    """Return T and C side by side on each treatment row of a unit of two settlements."""
    rows = treatment(HEAD + treated, "unit_id settlement collected_kg\n" + collected)
    pairs = zip(numbers(rows["treated_beside_kg"]), numbers(rows["collected_beside_kg"]), strict=True)
    return [pair for pair in pairs if pair != (None, None)]


def test_treated_stands_beside_collected_by_settlement_where_both_reports_do() -> None:
    """Each settlement is compared with itself."""
    both = f"{TWO_PARTS} urban 5\n{TWO_PARTS} rural 3", f"{TWO_PARTS} urban 6\n{TWO_PARTS} rural 2"
    assert beside(*both) == [(5, 6), (3, 2)]


def test_where_one_report_speaks_of_the_whole_both_are_added_up() -> None:
    """On the largest row, and once."""
    assert beside(f"{TWO_PARTS} urban 5\n{TWO_PARTS} rural 3", f"{TWO_PARTS} all 9") == [(8, 9)]
    assert beside(f"{TWO_PARTS} all 8", f"{TWO_PARTS} urban 6\n{TWO_PARTS} rural 2") == [(8, 8)]


def test_what_is_missing_of_the_whole_leaves_nothing_to_compare_with() -> None:
    """One settlement of two, an unknown figure, or a refused row: the sum is not smaller, it is unknown."""
    assert beside(f"{TWO_PARTS} all 8", f"{TWO_PARTS} urban 6") == [(8, None)]
    assert beside(f"{TWO_PARTS} all 8", f"{TWO_PARTS} urban 6\n{TWO_PARTS} rural .") == [(8, None)]
    rows = treatment(
        HEAD + f"{TWO_PARTS} all 8",
        f"unit_id settlement collected_kg accepted\n{TWO_PARTS} urban 6 yes\n{TWO_PARTS} rural 2 no",
    )
    assert numbers(rows["collected_beside_kg"]) == [None]


def test_what_is_dumped_or_of_another_stream_is_not_treated() -> None:
    """Only treating methods and the stream that counts are held against what was collected."""
    rows = treatment(f"""
        unit_id  settlement  method            stream        treated_kg
        {WARD}   urban       sanitary_landfill domestic      5
        {WARD}   urban       open_dump         domestic      7
        {WARD}   urban       composting        agricultural  9
    """)
    assert numbers(rows["treated_beside_kg"]) == [5, None, None]


def test_history_adds_the_whole_unit_whoever_reports() -> None:
    """A facility that writes `all` one month and a unit that writes `urban` the next speak of the same waste."""
    lines = [f"{WARD} {month} urban unit 20000" for month in months_between("2025-07", "2025-12")]
    rows = treatment(
        "unit_id period settlement reported_by treated_kg\n" + "\n".join([*lines, f"{WARD} 2026-01 all facility 90000"])
    )
    assert rows["treated_standing"].iloc[-1] == "step"
    assert rows["treated_repeats"].fillna("–").tolist() == ["varies"] * 3 + ["constant"] * 3 + ["varies"]


def test_a_month_of_which_a_row_was_refused_has_no_sum() -> None:
    """Half of a month is not a drop."""
    lines = [f"{WARD} {month} urban SYN-LC 20000 yes" for month in months_between("2025-07", "2025-12")]
    lines += [f"{WARD} 2026-01 urban SYN-LC 1000 yes", f"{WARD} 2026-01 urban SYN-UP 19000 no"]
    rows = treatment("unit_id period settlement facility_code treated_kg accepted\n" + "\n".join(lines))
    assert rows["treated_standing"].isna().iloc[-1]


def test_capacity_adds_up_day_by_day_over_a_change_and_what_was_received_over_everybody() -> None:
    """SYN-MT took 15 t a day until February 2026 and 20 from March on; units and streams are added, words are not."""
    rows = treatment(f"""
        unit_id      period   settlement  facility_code  stream        reported_by  treated_kg
        {WARD}       2026-03  urban       SYN-MT         domestic      unit         400000
        {WARD}       2026-03  urban       SYN-MT         domestic      facility     390000
        {TWO_PARTS}  2026-03  rural       SYN-MT         agricultural  unit         230001
        {WARD}       2026-02  urban       SYN-MT         domestic      unit         1
        {WARD}       2026    urban       SYN-MT         domestic      unit         1
    """)
    assert numbers(rows["facility_total_kg"]) == [None, 620_001, None, 1, 1]
    assert numbers(rows["facility_capacity_kg"]) == [None, 31 * 20_000, None, 28 * 15_000, 59 * 15_000 + 306 * 20_000]


def words(unit: str, facility: str, settlements: str = "urban urban") -> list[bool | None]:
    """Return whether the two words on one facility agree, on each of the unit's rows."""
    of_unit, of_facility = settlements.split()
    lines = [f"{WARD} {of_unit} composting unit {figure}" for figure in unit.split()]
    lines[1:] = [line.replace("composting", "recycling") for line in lines[1:]]
    lines += [f"{WARD} {of_facility} composting facility {figure}" for figure in facility.split()]
    rows = treatment("unit_id settlement method reported_by treated_kg\n" + "\n".join(lines))
    return answers(rows["words_agree"])[: len(unit.split())]


@pytest.mark.parametrize(
    ("unit", "facility", "agree"),
    [
        ("15187", "15187", True),
        ("15187", "15188", False),
        ("15190", "15185", True),
        ("15200", "15251", False),
        ("15000", "15500", True),
        ("0", "1", False),
    ],
)
def test_two_words_agree_if_rounding_explains_what_is_between_them(unit: str, facility: str, agree: object) -> None:
    """Half a unit of the last decimal that the unit's figure shows; a reported 0 is exact."""
    assert words(unit, facility) == [agree]


def test_two_words_are_compared_in_sum_and_told_once() -> None:
    """Methods apart and settlements apart are still one waste; the largest row of the unit's says so."""
    assert words("5001 7001", "12002") == [None, True]
    assert words("5001", "5002", "urban all") == [False]
    assert words("5001", "") == [None]


def test_nothing_on_record_is_no_error() -> None:
    """A home's first night."""
    assert treatment("").empty
    assert "words_agree" in treatment("")
