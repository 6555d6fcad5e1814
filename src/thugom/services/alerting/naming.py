"""Naming: what people call the units, rules and targets of which alerts speak."""

from collections.abc import Mapping

import pandas as pd

from thugom.alerts.news import RuleWords, UnitName
from thugom.contracts import Policy, Text
from thugom.register import Register


def unit_names(units: pd.DataFrame, register: Register) -> dict[str, UnitName]:
    """Return what each unit is called, those that ended too.

    Args:
        units: the table `unit`.
        register: the lineage, by which a unit without a district has that from which most of it came.
    """
    districts = _districts(units, register.lineage)
    columns = ["unit_id", "unit_code", "full_name", "population"]
    return {
        unit_id: UnitName(unit_id, code, name, districts.get(unit_id), None if pd.isna(people) else int(people))
        for unit_id, code, name, people in units[columns].itertuples(index=False, name=None)
    }


def rule_words(policy: Policy) -> dict[str, RuleWords]:
    """Return what is said of each rule, of those that are off too: their alerts are told to be closed."""
    return {rule.id: RuleWords(rule.title, rule.advice, rule.urgent) for rule in policy.alerting.rules}


def target_titles(policy: Policy) -> dict[str, Text]:
    """Return what each target is called."""
    return {target.id: target.title for target in policy.targets}


def heirs_by(units: pd.DataFrame, lineage: pd.DataFrame, day: pd.Timestamp) -> dict[str, str | None]:
    """Return for every unit that ended by a day the unit that took over the greatest part of it, None where none did.

    Args:
        units: `unit_id` and `valid_to`, the first day on which a unit is not.
        lineage: `from_unit_id`, `to_unit_id`, `share`; of equal shares the lower `unit_id` counts.
        day: the day.
    """
    ended = units.loc[units["valid_to"].notna() & (units["valid_to"] <= day), "unit_id"]
    edges = lineage.sort_values(["share", "to_unit_id"], ascending=[False, True], kind="stable")
    greatest = edges.drop_duplicates("from_unit_id").set_index("from_unit_id")["to_unit_id"]
    return {str(unit_id): greatest.get(unit_id) for unit_id in ended}


def _districts(units: pd.DataFrame, lineage: pd.DataFrame) -> Mapping[str, str]:
    """Return the district of each unit that belongs to one, or came from units that did."""
    own = units.set_index("unit_id")["district_code"].dropna()
    own = own[own != ""]
    # A unit that began where districts ended is still somebody's: that of the most it came from.
    came = lineage.assign(district=lineage["from_unit_id"].map(own)).dropna(subset=["district"])
    came = came[~came["to_unit_id"].isin(own.index)].groupby(["to_unit_id", "district"])["share"].sum().reset_index()
    came = came.sort_values(["share", "district"], ascending=[False, True]).drop_duplicates("to_unit_id")
    return {**dict(zip(came["to_unit_id"], came["district"], strict=True)), **own.to_dict()}
