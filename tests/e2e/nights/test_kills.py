"""Killed at any moment: nothing is half published, and the next night leaves what an undisturbed one leaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights.hamlet import AGAIN, SECOND, bring_second_month, make_hamlet
from tests.e2e.nights.killing import SIGKILL, TOLD_STEPS, Tally, kill_at, kill_in, killer, lengths, undisturbed
from tests.e2e.published import THUGOM, Published, thugom
from tests.postgresql import cluster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.nights.killing import Killer, Undisturbed

__all__ = ["cluster"]
A_STEP, IN_ALL = 15, 200
PAIRS = (
    ("inbox", "merge"),
    ("archive", "commit"),
    ("facts", "snapshot"),
    ("measure", "files"),
    ("inbox", "outbox"),
    ("facts", "files"),
    ("archive", "merge"),
    ("facts", "outbox"),
    ("archive", "snapshot"),
    ("facts", "commit"),
)
"""For the short form: a home whose night is killed early, and whose next one is killed late."""
SEED = 20261111


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def victims(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    """Start the program whose nights are killed, on either database."""
    server = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    with killer(tmp_path_factory.mktemp("kills"), server) as program:
        yield program


@pytest.mark.soak
def test_a_night_that_was_killed_anywhere_is_made_good_by_the_next(victims: Killer) -> None:
    """At random in each step, and before and after each commit, fsync and rename: the same tables and files."""
    held, tally, chance = undisturbed(victims), Tally(), random.Random(SEED)  # noqa: S311 - moments, not secrets
    for moment in range(1, len(held.dry.moments) + 1):
        kill_at(victims, held, tally, moment)
    for step in TOLD_STEPS:
        # A step may be over before the signal comes: that one is counted where it came.
        for _ in range(20 * A_STEP):
            if tally.at_random[step] >= A_STEP:
                break
            kill_in(victims, held, tally, step, chance)
    print(f"\n{tally.shown()}")  # noqa: T201
    assert min(tally.at_random[step] for step in TOLD_STEPS) >= A_STEP
    assert tally.at_moments.total() == len(held.dry.moments)
    assert tally.kills >= IN_ALL


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_kills_two_in_a_row(tmp_path: Path) -> None:
    """The short form: killed early, killed late, and made good by the third night."""
    tally, chance = Tally(), random.Random(SEED)  # noqa: S311 - moments, not secrets
    with killer(tmp_path) as program:
        held = undisturbed(program)
        for pair in PAIRS:
            program.fresh()
            for step in pair:
                end = program.night(SECOND, step=step, after=chance.uniform(0, 0.8 * lengths(held.dry)[step]))
                tally.at_random[end.step] += end.signal == SIGKILL
                held.check_kill(program, end)
            _recovered(program, held)
    print(f"\n{tally.shown()}")  # noqa: T201
    assert tally.kills >= 18


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_publishing_without_a_transaction_is_found_out(tmp_path: Path) -> None:
    """The test can fail: a program that commits table by table is caught by a kill before its last commit."""
    with killer(tmp_path, None, "--without-transaction") as program:
        held = undisturbed(program)
        before_the_last = 1 + held.dry.moments.index("commit before commit")
        with pytest.raises(AssertionError, match=r"half published|journal disagree"):
            kill_at(program, held, Tally(), before_the_last)


def _recovered(program: Killer, held: Undisturbed) -> None:
    """Run the next night, and hold what it leaves against the undisturbed."""
    end = program.night(AGAIN)
    assert end.signal == 0
    held.check_recovery(program, end, kills=2)


@pytest.mark.soak
@pytest.mark.prefect
def test_a_night_of_prefects_is_killed_five_times_and_made_good(tmp_path: Path) -> None:
    """The command itself, with its server and all: killed after each of five steps, then run once more."""
    home, quiet = make_hamlet(tmp_path / "home"), make_hamlet(tmp_path / "quiet")
    for place in (home, quiet):
        bring_second_month(place)
    assert thugom("nightly", "--home", quiet).returncode in {0, 1}
    for step in ("load", "take in", "judge", "measure", "publish"):
        with subprocess.Popen(
            [THUGOM, "nightly", "--home", home], start_new_session=True, stdout=subprocess.DEVNULL, env=dict(os.environ)
        ) as night:
            _come_to(home, step, night)
            # Its server, too: a machine that loses its power spares neither.
            os.killpg(night.pid, signal.SIGKILL)
            assert night.wait() == -SIGKILL
    done = thugom("nightly", "--home", home)
    assert done.returncode in {0, 1}, done.stderr
    assert Published(home).table_hashes() == Published(quiet).table_hashes()
    assert Published(home).figures() == Published(quiet).figures()


def _come_to(home: Path, step: str, night: subprocess.Popen[bytes], seconds: float = 240) -> None:
    """Wait until a night has done a step, by its diary: the newest one that there is once it has begun."""
    logs = home / "data" / "store" / "logs"
    before = set(logs.glob("night-*.log"))
    end = time.monotonic() + seconds
    while time.monotonic() < end and night.poll() is None:
        for diary in set(logs.glob("night-*.log")) - before:
            if f"step={step} " in diary.read_text(encoding="utf-8"):
                return
        time.sleep(0.01)
    raise AssertionError(f"the night did not come to {step}")
