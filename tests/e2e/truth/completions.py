"""Every extreme way to fill in what is unknown of a cell, and the ends of a province ratio that follow."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, cast

from tests.e2e.truth.cells import Figures, ratio
from tests.e2e.truth.province import RATIOS, Amount, Ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.truth.facts import Facts
    from tests.e2e.truth.reading import Policy


class Quotient(NamedTuple):
    """A numerator and a denominator that have not been divided."""

    numerator: Amount
    denominator: Amount


class Terms(NamedTuple):
    """What one cell adds to a ratio's value (None where it does not follow) and to its two ends."""

    value: Quotient | None
    lower: Quotient
    upper: Quotient
    is_above_one: bool


def _served_and_treated(one: Figures) -> Amount:
    share = ratio(one.treated, one.collected)
    return min(one.served, one.households) * min(Fraction(1), share) if share is not None else 0


CLIPPED: dict[tuple[str, str], Callable[[Figures], Amount]] = {
    ("urban_collected_treated", "by_generated"): lambda one: min(one.treated, one.collected, one.generated),
    ("urban_collected_treated", "by_collected"): lambda one: min(one.treated, one.collected, one.generated),
    ("urban_collected_treated", "by_household"): _served_and_treated,
    ("urban_collected_treated_biological", "by_generated"): lambda one: min(
        one.biological, one.collected, one.generated
    ),
    ("collection_rate", "by_generated"): lambda one: min(one.collected, one.generated),
    ("treatment_rate", "by_collected"): lambda one: min(one.treated, one.collected, one.generated),
    ("household_coverage", "by_household"): lambda one: min(one.served, one.households),
    ("self_managed_share", "by_household"): lambda one: min(one.self_managed, one.households),
    ("organic_recovery_rate", "by_organic"): lambda one: min(one.biological, one.collected, one.generated),
    ("biological_treatment_share", "by_treated"): lambda one: min(one.biological, one.treated),
    ("controlled_rate", "by_generated"): lambda one: min(one.controlled, one.collected, one.generated),
}
"""Numerators of the bounds: no row's excess pays for another's gap."""


def completions(facts: Facts, policy: Policy) -> Iterator[Figures]:
    """Yield the corners of all that a cell's figures can be.

    It holds that O <= T <= C <= G, O <= fraction x G, K <= T, S <= H, and that who is served does not manage alone.
    What was reported stays as it is, even where it breaks these rules.
    """
    for collected, treated, biological, controlled in _masses(facts, policy):
        for households, served, self_managed in _households(facts):
            yield Figures(
                population=facts.figures.population,
                person_days=facts.figures.person_days,
                households=households,
                served=served,
                self_managed=self_managed,
                generated=facts.figures.generated,
                collected=collected,
                treated=treated,
                biological=biological,
                controlled=controlled,
            )


def _masses(facts: Facts, policy: Policy) -> Iterator[tuple[int, int, int, int]]:
    """Yield corners of C, T, O and K; O may be a broken number, as its limit is a share of G."""
    known, figures, part = facts.known, facts.figures, facts.part
    least = part.treated
    collections = [figures.collected] if "collected" in known else [least, max(least, figures.generated)]
    limit = policy.organic_fraction * figures.generated
    for collected in collections:
        if "treated" in known:
            yield collected, figures.treated, figures.biological, figures.controlled
            continue
        room = max(0, collected - least)
        organic = min(Fraction(room), max(Fraction(0), limit - part.biological))
        for more in (Fraction(0), organic, Fraction(room)):
            for biological in (Fraction(0), min(more, organic)):
                for controlled in (Fraction(0), more):
                    yield (
                        collected,
                        _whole(least + more),
                        _whole(part.biological + biological),
                        _whole(part.controlled + controlled),
                    )


def _whole(amount: Fraction) -> int:
    """Return a whole number as such, and let a broken one pass: sums and quotients stay exact all the same."""
    return amount.numerator if amount.denominator == 1 else cast("int", amount)


def _households(facts: Facts) -> Iterator[tuple[int, int, int]]:
    """Yield corners of H, S and of the households that manage alone."""
    known, figures = facts.known, facts.figures
    households = figures.households
    for served in [figures.served] if "households_served" in known else [0, households]:
        if "households_self_managed" in known:
            yield households, served, figures.self_managed
        else:
            yield households, served, 0
            yield households, served, max(0, households - served)


def terms(facts: Facts, one: Ratio, policy: Policy) -> Terms:
    """Return what a cell adds to a ratio.

    Raises:
        ValueError: If no completion makes the whole least (or greatest) whatever the other cells hold.
    """
    corners = set(completions(facts, policy))
    clipped = CLIPPED[one.indicator, one.denominator_kind]
    choices = {Quotient(clipped(corner), one.denominator(corner, policy)) for corner in corners}
    value = None
    above = False
    if one.is_known(facts.figures, facts.known):
        value = Quotient(one.numerator(facts.figures, policy), one.denominator(facts.figures, policy))
        above = value.numerator > value.denominator
    return Terms(value, _least(choices), _greatest(choices), above)


def _least(choices: set[Quotient]) -> Quotient:
    """Return the choice that is best for the least whole ratio, be it near 0 or near 1; the larger of equals."""
    best = min(choices, key=lambda one: (one.numerator, -one.denominator))
    if any(one.numerator - one.denominator < best.numerator - best.denominator for one in choices):
        raise ValueError("no completion is least for every whole")
    return best


def _greatest(choices: set[Quotient]) -> Quotient:
    """Return the choice that is best for the greatest whole ratio, be it near 0 or near 1; the larger of equals."""
    best = max(choices, key=lambda one: (one.numerator, -one.denominator))
    if any(one.numerator - one.denominator > best.numerator - best.denominator for one in choices):
        raise ValueError("no completion is greatest for every whole")
    return best


def all_terms(facts: Facts, policy: Policy) -> list[Terms]:
    """Return what a cell adds to each of `RATIOS`, in their order."""
    return [terms(facts, one, policy) for one in RATIOS]
