"""Which of several submissions stands: the newest accepted one, older ones staying on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from thugom.measures.grouping import numbered, sorting_codes

SETTLEMENTS = ("urban", "rural", "all")
ORDER = ["arrived_at", "file_sha256", "sheet", "row_number"]
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
    rows = Submissions.of(facts, group, key, time_zone)
    standing = rows.of_newest & rows.accepted
    refused = rows.last_of_key(~rows.accepted & ~rows.before_newest)
    replaced = rows.has_key(standing)
    earlier = rows.last_of_key(rows.accepted & rows.before_newest & rows.has_key(refused) & ~replaced)
    unreplaced = refused & ~replaced & ~rows.has_key(earlier)
    found = np.flatnonzero(rows.last_of_key(standing) | earlier | unreplaced)
    marked = (rows.has_key(refused) & ~unreplaced)[found]
    unit = sorting_codes(facts, [name for name in group if name != "settlement"])[rows.order]
    whole = (facts["settlement"] == "all").to_numpy()[rows.order]
    kept = ~_overlapping(numbered(unit[found])[0], whole[found], rows.accepted[found])
    found, marked = found[kept], marked[kept]
    by_key = np.argsort(rows.key[found], kind="stable")
    result = facts.take(rows.order[found[by_key]]).reset_index(drop=True)
    return result.assign(correction_refused=marked[by_key])


@dataclass(frozen=True, eq=False)
class Submissions:
    """The received rows from the oldest to the newest submission, as positions and numbers of what they share.

    `order`: the positions of the rows; in that order `accepted`, `key` (sorted as the key's columns are),
    `of_newest`: whether the row's file is the newest of its group with an accepted row, and
    `before_newest`: whether it stands before the first row of that file.
    """

    order: np.ndarray
    accepted: np.ndarray
    key: np.ndarray
    of_newest: np.ndarray
    before_newest: np.ndarray

    @classmethod
    def of(cls, facts: pd.DataFrame, group: Sequence[str], key: Sequence[str], time_zone: ZoneInfo) -> "Submissions":
        """Return the rows in order, and which of them the newest submission of their group has."""
        order = _order(facts, time_zone)
        accepted = facts["accepted"].to_numpy(dtype=bool)[order]
        file = sorting_codes(facts, ["file_sha256"])[order]
        groups, count = numbered(sorting_codes(facts, group)[order])
        rank = np.arange(len(order))
        newest, first = np.full(count, -1), np.full(count, -1)
        # What is written last stands: the newest row's file, and its oldest row.
        newest[groups[accepted]] = file[accepted]
        of_newest = newest[groups] == file
        first[groups[of_newest][::-1]] = rank[of_newest][::-1]
        return cls(order, accepted, numbered(sorting_codes(facts, key)[order])[0], of_newest, rank < first[groups])

    def has_key(self, rows: np.ndarray) -> np.ndarray:
        """Return which rows have the key of one of these."""
        there = np.zeros(len(self.key), dtype=bool)
        there[self.key[rows]] = True
        return np.asarray(there[self.key])

    def last_of_key(self, rows: np.ndarray) -> np.ndarray:
        """Return which of these rows are the newest of their key."""
        last = np.full(len(self.key), -1)
        there = np.flatnonzero(rows)
        last[self.key[there]] = there
        flags = np.zeros(len(self.key), dtype=bool)
        flags[last[last >= 0]] = True
        return flags


def _overlapping(unit: np.ndarray, whole: np.ndarray, accepted: np.ndarray) -> np.ndarray:
    """Return what would count twice: the older of a row for the whole unit and rows for its parts.

    Args:
        unit: the number of the unit, period and reporter of each row, from the oldest to the newest submission.
        whole: whether the row is of the whole unit.
        accepted: only these make others older.
    """
    unknown, parts, everything = range(3)
    newest = np.full(int(unit.max(initial=-1)) + 1, unknown)
    newest[unit[accepted]] = np.where(whole[accepted], everything, parts)
    kind = newest[unit]
    return np.asarray((kind != unknown) & (whole != (kind == everything)))


def unplaced_refusals(facts: pd.DataFrame, unit: Sequence[str], time_zone: ZoneInfo = UTC) -> pd.DataFrame:
    """Return the refused rows whose settlement cannot be read, unless a newer file replaces them.

    Nobody can say which settlement they meant, so no row of another settlement stands in their
    place; only a newer submission with an accepted row of the same `unit` does.

    Args:
        facts: as for `standing_rows`.
        unit: the columns of its `group` less the settlement.
        time_zone: as for `standing_rows`.
    """
    open_rows = (~facts["accepted"] & ~facts["settlement"].isin(SETTLEMENTS)).to_numpy(dtype=bool)
    # Most often there is none, and all that follows speaks of their units only.
    units = sorting_codes(facts, unit)
    rows = facts[np.isin(units, units[open_rows])]
    rows = rows.take(_order(rows, time_zone)).reset_index(drop=True)
    unread = rows[~rows["accepted"] & ~rows["settlement"].isin(SETTLEMENTS)]
    newest = rows[rows["accepted"]].drop_duplicates(list(unit), keep="last")
    newest = newest[[*unit, "file_sha256"]].reset_index(names="rank")
    pairs = unread.reset_index(names="rank").merge(newest, on=list(unit), how="left", suffixes=("", "_newest"))
    replaced = (pairs["rank_newest"] > pairs["rank"]) & (pairs["file_sha256_newest"] != pairs["file_sha256"])
    return pd.DataFrame(pairs.loc[~replaced, facts.columns]).reset_index(drop=True)


def _order(facts: pd.DataFrame, time_zone: ZoneInfo) -> np.ndarray:
    """Return the positions of the rows from the oldest to the newest submission."""
    # A row without a date of its own counts from the day it arrived where it was sent: a date is written there too.
    submitted = facts["submitted_on"].fillna(arrival_days(facts["arrived_at"], time_zone))
    columns = submitted.to_frame("submitted").join(facts[ORDER])
    return np.lexsort([sorting_codes(columns, [name]) for name in ["submitted", *ORDER][::-1]])


def arrival_days(arrived_at: pd.Series, time_zone: ZoneInfo) -> pd.Series:
    """Return the day in a time zone of each instant (UTC ISO 8601)."""
    codes, instants = pd.factorize(arrived_at)
    local = pd.to_datetime(pd.Series(instants), utc=True).dt.tz_convert(time_zone)
    days = local.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    return days.take(codes).set_axis(arrived_at.index)
