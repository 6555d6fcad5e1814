"""Every way to complete what is unknown of a cell, written down a second time and by brute force."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from tests.unit.measures.accounts import Known, Treated

Pair = tuple[Fraction, Fraction]
"""A cell's numerator and denominator."""


@dataclass(frozen=True)
class Figures:
    """All figures of a cell, known or assumed."""

    generated: int
    collected: int
    treated: int
    biological: Fraction
    controlled: int
    households: int
    served: int
    self_managed: int


def _served_and_treated(one: Figures) -> Pair:
    """Return S x min(1, T / C) / H; nothing collected serves nobody."""
    share = min(Fraction(1), Fraction(one.treated, one.collected)) if one.collected else Fraction(0)
    return one.served * share, Fraction(one.households)


def _of(top: str, bottom: str) -> Callable[[Figures], Pair]:
    """Return the quotient of two figures."""
    return lambda one: (Fraction(getattr(one, top)), Fraction(getattr(one, bottom)))


RATIOS: dict[tuple[str, str], Callable[[Figures], Pair]] = {
    ("urban_collected_treated", "by_generated"): lambda one: (
        Fraction(min(one.treated, one.collected)),
        Fraction(one.generated),
    ),
    ("urban_collected_treated", "by_collected"): lambda one: (
        Fraction(min(one.treated, one.collected)),
        Fraction(one.collected),
    ),
    ("urban_collected_treated", "by_household"): _served_and_treated,
    ("urban_collected_treated_biological", "by_generated"): lambda one: (
        min(one.biological, Fraction(one.collected)),
        Fraction(one.generated),
    ),
    ("collection_rate", "by_generated"): _of("collected", "generated"),
    ("treatment_rate", "by_collected"): _of("treated", "collected"),
    ("household_coverage", "by_household"): _of("served", "households"),
    ("self_managed_share", "by_household"): _of("self_managed", "households"),
    ("organic_recovery_rate", "by_organic"): lambda one: (one.biological, Fraction(one.generated, 2)),
    ("biological_treatment_share", "by_treated"): _of("biological", "treated"),
    ("controlled_rate", "by_generated"): _of("controlled", "generated"),
}
"""Methodology, section 5, with half of the waste organic."""


def completions(cell: Known) -> Iterator[Figures]:
    """Yield the completions of a cell with 0 <= O <= T <= C <= G, O <= G / 2, K <= T, S <= H.

    C and T run over every whole kilogram; of O, K, S and the
    self-managing households the two ends suffice, because every ratio is monotone in each.
    Where G was not reported it is the estimate: the bounds are conditional on it.
    """
    part = cell.treated or Treated()
    biological, controlled = (
        part.biological_controlled + part.biological,
        part.biological_controlled + part.controlled,
    )
    generated = _generated(cell)
    households = cell.households if cell.households is not None else max(cell.registered or 0, cell.served or 0)
    everything_known = cell.treated is not None and not cell.open
    for collected in _span(cell.collected, part.total, generated):
        for treated in [part.total] if everything_known else range(part.total, collected + 1):
            unknown = treated - part.total
            for more_organic in {Fraction(0), max(Fraction(0), min(Fraction(unknown), _room(generated, biological)))}:
                for more_controlled in {0, unknown}:
                    for served in _ends(cell.served, households):
                        for self_managed in _ends(cell.self_managed, households):
                            yield Figures(
                                generated,
                                collected,
                                treated,
                                biological + more_organic,
                                controlled + more_controlled,
                                households,
                                served,
                                self_managed,
                            )


def _generated(cell: Known) -> int:
    """Return G as reported, else estimated: a kilogram a person, at least the known C and T."""
    if cell.generated is not None:
        return cell.generated
    return max(cell.people or 0, cell.collected or 0, (cell.treated or Treated()).total)


@functools.lru_cache(maxsize=64)
def _completions_once(cell: Known) -> frozenset[Figures]:
    """Return the completions of a cell: every ratio looks at the same ones."""
    return frozenset(completions(cell))


def _room(generated: int, biological: int) -> Fraction:
    """Return how much more of G can be organic."""
    return Fraction(generated, 2) - biological


def _span(known: int | None, least: int, most: int) -> Iterable[int]:
    """Return the known figure, or all from the least to the most."""
    return [known] if known is not None else range(least, most + 1)


def _ends(known: int | None, most: int) -> Iterable[int]:
    """Return the known figure, or 0 and the most."""
    return [known] if known is not None else sorted({0, most})


def extremes(cells: Sequence[Known], ratio: Callable[[Figures], Pair]) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the greatest sum(n) / sum(d) over all completions of all cells.

    Of the completions with one denominator only the least and the greatest numerator can matter.
    """
    sums: dict[Fraction, tuple[Fraction, Fraction]] = {Fraction(0): (Fraction(0), Fraction(0))}
    for cell in cells:
        pairs = _by_denominator((pair, pair) for pair in {ratio(one) for one in _completions_once(cell)})
        sums = _by_denominator(
            ((low + n, bottom + d), (high + m, bottom + d))
            for bottom, (low, high) in sums.items()
            for d, (n, m) in pairs.items()
        )
    lowest = [low / bottom for bottom, (low, _) in sums.items() if bottom]
    highest = [high / bottom for bottom, (_, high) in sums.items() if bottom]
    return min(lowest, default=None), max(highest, default=None)


def _by_denominator(pairs: Iterable[tuple[Pair, Pair]]) -> dict[Fraction, tuple[Fraction, Fraction]]:
    """Return the least and the greatest numerator of each denominator."""
    found: dict[Fraction, tuple[Fraction, Fraction]] = {}
    for (low, bottom), (high, _) in pairs:
        least, most = found.get(bottom, (low, high))
        found[bottom] = min(least, low), max(most, high)
    return found


@st.composite
def known_cells(draw: st.DrawFn) -> Known:
    """Draw a cell that can be completed: every known figure is within those it is part of.

    The register knows at least the households that are known, and of each at least one member.
    """
    generated = 2 * draw(st.integers(0, 3))
    collected = 2 * draw(st.integers(0, generated // 2))
    total = 2 * draw(st.integers(0, collected // 2))
    biological = draw(st.integers(0, min(total, generated // 2)))
    both = draw(st.integers(0, biological))
    controlled = draw(st.integers(0, total - biological))
    treated = Treated(both, biological - both, controlled, total - biological - controlled)
    households = draw(st.integers(0, 3))
    served, alone = draw(st.integers(0, households)), draw(st.integers(0, households))
    # Half of an even G is a whole kilogram, so that whole kilograms of O reach every end.
    people = 2 * draw(st.integers(min(1, households), 3))
    cell = Known(people, households, households, served, alone, generated, collected, treated)
    cell = _forgotten(cell, draw(st.sampled_from(["complete", "silent", "partial"])), draw)
    # An estimate of G may be too low for the O that is known; then there is nothing to complete.
    assume(cell.treated is None or 2 * biological <= _generated(cell))
    return cell


def _forgotten(cell: Known, state: str, draw: st.DrawFn) -> Known:
    """Return the cell with everything, nothing, or some of it known."""
    if state == "complete":
        return cell
    if state == "silent":
        return Known(people=cell.people, registered=cell.registered)
    forgotten: dict[str, Any] = {
        name: None
        for name in ("households", "served", "self_managed", "generated", "collected", "treated")
        if draw(st.booleans())
    }
    return replace(cell, **forgotten, open=draw(st.booleans()))
