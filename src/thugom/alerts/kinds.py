"""The kinds of rules: what each looks at, and when a month holds, ends it, or says nothing.

Source: methodology, section 12.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from thugom.alerts.month_grid import Marks, Numbers
from thugom.alerts.month_records import MonthRecords
from thugom.alerts.watches import DropWatch, StateWatch, Watch, states_of, usual_before
from thugom.contracts import AlertRule
from thugom.measures.target_path import BEHIND, ON_TRACK, WATCH

_UNSETTLED = ("pending", "incomplete", "rejected", "no_report")
"""Statuses of a settlement of which nobody knows where it is on its path."""
_RECEIVED = ("complete", "incomplete", "rejected")
_ACCEPTED = ("complete", "incomplete")
_RATE = "collected_treated_rate"


def behind_path(records: MonthRecords, rule: AlertRule) -> Watch:
    """Return the units that are behind their path; the worst settlement decides, and is told.

    It is over once every settlement that has a path is known to be at `closes_from_pp` or above: one that did not
    report may be the one that is behind.
    """
    status, worst = records.path, _worst_of(records)
    behind = status.among("status", [BEHIND])
    known = behind | (status.among("status", [ON_TRACK, WATCH]) & ~worst.unsettled)
    over = worst.told["gap_pp"] >= rule.points("closes_from_pp")
    return StateWatch(records.units, states_of(holds=behind, ends=over, known=known), worst.told)


@dataclass(frozen=True)
class _Worst:
    """By month and unit: what is told of the settlement that is furthest below its path, and whether one is unknown."""

    told: Mapping[str, Numbers]
    unsettled: Marks


def _worst_of(records: MonthRecords) -> _Worst:
    """Return the worst settlements; of two that are equally far from their paths the first by name is told."""
    shape = (len(records.months), len(records.units))
    told = {name: np.full(shape, np.nan) for name in ("value", "expected", "gap_pp")}
    unsettled = np.zeros(shape, dtype=bool)
    for grid in records.paths:
        gap, before = grid.numbers("gap_pp"), told["gap_pp"]
        further = ~np.isnan(gap) & (np.isnan(before) | (gap < before))
        for name, laid in told.items():
            laid[further] = grid.numbers(name)[further]
        unsettled |= grid.among("status", _UNSETTLED) & ~np.isnan(grid.numbers("target"))
    return _Worst(told, unsettled)


def service_stopped(records: MonthRecords, rule: AlertRule) -> Watch:  # noqa: ARG001 - its number is the runs'
    """Return the units that were covered and are known not to be; one that never was has nothing to lose."""
    covered = records.coverage.answers("covered")
    before = np.logical_or.accumulate(covered == 1, axis=0)
    known = (covered == 1) | ((covered == 0) & before)
    told = {"value": records.coverage.numbers(_RATE)}
    return StateWatch(records.units, states_of(holds=covered == 0, ends=covered == 1, known=known), told)


def sharp_drop(records: MonthRecords, rule: AlertRule) -> Watch:
    """Return the units whose rate fell by `drop_pp` or more below the median of the known months before."""
    values = records.coverage.numbers(_RATE)
    usual = usual_before(values, rule.whole("of_months"))
    return DropWatch(records.units, values, usual, -rule.points("drop_pp"), rule.points("closes_from_pp"))


def no_report(records: MonthRecords, rule: AlertRule) -> Watch:  # noqa: ARG001 - its number is the runs'
    """Return the units that sent nothing of a month that is past due day and grace; any row of the next ends it."""
    silent = records.coverage.among("reporting", ["no_report"])
    received = records.coverage.among("reporting", _RECEIVED)
    return StateWatch(records.units, states_of(holds=silent, ends=received, known=silent | received))


def report_rejected(records: MonthRecords, rule: AlertRule) -> Watch:  # noqa: ARG001 - its number is the runs'
    """Return the units whose report was refused as a whole; a row that is accepted ends it, silence does not."""
    rejected = records.coverage.among("reporting", ["rejected"])
    accepted = records.coverage.among("reporting", _ACCEPTED)
    return StateWatch(records.units, states_of(holds=rejected, ends=accepted, known=rejected | accepted))


def mass_imbalance(records: MonthRecords, rule: AlertRule) -> Watch:  # noqa: ARG001 - its number is the runs'
    """Return the units whose tickets and reports disagree; none while there is no table of balances."""
    if records.balance is None:
        return StateWatch([], np.empty((len(records.months), 0), dtype="int8"))
    out = records.balance.answers("out_of_balance")
    told = {"value": records.balance.numbers("balance_ratio")}
    return StateWatch(records.units, states_of(holds=out == 1, ends=out == 0, known=~np.isnan(out)), told)


def target_at_risk(records: MonthRecords, rule: AlertRule) -> Watch:  # noqa: ARG001 - its number is the runs'
    """Return the targets that the province is below even at its best; what is told is that best.

    It is over only once the path is reached for certain, or by the value of an admissible month (`gap_pp` is null in
    any other): a month in which many are silent is no recovery, and says nothing.
    """
    province = records.province
    best, worst, gap = (province.numbers(name) for name in ("gap_upper_pp", "gap_lower_pp", "gap_pp"))
    holds, over = best < 0, (worst >= 0) | (gap >= 0)
    admissible = province.answers("admissible") == 1
    known = ~np.isnan(best) & (holds | over | admissible)
    told = {"value": province.numbers("upper"), "expected": province.numbers("expected"), "gap_pp": best}
    return StateWatch(records.targets, states_of(holds=holds, ends=over, known=known), told, of_units=False)


KINDS: Mapping[str, Callable[[MonthRecords, AlertRule], Watch]] = {
    kind.__name__: kind
    for kind in (
        *(behind_path, service_stopped, sharp_drop, no_report),
        *(report_rejected, mass_imbalance, target_at_risk),
    )
}
"""Every kind of rule by its name in the policy."""
