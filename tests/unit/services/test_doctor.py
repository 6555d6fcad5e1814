"""What `thugom doctor` finds of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.postgresql import Cluster, cluster, postgresql
from thugom.language.catalogue import translator
from thugom.services.doctor import examine
from thugom.services.home import make_home

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from thugom.services.diagnosis import Diagnosis

__all__ = ["cluster", "postgresql"]


def _of_database(root: Path) -> Diagnosis:
    """Return what was found of the database."""
    (found,) = [one for one in examine(root) if one.subject == "database"]
    return found


def test_of_a_server_it_says_what_follows_from_postgis_being_there_or_not(
    tmp_path: Path, cluster: Cluster, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is an error; which column holds the points depends on it, and both are said in Vietnamese, too."""
    home = make_home(tmp_path / "home", blank=True).root
    monkeypatch.setenv("THUGOM_DATABASE_URL", postgresql)
    without = _of_database(home)
    assert without.well
    assert "geom_wkb" in without.found
    cluster.run("CREATE EXTENSION postgis SCHEMA public", database=postgresql.rpartition("/")[2])
    there = _of_database(home)
    assert there.well
    assert "geom, a point" in there.found
    for found in (without, there):
        sentence = found.found.split("\n")[1]
        assert translator("vi")(sentence) != sentence


def test_of_the_embedded_database_it_says_where_it_is(tmp_path: Path) -> None:
    """SQLite never has PostGIS, so that nothing is said of it."""
    home = make_home(tmp_path / "home", blank=True).root
    assert _of_database(home).found.endswith("thugom.db")
