"""The home's lock: one writer at a time."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from thugom.files import HomeLock, HomeLockedError

HOLD = """
import sys
from pathlib import Path
from thugom.files import HomeLock
with HomeLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_which_lock_is_held_and_a_killed_holder_frees_it(tmp_path: Path) -> None:
    """The lock belongs to the kernel: it names itself to the second writer, and goes with a killed first."""
    path = tmp_path / "home.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        known = rf"home\.lock\n  Another run is writing in this home \(process {holder.pid} on \S+, since 20\S+Z\)\."
        with pytest.raises(HomeLockedError, match=known), HomeLock(path):
            pass
        holder.kill()
        holder.wait()
        with HomeLock(path):
            pass


def test_a_lock_can_be_taken_again(tmp_path: Path) -> None:
    """A run after a run is no second writer."""
    for _ in range(2):
        with HomeLock(tmp_path / "home.lock"):
            pass


def test_a_holder_that_nobody_can_read_is_left_out(tmp_path: Path) -> None:
    """What stands beside the lock is for people: whatever it is, a taken lock is named and a free one is taken."""
    path = tmp_path / "home.lock"
    with HomeLock(path):
        (tmp_path / "home.lock.holder").write_text("[1", encoding="utf-8")
        with pytest.raises(HomeLockedError, match=r"Another run is writing in this home\. Wait"), HomeLock(path):
            pass
    assert not (tmp_path / "home.lock.holder").exists()
    (tmp_path / "home.lock.holder").mkdir()
    with HomeLock(path):
        pass


def test_a_second_writer_waits_for_the_first_to_end(tmp_path: Path) -> None:
    """Who comes while another one is about to end goes on after it."""
    path = tmp_path / "home.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        ending = threading.Timer(0.3, holder.kill)
        ending.start()
        with HomeLock(path, wait_seconds=20):
            assert holder.wait() == -9
        ending.join()
