"""What moved a figure from one month to the next (methodology, section 5, `What moved the figure`)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.bases import AS_WAS, Basis
from tests.e2e.truth.completions import Quotient
from tests.e2e.truth.paths import POINTS
from tests.e2e.truth.province import RATIOS, Key
from tests.e2e.truth.province_rows import divided, plus
from tests.e2e.truth.shares import Share, divided_among
from tests.e2e.truth.spans import last_day
from tests.e2e.truth.unit_rows import covered_by_month

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from tests.e2e.truth.world import World

Cells = dict[str, "Fraction | int | str | bool | None"]


class Values(NamedTuple):
    """A figure of a month, of the month before as it is known now, and as it was first published."""

    now: Fraction | None
    before: Fraction | None
    first: Fraction | None


class Known(NamedTuple):
    """The known terms of each unit of this month, and the units of which nothing is unknown."""

    terms: dict[str, Quotient]
    wholly: AbstractSet[str]

    def over(self, units: AbstractSet[str]) -> Fraction | None:
        """Return the ratio over some of the units."""
        return divided(plus(self.terms[unit] for unit in sorted(units)))


class Move(NamedTuple):
    """The key of `change`."""

    period: str
    indicator: str
    settlement: str
    denominator_kind: str


def change_cells(world: World, first: Mapping[str, World]) -> dict[Move, Cells]:
    """Return every row of `change`.

    `first` are the worlds of each month as they were known when it was first published.
    """
    cells: dict[Move, Cells] = {}
    for before, month in zip(world.months, world.months[1:], strict=False):
        here = Basis("this month's", world.demo.register, last_day(month))
        then_rows = first[before].province_rows(AS_WAS)
        for key, row in world.province_rows(AS_WAS).items():
            if key.period == month and row.target is not None:
                known = _counted if key.denominator_kind == "by_units" else _measured
                earlier = key._replace(period=before)
                values = Values(row.exact, world.province_rows(AS_WAS)[earlier].exact, then_rows[earlier].exact)
                parts = known(world, key, month, here), known(world, key, before, here)
                cells[Move(*key)] = _cells(before, values, *parts)
    return cells


def _cells(before: str, values: Values, known_now: Known, known_before: Known) -> Cells:
    """Return a row's columns: same units, reporting and boundary are parts of what is known now."""
    both = known_now.wholly & known_before.wholly
    same_now, same_before = known_now.over(both), known_before.over(both)
    same = POINTS * (same_now - same_before) if same_now is not None and same_before is not None else Fraction(0)
    boundary = _points(known_before.over(known_before.terms.keys()), values.before)
    moved = _points(values.now, values.before)
    is_whole = moved is not None and boundary is not None
    return {
        "previous_period": before,
        "value": values.now,
        "previous_value": values.first,
        "difference_pp": _points(values.now, values.first),
        "same_units_pp": same if is_whole else None,
        "reporting_pp": moved - same - boundary if moved is not None and boundary is not None else None,
        "revision_pp": _points(values.before, values.first),
        "boundary_pp": boundary,
    }


def _points(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else POINTS * (one - other)


def _measured(world: World, key: Key, month: str, here: Basis) -> Known:
    """Return what is known of this month's units in a month, and of which of them all is known."""
    place = next(
        place
        for place, one in enumerate(RATIOS)
        if (one.indicator, one.denominator_kind) == (key.indicator, key.denominator_kind)
    )
    listed = [
        (facts.cell.unit_id, here.pieces(facts.cell)[0], world.terms(facts.cell)[place].value)
        for facts in world.by_month[month]
    ]
    listed = [one for one in listed if key.settlement in {one[1].settlement, "all"}]
    unknown = {reporter for reporter, _, value in listed if value is None}
    heirs: dict[str, list[Quotient]] = {}
    partial = set()
    for reporter, piece, value in listed:
        if reporter in unknown:
            partial.add(piece.unit_id)
        elif value is not None:
            heirs.setdefault(piece.unit_id, []).append(value)
    return Known({unit: plus(terms) for unit, terms in heirs.items()}, heirs.keys() - partial)


def _counted(world: World, _: Key, month: str, here: Basis) -> Known:
    """Return the units of this month of which a month's answer is known."""
    units: dict[str, list[Share]] = {}
    for facts in world.by_month[month]:
        for share in divided_among(facts, here.pieces(facts.cell)):
            units.setdefault(share.piece.unit_id, []).append(share)
    answers = {unit: covered_by_month(shares)[month] for unit, shares in units.items()}
    known = {unit: Quotient(int(answer), 1) for unit, answer in answers.items() if answer is not None}
    return Known(known, known.keys())
