"""Which units to serve next, and of which to ask for a report first (methodology, section 6, `Priority`)."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.unit_rows import RowKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.e2e.truth.distances import Nearest
    from tests.e2e.truth.world import World

Cells = dict[str, "Fraction | int | str | bool | None"]
SERVE_NEXT, REPORT_FIRST = "serve_next", "report_first"
FAR = (1, 0.0)


class Place(NamedTuple):
    """The key of `priority`, less its period."""

    basis: str
    list: str
    rank: int


class Candidate(NamedTuple):
    """A unit that is not known to be covered, and why."""

    unit_id: str
    list: str
    reason: str
    population: int
    to_gain: int


def priority_cells(world: World, basis: str, nearest: Mapping[str, Nearest]) -> dict[Place, Cells]:
    """Return every row of `priority` on a basis, for the newest month.

    `nearest` are the facilities nearest to the seats of the units in force today.
    """
    month = world.months[-1]
    units = world.bases[basis].units_at(month)
    rows = world.unit_rows(basis)
    covered = sum(rows[RowKey(unit, month, "all")].covered is True for unit in units)
    candidates = [one for unit in units if (one := _candidate(world, basis, unit, month)) is not None]
    needed = ceil(world.policy.targets["communes_covered"] * len(units))
    cells: dict[Place, Cells] = {}
    gained = 0
    for name in (SERVE_NEXT, REPORT_FIRST):
        listed = sorted((one for one in candidates if one.list == name), key=lambda one: _order(one, nearest))
        for rank, one in enumerate(listed, start=1):
            here = nearest.get(one.unit_id)
            covered, gained = covered + 1, gained + one.to_gain
            cells[Place(basis, name, rank)] = {
                "unit_id": one.unit_id,
                "reason": one.reason,
                "population": one.population,
                "people_to_gain": one.to_gain,
                "facility_code": here.facility if here else None,
                "distance_km": None if here is None or here.kilometres is None else Fraction(here.kilometres),
                "units_covered": covered,
                "coverage": Fraction(covered, len(units)),
                "people_gained": gained,
                "meets_target": covered >= needed,
            }
    return cells


def _order(one: Candidate, nearest: Mapping[str, Nearest]) -> tuple[object, ...]:
    here = nearest.get(one.unit_id)
    far = FAR if here is None or here.kilometres is None else (0, here.kilometres)
    return -one.to_gain, -one.population, far, one.unit_id


def _candidate(world: World, basis: str, unit: str, month: str) -> Candidate | None:
    row = world.unit_rows(basis)[RowKey(unit, month, "all")]
    shares = world.shares(basis)[unit, month]
    if row.covered:
        return None
    people = sum(share.figures.population for share in shares)
    served = row.numbers["household_coverage"]
    to_gain = people
    # Treated already: only those who are not served have something to gain; who cannot be counted is not served.
    if any(share.facts.positive[1] for share in shares) and served is not None:
        to_gain = round(people * (1 - min(Fraction(1), served)))
    reason = "unknown"
    if row.covered is False:
        collected = [share.facts.positive[0] for share in shares]
        reason = "no_collection" if all(answer is False for answer in collected) else "no_treatment"
    return Candidate(unit, REPORT_FIRST if row.covered is None else SERVE_NEXT, reason, people, to_gain)
