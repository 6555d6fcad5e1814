"""Yes, no, or nobody knows: whether waste is collected and treated, of one unit or several together."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.e2e.truth.cells import Figures, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.e2e.truth.facts import Facts
    from tests.e2e.truth.reading import Policy

Answer = bool | None
TREATED, BIOLOGICAL = 1, 2
"""Where in `Facts.positive` the tonnes stand that a reading asks for."""


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return whether one is true, if that can be known.

    >>> any_of([None, True]), any_of([None, False]), any_of([False, False])
    (True, None, False)
    """
    listed = list(answers)
    if any(listed):
        return True
    return None if None in listed else False


def both(one: Answer, other: Answer) -> Answer:
    """Return whether both are true, if that can be known.

    >>> both(None, False), both(None, True), both(True, True)
    (False, None, True)
    """
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def is_covered(facts: Iterable[Facts], reading: int = TREATED) -> Answer:
    """Tell whether some cells' waste together is collected and treated; what was treated was collected."""
    positive = [one.positive for one in facts]
    collected, treated = any_of(one[0] for one in positive), any_of(one[reading] for one in positive)
    if collected is None and treated:
        return True
    return both(collected, treated)


def over_months(months: Iterable[Answer]) -> Answer:
    """Tell whether two thirds of some months are covered, if that can be known.

    >>> over_months([True, None, True]), over_months([True, None, False]), over_months([True, False, False])
    (True, None, False)
    """
    answers = list(months)
    yes, unknown = answers.count(True), answers.count(None)
    if 3 * yes >= 2 * len(answers):
        return True
    return None if 3 * (yes + unknown) >= 2 * len(answers) else False


def is_adequate(
    figures: Figures, known: frozenset[str], policy: Policy, *, covered: Answer, treated_part: int
) -> Answer:
    """Tell whether household coverage and treatment rate of summed figures reach their thresholds.

    `known` names the figures that are known of every cell in the sum, `treated_part` is what is known of T at least.
    """
    if covered is False:
        return False
    served = treated = None
    if {"households", "households_served"} <= known:
        share = ratio(figures.served, figures.households)
        served = None if share is None else share >= policy.household_threshold
    if "collected" in known and figures.collected:
        # However much more was treated, what is known may be enough.
        is_enough = Fraction(treated_part, figures.collected) >= policy.treatment_threshold
        treated = is_enough if "treated" in known or is_enough else None
    return both(both(covered, served), treated)
