"""Time the publication of 480,000 rows of `commune_coverage`, on both databases, against plain loading in the same run.

4,000 units, 40 months, three settlements: 480,000 rows of all the table's columns, invented, a fifth of them null.

A. `thugom`: `publish`, from the frame to the committed transaction: the types checked row by row, the rows sorted and
   hashed, staged, merged, entered in the journal. Three nights: the first fills an empty table, the second changes
   every row, the third changes none;
B. plain loading: the same frame's values straight into an empty table of the same columns and key, by the driver's
   `executemany` (SQLite) and by COPY (PostgreSQL). Nothing is checked, hashed or merged, and there is no night before.

Each round takes a fresh database; PostgreSQL is a private cluster on loopback that keeps its promises (fsync is on).

Usage: `.venv/bin/python bench/publish.py [--rounds N] [--sqlite S] [--postgresql S]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tests.postgresql import programs, running_cluster  # noqa: E402 - the checkout is no package of ours
from thugom.contracts import Contract, Contracts, Field, load_contracts  # noqa: E402
from thugom.store import Engine, open_engine, prepare, publish, writing  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNITS, MONTHS, SETTLEMENTS = 4_000, 40, ("urban", "rural", "all")
NIGHTS = ("first", "all changed", "none changed")
LIMITS = {"sqlite": 10.0, "postgresql": 15.0}
_NULLS, _TRUE = 5, 0.5


def main() -> int:
    """Print what each round took and what it must not exceed; return 1 where it did."""
    options = _options()
    contracts = load_contracts()
    contract = contracts.curated["commune_coverage"]
    frame, other = invented(contract, 0), invented(contract, 1)
    print(f"{len(frame):,} rows of {len(frame.columns)} columns")
    exceeded = False
    with ExitStack() as stack:
        for kind, fresh in _databases(stack):
            rounds = [_round(fresh, contracts, frame, other) for _ in range(options.rounds)]
            exceeded |= _report(kind, rounds, getattr(options, kind))
    return int(exceeded)


def invented(contract: Contract, seed: int) -> pd.DataFrame:
    """Return rows of the table, every one of which differs from its like of another seed."""
    names = [f"{number:05d}" for number in range(UNITS)]
    months = [f"{2023 + number // 12}-{number % 12 + 1:02d}" for number in range(MONTHS)]
    index = pd.MultiIndex.from_product([names, months, SETTLEMENTS], names=["unit_code", "period", "settlement"])
    frame = index.to_frame(index=False).astype("str")
    frame["unit_id"] = frame["unit_code"] + "@2025-07-01"
    frame["basis"] = "as_was"
    chance = np.random.default_rng(seed)
    for field in contract.fields:
        if field.name not in frame:
            frame[field.name] = _column(field, len(frame), chance)
    frame["generated_t"] = seed + np.arange(len(frame)) / 1000
    return frame[contract.names]


def _column(field: Field, rows: int, chance: np.random.Generator) -> pd.Series:
    """Return invented values of a field's type, a fifth of them null where it takes nulls."""
    values: dict[str, Callable[[], pd.Series]] = {
        "string": lambda: pd.Series(chance.choice(field.enum or ("Xã Nậm Hàng", "Phường Đoàn Kết"), rows), dtype="str"),
        "integer": lambda: pd.Series(chance.integers(0, 9_000, rows), dtype="Int64"),
        "number": lambda: pd.Series(chance.random(rows)),
        "boolean": lambda: pd.Series(chance.random(rows) < _TRUE, dtype="boolean"),
    }
    column = values[field.type]()
    return column if field.required else column.mask(chance.random(rows) < 1 / _NULLS)


def _databases(stack: ExitStack) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield each kind of database with what gives the address of an empty one."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thugom-bench-")))
    yield "sqlite", lambda: str(folder / str(time.monotonic_ns()) / "thugom.db")
    if programs() is None:
        print("postgresql: not on this machine")
        return
    cluster = stack.enter_context(running_cluster(("shared_buffers=256MB", "max_wal_size=4GB")))
    yield "postgresql", lambda: cluster.url(cluster.create())


def _round(
    fresh: Callable[[], str], contracts: Contracts, frame: pd.DataFrame, other: pd.DataFrame
) -> dict[str, float]:
    """Return how many seconds each night and the plain loading took."""
    contract = contracts.curated["commune_coverage"]
    store = open_engine(fresh())
    prepare(store, Contracts({}, {}, {name: contracts.curated[name] for name in ("commune_coverage", "publication")}))
    seconds = {}
    for number, (name, rows) in enumerate(zip(NIGHTS, (frame, other, other), strict=True)):
        began = time.perf_counter()
        publish(store, {contract.name: (contract, rows)}, _journal(number))
        seconds[name] = time.perf_counter() - began
    empty = open_engine(fresh())
    began = time.perf_counter()
    _load(empty, contract, frame)
    return seconds | {"plain": time.perf_counter() - began}


def _load(engine: Engine, contract: Contract, frame: pd.DataFrame) -> None:
    """Load the frame as the driver's handbook says."""
    columns = ", ".join(f'"{field.name}" {_TYPES[field.type]}' for field in contract.fields)
    key = ", ".join(f'"{name}"' for name in contract.primary_key)
    # Nulls as None: what a script does that knows its driver.
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    with writing(engine) as connection:
        connection.exec_driver_sql(f"CREATE TABLE plain ({columns}, PRIMARY KEY ({key}))")
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            marks = ", ".join("?" * len(contract.fields))
            driver.executemany(f"INSERT INTO plain VALUES ({marks})", rows)  # noqa: S608 - marks alone
            return
        with driver.cursor() as cursor, cursor.copy("COPY plain FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


_TYPES = {"string": "TEXT", "integer": "BIGINT", "number": "DOUBLE PRECISION", "boolean": "BOOLEAN"}


def _journal(number: int) -> dict[str, Any]:
    """Return the journal's row of a night."""
    versions = dict.fromkeys(("code_version", "rules_version", "policy_version", "register_version"), "1")
    instant = f"2026-11-{number + 1:02d}T18:30:00Z"
    return versions | {
        "published_at": instant,
        "run_id": f"run {number}",
        "as_of": instant[:10],
        "known_at": None,
        "synthetic": True,
    }


def _report(kind: str, rounds: list[dict[str, float]], limit: float) -> bool:
    """Print the medians of one kind of database, and tell whether a night took longer than it may."""
    medians = {name: statistics.median(seconds[name] for seconds in rounds) for name in (*NIGHTS, "plain")}
    for name in NIGHTS:
        ratio = medians[name] / medians["plain"]
        print(f"{kind:11}{name:13}{medians[name]:6.1f} s (at most {limit:.0f} s), {ratio:.2f} × plain")
    print(f"{kind:11}{'plain':13}{medians['plain']:6.1f} s")
    return max(medians[name] for name in NIGHTS) > limit


def _options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    for kind, limit in LIMITS.items():
        parser.add_argument(f"--{kind}", type=float, default=limit, help="seconds that a night may take")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
