"""The home's lock: one writer at a time."""

import subprocess
import sys
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
        with pytest.raises(HomeLockedError, match=r"home\.lock\n  Another run"), HomeLock(path):
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
