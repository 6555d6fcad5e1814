"""What reports say that tickets can be held against: tonnes per unit and facility, and what each unit collected."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.accounts import CollectionRecord, Grid
from thugom.measures.former_parts import FORMER, open_cells
from thugom.measures.grouping import among
from thugom.measures.settlements import KEY
from thugom.measures.treatment import CELL, STATED, STREAMS, TreatmentRecord, counted

LINE = [*KEY, "stream", "facility_code"]


@dataclass(frozen=True, eq=False)
class ReportedLines:
    """What was reported to have come from units to facilities.

    `lines`: `LINE` once each, `reported_kg` (Int64; null where a row was refused and nothing stands in its place).
    `unplaced`: unit_id, period and stream where a refused row leaves open to which facility the waste went.
    """

    lines: pd.DataFrame
    unplaced: pd.DataFrame


def of_stream(record: TreatmentRecord, policy: Policy, stream: str) -> TreatmentRecord:
    """Return the record for one stream, the facility's word first, as `counted` does for the one of the targets."""
    return counted(record, replace(policy, treatment=replace(policy.treatment, counted_stream=stream)))


def reported_lines(treated: TreatmentRecord, facility_codes: Collection[str], policy: Policy) -> ReportedLines:
    """Return the tonnes that reports bring from each unit to each facility, by any method.

    A scale does not ask what is done with the waste, nor whether the place is licensed. Where the facility itself
    reports on a unit and settlement its word stands; the unit's is never added.

    Args:
        treated: what stands on record.
        facility_codes: those of the register; a refused row of any other may have meant each of them.
        policy: for `counted`.
    """
    record = TreatmentRecord(treated.standing[STATED], treated.refused[STATED])
    sums, refused = [], []
    for stream in STREAMS:
        words = of_stream(record, policy, stream)
        by = [name for name in LINE if name != "stream"]
        totals = words.standing.groupby(by, as_index=False).agg(reported_kg=("treated_kg", "sum"))
        sums.append(totals.assign(stream=stream))
        refused.append(words.refused[by].assign(stream=stream))
    lines, gone = pd.concat(sums, ignore_index=True), pd.concat(refused, ignore_index=True)
    placed = gone["facility_code"].isin(list(facility_codes))
    unplaced = gone.loc[~placed, [*KEY, "stream"]].drop_duplicates()
    named = gone.loc[placed, LINE].drop_duplicates().astype("str")
    missing = named[~among(named, lines, LINE)]
    lines = pd.concat([lines, missing.assign(reported_kg=_unknown(len(missing)).set_axis(missing.index))])
    doubtful = among(lines, named, LINE) | among(lines, unplaced, [*KEY, "stream"])
    lines = lines.assign(reported_kg=lines["reported_kg"].astype("Int64").mask(doubtful))
    return ReportedLines(lines[[*LINE, "reported_kg"]].reset_index(drop=True), unplaced.reset_index(drop=True))


def collected_of_units(record: CollectionRecord, grid: Grid) -> pd.DataFrame:
    """Return what each unit collected in each period of the grid: C of all its settlements.

    It is unknown as soon as a settlement, or a former unit's part, is missing or was refused.

    Args:
        record: what stands on record.
        grid: units, periods and the settlements expected; former units.

    Returns:
        `unit_id`, `period`, `collected_kg` (Int64, null unknown), one row per unit and period of the grid.

    Source: methodology, section 4.
    """
    rows = record.standing[[*CELL, FORMER, "collected_kg"]]
    rows = rows[among(rows, grid.cells, KEY)]
    unsummed = pd.concat([record.refused[CELL], open_cells(rows, grid.parts)])
    rows = rows[~among(rows, unsummed, CELL)]
    sums = rows.groupby(CELL)["collected_kg"].sum()
    cells = sums.mask(rows["collected_kg"].isna().groupby([rows[name] for name in CELL]).any()).reset_index()
    whole = cells["settlement"] == "all"
    parts = grid.cells[CELL].merge(cells[~whole], on=CELL, how="left")
    added = parts.groupby(KEY)["collected_kg"].sum()
    added = added.mask(parts["collected_kg"].isna().groupby([parts[name] for name in KEY]).any())
    of_all = cells[whole].set_index(KEY)["collected_kg"].reindex(added.index)
    return of_all.fillna(added).rename("collected_kg").astype("Int64").reset_index()


def _unknown(size: int) -> pd.Series:
    """Return so many unknown figures."""
    return pd.Series(pd.array([pd.NA] * size, dtype="Int64"))
