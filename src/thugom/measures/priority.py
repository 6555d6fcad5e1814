"""Which units to serve next, so that the target comes soonest and serves most people."""

from fractions import Fraction

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.province import needed_units

SERVE_NEXT, REPORT_FIRST = "serve_next", "report_first"
COLUMNS = [
    *("period", "list", "rank", "unit_id", "unit_code", "reason", "population", "people_to_gain"),
    *("facility_code", "distance_km", "units_covered", "coverage", "people_gained", "meets_target"),
]


def priority(units: pd.DataFrame, distances: pd.DataFrame, period: str, policy: Policy) -> pd.DataFrame:
    """Return the units that are not covered, and those of which nobody knows, in order.

    First `serve_next`, the units known not to be covered; then `report_first`, whose report comes
    before any truck. Within a list the most people to gain come first, ties by population, then by
    distance to the nearest licensed facility (unknown last), then by code. Running totals say what
    serving every unit down to a row brings, those of the second list on top of the whole first.

    Args:
        units: rows of `unit_periods` of one basis and one month, settlement `all`, in force:
            unit_id, unit_code, population, households, households_served, collected_kg, `covered`,
            `treated_part`.
        distances: unit_id, facility_code, distance_km.
        period: the month.
        policy: the target `communes_covered`.

    Returns:
        `COLUMNS`.

    Source: methodology, section 6, Priority.
    """
    rows = units[~units["covered"].eq(True).fillna(False)]
    rows = rows.merge(distances[["unit_id", "facility_code", "distance_km"]], on="unit_id", how="left")
    rows = rows.assign(
        period=period,
        list=rows["covered"].isna().map({True: REPORT_FIRST, False: SERVE_NEXT}).astype("str"),
        reason=_reasons(rows),
        people_to_gain=people_to_gain(rows),
    )
    # `serve_next` is later in the alphabet, and first here.
    order = ["list", "people_to_gain", "population", "distance_km", "unit_code"]
    rows = rows.sort_values(order, ascending=[False, False, False, True, True], na_position="last", ignore_index=True)
    rows["rank"] = (rows.groupby("list").cumcount() + 1).astype("Int64")
    return _with_running_totals(rows, units, policy)[COLUMNS]


def people_to_gain(rows: pd.DataFrame) -> pd.Series:
    """Return population x (1 - min(1, S / H)) where waste is treated already, else the population.

    Whole people, half to even; null without a population. Where S / H is unknown nobody is taken
    to be served: what is not known to be there is still to be gained.
    """
    treated = (rows["treated_part"] > 0).fillna(False)
    served, households = rows["households_served"], rows["households"]
    partly = treated & (served < households).fillna(False)
    nobody_left = treated & (served >= households).fillna(False) & (households > 0).fillna(False)
    gains = rows["population"].astype("Int64").mask(nobody_left, 0)
    known = partly & gains.notna()
    shares = zip(*(rows.loc[known, name] for name in ("population", "households", "households_served")), strict=True)
    rounded = [round(Fraction(people * (homes - done), homes)) for people, homes, done in shares]
    gains[known] = pd.array(rounded, dtype="Int64")
    return gains


def _reasons(rows: pd.DataFrame) -> pd.Series:
    """Return why a unit is not covered: nothing collected, or nothing of it treated."""
    nothing = rows["collected_kg"].eq(0).fillna(False)
    reasons = nothing.map({True: "no_collection", False: "no_treatment"}).astype("str")
    return reasons.mask(rows["covered"].isna(), "unknown")


def _with_running_totals(rows: pd.DataFrame, units: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Add what serving every unit down to each row brings, compared with the target in whole numbers."""
    covered = int(units["covered"].eq(True).sum())
    target = policy.target_of("communes_covered", "all")
    then = pd.Series(range(covered + 1, covered + 1 + len(rows)), index=rows.index, dtype="Int64")
    rows["units_covered"] = then
    rows["coverage"] = then.astype("Float64") / max(len(units), 1)
    rows["people_gained"] = rows["people_to_gain"].fillna(0).cumsum()
    reached = pd.Series(pd.NA, index=rows.index, dtype="boolean")
    if target is not None:
        reached = (then >= needed_units(target.value, len(units))).astype("boolean")
    return rows.assign(meets_target=reached)
