"""Reading the newest publication from the copy that analysts open, as a release."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from thugom.contracts import Contract, Home, Licence, Text, load_contracts, load_policy
from thugom.outputs.release import Release, masked
from thugom.services.exports.errors import ExportError
from thugom.store import load_copy

DATABASE_FILE = "thugom.db"
NOTHING_YET = "Nothing has been published here yet. Run: thugom nightly (or name a home with --home)."
_LEFT_OUT = frozenset({"run"})
"""Journals whose rows hold the clock's readings of a run: they say nothing of the figures."""


def released(home: Home, contracts: Mapping[str, Contract] | None = None, place: Text | None = None) -> Release:
    """Return the newest publication of a home.

    Args:
        home: where `data/curated/thugom.db` lies.
        contracts: the curated tables; those of the package where None.
        place: of what place the figures speak; as the home's policy says where None.

    Raises:
        ExportError: nothing has been published.
        StoreError, ContractError: the copy or the policy cannot be read.
    """
    declared = contracts if contracts is not None else load_contracts().curated
    path = home.curated / DATABASE_FILE
    if not path.is_file():
        raise ExportError(f"{path}\n  {NOTHING_YET}")
    return release_of(path, declared, place or load_policy(home.policy_path).place.name, home.licence)


def release_of(path: Path, declared: Mapping[str, Contract], place: Text, licence: Licence | None) -> Release:
    """Return the newest publication in a copy for analysts.

    Args:
        path: the copy.
        declared: the curated tables.
        place: of what place the figures speak.
        licence: under which they are given away.

    Raises:
        ExportError: nothing has been published in it.
        StoreError: it cannot be read.
    """
    wanted = {name: contract for name, contract in sorted(declared.items()) if name not in _LEFT_OUT}
    tables = load_copy(path, wanted.values())
    journal = _newest(tables.get("publication", pd.DataFrame()))
    if journal is None:
        raise ExportError(f"{path}\n  {NOTHING_YET}")
    return Release(
        publication_id=journal["publication_id"],
        published_at=journal["published_at"],
        as_of=f"{journal['as_of']:%Y-%m-%d}",
        code_version=journal["code_version"],
        policy_version=journal["policy_version"],
        register_version=journal["register_version"],
        synthetic=bool(journal["synthetic"]),
        place=place,
        period=_newest_period(tables.get("province_coverage", pd.DataFrame())),
        licence=licence,
        contracts=wanted,
        tables={name: masked(wanted[name], frame) for name, frame in tables.items()},
        hashes=json.loads(journal["table_hashes"]),
    )


def _newest(publications: pd.DataFrame) -> dict[str, Any] | None:
    """Return the journal's newest row; None where there is none."""
    if publications.empty:
        return None
    ordered = publications.sort_values(["published_at", "run_id", "publication_id"])
    return {str(name): value for name, value in ordered.iloc[-1].items()}


def _newest_period(province: pd.DataFrame) -> str | None:
    """Return the newest month past due day and grace, or year of a home of years; None where there is none."""
    if province.empty:
        return None
    done = province[province["complete"].fillna(value=False)]
    months = done.loc[done["period_kind"] == "month", "period"]
    newest = (months if len(months) else done.loc[done["period_kind"] == "year", "period"]).max()
    return str(newest) if isinstance(newest, str) else None
