"""What moved a figure: the units themselves, their reports, revisions, or a boundary change."""

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import records
from thugom.contracts import load_contract, packaged_schemas
from thugom.measures.change import PARTS, Change, change, month_change
from thugom.measures.target_terms import Series

POLICY = packaged_policy()
COVERED = Series("communes_covered", "all", "by_units")
Terms = dict[str, tuple[int, int] | None]
"""By unit; None is unknown."""


def rows_of(terms: Terms, period: str = "2026-10") -> pd.DataFrame:
    """Return the value's terms of each unit."""
    pairs = [(None, None) if pair is None else pair for pair in terms.values()]
    return pd.DataFrame(
        {
            "period": pd.Series(period, index=range(len(terms)), dtype="str"),
            "unit_id": pd.Series(list(terms), dtype="str"),
            "value_n": pd.Series([pair[0] for pair in pairs], dtype="Int64"),
            "value_d": pd.Series([pair[1] for pair in pairs], dtype="Int64"),
        }
    )


def moved(now: Terms, before: Terms, recast: Terms | None = None, earlier: Fraction | None = None) -> Change:
    """Return what moved the figure; without more, nothing was recast or revised."""
    held = [pair for pair in before.values() if pair is not None]
    known = Fraction(sum(n for n, _ in held), sum(d for _, d in held)) if held else None
    recast = before if recast is None else recast
    return month_change(rows_of(now), rows_of(before), rows_of(recast), known if earlier is None else earlier)


def parts(figure: Change) -> list[Fraction | None]:
    """Return same units, reporting, revision and boundary."""
    return [getattr(figure, part) for part in PARTS]


def test_units_that_do_better_move_the_figure_themselves() -> None:
    """From 100 to 120 of 200: ten points, all by the units that were there."""
    figure = moved({"A": (70, 100), "B": (50, 100)}, {"A": (50, 100), "B": (50, 100)})
    assert figure.difference == Fraction(1, 10)
    assert parts(figure) == [Fraction(1, 10), 0, 0, 0]


def test_a_unit_that_falls_silent_moves_the_figure_by_reporting() -> None:
    """Without the weak town the known rate rises from 50 % to 90 %, and nothing got better."""
    figure = moved({"A": (90, 100), "B": None}, {"A": (90, 100), "B": (10, 100)})
    assert figure.difference == Fraction(2, 5)
    assert parts(figure) == [0, Fraction(2, 5), 0, 0]


def test_a_revision_is_what_is_known_now_and_was_not_then() -> None:
    """First published with 40 %, the month before is 50 % now; this month stayed there."""
    figure = moved({"A": (50, 100)}, {"A": (50, 100)}, earlier=Fraction(2, 5))
    assert figure.difference == Fraction(1, 10)
    assert parts(figure) == [0, 0, Fraction(1, 10), 0]


def test_a_merger_moves_a_count_by_its_boundaries() -> None:
    """Of four communes two were covered; two become one, which was covered in part: two of three.

    Then the third, uncovered commune is served: 3 of 3. A third of that is its own doing.
    """
    before: Terms = {"A": (1, 1), "B": (0, 1), "C": (1, 1), "D": (0, 1)}
    recast: Terms = {"AB": (1, 1), "C": (1, 1), "D": (0, 1)}
    figure = moved({"AB": (1, 1), "C": (1, 1), "D": (1, 1)}, before, recast)
    assert (figure.previous_value, figure.difference) == (Fraction(1, 2), Fraction(1, 2))
    assert parts(figure) == [Fraction(1, 3), 0, 0, Fraction(1, 6)]


def test_a_merger_with_everything_at_once() -> None:
    """Revision, merger, silence and progress in one month, by hand.

    September was published with 1/5 and is 30/100 now; a rural commune becomes urban with the town
    AB, so that it would have been 40/140. In October AB rises to 60/120, C is silent.
    """
    before: Terms = {"A": (30, 80), "C": (0, 20)}
    recast: Terms = {"AB": (40, 120), "C": (0, 20)}
    figure = moved({"AB": (60, 120), "C": None}, before, recast, Fraction(1, 5))
    same = Fraction(60, 120) - Fraction(40, 120)
    rest = (Fraction(60, 120) - Fraction(40, 140)) - same
    assert parts(figure) == [same, rest, Fraction(1, 10), Fraction(2, 7) - Fraction(3, 10)]
    assert figure.difference == Fraction(3, 10)


def test_where_no_unit_is_known_twice_all_of_it_is_reporting() -> None:
    """Nothing can be put down to units of which only one month is known."""
    figure = moved({"A": (80, 100), "B": None}, {"A": None, "B": (30, 100)})
    assert parts(figure) == [0, Fraction(1, 2), 0, 0]


def test_an_unknown_month_has_no_difference() -> None:
    """What nobody knew before cannot have moved; what was revised before is still said."""
    figure = moved({"A": (80, 100)}, {"A": None})
    assert (figure.difference, parts(figure)) == (None, [None] * 4)
    figure = moved({"A": None}, {"A": (50, 100)}, earlier=Fraction(2, 5))
    assert (figure.difference, parts(figure)) == (None, [None, None, Fraction(1, 10), 0])


PAIRS = st.none() | st.tuples(st.integers(0, 50), st.integers(1, 50))


@given(*[st.dictionaries(st.sampled_from("ABCDE"), PAIRS, max_size=5)] * 3, st.none() | st.fractions(0, 1))
def test_the_parts_sum_to_the_difference(now: Terms, before: Terms, recast: Terms, earlier: Fraction | None) -> None:
    """Exactly, wherever all of them are known; and one that is unknown leaves no part of the rest invented."""
    figure = month_change(rows_of(now), rows_of(before), rows_of(recast), earlier)
    known = [part for part in parts(figure) if part is not None]
    if len(known) == len(PARTS):
        assert figure.difference == sum(known)
    assert (figure.same_units is None) == (figure.reporting is None)
    assert (figure.difference is None) == (figure.value is None or earlier is None)


def published(*values: tuple[str, int, int] | tuple[str, None, None]) -> pd.DataFrame:
    """Return the rows of `province_coverage` for the count of communes."""
    names = dict(zip(("indicator", "settlement", "denominator_kind"), COVERED, strict=True))
    rows = [
        {
            "period": period,
            "period_kind": "month",
            **names,
            "measured_in": "units",
            "value": None if yes is None or units is None else yes / units,
            "numerator": yes,
            "denominator": units,
        }
        for period, yes, units in values
    ]
    return pd.DataFrame(rows)


def changes(
    months: dict[str, Terms], recast: dict[str, Terms], now: pd.DataFrame, earlier: pd.DataFrame
) -> dict[tuple[str, ...], dict[str, Any]]:
    """Return the changes of the count of communes by month."""
    terms, moved_terms = (
        pd.concat([rows_of(terms, period) for period, terms in parts.items()] or [rows_of({})])
        for parts in (months, recast)
    )
    return records(change({COVERED: terms}, {COVERED: moved_terms}, now, earlier, POLICY), "period")


MONTHS: dict[str, Terms] = {
    "2025-06": {"A": (1, 1), "B": (0, 1), "C": (0, 1)},
    "2025-07": {"AB": (1, 1), "C": (1, 1)},
    "2025-08": {"AB": (1, 1), "C": None},
}
NOW = published(("2025-06", 1, 3), ("2025-07", 2, 2), ("2025-08", 1, 1))
MERGED: dict[str, Terms] = {"2025-06": {"AB": (1, 1), "C": (0, 1)}}


def test_the_columns_are_those_of_the_contract() -> None:
    """All of `change` but the versions, in its order, with rows and without."""
    contract = load_contract(packaged_schemas() / "curated" / "change.yml")
    names = [field.name for field in contract.fields if not field.name.endswith("_version")]
    assert change({COVERED: rows_of({})}, {}, NOW, NOW[:0], POLICY).columns.tolist() == names
    assert list(changes(MONTHS, MERGED, NOW, NOW[:0])["2025-07",]) == names


def test_every_month_with_one_before_it_has_a_row() -> None:
    """The first has none; the merger's month is split, the next one lost a report only."""
    rows = changes(MONTHS, MERGED, NOW, NOW[:0])
    assert list(rows) == [("2025-07",), ("2025-08",)]
    july, august = rows["2025-07",], rows["2025-08",]
    assert (july["previous_period"], july["previous_value"], july["value"]) == ("2025-06", 1 / 3, 1)
    points = [july[f"{part}_pp"] for part in PARTS]
    assert points == [50, 0, 0, pytest.approx(100 / 6)]
    assert sum(points) == pytest.approx(july["difference_pp"], abs=1e-9)
    assert [august[f"{part}_pp"] for part in PARTS] == [0, 0, 0, 0]


def test_a_month_is_compared_with_what_was_known_of_it_then() -> None:
    """June was published with nobody covered; a month that nobody kept is taken as it is known now."""
    rows = changes(MONTHS, MERGED, NOW, published(("2025-06", 0, 3)))
    july = rows["2025-07",]
    assert (july["previous_value"], july["revision_pp"]) == (0, pytest.approx(100 / 3))
    assert july["difference_pp"] == 100
    assert rows["2025-08",]["revision_pp"] == 0


def test_a_month_whose_value_was_withheld_then_has_no_difference() -> None:
    """What was not published cannot have been revised."""
    july = changes(MONTHS, MERGED, NOW, published(("2025-06", None, None)))["2025-07",]
    assert [july[name] for name in ("previous_value", "difference_pp", "revision_pp")] == [None] * 3
    assert july["same_units_pp"] == 50


def test_a_value_that_is_withheld_moves_nothing() -> None:
    """The row is there, without the parts that would need the value."""
    held = published(("2025-06", 1, 3), ("2025-07", None, None), ("2025-08", 1, 1))
    rows = changes(MONTHS, MERGED, held, NOW[:0])
    assert rows["2025-07",]["value"] is None
    assert [rows["2025-07",][f"{part}_pp"] for part in PARTS] == [None, None, 0, pytest.approx(100 / 6)]
    assert [rows["2025-08",][f"{part}_pp"] for part in PARTS] == [None] * 4


def test_the_last_digit_of_a_float_is_no_revision() -> None:
    """Billionths of a hundred million households do not fit into a float, and come back near enough."""
    served, households = 100_000_000_123_456_789, 300_000_000_000_000_001
    months: dict[str, Terms] = {"2026-01": {"A": (served, households)}, "2026-02": {"A": (served, households)}}
    rows = published(("2026-01", served, households), ("2026-02", served, households))
    rows = rows.assign(
        numerator=rows["numerator"] / 10**9, denominator=rows["denominator"] / 10**9, measured_in="households"
    )
    february = changes(months, {}, rows, rows)["2026-02",]
    assert (february["revision_pp"], february["difference_pp"]) == (0, 0)


def test_a_gap_in_the_months_has_no_row() -> None:
    """A change is from one month to the next."""
    months: dict[str, Terms] = {"2026-01": {"A": (1, 1)}, "2026-03": {"A": (1, 1)}}
    now = published(("2026-01", 1, 1), ("2026-03", 1, 1))
    assert changes(months, {}, now, now[:0]) == {}
