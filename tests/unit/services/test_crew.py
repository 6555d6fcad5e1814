"""How many processes work side by side."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from thugom.services import crew
from thugom.services.crew import AHEAD, affordable, available_mib


@pytest.mark.parametrize(
    ("room", "processors", "expected"), [(1500, 8, 2), (1399, 8, 1), (10, 8, 1), (9000, 1, 1), (None, 4, 2)]
)
def test_as_many_as_the_machine_has_room_and_processors_for_two_at_most(
    monkeypatch: pytest.MonkeyPatch, room: int | None, processors: int, expected: int
) -> None:
    """A small machine computes one month after the other rather than run out of memory."""
    monkeypatch.setattr(crew, "available_mib", lambda: room)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert affordable(None, 700) == expected


def test_whoever_names_a_number_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who knows the machine decides."""
    monkeypatch.setattr(crew, "available_mib", lambda: 10)
    assert affordable(4, 700) == 4


def test_this_machine_tells_how_much_room_it_has() -> None:
    """On Linux the kernel says it; elsewhere nobody asks."""
    room = available_mib()
    assert room is None or room > 0


_BEGUN_AHEAD = """
import os, sys, time
from thugom.services.crew import AHEAD, crew, get_ready
get_ready("colorsys")
with crew(1, lambda: None, AHEAD) as pool:
    asked = "('colorsys' in sys.modules, os.getpid(), os.getppid())"
    known, child, server = pool.submit(eval, f"(lambda os, sys: {asked})(__import__('os'), __import__('sys'))").result()
    print("colorsys" in sys.modules, known, child, server, flush=True)
    if len(sys.argv) > 1:
        time.sleep(60)
"""


@pytest.mark.skipif(AHEAD not in multiprocessing.get_all_start_methods(), reason="this system cannot fork")
def test_a_crew_that_was_made_ready_has_loaded_what_it_needs_and_ends_with_who_began_it() -> None:
    """What was loaded ahead is there in a process that was never told of it; and nobody is left over."""
    command = [sys.executable, "-c", _BEGUN_AHEAD]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split()[:2] == ["False", "True"]
    # Killed, it can tell nobody.
    with subprocess.Popen([*command, "wait"], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        pids = [int(word) for word in running.stdout.readline().split()[2:]]
        running.kill()
    end = time.monotonic() + 30
    while any(Path(f"/proc/{pid}/exe").exists() for pid in pids):
        assert time.monotonic() < end, pids
        time.sleep(0.05)
