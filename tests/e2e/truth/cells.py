"""The truth of each unit, month and settlement: what was generated, collected, and became of it."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.reading import Policy, rows_of
from tests.e2e.truth.register import Facilities, FacilityLine, Register, is_licensed, lowest_level, unit_id
from tests.e2e.truth.spans import days_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


GRAMS = 1000
"""Kilograms in a tonne."""


class Cell(NamedTuple):
    """Whose figures: a unit, a month and a settlement."""

    unit_id: str
    month: str
    settlement: str


@dataclass(frozen=True)
class Figures:
    """Whole numbers of one cell; masses in kilograms, people as the register counts them."""

    population: int
    person_days: int
    households: int
    served: int
    self_managed: int
    generated: int
    collected: int
    treated: int
    biological: int
    controlled: int

    @property
    def collected_treated(self) -> int:
        """CT, taken once per cell and additive from then on."""
        return min(self.treated, self.collected)


Truth = dict[Cell, Figures]

MEASURED = {
    "households": "households",
    "households_served": "served",
    "households_self_managed": "self_managed",
    "generated": "generated",
    "collected": "collected",
}
"""Columns of the truth and of reports, without their unit, and the figures they hold."""


def read_truth(folder: Path, register: Register, facilities: Facilities, policy: Policy) -> Truth:
    """Return the true figures of every cell in `folder`."""
    became = _treatment(folder / "treatment.csv", facilities, policy)
    truth = {}
    for row in rows_of(folder / "collection.csv"):
        cell = Cell(unit_id(row["unit_code"], row["valid_from"]), row["period"], row["settlement"])
        people = register.census[cell.unit_id, cell.settlement].people
        treated, biological, controlled = became[cell]
        truth[cell] = Figures(
            population=people,
            person_days=people * days_in(cell.month),
            households=int(row["households"]),
            served=int(row["households_served"]),
            self_managed=int(row["households_self_managed"]),
            generated=int(row["generated_kg"]),
            collected=int(row["collected_kg"]),
            treated=treated,
            biological=biological,
            controlled=controlled,
        )
    return truth


def _treatment(path: Path, facilities: Facilities, policy: Policy) -> defaultdict[Cell, list[int]]:
    """Return T, O and K of every cell: treating methods at facilities licensed on every day of the month."""
    sums: defaultdict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows_of(path):
        parts = sums[Cell(unit_id(row["unit_code"], row["valid_from"]), row["period"], row["settlement"])]
        for place, kilograms in enumerate(counted_treatment(row, facilities, policy)):
            parts[place] += kilograms
    return sums


def counted_treatment(row: Mapping[str, str], facilities: Facilities, policy: Policy) -> tuple[int, int, int]:
    """Return what one row of the truth adds to T, O and K."""
    code, month = row["facility_code"], row["period"]
    if row["stream"] != policy.stream or row["method"] not in policy.treating:
        return 0, 0, 0
    licensed, controlled = _standing_of(tuple(facilities[code]), month, policy.levels, policy.controlled_from)
    kilograms = int(row["treated_kg"]) if licensed else 0
    biological = row["method"] in policy.biological
    return kilograms, kilograms if biological else 0, kilograms if controlled else 0


@functools.cache
def _standing_of(
    lines: tuple[FacilityLine, ...], month: str, levels: tuple[str, ...], controlled_from: str
) -> tuple[bool, bool]:
    """Tell whether a facility is licensed all month, and whether it keeps its waste under control."""
    level = lowest_level(list(lines), month, levels)
    return is_licensed(list(lines), month), level >= levels.index(controlled_from)


def estimated_generation(people: int, factor: Fraction, days: int) -> int:
    """Return people x kg per person and day x days in whole kilograms, half to even.

    >>> estimated_generation(5, Fraction("0.5"), 1), estimated_generation(7, Fraction("0.5"), 1)
    (2, 4)
    """
    return round(people * factor * days)


def with_estimates(truth: Truth, known: Mapping[Cell, frozenset[str]], register: Register, policy: Policy) -> Truth:
    """Return the truth on the footing of the published bounds: where G or H was not reported, their estimates.

    The bounds of a ratio are conditional on the estimated G (methodology, section 5); those of a
    share of households are so on the registered H.
    """
    return {cell: _with_estimate(cell, figures, known[cell], register, policy) for cell, figures in truth.items()}


def _with_estimate(cell: Cell, figures: Figures, known: frozenset[str], register: Register, policy: Policy) -> Figures:
    counted = register.census[cell.unit_id, cell.settlement]
    if "generated" not in known:
        estimate = estimated_generation(counted.people, policy.factors[cell.settlement], days_in(cell.month))
        least = [figures.collected] if "collected" in known else []
        least += [figures.treated] if "treated" in known else []
        figures = replace(figures, generated=max(estimate, *least, 0))
    if "households" not in known:
        # No completion has more households that manage alone than there are households that nobody serves.
        alone = min(figures.self_managed, counted.households - figures.served)
        figures = replace(figures, households=counted.households, self_managed=alone)
    return figures


def summed(cells: Iterable[Figures]) -> Figures:
    """Return the sum of several cells' figures."""
    listed = list(cells)
    return Figures(**{name: sum(getattr(one, name) for one in listed) for name in Figures.__dataclass_fields__})


def ratio(numerator: Fraction | int, denominator: Fraction | int) -> Fraction | None:
    """Return an exact quotient; 0/0 and x/0 are nothing.

    >>> ratio(1, 3), ratio(0, 0)
    (Fraction(1, 3), None)
    """
    return Fraction(numerator) / denominator if denominator else None
