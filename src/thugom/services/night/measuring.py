"""Measuring: from the facts in the store to the tables of the night."""

from collections.abc import Mapping, Sequence

import pandas as pd

from thugom.measures.figures import figures
from thugom.register import population_series
from thugom.register.boundaries import load_boundaries
from thugom.register.distance import unit_facility_distance
from thugom.services.night.opening import Night
from thugom.store import load_facts, load_findings

Tables = Mapping[str, pd.DataFrame]


def measure(night: Night) -> Tables:
    """Return every curated table by name, the journals apart, from all that the night knows."""
    facts = {
        name: load_facts(night.store, contract, night.rules_version, night.known_at)
        for name, contract in night.contracts.reports.items()
    }
    tables = figures(facts["collection"], facts["treatment"], night.basis)
    tables = dict(tables) | {
        "quality_issue": load_findings(night.store, night.rules_version, night.known_at),
        "unit": _units(night),
        "unit_lineage": night.register.lineage,
        "facility": night.register.facilities,
        "unit_facility_distance": _distances(night),
        "target": _targets(night),
    }
    curated = night.contracts.curated
    return {name: _in_full(table, curated[name].names) for name, table in tables.items()}


def _in_full(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the table with the contract's columns; one that nothing was said of is unknown throughout."""
    unknown = {name: pd.Series(None, index=table.index, dtype=object) for name in names if name not in table}
    return table.assign(**unknown)[[*names]]


def _units(night: Night) -> pd.DataFrame:
    """Return the register's units with the people that estimates use."""
    people = population_series(night.register, night.policy.kind_settlement)
    sums = people.groupby("unit_id")["population"].sum(min_count=1)
    sums = sums.mask(people["population"].isna().groupby(people["unit_id"]).any())
    day = people.groupby("unit_id")["as_of"].max().rename("population_as_of")
    return night.register.units.merge(sums.reset_index(), on="unit_id", how="left").merge(
        day.reset_index(), on="unit_id", how="left"
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
