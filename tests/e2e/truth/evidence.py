"""How good the evidence of a unit-month is, and how much waste stands on which grade (methodology, section 11)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.e2e.truth.bases import AS_WAS
from tests.e2e.truth.cells import ratio
from tests.e2e.truth.spans import months_of
from tests.e2e.truth.unit_rows import RowKey

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from tests.e2e.truth.facts import Facts
    from tests.e2e.truth.knowledge import Defect
    from tests.e2e.truth.world import World

GRADES = ("A", "B", "C", "D")


def warned_unit_months(defects: Iterable[Defect]) -> set[tuple[str, str]]:
    """Return the units and months whose standing report was marked or repaired, or was refused in part for good.

    A row for the whole unit beside the rows of its settlements is refused because they stand in its place.
    """
    return {
        (one.unit_id, one.month)
        for one in defects
        if one.unit_id and not one.superseded_by and one.effect != "unreadable" and one.settlement != "all"
    }


def grade(facts: list[Facts], *, is_warned: bool) -> str:
    """Return the grade of a unit-month; `A` needs a weighbridge, and the demonstration has none."""
    if not any(one.is_accepted for one in facts):
        return "D"
    return "C" if is_warned or any("generated" not in one.known for one in facts) else "B"


def grades(world: World, warned: AbstractSet[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the grade of every reporting unit's month; it is that of each of its settlements."""
    return {key: grade(facts, is_warned=key in warned) for key, facts in world.by_unit_month.items()}


def grades_on(world: World, basis: str, of: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Return the grade of every unit's month on a basis: the worst of the units that it was put together from."""
    return {
        key: max(of[share.facts.cell.unit_id, share.month] for share in listed)
        for key, listed in world.shares(basis).items()
    }


def shares(world: World, period: str, of: dict[tuple[str, str], str]) -> dict[str, Fraction | None]:
    """Return each grade's share of all waste generated in a period, estimates included."""
    weights = dict.fromkeys(GRADES, Fraction(0))
    for month in months_of(period):
        for unit in world.bases[AS_WAS].units_at(month) if month in world.by_month else []:
            generated = world.unit_rows(AS_WAS)[RowKey(unit, month, "all")].numbers["generated_t"]
            weights[of[unit, month]] += generated or 0
    whole = sum(weights.values())
    return {f"share_grade_{name.lower()}": ratio(weight, whole) for name, weight in weights.items()}
