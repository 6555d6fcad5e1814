"""What the tables say of the months that are due: the grids that rules read, each laid out once for all of them."""

import functools
from collections.abc import Mapping

import pandas as pd

from thugom.alerts.month_grid import MonthGrid, month_grid
from thugom.contracts import Policy

BASIS = "as_is"
"""The basis on which conditions are looked for: no rule compares across a boundary change on any other."""

UNIT_PERIOD = ["unit_id", "period"]


def unit_balances(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the balance of each unit and period: its own line, and what its facilities' lines make of it.

    A unit is out of balance as soon as one of its lines is, for two that are wrong can cancel each other. It is in
    balance only where its own line is: that one knows whether anything went where nobody weighs.

    Args:
        rows: `mass_balance`.
        policy: the stream that counts.

    Returns:
        `unit_id`, `period`, `out_of_balance`, `balance_ratio`, one row per unit and period.
    """
    rows = rows[rows["stream"] == policy.treatment.counted_stream]
    rows = rows.assign(out_of_balance=rows["out_of_balance"].astype("boolean"))
    own = rows.loc[rows["line"] == "unit", [*UNIT_PERIOD, "out_of_balance", "balance_ratio"]]
    out = rows.loc[rows["out_of_balance"].eq(other=True).fillna(value=False), UNIT_PERIOD].drop_duplicates()
    own = own.merge(out.assign(some=True), on=UNIT_PERIOD, how="outer")
    some = own.pop("some").eq(other=True)
    return own.assign(out_of_balance=own["out_of_balance"].mask(some, other=True))


class MonthRecords:
    """The months that are past due day and grace, and what the tables say of units and targets in them."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], policy: Policy) -> None:
        """Remember the tables, by name, and the policy."""
        self.tables, self.policy = tables, policy

    @functools.cached_property
    def months(self) -> list[str]:
        """The months that are due, in their order: in any other a rule would take what is pending for missing."""
        rates = self.tables["reporting_rate"]
        due = rates.loc[rates["complete"].astype(bool), "period"]
        return sorted(due.astype("str").tolist())

    @functools.cached_property
    def units(self) -> list[str]:
        """The units of the basis as_is, by `unit_id`."""
        return sorted(self._coverage["unit_id"].astype("str").unique().tolist())

    @functools.cached_property
    def targets(self) -> list[str]:
        """The targets, by id."""
        return sorted(self.tables["target"]["target_id"].astype("str").tolist())

    @functools.cached_property
    def coverage(self) -> MonthGrid:
        """The rows of `commune_coverage` of whole units."""
        return self._of_units(self._coverage)

    @functools.cached_property
    def path(self) -> MonthGrid:
        """The rows of `unit_path` of whole units."""
        return self._path_of("all")

    @functools.cached_property
    def paths(self) -> list[MonthGrid]:
        """The rows of `unit_path` of each settlement, in the settlements' order."""
        return [self._path_of(settlement) for settlement in sorted(self.policy.settlements)]

    @functools.cached_property
    def balance(self) -> MonthGrid | None:
        """What `mass_balance` says of each unit, if there is such a table."""
        if "mass_balance" not in self.tables:
            return None
        return self._of_units(unit_balances(self.tables["mass_balance"], self.policy))

    @functools.cached_property
    def province(self) -> MonthGrid:
        """The rows of `province_coverage` by which the targets are judged, each under its target's headline."""
        targets, rows = self.tables["target"], self.tables["province_coverage"]
        rows = rows[(rows["basis"] == BASIS) & (rows["period_kind"] == "month")]
        headline = targets[["target_id", "indicator", "settlement", "headline"]]
        headline = headline.rename(columns={"headline": "denominator_kind"}).astype("str")
        judged = rows.merge(headline, on=["indicator", "settlement", "denominator_kind"])
        return month_grid(judged, "target_id", self.targets, self.months)

    @functools.cached_property
    def _coverage(self) -> pd.DataFrame:
        """The months of whole units on today's boundaries."""
        rows = self.tables["commune_coverage"]
        rows = rows[rows["basis"] == BASIS]
        rows = rows[rows["settlement"] == "all"]
        return rows[rows["period_kind"] == "month"]

    def _path_of(self, settlement: str) -> MonthGrid:
        """Return the rows of `unit_path` of one settlement."""
        rows = self.tables["unit_path"]
        return self._of_units(rows[rows["settlement"] == settlement])

    def _of_units(self, rows: pd.DataFrame) -> MonthGrid:
        """Return rows of units as a grid."""
        return month_grid(rows, "unit_id", self.units, self.months)
