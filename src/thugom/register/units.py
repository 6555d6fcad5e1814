"""Which unit a code means on a day, and which settlements a unit has."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import pandas as pd

from thugom.register.load import Register
from thugom.register.lookup import looked_up

Standing = Literal["in_force", "unknown", "not_yet_in_force", "ended"]
SETTLEMENT_WHERE_ALL_ARE = "urban"
"""A unit of an urban kind is urban throughout, whatever its parts were before."""


def units_in_force(units: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return the units valid on a day; `valid_to` is the first day on which a unit is not.

    Args:
        units: `valid_from`, `valid_to` (null while in force) and whatever else there is.
        on: for a period, its last day (methodology, section 2).
    """
    day = pd.Timestamp(on)
    begun = units["valid_from"] <= day
    return units[begun & (units["valid_to"].isna() | (units["valid_to"] > day))].reset_index(drop=True)


def home_settlements(units: pd.DataFrame, kind_settlement: Mapping[str, str]) -> pd.Series:
    """Return the settlement of each unit's kind, by `unit_id`.

    Raises:
        ValueError: a unit is of a kind that the mapping does not hold.
    """
    settlements = units.set_index("unit_id")["kind"].map(dict(kind_settlement))
    if settlements.isna().any():
        unknown = ", ".join(sorted(set(units["kind"]) - set(kind_settlement)))
        raise ValueError(f"no settlement is known for units of kind {unknown}")
    return settlements


def expected_settlements(register: Register, kind_settlement: Mapping[str, str]) -> pd.DataFrame:
    """Return the settlements in which each unit's figures are expected, on the basis `as_was`.

    A unit of an urban kind is urban. A unit of a rural kind has the settlements of the units it
    came from, because the part that was a township reports in a row of its own; without parents
    it is rural. Through a chain of changes each generation follows from the one before.

    Returns:
        `unit_id`, `settlement`: one row per unit and expected settlement, in that order.

    Source: methodology, section 2, Settlement.
    """
    home = home_settlements(register.units, kind_settlement)
    # Parents end on the day their heirs begin, so by day every parent is settled before its heir.
    settled = _all_with_home(home, home.index.difference(pd.Index(register.lineage["to_unit_id"])))
    for _, edges in register.lineage.groupby("effective_on"):
        inherited = edges.merge(settled, left_on="from_unit_id", right_on="unit_id")[["to_unit_id", "settlement"]]
        inherited = inherited.rename(columns={"to_unit_id": "unit_id"}).drop_duplicates()
        all_urban = looked_up(inherited["unit_id"], home) == SETTLEMENT_WHERE_ALL_ARE
        urban = _all_with_home(home, pd.Index(inherited.loc[all_urban, "unit_id"].unique()))
        settled = pd.concat([settled, urban, inherited[~all_urban]])
    return settled.sort_values(["unit_id", "settlement"], ignore_index=True)


def _all_with_home(home: pd.Series, keys: pd.Index) -> pd.DataFrame:
    """Return these units, each with the settlement of its kind."""
    return pd.DataFrame({"unit_id": keys.astype("str"), "settlement": home.loc[keys].to_numpy()}).astype("str")


def find_units(register: Register, asked: pd.DataFrame) -> pd.DataFrame:
    """Return which unit each code means on its day, or why it means none.

    Args:
        register: the register to look in.
        asked: `unit_code` (str) and `on` (datetime64, the last day of a period), any index.

    Returns:
        On the same index and in the same order: `unit_id` (null unless in force), `unit_standing`
        (`in_force`, `unknown`, `not_yet_in_force`, `ended`), `unit_name` (full name of the unit in
        force, or of the one that ended or is to come), `changed_on` (the day it ended or begins)
        and `heirs` (where an ended unit's area is on the day: "Phường Đoàn Kết (03388)").
    """
    columns = ["unit_code", "valid_from", "valid_to", "unit_id", "full_name"]
    units = register.units[columns].sort_values("valid_from")
    lines = pd.DataFrame({"unit_code": asked["unit_code"].astype("str"), "on": asked["on"], "line": range(len(asked))})
    lines["on"] = lines["on"].astype("datetime64[us]")
    known = lines.dropna().sort_values("on")
    latest = pd.merge_asof(known, units, left_on="on", right_on="valid_from", by="unit_code")
    latest = lines[["line", "unit_code", "on"]].merge(latest.drop(columns=["unit_code", "on"]), on="line", how="left")
    begun = latest["unit_id"].notna()
    ended = begun & (latest["valid_to"] <= latest["on"])
    to_come = ~begun & latest["unit_code"].isin(units["unit_code"])
    first = units.drop_duplicates("unit_code").set_index("unit_code")
    standing = pd.Series("unknown", index=latest.index).mask(begun, "in_force")
    found = pd.DataFrame(
        {
            "unit_id": latest["unit_id"].where(begun & ~ended),
            "unit_standing": standing.mask(ended, "ended").mask(to_come, "not_yet_in_force"),
            "unit_name": latest["full_name"].fillna(looked_up(latest["unit_code"], first["full_name"])),
            "changed_on": latest["valid_to"].where(
                ended, looked_up(latest["unit_code"], first["valid_from"]).where(to_come)
            ),
            "heirs": heirs_of(register, latest[ended]),
        }
    )
    return found.astype({name: "str" for name in found.columns if name != "changed_on"}).set_index(asked.index)


def heirs_of(register: Register, ended: pd.DataFrame) -> pd.Series:
    """Return where each ended unit's area (`unit_id`) is on a day (`on`), as text; indexed as `ended`."""
    units = register.units.set_index("unit_id")[["unit_code", "full_name", "valid_to", "name_order"]]
    edges = register.lineage[["from_unit_id", "to_unit_id"]]
    asked = ended[["unit_id", "on"]].drop_duplicates()
    # An heir may itself have ended by then: follow the lineage until the units of that day.
    open_ends, found = asked.assign(origin=asked["unit_id"]), []
    while len(open_ends):
        step = open_ends.merge(edges, left_on="unit_id", right_on="from_unit_id")
        step = step.assign(unit_id=step["to_unit_id"])[["origin", "on", "unit_id"]].drop_duplicates()
        valid_to = looked_up(step["unit_id"], units["valid_to"])
        gone = valid_to <= step["on"]
        found.append(step[~gone])
        open_ends = step[gone]
    if not found:
        return pd.Series(dtype="str")
    heirs = pd.concat(found).drop_duplicates().merge(units, left_on="unit_id", right_index=True)
    heirs["text"] = heirs["full_name"] + " (" + heirs["unit_code"] + ")"
    texts = heirs.sort_values("name_order").groupby(["origin", "on"])["text"].agg(", ".join)
    keys = pd.MultiIndex.from_frame(ended[["unit_id", "on"]])
    return pd.Series(texts.reindex(keys).to_numpy(), index=ended.index)
