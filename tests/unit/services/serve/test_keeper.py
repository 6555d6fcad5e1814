"""What runs beside the page: kept running, and gone with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from thugom.services.serve.keeper import Keeper, Program, descendants

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print("child", child.pid, flush=True)
time.sleep(600)
"""
TETHERED = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-m", "thugom.services.serve.tether", str(os.getpid()),
                          sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
child.wait()
"""


def _program(folder: Path, script: str) -> Program:
    return Program("it", (sys.executable, "-c", script), os.environ, folder)


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "not so in time"
        time.sleep(0.05)


def _is_alive(number: int) -> bool:
    """Tell whether a process runs; a dead one that nobody has buried does not."""
    try:
        with open(f"/proc/{number}/stat", encoding="utf-8") as stat:  # noqa: PTH123 - no file of ours
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_program_that_ends_is_started_again_and_what_it_says_is_told(tmp_path: Path) -> None:
    """Whoever reads the log sees each line under the program's name, with which code it ended, and that it goes on."""
    told: list[tuple[str, str]] = []
    keeper = Keeper(
        _program(tmp_path, "print('here'); raise SystemExit(7)"), lambda who, line: told.append((who, line))
    )
    keeper.start()
    try:
        _until(lambda: told.count(("it", "here")) == 2)
    finally:
        keeper.close()
    assert told[1] == ("it", "ended with exit code 7; started again in 1 s")


def test_nothing_is_left_of_a_program_that_does_not_heed(tmp_path: Path) -> None:
    """A program deaf to the signal, and its child in a session of its own, are gone when the keeper has closed."""
    told: list[str] = []
    keeper = Keeper(_program(tmp_path, STUBBORN), lambda _, line: told.append(line))
    keeper.start()
    _until(lambda: bool(told))
    child, number = int(told[0].split()[1]), keeper.number()
    assert number is not None
    assert child in descendants(number)
    keeper.close()
    assert keeper.number() is None
    assert not _is_alive(number)
    assert not _is_alive(child)


def test_a_program_ends_also_with_a_parent_that_is_killed() -> None:
    """SIGKILL leaves the parent no time to end anything; the kernel does it."""
    with subprocess.Popen([sys.executable, "-c", TETHERED], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _is_alive(child)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        _until(lambda: not _is_alive(child))
