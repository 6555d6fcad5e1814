"""Which of several submissions stands: the newest accepted one, older ones staying on record."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

SETTLEMENTS = ("urban", "rural", "all")
ORDER = ["submitted_sort", "arrived_at", "file_sha256", "sheet", "row_number"]
UTC = ZoneInfo("UTC")


def standing_rows(
    facts: pd.DataFrame, group: Sequence[str], key: Sequence[str], time_zone: ZoneInfo = UTC
) -> pd.DataFrame:
    """Return the accepted rows that stand, one per `key`, and the refusals that nothing replaces.

    Revision is per `group` (unit, period, settlement, and who reported): of the submissions with
    an accepted row the newest stands, whole. A row refused in it or in a newer one leaves the
    earlier accepted row of its `key` standing, marked `correction_refused`; where there is none,
    the refused row itself is returned (`accepted` false), because what it meant to say is unknown.

    Args:
        facts: one row per received row: `group` and `key` columns, `accepted`, `submitted_on`,
            `arrived_at`, `file_sha256`, `sheet`, `row_number`.
        group: the columns that one submission states as a whole.
        key: the columns that one row states; contains `group`.
        time_zone: the home's, in which a row without a date of its own counts from the day it arrived.

    Source: methodology, section 9; order of submissions: submitted or arrived, arrived, hash, row.
    """
    if facts.empty:
        return facts.assign(correction_refused=pd.Series(dtype="bool"))
    rows = _in_order(facts, time_zone)
    newest = _newest_accepted(rows, group)
    rows = rows.merge(newest, on=list(group), how="left")
    of_newest = rows["file_sha256"] == rows["standing_file"]
    standing = rows[of_newest & rows["accepted"]]
    refused = rows[~rows["accepted"] & (rows["rank"] >= rows["standing_rank"].fillna(-1))]
    refused = refused.drop_duplicates(list(key), keep="last")
    earlier = _earlier_accepted(rows, refused, standing, key)
    unreplaced = _without(_without(refused, standing, key), earlier, key)
    result = pd.concat([standing, earlier], ignore_index=True)
    marks = refused[list(key)].assign(correction_refused=True)
    result = result.merge(marks, on=list(key), how="left")
    result["correction_refused"] = result["correction_refused"].eq(True)
    result = pd.concat([result, unreplaced.assign(correction_refused=False)], ignore_index=True)
    result = result.drop_duplicates(list(key), keep="last")
    result = _without_overlap(result, [name for name in group if name != "settlement"])
    return result.sort_values(list(key), ignore_index=True).drop(
        columns=["rank", "standing_file", "standing_rank", "submitted_sort"]
    )


def unplaced_refusals(facts: pd.DataFrame, unit: Sequence[str], time_zone: ZoneInfo = UTC) -> pd.DataFrame:
    """Return the refused rows whose settlement cannot be read, unless a newer file replaces them.

    Nobody can say which settlement they meant, so no row of another settlement stands in their
    place; only a newer submission with an accepted row of the same `unit` does.

    Args:
        facts: as for `standing_rows`.
        unit: the columns of its `group` less the settlement.
        time_zone: as for `standing_rows`.
    """
    rows = _in_order(facts, time_zone)
    unread = rows[~rows["accepted"] & ~rows["settlement"].isin(SETTLEMENTS)]
    newest = rows[rows["accepted"]].drop_duplicates(list(unit), keep="last")
    newest = newest[[*unit, "file_sha256", "rank"]]
    pairs = unread.merge(newest, on=list(unit), how="left", suffixes=("", "_newest"))
    replaced = (pairs["rank_newest"] > pairs["rank"]) & (pairs["file_sha256_newest"] != pairs["file_sha256"])
    return pairs.loc[~replaced, facts.columns].reset_index(drop=True)


def _in_order(facts: pd.DataFrame, time_zone: ZoneInfo) -> pd.DataFrame:
    """Return the rows from the oldest to the newest submission, numbered by `rank`."""
    # A row without a date of its own counts from the day it arrived where it was sent: a date is written there too.
    arrived = pd.to_datetime(facts["arrived_at"], utc=True).dt.tz_convert(time_zone)
    arrived = arrived.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    rows = facts.assign(submitted_sort=facts["submitted_on"].fillna(arrived))
    rows = rows.sort_values(ORDER, ignore_index=True)
    return rows.assign(rank=range(len(rows)))


def _newest_accepted(rows: pd.DataFrame, group: Sequence[str]) -> pd.DataFrame:
    """Return each group's newest submission with an accepted row, and the rank of its first row."""
    accepted = rows[rows["accepted"]]
    last = accepted.drop_duplicates(list(group), keep="last")
    newest = last[[*group, "file_sha256"]].rename(columns={"file_sha256": "standing_file"})
    ranked = rows.merge(newest, on=list(group))
    ranked = ranked[ranked["file_sha256"] == ranked["standing_file"]]
    first = ranked.groupby(list(group), dropna=False)["rank"].min().rename("standing_rank")
    return newest.merge(first.reset_index(), on=list(group))


def _earlier_accepted(
    rows: pd.DataFrame, refused: pd.DataFrame, standing: pd.DataFrame, key: Sequence[str]
) -> pd.DataFrame:
    """Return the newest earlier accepted row of each refused key that nothing else replaces."""
    wanted = _without(refused, standing, key)[list(key)]
    earlier = rows[rows["accepted"] & (rows["rank"] < rows["standing_rank"])]
    return earlier.merge(wanted, on=list(key)).drop_duplicates(list(key), keep="last")


def _without_overlap(rows: pd.DataFrame, unit: Sequence[str]) -> pd.DataFrame:
    """Drop what would count twice: the older of a row for the whole unit and rows for its parts."""
    kind = np.where(rows["settlement"] == "all", "whole", "parts")
    kinds = rows.assign(kind=kind)[rows["accepted"]].sort_values("rank")
    newest = kinds.drop_duplicates(list(unit), keep="last")[[*unit, "kind"]]
    kept = rows.assign(kind=kind).merge(newest, on=list(unit), how="left", suffixes=("", "_newest"))
    overlapping = kept["kind_newest"].notna() & (kept["kind"] != kept["kind_newest"])
    return kept[~overlapping].drop(columns=["kind", "kind_newest"])


def _without(rows: pd.DataFrame, others: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Return the rows whose key is not among the others'."""
    marks = others[list(key)].drop_duplicates().assign(_there=True)
    joined = rows.merge(marks, on=list(key), how="left")
    return joined[joined["_there"].isna()].drop(columns="_there")
