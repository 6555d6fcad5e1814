"""A night's partitions spread over other machines, of which some do not do what they should."""

from __future__ import annotations

import asyncio
import pickle
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd
import prefect_dask.task_runners
import pytest

from tests.unit.services.night.test_cluster import PROGRAM, Client
from tests.unit.services.night.test_partitions import NOW, busy_home, home, on_record
from thugom.flows import spreading
from thugom.flows.spreading import Spreading
from thugom.services.night import cluster, judging
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.opening import open_night

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["home"]
WHERE = "dask://nowhere:8786"
SAME_THERE = "Install the same release of everything there."
HERE = "This machine judges instead; nothing is lost."


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Return what stands on record after a night without a cluster."""
    night = open_night(busy_home(tmp_path_factory.mktemp("alone") / "home"), None, NOW)
    judge(night, take_in(night).awaiting)
    record = on_record(night)
    assert len(record["judgements"]) > 40
    return record


def judged(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    runner: Any,  # noqa: ANN401 - a stand-in for a class
    where: str = WHERE,
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return what stands on record after a night that is spread, and its notices."""
    monkeypatch.setattr(judging, "REPORTS_AT_LEAST", 10)
    monkeypatch.setattr(prefect_dask.task_runners, "DaskTaskRunner", runner)
    monkeypatch.setattr(cluster, "LOOK_AGAIN_SECONDS", 0.01)
    night, spread = open_night(home, None, NOW), Spreading(where)
    judge(night, take_in(night).awaiting, spread)
    return on_record(night), spread.notices


def assert_same(found: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame]) -> None:
    """Hold two records against each other, row by row."""
    assert found.keys() == expected.keys()
    for name, rows in expected.items():
        pd.testing.assert_frame_equal(found[name], rows, obj=name)


def runner_of(client: Client) -> Any:  # noqa: ANN401 - a stand-in for Prefect's class
    """Return what opens a cluster, as Prefect's runner for Dask does."""

    @contextmanager
    def runner(address: str, client_kwargs: dict[str, Any]) -> Iterator[Any]:
        assert address == "tcp://nowhere:8786"
        assert client_kwargs == {"timeout": "20s"}
        yield type("Runner", (), {"client": client})

    return runner


@pytest.mark.parametrize(
    ("client", "notices"),
    [
        (Client(), []),
        (
            Client(fails={0: RuntimeError("KilledWorker"), 3: asyncio.CancelledError()}),
            [f"2 of 5 pieces of work did not come back from {WHERE} (RuntimeError: KilledWorker). {HERE}"],
        ),
        (
            Client(fails=dict.fromkeys(range(9), TimeoutError()), leaves_after=1),
            [
                f"The cluster {WHERE} lost a:1, b:1 in the night. Nothing is lost of the work. See their logs.",
                f"5 of 5 pieces of work did not come back from {WHERE} (no worker is left). {HERE}",
            ],
        ),
        (Client(workers={}), [f"The cluster {WHERE} has no worker. {HERE} Start its workers."]),
        (
            Client(workers={"tcp://a:1": ("", ""), "tcp://b:1": ("program", "thugom 0.0.9")}),
            [f"The cluster {WHERE} does without b:1: found thugom 0.0.9, expected {PROGRAM}. {SAME_THERE}"],
        ),
    ],
    ids=["all is well", "work is lost", "nobody is left", "nobody is there", "one is of another release"],
)
def test_whatever_becomes_of_a_cluster_nothing_is_lost(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected: dict[str, pd.DataFrame],
    client: Client,
    notices: list[str],
) -> None:
    """What it does not give back is judged here: the record is what it would have been, and the operator hears."""
    found, heard = judged(home, monkeypatch, runner_of(client))
    assert_same(found, expected)
    assert sorted(heard) == sorted(notices)
    # Who was left out is given nothing.
    able = sorted(worker for worker, want in client.workers.items() if want == ("", ""))
    assert client.pinned == [able if len(able) < len(client.workers) else []] * (5 if able else 0)


def test_a_cluster_that_does_not_answer_costs_no_night(
    home: Path, monkeypatch: pytest.MonkeyPatch, expected: dict[str, pd.DataFrame]
) -> None:
    """The night does the work itself, and says why."""

    def silent(**_: object) -> Any:  # noqa: ANN401 - never gives anything
        raise OSError("Timed out trying to connect to tcp://nowhere:8786")

    found, (notice,) = judged(home, monkeypatch, silent)
    assert_same(found, expected)
    why = "OSError: Timed out trying to connect to tcp://nowhere:8786"
    what = "Start its scheduler, or open the way to its port."
    assert notice == f"The cluster {WHERE} takes no work ({why}). {HERE} {what}"


def test_a_machine_without_dask_costs_no_night(
    home: Path, monkeypatch: pytest.MonkeyPatch, expected: dict[str, pd.DataFrame]
) -> None:
    """It is an extra that an operator may forget."""
    monkeypatch.setattr(judging, "REPORTS_AT_LEAST", 10)
    monkeypatch.setitem(sys.modules, "prefect_dask.task_runners", None)
    night, spread = open_night(home, None, NOW), Spreading(WHERE)
    judge(night, take_in(night).awaiting, spread)
    assert_same(on_record(night), expected)
    assert spread.notices == [
        f"Dask is not installed on this machine. {HERE} Install it with: pip install 'thugom[dask]'"
    ]


@pytest.mark.parametrize("where", ["threads", "processes"])
def test_threads_and_processes_that_take_no_work_cost_no_night(
    home: Path, monkeypatch: pytest.MonkeyPatch, expected: dict[str, pd.DataFrame], where: str
) -> None:
    """A machine that may start none judges all the same."""

    def none(_: str) -> Any:  # noqa: ANN401 - never gives anything
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(spreading, "_runner", none)
    found, (notice,) = judged(home, monkeypatch, None, where)
    assert_same(found, expected)
    told = f"Work could not be spread over {where} (RuntimeError: can't start new thread)."
    assert notice == f"{told} One process did it; nothing is lost."


def test_one_partition_asks_no_cluster(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small night does not wait for one."""
    monkeypatch.setattr(cluster, "quietly", None)
    night, spread = open_night(home, None, NOW), Spreading(WHERE)
    assert judge(night, take_in(night).awaiting, spread).files > 40
    assert spread.notices == []


def test_the_task_judges_what_it_is_given(home: Path) -> None:
    """What Prefect runs in another process is the judgement itself."""
    night = open_night(home, None, NOW)
    (part, *_) = judging.partitions_of(night, take_in(night).awaiting, is_spread=True)
    (batch,) = pickle.loads(spreading.judge_apart.fn(part.packed()))  # noqa: S301 - made here
    assert set(batch.judgements["file_sha256"]) == {one.sha256 for one in part.files}
