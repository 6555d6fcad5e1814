"""All figures of a night: from the facts that are known to the tables that are published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE
from thugom.measures import commune, reporting
from thugom.measures.accounts import CollectionRecord, Grid, account
from thugom.measures.bases import on_bases
from thugom.measures.basis import Basis
from thugom.measures.boundary_terms import boundary_terms
from thugom.measures.first_published import first_published_cells
from thugom.measures.former_parts import CELL, FORMER, REPORTED, reported_parts
from thugom.measures.grid import grid_cells, published_periods, reported_calendar
from thugom.measures.grouping import in_codes, repeated, stacked
from thugom.measures.methods import with_classes
from thugom.measures.outlook import AS_WAS, Beside, changes, graded, province_outlook, unit_outlook
from thugom.measures.province import OnBasis, province_figures, target_figures
from thugom.measures.reclassification import reclassification_effect
from thugom.measures.record import attributed, on_record
from thugom.measures.treatment import TreatmentRecord
from thugom.register import Register, facility_months
from thugom.register.lookup import looked_up
from thugom.register.overlap import Links, former_parts, links_to

UNUSED = ["rules_version", "known_from", "source", "period_kind"]
"""What the store says of a row, and no figure rests on."""
UNPUBLISHED = ["accepted", "arrival_basis", "reporter"]
"""What figures rest on, and no table of reports shows."""


def figures(
    collection: pd.DataFrame, treatment: pd.DataFrame, basis: Basis, beside: Beside | None = None
) -> Mapping[str, pd.DataFrame]:
    """Return the published tables that follow from the facts, by name.

    Args:
        collection: every received collection row, accepted or not, as the store keeps it: facts,
            `accepted`, `unit_id`, `file_path`, `arrived_at`, `arrival_basis`, `file_sha256`,
            `sheet`, `row_number`.
        treatment: the same for treatment rows.
        basis: policy, register and day.
        beside: warnings, distances and the weighbridge; nothing of them where None.

    Returns:
        `commune_coverage`, `province_coverage`, `reporting_rate`, `collection`, `treatment`,
        `reclassification_effect`, `unit_path`, `priority`, `interval_contribution`, `change`.
        Empty tables where no accepted fact has a period that had ended.

    Source: methodology, sections 3 to 7 and 11.
    """
    collection, treatment = (facts.drop(columns=UNUSED, errors="ignore") for facts in (collection, treatment))
    collected, treated = on_record(collection, treatment, basis.policy.place.time_zone)
    accepted = pd.concat([collected.standing["period"], treated.standing["period"]])
    smallest = reported_calendar(accepted, basis.as_of)
    periods = published_periods(smallest, basis.policy, basis.as_of)
    known = Known(collected, treated, smallest, periods, _grid(smallest, basis), _facilities(smallest, basis))
    tables = {
        "collection": _published_facts(collected.standing, basis.register),
        "treatment": with_classes(_published_facts(treated.standing, basis.register), basis.policy),
        "reporting_rate": _reporting(collection, known, basis),
    }
    if smallest.empty:
        return tables
    named = _named(collection, treatment, periods)
    earlier = _first_published(collection, treatment, known, basis)
    # A country's rows fill a third of the memory that all of this may take: they go as soon as nobody needs them.
    del collection, treatment
    measured = _measured(known, named, basis, beside or Beside())
    del known, named
    tables |= _outlook(measured, periods, earlier, basis, beside or Beside())
    communes = _communes(measured.bases)
    del measured
    return tables | {"commune_coverage": communes(basis)}


def coverage(collection: pd.DataFrame, treatment: pd.DataFrame, basis: Basis) -> Mapping[str, pd.DataFrame]:
    """Return `commune_coverage` and `province_coverage` alone, without what follows from them.

    Args:
        collection: as for `figures`.
        treatment: as for `figures`.
        basis: as for `figures`.
    """
    collected, treated = on_record(collection, treatment, basis.policy.place.time_zone)
    smallest = reported_calendar(pd.concat([collected.standing["period"], treated.standing["period"]]), basis.as_of)
    if smallest.empty:
        return {}
    periods = published_periods(smallest, basis.policy, basis.as_of)
    known = Known(collected, treated, smallest, periods, _grid(smallest, basis), _facilities(smallest, basis))
    measured = _measured(known, _named(collection, treatment, periods), basis, Beside())
    return {"commune_coverage": _communes(measured.bases)(basis), "province_coverage": measured.province}


@dataclass(frozen=True, eq=False)
class Known:
    """What stands on record, the periods and cells to account for and to publish, and what the facilities were then."""

    collected: CollectionRecord
    treated: TreatmentRecord
    smallest: pd.DataFrame
    periods: pd.DataFrame
    grid: Grid
    facilities: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Measured:
    """What was measured: every cell's account, what reports say of former units, and the figures on every basis."""

    cells: pd.DataFrame
    parts: pd.DataFrame
    bases: Mapping[str, OnBasis]
    province: pd.DataFrame


def _measured(known: Known, named: pd.DataFrame, basis: Basis, beside: Beside) -> Measured:
    """Return the figures of units and province on every basis."""
    policy, periods = basis.policy, known.periods
    cells = account(known.grid, known.collected, known.treated, known.facilities, policy)
    said = known.collected.standing[[*CELL, FORMER, *REPORTED]]
    parts = reported_parts(said, former_parts(basis.register, policy.kind_settlement))
    maps = maps_of(known.smallest, basis)
    bases = on_bases(cells, maps, parts, basis.register.units[["unit_id", "valid_to"]], policy)
    bases = _described(bases, maps, named, periods, basis, beside)
    return Measured(cells, parts, bases, province_figures(cells, bases, periods, policy))


def _outlook(
    measured: Measured, periods: pd.DataFrame, earlier: pd.DataFrame, basis: Basis, beside: Beside
) -> dict[str, pd.DataFrame]:
    """Return the tables of the province, and of what follows from what was measured."""
    cells, bases, province = measured.cells, measured.bases, measured.province
    policy, register = basis.policy, basis.register
    moved = boundary_terms(cells, measured.parts, register, policy)
    earlier = earlier if len(earlier) else province.iloc[:0]
    tables = {
        "province_coverage": province_outlook(province, bases, periods, policy),
        "reclassification_effect": reclassification_effect(
            cells, province, register, policy, pd.Timestamp(basis.as_of)
        ),
        "change": changes(cells, bases, moved, province, earlier, policy),
        **unit_outlook(cells, bases, periods, beside, policy),
    }
    return {name: in_codes(_named_units(_versioned(tables.pop(name), basis), register)) for name in list(tables)}


def _versioned(table: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Return a table, its rows numbered, with the versions that its figures rest on."""
    versions = {name: repeated(version, len(table)) for name, version in basis.versions.items()}
    return table.reset_index(drop=True).assign(**versions)


def _communes(bases: Mapping[str, OnBasis]) -> Callable[[Basis], pd.DataFrame]:
    """Return what makes the units' rows on every basis, in tonnes, and holds nothing but the units' figures."""
    first: dict[int, str] = {}
    twins = {name: first.setdefault(id(on.placing), name) for name, on in bases.items()}
    units = {name: bases[name].units for name in first.values()}

    def rows(basis: Basis) -> pd.DataFrame:
        own = {
            # Taken out of the list as they go: a country's figures have no room twice.
            name: in_codes(_named_units(_versioned(commune.published(units.pop(name)), basis), basis.register))
            for name in list(units)
        }
        frames = [own[twin].assign(basis=_label(name, len(own[twin]))) for name, twin in twins.items()]
        own.clear()
        return stacked(frames)

    return rows


def _label(word: str, size: int) -> "pd.Categorical[str]":
    """Return a column of one word, written as codes."""
    return pd.Categorical.from_codes(np.zeros(size, dtype="int8"), pd.Index([word]))


def _first_published(collection: pd.DataFrame, treatment: pd.DataFrame, known: Known, basis: Basis) -> pd.DataFrame:
    """Return the figures with a target of the months that are known otherwise now than when they were published."""
    policy = basis.policy
    cells = first_published_cells(collection, treatment, known.periods, known.grid, known.facilities, policy)
    if cells.empty:
        return cells
    units = commune.unit_smallest(commune.quantities(cells), policy)
    return target_figures(cells, units[units["settlement"] == "all"], policy)


def _described(
    bases: Mapping[str, OnBasis],
    maps: Mapping[str, Links],
    named: pd.DataFrame,
    periods: pd.DataFrame,
    basis: Basis,
    beside: Beside,
) -> dict[str, OnBasis]:
    """Return the bases with the state of every unit's report, its code and the grade of its evidence."""
    described: dict[str, OnBasis] = {}
    codes = basis.register.units.set_index("unit_id")["unit_code"]
    for name, on in bases.items():
        if name != AS_WAS and on is bases[AS_WAS]:
            described[name] = replace(on, units=described[AS_WAS].units)
            continue
        units = commune.in_tonnes(on.units, commune.SETTLED).drop(columns="person_days")
        units = units.assign(reporting=_states(on, named, maps.get(name), periods))
        reference = described[AS_WAS].units if name != AS_WAS else None
        units = units.assign(unit_code=looked_up(units["unit_id"], codes))
        units = graded(units, reference, maps.get(name), beside, basis.policy)
        described[name] = replace(on, units=units)
    return described


def _named_units(table: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return a table of units with their codes and names."""
    if "unit_id" not in table:
        return table
    units = register.units.set_index("unit_id")
    names = {"unit_code": units["unit_code"], "unit_name": units["full_name"]}
    named = table.drop(columns="unit_code", errors="ignore")
    return named.assign(**{name: looked_up(table["unit_id"], values) for name, values in names.items()})


def maps_of(smallest: pd.DataFrame, basis: Basis) -> dict[str, Links]:
    """Return where every period's cells lie on the maps of `as_is` and, if the policy has its day, `as_issued`."""
    policy = basis.policy
    days = {"as_is": basis.as_of, "as_issued": policy.bases.issued_on}
    return {
        name: links_to(basis.register, policy.kind_settlement, smallest, day, policy.bases.population_as_of)
        for name, day in days.items()
        if day is not None
    }


def accounts_of(
    smallest: pd.DataFrame, collected: CollectionRecord, treated: TreatmentRecord, basis: Basis
) -> pd.DataFrame:
    """Return the account of every unit, smallest period and settlement.

    Args:
        smallest: what `reported_calendar` returns.
        collected: what stands on record of collection.
        treated: the same of treatment.
        basis: policy, register and day.

    Returns:
        What `account` returns.
    """
    return account(_grid(smallest, basis), collected, treated, _facilities(smallest, basis), basis.policy)


def _grid(smallest: pd.DataFrame, basis: Basis) -> Grid:
    """Return the cells there are to account for."""
    months = smallest.loc[smallest["period_kind"] == "month", "period"].tolist()
    cells = grid_cells(smallest, basis.register, basis.policy)
    return Grid(cells, months, former_parts(basis.register, basis.policy.kind_settlement))


def _facilities(smallest: pd.DataFrame, basis: Basis) -> pd.DataFrame:
    """Return what each facility was in each period."""
    return facility_months(basis.register.facilities, smallest, basis.policy.treatment.control_levels)


def _named(collection: pd.DataFrame, treatment: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Return which unit and period some row names, longer periods included: `unit_id`, `period`, `accepted`."""
    received = [_spread_over_longer(attributed(facts), periods) for facts in (collection, treatment)]
    named = pd.concat(received)
    # A facility that writes of a unit is no report of that unit.
    own = named[named["reported_by"].fillna("unit") == "unit"] if "reported_by" in named else named
    return own[["unit_id", "period", "accepted"]].drop_duplicates()


def _states(on: OnBasis, named: pd.DataFrame, links: Links | None, periods: pd.DataFrame) -> pd.Series:
    """Return the state of the report of each of a basis' rows: a recast unit is named where a part of it is."""
    if links is not None and links.moves:
        pairs = links.edges[["unit_id", "to_unit_id"]].drop_duplicates()
        named = named.merge(pairs, on="unit_id").drop(columns="unit_id").rename(columns={"to_unit_id": "unit_id"})
    return reporting.reporting_states(on.units, named, named[named["accepted"]], periods)


def _spread_over_longer(facts: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Return which unit and period each row names, the longer periods of its month included."""
    columns = [name for name in ("unit_id", "accepted", "reported_by") if name in facts]
    own = facts[[*columns, "period"]].drop_duplicates()
    first = own[["period"]].drop_duplicates()
    spans = periods[["period", "first_on", "last_on"]]
    inside = first.merge(spans, on="period").merge(spans, how="cross", suffixes=("", "_longer"))
    inside = inside[(inside["first_on_longer"] <= inside["first_on"]) & (inside["last_on"] <= inside["last_on_longer"])]
    pairs = inside[["period", "period_longer"]]
    spread = own.merge(pairs, on="period").drop(columns="period")
    return spread.rename(columns={"period_longer": "period"}).drop_duplicates()


def _reporting(collection: pd.DataFrame, known: Known, basis: Basis) -> pd.DataFrame:
    """Return the rows of `reporting_rate`, one per month."""
    cells = known.grid.cells[known.grid.cells["period_kind"] == "month"]
    expected = cells[["unit_id", "settlement"]].drop_duplicates()
    facts = reporting.with_counted_day(attributed(collection), basis.policy.place.time_zone)
    rates = reporting.reporting_rates(
        cells[["unit_id", "period"]].drop_duplicates(),
        known.periods,
        reporting.received_in(facts),
        reporting.accepted_on(facts, expected),
    )
    declared = facts.loc[facts["arrival_basis"] == "declared", "period"].unique()
    return rates.assign(
        arrival_declared=rates["period"].isin(declared), policy_version=basis.versions["policy_version"]
    )


def _published_facts(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return the rows that stand with masses in tonnes and the names of their units."""
    masses = {
        f"{name.removesuffix('_kg')}_t": rows[name].astype("Float64") / KILOGRAMS_PER_TONNE
        for name in rows.columns
        if name.endswith("_kg")
    }
    names = register.units.set_index("unit_id")["full_name"]
    kept = [name for name in map(str, rows) if name not in UNPUBLISHED and not name.endswith("_kg")]
    return rows[kept].assign(**masses, unit_name=looked_up(rows["unit_id"], names)).reset_index(drop=True)
