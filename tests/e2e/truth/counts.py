"""How many units of a basis are covered in a period, where some are known only together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.answers import BIOLOGICAL, TREATED, Answer, is_adequate, is_covered
from tests.e2e.truth.cells import summed
from tests.e2e.truth.province import ADEQUATE, PEOPLE
from tests.e2e.truth.recast_counts import Part, Whole, count_parts, count_people
from tests.e2e.truth.spans import months_of
from tests.e2e.truth.unit_rows import RowKey, covered_by_month

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.e2e.truth.facts import Facts
    from tests.e2e.truth.shares import Share
    from tests.e2e.truth.world import World

LITERAL = {"communes_covered": TREATED, "communes_covered_biological": BIOLOGICAL}


@dataclass(frozen=True)
class Count:
    """Units (or people) known to count and not to count, and the bounds of what can count, out of all."""

    yes: int
    no: int
    least: int
    most: int
    all: int
    is_ambiguous: bool = False


class Group(NamedTuple):
    """Units that a part of the period knows only as one reported row, and that row's facts by month."""

    units: list[str]
    rows: dict[str, Facts]


def counts(world: World, basis: str, period: str) -> dict[str, Count]:
    """Return every count of a period on a basis."""
    months = [month for month in months_of(period) if month in set(world.months)]
    units = world.bases[basis].units_at(months_of(period)[-1])
    shares = {
        unit: [share for month in months for share in world.shares(basis).get((unit, month), [])] for unit in units
    }
    groups = _groups(shares)
    alone = [unit for unit in units if not any(unit in group.units for group in groups)]
    people = {unit: _people(listed) for unit, listed in shares.items()}
    result = {}
    for indicator, reading in LITERAL.items():
        own = {unit: _own(listed, reading) for unit, listed in shares.items()}
        sure = {unit: _over(own[unit]) for unit in alone}
        result[indicator] = _with_groups(sure, dict.fromkeys(units, 1), groups, own, reading)
        if reading == TREATED:
            result[PEOPLE] = _with_groups(sure, people, groups, own, reading)
    rows = world.unit_rows(basis)
    strict = {unit: rows[RowKey(unit, period, "all")].adequately_covered for unit in alone}
    result[ADEQUATE] = _strict_with_groups(strict, groups, shares, world)
    return result


def _groups(shares: dict[str, list[Share]]) -> list[Group]:
    """Return the reported rows that cover several units, with those units."""
    units: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    rows: defaultdict[tuple[str, str], dict[str, Facts]] = defaultdict(dict)
    for unit, listed in shares.items():
        for share in listed:
            if share.is_divided:
                key = share.facts.cell.unit_id, share.facts.cell.settlement
                units[key].add(unit)
                rows[key][share.month] = share.facts
    return [Group(sorted(units[key]), rows[key]) for key in units]


def _own(shares: Iterable[Share], reading: int) -> dict[str, Answer]:
    """Return a unit's own answers: of the months in which it is not known only together with others."""
    return covered_by_month([share for share in shares if not share.is_divided], reading)


def _over(months: dict[str, Answer]) -> tuple[int, int, int]:
    """Return months covered, unknown, and all."""
    answers = list(months.values())
    return answers.count(True), answers.count(None), len(answers)


def _people(shares: list[Share]) -> int:
    last = max(share.month for share in shares)
    return sum(share.figures.population for share in shares if share.month == last)


def _with_groups(
    alone: dict[str, tuple[int, int, int]],
    weights: dict[str, int],
    groups: list[Group],
    own: dict[str, dict[str, Answer]],
    reading: int,
) -> Count:
    """Return the count of units (or people, by `weights`): those known alone, and those known only together."""
    yes = no = least = most = 0
    is_ambiguous = False
    for unit, (covered, unknown, months) in alone.items():
        bounds = count_people([Part(covered, unknown, weights[unit])], Whole(0, 0), months)
        yes, no = yes + bounds.least, no + weights[unit] - bounds.most
        least, most = least + bounds.least, most + bounds.most
    for group in groups:
        parts = [Part(*_over(own[unit])[:2], weights[unit]) for unit in group.units]
        bounds = count_people(parts, _whole(group, reading), len(group.rows) + len(own[group.units[0]]))
        least, most = least + bounds.least, most + bounds.most
        is_known = all(is_covered([facts], reading) is not None for facts in group.rows.values())
        is_ambiguous |= is_known and bounds.least != bounds.most
        yes += bounds.least if bounds.least == bounds.most else 0
        no += sum(part.people for part in parts) - bounds.most
    return Count(yes, no, least, most, sum(weights.values()), is_ambiguous)


def _whole(group: Group, reading: int) -> Whole:
    covered = open_months = 0
    for facts in group.rows.values():
        answer = is_covered([facts], reading)
        is_odd = {"treated", "collected"} <= facts.known and facts.figures.treated > facts.figures.collected
        covered += answer is True and not is_odd
        open_months += answer is None or (answer is True and is_odd)
    return Whole(covered, open_months)


def _strict_with_groups(
    alone: dict[str, Answer], groups: list[Group], shares: dict[str, list[Share]], world: World
) -> Count:
    """Return the count of the strict reading: of an adequate row any part may fall short, of another one must."""
    answers = list(alone.values())
    yes, no = answers.count(True), answers.count(False)
    least, most, is_ambiguous = yes, len(answers) - no, False
    for group in groups:
        own = {unit: _own(shares[unit], TREATED) for unit in group.units}
        parts = [Part(*_over(own[unit])[:2]) for unit in group.units]
        literal = count_parts(parts, _whole(group, TREATED), len(group.rows) + len(own[group.units[0]]))
        answer = _is_adequate_together(group, shares, world)
        bound = min(literal.most, len(parts) - (answer is False))
        most, no = most + bound, no + len(parts) - bound
        is_ambiguous |= answer is not None and bound > 0
    return Count(yes, no, least, most, len(shares), is_ambiguous)


def _is_adequate_together(group: Group, shares: dict[str, list[Share]], world: World) -> Answer:
    """Tell whether all that a group's units reported, apart and together, is adequate as one sum."""
    facts = list(group.rows.values())
    facts += [share.facts for unit in group.units for share in shares[unit] if not share.is_divided]
    known = frozenset.intersection(*(one.known for one in facts))
    part = sum(one.least_treated for one in facts)
    return is_adequate(summed(one.figures for one in facts), known, world.policy, covered=True, treated_part=part)
