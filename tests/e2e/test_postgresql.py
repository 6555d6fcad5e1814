"""The demonstration on PostgreSQL: the same tables as on SQLite, whatever the collation, the zone and the locale."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.published import CHECKOUT, JOURNALS, Published
from tests.e2e.recipes import recipes, shown
from tests.postgresql import Cluster, cluster, superuser_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["cluster"]
NIGHT = """
import sys
from pathlib import Path
from tests.e2e.published import run_night

run_night(Path(sys.argv[1]))
"""
# A collation in which Đ follows D, and one in which it follows Z; a zone and a locale of neither.
WORLDS = {
    "vietnamese": ("LOCALE_PROVIDER icu ICU_LOCALE 'vi-VN' LOCALE 'C.UTF-8'", {"TZ": "Asia/Ho_Chi_Minh"}),
    "plain": ("LC_COLLATE 'C' LC_CTYPE 'C'", {"TZ": "America/New_York", "LANG": "C", "LC_ALL": "C"}),
}


class Night:
    """A night on PostgreSQL: the database, and the home with its copy."""

    def __init__(self, server: Cluster, database: str, home: Path) -> None:
        """Name all three."""
        self.server, self.database, self.copy = server, database, Published(home)

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, as SQLite would give them."""
        return [tuple(map(as_sqlite, row)) for row in superuser_rows(self.server, self.database, question)]


def as_sqlite(value: object) -> object:
    """Return a value as SQLite keeps it."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.fixture(scope="session", params=list(WORLDS))
def night(
    request: pytest.FixtureRequest, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, demo_home: Path
) -> Iterator[Night]:
    """Run the demonstration's night on a database of this world, over what arrived in the other home."""
    options, environment = WORLDS[request.param]
    database = cluster.create(options=f"TEMPLATE template0 ENCODING 'UTF8' {options}")
    written = shutil.ignore_patterns("store", "archive", "curated", "receipts")
    home = Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("postgresql") / "home", ignore=written))
    settings = {"THUGOM_DATABASE_URL": cluster.url(database), "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", NIGHT, str(home)]
    done = subprocess.run(
        command, env=os.environ | settings | environment, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    yield Night(cluster, database, home)
    cluster.drop(database)


@pytest.mark.slow
def test_every_table_is_the_same_row_by_row(night: Night, demo_published: Published) -> None:
    """Which database a department chooses decides nothing: rows, hashes, and the copy that analysts open."""
    assert night.copy.table_hashes() == demo_published.table_hashes()
    assert night.copy.figures() == demo_published.figures()
    tables = set(demo_published.tables()) - JOURNALS
    assert len(tables) > 15
    for table in sorted(tables):
        columns = sorted(demo_published.columns(table))
        question = f"SELECT {', '.join(columns)} FROM"
        here = {tuple(row.values()) for row in demo_published.query(f"{question} {table}")}
        there = night.rows(f"{question} curated.{table}")
        assert len(there) == len(here)
        assert set(there) == here, table


@pytest.mark.slow
def test_names_come_in_vietnamese_order_and_are_found_without_marks(night: Night) -> None:
    """Đ comes after every D, and who types "nam hang" finds Nậm Hàng, whatever the database's own collation."""
    names = [name for (name,) in night.rows("SELECT name FROM curated.unit ORDER BY name_order")]
    initials = [name[0] for name in names if name[0] in "DĐ"]
    assert initials == sorted(initials)
    assert {"D", "Đ"} == set(initials)
    found = night.rows("SELECT DISTINCT name FROM curated.unit WHERE name_plain LIKE '%nam hang%'")
    assert found == [("Nậm Hàng",)]


@pytest.mark.slow
def test_ledger_and_facts_lie_apart_from_what_analysts_read(night: Night) -> None:
    """The two schemas of the database hold what belongs to them and nothing of each other."""
    question = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
    placed = night.rows(question)
    assert {("ledger", "file"), ("ledger", "fact_collection"), ("curated", "run"), ("curated", "unit")} <= set(placed)
    assert {table for schema, table in placed if schema == "curated"} == set(night.copy.tables())


@pytest.mark.slow
def test_the_recipes_for_analysts_give_the_answers_that_are_shown(night: Night) -> None:
    """The same SQL, word for word, as on SQLite."""
    with night.server.connect(night.database) as connection:
        connection.execute("SET search_path TO curated")
        for recipe in recipes():
            found = connection.execute(recipe.sql.encode())
            assert shown([column.name for column in found.description or []], found.fetchall()) == recipe.answer
