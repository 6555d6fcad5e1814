"""Whole nights, as a timer runs them, on clusters of separate hosts: networks, names and file systems of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.published import THUGOM, make_demo_home, thugom
from tests.e2e.scale.cluster import scheduler_on
from tests.e2e.scale.held import left_by
from tests.e2e.scale.hosts import separate_hosts
from thugom.language.catalogue import translator
from thugom.services.demo_home import fill_home
from thugom.services.night.judgeable import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.scale.cluster import Cluster
    from tests.e2e.scale.hosts import Host

pytestmark = pytest.mark.soak
PATIENCE = 900
HERE = "This machine judges instead; nothing is lost."
# A worker is asked for the release by what Python itself knows of it.
WITHOUT = (
    "import importlib.metadata as m; found = m.version; m.version = lambda name: found(name.replace('thu', 'no-'))"
)
ANOTHER = "import importlib.metadata as m; m.version = lambda name: '0.0.9'"
DEMONSTRATION, WITH_TICKETS = "the demonstration", "with tickets"
TICKETS = 2_000_000
"""Some 150 MB of text: three partitions, where fewer would be judged by the night itself."""


class Homes:
    """The demonstration as it is shipped, and one with weighbridge tickets: each is made when it is asked for."""

    def __init__(self, folder: Path) -> None:
        """Make nothing yet."""
        self._folder, self._left = folder, dict[str, dict[str, Any]]()

    def made(self, kind: str) -> Path:
        """Return a home that no night has touched."""
        home = self._folder / kind.replace(" ", "-")
        if not home.exists() and kind == DEMONSTRATION:
            make_demo_home(home)
        elif not home.exists():
            fill_home(home, months=36, last="2026-10", seed=7, tickets=TICKETS)
        return home

    def left_alone(self, kind: str) -> dict[str, Any]:
        """Return what a night without a cluster leaves of it."""
        if kind not in self._left:
            home = self._folder / f"alone-{len(self._left)}"
            shutil.copytree(self.made(kind), home)
            assert thugom("nightly", "--home", home).returncode == 0
            self._left[kind] = left_by(home)
            assert len(self._left[kind]["judgement"]) > 600
            assert len(self._left[kind]["weighbridge_month"]) > 100 or kind == DEMONSTRATION
        return self._left[kind]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Give homes."""
    return Homes(tmp_path_factory.mktemp("homes"))


@contextmanager
def night_on(host: Host, home: Path, runner: str, language: str = "en") -> Iterator[subprocess.Popen[str]]:
    """Run a night on a host; the test waits for its end."""
    told = {"THUGOM_TASK_RUNNER": runner, "THUGOM_LANG": language, "COLUMNS": "200"}
    command = [*host.enter, str(THUGOM), "nightly", "--home", str(home)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=os.environ | told, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[str], home: Path) -> tuple[str, list[str]]:
    """Wait for a night's end; return what it printed, and its notices."""
    printed, complaints = process.communicate(timeout=PATIENCE)
    assert (process.returncode, complaints) == (0, "")
    notices: list[str] = json.loads((home / "data" / "curated" / "status.json").read_text(encoding="utf-8"))["notices"]
    return printed, notices


def assert_left(home: Path, expected: dict[str, Any]) -> None:
    """Hold what a night left against what another left: every row, every original, every receipt."""
    found = left_by(home)
    assert {name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)} == set()


def copy_of(home: Path, folder: Path) -> Path:
    """Return a copy of a home, for one night."""
    shutil.copytree(home, folder / "home")
    return folder / "home"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[Cluster, list[Host]]]:
    """Give a scheduler on the host of the night, and five more hosts."""
    with separate_hosts(6) as (first, *others), scheduler_on(first, tmp_path / "cluster") as scheduler:
        yield scheduler, others


@pytest.mark.parametrize("kind", [DEMONSTRATION, WITH_TICKETS])
def test_a_host_that_loses_power_costs_nothing(
    cluster: tuple[Cluster, list[Host]],
    homes: Homes,
    tmp_path: Path,
    kind: str,
) -> None:
    """One of two hosts is killed while it judges: the same rows, archive and receipts as one machine leaves."""
    (there, hosts), home = cluster, copy_of(homes.made(kind), tmp_path)
    first, _ = there.join(hosts[0]), there.join(hosts[1])
    there.has(2)
    with night_on(there.scheduler.host, home, there.runner) as night:
        there.at_work()
        first.freeze()
        owed, gone = there.owed_by(first), first.address.removeprefix("tcp://")
        first.kill()
        printed, notices = ended(night, home)
    assert owed > 0
    lost = f"The cluster {there.runner} lost {gone} in the night. Nothing is lost of the work. See their logs."
    assert notices == [lost]
    assert lost in printed
    assert_left(home, homes.left_alone(kind))


def test_whoever_cannot_judge_is_left_out_and_named(
    cluster: tuple[Cluster, list[Host]], homes: Homes, tmp_path: Path
) -> None:
    """No thugom, another release, no archive, stuck: one host in order does the work, and each other has a sentence."""
    (there, hosts), home = cluster, copy_of(homes.made(DEMONSTRATION), tmp_path)
    (home / "data" / "archive").mkdir()
    hosts[1].run("mount", "-t", "tmpfs", "none", home / "data" / "archive")
    there.join(hosts[0])
    there.join(hosts[1])
    there.join(hosts[2], "--no-nanny", before=WITHOUT)
    there.join(hosts[3], "--no-nanny", before=ANOTHER)
    stuck = there.join(hosts[4])
    there.has(5)
    stuck.freeze()
    with night_on(there.scheduler.host, home, there.runner, "vi") as night:
        printed, notices = ended(night, home)
    wants = (
        "an original cannot be read there (",
        f"found no thugom, expected {program()}.",
        f"found thugom 0.0.9, expected {program()}.",
        "no answer within 60 seconds.",
    )
    assert len(notices) == len(wants)
    for host, want in zip(hosts[1:], wants, strict=True):
        (notice,) = [notice for notice in notices if f" does without {host.address}:" in notice]
        assert f": {want}" in notice
    say = translator("vi")
    assert [notice for notice in notices if say(notice) not in printed] == []
    assert_left(home, homes.left_alone(DEMONSTRATION))


def test_a_scheduler_that_dies_costs_nothing(cluster: tuple[Cluster, list[Host]], homes: Homes, tmp_path: Path) -> None:
    """What it had is judged by the night itself."""
    (there, hosts), home = cluster, copy_of(homes.made(DEMONSTRATION), tmp_path)
    there.join(hosts[0])
    there.join(hosts[1])
    there.has(2)
    with night_on(there.scheduler.host, home, there.runner) as night:
        there.at_work()
        there.scheduler.kill()
        _, notices = ended(night, home)
    (told,) = notices
    assert f" of 4 pieces of work did not come back from {there.runner} (" in told
    assert told.endswith(HERE)
    assert_left(home, homes.left_alone(DEMONSTRATION))


@pytest.mark.parametrize("is_there", [True, False], ids=["no worker", "no scheduler"])
def test_a_cluster_that_nobody_started_costs_nothing(
    cluster: tuple[Cluster, list[Host]],
    homes: Homes,
    tmp_path: Path,
    *,
    is_there: bool,
) -> None:
    """The night judges by itself, and says what to start."""
    there, home = cluster[0], copy_of(homes.made(DEMONSTRATION), tmp_path)
    if not is_there:
        there.scheduler.kill()
    with night_on(there.scheduler.host, home, there.runner) as night:
        printed, (notice,) = ended(night, home)
    if is_there:
        assert notice == f"The cluster {there.runner} has no worker. {HERE} Start its workers."
    else:
        assert notice.startswith(f"The cluster {there.runner} takes no work (OSError: Timed out trying to connect to ")
        assert notice.endswith(f"{HERE} Start its scheduler, or open the way to its port.")
    assert notice in printed
    assert_left(home, homes.left_alone(DEMONSTRATION))


@pytest.mark.parametrize("runner", ["threads", "processes"])
def test_threads_and_processes_leave_what_one_process_leaves(homes: Homes, tmp_path: Path, runner: str) -> None:
    """Whatever judges, the judgement is the same."""
    home = copy_of(homes.made(DEMONSTRATION), tmp_path)
    done = thugom("nightly", "--home", home, THUGOM_TASK_RUNNER=runner)
    assert (done.returncode, done.stderr) == (0, "")
    assert_left(home, homes.left_alone(DEMONSTRATION))
