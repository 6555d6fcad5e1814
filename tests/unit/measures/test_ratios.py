"""Every ratio: its value over what is known, and the least and greatest it can be."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures import completions
from tests.unit.measures.accounts import Known, Treated, account_of, simple_policy
from tests.unit.measures.completions import extremes, known_cells
from thugom.measures.figure import Figure
from thugom.measures.ratio_sums import ratio_figure
from thugom.measures.ratios import RATIOS, Ratio

Interval = tuple[Fraction | int | None, Fraction | int | None]
WORLDS = st.lists(st.lists(known_cells(), min_size=1, max_size=3), min_size=1, max_size=4)
"""Several provinces at once: the account of four costs no more than that of one."""


def figures_of(worlds: Sequence[Sequence[Known]], ratio: Ratio, account: pd.DataFrame) -> list[Figure]:
    """Return the ratio's figure in each world; `account` holds the cells of all of them in order."""
    terms = ratio.terms(account, simple_policy()).assign(leans=False)
    ends = pd.Series([len(cells) for cells in worlds]).cumsum().tolist()
    return [ratio_figure(terms.iloc[end - len(cells) : end], "g") for cells, end in zip(worlds, ends, strict=True)]


def figure_of(indicator: str, denominator_kind: str, *cells: Known) -> Figure:
    """Return one ratio over these cells."""
    ratio = next(one for one in RATIOS if (one.indicator, one.denominator_kind) == (indicator, denominator_kind))
    (figure,) = figures_of([cells], ratio, account_of(cells, simple_policy()))
    return figure


def interval(figure: Figure) -> Interval:
    """Return both ends."""
    return figure.lower.ratio, figure.upper.ratio


def approximately(ends: Interval, ratio: Ratio) -> object:
    """Return both ends as they may be found: products of households and shares are kept to a billionth."""
    return pytest.approx(ends, abs=1e-9) if ratio.in_billionths and None not in ends else ends


def test_every_published_ratio_is_written_down_a_second_time() -> None:
    """The brute force knows every ratio that is published, and no other."""
    assert set(completions.RATIOS) == {(one.indicator, one.denominator_kind) for one in RATIOS}


@settings(max_examples=20)
@given(WORLDS)
def test_the_bounds_are_the_least_and_greatest_over_all_completions(worlds: list[list[Known]]) -> None:
    """Lower and upper equal what trying every completion of up to three units finds."""
    account = account_of([cell for cells in worlds for cell in cells], simple_policy())
    for ratio in RATIOS:
        brute = completions.RATIOS[ratio.indicator, ratio.denominator_kind]
        for cells, figure in zip(worlds, figures_of(worlds, ratio, account), strict=True):
            assert interval(figure) == approximately(extremes(cells, brute), ratio), (ratio.indicator, cells)


def _complete_or_silent(cell: Known) -> bool:
    """Tell whether everything or nothing is known of a cell."""
    reported = [*cell.figures, cell.treated]
    complete = all(figure is not None for figure in reported)
    return not cell.open and (complete or all(figure is None for figure in reported))


@settings(max_examples=20)
@given(
    st.lists(st.lists(known_cells().filter(_complete_or_silent), min_size=1, max_size=3), min_size=1, max_size=4),
)
def test_the_value_lies_within_its_bounds_where_units_are_complete_or_silent(worlds: list[list[Known]]) -> None:
    """With no rate above 1 and no partial report, lower <= value <= upper for every ratio."""
    account = account_of([cell for cells in worlds for cell in cells], simple_policy())
    for ratio in RATIOS:
        for cells, figure in zip(worlds, figures_of(worlds, ratio, account), strict=True):
            assert not figure.outside, (ratio.indicator, ratio.denominator_kind, cells)
            assert not figure.rate_above_one


@settings(max_examples=20)
@given(st.lists(known_cells(), min_size=1, max_size=4), st.integers(1, 9))
def test_a_figure_beyond_its_whole_never_lifts_an_interval_above_one(cells: list[Known], excess: int) -> None:
    """C above G, T above C and S above H stay as reported, and the interval stays within 0 and 1."""
    beyond = [
        replace(
            cell,
            collected=None if cell.collected is None else cell.collected + excess,
            served=None if cell.served is None else cell.served + excess,
            treated=None if cell.treated is None else replace(cell.treated, other=cell.treated.other + 2 * excess),
        )
        for cell in cells
    ]
    account = account_of(beyond, simple_policy())
    for ratio in RATIOS:
        for figure in figures_of([[cell] for cell in beyond], ratio, account):
            lower, upper = interval(figure)
            assert lower is None or 0 <= lower <= 1
            assert upper is None or 0 <= upper <= 1
            assert lower is None or upper is None or lower <= upper


FULL = Known(10, 4, 4, 4, 0, 10, 10, Treated(other=10))


def test_silence_counts_as_nothing_at_worst_and_as_everything_at_best() -> None:
    """Two equal towns, one silent: the headline lies between a half and one, its value is the known town's."""
    figure = figure_of("urban_collected_treated", "by_generated", FULL, Known(people=10, registered=4))
    assert interval(figure) == (Fraction(1, 2), 1)
    assert figure.value.ratio == 1


def test_no_units_excess_pays_for_anothers_gap() -> None:
    """A town that treats twice what it collects lifts nothing: the other one's waste stays untreated."""
    over = replace(FULL, treated=Treated(other=20))
    under = replace(FULL, treated=Treated())
    figure = figure_of("urban_collected_treated", "by_generated", over, under)
    assert interval(figure) == (Fraction(1, 2), Fraction(1, 2))
    assert figure_of("treatment_rate", "by_collected", over, under).rate_above_one


def test_a_silent_unit_treats_nothing_of_all_that_it_collects_at_worst() -> None:
    """Of T / C the least takes C = G and T = 0, not C = 0, which would leave the others' rate alone."""
    figure = figure_of("treatment_rate", "by_collected", FULL, Known(people=30))
    assert interval(figure) == (Fraction(1, 4), 1)


def test_a_silent_unit_treats_everything_otherwise_at_worst_of_the_biological_share() -> None:
    """Of O / T the least takes T = G and O = 0."""
    composting = replace(FULL, treated=Treated(biological=5))
    figure = figure_of("biological_treatment_share", "by_treated", composting, Known(people=15))
    assert interval(figure)[0] == Fraction(5, 20)


def test_known_treatment_of_nothing_is_no_treatment_however_much_was_collected() -> None:
    """With T = 0 and C unknown the treatment rate is 0 wherever it has a value, never unknown upwards."""
    figure = figure_of("treatment_rate", "by_collected", Known(people=10, treated=Treated()))
    assert interval(figure) == (0, 0)


def test_without_any_estimate_of_waste_the_bounds_are_nothing_and_everything() -> None:
    """A silent town whose people nobody counted leaves the whole ratio between 0 and 1, on no basis."""
    figure = figure_of("urban_collected_treated", "by_generated", FULL, Known())
    assert interval(figure) == (0, 1)
    assert figure.bounds_basis == "none"
    assert figure.value.ratio == 1


def test_a_ratio_of_nothing_to_nothing_has_no_value() -> None:
    """0 / 0 is null: neither 0 nor 1, for the value and for both ends."""
    figure = figure_of("urban_collected_treated", "by_generated", Known(0, 0, 0, 0, 0, 0, 0, Treated()))
    assert (figure.value.numerator, figure.value.denominator) == (None, None)
    assert interval(figure) == (None, None)


def test_an_unknown_numerator_or_denominator_has_no_value() -> None:
    """Null in, null out: a town with T unknown has no rate, and its bounds say how far it can reach."""
    figure = figure_of("urban_collected_treated", "by_generated", replace(FULL, treated=None))
    assert figure.value.ratio is None
    assert interval(figure) == (0, 1)


def test_the_value_stands_on_reported_generation_only() -> None:
    """Where G is estimated the unit is in the interval and not in the value."""
    estimated = replace(FULL, generated=None, collected=5, treated=Treated(other=5))
    assert figure_of("urban_collected_treated", "by_generated", estimated).value.ratio is None
    assert interval(figure_of("urban_collected_treated", "by_generated", estimated)) == (Fraction(1, 2), Fraction(1, 2))


@pytest.mark.parametrize(
    ("collected", "treated", "expected"),
    [
        (10, Treated(other=5), Fraction(1, 2)),
        (0, Treated(), Fraction(0)),
        (0, None, Fraction(0)),  # nothing was collected, so nothing collected was treated
        (None, Treated(other=5), Fraction(1, 2)),  # what was treated was collected
        (10, None, None),
        (None, None, None),
    ],
)
def test_collected_and_treated_follows_from_what_is_known(
    collected: int | None, treated: Treated | None, expected: Fraction | None
) -> None:
    """CT is min(T, C) where one of the two already decides it, and unknown elsewhere."""
    cell = replace(FULL, collected=collected, treated=treated)
    assert figure_of("urban_collected_treated", "by_generated", cell).value.ratio == expected


def test_a_known_part_that_reaches_what_was_collected_decides() -> None:
    """A town whose reported facilities already treat all it collects is known, whatever the late one says."""
    cell = replace(FULL, treated=Treated(other=10), open=True)
    assert figure_of("urban_collected_treated", "by_generated", cell).value.ratio == 1
    assert figure_of("treatment_rate", "by_collected", cell).value.ratio is None
