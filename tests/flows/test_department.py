"""`thugom serve` as a small department runs it: one command, one night, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.e2e.reports import months_of_units, register_of, send
from tests.flows.server import wait_until
from thugom.services.home import make_home
from thugom.services.serve.keeper import descendants
from thugom.services.serve.listening import listening_socket

if TYPE_CHECKING:
    from collections.abc import Generator

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
]
LOOPBACK = "0100007F"
LISTENS = "0A"


class Department:
    """A running `thugom serve`."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        """Take the process, and the file of what it prints."""
        self.process, self._output = process, output

    def printed(self) -> str:
        """Return what it has printed."""
        return self._output.read_text(encoding="utf-8")

    def address(self, said: str) -> str:
        """Return the address that a line of its greeting names."""
        found = re.search(rf"{said}: (http://127\.0\.0\.1:\d+)/", self.printed())
        return found[1] if found else ""

    def health(self) -> dict[str, Any]:
        """Return what a watchdog is told."""
        with contextlib.suppress(httpx.TransportError):
            answer: dict[str, Any] = httpx.get(f"{self.address('Page to check a workbook')}/healthz", timeout=5).json()
            return answer
        return {"state": "silent"}

    def asked(self, what: str) -> list[dict[str, Any]]:
        """Return everything of a kind that Prefect's server knows."""
        answer = httpx.post(f"{self.address('Nights, and Prefect.s pages')}/api/{what}/filter", json={}, timeout=10)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


@contextlib.contextmanager
def department(home: Path, output: Path) -> Generator[Department]:
    """Keep `thugom serve` running on ports that are free; what does not end is killed."""
    command = [sys.executable, "-m", "thugom.cli", "serve", "--home", str(home)]
    ports = ["--port", "0", "--browser-port", "0", "--prefect-port", "0"]
    environment = os.environ | {"THUGOM_LANG": "en", "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}
    with output.open("wb") as sink:
        process = subprocess.Popen([*command, *ports], env=environment, stdout=sink, stderr=sink)
        try:
            yield Department(process, output)
        finally:
            if process.poll() is None:
                for number in descendants(process.pid):
                    os.kill(number, signal.SIGKILL)
                process.kill()
                process.wait()


def _listening_addresses(numbers: set[int]) -> set[str]:
    """Return the addresses on which processes listen, over IPv4 and IPv6, as the kernel lists them."""
    theirs = {_target(entry) for number in numbers for entry in Path(f"/proc/{number}/fd").glob("*")}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENS and f"socket:[{fields[9]}]" in theirs:
                found.add(fields[1].split(":")[0])
    return found


def _target(entry: Path) -> str:
    try:
        return str(entry.readlink())
    except OSError:
        return ""


def _is_alive(number: int) -> bool:
    """Tell whether a process runs; a dead one that nobody has buried does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _family(served: Department) -> set[int]:
    return {served.process.pid, *descendants(served.process.pid)}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a home in which one month of ten units has arrived, and no night ever ran."""
    made = make_home(tmp_path / "home", synthetic=True).root
    send(made, months_of_units(register_of(made), "2026-10")[:10])
    return made


@pytest.mark.timeout(400)
def test_one_command_runs_the_missed_night_on_this_machine_only_and_ends_clean(home: Path, tmp_path: Path) -> None:
    """The missed night is caught up and seen in Prefect with its artifacts; all listens on loopback; all of it ends."""
    with department(home, tmp_path / "printed") as served:
        wait_until(lambda: served.health()["state"] == "ok", 300, served.printed)
        health = served.health()
        assert health["programs"] == {"prefect": True, "schedule": True, "browser": True}
        assert health["age_hours"] < 1
        wait_until(lambda: _ended(served) == ["COMPLETED"], 60, served.printed)
        _assert_it_is_seen(served)
        assert _listening_addresses(_family(served)) == {LOOPBACK}
        log = (home / "data/store/logs/serve.log").read_text(encoding="utf-8")
        assert "01:30 Asia/Ho_Chi_Minh; a night was missed and is caught up now" in log
        family, began = _family(served), time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(30) == 0, served.printed()
        assert time.monotonic() - began < 20
        # What multiprocessing keeps beside a process sees a moment later that it is gone.
        wait_until(lambda: not any(_is_alive(number) for number in family), 5, served.printed)


def _ended(served: Department) -> list[str]:
    """Return the states of the runs that are not to come."""
    return [run["state_type"] for run in served.asked("flow_runs") if run["state_type"] != "SCHEDULED"]


def _assert_it_is_seen(served: Department) -> None:
    """Look at the night, its schedule and its artifacts as Prefect's own pages do."""
    (one,) = served.asked("deployments")
    (schedule,) = one["schedules"]
    assert (schedule["active"], schedule["schedule"]["cron"]) == (True, "30 1 * * *")
    assert (schedule["schedule"]["timezone"], one["global_concurrency_limit"]["limit"]) == ("Asia/Ho_Chi_Minh", 1)
    artifacts = {artifact["key"]: artifact for artifact in served.asked("artifacts")}
    assert set(artifacts) == {"coverage", "page"}
    assert "due" in artifacts["coverage"]["data"]
    assert "http://127.0.0.1:8400/page/" in artifacts["page"]["data"]


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_second_start_repeats_no_night_and_forgets_old_runs_and_a_kill_leaves_nothing(
    home: Path, tmp_path: Path
) -> None:
    """The night of today is not run twice; a run of 100 days ago is gone from Prefect; SIGKILL ends all of it."""
    with department(home, tmp_path / "first") as served:
        wait_until(lambda: served.health()["state"] == "ok", 300, served.printed)
        wait_until(lambda: _ended(served) == ["COMPLETED"], 60, served.printed)
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(30)
    with closing(sqlite3.connect(home / "data/store/prefect/prefect.db")) as database, database:
        database.execute("update flow_run set end_time = '2026-01-01 00:00:00.000000' where state_type = 'COMPLETED'")
    with department(home, tmp_path / "second") as served:
        wait_until(lambda: "no night was missed" in served.printed(), 200, served.printed)
        wait_until(lambda: _ended(served) == [] and served.asked("artifacts") == [], 200, served.printed)
        family = _family(served)
        served.process.kill()
        served.process.wait()
        wait_until(lambda: not any(_is_alive(number) for number in family), 60, served.printed)


def test_a_taken_port_is_named_before_anything_starts(home: Path) -> None:
    """Whoever starts it twice reads which port, and what to do."""
    with listening_socket(0) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "thugom.cli", "serve", "--home", str(home), "--prefect-port", str(port)]
        ports = ["--port", "0", "--browser-port", "0"]
        done = subprocess.run(
            [*command, *ports],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"THUGOM_LANG": "en"},
            timeout=60,
        )
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "THUGOM_PREFECT_PORT" in done.stderr
