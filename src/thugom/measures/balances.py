"""Tickets and reports put together: the balances of units and facilities, computed and published."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from thugom.measures.accounts import CollectionRecord, Grid
from thugom.measures.balance import MASSES, as_evidence, in_tonnes, mass_balance, with_ratio
from thugom.measures.basis import Basis
from thugom.measures.facility_balance import MASSES as FACILITY_MASSES
from thugom.measures.facility_balance import facility_balance
from thugom.measures.grid import grid_cells, reported_calendar
from thugom.measures.reported_tonnes import collected_of_units, reported_lines
from thugom.measures.treatment import TreatmentRecord
from thugom.measures.weighed import PLACE, in_reported_periods
from thugom.register import facility_capacity, facility_months
from thugom.register.lookup import looked_up
from thugom.register.overlap import former_parts


@dataclass(frozen=True, eq=False)
class Balances:
    """What the weighbridge and the reports say of each other, in whole kilograms.

    `units`: what `mass_balance` returns; `facilities`: what `facility_balance` returns; `periods`: the smallest periods
    that are reported.
    """

    units: pd.DataFrame
    facilities: pd.DataFrame
    periods: pd.DataFrame


def balances_of(
    tickets: pd.DataFrame | None, collected: CollectionRecord, treated: TreatmentRecord, basis: Basis
) -> Balances:
    """Return the balances of every unit and facility.

    Args:
        tickets: the rows of `weighbridge_month`, None where nothing was ever weighed.
        collected: what stands on record.
        treated: the same of treatment.
        basis: policy, register and day.

    Source: methodology, section 10.
    """
    accepted = pd.concat([collected.standing["period"], treated.standing["period"]])
    smallest = reported_calendar(accepted, basis.as_of)
    # What is reported of a month that has not ended is published with it.
    treated = TreatmentRecord(_within(treated.standing, smallest), _within(treated.refused, smallest))
    register, policy = basis.register, basis.policy
    weighed = in_reported_periods(tickets, smallest)
    reported = reported_lines(treated, set(register.facilities["facility_code"]), policy)
    own = smallest[smallest["period"].isin(weighed["period"])]
    grid = Grid(grid_cells(own, register, policy), [], former_parts(register, policy.kind_settlement))
    units = mass_balance(weighed, reported, collected_of_units(collected, grid), policy)
    capacity = facility_capacity(register.facilities, smallest)
    return Balances(units, facility_balance(weighed, reported, treated.standing, capacity, policy), smallest)


def _within(rows: pd.DataFrame, smallest: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the periods that are accounted for."""
    return rows[rows["period"].isin(smallest["period"])]


def evidence_of(balances: Balances, basis: Basis) -> pd.DataFrame | None:
    """Return what the grades of evidence rest on; None where nothing was weighed."""
    return as_evidence(balances.units, basis.policy) if len(balances.units) else None


def published_balances(balances: Balances, basis: Basis) -> Mapping[str, pd.DataFrame]:
    """Return `mass_balance` and `facility_balance` as they are published: in tonnes, with names and versions."""
    register = basis.register
    units = in_tonnes(with_ratio(balances.units), MASSES)
    known = register.units.set_index("unit_id")
    names = {"unit_code": known["unit_code"], "unit_name": known["full_name"]}
    units = units.assign(**{name: looked_up(units["unit_id"], values) for name, values in names.items()})
    rows = with_ratio(balances.facilities)
    room = rows["capacity_kg"].astype("Float64")
    rows = rows.assign(capacity_ratio=rows["most_kg"].astype("Float64") / room.mask(room == 0))
    rows = in_tonnes(rows, [*FACILITY_MASSES, "balance_kg", "capacity_kg"]).drop(columns="most_kg")
    state = facility_months(register.facilities, balances.periods, basis.policy.treatment.control_levels)
    rows = rows.merge(state[[*PLACE, "licensed", "control_level"]], on=PLACE, how="left")
    rows = rows.assign(facility_name=_names(rows, basis, balances.periods))
    return {
        name: table.assign(**basis.versions) for name, table in (("mass_balance", units), ("facility_balance", rows))
    }


def _names(rows: pd.DataFrame, basis: Basis, periods: pd.DataFrame) -> pd.Series:
    """Return what each row's facility was called on the last day of its period."""
    lines = basis.register.facilities[["facility_code", "valid_from", "name"]].sort_values("valid_from")
    asked = rows[PLACE].reset_index(names="row").merge(periods[["period", "last_on"]], on="period")
    found = pd.merge_asof(
        asked.sort_values("last_on"), lines, left_on="last_on", right_on="valid_from", by="facility_code"
    )
    return found.set_index("row")["name"].reindex(rows.index)
