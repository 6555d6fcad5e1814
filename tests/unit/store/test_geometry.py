"""Points that the database derives from longitude and latitude."""

from __future__ import annotations

import dataclasses
import struct
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.postgresql import MISSING_POSTGIS
from tests.unit.store.declared import contract
from tests.unit.store.test_publication_kill import JOURNAL
from thugom.contracts import Contract, Contracts, load_contracts
from thugom.store import open_engine, publish
from thugom.store.roles import ANALYST, PIPELINE, install
from thugom.store.schema import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgresql import Cluster

PASSWORDS = {ANALYST: "reads", PIPELINE: "runs"}
SPOT = dataclasses.replace(contract("spot", "code", "code:string lon:number lat:number"), point=("lon", "lat"))
SPOTS = pd.DataFrame({"code": ["a", "b", "c"], "lon": [103.5, 102.75, float("nan")], "lat": [22.25, 22.0, 22.0]})


def _contracts(spot: Contract = SPOT) -> Contracts:
    return Contracts({}, {}, {"spot": spot, "publication": load_contracts().curated["publication"]})


def _publish(address: str, spot: Contract = SPOT, frame: pd.DataFrame = SPOTS) -> str:
    """Publish a night as a night does, and return the hash of its figures."""
    engine = open_engine(address)
    prepare(engine, _contracts(spot))
    return publish(engine, {"spot": (spot, frame)}, JOURNAL).figures_hash


@pytest.fixture
def server(cluster: Cluster) -> Iterator[str]:
    """Give a database with PostGIS and roles, in which the pipeline published three places."""
    if not _rows(cluster, "postgres", "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"):
        pytest.skip(MISSING_POSTGIS)
    name = cluster.create()
    install(open_engine(cluster.url(name)), _contracts(), PASSWORDS)
    _publish(cluster.url(name, PIPELINE, PASSWORDS[PIPELINE]))
    yield name
    cluster.drop(name)


def _rows(cluster: Cluster, name: str, question: str) -> list[tuple[object, ...]]:
    with cluster.connect(name) as connection:
        return connection.execute(question.encode()).fetchall()


def _asked(cluster: Cluster, name: str, question: str) -> list[tuple[object, ...]]:
    with cluster.connect(name, ANALYST, PASSWORDS[ANALYST]) as connection:
        return connection.execute(question.encode()).fetchall()


def test_an_analyst_asks_where_a_place_is(cluster: Cluster, server: str) -> None:
    """A place has its point, by plain names; one of which a coordinate is missing has none."""
    found = _asked(cluster, server, "SELECT code, ST_AsText(geom), ST_SRID(geom) FROM spot ORDER BY code")
    assert found == [("a", "POINT(103.5 22.25)", 4326), ("b", "POINT(102.75 22)", 4326), ("c", None, None)]
    near = "SELECT code FROM spot WHERE geom && ST_MakeEnvelope(103, 22, 104, 23, 4326)"
    assert _asked(cluster, server, near) == [("a",)]


def test_a_question_about_an_area_can_use_an_index(cluster: Cluster, server: str) -> None:
    """Where reading the whole table is ruled out, the plan names the index on the points."""
    near = "SELECT code FROM spot WHERE geom && ST_MakeEnvelope(103, 22, 104, 23, 4326)"
    with cluster.connect(server) as connection:
        connection.execute("SET search_path TO curated, public")
        connection.execute("SET enable_seqscan = off")
        plan = connection.execute(f"EXPLAIN {near}".encode()).fetchall()
    assert any("ix_spot_geom" in str(line) for (line,) in plan)


def test_points_follow_what_is_published(cluster: Cluster, server: str) -> None:
    """A place that moved in a publication has its point where it now is."""
    moved = SPOTS.assign(lon=[103.0, 102.75, float("nan")])
    _publish(cluster.url(server, PIPELINE, PASSWORDS[PIPELINE]), frame=moved)
    assert _asked(cluster, server, "SELECT ST_AsText(geom) FROM spot WHERE code = 'a'") == [("POINT(103 22.25)",)]


def test_a_new_shape_keeps_points_and_the_views_on_them(cluster: Cluster, server: str) -> None:
    """A column more in the contract makes the table's rows anew; the point, its index and a view on it stand."""
    cluster.run("CREATE VIEW public.dots AS SELECT code, geom FROM curated.spot", database=server)
    wider = contract("spot", "code", "code:string lon:number lat:number name:string")
    wider = dataclasses.replace(wider, point=SPOT.point)
    _publish(cluster.url(server, PIPELINE, PASSWORDS[PIPELINE]), wider, SPOTS.assign(name="x"))
    found = _rows(cluster, server, "SELECT code, public.ST_AsText(geom) FROM public.dots ORDER BY code")
    assert found == [("a", "POINT(103.5 22.25)"), ("b", "POINT(102.75 22)"), ("c", None)]
    assert _rows(cluster, server, "SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_spot_geom'") == [(1,)]


def test_a_place_without_coordinates_any_more_has_no_point(cluster: Cluster, server: str) -> None:
    """Where a contract no longer declares them, the point goes with them and the night is published."""
    _publish(
        cluster.url(server, PIPELINE, PASSWORDS[PIPELINE]), contract("spot", "code", "code:string"), SPOTS[["code"]]
    )
    names = "SELECT column_name FROM information_schema.columns WHERE table_name = 'spot'"
    assert _rows(cluster, server, names) == [("code",)]


def test_without_postgis_points_are_wkb(cluster: Cluster, postgresql: str) -> None:
    """A database without the extension keeps well-known binary; PostGIS, once there, adds geometries."""
    _publish(postgresql)
    name = postgresql.rpartition("/")[2]
    ((point,), (none,)) = _rows(
        cluster, name, "SELECT geom_wkb FROM curated.spot WHERE code IN ('a','c') ORDER BY code"
    )
    assert point == struct.pack(">BIdd", 0, 1, 103.5, 22.25)
    assert none is None


def test_postgis_may_come_later(cluster: Cluster, postgresql: str) -> None:
    """The next night gives what stands its geometries, and they say what the WKB says."""
    _publish(postgresql)
    name = postgresql.rpartition("/")[2]
    if not _rows(cluster, name, "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"):
        pytest.skip(MISSING_POSTGIS)
    cluster.run("CREATE EXTENSION postgis", database=name)
    _publish(postgresql)
    same = "SELECT count(*) FROM curated.spot WHERE ST_Equals(geom, ST_GeomFromWKB(geom_wkb, 4326))"
    assert _rows(cluster, name, same) == [(2,)]


def test_points_change_no_figure(database: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """On either database the hash is that of the declared columns, and a second night changes nothing."""
    elsewhere = str(tmp_path_factory.mktemp("other") / "thugom.db")
    plain = dataclasses.replace(SPOT, point=None)
    assert _publish(database) == _publish(database) == _publish(elsewhere, plain)


def test_units_and_facilities_are_places() -> None:
    """What analysts put on a map declares its point."""
    curated = load_contracts().curated
    assert {name for name, one in curated.items() if one.point == ("lon", "lat")} == {"unit", "facility"}
