"""Months handed out to processes: no more at once than there are, and none lost with them."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from thugom.services.backfill import computing
from thugom.services.backfill.computing import computed
from thugom.services.backfill.month import COMPUTED, Ground, Month, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROCESSES = 2


class Pool:
    """A pool that computes at once, and whose processes end over the month `breaks_at`, as do all after it."""

    def __init__(self, breaks_at: str | None) -> None:
        """Begin with nothing handed out."""
        self.breaks_at, self.handed, self.broken = breaks_at, list[str](), False

    def submit(self, _: object, __: str, month: Month) -> Future[Outcome]:
        """Compute a month."""
        if self.broken:
            raise BrokenProcessPool
        self.handed.append(month.label)
        future: Future[Outcome] = Future()
        if month.label == self.breaks_at:
            self.broken = True
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result(Outcome(month.label, month.as_of.isoformat(), COMPUTED))
        return future


@pytest.fixture
def months(tmp_path: Path) -> list[Month]:
    """Seven months."""
    return [Month(f"2026-0{place}", dt.date(2026, place, 28), tmp_path, "") for place in range(1, 8)]


def crews(monkeypatch: pytest.MonkeyPatch, *pools: Pool) -> None:
    """Let crews be these, in turn; the last for all that come after."""
    waiting = list(pools)

    @contextmanager
    def crew(*_: object) -> Iterator[Pool]:
        yield waiting.pop(0) if len(waiting) > 1 else waiting[0]

    monkeypatch.setattr(computing, "crew", crew)


def ground(tmp_path: Path) -> Ground:
    """Return ground for months that nobody computes here."""
    return cast("Ground", SimpleNamespace(scratch=tmp_path))


def labels(outcomes: Any) -> list[str]:  # noqa: ANN401 - of whatever gives outcomes
    """Return the months of outcomes, in order."""
    return sorted(outcome.month for outcome in outcomes)


def test_no_more_months_are_handed_out_than_are_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, months: list[Month]
) -> None:
    """Who interrupts waits for those that are under way, and for no other."""
    pool = Pool(None)
    crews(monkeypatch, pool)
    outcomes = computed(ground(tmp_path), months, PROCESSES, lambda: None)
    for done, _ in enumerate(outcomes):
        assert len(pool.handed) <= done + PROCESSES
    assert pool.handed == [month.label for month in months]


@pytest.mark.parametrize("breaks_at", ["2026-01", "2026-04", "2026-07"])
def test_a_pool_that_breaks_loses_no_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, months: list[Month], breaks_at: str
) -> None:
    """Those that it had, and those that it was never given, are computed one by one."""
    crews(monkeypatch, Pool(breaks_at), Pool(None))
    outcomes = list(computed(ground(tmp_path), months, PROCESSES, lambda: None))
    assert labels(outcomes) == [month.label for month in months]
    assert {outcome.state for outcome in outcomes} == {COMPUTED}
