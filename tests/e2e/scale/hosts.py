"""Separate hosts on one machine: each has a network, a file system and a name of its own, joined by a bridge."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[3]
NETWORK = "10.77.0"
NOT_ALLOWED = "network namespaces are not allowed on this machine"


@dataclass(frozen=True)
class Host:
    """A host: its address, and what a command begins with that is to run there."""

    address: str
    enter: tuple[str, ...] = ()

    def run(self, *command: str | Path) -> None:
        """Run a command there; one that fails fails the test."""
        subprocess.run([*self.enter, *command], check=True, capture_output=True, timeout=30)


def this_machine(count: int) -> list[Host]:
    """Return so many names of this machine, for a cluster that is not spread over hosts."""
    return [Host("127.0.0.1")] * count


@contextlib.contextmanager
def separate_hosts(count: int) -> Iterator[list[Host]]:
    """Give hosts that see each other and nobody else, and that share the disk; skip the test where that is forbidden.

    They live in the namespaces of processes that sleep: nothing of them outlives the test.
    """
    if os.geteuid() != 0 or not all(map(shutil.which, ("ip", "unshare", "nsenter"))):
        pytest.skip(NOT_ALLOWED)
    with contextlib.ExitStack() as stack:
        hosts = [_host(stack, number) for number in range(1, count + 1)]
        first = hosts[0][0]
        for command in (
            "link add joint type bridge",
            f"addr add {first.address}/24 dev joint",
            "link set joint up",
            "link set lo up",
        ):
            first.run("ip", *command.split())
        for number, (host, pid) in enumerate(hosts[1:], 2):
            first.run(*f"ip link add port{number} type veth peer name eth0 netns {pid}".split())
            first.run(*f"ip link set port{number} master joint up".split())
            host.run(*f"ip addr add {host.address}/24 dev eth0".split())
            host.run(*["ip", "link", "set", "eth0", "up"])
            host.run(*["ip", "link", "set", "lo", "up"])
        yield [host for host, _ in hosts]


def _host(stack: contextlib.ExitStack, number: int) -> tuple[Host, int]:
    """Make a host; return it with the process that holds its namespaces."""
    unshared = ["unshare", "--net", "--mount", "--uts", "sh", "-c", f"hostname host{number} && exec sleep infinity"]
    process = subprocess.Popen(unshared, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    stack.callback(_end, process)
    own = Path("/proc/self/ns/net").readlink()
    end = time.monotonic() + 10
    while Path(f"/proc/{process.pid}/ns/net").readlink() == own:
        if process.poll() is not None or time.monotonic() > end:
            pytest.skip(NOT_ALLOWED)
        time.sleep(0.02)
    # In another mount namespace a command would begin at its root.
    enter = ("nsenter", f"--target={process.pid}", "--net", "--mount", "--uts", f"--wd={CHECKOUT}", "--")
    return Host(f"{NETWORK}.{number}", enter), process.pid


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that holds namespaces, and close what it spoke through."""
    process.kill()
    process.communicate()
