"""What past months cost, in one process and in two, against what measuring them costs alone.

The demonstration of 34 months of Lai Châu's units, with weighbridge tickets, as `thugom demo` writes it. Its reports
are taken in first, apart; then `thugom backfill` computes all months as a command of its own, start-up included, once
in one process and once in two, and a third time when all of them are there. Every file of the first two runs must have
the same bytes. The yardstick of the same run is bare measuring, in a process that has loaded everything: every eighth
month, `measure` alone, with nothing written; its mean, times the months.

Usage: `.venv/bin/python bench/backfill.py [--months N] [--tickets N] [--limit RATIO]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
THUGOM = Path(sys.executable).with_name("thugom")
EVERY = 8
LAST = "2026-10"
KIB_IN_MIB = 1024


def main() -> int:
    """Print what each run took; return 1 where the bytes differ, or one process takes too long beside measuring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--months", type=int, default=34)
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--limit", type=float, default=2.0, help="one process, beside bare measuring")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="thugom-bench-") as scratch:
        home = Path(scratch) / "home"
        thugom("demo", "--months", str(asked.months), "--last", LAST, "--tickets", str(asked.tickets), "--out", home)
        bare = measured_alone(home, asked.months)
        print(f"bare measuring of {asked.months} months: {bare:.1f} s; load {os.getloadavg()[0]:.1f}")
        seconds, bytes_of = {}, {}
        for processes in (1, 2):
            seconds[processes] = backfilled(home, "--processes", str(processes), "--again")
            bytes_of[processes] = digest(home)
            ratio = seconds[processes] / bare
            print(f"{processes} at once: {seconds[processes]:.1f} s, {ratio:.2f} × bare; load {os.getloadavg()[0]:.1f}")
        print(f"all there: {backfilled(home):.1f} s")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB_IN_MIB
        size = sum(path.stat().st_size for path in months_of(home).rglob("*") if path.is_file())
        print(f"two at once take {seconds[2] / seconds[1]:.2f} of one; {peak:.0f} MiB in a process at most")
        print(f"{size / KIB_IN_MIB / KIB_IN_MIB:.1f} MB of files")
    if bytes_of[1] != bytes_of[2]:
        print("the files of the two runs differ")
        return 1
    return int(seconds[1] > asked.limit * bare)


def thugom(*arguments: str | Path) -> None:
    """Run the command line."""
    subprocess.run([THUGOM, *arguments], check=True, stdout=subprocess.DEVNULL)


def backfilled(home: Path, *options: str) -> float:
    """Return how many seconds a backfill of all months takes."""
    start = time.perf_counter()
    thugom("backfill", "--home", home, "--to", LAST, *options)
    return time.perf_counter() - start


def measured_alone(home: Path, months: int) -> float:
    """Take in what arrived, and return how many seconds it takes to measure as many months, and nothing else."""
    from thugom.flows.backfill import backfill  # noqa: PLC0415 - seconds, which do not count
    from thugom.services.backfill.plan import Asked, plan_of  # noqa: PLC0415 - as above
    from thugom.services.night.measuring import measure  # noqa: PLC0415 - as above
    from thugom.services.night.opening import open_night  # noqa: PLC0415 - as above
    from thugom.services.night.weighing import weighed  # noqa: PLC0415 - as above

    now = dt.datetime.now(dt.UTC)
    # Of one month, so that everything is loaded and nothing is left to take in.
    backfill(home, Asked(LAST, LAST, processes=1), now, Unheard())
    night = open_night(home, None, now)
    tickets, taken = weighed(night), []
    for month in plan_of(night, Asked(last=LAST)).months[::EVERY]:
        start = time.perf_counter()
        measure(replace(night, as_of=month.as_of), tickets)
        taken.append(time.perf_counter() - start)
    night.store.dispose()
    return statistics.mean(taken) * months


class Unheard:
    """Nobody is told how far it has come."""

    def begin(self, months: int) -> None:
        """Pass over it."""

    def done(self, outcome: object) -> None:
        """Pass over it."""

    def stopping(self) -> None:
        """Pass over it."""


def months_of(home: Path) -> Path:
    """Return where the months lie."""
    return home / "data" / "curated" / "as_of"


def digest(home: Path) -> str:
    """Return one hash of every file of all months."""
    whole = hashlib.sha256()
    for path in sorted(months_of(home).rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(home)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
