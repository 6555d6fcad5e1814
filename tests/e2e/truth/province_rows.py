"""What `province_coverage` must say on every basis: value, bounds, counts and verdicts (methodology, section 5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.bases import BILLION, apportion
from tests.e2e.truth.cells import GRAMS, ratio
from tests.e2e.truth.completions import Quotient
from tests.e2e.truth.counts import Count, counts
from tests.e2e.truth.facts import are_silent
from tests.e2e.truth.province import PEOPLE, RATIOS, Key
from tests.e2e.truth.spans import months_of
from tests.e2e.truth.unit_rows import RowKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.e2e.truth.bases import Basis, Piece
    from tests.e2e.truth.completions import Terms
    from tests.e2e.truth.facts import Facts
    from tests.e2e.truth.province import Amount, Ratio
    from tests.e2e.truth.world import World

NOTHING = Quotient(0, 0)
TONNES = frozenset({"by_generated", "by_collected", "by_organic", "by_treated"})


@dataclass(frozen=True)
class ProvinceRow:
    """One row, exact; tonnes are kilograms here."""

    value: Quotient | None
    lower: Quotient
    upper: Quotient
    bounds_basis: str
    units_in_force: int
    units_complete: int
    units_silent: int
    is_above_one: bool
    is_outside: bool
    is_due: bool
    target: Fraction | None
    needed: int | None
    status: str | None
    depends: bool | None = None

    @property
    def exact(self) -> Fraction | None:
        """The value itself."""
        return None if self.value is None else divided(self.value)

    @property
    def missing(self) -> tuple[int, int] | tuple[None, None]:
        """How many units are missing, at worst and at best."""
        if self.needed is None:
            return None, None
        return max(0, self.needed - int(self.lower.numerator)), max(0, self.needed - int(self.upper.numerator))


class Sums(NamedTuple):
    """A ratio's value and ends over the cells of a month."""

    value: Quotient
    lower: Quotient
    upper: Quotient
    is_above_one: bool


def divided(one: Quotient) -> Fraction | None:
    """Return a quotient's exact value."""
    return ratio(one.numerator, one.denominator)


def unit_of(kind: str) -> int:
    """Return by what the terms of a ratio are divided on publication: kilograms become tonnes."""
    return GRAMS if kind in TONNES else 1


def plus(quotients: Iterable[Quotient]) -> Quotient:
    """Add numerators and denominators."""
    listed = list(quotients)
    return Quotient(sum(one.numerator for one in listed), sum(one.denominator for one in listed))


def province_rows(world: World, basis: str) -> dict[Key, ProvinceRow]:
    """Return every row that must be published on a basis."""
    monthly = _ratios_by_month(world, world.bases[basis])
    rows = {}
    for period in world.periods:
        months = [month for month in months_of(period) if month in set(world.months)]
        frame = _frame(world, basis, period)
        for one in RATIOS:
            for settlement in one.settlements:
                key = Key(period, one.indicator, settlement, one.denominator_kind)
                sums = [monthly[month, one.indicator, one.denominator_kind, settlement] for month in months]
                rows[key] = _ratio_row(key, sums, _cells(world, basis, months, settlement), frame, world)
        for indicator, count in counts(world, basis, period).items():
            kind = "by_population" if indicator == PEOPLE else "by_units"
            key = Key(period, indicator, "all", kind)
            rows[key] = _count_row(key, count, frame, world)
    return _compared(rows)


def _cells(world: World, basis: str, months: list[str], settlement: str) -> list[Facts]:
    """Return the cells that fall at least in part into a settlement of a basis."""
    pieces = world.bases[basis].pieces
    return [
        one
        for month in months
        for one in world.by_month[month]
        if settlement == "all" or any(piece.settlement == settlement for piece in pieces(one.cell))
    ]


def _ratios_by_month(world: World, basis: Basis) -> dict[tuple[str, str, str, str], Sums]:
    """Return each ratio's sums over the reported rows of each month, each row's terms recast by itself."""
    result = {}
    for month, cells in world.by_month.items():
        of_cell = [(one, basis.pieces(one.cell), world.terms(one.cell)) for one in cells]
        for place, one in enumerate(RATIOS):
            quanta = _quanta(one, world)
            for settlement in one.settlements:
                listed = [
                    (facts.cell.unit_id, _part_of(terms[place], pieces, settlement, quanta))
                    for facts, pieces, terms in of_cell
                    if settlement == "all" or any(piece.settlement == settlement for piece in pieces)
                ]
                result[month, one.indicator, one.denominator_kind, settlement] = _summed(listed)
    return result


def _summed(listed: list[tuple[str, Terms]]) -> Sums:
    unknown = {unit for unit, terms in listed if terms.value is None}
    return Sums(
        plus(terms.value for unit, terms in listed if terms.value is not None and unit not in unknown),
        plus(terms.lower for _, terms in listed),
        plus(terms.upper for _, terms in listed),
        any(terms.is_above_one for _, terms in listed),
    )


def _quanta(one: Ratio, world: World) -> Quotient:
    """Return the amounts of which numerators and denominators are whole multiples: a kilogram, a household.

    The organic fraction is taken of whole kilograms of G. Households times a share of tonnes are divided in billionths.
    """
    if (one.indicator, one.denominator_kind) == ("urban_collected_treated", "by_household"):
        return Quotient(Fraction(1, BILLION), 1)
    return Quotient(1, world.policy.organic_fraction if one.denominator_kind == "by_organic" else 1)


def _part_of(terms: Terms, pieces: list[Piece], settlement: str, quanta: Quotient) -> Terms:
    """Return what of a cell's terms falls into a settlement."""
    if settlement == "all" or all(piece.settlement == settlement for piece in pieces):
        return terms
    return terms._replace(
        value=terms.value and _share(terms.value, pieces, settlement, quanta),
        lower=_share(terms.lower, pieces, settlement, quanta),
        upper=_share(terms.upper, pieces, settlement, quanta),
    )


def _share(one: Quotient, pieces: list[Piece], settlement: str, quanta: Quotient) -> Quotient:
    return Quotient(
        *(_amount(amount, pieces, settlement, quantum) for amount, quantum in zip(one, quanta, strict=True))
    )


def _amount(amount: Amount, pieces: list[Piece], settlement: str, quantum: Amount) -> Amount:
    parts = apportion(amount, pieces, Fraction(quantum))
    return sum(part for part, piece in zip(parts, pieces, strict=True) if piece.settlement == settlement)


class Frame(NamedTuple):
    """What all rows of a period and basis share."""

    units: int
    complete: int
    silent: int
    is_due: bool


def _frame(world: World, basis: str, period: str) -> Frame:
    months = [month for month in months_of(period) if month in set(world.months)]
    units = world.bases[basis].units_at(months_of(period)[-1])
    rows, shares = world.unit_rows(basis), world.shares(basis)
    return Frame(
        len(units),
        sum(rows[RowKey(unit, period, "all")].is_complete for unit in units),
        sum(
            # A part of a unit is silent if its whole unit is.
            are_silent(world.of_unit_months(share.facts for month in months for share in shares.get((unit, month), [])))
            for unit in units
        ),
        set(months_of(period)) <= set(world.months),
    )


def _ratio_row(key: Key, sums: list[Sums], cells: list[Facts], frame: Frame, world: World) -> ProvinceRow:
    value, lower, upper = (plus(getattr(one, name) for one in sums) for name in ("value", "lower", "upper"))
    is_above_one = any(one.is_above_one for one in sums)
    exact, least, most = divided(value), divided(lower), divided(upper)
    is_outside = exact is not None and least is not None and most is not None and not least <= exact <= most
    target = world.policy.targets.get(key.indicator)
    return ProvinceRow(
        value=None if exact is None or (is_outside and not is_above_one) else value,
        lower=lower,
        upper=upper,
        bounds_basis=_bounds_basis(key, cells),
        units_in_force=frame.units,
        units_complete=frame.complete,
        units_silent=frame.silent,
        is_above_one=is_above_one,
        is_outside=is_outside,
        is_due=frame.is_due,
        target=target,
        needed=None,
        status=verdict(least, most, target) if frame.is_due else None,
    )


def _bounds_basis(key: Key, cells: list[Facts]) -> str:
    name = "households" if key.denominator_kind == "by_household" else "generated"
    if all(name in one.known for one in cells):
        return "reported"
    return "estimated_h" if name == "households" else "estimated_g"


def _count_row(key: Key, count: Count, frame: Frame, world: World) -> ProvinceRow:
    target = world.policy.targets.get(key.indicator)
    known = Quotient(count.yes, count.yes + count.no)
    return ProvinceRow(
        value=None if count.is_ambiguous or not known.denominator else known,
        lower=Quotient(count.least, count.all),
        upper=Quotient(count.most, count.all),
        bounds_basis="reported",
        units_in_force=frame.units,
        units_complete=frame.complete,
        units_silent=frame.silent,
        is_above_one=False,
        is_outside=False,
        is_due=frame.is_due,
        target=target,
        needed=None if target is None else ceil(target * frame.units),
        status=verdict(ratio(count.least, count.all), ratio(count.most, count.all), target) if frame.is_due else None,
    )


def verdict(least: Fraction | None, most: Fraction | None, target: Fraction | None) -> str | None:
    """Return what an interval says of a target; a lower end that does not exist reaches none."""
    if target is None:
        return None
    if least is not None and least >= target:
        return "met"
    return "not_met" if most is not None and most < target else "undetermined"


def _compared(rows: dict[Key, ProvinceRow]) -> dict[Key, ProvinceRow]:
    """Add whether the verdict depends on the denominator, where there are several."""
    verdicts: defaultdict[tuple[str, str, str], list[str | None]] = defaultdict(list)
    for key, row in rows.items():
        verdicts[key[:3]].append(row.status)
    return {
        key: replace(row, depends=len(set(verdicts[key[:3]])) > 1)
        if len(verdicts[key[:3]]) > 1 and row.status is not None
        else row
        for key, row in rows.items()
    }
