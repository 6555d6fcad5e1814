"""A real Prefect server on this machine for the length of a test, and the command line that speaks to it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

PREFECT = Path(sys.executable).with_name("prefect")


@dataclass(frozen=True)
class Server:
    """A running server: its address, the folder of its logs, and the environment of a client of it."""

    url: str
    folder: Path
    environment: dict[str, str]

    def prefect(self, *arguments: str, folder: Path | None = None) -> str:
        """Run a `prefect` command to its end and return what it printed; a failing one fails the test."""
        done = subprocess.run(
            [PREFECT, *arguments],
            env=self.environment,
            cwd=folder or self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        assert done.returncode == 0, f"prefect {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextlib.contextmanager
    def worker(self, pool: str) -> Generator[None]:
        """Keep a worker running that starts the runs of a pool as processes."""
        command = [str(PREFECT), "worker", "start", "--pool", pool, "--type", "process", "--install-policy", "never"]
        with _running(command, self.environment, self.folder / "worker.log", self.folder):
            yield

    def flow_runs(self) -> list[dict[str, Any]]:
        """Return every flow run that the server knows."""
        answer = httpx.post(f"{self.url}/flow_runs/filter", json={"limit": 200}, timeout=10)
        answer.raise_for_status()
        runs: list[dict[str, Any]] = answer.json()
        return runs

    def log(self) -> str:
        """Return what server and worker have said, for the message of a test that fails."""
        return "\n".join(path.read_text(encoding="utf-8")[-4000:] for path in sorted(self.folder.glob("*.log")))


@contextlib.contextmanager
def prefect_server(folder: Path) -> Generator[Server]:
    """Run a Prefect server with its home in a folder, on a free port of the loopback address."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = os.environ | {
        "PREFECT_HOME": str(folder / "home"),
        "PREFECT_API_URL": url,
        # The default of 10 s between two looks would only make the test longer.
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        # Wide enough that a table of the command line cuts no name short.
        "COLUMNS": "200",
    }
    command = [str(PREFECT), "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    with _running(command, environment, folder / "server.log", folder) as process:
        server = Server(url, folder, environment)
        wait_until(lambda: process.poll() is not None or _is_healthy(url), 120, server.log)
        assert process.poll() is None, f"the server ended at its start\n{server.log()}"
        yield server


def wait_until(condition: Callable[[], bool], seconds: float, log: Callable[[], str]) -> None:
    """Wait until a condition holds; after so many seconds fail with the log."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not so within {seconds:.0f} s\n{log()}")
        time.sleep(0.5)


@contextlib.contextmanager
def _running(
    command: list[str], environment: dict[str, str], log: Path, folder: Path
) -> Generator[subprocess.Popen[bytes]]:
    """Keep a process running, and end it as Ctrl-C would; one that does not heed that is killed."""
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _is_healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
