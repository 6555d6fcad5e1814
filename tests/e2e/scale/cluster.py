"""A real Dask cluster: a scheduler and workers, each a process of its own on its host, to be killed as hosts are."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.e2e.scale.hosts import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.e2e.scale.hosts import Host


PATIENCE = 300
_WORKER = "import sys; {before}; sys.argv[0] = 'dask-worker'; from distributed.cli.dask_worker import main; main()"


@dataclass(frozen=True)
class Member:
    """A process of the cluster on its host, and what it says."""

    host: Host
    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        """Return what it has said so far."""
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """The address that the scheduler knows a worker by."""
        found: list[str] = re.findall(r"Listening to: +(tcp://\S+)", self.said())
        return found[-1]

    def freeze(self) -> None:
        """Stop it as a host stops that hangs."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def kill(self) -> None:
        """End it as a host ends that loses power, with everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass(frozen=True)
class Cluster:
    """A scheduler on a host."""

    folder: Path
    scheduler: Member
    port: int
    members: contextlib.ExitStack

    @property
    def runner(self) -> str:
        """What THUGOM_TASK_RUNNER calls it."""
        return f"dask://{self.scheduler.host.address}:{self.port}"

    def join(self, host: Host, *options: str, before: str = "pass", **environment: str) -> Member:
        """Have a worker of one thread join; `before` is what it does first, so as to be set up wrongly.

        Args:
            host: where it runs.
            options: of `dask worker`.
            before: a statement of Python.
            environment: what its host sets.
        """
        number = len(list(self.folder.glob("worker*.log"))) + 1
        command = [
            sys.executable,
            "-c",
            _WORKER.format(before=before),
            f"tcp://{self.scheduler.host.address}:{self.port}",
        ]
        command += ["--nthreads", "1", "--host", host.address, "--no-dashboard", *options]
        command += ["--local-directory", str(self.folder / f"scratch{number}")]
        return _started(self.members, host, command, self.folder / f"worker{number}.log", environment)

    def has(self, count: int) -> None:
        """Wait until so many workers have come."""
        until(lambda: len(re.findall(r"Register worker", self.scheduler.said())) >= count, self.scheduler)

    def at_work(self) -> None:
        """Wait until every worker is judging."""
        self._watch("1")

    def owed_by(self, member: Member) -> int:
        """Return how many pieces of work a worker has been given and not given back."""
        return self._watch("0").get(member.address, 0)

    def _watch(self, least: str) -> dict[str, int]:
        """Ask the scheduler, from its own host, until every worker has so much to judge."""
        address = f"tcp://{self.scheduler.host.address}:{self.port}"
        command = [*self.scheduler.host.enter, sys.executable, "-m", "tests.e2e.scale.watch", address, least]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE, cwd=CHECKOUT)
        assert done.returncode == 0, done.stderr
        counts: dict[str, int] = json.loads(done.stdout)
        return counts


@contextlib.contextmanager
def scheduler_on(host: Host, folder: Path) -> Iterator[Cluster]:
    """Run a scheduler on a host; it and all that join it are killed in the end."""
    folder.mkdir()
    with contextlib.ExitStack() as members:
        port = _free_port() if host.address.startswith("127.") else 8786
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
        command += ["--host", host.address, "--port", str(port)]
        scheduler = _started(members, host, command, folder / "scheduler.log", {})
        until(lambda: "Scheduler at:" in scheduler.said(), scheduler)
        yield Cluster(folder, scheduler, port, members)


def until(condition: Callable[[], bool], member: Member) -> None:
    """Wait until a condition holds; where it does not, fail with what a process has said."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end or member.process.poll() is not None:
            raise AssertionError(f"not so within {PATIENCE} s\n{member.said()}")
        time.sleep(0.05)


def _started(
    members: contextlib.ExitStack, host: Host, command: list[str], log: Path, environment: dict[str, str]
) -> Member:
    """Start a process in a group of its own."""
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [*host.enter, *command],
            env=os.environ | environment,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    member = Member(host, process, log)
    members.callback(member.kill)
    return member


def _free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
