"""A backfill that is killed, interrupted, robbed of a process, or comes while a night writes."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.backfill.past import MONTHS, files_of
from tests.e2e.published import THUGOM, thugom
from thugom.files import HomeLock
from thugom.services.backfill.listing import LIST_FILE
from thugom.services.night.opening import lock_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.backfill.past import Files

pytestmark = [pytest.mark.slow]


def test_while_a_night_writes_it_leaves_with_the_code_for_later(home: Path) -> None:
    """One writer at a time: nothing is touched, and exit code 75 says to try again."""
    with HomeLock(lock_path(home)):
        done = thugom("backfill", "--home", home, THUGOM_WRITER_WAIT_SECONDS="0")
    assert (done.returncode, files_of(home)) == (75, {})
    assert "Another run is writing in this home" in done.stderr


def begun(home: Path) -> subprocess.Popen[str]:
    """Begin a backfill of two processes in a group of its own."""
    # Tests that a shell began in the background ignore this signal, and what they begin would, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [THUGOM, "backfill", "--home", home, "--processes", "2", "--to", MONTHS[1]],
        env=os.environ | {"THUGOM_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def children(process: int) -> list[int]:
    """Return the processes that a process began, and that theirs began."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    found = [int(one) for one in listed.read_text(encoding="ascii").split()] if listed.exists() else []
    return [*found, *itertools.chain.from_iterable(children(one) for one in found)]


@pytest.fixture
def running(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Give a backfill that has begun to write a month."""
    process = begun(home)
    try:
        until(lambda: any((home / "data" / "curated" / "as_of").glob("*/.next")))
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.soak
def test_a_killed_run_goes_on_where_it_was(home: Path, running: subprocess.Popen[str], undisturbed: Files) -> None:
    """After SIGKILL its processes end too, and the next run gives the bytes of one that nobody disturbed."""
    crew = children(running.pid)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    until(lambda: not any(Path(f"/proc/{one}/exe").exists() for one in crew), 30)
    assert len(list((home / "data" / "curated" / "as_of").glob(f"*/{LIST_FILE}"))) < len(MONTHS)
    assert thugom("backfill", "--home", home, "--to", MONTHS[1]).returncode == 0
    assert files_of(home) == undisturbed


@pytest.mark.soak
def test_an_interrupted_run_finishes_what_it_began(
    home: Path, running: subprocess.Popen[str], undisturbed: Files
) -> None:
    """Ctrl-C reaches all processes of the terminal; what was begun is whole, and the code says that it was stopped."""
    os.killpg(running.pid, signal.SIGINT)
    output, errors = running.communicate(timeout=120)
    assert (running.returncode, errors) == (130, "")
    assert "Interrupted. Run it again: it goes on where it was." in output
    there = files_of(home)
    assert there.items() <= undisturbed.items()
    assert (
        {Path(name).parts[0] for name in there} == {Path(n).parts[0] for n in there if n.endswith(LIST_FILE)} != set()
    )


@pytest.mark.soak
def test_a_process_that_is_ended_from_outside_costs_no_month(
    home: Path, running: subprocess.Popen[str], undisturbed: Files
) -> None:
    """A machine that is out of memory kills one of the crew: what it was at is tried again."""
    at_work = [one for one in children(running.pid) if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    os.kill(at_work[0], signal.SIGKILL)
    output, _ = running.communicate(timeout=240)
    assert (running.returncode, "0 failed" in output) == (0, True)
    assert files_of(home) == undisturbed
