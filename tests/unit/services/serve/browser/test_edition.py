"""An edition: one file, whatever is renamed over it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.serve.browser.editions import publish
from thugom.services.serve.browser import edition as module
from thugom.services.serve.browser.edition import NoEditionError, open_edition

if TYPE_CHECKING:
    from pathlib import Path


def names(connection: sqlite3.Connection) -> set[str]:
    """Return how the communes are called."""
    return {name for (name,) in connection.execute("SELECT DISTINCT unit_name FROM commune_coverage")}


def test_it_says_of_which_publication_it_is(tmp_path: Path) -> None:
    """Every page names the publication, its day, the newest month, and whether the figures are invented."""
    publish(tmp_path / "thugom.db", "first")
    opened = open_edition(tmp_path / "thugom.db")
    facts = opened.facts
    assert (facts.publication_id, facts.newest_period, facts.is_synthetic) == ("first", "2026-10", True)
    assert (facts.rows["commune_coverage"], facts.rows["treatment"]) == (3, 0)
    opened.close()


def test_what_is_open_stays_the_night_that_it_was(tmp_path: Path) -> None:
    """A reader in the middle of a page goes on reading the publication that the page began with."""
    path = tmp_path / "thugom.db"
    publish(path, "first")
    opened = open_edition(path)
    publish(path, "second")
    assert [names(connection) for connection in opened.connections] == [{"Xã first"}] * module.CONNECTIONS
    opened.close()


def test_a_publication_in_the_middle_of_opening_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to two nights would show a page that is neither."""
    path = tmp_path / "thugom.db"
    publish(path, "first")
    opened_before: list[sqlite3.Connection] = []
    connect = module._connected  # noqa: SLF001 - the moment between two connections

    def connected(place: Path) -> sqlite3.Connection:
        """Publish anew after the first connection."""
        connection = connect(place)
        if not opened_before:
            publish(path, "second")
        opened_before.append(connection)
        return connection

    monkeypatch.setattr(module, "_connected", connected)
    opened = open_edition(path)
    assert {name for connection in opened.connections for name in names(connection)} == {"Xã second"}
    assert opened.facts.publication_id == "second"
    opened.close()


def test_nothing_can_be_written_nor_blown_up(tmp_path: Path) -> None:
    """What analysts type cannot change a figure, reach another file, or fill the memory with one value."""
    publish(tmp_path / "thugom.db", "first")
    opened = open_edition(tmp_path / "thugom.db")
    for statement in (
        "DELETE FROM unit",
        f"ATTACH DATABASE '{tmp_path / 'other.db'}' AS other",
        "SELECT zeroblob(100000000)",
    ):
        with pytest.raises(sqlite3.Error):
            opened.connections[0].execute(statement).fetchall()
    opened.close()


@pytest.mark.parametrize("content", [None, b"", b"not a database at all, and longer than a header" * 30])
def test_where_there_is_no_publication_it_says_so(tmp_path: Path, content: bytes | None) -> None:
    """Before the first night there is no file; a broken one is no publication either."""
    path = tmp_path / "thugom.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NoEditionError, match=r"thugom\.db"):
        open_edition(path)
