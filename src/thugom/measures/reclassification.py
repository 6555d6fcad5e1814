"""What reclassification did: how far the change of units alone moves both targets."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.ratio_sums import Placing, ratio_sums
from thugom.measures.ratios import RATIOS
from thugom.register import Register, population_series, units_in_force
from thugom.register.units import home_settlements

KEY = ["period", "period_kind", "indicator", "settlement", "denominator_kind"]
REFERENCE = "as_issued"
WARDS_ONLY = "wards_only"
FIGURES = ["value", "lower", "upper", "denominator", "needed"]
DIFFERENCES = ["value_difference_pp", "denominator_share"]
URBAN_PEOPLE = "urban_population_share"


def reclassification_effect(
    cells: pd.DataFrame, province: pd.DataFrame, register: Register, policy: Policy, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Return both targets' figures in every reading, beside the reading of the programme's day.

    Args:
        cells: what `account` returns, with `period_kind`.
        province: the rows of `province_coverage` on all bases.
        register: units, lineage and people.
        policy: targets, kinds, and the programme's day; without one there is nothing to compare.
        as_of: the day whose units `as_is` speaks of.

    Returns:
        The rows of `reclassification_effect` less the versions: one per period, indicator,
        denominator and reading; and for the day of the population figures the share of people in
        urban areas.

    Source: methodology, section 5, Basis; the reference is `as_issued`.
    """
    if policy.bases.issued_on is None:
        return pd.DataFrame(columns=[*KEY, "reading", "measured_in", *FIGURES, *DIFFERENCES])
    targets = {(target.indicator, target.settlement) for target in policy.targets}
    of_target = [pair in targets for pair in zip(province["indicator"], province["settlement"], strict=True)]
    rows = province[of_target].drop(columns="denominator")
    rows = rows.rename(columns={"basis": "reading", "lower_denominator": "denominator"})
    columns = [*KEY, "reading", "measured_in", *FIGURES]
    people = _people(register, policy, as_of)
    parts = [rows[columns], _wards_only(cells, register, policy), people]
    return _compared(pd.concat([part.reindex(columns=columns) for part in parts if len(part)], ignore_index=True))


def _compared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their difference from the reference reading."""
    reference = rows[rows["reading"] == REFERENCE][[*KEY, "value", "denominator"]]
    rows = rows.merge(reference, on=KEY, how="left", suffixes=("", "_reference"))
    difference = 100 * (rows["value"] - rows.pop("value_reference"))
    share = rows["denominator"] / rows.pop("denominator_reference").replace(0, np.nan)
    rows["needed"] = rows["needed"].astype("Int64")
    return rows.assign(value_difference_pp=difference, denominator_share=share)


def _wards_only(cells: pd.DataFrame, register: Register, policy: Policy) -> pd.DataFrame:
    """Return the urban ratios if only wards and townships in force counted as urban."""
    indicators = {target.indicator for target in policy.targets if target.settlement == "urban"}
    ratios = [ratio for ratio in RATIOS if ratio.indicator in indicators]
    home = home_settlements(register.units, policy.kind_settlement)
    legal = cells["unit_id"].map(home).to_numpy(dtype=object)
    placings = {WARDS_ONLY: replace(Placing.as_reported(cells), settlement=legal)}
    rows = []
    for reading, ratio, settlement, sums in ratio_sums(cells, placings, policy, ratios):
        figure = sums.figure(ratio.leans_on)
        divisor = Fraction(ratio.divisor(policy))
        hidden = figure.outside and not figure.rate_above_one
        ends = [None if hidden else figure.value.ratio, figure.lower.ratio, figure.upper.ratio]
        below = figure.lower.denominator
        names = sums.period, sums.period_kind, ratio.indicator, settlement, ratio.denominator_kind
        figures = [*map(_float, ends), _float(None if below is None else below / divisor), None]
        rows.append((*names, reading, ratio.measured_in, *figures))
    return pd.DataFrame(rows, columns=[*KEY, "reading", "measured_in", *FIGURES])


def _people(register: Register, policy: Policy, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the share of people in urban areas in each reading, on the day of the population figures."""
    day = policy.bases.population_as_of
    series = population_series(register, policy.kind_settlement, None if day is None else pd.Timestamp(day))
    counted = series["as_of"].dropna()
    issued, today = policy.bases.issued_on, as_of.date()
    if counted.empty or issued is None:
        return pd.DataFrame()
    home = home_settlements(register.units, policy.kind_settlement)
    rows = []
    for reading, on in ((REFERENCE, issued), ("as_is", today), (WARDS_ONLY, today)):
        here = series[series["unit_id"].isin(units_in_force(register.units, on)["unit_id"])]
        settlement = here["settlement"] if reading != WARDS_ONLY else here["unit_id"].map(home)
        urban, everyone = (int(part["population"].sum()) for part in (here[settlement == "urban"], here))
        share = urban / everyone if everyone else None
        names = (f"{counted.iloc[0].year}", "census", URBAN_PEOPLE, "urban", "by_population")
        rows.append((*names, reading, "people", share, share, share, urban, None))
    return pd.DataFrame(rows, columns=[*KEY, "reading", "measured_in", *FIGURES])


def _float(value: Fraction | None) -> float | None:
    """Return the nearest float."""
    return None if value is None else float(value)
