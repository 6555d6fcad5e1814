"""What is true of one unit: per month, settlement and longer period (methodology, section 4)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tests.e2e.truth.cells import Figures, Truth, ratio, summed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from tests.e2e.truth.reading import Policy

UnitMonths = dict[tuple[str, str, str], Figures]
"""Figures by unit, month and settlement, `all` included."""


def unit_months(truth: Truth) -> UnitMonths:
    """Return the truth with a row `all` for each unit and month, the sum of its settlements."""
    rows: UnitMonths = {(cell.unit_id, cell.month, cell.settlement): figures for cell, figures in truth.items()}
    parts: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    for cell, figures in truth.items():
        parts[cell.unit_id, cell.month].append(figures)
    rows.update({(unit, month, "all"): summed(listed) for (unit, month), listed in parts.items()})
    return rows


def collected_treated(truth: Truth) -> dict[tuple[str, str, str], int]:
    """Return CT by unit, month and settlement: taken once per cell and summed for `all`."""
    sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for cell, figures in truth.items():
        sums[cell.unit_id, cell.month, cell.settlement] += figures.collected_treated
        sums[cell.unit_id, cell.month, "all"] += figures.collected_treated
    return sums


def rates(figures: Figures, collected_and_treated: int, policy: Policy) -> dict[str, Fraction | None]:
    """Return the rates of summed figures; null where the denominator is 0."""
    return {
        "collection_rate": ratio(figures.collected, figures.generated),
        "treatment_rate": ratio(figures.treated, figures.collected),
        "collected_treated_rate": ratio(collected_and_treated, figures.generated),
        "household_coverage": ratio(figures.served, figures.households),
        "self_managed_share": ratio(figures.self_managed, figures.households),
        "organic_recovery_rate": ratio(figures.biological, figures.generated * policy.organic_fraction),
        "biological_treatment_share": ratio(figures.biological, figures.treated),
        "controlled_rate": ratio(figures.controlled, figures.generated),
        "generation_kg_per_person_day": ratio(figures.generated, figures.person_days),
    }


def is_covered(figures: Figures) -> bool:
    """Tell whether waste was collected and treated, the programme's literal reading."""
    return figures.collected > 0 and figures.treated > 0


def is_covered_biologically(figures: Figures) -> bool:
    """Tell whether waste was collected and treated biologically."""
    return figures.collected > 0 and figures.biological > 0


def is_adequate(figures: Figures, policy: Policy) -> bool:
    """Tell whether both rates reach the policy's thresholds; where nothing is collected, nothing is adequate."""
    served = ratio(figures.served, figures.households)
    treated = ratio(figures.treated, figures.collected)
    if served is None or treated is None:
        return False
    return served >= policy.household_threshold and treated >= policy.treatment_threshold


def is_covered_in_period(months: Iterable[bool]) -> bool:
    """Tell whether a unit counts over several months: in two thirds of those in which it was in force.

    >>> is_covered_in_period([True, True, False]), is_covered_in_period([True, False, False])
    (True, False)
    """
    answers = list(months)
    return 3 * sum(answers) >= 2 * len(answers)
