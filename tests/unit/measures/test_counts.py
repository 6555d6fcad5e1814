"""Counts on another map: their bounds are those of a search through everything the reports leave open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import Answer
from tests.unit.measures.worlds import (
    MONTHS,
    Cell,
    Report,
    World,
    account_of_worlds,
    ends_of,
    in_one_place,
    links_of,
    maps,
)
from thugom.measures.bases import on_bases
from thugom.measures.counts import COUNTS, PEOPLE, Correction, corrections, count_figures, least_hitting, people_figures
from thugom.measures.figure import Figure
from thugom.measures.former_parts import REPORTED
from thugom.measures.periods import calendar
from thugom.measures.province import OnBasis

LITERAL = {"communes_covered": "treated", "communes_covered_biological": "biological"}
PERIODS = [*MONTHS, "2026-Q1", "2026-H1", "2026"]
NO_PARTS = pd.DataFrame(columns=["unit_id", "period", "settlement", "to_unit_id", *REPORTED])
Key = tuple[str, str]
Ends = tuple[Fraction | int | None, ...]
Masks = frozenset[frozenset[str]]
"""Every set of units that may be the covered ones."""


def basis_of(worlds: Sequence[World]) -> OnBasis:
    """Return the worlds' units on the other map."""
    cells = account_of_worlds(worlds)
    maps_of = {"other": links_of(worlds)}
    return on_bases(cells, maps_of, NO_PARTS, ends_of(worlds), packaged_policy())["other"]


def figures_of(worlds: Sequence[World]) -> tuple[dict[Key, Figure], dict[tuple[str, str], int]]:
    """Return the counts of all worlds together by period and indicator, and people by unit and period."""
    basis = basis_of(worlds)
    whole = basis.units[basis.units["settlement"] == "all"]
    corrected = corrections(basis.wholes, whole) if len(basis.wholes) else {}
    periods = calendar(PERIODS)
    found = {(key[0], key[2]): figure for key, figure in count_figures(whole, periods, corrected)}
    found |= {(key[0], PEOPLE): figure for key, figure in people_figures(whole, periods, corrected)}
    keys = whole[["unit_id", "period", "population"]].itertuples(index=False, name=None)
    return found, {(unit, period): int(people) for unit, period, people in keys}


def ends(figure: Figure) -> Ends:
    """Return the numerators of both ends."""
    return figure.lower.numerator, figure.upper.numerator


def months_of(period: str) -> tuple[str, ...]:
    """Return the months of a period: one, or all there are."""
    return (period,) if period in MONTHS else MONTHS


# --- The search through everything that is open.


def answer_of(report: Report, reading: str) -> Answer:
    """Return whether a cell is covered: methodology, section 4."""
    if report.collected == 0:
        return False
    if getattr(report, reading) > 0:
        return True
    return False if report.treated_known else None


def ways(cell: Cell, report: Report, reading: str, *, divided: bool) -> Masks:
    """Return which of a cell's units may be the covered ones: methodology, section 5, Counts."""
    answer = answer_of(report, reading)
    everything = [frozenset(some) for some in _subsets(cell.targets)]
    if answer is False:
        return frozenset([frozenset()])
    excess = report.collected is not None and getattr(report, reading) > report.collected
    if answer is None or (divided and excess):
        return frozenset(everything)
    return frozenset(some for some in everything if some)


def _subsets(targets: Sequence[str]) -> Iterator[list[str]]:
    """Yield every choice among the units."""
    for chosen in product([False, True], repeat=len(targets)):
        yield [target for target, taken in zip(targets, chosen, strict=True) if taken]


def possible(world: World, month: str, reading: str) -> Masks:
    """Return every set of units that may be the covered ones of a month."""
    cells = next(cells for name, _, cells in world.by_month if name == month)
    undivided = in_one_place(cells)
    found: Masks = frozenset([frozenset()])
    for cell in cells:
        report = world.reports.get((month, cell), Report())
        one = ways(cell, report, reading, divided=cell.unit not in undivided and len(cell.targets) > 1)
        found = frozenset(done | more for done in found for more in one)
    return found


def search(world: World, period: str, reading: str, weights: Mapping[str, int]) -> tuple[int, int]:
    """Return the least and the most weight of the units that count, over everything that is open."""
    months = months_of(period)
    tallies = {(0,) * len(world.targets)}
    for month in months:
        masks = possible(world, month, reading)
        tallies = {
            tuple(had + (target in mask) for had, target in zip(tally, world.targets, strict=True))
            for tally in tallies
            for mask in masks
        }
    sums = [
        sum(weights[target] for had, target in zip(tally, world.targets, strict=True) if 3 * had >= 2 * len(months))
        for tally in tallies
    ]
    return min(sums), max(sums)


# --- What is drawn.

STATES = st.sampled_from(
    [
        Report(),
        Report(collected=0, treated_known=True),
        Report(collected=9, treated_known=True),
        Report(collected=9, treated=5, biological=0, treated_known=True),
        Report(collected=9, treated=5, biological=5, treated_known=True),
        Report(collected=9),
        Report(collected=9, treated=3),
        Report(treated=3, biological=1, treated_known=True),
        Report(collected=1, treated=5, biological=1, treated_known=True),
        Report(collected=1, treated=5, biological=5, treated_known=True),
    ]
)


@st.composite
def told_worlds(draw: st.DrawFn, name: str, states: st.SearchStrategy[Report] = STATES) -> World:
    """Draw a world with its reports."""
    world = draw(maps(name))
    reports = {(month, cell): draw(states) for month, _, cells in world.by_month for cell in cells}
    return replace(world, reports=reports)


@st.composite
def many(draw: st.DrawFn, states: st.SearchStrategy[Report] = STATES, most: int = 8) -> list[World]:
    """Draw several worlds: measuring six costs no more than measuring one."""
    return [draw(told_worlds(str(number), states)) for number in range(draw(st.integers(1, most)))]


@settings(max_examples=5)
@given(many())
def test_the_bounds_of_literal_counts_are_those_of_every_completion(worlds: list[World]) -> None:
    """Merged, split and overlapping wholes, months and longer: the least and the most are what a search finds."""
    assert_bounds_are_those_of_a_search(worlds)


@pytest.mark.soak
@settings(max_examples=150)
@given(many(most=12))
def test_the_bounds_of_literal_counts_are_those_of_every_completion_of_many(worlds: list[World]) -> None:
    """The same over thousands of small provinces."""
    assert_bounds_are_those_of_a_search(worlds)


def assert_bounds_are_those_of_a_search(worlds: Sequence[World]) -> None:
    """Hold both ends of every literal count against a search, and the value against the ends."""
    found, people = figures_of(worlds)
    for period in PERIODS:
        for indicator, reading in LITERAL.items():
            least, most = _summed(worlds, period, reading)
            figure = found[period, indicator]
            assert ends(figure) == (least, most), (period, indicator)
            assert not figure.outside
        least, most = _summed(worlds, period, "treated", {unit: n for (unit, of), n in people.items() if of == period})
        figure = found[period, PEOPLE]
        assert ends(figure) == (least, most), period
        assert not figure.outside


def _summed(
    worlds: Sequence[World], period: str, reading: str, people: Mapping[str, int] | None = None
) -> tuple[int, int]:
    """Return both ends over worlds that have nothing to do with each other, of people or else of units."""
    found = [search(world, period, reading, people or dict.fromkeys(world.targets, 1)) for world in worlds]
    return sum(least for least, _ in found), sum(most for _, most in found)


# --- The strict reading, and what must hold whatever happened.

ADEQUATE = Report(10, 10, 0, treated_known=True, households=10, served=10)
FEW_SERVED = replace(ADEQUATE, served=7)
UNTREATED = replace(ADEQUATE, treated=0)
UNKNOWN = Report()


def one_whole(*reports: Report, parts: int = 3) -> World:
    """Return a whole of some parts that reports in each of three months."""
    cell = Cell("W", "rural", tuple(f"T{number}" for number in range(parts)), (1,) * parts)
    return World(((cell,),), (3,), {(month, cell): report for month, report in zip(MONTHS, reports, strict=True)})


def strict(world: World, period: str) -> Ends:
    """Return both ends of the strict count and its value."""
    figure = figures_of([world])[0][period, "communes_adequately_covered"]
    return *ends(figure), figure.value.ratio


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (ADEQUATE, (0, 3, None)),
        (FEW_SERVED, (0, 2, None)),
        (UNTREATED, (0, 0, 0)),
        (UNKNOWN, (0, 3, None)),
        (replace(ADEQUATE, treated=7, treated_known=False), (0, 3, None)),
    ],
)
@pytest.mark.parametrize("period", ["2026-01", "2026-Q1"])
def test_of_an_adequate_whole_any_part_may_fall_short_and_of_an_inadequate_one_some_part_does(
    report: Report, expected: tuple[int, int, int | None], period: str
) -> None:
    """An adequate whole counts 0 to n parts, an inadequate one 0 to n - 1, an uncovered one none: in a quarter too."""
    assert strict(one_whole(report, report, report), period) == expected


def test_a_quarter_is_judged_on_its_sums() -> None:
    """Two months with few served and one with all: 24 of 30 are four fifths, so all three parts may be adequate."""
    assert strict(one_whole(ADEQUATE, FEW_SERVED, FEW_SERVED), "2026-Q1") == (0, 3, None)
    assert strict(one_whole(replace(ADEQUATE, served=9), FEW_SERVED, FEW_SERVED), "2026-Q1") == (0, 2, None)


def test_what_comes_from_another_unit_too_may_make_up_for_an_inadequate_whole() -> None:
    """A unit that takes in a well-served neighbour and a part of an inadequate whole may itself be adequate."""
    whole, neighbour = Cell("W", "rural", ("T0", "T1"), (1, 1)), Cell("V", "rural", ("T1",), (1,))
    month = MONTHS[0]
    good = replace(ADEQUATE, households=100, served=100, collected=100, treated=100)
    world = World(((whole, neighbour),), (3,), {(month, whole): FEW_SERVED, (month, neighbour): good})
    assert strict(world, month)[:2] == (0, 2)
    world.reports[month, neighbour] = replace(ADEQUATE, households=1, served=1)
    assert strict(world, month)[:2] == (0, 1)


def test_of_a_silent_whole_nothing_is_hidden_that_the_interval_does_not_show() -> None:
    """Silence leaves the value to the others; a covered whole leaves the count without one."""
    known = Cell("V", "rural", ("T9",), (1,))
    for report, value in ((UNKNOWN, 1), (ADEQUATE, None)):
        world = one_whole(report, report, report)
        world = World(((*world.eras[0], known),), (3,), world.reports | {(month, known): ADEQUATE for month in MONTHS})
        assert figures_of([world])[0][MONTHS[0], "communes_covered"].value.ratio == value


def test_a_settlements_own_row_is_known_of_the_part_that_it_is_of() -> None:
    """The part that was a township reports apart: it is covered, and its rural neighbours are two of at least one."""
    town, country = Cell("W", "urban", ("T0",), (1,)), Cell("W", "rural", ("T1", "T2"), (1, 1))
    month = MONTHS[0]
    world = World(((town, country),), (3,), {(month, town): ADEQUATE, (month, country): ADEQUATE})
    figure = figures_of([world])[0][month, "communes_covered"]
    assert ends(figure) == (2, 3)
    units = basis_of([world]).units
    town_rows = units[(units["unit_id"] == "T0") & (units["period"] == month)]
    assert town_rows["covered"].tolist() == [True, True]
    assert town_rows["adequately_covered"].tolist() == [True, True]
    assert not town_rows["apportioned"].any()


def test_what_was_sent_for_settlements_together_is_known_of_no_part() -> None:
    """A division by people says nothing of the township: of the whole unit one of three parts is covered."""
    town, country = Cell("W", "urban", ("T0",), (1,)), Cell("W", "rural", ("T1", "T2"), (1, 1))
    month = MONTHS[0]
    world = World(((town, country),), (3,), {(month, town): ADEQUATE, (month, country): ADEQUATE})
    cells = account_of_worlds([world]).assign(estimated=True)
    basis = on_bases(cells, {"other": links_of([world])}, NO_PARTS, ends_of([world]), packaged_policy())["other"]
    whole = basis.units[basis.units["settlement"] == "all"]
    assert corrections(basis.wholes, whole)[month, "month", "covered"] == Correction(1, 100, 0, hidden=True)
    rows = basis.units[(basis.units["unit_id"] == "T0") & (basis.units["period"] == month)]
    assert rows["covered"].isna().all()
    assert rows["adequately_covered"].isna().all()


@st.composite
def true_worlds(draw: st.DrawFn, name: str) -> tuple[World, dict[tuple[str, str], dict[str, int]]]:
    """Draw what is true of every unit of the other map, and the reports that follow, some of which never came."""
    world = draw(maps(name))
    truth = {(unit, month): dict.fromkeys(("h", "s", "c", "t", "o"), 0) for unit in world.targets for month in MONTHS}
    reports = {}
    for month, _, cells in world.by_month:
        for cell in cells:
            whole = dict.fromkeys(("h", "s", "c", "t", "o"), 0)
            for target in cell.targets:
                for key, amount in draw(_pieces()).items():
                    truth[target, month][key] += amount
                    whole[key] += amount
            reports[month, cell] = draw(_received(whole))
    return replace(world, reports=reports), truth


@st.composite
def _pieces(draw: st.DrawFn) -> dict[str, int]:
    """Draw what is true of a part: households, served, collected, treated, biologically."""
    households, collected = draw(st.sampled_from([1, 5])), draw(st.sampled_from([0, 1, 5]))
    served, treated = draw(st.sampled_from([0, households])), draw(st.sampled_from([0, collected]))
    return {"h": households, "s": served, "c": collected, "t": treated, "o": draw(st.sampled_from([0, treated]))}


@st.composite
def _received(draw: st.DrawFn, true: dict[str, int]) -> Report:
    """Draw which reports of a cell came."""
    collection, treatment = draw(st.sampled_from([(True, True), (True, True), (True, False), (False, True)]))
    report = Report()
    if collection:
        report = replace(report, collected=true["c"], households=true["h"], served=true["s"])
    if treatment:
        report = replace(report, treated=true["t"], biological=true["o"], treated_known=True)
    return report


@settings(max_examples=5)
@given(st.integers(1, 8).flatmap(lambda most: st.tuples(*(true_worlds(str(number)) for number in range(most)))))
def test_whatever_happened_lies_within_the_bounds(
    drawn: tuple[tuple[World, dict[tuple[str, str], dict[str, int]]], ...],
) -> None:
    """Of any true figures whose sums were reported, the true counts of all readings lie within the bounds."""
    found, _ = figures_of([world for world, _ in drawn])
    for period in PERIODS:
        units = [_sums(truth, unit, period) for world, truth in drawn for unit in world.targets]
        months = [_months(truth, unit, period) for world, truth in drawn for unit in world.targets]
        true = {
            "communes_covered": sum(_mostly([one["t"] > 0 for one in each]) for each in months),
            "communes_covered_biological": sum(_mostly([one["o"] > 0 for one in each]) for each in months),
            "communes_adequately_covered": sum(
                _mostly([one["t"] > 0 for one in each])
                and 5 * one["s"] >= 4 * one["h"]
                and 5 * one["t"] >= 4 * one["c"]
                for one, each in zip(units, months, strict=True)
            ),
        }
        for indicator, count in true.items():
            figure = found[period, indicator]
            assert figure.lower.numerator is not None
            assert figure.upper.numerator is not None
            assert figure.lower.numerator <= count <= figure.upper.numerator, (period, indicator)


def _months(truth: dict[tuple[str, str], dict[str, int]], unit: str, period: str) -> list[dict[str, int]]:
    """Return what is true of a unit in each month."""
    return [truth[unit, month] for month in months_of(period)]


def _sums(truth: dict[tuple[str, str], dict[str, int]], unit: str, period: str) -> dict[str, int]:
    """Return the sums over a period."""
    return {name: sum(one[name] for one in _months(truth, unit, period)) for name in ("h", "s", "c", "t", "o")}


def _mostly(answers: Sequence[bool]) -> bool:
    """Return whether two thirds are yes."""
    return 3 * sum(answers) >= 2 * len(answers)


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True), min_size=1, max_size=4),
    st.lists(st.integers(0, 9), min_size=5, max_size=5),
)
def test_the_least_that_meets_every_whole_is_the_least_of_all_choices(
    wholes: list[list[int]], weights: list[int]
) -> None:
    """The lightest set of units with one of every whole is what trying every set finds."""
    pairs = pd.DataFrame([(f"W{number}", unit) for number, units in enumerate(wholes) for unit in units])
    found = least_hitting(pairs[0], pairs[1].astype(str), pairs[1].map(dict(enumerate(weights))))
    choices = (set(_subsets_of_numbers(mask)) for mask in range(2**5))
    assert found == min(
        sum(weights[unit] for unit in choice) for choice in choices if all(choice & {*w} for w in wholes)
    )


def _subsets_of_numbers(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set."""
    return (position for position in range(5) if mask >> position & 1)


def test_every_count_has_its_answer() -> None:
    """The indicators that are searched are those that are published."""
    assert {*LITERAL, "communes_adequately_covered"} == set(COUNTS)
