"""A night's partitions spread over other machines, of which some do not do what they should."""

from __future__ import annotations

import pickle
import shutil
from typing import TYPE_CHECKING, Any, Self

import pytest

from tests.unit.services.night.test_partitions import NOW, home, on_record
from thugom.flows import spreading
from thugom.flows.spreading import spread_over
from thugom.services.night import judging
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.opening import open_night
from thugom.services.night.partitions import judge_packed

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["home"]


class Cluster:
    """A runner of tasks as Prefect's are, in this process: `fails` says what becomes of the n-th task."""

    def __init__(self, fails: dict[int, BaseException] | None = None, *, workers: int = 2) -> None:
        """Take no work yet."""
        self.fails, self.workers, self.taken, self.client = fails or {}, workers, 0, self

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""

    def scheduler_info(self, n_workers: int) -> dict[str, Any]:
        """Say who is there, as Dask's client does."""
        assert n_workers == -1
        return {"workers": dict.fromkeys(range(self.workers))}

    def submit(self, _: object, parameters: dict[str, bytes]) -> Future:
        """Take a task."""
        self.taken += 1
        return Future(parameters["packed"], self.fails.get(self.taken))


class Future:
    """What becomes of a task."""

    def __init__(self, packed: bytes, error: BaseException | None) -> None:
        """Remember the task."""
        self.packed, self.error = packed, error

    def result(self, timeout: float) -> bytes:
        """Return what became of it."""
        assert timeout > 0
        if self.error is not None:
            raise self.error
        return judge_packed(self.packed)


def both(home: Path, monkeypatch: pytest.MonkeyPatch, cluster: Cluster) -> tuple[Any, Any]:
    """Return what stands on record after a night of this process, and after one of a cluster."""
    monkeypatch.setattr(judging, "REPORTS_AT_LEAST", 10)
    monkeypatch.setattr(spreading, "_runner", lambda _: cluster)
    other = home.with_name("other")
    shutil.copytree(home, other)
    nights = open_night(home, None, NOW), open_night(other, None, NOW)
    judge(nights[0], take_in(nights[0]).awaiting)
    judge(nights[1], take_in(nights[1]).awaiting, spread_over("dask://nowhere:8786"))
    return on_record(nights[0]), on_record(nights[1])


@pytest.mark.parametrize(
    ("fails", "workers"),
    [
        ({}, 2),
        ({1: RuntimeError("KilledWorker"), 4: OSError("connection lost")}, 2),
        (dict.fromkeys(range(1, 100), TimeoutError()), 0),
    ],
    ids=["all is well", "workers are lost", "nobody is left"],
)
def test_whatever_becomes_of_a_cluster_nothing_is_lost(
    home: Path, monkeypatch: pytest.MonkeyPatch, fails: dict[int, BaseException], workers: int
) -> None:
    """What it does not give back is judged here, and the record is what it would have been."""
    cluster = Cluster(fails, workers=workers)
    expected, found = both(home, monkeypatch, cluster)
    assert cluster.taken > 4
    assert all(found[name].equals(rows) for name, rows in expected.items())
    assert len(expected["judgements"]) > 40


def test_a_cluster_that_does_not_answer_costs_no_night(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The night does the work itself."""

    class Silent(Cluster):
        def __enter__(self) -> Self:
            raise OSError("Timed out trying to connect to tcp://nowhere:8786")

    expected, found = both(home, monkeypatch, Silent())
    assert all(found[name].equals(rows) for name, rows in expected.items())


def test_the_task_judges_what_it_is_given(home: Path) -> None:
    """What Prefect runs on another machine is the judgement itself."""
    night = open_night(home, None, NOW)
    (part, *_) = judging.partitions_of(night, take_in(night).awaiting, is_spread=True)
    (batch,) = pickle.loads(spreading.judge_apart.fn(part.packed()))  # noqa: S301 - made here
    assert set(batch.judgements["file_sha256"]) == {one.sha256 for one in part.files}
