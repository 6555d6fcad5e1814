"""What `commune_coverage` must say of every unit, period and settlement of a basis."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.answers import Answer, any_of, is_adequate, is_covered, over_months
from tests.e2e.truth.cells import GRAMS, summed
from tests.e2e.truth.communes import rates
from tests.e2e.truth.expected import RATES_FROM, known_numbers
from tests.e2e.truth.facts import EVERYTHING
from tests.e2e.truth.spans import months_of, periods_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.e2e.truth.facts import Facts
    from tests.e2e.truth.reading import Policy
    from tests.e2e.truth.shares import Share, SharesOf


class RowKey(NamedTuple):
    """The key of `commune_coverage`, less the basis."""

    unit_id: str
    period: str
    settlement: str


@dataclass(frozen=True)
class UnitRow:
    """One row: exact numbers (None where it must be null), answers, and words."""

    numbers: dict[str, Fraction | None]
    covered: Answer
    adequately_covered: Answer
    generation_basis: str
    reporting: str
    is_apportioned: bool
    is_estimated: bool
    is_above_one: bool

    @property
    def is_complete(self) -> bool:
        """Tell whether every figure is known as reported."""
        return self.reporting == "complete"


def unit_rows(shares: SharesOf, policy: Policy, pending: frozenset[str] = frozenset()) -> dict[RowKey, UnitRow]:
    """Return every row that must be published on the basis of some shares, and no other.

    `pending` names the periods whose last month is not yet past its due day and grace.
    """
    groups: defaultdict[RowKey, list[Share]] = defaultdict(list)
    unit_months: defaultdict[tuple[str, str], list[Share]] = defaultdict(list)
    periods = {month: list(periods_of([month])) for month in sorted({month for _, month in shares})}
    for (unit, month), listed in sorted(shares.items()):
        for period in periods[month]:
            unit_months[unit, period] += listed
            for share in listed:
                groups[RowKey(unit, period, share.piece.settlement)].append(share)
                groups[RowKey(unit, period, "all")].append(share)
    return {
        key: _row(listed, unit_months[key.unit_id, key.period], policy, is_pending=key.period in pending)
        for key, listed in groups.items()
    }


def _row(shares: Sequence[Share], unit: Sequence[Share], policy: Policy, *, is_pending: bool) -> UnitRow:
    known = frozenset.intersection(*(share.facts.known for share in shares))
    figures = summed(share.figures for share in shares)
    together = sum(share.collected_treated for share in shares)
    follows = all(_follows(share.facts) for share in shares)
    numbers = known_numbers(figures, known)
    ratios = rates(figures, together, policy)
    numbers |= {name: value if RATES_FROM.get(name, set()) <= known else None for name, value in ratios.items()}
    numbers["collected_treated_t"] = Fraction(together, GRAMS) if follows else None
    numbers["collected_treated_rate"] = ratios["collected_treated_rate"] if follows else None
    # People are a stock: a longer period shows those of its last month.
    last = max(share.month for share in shares)
    numbers["population"] = Fraction(sum(share.figures.population for share in shares if share.month == last))
    covered = over_months(covered_by_month(shares).values())
    is_divided = any(share.is_divided for share in shares)
    part = sum(share.facts.least_treated for share in shares)
    adequate = is_adequate(figures, known, policy, covered=covered, treated_part=part)
    return UnitRow(
        numbers=numbers,
        covered=covered,
        adequately_covered=covered and None if is_divided else adequate,
        generation_basis="reported" if "generated" in known else "estimated",
        reporting=_reporting(shares, unit, is_pending=is_pending),
        is_apportioned=is_divided,
        is_estimated=any(share.is_mixed for share in shares),
        is_above_one=any(
            value is not None and value > 1
            for name, value in numbers.items()
            if name.endswith(("_rate", "_share", "_coverage"))
        ),
    )


def covered_by_month(shares: Iterable[Share], reading: int = 1) -> dict[str, Answer]:
    """Return whether some shares of one unit are covered, month by month.

    Before a merger the whole is covered if any of its parts was. After it a part is not where the whole is not, and
    of a covered whole nobody knows which of its parts are.
    """
    months: defaultdict[str, defaultdict[str, list[Share]]] = defaultdict(lambda: defaultdict(list))
    for share in shares:
        months[share.month][share.facts.cell.unit_id].append(share)
    return {
        month: any_of(_covered_part(listed, reading) for listed in of_unit.values())
        for month, of_unit in months.items()
    }


def _covered_part(shares: Sequence[Share], reading: int) -> Answer:
    whole = is_covered([share.facts for share in shares if not share.is_divided], reading)
    divided = [is_covered([share.facts], reading) and None for share in shares if share.is_divided]
    return any_of([whole, *divided])


def _follows(facts: Facts) -> bool:
    """Tell whether min(T, C) follows from T alone, from C where it is 0, or from a part of T that reaches C."""
    if "treated" in facts.known:
        return True
    return "collected" in facts.known and facts.part.treated >= facts.figures.collected


def _reporting(shares: Sequence[Share], unit: Sequence[Share], *, is_pending: bool) -> str:
    """Return how the reports of a row stand; short of completeness those of the whole unit decide."""
    if all(share.facts.known >= EVERYTHING for share in shares):
        return "complete"
    if is_pending:
        return "pending"
    if any(share.facts.is_accepted for share in unit):
        return "incomplete"
    return "rejected" if any(share.facts.is_received for share in unit) else "no_report"


def pending_periods(months: Sequence[str]) -> frozenset[str]:
    """Return the periods that run on after the last of some months, all of which are past due day and grace."""
    return frozenset(period for period in periods_of(list(months)) if months_of(period)[-1] > max(months))
