"""One writer for a database that several homes share."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.postgresql import cluster, postgresql
from thugom.files import HomeLockedError
from thugom.store import StoreError, open_engine
from thugom.store.alone import DELIVERY, alone

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgresql import Cluster

__all__ = ["cluster", "postgresql"]
HOLD = """
import sys
from thugom.store import open_engine
from thugom.store.alone import alone
with alone(open_engine(sys.argv[1]), 0):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give a database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shared.db'}"
    return str(request.getfixturevalue("postgresql"))


def test_a_second_writer_is_told_who_the_first_is_and_a_killed_first_frees_the_database(address: str) -> None:
    """Also from another home, on another machine: the lock is the database's, and goes with its holder."""
    command = [sys.executable, "-c", HOLD, address]
    engine = open_engine(address)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        known = re.compile(rf"Another run is writing in this \w+ \(process {holder.pid} on \S+, since 20\S+Z\)")
        with pytest.raises(HomeLockedError, match=known) as refused, alone(engine, 0):
            pass
        assert ":***@" in str(refused.value) or address.startswith("sqlite")
        # Who sends notices does not wait for who writes.
        with alone(engine, 0, DELIVERY):
            pass
        holder.kill()
        holder.wait()
        with alone(engine, 5) as confirm:
            confirm()


def test_a_second_session_of_the_same_process_is_a_second_writer(address: str) -> None:
    """Two homes in one process are two writers, too, and the lock is free after its block."""
    first, second = open_engine(address), open_engine(address)
    with alone(first, 0), pytest.raises(HomeLockedError, match=f"process {os.getpid()} on"), alone(second, 0.3):
        pass
    with alone(second, 0):
        pass


def test_a_lock_that_went_with_its_session_is_noticed(cluster: Cluster, postgresql: str) -> None:
    """A server that was restarted holds nobody's lock any more: who held it says so and publishes nothing."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'thugom %'"
    with alone(open_engine(postgresql), 0) as confirm:
        confirm()
        cluster.run(ended)
        with pytest.raises(StoreError, match=r"restarted or gone in the middle of this run.*\. Check that it runs"):
            confirm()
