"""What `thugom doctor` finds of the database, and of a cluster."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from tests.postgresql import Cluster, cluster, postgresql
from tests.unit.services.night.test_cluster import Client
from thugom.language.catalogue import translator
from thugom.services import cluster_check
from thugom.services.doctor import examine
from thugom.services.home import make_home

if TYPE_CHECKING:
    from pathlib import Path

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


def _of_cluster(root: Path) -> list[Diagnosis]:
    """Return what was found of the cluster."""
    return [one for one in examine(root) if one.subject == "cluster"]


def test_a_cluster_is_asked_by_day_what_a_night_would_ask_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot judge is named, and that is something to mend."""
    home = make_home(tmp_path / "home", blank=True).root
    monkeypatch.setenv("THUGOM_TASK_RUNNER", "dask://10.0.0.1:8786")
    stands = Client({"tcp://a:1": ("", ""), "tcp://b:1": ("program", "thugom 0.0.9")})
    monkeypatch.setattr(cluster_check, "connected", lambda _: nullcontext(stands))
    (found,) = _of_cluster(home)
    counted, notice = found.found.split("\n")
    assert not found.well
    assert counted == "1 of 2 workers can judge"
    assert "does without b:1: found thugom 0.0.9" in notice
    say = translator("vi")
    assert {found.remedy, counted, notice}.isdisjoint({say(found.remedy), say(counted), say(notice)})


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ImportError("distributed"), "Dask is not installed on this machine. "),
        (OSError("Timed out"), "The cluster dask://10.0.0.1:8786 takes no work (OSError: Timed out). "),
    ],
)
def test_a_cluster_that_cannot_be_asked_is_something_to_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    """By day, and not at six in the morning."""
    home = make_home(tmp_path / "home", blank=True).root
    monkeypatch.setenv("THUGOM_TASK_RUNNER", "dask://10.0.0.1:8786")

    def refuses(_: str) -> Client:
        raise error

    monkeypatch.setattr(cluster_check, "connected", refuses)
    (found,) = _of_cluster(home)
    assert not found.well
    assert found.found.startswith(told)


def test_a_home_without_a_cluster_hears_nothing_of_one(tmp_path: Path) -> None:
    """Most have none."""
    assert _of_cluster(make_home(tmp_path / "home", blank=True).root) == []
