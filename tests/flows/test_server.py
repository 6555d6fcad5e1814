"""A night's own Prefect server: up when the night has loaded, gone when it ends, told nothing of the home."""

from __future__ import annotations

import http.client
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from thugom.flows.server import HOST, PrivateServer, ServerError, start_server

if TYPE_CHECKING:
    from collections.abc import Callable


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
