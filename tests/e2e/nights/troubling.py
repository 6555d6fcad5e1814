"""Nights in trouble: each on a copy of one home, befallen by something as a step begins, held against a quiet one."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.e2e.nights.hamlet import AGAIN
from tests.e2e.nights.killing import End, Killer, Undisturbed, directed, undisturbed
from thugom.files import sha256_of
from thugom.outputs.data_package import PACKAGE_FILE, files_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.postgresql import Cluster

Befall = dict[str, "Callable[[], dict[str, str] | None]"]
"""What befalls a night as a step begins; what is returned says what its clock shows from there on."""
FINE = {0, 1}
"""Exit codes of a night that came to its end."""


@dataclass(frozen=True)
class Ended(End):
    """How the command ended: its exit code, what it printed, and what it said on standard error."""

    code: int | None
    out: str
    err: str
    came_to: tuple[str, ...]


@dataclass
class Stage(Killer):
    """The program that runs nights as a command, and the home that they are copied from."""

    def night(self, now: dt.datetime, **how: Any) -> Ended:  # noqa: ANN401 - as its parent has it
        """Run a night; `befall` says what happens as steps begin, `environment` what is set for it."""
        befall: Befall = how.get("befall", {})
        environment: dict[str, str] = {"THUGOM_LANG": "en", "COLUMNS": "200"} | how.get("environment", {})
        if self.server is not None:
            environment = {"THUGOM_DATABASE_URL": self.server.url(self.database)} | environment
        out, err = self.work / "out.txt", self.work / "err.txt"
        places = {"home": str(self.home), "out": str(out), "err": str(err)}
        self._say(places | {"now": now.isoformat(), "environment": dict(environment), "pauses": list(befall)})
        came_to = []
        while (line := self.answers.readline().strip()) in befall:
            came_to.append(line)
            self._say(befall[line]() or {})
        answer = json.loads(line)
        told = out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
        steps = [(step, 0.0) for step in came_to]
        return Ended(answer["signal"], steps, [], 0.0, answer["code"], *told, tuple(came_to))

    def _say(self, order: Mapping[str, Any]) -> None:
        """Send a line."""
        self.orders.write(json.dumps(order) + "\n")
        self.orders.flush()


@dataclass(frozen=True)
class Quiet:
    """The program, and what nights leave that nobody disturbed."""

    program: Stage
    held: Undisturbed
    copied_before: dict[str, str]

    def check_trouble(self, end: Ended) -> None:
        """Hold what people read while the trouble lasts: everything old or everything new, and whole."""
        self.held.check_kill(self.program, end)
        assert self.program.state().copied in (self.copied_before, self.held.after.copied), "the copy is of two nights"
        self.check_files()

    def check_files(self) -> None:
        """Hold the files against their own list: all of one publication, and of the newest that the copy knows."""
        curated = self.program.home / "data" / "curated"
        listed = files_of((curated / PACKAGE_FILE).read_bytes())
        assert listed
        assert [path for path, file in listed.items() if sha256_of(curated / path) != file.sha256] == []

    def check_recovery(self, end: Ended, **how: Any) -> None:  # noqa: ANN401 - as `night` has it
        """Run the next night, and hold everything against what stands where nothing happened."""
        after = self.program.night(AGAIN, **how)
        assert after.code in FINE, after.err
        self.held.check_recovery(self.program, end)


@contextmanager
def stage(work: Path, server: Cluster | None = None) -> Iterator[Quiet]:
    """Start the program, and learn what undisturbed nights leave."""
    with directed(Stage, "tests.e2e.nights.troubled", work, server) as program:
        held = undisturbed(program)
        program.fresh()
        yield Quiet(program, held, program.state().copied)


def is_vietnamese(said: str) -> bool:
    """Tell whether no sentence of a message was left in English; the words of a system in brackets may be."""
    text = re.sub(r"\([^)]*\)", "", said)
    return not re.search(r"\b(the|this|and|then|not|cannot|was|run again)\b", text, re.IGNORECASE)
