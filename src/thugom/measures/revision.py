"""Revisions: what the newest arrivals changed in figures that had been published before, and by which files.

A night's arrivals are compared with all that was known before them, under the policy, register and rules of now: what
a new policy changes is no revision. So the table follows from what is known, and from nothing that ran or failed.
"""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from thugom.measures.basis import Basis
from thugom.measures.newest_arrivals import figures_before, months_from, newest_arrivals, published_before
from thugom.measures.periods import LONGER_KINDS, longer_period
from thugom.register import Register

KEY = ["table_name", "period", "indicator", "settlement", "basis", "denominator_kind", "unit_id"]
TABLES = ("commune_coverage", "province_coverage")
COMPARED = ["value", "lower", "upper", "target_status"]
OF_A_UNIT = ("covered", "collected_treated_rate")
"""The figures of a unit that a revision tells of: the two that its targets rest on."""
COLUMNS = [
    *KEY,
    *(f"{name}_{side}" for name in COMPARED for side in ("before", "after")),
    "verdict_flipped",
]
PUBLISHED = [*COLUMNS, "known_before_at", "known_after_at", "files", "policy_version", "register_version"]
FILES_NAMED = 3
"""A province's figure may rest on a hundred new files: the first are named, the others counted."""
AS_WAS = "as_was"


def newest_revisions(
    collection: pd.DataFrame, treatment: pd.DataFrame, tables: Mapping[str, pd.DataFrame], basis: Basis
) -> pd.DataFrame:
    """Return the rows of `revision`: published figures that the newest arrivals changed.

    Args:
        collection: as for `figures`.
        treatment: as for `figures`.
        tables: what `figures` makes of them.
        basis: policy, register and day.

    Returns:
        The columns of the contract; no rows where all came at once, or what came last speaks of no period that had been
        published before it.

    Source: methodology, section 9.
    """
    newest = newest_arrivals(collection, treatment, basis.policy.place.time_zone)
    if newest is None:
        return pd.DataFrame(columns=PUBLISHED)
    lookback = basis.policy.treatment.lookback_months
    touched = published_before(newest, basis.policy) & set(spread(newest.named, lookback)["period"])
    if not touched:
        return pd.DataFrame(columns=PUBLISHED)
    found = revisions(_of_periods(figures_before(newest, touched, basis), touched), _of_periods(tables, touched))
    dated = found.assign(known_before_at=newest.before_at, known_after_at=newest.after_at, **basis.versions)
    return with_files(dated, newest.named, lookback, basis.register)[PUBLISHED]


def _of_periods(tables: Mapping[str, pd.DataFrame], periods: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return the rows of some periods."""
    return {name: tables[name][tables[name]["period"].isin(periods)] for name in TABLES if name in tables}


def revisions(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the figures that stand in both and differ, with both sides of each.

    Args:
        before: `commune_coverage` and `province_coverage`; a missing table has no rows.
        after: the same.

    Returns:
        One row per figure that differs in value, bounds or status, sorted by its key: the key, `value`, `lower`,
        `upper` and `target_status` with `_before` and `_after`, and `verdict_flipped`. `covered` is 1, 0 or unknown.
    """
    both = _long(before).merge(_long(after), on=KEY, suffixes=("_before", "_after"))
    differs = pd.DataFrame({name: _differ(both, name) for name in COMPARED}, index=both.index)
    both = both.assign(verdict_flipped=differs["target_status"])[differs.any(axis=1)]
    return both[COLUMNS].sort_values(KEY, ignore_index=True)


def _differ(both: pd.DataFrame, name: str) -> pd.Series:
    """Tell which rows have two values of a column; unknown and unknown is no difference."""
    before, after = both[f"{name}_before"], both[f"{name}_after"]
    same = (before == after).fillna(False).astype("bool")
    return ~(same | (before.isna() & after.isna()))


def _long(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the figures of both tables, one to a row."""
    parts = [_of_province(tables.get("province_coverage")), *_of_units(tables.get("commune_coverage"))]
    rows = pd.concat([part for part in parts if part is not None] or [pd.DataFrame(columns=[*KEY, *COMPARED])])
    numbers = {name: rows[name].astype("Float64").to_numpy(dtype="float64", na_value=np.nan) for name in COMPARED[:3]}
    texts = {name: rows[name].astype("str") for name in (*KEY, "target_status")}
    return rows.assign(**numbers, **texts)


def _of_province(table: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the province's figures."""
    if table is None:
        return None
    rows = table.assign(table_name="province_coverage", unit_id="")
    return rows[[*KEY, *COMPARED]]


def _of_units(table: pd.DataFrame | None) -> list[pd.DataFrame]:
    """Return the units' figures, of each indicator apart."""
    if table is None:
        return []
    same = {"table_name": "commune_coverage", "denominator_kind": "", "lower": None, "upper": None}
    return [
        table.assign(**same, indicator=name, value=table[name].astype("Float64"), target_status=None)[[*KEY, *COMPARED]]
        for name in OF_A_UNIT
    ]


def spread(named: pd.DataFrame, lookback_months: int) -> pd.DataFrame:
    """Return which units and periods some files may have changed, longer periods included.

    Args:
        named: unit_id, period, file_path.
        lookback_months: for so many months a report says which facilities are still to be heard of.

    Returns:
        The same columns, each row once.
    """
    pairs = [(period, one) for period in named["period"].unique() for one in _reached(period, lookback_months)]
    reached = pd.DataFrame(pairs, columns=["period", "reached"], dtype="str")
    rows = named.merge(reached, on="period").drop(columns="period").rename(columns={"reached": "period"})
    return rows[["unit_id", "period", "file_path"]].drop_duplicates()


def _reached(period: str, lookback_months: int) -> list[str]:
    """Return the periods that a report of one may change.

    >>> _reached("2026-09", 1)
    ['2026-09', '2026-10', '2026-Q3', '2026-H2', '2026', '2026-Q4']
    """
    if "-" not in period:
        return [period]
    months = [months_from(period, count) for count in range(lookback_months + 1)]
    longer = [longer_period(month, kind) for month in months for kind in LONGER_KINDS]
    return list(dict.fromkeys([*months, *longer]))


def with_files(found: pd.DataFrame, named: pd.DataFrame, lookback_months: int, register: Register) -> pd.DataFrame:
    """Return the revisions with the new files that speak of their unit and period, `files`.

    Where none does, those of the months that the policy looks back on; a province's figure has those of all units. On a
    recast basis a unit has those of every unit that it grew out of or passed into. The first three are named in the
    order of their paths, the others counted: `a; b; c; +2`.

    Args:
        found: what `revisions` returns.
        named: unit_id, period, file_path: what the new files speak of.
        lookback_months: as for `spread`.
        register: for the lineage.
    """
    kin = _kinship(register.lineage)
    recast = (found["basis"] != AS_WAS) & (found["unit_id"] != "")
    asked = found[["period"]].assign(who=found["unit_id"].where(~recast, _kin_of(found["unit_id"], kin)))
    spoken = [_texts(asked, spread(named, months), kin) for months in (0, lookback_months)]
    return found.assign(files=spoken[0].fillna(spoken[1]))


def _texts(asked: pd.DataFrame, named: pd.DataFrame, kin: Mapping[str, str]) -> pd.Series:
    """Return for each row's `who` and period the files that speak of them, null where none does."""
    of_kin = named.assign(who=_kin_of(named["unit_id"], kin))
    every = pd.concat([named.assign(who=""), named.assign(who=named["unit_id"]), of_kin])
    every = every[["who", "period", "file_path"]].drop_duplicates().merge(asked.drop_duplicates(), on=["who", "period"])
    texts = every.groupby(["who", "period"])["file_path"].agg(_listed).rename("files").reset_index()
    found = asked.merge(texts, on=["who", "period"], how="left")["files"]
    return found.astype("str").set_axis(asked.index)


def _listed(paths: pd.Series) -> str:
    """Return some paths as a short text.

    >>> _listed(pd.Series(["d.csv", "b.csv", "a.csv", "c.csv"]))
    'a.csv; b.csv; c.csv; +1'
    """
    ordered = sorted(paths)
    more = [f"+{len(ordered) - FILES_NAMED}"] if len(ordered) > FILES_NAMED else []
    return "; ".join([*ordered[:FILES_NAMED], *more])


def _kin_of(units: pd.Series, kin: Mapping[str, str]) -> pd.Series:
    """Return the name of each unit's kin; it is no unit's id."""
    return "kin of " + units.map(kin).astype("str").fillna(units)


def _kinship(lineage: pd.DataFrame) -> dict[str, str]:
    """Return for each unit with forebears or heirs one of all that are joined by lineage."""
    first: dict[str, str] = {}

    def root(unit: str) -> str:
        while (parent := first.setdefault(unit, unit)) != unit:
            # Each step halves the way of the next one who asks.
            unit = first[unit] = first.setdefault(parent, parent)
        return unit

    for one, other in zip(lineage["from_unit_id"], lineage["to_unit_id"], strict=True):
        first[root(one)] = root(other)
    return {unit: root(unit) for unit in first}
