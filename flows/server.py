"""A Prefect server of the night's own, on loopback: a process beside it that starts while the night still loads."""

import atexit
import contextlib
import datetime as dt
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from thugom.flows.environment import small
from thugom.services.serve.tether import TETHER

HOST = "127.0.0.1"
LOG_FILE = "server.log"
_PAUSE = 0.05
_PATIENCE = 5
"""Seconds for one answer, and for the server's end."""
_GOING = ("RUNNING", "PENDING", "CANCELLING")
_LONGEST_NIGHT = dt.timedelta(days=1)


class ServerError(Exception):
    """The server did not start."""


@dataclass(frozen=True, eq=False)
class PrivateServer:
    """A server that is starting: its process, its port, and where it writes what it has to say."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Where Prefect's clients reach it."""
        return f"http://{HOST}:{self.port}/api"

    def wait(self, seconds: float) -> None:
        """Return as soon as the server answers.

        Raises:
            ServerError: it ended at its start, or does not answer after so many seconds.
        """
        end = time.monotonic() + seconds
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise ServerError(f"Prefect's server did not start within {seconds:g} seconds: see {self.log}")
            time.sleep(_PAUSE)

    def end_killed_runs(self) -> None:
        """Tell the server that runs have crashed that began more than a day ago and never ended.

        Prefect's retention forgets only what has ended: a night that was killed would stand as going for ever, with all
        its tasks and events. Whatever the server answers costs a night nothing.
        """
        before = (dt.datetime.now(dt.UTC) - _LONGEST_NIGHT).isoformat()
        going = {"flow_runs": {"state": {"type": {"any_": _GOING}}, "start_time": {"before_": before}}}
        crashed = {"type": "CRASHED", "name": "Crashed", "message": "The night was killed."}
        with contextlib.suppress(OSError, http.client.HTTPException, LookupError, TypeError, ValueError):
            for run in self._asked("flow_runs/filter", going):
                self._asked(f"flow_runs/{run['id']}/set_state", {"state": crashed, "force": True})

    def stop(self) -> None:
        """End the server; one that does not heed that is killed."""
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _asked(self, what: str, question: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Return the server's answer to a question, whatever it is."""
        with contextlib.closing(http.client.HTTPConnection(HOST, self.port, timeout=_PATIENCE)) as connection:
            connection.request("POST", f"/api/{what}", json.dumps(question), {"Content-Type": "application/json"})
            return json.load(connection.getresponse())

    def _answers(self) -> bool:
        """Tell whether the server is up."""
        # No client that heeds a proxy of the environment: this is this machine.
        with contextlib.closing(http.client.HTTPConnection(HOST, self.port, timeout=_PATIENCE)) as connection:
            try:
                connection.request("GET", "/api/health")
                return connection.getresponse().status == HTTPStatus.OK
            except (OSError, http.client.HTTPException):
                return False


def start_server(folder: Path, keep_days: int | None = None) -> PrivateServer:
    """Start a server that keeps its runs in a folder, and stop it when this process ends, also where it is killed.

    Started by Prefect itself, at the flow's first step, it would begin only after everything is imported.

    Args:
        folder: its PREFECT_HOME.
        keep_days: how long it keeps its runs; for ever where None.
    """
    folder.mkdir(exist_ok=True)
    port, log = _free_port(), folder / LOG_FILE
    # No scheduler: the runs of a deployment are made by the server that a department keeps running.
    options = ["--no-ui", "--no-scheduler", "--no-late-runs"]
    server = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port), *options]
    # A night that is killed cannot stop it; the kernel can.
    command = [sys.executable, "-m", TETHER, str(os.getpid()), *server]
    # It is told nothing of the home: a setting may be a password.
    told = {name: value for name, value in os.environ.items() if not name.startswith("THUGOM_")}
    told["PREFECT_HOME"] = str(folder)
    if keep_days is not None:
        # It looks for what is old as soon as it is up: a night of some seconds is long enough.
        told |= small(keep_days)
    with log.open("wb") as sink:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            command, env=told, cwd=folder, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT
        )
    started = PrivateServer(process, port, log)
    # What is registered first is done last: by then Prefect has told the server how its runs ended.
    atexit.register(started.stop)
    return started


def _free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
