"""A cluster's workers, asked whether they can judge, and a night that waits for them."""

from __future__ import annotations

import logging
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.unit.services.night.test_partitions import NOW, home
from thugom import __version__
from thugom.language.catalogue import translator
from thugom.services.night import cluster, judging
from thugom.services.night.apart import judge_apart, want_apart
from thugom.services.night.arrivals import take_in
from thugom.services.night.cluster import (
    Cluster,
    NotGivenError,
    Waiting,
    crew,
    not_given,
    not_installed,
    not_spread,
    quietly,
    unreachable,
)
from thugom.services.night.judgeable import program
from thugom.services.night.opening import open_night

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from thugom.services.night.partitions import Partition

__all__ = ["home"]
WHERE = "dask://10.0.0.1:8786"
PROGRAM, OWN = program(), __version__
Want = tuple[str, str]


class Client:
    """Dask's client, in this process: workers with what each of them lacks, and what becomes of the n-th piece."""

    def __init__(
        self,
        workers: Mapping[str, str | Want | BaseException] | None = None,
        fails: Mapping[int, BaseException] | None = None,
        leaves_after: int | None = None,
    ) -> None:
        """Set it up; after so many looks all workers are gone.

        Args:
            workers: of each what it lacks, the release of thugom that it has, or what its answer raises.
            fails: what becomes of the n-th piece of work.
            leaves_after: so many looks.
        """
        self.workers = {"tcp://a:1": ("", ""), "tcp://b:1": ("", "")} if workers is None else dict(workers)
        self.fails, self.leaves_after = fails or {}, leaves_after
        self.looks, self.pinned, self.cancelled = 0, list[list[str]](), list[Any]()

    def scheduler_info(self, n_workers: int) -> dict[str, Any]:
        """Say who is there."""
        assert n_workers == -1
        self.looks += 1
        has_left = self.leaves_after is not None and self.looks > self.leaves_after
        return {"workers": {} if has_left else dict.fromkeys(self.workers)}

    def submit(self, function: Any, *values: Any, pure: bool, workers: Any = (), **_: object) -> Future:  # noqa: ANN401
        """Take a question to one worker, or a piece of work."""
        assert not pure
        if function is version:
            said = self.workers[workers[0]]
            return Future(said if isinstance(said, BaseException) else lambda: said if isinstance(said, str) else OWN)
        if function is want_apart:
            want = self.workers[workers[0]]
            assert not isinstance(want, str | BaseException), "a release that cannot know the question was asked it"
            return Future(lambda: want)
        assert function is judge_apart
        self.pinned.append(list(workers))
        return Future(self.fails.get(len(self.pinned) - 1) or (lambda: judge_apart(*values)))

    def cancel(self, futures: list[Any]) -> None:
        """Take questions back."""
        self.cancelled += futures


class Future:
    """What becomes of a question or a piece of work."""

    def __init__(self, outcome: Any) -> None:  # noqa: ANN401 - an error, or what gives the result
        """Remember it."""
        self.outcome = outcome

    def result(self, timeout: float) -> Any:  # noqa: ANN401 - as above
        """Return or raise it."""
        assert timeout > 0
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome()


def of(client: Client, *, left_out: bool = False) -> Cluster:
    """Return a cluster of all of a client's workers."""
    return Cluster(cast("Any", client), WHERE, frozenset(client.workers), left_out=left_out)


@pytest.fixture
def part(home: Path) -> Partition:
    """Give a partition."""
    night = open_night(home, None, NOW)
    return judging.partitions_of(night, take_in(night).awaiting, is_spread=True)[0]


def test_those_who_can_judge_are_told_from_those_who_cannot(part: Partition) -> None:
    """Each kind of want is named once, with its workers, and with what to do."""
    client = Client(
        {
            "tcp://a:1": ("", ""),
            "tcp://b:1": "0.0.9",
            "tcp://c:1": "0.0.9",
            "tcp://d:1": PackageNotFoundError("thugom"),
            "tcp://g:1": ("program", "thugom, Python 3.10"),
            "tcp://e:1": ("archive", "/srv/archive"),
            "tcp://f:1": TimeoutError(),
        }
    )
    there, notices = crew(cast("Any", client), WHERE, part)
    assert (there.able, there.left_out) == (frozenset({"tcp://a:1"}), True)
    assert len(client.cancelled) == 1
    without = f"The cluster {WHERE} does without "
    mount = "Mount the archive there at the same path, or set THUGOM_ARCHIVE_URL there as it is here."
    same = f"expected {PROGRAM}. Install the same release of everything there."
    assert notices == [
        f"{without}e:1: an original cannot be read there (/srv/archive). {mount}",
        f"{without}d:1: found no thugom, {same}",
        f"{without}b:1, c:1: found thugom 0.0.9, {same}",
        f"{without}g:1: found thugom, Python 3.10, {same}",
        f"{without}f:1: no answer within 60 seconds. See whether it is busy or stuck.",
    ]


def test_a_cluster_without_anybody_who_can_judge_is_given_nothing(part: Partition) -> None:
    """Its operator hears why, and that this machine did it."""
    there, notices = crew(cast("Any", Client({"tcp://a:1": ("archive", "gone")})), WHERE, part)
    assert there.able == frozenset()
    assert notices[1:] == [
        f"No worker of the cluster {WHERE} can judge for this night. This machine judges instead; nothing is lost."
    ]


def test_every_notice_is_in_vietnamese(part: Partition) -> None:
    """It is read at six in the morning."""
    wants: dict[str, Any] = {"tcp://a:1": ("program", "x"), "tcp://b:1": ("archive", "x"), "tcp://c:1": TimeoutError()}
    gone = of(Client(leaves_after=0)).lost()
    notices = [
        *crew(cast("Any", Client(wants)), WHERE, part)[1],
        *crew(cast("Any", Client({})), WHERE, part)[1],
        unreachable(WHERE, "x"),
        not_installed(),
        not_given(WHERE, ["x"], 2),
        not_spread("threads", "x"),
        gone,
    ]
    say = translator("vi")
    assert len(notices) == 10
    assert [notice for notice in notices if say(notice) == notice] == []


def test_a_night_waits_as_long_as_somebody_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody left, or nothing given back for too long: it waits no more."""
    monkeypatch.setattr(cluster, "LOOK_AGAIN_SECONDS", 0.01)
    waits = Future(TimeoutError())
    with pytest.raises(NotGivenError, match="no worker is left"):
        Waiting(of(Client(leaves_after=3))).result(cast("Any", waits))
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 0.0)
    with pytest.raises(NotGivenError, match="nothing came back for 0 minutes"):
        Waiting(of(Client())).result(cast("Any", waits))


def test_a_worker_that_was_left_out_does_not_count_as_there() -> None:
    """A night whose last able worker is gone waits for nobody else."""
    client = Client({"tcp://a:1": ("", "")})
    able = of(client, left_out=True)
    client.workers = {"tcp://z:1": ("program", "thugom 0.0.9")}
    assert able.present() == frozenset()
    assert of(client).present() == {"tcp://z:1"}


def test_a_whole_cluster_has_lost_nobody() -> None:
    """No notice without a reason."""
    assert of(Client()).lost() == ""


def test_dask_says_nothing_while_a_night_asks_it() -> None:
    """Each of its loggers has a level of its own, which it has again afterwards."""
    log = logging.getLogger("distributed.client")
    before = log.level
    log.setLevel(logging.WARNING)
    try:
        with quietly():
            assert not log.isEnabledFor(logging.CRITICAL)
        assert log.level == logging.WARNING
    finally:
        log.setLevel(before)
