"""How much of an interval each silent or partial unit accounts for: the list to ring (methodology, section 5)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.bases import AS_WAS
from tests.e2e.truth.completions import Quotient
from tests.e2e.truth.paths import POINTS
from tests.e2e.truth.province import RATIOS, Key
from tests.e2e.truth.province_rows import divided, plus, verdict
from tests.e2e.truth.unit_rows import RowKey

if TYPE_CHECKING:
    from tests.e2e.truth.completions import Terms
    from tests.e2e.truth.world import World

Cells = dict[str, "Fraction | int | str | bool | None"]


class Ends(NamedTuple):
    """What one unit adds to the two ends of a ratio."""

    lower: Quotient
    upper: Quotient


class Call(NamedTuple):
    """The key of `interval_contribution`, less its period."""

    indicator: str
    settlement: str
    denominator_kind: str
    unit_id: str


def contribution_cells(world: World) -> dict[Call, Cells]:
    """Return every row of `interval_contribution`: the newest month, on the units of that month."""
    month = world.months[-1]
    cells: dict[Call, Cells] = {}
    for key, row in world.province_rows(AS_WAS).items():
        if key.period == month and row.target is not None:
            ends = _units_in_force(world, key) if key.denominator_kind == "by_units" else _units_with_waste(world, key)
            cells |= _ranked(world, key, ends, row.target)
    return cells


def _units_in_force(world: World, key: Key) -> dict[str, Ends]:
    rows = world.unit_rows(AS_WAS)
    answers = {unit: rows[RowKey(unit, key.period, "all")].covered for unit in world.bases[AS_WAS].units_at(key.period)}
    return {
        unit: Ends(Quotient(int(answer is True), 1), Quotient(int(answer is not False), 1))
        for unit, answer in answers.items()
    }


def _units_with_waste(world: World, key: Key) -> dict[str, Ends]:
    place = next(
        place
        for place, one in enumerate(RATIOS)
        if (one.indicator, one.denominator_kind) == (key.indicator, key.denominator_kind)
    )
    terms: dict[str, list[Terms]] = {}
    for facts in world.by_month[key.period]:
        if key.settlement in {facts.cell.settlement, "all"}:
            terms.setdefault(facts.cell.unit_id, []).append(world.terms(facts.cell)[place])
    return {
        unit: Ends(plus(one.lower for one in listed), plus(one.upper for one in listed))
        for unit, listed in terms.items()
    }


def _ranked(world: World, key: Key, ends: dict[str, Ends], target: Fraction) -> dict[Call, Cells]:
    """Return the rows of one indicator: the mean of what the unit's worst and best report alone would take away."""
    lower, upper = plus(one.lower for one in ends.values()), plus(one.upper for one in ends.values())
    least, most = _exact(lower), _exact(upper)
    found = []
    for unit, one in ends.items():
        worst = _exact(_swapped(upper, one.upper, one.lower))
        best = _exact(_swapped(lower, one.lower, one.upper))
        points = POINTS * ((most - worst) + (best - least)) / 2
        now = verdict(least, most, target)
        flips = {now} != {verdict(least, worst, target), verdict(best, most, target)}
        if points > 0:
            found.append((unit, points, flips))
    found.sort(key=lambda one: (-one[1], one[0]))
    rows = world.unit_rows(AS_WAS)
    return {
        Call(key.indicator, key.settlement, key.denominator_kind, unit): {
            "rank": rank,
            "reporting": rows[RowKey(unit, key.period, key.settlement)].reporting,
            "interval_contribution_pp": points,
            "could_flip": flips,
        }
        for rank, (unit, points, flips) in enumerate(found, start=1)
    }


def _swapped(whole: Quotient, out: Quotient, into: Quotient) -> Quotient:
    return Quotient(
        whole.numerator - out.numerator + into.numerator, whole.denominator - out.denominator + into.denominator
    )


def _exact(one: Quotient) -> Fraction:
    return divided(one) or Fraction(0)
