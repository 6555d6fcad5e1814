"""What stood in the reports before: figures to compare with, and where the waste went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from thugom.contracts import Contracts, Home
from thugom.measures.periods import months_between
from thugom.register.lookup import looked_up
from thugom.settings import Settings
from thugom.store import open_engine
from thugom.store.published import load_published

WHOLE = "all"
WAY = ["unit_id", "settlement", "facility_code", "method", "stream"]


@dataclass(frozen=True, eq=False)
class History:
    """The published reports of the months before.

    `month`: the month before. `collected`: its rows of the table `collection`. `treated`: those of the table
    `treatment`, of that month and of as many before it as a facility is expected to report again.
    """

    month: str
    collected: pd.DataFrame
    treated: pd.DataFrame


def history_of(home: Home, contracts: Contracts, month: str, lookback_months: int) -> History:
    """Return what was published of the months before; empty tables where nothing was published yet.

    Raises:
        StoreError: the database cannot be read.
    """
    before = months_before(month, lookback_months)
    tables = {name: pd.DataFrame(columns=contracts.curated[name].names) for name in ("collection", "treatment")}
    url = Settings().database_url
    if url is not None or home.database_path.is_file():
        store = open_engine(url.get_secret_value() if url else home.database_path)
        for name, months in (("collection", before[-1:]), ("treatment", before)):
            parts = [load_published(store, contracts.curated[name], period=one) for one in months]
            tables[name] = pd.concat([part for part in parts if len(part)] or [tables[name]], ignore_index=True)
    return History(before[-1], tables["collection"], tables["treatment"])


def months_before(month: str, count: int) -> list[str]:
    """Return the months before a month, the last of them last; at least one.

    >>> months_before("2026-02", 3)
    ['2025-11', '2025-12', '2026-01']
    """
    year = int(month[:4]) - 1 - count // 12
    return months_between(f"{year:04d}-01", month)[-1 - max(count, 1) : -1]


def figures_before(
    history: History, unit_id: str, settlement: str, names: Sequence[str], *, alone: bool
) -> Mapping[str, float]:
    """Return the figures of a settlement in the month before, those that were reported.

    Args:
        history: the months before.
        unit_id: the unit.
        settlement: one of its settlements.
        names: the columns that are wanted.
        alone: whether it is the unit's only one, whose figures may have been sent as those of the whole.
    """
    rows = history.collected
    rows = rows[(rows["unit_id"] == unit_id) & rows["former_unit_code"].isna()]
    rows = rows[rows["settlement"].isin([settlement, WHOLE] if alone else [settlement])]
    return {name: value for name in names if len(rows) and pd.notna(value := rows.iloc[0][name])}


def ways_before(history: History, settlements: Mapping[str, Sequence[str]], facility_code: str | None) -> pd.DataFrame:
    """Return where the waste of some units went: what a report will have to say again, and how much it was.

    What the reporter itself sent goes before what the other side said of it. A unit of one settlement is named by it,
    whoever reported it as a whole; where a unit of two was reported both ways, its settlements stand.

    Args:
        history: the months before.
        settlements: the settlements of each unit that is asked about, by `unit_id`.
        facility_code: the facility that reports; None where the units do.

    Returns:
        `WAY`, `treated_t` (of the month before; null where it was not reported): one row per way.
    """
    rows = history.treated[history.treated["unit_id"].isin(settlements)]
    if facility_code is not None:
        rows = rows[rows["facility_code"] == facility_code]
    own = rows[rows["reported_by"] == ("facility" if facility_code is not None else "unit")]
    rows = own if len(own) else rows
    single = pd.Series({key: names[0] for key, names in settlements.items() if len(names) == 1}, dtype="str")
    rows = rows.assign(settlement=looked_up(rows["unit_id"], single).fillna(rows["settlement"].astype("str")))
    parted = rows.loc[rows["settlement"] != WHOLE, "unit_id"]
    rows = rows[(rows["settlement"] != WHOLE) | ~rows["unit_id"].isin(parted)]
    now = rows[rows["period"] == history.month].drop_duplicates(WAY)[[*WAY, "treated_t"]]
    return rows[WAY].drop_duplicates().merge(now, on=WAY, how="left").sort_values(WAY, ignore_index=True)
