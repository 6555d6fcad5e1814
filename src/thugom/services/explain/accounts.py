"""The accounts behind a figure, computed again from the facts that were known when it was published."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from thugom.measures import commune
from thugom.measures.accounts import CollectionRecord
from thugom.measures.figures import accounts_of
from thugom.measures.grid import reported_calendar
from thugom.measures.periods import first_day, last_day
from thugom.measures.record import attributed, on_record
from thugom.measures.treatment import TreatmentRecord
from thugom.services.explain.opening import Published
from thugom.store import load_facts


@dataclass(frozen=True, eq=False)
class Accounts:
    """What one period's figures are made of.

    `periods`: its months, or the year itself where a home reports by year (what `calendar` returns);
    `facts`: every received row that names a unit in them, by report; `collected`, `treated`: what
    stands of those; `cells`: what `accounts_of` returns; `units`: what `unit_periods` returns.
    """

    periods: pd.DataFrame
    facts: Mapping[str, pd.DataFrame]
    collected: CollectionRecord
    treated: TreatmentRecord
    cells: pd.DataFrame
    units: pd.DataFrame


def accounts_behind(published: Published, period: str, known_at: str | None) -> Accounts:
    """Return the accounts behind the figures of a period.

    Args:
        published: the publication.
        period: a published period of any kind.
        known_at: only facts that had arrived by this instant; None for all of them.
    """
    facts = {
        name: attributed(load_facts(published.store, contract, published.journal["rules_version"], known_at))
        for name, contract in published.contracts.reports.items()
        if name in {"collection", "treatment"}
    }
    accepted = pd.concat([rows.loc[rows["accepted"], "period"] for rows in facts.values()])
    smallest = reported_calendar(accepted, published.as_of)
    inside = _inside(smallest, period)
    # Whether T is known hangs on the months before: which facilities had tonnes from a unit then.
    lookback = published.policy.treatment.lookback_months
    needed = smallest.loc[max(0, inside.index.min() - lookback) : inside.index.max()]
    needed = needed[needed["period_kind"] == inside["period_kind"].iloc[0]].reset_index(drop=True)
    near = {name: rows[rows["period"].isin(needed["period"])] for name, rows in facts.items()}
    time_zone = published.policy.place.time_zone
    collected, treated = on_record(near["collection"], near["treatment"], time_zone)
    cells = accounts_of(needed, collected, treated, published.basis)
    cells = cells[cells["period"].isin(inside["period"])].reset_index(drop=True)
    own = {name: rows[rows["period"].isin(inside["period"])] for name, rows in near.items()}
    units = commune.unit_periods(cells, published.policy)
    return Accounts(inside.reset_index(drop=True), own, collected, treated, cells, units)


def _inside(smallest: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the smallest periods that lie within a period."""
    first, last = pd.Timestamp(first_day(period)), pd.Timestamp(last_day(period))
    return smallest[(smallest["first_on"] >= first) & (smallest["last_on"] <= last)]
