"""Which reported figures are far from their unit's own earlier months (methodology, section 8, history)."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.paths import number_of
from tests.e2e.truth.reading import rows_of
from tests.e2e.truth.register import unit_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.e2e.truth.reading import HistoryRules
    from tests.e2e.truth.world import World

CONSISTENT = Fraction("0.6745")
"""What makes the median absolute deviation of a normal distribution its standard deviation."""
GENERATED = "collection.generated_t.history"
COLLECTED = "collection.collected_t.history"
SERVED = "collection.households_served.history"
TREATED = "treatment.treated_t.history"


class Finding(NamedTuple):
    """A rule, and the unit and month that it warns of."""

    rule_id: str
    unit_id: str
    month: str


def history_findings(world: World, home: Path) -> set[Finding]:
    """Return every figure that is far from the months before it: G, C and S by settlement, T of the whole unit."""
    series: defaultdict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for cell, facts in world.facts.items():
        for rule, name, amount in (
            (GENERATED, "generated", facts.figures.generated),
            (COLLECTED, "collected", facts.figures.collected),
            (SERVED, "households_served", facts.figures.served),
        ):
            if name in facts.known:
                series[rule, cell.unit_id, cell.settlement][cell.month] = amount
    for (unit, month), kilograms in _treated(world, home).items():
        series[TREATED, unit, "all"][month] = kilograms
    rules = world.policy.history
    return {
        Finding(rule, unit, month)
        for (rule, unit, _), values in series.items()
        for month in values
        if is_far(values, month, rules, rules.households_step if rule == SERVED else rules.kilograms_step)
    }


def _treated(world: World, home: Path) -> dict[tuple[str, str], int]:
    """Return what each unit had treated in each month, at any facility, where it is known."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows_of(home / "data" / "demo" / "truth" / "treatment.csv"):
        if row["stream"] == world.policy.stream and row["method"] in world.policy.treating:
            sums[unit_id(row["unit_code"], row["valid_from"]), row["period"]] += int(row["treated_kg"])
    known = {key for key, cells in world.by_unit_month.items() if all("treated" in one.known for one in cells)}
    return {key: sums[key] for key in known}


def is_far(values: Mapping[str, int], month: str, rules: HistoryRules, step: int) -> bool:
    """Tell whether a month's figure is far from the known ones of the months before it, itself left out."""
    here = number_of(month)
    before = [Fraction(value) for one, value in values.items() if 0 < here - number_of(one) <= rules.most_months]
    if len(before) < rules.least_months:
        return False
    usual = median(before)
    spread = median(abs(value - usual) for value in before)
    change = abs(values[month] - usual)
    if spread:
        return CONSISTENT * change > rules.modified_z * spread and change >= rules.least_change * usual
    return change > (rules.relative_step * usual if usual else step)
