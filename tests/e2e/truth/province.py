"""What is true of the province: every indicator of methodology section 5, on the basis `as_was`."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.cells import Cell, Figures, Truth, ratio, summed
from tests.e2e.truth.communes import is_adequate, is_covered, is_covered_biologically, is_covered_in_period
from tests.e2e.truth.spans import months_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.e2e.truth.knowledge import Known
    from tests.e2e.truth.reading import Policy
    from tests.e2e.truth.register import Register

EACH = ("urban", "rural", "all")
Amount = int | Fraction


class Key(NamedTuple):
    """Which figure: as `province_coverage` keys it, less the basis."""

    period: str
    indicator: str
    settlement: str
    denominator_kind: str


class Ratio(NamedTuple):
    """A ratio of sums over cells: its two terms, and the figures each of them is made of.

    `follows` says of a cell whether the numerator follows although not all of `numerator_of` is known.
    """

    indicator: str
    denominator_kind: str
    settlements: tuple[str, ...]
    numerator: Callable[[Figures, Policy], Amount]
    denominator: Callable[[Figures, Policy], Amount]
    numerator_of: frozenset[str]
    denominator_of: frozenset[str]
    follows: Callable[[Figures, frozenset[str]], bool]

    def is_known(self, figures: Figures, known: frozenset[str]) -> bool:
        """Tell whether both terms of a cell follow from what is known of it."""
        follows = self.numerator_of <= known or self.follows(figures, known)
        return follows and self.denominator_of <= known


def _never(_: Figures, __: frozenset[str]) -> bool:
    return False


def _treated_or_nothing_collected(figures: Figures, known: frozenset[str]) -> bool:
    """Waste that was treated was collected, so T alone gives min(T, C); and so does C where it is 0."""
    return "treated" in known or ("collected" in known and figures.collected == 0)


def _all_or_nothing_treated(figures: Figures, known: frozenset[str]) -> bool:
    """With H and S known, T/C follows where nothing is collected, or nothing treated."""
    nothing_collected = "collected" in known and figures.collected == 0
    nothing_treated = "treated" in known and figures.treated == 0
    return "households_served" in known and (nothing_collected or nothing_treated)


def _served_and_treated(figures: Figures, _: Policy) -> Amount:
    """Return S x min(1, T / C), each cell's own."""
    share = ratio(figures.treated, figures.collected)
    return figures.served * min(Fraction(1), share) if share is not None else 0


def _of(*names: str) -> frozenset[str]:
    return frozenset(names)


CT = _of("treated", "collected")
RATIOS = (
    Ratio(
        "urban_collected_treated", "by_generated", ("urban",),
        lambda one, _: one.collected_treated, lambda one, _: one.generated,
        CT, _of("generated"), _treated_or_nothing_collected,
    ),
    Ratio(
        "urban_collected_treated", "by_collected", ("urban",),
        lambda one, _: one.collected_treated, lambda one, _: one.collected,
        CT, _of("collected"), _treated_or_nothing_collected,
    ),
    Ratio(
        "urban_collected_treated", "by_household", ("urban",),
        _served_and_treated, lambda one, _: one.households,
        CT | _of("households_served"), _of("households"), _all_or_nothing_treated,
    ),
    Ratio(
        "urban_collected_treated_biological", "by_generated", ("urban",),
        lambda one, _: min(one.biological, one.collected), lambda one, _: one.generated,
        CT, _of("generated"), _treated_or_nothing_collected,
    ),
    Ratio(
        "collection_rate", "by_generated", EACH,
        lambda one, _: one.collected, lambda one, _: one.generated,
        _of("collected"), _of("generated"), _never,
    ),
    Ratio(
        "treatment_rate", "by_collected", EACH,
        lambda one, _: one.treated, lambda one, _: one.collected,
        _of("treated"), _of("collected"), _never,
    ),
    Ratio(
        "household_coverage", "by_household", EACH,
        lambda one, _: one.served, lambda one, _: one.households,
        _of("households_served"), _of("households"), _never,
    ),
    Ratio(
        "self_managed_share", "by_household", EACH,
        lambda one, _: one.self_managed, lambda one, _: one.households,
        _of("households_self_managed"), _of("households"), _never,
    ),
    Ratio(
        "organic_recovery_rate", "by_organic", EACH,
        lambda one, _: one.biological, lambda one, policy: one.generated * policy.organic_fraction,
        _of("treated"), _of("generated"), _never,
    ),
    Ratio(
        "biological_treatment_share", "by_treated", EACH,
        lambda one, _: one.biological, lambda one, _: one.treated,
        _of("treated"), _of("treated"), _never,
    ),
    Ratio(
        "controlled_rate", "by_generated", EACH,
        lambda one, _: one.controlled, lambda one, _: one.generated,
        _of("treated"), _of("generated"), _never,
    ),
)  # fmt: skip

COUNTS: dict[str, Callable[[Figures, Policy], bool]] = {
    "communes_covered": lambda one, _: is_covered(one),
    "communes_covered_biological": lambda one, _: is_covered_biologically(one),
}
"""Counts that a longer period takes from its months; the strict one is judged on the period's sums."""
ADEQUATE = "communes_adequately_covered"
PEOPLE = "people_in_covered_units_share"


class Province:
    """The truth of all months, asked about one period at a time."""

    def __init__(self, truth: Truth, known: Known, register: Register, policy: Policy) -> None:
        """Group the cells by month."""
        self.register, self.policy, self.known = register, policy, known
        self.by_month: defaultdict[str, list[tuple[Cell, Figures]]] = defaultdict(list)
        for cell, figures in truth.items():
            self.by_month[cell.month].append((cell, figures))

    def cells(self, period: str) -> list[tuple[Cell, Figures]]:
        """Return the cells of a period's months."""
        return [pair for month in months_of(period) for pair in self.by_month[month]]

    def figures(self, period: str) -> dict[Key, Fraction | None]:
        """Return every true figure of a period."""
        return self._ratios(period) | self._counts(period)

    def _ratios(self, period: str) -> dict[Key, Fraction | None]:
        cells = self.cells(period)
        return {
            Key(period, one.indicator, settlement, one.denominator_kind): self._of_sums(
                one, [figures for cell, figures in cells if settlement in {cell.settlement, "all"}]
            )
            for one in RATIOS
            for settlement in one.settlements
        }

    def _of_sums(self, one: Ratio, cells: Iterable[Figures]) -> Fraction | None:
        numerators, denominators = [], []
        for figures in cells:
            numerators.append(one.numerator(figures, self.policy))
            denominators.append(one.denominator(figures, self.policy))
        return ratio(Fraction(sum(numerators)), Fraction(sum(denominators)))

    def values_of_known(self, period: str) -> dict[Key, Fraction | None]:
        """Return each ratio over the unit-months whose two terms follow from what is known."""
        result = {}
        for one in RATIOS:
            for settlement in one.settlements:
                parts: defaultdict[tuple[str, str], list[tuple[Cell, Figures]]] = defaultdict(list)
                for cell, figures in self.cells(period):
                    if settlement in {cell.settlement, "all"}:
                        parts[cell.unit_id, cell.month].append((cell, figures))
                usable = [
                    figures
                    for listed in parts.values()
                    if all(one.is_known(figures, self.known[cell]) for cell, figures in listed)
                    for _, figures in listed
                ]
                result[Key(period, one.indicator, settlement, one.denominator_kind)] = self._of_sums(one, usable)
        return result

    def is_wholly_known(self, key: Key) -> bool:
        """Tell whether every figure that a province figure is made of was received and accepted."""
        needed = {(one.indicator, one.denominator_kind): one.numerator_of | one.denominator_of for one in RATIOS}
        everything = _of("collected", "treated", "households", "households_served")
        names = needed.get((key.indicator, key.denominator_kind), everything if key.indicator == ADEQUATE else CT)
        return all(
            names <= self.known[cell]
            for cell, _ in self.cells(key.period)
            if key.settlement in {cell.settlement, "all"}
        )

    def _counts(self, period: str) -> dict[Key, Fraction | None]:
        """Return the counts over the units in force on the period's last day."""
        months = months_of(period)
        units = [unit.unit_id for unit in self.register.in_force(months[-1])]
        in_month: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
        for cell, figures in self.cells(period):
            in_month[cell.unit_id, cell.month].append(figures)
        of_unit = {
            unit: [summed(in_month[unit, month]) for month in months if (unit, month) in in_month] for unit in units
        }
        answers = {
            indicator: {
                unit: is_covered_in_period(counts(one, self.policy) for one in listed)
                for unit, listed in of_unit.items()
            }
            for indicator, counts in COUNTS.items()
        }
        answers[ADEQUATE] = {
            unit: answers["communes_covered"][unit] and is_adequate(summed(listed), self.policy)
            for unit, listed in of_unit.items()
        }
        result = {
            Key(period, indicator, "all", "by_units"): ratio(sum(each.values()), len(units))
            for indicator, each in answers.items()
        }
        people = {unit: listed[-1].population for unit, listed in of_unit.items()}
        covered = sum(people[unit] for unit in units if answers["communes_covered"][unit])
        result[Key(period, PEOPLE, "all", "by_population")] = ratio(covered, sum(people.values()))
        return result
