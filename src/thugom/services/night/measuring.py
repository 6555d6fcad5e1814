"""Measuring: from the facts in the store to the tables of the night."""

from collections.abc import Mapping, Sequence

import pandas as pd

from thugom.measures.balances import Balances, balances_of, evidence_of, published_balances
from thugom.measures.figures import figures
from thugom.measures.methods import method_table
from thugom.measures.outlook import Beside
from thugom.measures.record import on_record
from thugom.measures.revision import newest_revisions
from thugom.register import population_series
from thugom.register.boundaries import load_boundaries
from thugom.register.distance import unit_facility_distance
from thugom.services.night.opening import Night
from thugom.services.night.reviewing import review, warned
from thugom.services.night.submissions import submissions
from thugom.services.night.weighing import published_months, refused_tickets
from thugom.store import load_facts, load_findings

Tables = Mapping[str, pd.DataFrame]


def measure(night: Night, tickets: pd.DataFrame | None = None) -> Tables:
    """Return every curated table by name, the journals apart, from all that the night knows.

    Args:
        night: the night.
        tickets: what was weighed, as `balances_of` takes it; None where nothing ever was.
    """
    facts = {
        name: load_facts(night.store, contract, night.rules_version, night.known_at)
        for name, contract in night.contracts.reports.items()
    }
    balances = _balances(night, facts, tickets)
    weighed = balances if len(balances.units) else None
    # What is found among the rows that stand comes first: it lowers the evidence that the figures rest on.
    findings = _findings(night, facts, weighed)
    distances = _distances(night)
    doubtful = warned(findings, facts, night.policy.place.time_zone)
    beside = Beside(warned=doubtful, distances=distances, balances=evidence_of(balances, night.basis))
    tables = figures(facts["collection"], facts["treatment"], night.basis, beside)
    tables = dict(tables) | {
        "revision": newest_revisions(facts["collection"], facts["treatment"], tables, night.basis),
        "quality_issue": findings,
        "submission": submissions(night, tables),
        "unit": _units(night),
        "unit_lineage": night.register.lineage,
        "facility": night.register.facilities,
        "unit_facility_distance": distances,
        "target": _targets(night),
        "treatment_method": method_table(night.policy).assign(policy_version=night.basis.versions["policy_version"]),
        **published_balances(balances, night.basis),
    }
    if tickets is not None:
        tables |= {"weighbridge_month": published_months(night, tickets), "weighbridge_refusal": refused_tickets(night)}
    curated = night.contracts.curated
    # The contracts of an earlier night may not know a table of today's.
    return {name: _in_full(table, curated[name].names) for name, table in tables.items() if name in curated}


def _balances(night: Night, facts: Mapping[str, pd.DataFrame], tickets: pd.DataFrame | None) -> Balances:
    """Return what the weighbridge and the reports say of each other."""
    collected, treated = on_record(facts["collection"], facts["treatment"], night.policy.place.time_zone)
    return balances_of(tickets, collected, treated, night.basis)


def _findings(night: Night, facts: Mapping[str, pd.DataFrame], balances: Balances | None) -> pd.DataFrame:
    """Return what is wrong with the files, each by itself, and what is found among the rows that stand."""
    kept = load_findings(night.store, night.rules_version, night.known_at)
    found = review(night, facts, balances)
    return pd.concat([kept, found], ignore_index=True) if len(found) else kept


def _in_full(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the table with the contract's columns; one that nothing was said of is unknown throughout."""
    unknown = {name: pd.Series(None, index=table.index, dtype=object) for name in names if name not in table}
    return table.assign(**unknown)[[*names]]


def _units(night: Night) -> pd.DataFrame:
    """Return the register's units with the people that estimates use."""
    named = night.policy.bases.population_as_of
    day = None if named is None else pd.Timestamp(named)
    people = population_series(night.register, night.policy.kind_settlement, day)
    sums = people.groupby("unit_id")["population"].sum(min_count=1)
    sums = sums.mask(people["population"].isna().groupby(people["unit_id"]).any())
    counted = people.groupby("unit_id")["as_of"].max().rename("population_as_of")
    return night.register.units.merge(sums.reset_index(), on="unit_id", how="left").merge(
        counted.reset_index(), on="unit_id", how="left"
    )


def _distances(night: Night) -> pd.DataFrame:
    """Return how far each seat is from the nearest facility licensed on the night's day."""
    boundaries = load_boundaries(night.home.register_dir, night.register.units)
    return unit_facility_distance(night.register, night.as_of, boundaries).assign(**night.basis.versions)


def _targets(night: Night) -> pd.DataFrame:
    """Return the policy's targets, each with its source."""
    version = night.basis.versions["policy_version"]
    rows = [
        {
            "target_id": target.id,
            "indicator": target.indicator,
            "settlement": target.settlement,
            "target": float(target.value),
            "due": target.due,
            "headline": target.headline,
            "title_vi": target.title.vi,
            "title_en": target.title.en,
            "source": target.source,
            "policy_version": version,
        }
        for target in night.policy.targets
    ]
    contract = night.contracts.curated["target"]
    return pd.DataFrame(rows, columns=contract.names)
