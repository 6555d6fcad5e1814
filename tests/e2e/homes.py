"""Homes for tests, and what a night left in them."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thugom.flows.nightly import in_order

if TYPE_CHECKING:
    from thugom.services.night.summary import Summary

CHECKOUT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)


def copied_home(example: Path, target: Path) -> Path:
    """Return a copy of a home's declarations, without its data."""
    shutil.copytree(example, target, ignore=shutil.ignore_patterns("data"))
    (target / "data" / "raw").mkdir(parents=True)
    return target


def run_night(home: Path, now: dt.datetime = NOW) -> Summary:
    """Run the night's steps in this process, without Prefect's server."""
    return in_order(home, None, now)


def query(home: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Return rows of the curated database."""
    with closing(sqlite3.connect(home / "data" / "curated" / "thugom.db")) as connection:
        return connection.execute(statement, values).fetchall()
