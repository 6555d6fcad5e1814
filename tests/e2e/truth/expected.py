"""What `commune_coverage` must say of every unit, period and settlement, and where it must be silent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.cells import GRAMS, Cell, Figures, summed
from tests.e2e.truth.communes import is_adequate, is_covered, is_covered_in_period, rates
from tests.e2e.truth.spans import periods_of

if TYPE_CHECKING:
    from tests.e2e.truth.demo import TrueDemo

RATES_FROM = {
    "collection_rate": {"collected"},
    "treatment_rate": {"collected", "treated"},
    "household_coverage": {"households", "households_served"},
    "self_managed_share": {"households", "households_self_managed"},
    "organic_recovery_rate": {"treated"},
    "biological_treatment_share": {"treated"},
    "controlled_rate": {"treated"},
    "generation_kg_per_person_day": set(),
}
"""What must be known for a rate; G is never unknown here, at worst estimated."""


class UnitPeriod(NamedTuple):
    """The key of `commune_coverage`, less the basis."""

    unit_id: str
    period: str
    settlement: str


@dataclass(frozen=True)
class Expected:
    """One row: exact numbers (None where it must be null), and the answers if they are known."""

    numbers: dict[str, Fraction | None]
    covered: bool
    adequately_covered: bool
    is_covered_known: bool
    is_complete: bool
    is_generation_reported: bool


def expected_rows(demo: TrueDemo) -> dict[UnitPeriod, Expected]:
    """Return every row that must be published, and no other."""
    groups: defaultdict[UnitPeriod, list[Cell]] = defaultdict(list)
    periods = {month: list(periods_of([month])) for month in demo.months}
    for cell in demo.truth:
        for period in periods[cell.month]:
            groups[UnitPeriod(cell.unit_id, period, cell.settlement)].append(cell)
            groups[UnitPeriod(cell.unit_id, period, "all")].append(cell)
    return {key: _expected(cells, demo) for key, cells in groups.items()}


def _expected(cells: list[Cell], demo: TrueDemo) -> Expected:
    """Return what must be said of some cells together."""
    known = frozenset.intersection(*(demo.known[cell] for cell in cells))
    figures = summed(demo.estimated[cell] for cell in cells)
    together = sum(demo.estimated[cell].collected_treated for cell in cells)
    follows = all(_follows(cell, demo) for cell in cells)
    numbers = known_numbers(figures, known)
    numbers |= {
        name: value if RATES_FROM.get(name, set()) <= known else None
        for name, value in rates(figures, together, demo.policy).items()
    }
    numbers["collected_treated_t"] = Fraction(together, GRAMS) if follows else None
    numbers["collected_treated_rate"] = numbers["collected_treated_rate"] if follows else None
    # People are a stock: a longer period shows those of its last month.
    last = max(cell.month for cell in cells)
    numbers["population"] = Fraction(sum(demo.truth[cell].population for cell in cells if cell.month == last))
    true = summed(demo.truth[cell] for cell in cells)
    covered = is_covered_in_period(is_covered(month) for month in _by_month(cells, demo))
    return Expected(
        numbers=numbers,
        covered=covered,
        adequately_covered=covered and is_adequate(true, demo.policy),
        is_covered_known=follows,
        is_complete={"households", "households_served", "generated", "collected", "treated"} <= known,
        is_generation_reported="generated" in known,
    )


def known_numbers(figures: Figures, known: frozenset[str]) -> dict[str, Fraction | None]:
    """Return tonnes and counts, None where one of the cells' is unknown."""
    tonnes = {
        "collected_t": (figures.collected, "collected"),
        "treated_t": (figures.treated, "treated"),
        "biologically_treated_t": (figures.biological, "treated"),
        "controlled_t": (figures.controlled, "treated"),
    }
    counts = {
        "households": figures.households,
        "households_served": figures.served,
        "households_self_managed": figures.self_managed,
    }
    numbers = {name: Fraction(value, GRAMS) if needed in known else None for name, (value, needed) in tonnes.items()}
    numbers |= {name: Fraction(value) if name in known else None for name, value in counts.items()}
    return numbers | {"generated_t": Fraction(figures.generated, GRAMS)}


def _follows(cell: Cell, demo: TrueDemo) -> bool:
    """Tell whether min(T, C) follows: T known (what was treated was collected), or C known to be 0."""
    known = demo.known[cell]
    return "treated" in known or ("collected" in known and demo.truth[cell].collected == 0)


def _by_month(cells: list[Cell], demo: TrueDemo) -> list[Figures]:
    """Return the sum of the cells, month by month."""
    months: defaultdict[str, list[Figures]] = defaultdict(list)
    for cell in cells:
        months[cell.month].append(demo.truth[cell])
    return [summed(figures) for figures in months.values()]
