"""A home with a past of two months, and the backfill of it in this process."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.e2e.published import make_home, run_night
from tests.e2e.reports import months_of_units, register_of, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from thugom.flows.backfill import Backfilled
    from thugom.services.backfill.month import Outcome
    from thugom.services.backfill.plan import Asked

MONTHS = ("2026-08", "2026-09")
DAYS = {"2026-08": dt.date(2026, 9, 11), "2026-09": dt.date(2026, 10, 11)}
NIGHTS = tuple(dt.datetime(2026, month, 7, 18, 30, tzinfo=dt.UTC) for month in (10, 11))
LAST = dt.datetime(2026, 11, 8, 2, 0, tzinfo=dt.UTC)
LATE = "03408"

Files = dict[str, bytes]


class Heard:
    """Who hears how far a backfill has come."""

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.months, self.outcomes, self.interrupted = 0, list[str](), False

    def begin(self, months: int) -> None:
        """Hear how many months there are."""
        self.months = months

    def done(self, outcome: Outcome) -> None:
        """Hear of one."""
        self.outcomes.append(outcome.month)

    def stopping(self) -> None:
        """Hear that it stops."""
        self.interrupted = True


def put(home: Path, name: str, month: str, keep: Callable[[str], bool] = lambda _: True) -> None:
    """Put both reports of a month into the inbox, of the units whose code is kept."""
    told = [one for one in months_of_units(register_of(home), month) if keep(one.unit.code)]
    raw = home / "data" / "raw"
    write(raw / f"{name}-collection.csv", (one.collection() for one in told))
    write(raw / f"{name}-treatment.csv", (line for one in told for line in one.treatment()))


def make_past(root: Path) -> Path:
    """Make a home of two months and two nights; one unit's first report comes with the second of them."""
    home = make_home(root, synthetic=True)
    for number, (month, night) in enumerate(zip(MONTHS, NIGHTS, strict=True)):
        put(home, month, month, lambda code: code != LATE)
        if number == len(MONTHS) - 1:
            put(home, "late", MONTHS[0], lambda code: code == LATE)
        run_night(home, night)
    return home


def backfill(home: Path, asked: Asked, now: dt.datetime = LAST) -> Backfilled:
    """Run the backfill in this process."""
    # Loaded when it runs: tests are collected without what measures.
    from thugom.flows.backfill import backfill as run  # noqa: PLC0415

    return run(home, asked, now, Heard())


def files_of(home: Path, folder: str = "as_of") -> Files:
    """Return every file of all months, by path."""
    below = home / "data" / "curated" / folder
    return {path.relative_to(below).as_posix(): path.read_bytes() for path in below.rglob("*") if path.is_file()}


def states(done: Backfilled) -> dict[str, str]:
    """Return what became of each month."""
    return {one.month: one.state for one in done.outcomes}


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
