"""Homes made for a test, run as their users run them, and read with nothing but sqlite3."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
SCHEMAS = CHECKOUT / "schemas"
THUGOM = Path(sys.executable).with_name("thugom")
FIRST_NIGHT = dt.datetime(2026, 11, 16, 18, 30, tzinfo=dt.UTC)
JOURNALS = frozenset({"alert", "run", "publication"})

Row = dict[str, Any]


def make_home(root: Path, *, synthetic: bool = False) -> Path:
    """Make a home with the register and policy of Lai Châu and an empty inbox; return its root."""
    root.mkdir(parents=True)
    for name in ("register", "sources"):
        shutil.copytree(SCHEMAS / name, root / name)
    for name in ("policy.yml", "exchange.yml"):
        shutil.copy(SCHEMAS / name, root)
    (root / "home.yml").write_text(f"format: 1\nsynthetic: {str(synthetic).lower()}\n", encoding="utf-8")
    (root / "data" / "raw").mkdir(parents=True)
    return root


def make_demo_home(root: Path, *, inbox: bool = True) -> Path:
    """Make a home with the demonstration's files as they are shipped; return its root."""
    make_home(root, synthetic=True)
    shutil.copy(SCHEMAS / "home.yml", root)
    shutil.copytree(CHECKOUT / "data" / "demo", root / "data" / "demo")
    if inbox:
        shutil.copytree(CHECKOUT / "data" / "raw", root / "data" / "raw", dirs_exist_ok=True)
    return root


def thugom(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as its users do, in English."""
    return subprocess.run(
        [THUGOM, *arguments],
        env=os.environ | {"THUGOM_LANG": "en", "COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def run_night(home: Path, now: dt.datetime = FIRST_NIGHT, as_of: dt.date | None = None) -> None:
    """Run the night's steps in the flow's own order, without a server of Prefect's."""
    # Prefect takes seconds to import: not while tests are collected.
    from thugom.flows.nightly import in_order  # noqa: PLC0415

    in_order(home, as_of, now)


class Published:
    """The curated database of a home."""

    def __init__(self, home: Path) -> None:
        """Name the database of `home`."""
        self.path = home / "data" / "curated" / "thugom.db"

    def query(self, sql: str, *values: object) -> list[Row]:
        """Return the rows of a query."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def tables(self) -> list[str]:
        """Return the names of the tables."""
        found = self.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return sorted(row["name"] for row in found)

    def rows(self, table: str) -> list[Row]:
        """Return all rows of a table."""
        if not table.isidentifier():
            raise ValueError(f"{table!r} is no table")
        return self.query(f"SELECT * FROM {table}")  # noqa: S608 - an identifier, see above

    def columns(self, table: str) -> set[str]:
        """Return the names of a table's columns."""
        return {row["name"] for row in self.query("SELECT name FROM pragma_table_info(?)", table)}

    def figures(self) -> dict[str, set[tuple[tuple[str, Any], ...]]]:
        """Return every figure table as a set of rows; the journals tell of runs and are left out."""
        return {
            table: {tuple(sorted(row.items())) for row in self.rows(table)}
            for table in self.tables()
            if table not in JOURNALS
        }

    def table_hashes(self) -> dict[str, str]:
        """Return the hash of each table in the newest publication."""
        newest = self.query("SELECT table_hashes FROM publication ORDER BY published_at DESC LIMIT 1")
        hashes: dict[str, str] = json.loads(newest[0]["table_hashes"])
        return hashes

    def province(self, period: str, indicator: str, settlement: str = "all") -> Row:
        """Return the row of an indicator, its headline where it has several denominators."""
        rows = self.query(
            "SELECT * FROM province_coverage WHERE period = ? AND indicator = ? AND settlement = ? "
            "AND basis = 'as_was' ORDER BY denominator_kind <> 'by_generated'",
            period,
            indicator,
            settlement,
        )
        return rows[0]
