"""What a unit sent as a whole, divided among its settlements."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.frames import frame, numbers
from thugom.measures.settlements import by_settlement


def divided(rows: str, weights: str) -> list[tuple[str, int | None, bool]]:
    """Return settlement, kilograms and whether they are estimated."""
    found = by_settlement(_placed(rows), _placed(weights).astype({"weight": "Int64"}), ["collected_kg"])
    found = found.sort_values("settlement", ascending=False)
    return list(zip(found["settlement"], numbers(found["collected_kg"]), found["estimated"], strict=True))


def _placed(table: str) -> pd.DataFrame:
    """Return rows of one unit and month."""
    return frame(table).assign(unit_id="A", period="2026-01").astype({"unit_id": "str", "period": "str"})


TWO = "settlement weight\nurban 2\nrural 1"


def test_all_from_a_unit_of_one_settlement_is_that_settlement() -> None:
    """Nothing is estimated where there is nothing to divide, and no weight is needed."""
    assert divided("settlement collected_kg\nall 10", "settlement weight\nurban .") == [("urban", 10, False)]


def test_all_from_a_unit_of_two_settlements_is_divided_and_marked() -> None:
    """By weight, in whole kilograms, sums kept."""
    assert divided("settlement collected_kg\nall 10", TWO) == [("urban", 7, True), ("rural", 3, True)]


def test_what_was_sent_by_settlement_stays_as_it_was_sent() -> None:
    """Parts are facts, and facts are not estimated."""
    rows = "settlement collected_kg\nurban 1\nrural 9"
    assert divided(rows, TWO) == [("urban", 1, False), ("rural", 9, False)]


def test_an_unknown_whole_has_unknown_parts() -> None:
    """Null in, null out."""
    found = divided("settlement collected_kg\nall .", TWO)
    assert [kilograms for _, kilograms, _ in found] == [None, None]


def test_one_unknown_weight_leaves_every_part_unknown() -> None:
    """A unit whose people are known in one settlement only cannot be divided."""
    found = divided("settlement collected_kg\nall 10", "settlement weight\nurban 2\nrural .")
    assert [kilograms for _, kilograms, _ in found] == [None, None]


def test_a_reported_zero_is_zero_in_each_part() -> None:
    """Nothing divides into nothing, known as such."""
    assert divided("settlement collected_kg\nall 0", TWO) == [("urban", 0, True), ("rural", 0, True)]


@settings(max_examples=30)
@given(st.integers(0, 10**12), st.integers(0, 10**6), st.integers(0, 10**6))
def test_dividing_conserves_every_kilogram(total: int, urban: int, rural: int) -> None:
    """The parts sum to the whole, and none is negative, whatever the weights."""
    found = divided(f"settlement collected_kg\nall {total}", f"settlement weight\nurban {urban}\nrural {rural}")
    parts = [kilograms or 0 for _, kilograms, _ in found]
    assert sum(parts) == total
    assert min(parts) >= 0
