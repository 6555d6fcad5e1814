"""Killing nights and running them again: each on a copy of one home, held against a night that nobody disturbed."""

from __future__ import annotations

import collections
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from tests.e2e.nights.hamlet import AGAIN, FIRST, SECOND, bring_second_month, make_hamlet
from tests.e2e.nights.victim import SENT, STEPS

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Iterator

    from tests.postgresql import Cluster

CHECKOUT = Path(__file__).parents[3]
TIMELESS = {"alert": "rule, subject, state", "notice": "recipient, kind, alert_ids, sent_at IS NULL"}
"""Journals of which these columns do not depend on the hour of a night."""
SIGKILL = 9
TOLD_STEPS = tuple(step for step in STEPS if step != "measure")
"""The steps that must be killed so often; what computes and writes nothing comes on top."""


@dataclass(frozen=True)
class End:
    """How a night ended: its signal, 0 where it was done; its steps with the seconds at which they began; moments."""

    signal: int
    steps: list[tuple[str, float]]
    moments: list[str]
    seconds: float

    @property
    def step(self) -> str:
        """The step that it had come to."""
        return self.steps[-1][0] if self.steps else STEPS[0]


@dataclass(frozen=True)
class State:
    """What a home holds: hashes of its published tables and of its files, its archive, and what people were told."""

    tables: dict[str, str]
    publications: int
    copied: dict[str, str]
    files: dict[str, str]
    archive: frozenset[str]
    alerts: dict[str, list[str]]
    told: dict[str, int]


@dataclass
class Killer:
    """The program that runs nights, the home that they are copied from, and the database's server, if there is one."""

    orders: IO[str]
    answers: IO[str]
    template: Path
    work: Path
    server: Cluster | None
    origin: str = ""
    database: str = ""
    home: Path = Path()
    numbers: int = 0
    same_files: set[str] = field(default_factory=set)

    def fresh(self, place: Path | None = None) -> None:
        """Take a new copy of the home, and of its database, in the stead of the last one; where it is said."""
        self.numbers += 1
        shutil.rmtree(self.home, ignore_errors=True) if self.home != Path() else None
        self.home = place or self.work / f"home-{self.numbers}"
        shutil.copytree(self.template, self.home)
        if self.server is not None and self.origin:
            if self.database:
                self.server.drop(self.database)
            self.database = self.server.create(options=f"TEMPLATE {self.origin}")

    def night(self, now: dt.datetime, **how: Any) -> End:  # noqa: ANN401 - passed on as JSON
        """Run a night, and kill it as ordered: `at` a moment, or `after` some seconds in a `step`."""
        address = self.server.url(self.database) if self.server is not None else None
        order = {"home": str(self.home), "now": now.isoformat(), "database": address, **how}
        self.orders.write(json.dumps(order) + "\n")
        self.orders.flush()
        answer = json.loads(self.answers.readline())
        steps = [(str(name), float(at)) for name, at in answer["steps"]]
        assert answer["signal"] in {0, SIGKILL}, answer
        return End(answer["signal"], steps, answer["moments"], answer["seconds"])

    def state(self) -> State:
        """Read what the home holds now."""
        curated, store = self.home / "data" / "curated", self._store()
        names = sorted(json.loads(self._newest(store)))
        files = {path.relative_to(curated).as_posix(): path for path in curated.rglob("*") if path.is_file()}
        told = (self.home / SENT).read_text(encoding="utf-8").splitlines() if (self.home / SENT).exists() else []
        return State(
            tables={name: digest(store.rows(name)) for name in names},
            publications=len(store.rows("publication")),
            copied={name: digest(Sqlite(curated / "thugom.db").rows(name)) for name in names},
            files={name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())},
            archive=frozenset(path.name for path in (self.home / "data" / "archive").rglob("*") if path.is_file()),
            alerts={name: sorted(map(repr, store.rows(name, columns))) for name, columns in TIMELESS.items()},
            told=dict(collections.Counter(told)),
        )

    def published(self) -> tuple[dict[str, str], int]:
        """Return only what the store has published: hashes of its tables, and how many publications it knows."""
        store = self._store()
        names = sorted(json.loads(self._newest(store)))
        return {name: digest(store.rows(name)) for name in names}, len(store.rows("publication"))

    def _store(self) -> Sqlite | Server:
        """Return the working database; of a SQLite a copy, so that looking at it mends nothing."""
        if self.server is not None:
            return Server(self.server, self.database)
        aside = self.work / "aside"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        for path in (self.home / "data" / "store").glob("thugom.db*"):
            shutil.copy(path, aside)
        return Sqlite(aside / "thugom.db")

    @staticmethod
    def _newest(store: Sqlite | Server) -> str:
        """Return the names and hashes of the newest publication's tables."""
        return str(max(store.rows("publication", "published_at, table_hashes"))[1])


Directed = TypeVar("Directed", bound=Killer)


@dataclass(frozen=True)
class Sqlite:
    """A SQLite file."""

    path: Path

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """Return a table's rows."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608 - the tests' own names


@dataclass(frozen=True)
class Server:
    """A database of a PostgreSQL."""

    server: Cluster
    name: str

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """Return a table's rows."""
        with self.server.connect(self.name) as connection:
            connection.execute("SET search_path TO curated, ledger")
            return connection.execute(f"SELECT {columns} FROM {table}".encode()).fetchall()  # noqa: S608 - see above


def digest(rows: list[tuple[Any, ...]]) -> str:
    """Return the hash of some rows, in whatever order."""
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


@contextmanager
def killer(work: Path, server: Cluster | None = None, *options: str) -> Iterator[Killer]:
    """Start the program, make the home that all others are copied from, and end the program after the block."""
    with directed(Killer, "tests.e2e.nights.victim", work, server, *options) as program:
        yield program


@contextmanager
def directed(
    kind: type[Directed], module: str, work: Path, server: Cluster | None, *options: str
) -> Iterator[Directed]:
    """Start a program that takes orders, make the home that all others are copied from, and end it after the block."""
    command = [sys.executable, "-m", module, *options]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        template = make_hamlet(work / "template")
        found = kind(process.stdin, process.stdout, template, work, server)
        if server is not None:
            found.origin = found.database = server.create()
        found.home = template
        assert found.night(FIRST).signal == 0
        bring_second_month(template)
        (template / SENT).unlink(missing_ok=True)
        found.home, found.database = Path(), ""
        try:
            yield found
        finally:
            process.stdin.close()
            for name in filter(None, (found.database, found.origin)):
                with contextlib.suppress(Exception):
                    server.drop(name) if server is not None else None


@dataclass(frozen=True)
class Undisturbed:
    """What nights leave that nobody disturbed: before, after, and the files whose bytes know nothing of the hour."""

    before: dict[str, str]
    after: State
    same_files: frozenset[str]
    dry: End

    def check_kill(self, killer: Killer, end: End) -> None:
        """Hold what a killed night has published against all or nothing.

        Raises:
            AssertionError: some tables are of one night and others of another, or the journal knows otherwise.
        """
        tables, publications = killer.published()
        old, new = tables == self.before, tables == self.after.tables
        assert old or new, f"half published: killed in {end.step}, after {end.moments[-1:]}"
        assert publications == 1 + new, f"tables and journal disagree: killed in {end.step}, after {end.moments[-1:]}"

    def check_recovery(self, killer: Killer, end: End, kills: int = 1) -> None:
        """Hold what stands after the next night against what stands where nobody was killed."""
        where = f"killed in {end.step}, after {end.moments[-1:]}"
        found, expected = killer.state(), self.after
        assert found.tables == expected.tables, where
        assert found.copied == expected.copied, where
        assert found.archive == expected.archive, where
        assert found.files.keys() == expected.files.keys(), where
        other = sorted(name for name in self.same_files if found.files[name] != expected.files[name])
        assert other == [], where
        assert found.alerts == expected.alerts, where
        # One notice at most comes again for each kill, and none is lost.
        assert found.told.keys() == expected.told.keys(), where
        assert sum(found.told.values()) - sum(expected.told.values()) in range(kills + 1), where


def undisturbed(killer: Killer) -> Undisturbed:
    """Run the night in time, and an hour late, and return what both leave."""
    killer.fresh()
    before = killer.published()[0]
    dry = killer.night(SECOND)
    assert dry.signal == 0
    assert killer.night(AGAIN).signal == 0
    after = killer.state()
    killer.fresh()
    assert killer.night(AGAIN).signal == 0
    late = killer.state()
    assert late.tables == after.tables
    assert (late.archive, late.alerts, late.told) == (after.archive, after.alerts, after.told)
    assert before.keys() == after.tables.keys()
    assert len([name for name in before if before[name] != after.tables[name]]) > len(before) / 3
    same = frozenset(name for name, sha256 in after.files.items() if late.files.get(name) == sha256)
    return Undisturbed(before, after, same, dry)


def lengths(dry: End) -> dict[str, float]:
    """Return how long each step of an undisturbed night takes, in seconds; a step that comes twice, by its first."""
    ends = [at for _, at in dry.steps[1:]] + [dry.seconds]
    found: dict[str, float] = {}
    for (step, at), end in zip(dry.steps, ends, strict=True):
        found.setdefault(step, end - at)
    return found


@dataclass
class Tally:
    """The kills that were made: by step, those at random and those at moments that count."""

    at_random: collections.Counter[str] = field(default_factory=collections.Counter)
    at_moments: collections.Counter[str] = field(default_factory=collections.Counter)

    @property
    def kills(self) -> int:
        """All of them."""
        return self.at_random.total() + self.at_moments.total()

    def shown(self) -> str:
        """Return the histogram, one line a step."""
        lines = [f"{'step':<10}{'random':>8}{'moments':>9}"]
        lines += [f"{step:<10}{self.at_random[step]:>8}{self.at_moments[step]:>9}" for step in STEPS]
        return "\n".join([*lines, f"{'all':<10}{self.at_random.total():>8}{self.at_moments.total():>9}"])


def kill_at(killer: Killer, held: Undisturbed, tally: Tally, moment: int) -> None:
    """Kill a night at one moment, and hold it and the next one against the undisturbed."""
    killer.fresh()
    end = killer.night(SECOND, at=moment)
    assert end.signal == SIGKILL, f"no moment {moment}"
    tally.at_moments[end.moments[-1].split()[0]] += 1
    _hold(killer, held, end)


def kill_in(killer: Killer, held: Undisturbed, tally: Tally, step: str, chance: random.Random) -> None:
    """Kill a night at random within a step, and hold it and the next one against the undisturbed."""
    killer.fresh()
    end = killer.night(SECOND, step=step, after=chance.uniform(0, lengths(held.dry)[step]))
    if end.signal == SIGKILL:
        tally.at_random[end.step] += 1
    _hold(killer, held, end)


def _hold(killer: Killer, held: Undisturbed, end: End) -> None:
    """Hold a night that was killed, and the one after it, against the undisturbed."""
    held.check_kill(killer, end)
    assert killer.night(AGAIN).signal == 0
    held.check_recovery(killer, end)
