"""What follows from the figures: evidence, paths, priorities, whom to ring, and what moved the figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.change import change
from thugom.measures.contributions import interval_contributions
from thugom.measures.counts import EACH
from thugom.measures.evidence import evidence_grades, grade_shares
from thugom.measures.path import PATH_TYPES, admissible_months, with_path
from thugom.measures.priority import priority
from thugom.measures.province import OnBasis
from thugom.measures.target_terms import Series, target_terms
from thugom.measures.unit_path import unit_path
from thugom.register.overlap import Links

AS_WAS, AS_IS = "as_was", "as_is"
PLACE = ["unit_id", "period", "period_kind", "settlement"]
GRADED = [*PLACE, "silent", "generation_estimated", "reporting"]
WEIGHED = [*PLACE, "generation_kg", "evidence_grade"]
ADMITTED = [*PLACE, "generation_kg", "complete", "valid_to"]
"""What grades, their shares and admissible months rest on: choosing among a country's rows copies every column."""


@dataclass(frozen=True, eq=False)
class Beside:
    """What is known beside the reports themselves.

    `warned`: unit_id and period of every unit-month of which a check warned; `distances`: unit_id,
    facility_code, distance_km; `balances`: what the weighbridge says (see `evidence_grades`), None
    where nothing was weighed.
    """

    warned: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["unit_id", "period"], dtype="str"))
    distances: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            {
                "unit_id": pd.Series(dtype="str"),
                "facility_code": pd.Series(dtype="str"),
                "distance_km": pd.Series(dtype="float64"),
            }
        )
    )
    balances: pd.DataFrame | None = None


def graded(
    units: pd.DataFrame, as_was: pd.DataFrame | None, links: Links | None, beside: Beside, policy: Policy
) -> pd.DataFrame:
    """Return a basis' rows with the evidence grade of each unit-month.

    Evidence is of a report. A unit of another map is as well known as the worst known of the units
    that it was put together from; where one is divided, each of its parts is known as it is.

    Args:
        units: the basis' rows.
        as_was: those of `as_was` as this function returns them; None where `units` are they.
        links: where the units of `as_was` lie on the map of the basis.
        beside: warnings and the weighbridge.
        policy: the tolerance.
    """
    if as_was is None or links is None:
        grade = evidence_grades(
            units[[name for name in GRADED if name in units]], beside.warned, beside.balances, policy
        )
        return units.assign(evidence_grade=grade)
    own = as_was.loc[(as_was["settlement"] == "all") & as_was["evidence_grade"].notna()]
    own = own[["unit_id", "period", "evidence_grade"]].assign(era=own["period"].map(dict(links.eras)).astype("int64"))
    parts = own.merge(links.edges[["era", "unit_id", "to_unit_id"]].drop_duplicates(), on=["era", "unit_id"])
    # `A` to `D`: the worst is the last in the alphabet.
    worst = parts.sort_values("evidence_grade").drop_duplicates(["to_unit_id", "period"], keep="last")
    grades = worst.set_index(["to_unit_id", "period"])["evidence_grade"]
    found = grades.reindex(pd.MultiIndex.from_frame(units[["unit_id", "period"]]))
    return units.assign(evidence_grade=pd.Series(found.to_numpy(), index=units.index, dtype="str"))


def province_outlook(
    province: pd.DataFrame, bases: Mapping[str, OnBasis], periods: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Return the province's rows with their path (on `as_is`) and the shares of evidence.

    Args:
        province: what `province_figures` returns.
        bases: the units on each basis, those of `as_was` with `evidence_grade`.
        periods: the published periods.
        policy: targets and path.

    Source: methodology, sections 5, 6 and 11.
    """
    shares = grade_shares(bases[AS_WAS].units[WEIGHED], periods)
    shares = shares[shares["settlement"] == "all"].drop(columns="settlement")
    rows = province.merge(shares, on="period", how="left")
    on_path = rows["basis"] == AS_IS
    whole = _whole_months(bases[AS_IS].units[ADMITTED], periods)
    with_it = with_path(rows[on_path].reset_index(drop=True), admissible_months(whole, policy), periods, policy)
    without = rows[~on_path].reset_index(drop=True)
    nothing = {name: pd.Series(None, index=without.index, dtype=kind) for name, kind in PATH_TYPES.items()}
    return pd.concat([without.assign(**nothing), with_it], ignore_index=True)


def _whole_months(units: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Return the months' rows of whole units that are in force on the last day."""
    last = periods.set_index("period")["last_on"]
    rows = units[(units["settlement"] == "all") & (units["period_kind"] == "month")]
    return rows[rows["valid_to"].isna() | (rows["valid_to"] > rows["period"].map(last))]


def newest_month(periods: pd.DataFrame) -> str | None:
    """Return the newest published month: the newest one past due day and grace."""
    months = periods.loc[(periods["period_kind"] == "month") & periods["complete"].astype(bool), "period"]
    return None if months.empty else str(months.max())


def unit_outlook(
    cells: pd.DataFrame, bases: Mapping[str, OnBasis], periods: pd.DataFrame, beside: Beside, policy: Policy
) -> dict[str, pd.DataFrame]:
    """Return `unit_path`, `priority` and `interval_contribution`, less names and versions.

    Args:
        cells: what `account` returns, with `period_kind`.
        bases: the units on each basis, with `reporting` and `unit_code`.
        periods: the published periods.
        beside: distances to the facilities.
        policy: targets, path and thresholds.
    """
    tables = {"unit_path": unit_path(bases[AS_IS].units, periods, policy)}
    month = newest_month(periods)
    if month is None:
        return tables
    newest = {name: basis.units[basis.units["period"] == month] for name, basis in bases.items()}
    newest = {name: _with_treated(_whole_months(rows, periods)) for name, rows in newest.items()}
    lists = [priority(rows, beside.distances, month, policy).assign(basis=name) for name, rows in newest.items()]
    tables["priority"] = pd.concat(lists, ignore_index=True)
    tables["interval_contribution"] = interval_contributions(cells, newest[AS_WAS], month, policy)
    return tables


def _with_treated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with whether any treatment is known of them."""
    some = rows["treated_part"] > 0
    return rows.assign(treated_part_positive=some.where(some | rows["treated_known"])).reset_index(drop=True)


def changes(
    cells: pd.DataFrame,
    bases: Mapping[str, OnBasis],
    moved: Mapping[Series, pd.DataFrame],
    province: pd.DataFrame,
    earlier: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Return `change`: what moved each figure with a target since the month before.

    Args:
        cells: what `account` returns, with `period_kind`.
        bases: the units on each basis.
        moved: the terms of months before a boundary change on the units of the month after.
        province: the province's rows on all bases.
        earlier: its rows of `as_was` as each month was known when it was past due and grace.
        policy: targets and factors.
    """
    monthly = cells[cells["period_kind"] == "month"]
    units = bases[AS_WAS].units
    whole = units.loc[(units["settlement"] == "all") & (units["period_kind"] == "month"), ["unit_id", "period", *EACH]]
    terms = target_terms(monthly, whole, policy)
    published = province[(province["basis"] == AS_WAS) & (province["period_kind"] == "month")]
    return change(terms, moved, published, earlier, policy)
