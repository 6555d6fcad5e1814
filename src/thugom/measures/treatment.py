"""What became of the waste: treated, biologically treated and controlled kilograms per unit."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.grouping import among, numbers_among
from thugom.measures.settlements import KEY, by_settlement

CELL = [*KEY, "settlement"]
STATED = [*CELL, "facility_code", "method", "stream", "treated_kg", "reported_by"]
PARTS = ["treated_part", "biological_part", "controlled_part"]
STREAMS = ("domestic", "agricultural", "other")


@dataclass(frozen=True)
class TreatmentRecord:
    """What is known of treatment: rows that stand, rows refused with nothing in their place.

    `standing`: unit_id, period, settlement, facility_code, method, stream, treated_kg (Int64),
    reported_by. `refused`: the same columns; what they meant to say is unknown.
    """

    standing: pd.DataFrame
    refused: pd.DataFrame


def counted(record: TreatmentRecord, policy: Policy) -> TreatmentRecord:
    """Return the record for the stream that the targets speak of, the facility's word first.

    Per unit, period, settlement and facility the facility's own report stands; the unit's is
    compared with it elsewhere and never added. Source: methodology, section 2, Treatment report.
    """
    stream = policy.treatment.counted_stream
    standing = record.standing[record.standing["stream"] == stream]
    # A refused row whose stream cannot be read may have been of the one that counts.
    others = [name for name in STREAMS if name != stream]
    refused = record.refused[~record.refused["stream"].isin(others)]
    # A unit's row that was refused leaves nothing open either where the facility's own word stands.
    return TreatmentRecord(
        standing[~_overruled(standing, standing)],
        refused[~_overruled(refused, standing)],
    )


def _overruled(rows: pd.DataFrame, standing: pd.DataFrame) -> np.ndarray:
    """Return which rows are a unit's where the facility itself reports on that unit and settlement."""
    place = [*KEY, "facility_code"]
    own = standing[standing["reported_by"] == "facility"][[*place, "settlement"]].drop_duplicates()
    theirs = rows[rows["reported_by"] != "facility"]
    index = theirs.reset_index(names="_row")[["_row", *place, "settlement"]]
    pairs = index.merge(own, on=place, suffixes=("", "_facility"))
    # A report for the whole unit speaks of every settlement of it.
    overlap = (
        (pairs["settlement"] == pairs["settlement_facility"])
        | (pairs["settlement"] == "all")
        | (pairs["settlement_facility"] == "all")
    )
    return rows.index.isin(pairs.loc[overlap, "_row"].unique())


def treated_parts(
    record: TreatmentRecord, facility_months: pd.DataFrame, weights: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Return the known part of T, O and K per unit, period and expected settlement.

    Tonnes count as treated by a treating method at a facility licensed on every day of the period;
    as biological (O) by a biological method; as controlled (K) at the policy's level or better.

    Args:
        record: what `counted` returns.
        facility_months: facility_code, period, licensed, control_level.
        weights: unit_id, period, settlement, weight: how a row for the whole unit is divided.
        policy: methods, their classes and the control levels.

    Returns:
        One row per unit, period and settlement named by an accepted row: `treated_part`,
        `biological_part`, `controlled_part` (Int64 kg), `estimated`.

    Source: methodology, sections 2 and 4.
    """
    rows = record.standing.merge(facility_months, on=["facility_code", "period"], how="left")
    counts = rows["method"].isin(policy.treatment.treating) & rows["licensed"].eq(True)
    biological = rows["method"].isin(policy.treatment.methods_of("biological"))
    controlled = rows["control_level"].isin(policy.treatment.controlled_levels)
    kilograms = rows["treated_kg"].fillna(0).astype("int64")
    rows = rows[CELL].assign(
        treated_part=kilograms.where(counts, 0).astype("Int64"),
        biological_part=kilograms.where(counts & biological, 0).astype("Int64"),
        controlled_part=kilograms.where(counts & controlled, 0).astype("Int64"),
    )
    sums = rows.groupby(CELL, as_index=False)[PARTS].sum()
    divided = _divided(sums, weights)
    return divided.groupby(CELL, as_index=False).agg(
        {**dict.fromkeys(PARTS, "sum"), "estimated": "any", "undivided": "any"}
    )


def _divided(sums: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """Divide the rows for a whole unit: T by the weights, then O and K by the T they are part of.

    Dividing O and K by T keeps both within T in every settlement, to the kilogram.
    """
    whole = sums[sums["settlement"] == "all"]
    parts = sums[sums["settlement"] != "all"].assign(estimated=False)
    treated = by_settlement(whole[[*CELL, "treated_part"]], weights, PARTS[:1])
    inside = treated[CELL].assign(weight=treated["treated_part"])
    within = by_settlement(whole.drop(columns="treated_part"), inside, PARTS[1:])
    divided = treated.merge(within.drop(columns="estimated"), on=CELL)
    result = pd.concat([parts, divided], ignore_index=True)
    result["undivided"] = result["treated_part"].isna()
    return result.fillna(dict.fromkeys(PARTS, 0))


def treatment_known(record: TreatmentRecord, cells: pd.DataFrame, months: list[str], lookback: int) -> pd.Series:
    """Return whether T is known for each row of `cells`.

    T is known when at least one accepted row names the unit (a reported 0 included), every
    facility that had tonnes from it in the months before has reported, and no row that names it
    was refused with nothing in its place.

    Args:
        record: what `counted` returns.
        cells: unit_id, period, settlement, one row per expected settlement.
        months: every month of the calendar in order; years have no months before them.
        lookback: how many months before count.

    Returns:
        Booleans on the index of `cells`.

    Source: methodology, section 3.
    """
    named = _cells_named(record.standing, cells)
    refused = _cells_named(record.refused, cells)
    waiting = _cells_waiting(record.standing, cells, months, lookback)
    return named & ~refused & ~waiting


def _cells_named(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """Return whether a row names each cell, by its settlement or as a whole."""
    of_all = among(cells, rows[rows["settlement"] == "all"], KEY)
    return pd.Series(among(cells, rows, CELL) | of_all, index=cells.index)


def _cells_waiting(rows: pd.DataFrame, cells: pd.DataFrame, months: list[str], lookback: int) -> pd.Series:
    """Return whether a facility that lately had tonnes from a cell has yet to report on it."""
    month = pd.Index(months, dtype="str").get_indexer(pd.Index(rows["period"]))
    rows, month = rows[month >= 0], month[month >= 0]
    (unit, units), (settlement, settlements) = (pd.factorize(rows[name]) for name in ("unit_id", "settlement"))
    facility, facilities = pd.factorize(rows["facility_code"])
    place = unit * len(facilities) + facility
    had = (rows["treated_kg"].fillna(0) > 0).to_numpy(dtype=bool)
    sent = np.unique((place[had] * len(settlements) + settlement[had]) * len(months) + month[had])
    sent, first = np.divmod(sent, len(months))
    later = np.concatenate([first + step for step in range(1, lookback + 1)] or [first[:0]])
    due = np.tile(sent, lookback)[later < len(months)]
    later = later[later < len(months)]
    own = (rows["reported_by"] == "facility").to_numpy()
    size = len(units) * len(facilities) * len(months)
    place_due = due // max(len(settlements), 1)
    heard = numbers_among(place_due * len(months) + later, place * len(months) + month, size)
    heard |= numbers_among(
        place_due % max(len(facilities), 1) * len(months) + later, facility[own] * len(months) + month[own], size
    )
    silent = np.unique(due[~heard] * len(months) + later[~heard])
    due, later = np.divmod(silent, len(months))
    named = pd.DataFrame(
        {
            "unit_id": pd.Series(units, dtype="str").take(due // max(len(settlements) * len(facilities), 1)).to_numpy(),
            "period": pd.Series(months, dtype="str").take(later).to_numpy(),
            "settlement": pd.Series(settlements, dtype="str").take(due % max(len(settlements), 1)).to_numpy(),
        },
        dtype="str",
    )
    return _cells_named(named, cells)
