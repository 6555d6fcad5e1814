"""A night's own Prefect server: up when the night has loaded, gone when it ends, told nothing of the home."""

from __future__ import annotations

import http.client
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from thugom.flows.server import HOST, PrivateServer, ServerError, start_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _server(folder: Path, script: str) -> PrivateServer:
    """Return a process that runs a script in the place of a server; nobody listens on port 1."""
    process = subprocess.Popen([sys.executable, "-c", script])
    return PrivateServer(process, port=1, log=folder / "server.log")


@pytest.mark.prefect
@pytest.mark.slow
def test_a_server_keeps_its_runs_in_its_folder_and_is_gone_when_stopped(tmp_path: Path) -> None:
    """Nothing of it is left behind but its folder, where the next night finds the runs of this one."""
    folder = tmp_path / "prefect"
    server = start_server(folder)
    try:
        server.wait(120)
    finally:
        server.stop()
    with closing(http.client.HTTPConnection(HOST, server.port)) as connection, pytest.raises(ConnectionRefusedError):
        connection.request("GET", "/api/health")
    with closing(sqlite3.connect(folder / "prefect.db")) as runs:
        assert runs.execute("SELECT count(*) FROM flow_run").fetchone() == (0,)


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


@pytest.mark.prefect
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
        _until(lambda: old not in _runs(client))
        # Another night may be going at this moment: it is none of this one's business.
        assert _runs(client) == {killed: "CRASHED", going: "RUNNING"}
        _until(lambda: client.post("/artifacts/filter", json={}).json() == [])
    with closing(sqlite3.connect(folder / "prefect.db")) as database:
        assert database.execute("SELECT count(*) FROM task_run").fetchone() == (0,)
        ended = "SELECT end_time > datetime('now', '-1 day') FROM flow_run WHERE id = ?"
        assert database.execute(ended, (killed,)).fetchone() == (1,)


_BEGINS = """
import pathlib, sys, time
from thugom.flows.server import start_server
print(start_server(pathlib.Path(sys.argv[1])).process.pid, flush=True)
time.sleep(120)
"""


@pytest.mark.prefect
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that began it")
def test_a_night_that_is_killed_leaves_no_server_behind(tmp_path: Path) -> None:
    """It can stop nothing; a server that outlived it would hold memory and its port until the machine restarts."""
    command = [sys.executable, "-c", _BEGINS, str(tmp_path / "prefect")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as night:
        assert night.stdout is not None
        server = Path(f"/proc/{night.stdout.readline().strip()}")
        _until(lambda: b"prefect\0server" in _bytes_of(server / "cmdline"))
        night.kill()
    _until(lambda: not _bytes_of(server / "cmdline"))


def _bytes_of(path: Path) -> bytes:
    """Return what stands in a file; nothing where it is gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_server_that_ends_at_its_start_is_told_of_with_what_it_said(tmp_path: Path) -> None:
    """Nobody waits two minutes for a process that is gone, and the message names the file that says why."""
    server = _server(tmp_path, "raise SystemExit(3)")
    with pytest.raises(ServerError, match=r"did not start.*server\.log"):
        server.wait(60)


def test_a_server_that_never_answers_is_given_up_and_can_be_stopped(tmp_path: Path) -> None:
    """The wait has an end, and the process does not outlive the night."""
    server = _server(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(ServerError, match=r"within 0\.2 seconds"):
        server.wait(0.2)
    server.stop()
    assert server.process.poll() is not None


def test_a_server_is_told_nothing_of_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of the store may hold a password: the server's process does not carry it."""
    spy = tmp_path / "spy"
    spy.write_text("#!/bin/sh\nenv\n", encoding="utf-8")
    spy.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(spy))
    monkeypatch.setenv("THUGOM_DATABASE_URL", "postgresql://thugom:hush@db.example/thugom")
    server = start_server(tmp_path / "prefect")
    server.process.wait(20)
    said = server.log.read_text(encoding="utf-8")
    assert f"PREFECT_HOME={tmp_path / 'prefect'}" in said
    assert "hush" not in said
