"""Receipts by the hundred: side by side they are what they are one after the other."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from thugom.contracts import Home
from thugom.services.desk import check_files
from thugom.services.home import make_home
from thugom.services.night.opening import declared
from thugom.services.receipts import making_many
from thugom.services.receipts.making_many import Order, make_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from thugom.services.night.opening import Declared

NOW = dt.datetime(2026, 11, 5, 3, 0, tzinfo=dt.UTC)
LIMIT = 1024 * 1024
HEADER = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on"
)
REFUSED = "03388,2026-10,urban,30000,7000,6000,100,ba mươi,800,7,2026-11-01"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Declared:
    """Return what a new home declares."""
    return declared(Home.open(make_home(tmp_path_factory.mktemp("many") / "home").root))


def orders(here: Declared, inbox: Path, target: Path) -> list[Order]:
    """Return the orders for three files with a fault each; the last of them vanishes before its receipt is made."""
    paths = [inbox / f"{number}.csv" for number in range(3)]
    inbox.mkdir(exist_ok=True)
    for number, path in enumerate(paths):
        path.write_text("\n".join([HEADER, *[REFUSED] * (number + 1)]) + "\n", encoding="utf-8")
    notes = [one.notes["vi"] for one in check_files(here, paths, now=NOW, as_of=None, max_bytes=LIMIT)]
    paths[-1].unlink()
    return [Order(note, path, target / f"{path.stem}.xlsx") for note, path in zip(notes, paths, strict=True)]


def contents(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def told(reasons: dict[Path, str]) -> dict[str, str]:
    """Return the reasons by the receipts' names."""
    return {path.name: reason for path, reason in reasons.items()}


def test_side_by_side_they_are_byte_for_byte_the_same(
    here: Declared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes and the same reason for the one that cannot be made, and each is told of once."""
    told_of: list[None] = []
    alone = make_all(orders(here, tmp_path / "in", tmp_path / "a"), here, LIMIT, lambda: told_of.append(None))
    monkeypatch.setattr(making_many, "SIDE_BY_SIDE_FROM", 1)
    monkeypatch.setattr(making_many, "_AT_ONCE", 1)
    monkeypatch.setattr(making_many, "affordable", lambda *_: 2)
    beside = make_all(orders(here, tmp_path / "in", tmp_path / "b"), here, LIMIT, lambda: told_of.append(None))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert len(contents(tmp_path / "a")) == 2
    assert told(alone) == told(beside)
    assert [bool(alone[path]) for path in sorted(alone)] == [False, False, True]
    assert len(told_of) == 6


def test_what_a_process_that_was_ended_left_is_made_here(
    here: Declared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine out of memory ends a process; no receipt is lost over it."""

    class Ended:
        """A pool whose processes end over whatever they are given."""

        def submit(self, *_: object) -> Future[dict[Path, str]]:
            """Return what is left of a call whose process is gone."""
            future: Future[dict[Path, str]] = Future()
            future.set_exception(RuntimeError("a process was ended"))
            return future

    @contextmanager
    def crew(*_: object) -> Iterator[Ended]:
        yield Ended()

    monkeypatch.setattr(making_many, "SIDE_BY_SIDE_FROM", 1)
    monkeypatch.setattr(making_many, "affordable", lambda *_: 2)
    monkeypatch.setattr(making_many, "crew", crew)
    reasons = told(make_all(orders(here, tmp_path / "in", tmp_path / "out"), here, LIMIT, lambda: None))
    assert list(contents(tmp_path / "out"))
    assert [reasons[f"{number}.xlsx"] for number in range(2)] == ["", ""]
    assert reasons["2.xlsx"].startswith("FileNotFoundError")
