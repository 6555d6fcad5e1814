"""Readers see the night before or this one: what they read in one transaction always belongs together."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.unit.store.declared import contract
from tests.unit.store.test_publication_kill import JOURNAL
from thugom.contracts import Contracts, load_contracts
from thugom.store import Engine, open_engine, prepare, publish, reading

if TYPE_CHECKING:
    from thugom.contracts import Contract

COMMUNE = contract("commune", "unit_id", "unit_id:string collected:integer night:integer")
PROVINCE = contract("province", "indicator", "indicator:string numerator:integer night:integer")
GOAL = contract("goal", "goal_id", "goal_id:string night:integer")
TABLES = {one.name: one for one in (COMMUNE, PROVINCE, GOAL)}
QUESTIONS = (
    "SELECT sum(collected), min(night), max(night) FROM commune",
    "SELECT sum(numerator), min(night), max(night) FROM province",
    "SELECT max(night) FROM goal",
    "SELECT max(run_id) FROM publication",
)
SLOWEST = 0.1

Publish = Callable[[Engine, dict[str, tuple["Contract", pd.DataFrame]], dict[str, Any]], object]


def figures(night: int, units: int) -> dict[str, tuple[Contract, pd.DataFrame]]:
    """Return a night's tables: every row of each differs from the night before."""
    collected = [night * 1_000 + unit for unit in range(units)]
    ids = [f"{unit:05d}" for unit in range(units)]
    frames = {
        "commune": pd.DataFrame({"unit_id": ids, "collected": collected, "night": night}),
        "province": pd.DataFrame({"indicator": ["collected"], "numerator": [sum(collected)], "night": night}),
        "goal": pd.DataFrame({"goal_id": ["all"], "night": [night]}),
    }
    return {name: (TABLES[name], frame) for name, frame in frames.items()}


def journal(night: int) -> dict[str, Any]:
    """Return the journal's row of a night."""
    return JOURNAL | {"run_id": f"{night:05d}"}


def half(engine: Engine, tables: dict[str, tuple[Contract, pd.DataFrame]], entry: dict[str, Any]) -> None:
    """Publish as a program would that has no common transaction: table by table."""
    for name, table in tables.items():
        publish(engine, {name: table}, entry)
        time.sleep(0.02)


class Reader(threading.Thread):
    """Reads four tables in one transaction, again and again, on connections of its own."""

    def __init__(self, address: str) -> None:
        """Name the database."""
        super().__init__(daemon=True)
        self.engine, self.ended = open_engine(address), threading.Event()
        self.mixed: list[list[tuple[Any, ...]]] = []
        self.waits: list[float] = []
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Read until the end is said."""
        try:
            while not self.ended.is_set():
                self._read()
        except Exception as fault:  # noqa: BLE001 - told by the test, in its own thread
            self.fault = fault

    def _read(self) -> None:
        """Read once, and keep what does not belong together."""
        began = time.perf_counter()
        with reading(self.engine) as connection:
            seen = [tuple(connection.exec_driver_sql(question).one()) for question in QUESTIONS]
        self.waits.append(time.perf_counter() - began)
        (collected, first, last), (numerator, *stated), (goal,), (run,) = seen
        nights = {first, last, *stated, goal, int(run)}
        if collected != numerator or len(nights) != 1:
            self.mixed.append(seen)


def watch(address: str, publishing: Publish, *, nights: int, units: int, reads: int) -> Reader:
    """Publish so many nights, and go on until so many reads were made; return the reader."""
    engine = open_engine(address)
    prepare(engine, Contracts({}, {}, TABLES | {"publication": load_contracts().curated["publication"]}))
    publish(engine, figures(1, units), journal(1))
    reader = Reader(address)
    reader.start()
    for night in range(2, nights + 2):
        publishing(engine, figures(night, units), journal(night))
        # Reads are spread over the publications: none runs ahead of its share.
        while len(reader.waits) < reads * (night - 1) // nights and reader.is_alive():
            time.sleep(0.005)
    reader.ended.set()
    reader.join()
    assert reader.fault is None
    return reader


def test_no_reader_sees_half_a_publication(database: str) -> None:
    """The province's row is the sum of the communes' rows, of the night that the journal names."""
    reader = watch(database, publish, nights=8, units=300, reads=80)
    assert len(reader.waits) >= 80
    assert reader.mixed == []


def test_a_publication_table_by_table_would_be_caught(database: str) -> None:
    """The readers' test can fail: without a common transaction it does."""
    assert watch(database, half, nights=4, units=50, reads=40).mixed


@pytest.mark.soak
def test_a_thousand_readers_see_whole_nights_and_do_not_wait(database: str) -> None:
    """At least 1,000 reads over 50 publications that change every row: none mixed, 99 of 100 within 100 ms."""
    reader = watch(database, publish, nights=50, units=4_000, reads=1_000)
    assert len(reader.waits) >= 1_000
    assert reader.mixed == []
    slow = sorted(reader.waits)[math.ceil(0.99 * len(reader.waits)) - 1]
    assert slow < SLOWEST, f"the 99th percentile is {slow * 1000:.0f} ms"
