"""Prefect's own database keeps the nights of the last ninety days, whatever became of them, and no more."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from collections import Counter
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.e2e.nights.hamlet import make_hamlet
from tests.e2e.published import thugom
from tests.flows.server import wait_until
from thugom.flows.server import start_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.prefect
TABLES = (
    *("flow_run", "flow_run_state", "task_run", "task_run_state", "artifact", "log", "events", "event_resources"),
)
INSTANT = "%Y-%m-%d %H:%M:%S.%f"
AT_A_TIME = 200


@contextmanager
def _up(folder: Path) -> Iterator[httpx.Client]:
    """Keep a server of a night's running, as the command starts it, and give a client of it."""
    server = start_server(folder, keep_days=90)
    try:
        server.wait(120)
        server.end_killed_runs()
        with httpx.Client(base_url=server.url, timeout=20) as client:
            yield client
    finally:
        server.stop()


def _made(client: httpx.Client, what: str, **fields: object) -> str:
    """Make something on the server, and return its number."""
    answer = client.post(f"/{what}/", json=fields)
    answer.raise_for_status()
    return str(answer.json()["id"])


def _runs(client: httpx.Client) -> dict[str, str]:
    """Return the states of all runs."""
    found: list[dict[str, Any]] = client.post("/flow_runs/filter", json={}).raise_for_status().json()
    return {run["id"]: run["state_type"] for run in found}


@pytest.mark.slow
def test_old_runs_go_with_all_that_is_theirs_and_killed_ones_have_crashed(tmp_path: Path) -> None:
    """Else a year of nights makes Prefect's database grow, and a night that was killed stands as going for ever."""
    folder = tmp_path / "prefect"
    with _up(folder) as client:
        flow = _made(client, "flows", name="nightly")
        old, killed, going = (
            _made(client, "flow_runs", flow_id=flow, state={"type": state})
            for state in ("COMPLETED", "RUNNING", "RUNNING")
        )
        _made(client, "artifacts", key="coverage", type="table", data="[]", flow_run_id=old)
        _made(client, "task_runs", flow_run_id=old, task_key="publish", dynamic_key="0", state={"type": "COMPLETED"})
    with closing(sqlite3.connect(folder / "prefect.db")) as database, database:
        aged = "UPDATE flow_run SET start_time = datetime('now', '-100 days'), end_time = iif(end_time IS NULL, NULL, "
        aged += "datetime('now', '-100 days')) WHERE id IN (?, ?)"
        assert database.execute(aged, (old, killed)).rowcount == 2
    with _up(folder) as client:
        wait_until(lambda: old not in _runs(client), 60, str)
        # Another night may be going at this moment: it is none of this one's business.
        assert _runs(client) == {killed: "CRASHED", going: "RUNNING"}
        wait_until(lambda: client.post("/artifacts/filter", json={}).json() == [], 60, str)
    with closing(sqlite3.connect(folder / "prefect.db")) as database:
        assert database.execute("SELECT count(*) FROM task_run").fetchone() == (0,)
        ended = "SELECT end_time > datetime('now', '-1 day') FROM flow_run WHERE id = ?"
        assert database.execute(ended, (killed,)).fetchone() == (1,)


def _write_nights(path: Path, nights: int) -> None:
    """Write the records of the only night of a database again for so many days before it; every tenth was killed."""
    with closing(sqlite3.connect(path)) as database, database:
        database.row_factory = sqlite3.Row
        records = {name: [dict(row) for row in database.execute(f"SELECT * FROM {name}")] for name in TABLES}  # noqa: S608
        numbers = {row["id"] for rows in records.values() for row in rows}
        for days in range(1, nights + 1):
            other = {number: str(uuid.uuid4()) for number in numbers}
            for name, rows in records.items():
                for row in rows:
                    _write(
                        database,
                        name,
                        {column: _earlier(other.get(value, value), days) for column, value in row.items()},
                        days,
                    )


def _write(database: sqlite3.Connection, name: str, row: dict[str, Any], days: int) -> None:
    """Write a record of so many days ago."""
    keys = {column: f"{row[column]}-{days}" for column in ("idempotency_key", "dynamic_key") if row.get(column)}
    killed = {"state_type": "RUNNING", "state_name": "Running", "end_time": None}
    row = row | keys | (killed if name == "flow_run" and days % 10 == 0 else {})
    places = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({places})", [*row.values()])  # noqa: S608


def _earlier(value: object, days: int) -> object:
    """Return an instant so many days before; anything else as it is."""
    try:
        instant = dt.datetime.strptime(str(value), INSTANT)  # noqa: DTZ007 - UTC, as all of Prefect's
    except ValueError:
        return value
    return (instant - dt.timedelta(days=days)).strftime(INSTANT)


def _used(path: Path) -> int:
    """Return how many bytes of a database are in use."""
    with closing(sqlite3.connect(path)) as database:
        pages, free, size = (
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


@pytest.mark.soak
def test_a_year_of_nights_takes_what_ninety_nights_take(tmp_path: Path) -> None:
    """The records of a real night, 365 times: what is older than ninety days goes, and the killed ones have ended."""
    home = make_hamlet(tmp_path / "home")
    assert thugom("nightly", "--home", home).returncode in {0, 1}
    folder = home / "data" / "store" / "prefect"
    database = folder / "prefect.db"
    one = _used(database)
    _write_nights(database, 365)
    year = _used(database)
    with _up(folder) as client:
        wait_until(
            lambda: Counter(_states(client)) == {"COMPLETED": 81 + 1, "CRASHED": 36},
            120,
            lambda: str(Counter(_states(client))),
        )
    left = _used(database)
    print(f"\none night {one / 1e6:.1f} MB, a year {year / 1e6:.1f} MB, thereof left {left / 1e6:.1f} MB")  # noqa: T201
    # Ninety days, and those that were killed, which go ninety days from now.
    assert left - one < (90 + 36) / 365 * 1.3 * (year - one)


def _states(client: httpx.Client) -> list[str]:
    """Return the state of every run; Prefect gives two hundred at a time."""
    found: list[str] = []
    while True:
        asked = {"limit": AT_A_TIME, "offset": len(found), "sort": "ID_DESC"}
        part = client.post("/flow_runs/filter", json=asked).raise_for_status().json()
        found += [run["state_type"] for run in part]
        if len(part) < AT_A_TIME:
            return found
