"""Time the ten recipes of `docs/analysts.md` on 480,000 rows of `commune_coverage`, on both databases.

4,000 units, 40 periods (a year and 39 months), three settlements, invented, a fifth of the figures null, and **all** on
the basis `as_is`, so that no filter on the basis makes a recipe's work less; what a recipe asks of `as_was` is asked of
`as_is` here. The tables beside it have every combination of their keys over those periods. The yardstick of the same
run is a bare scan: the sum of one column over all of `commune_coverage`.

A recipe is run as an analyst runs it, to its last row, on SQLite in the copy that a night makes for analysts; the
median of the rounds counts. One that finds no row measures nothing, and fails.

Usage: `.venv/bin/python bench/recipes.py [--rounds N] [--limit MILLISECONDS]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tests.e2e.recipes import recipes  # noqa: E402 - the checkout is no package of ours
from tests.postgresql import programs, running_cluster  # noqa: E402 - as above
from thugom.contracts import Contract, Contracts, Field, load_contracts  # noqa: E402
from thugom.store import Engine, open_engine, prepare, publish, reading, snapshot  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

UNITS, SETTLEMENTS = 4_000, ("urban", "rural", "all")
PERIODS = ("2026", *(f"{2023 + (number + 7) // 12}-{(number + 7) % 12 + 1:02d}" for number in range(39)))
TABLES = ("unit", "target", "commune_coverage", "province_coverage", "priority", "reclassification_effect")
SCAN = "SELECT sum(generated_t) FROM commune_coverage"
_NULLS = 0.2
_SHOWN = 60


def main() -> int:
    """Print what each recipe took, and against a bare scan; return 1 where one took too long."""
    options = _options()
    contracts = load_contracts().curated
    frames = invented(contracts)
    print(", ".join(f"{len(frame):,} rows of {name}" for name, frame in frames.items()))
    with ExitStack() as stack:
        slowest = [_database(kind, address, contracts, frames, options) for kind, address in _databases(stack)]
    return int(max(slowest) > options.limit)


def invented(contracts: Mapping[str, Contract]) -> dict[str, pd.DataFrame]:
    """Return rows of every table that a recipe reads."""
    units = [f"{number:05d}@2025-07-01" for number in range(UNITS)]
    denominators, indicators = (
        ("by_units", "by_generated", "by_household"),
        ("communes_covered", "urban_collected_treated"),
    )
    keys: dict[str, dict[str, Sequence[object]]] = {
        "unit": {"unit_id": units},
        "target": {"target_id": ("communes_covered", "urban_collected_treated")},
        "commune_coverage": {"unit_id": units, "period": PERIODS, "settlement": SETTLEMENTS},
        "province_coverage": {
            "period": PERIODS,
            "indicator": indicators,
            "settlement": SETTLEMENTS,
            "denominator_kind": denominators,
        },
        "priority": {"period": PERIODS, "list": (), "rank": range(1, 38)},
        "reclassification_effect": {
            "period": PERIODS,
            "indicator": indicators,
            "denominator_kind": denominators,
            "reading": (),
        },
    }
    chance = np.random.default_rng(7)
    frames = {name: _frame(contracts[name], keys[name], chance) for name in TABLES}
    frames["unit"]["name_plain"] = [f"xa nam hang {number}" if number % 400 == 0 else "xa" for number in range(UNITS)]
    frames["target"] = frames["target"].assign(
        indicator=frames["target"]["target_id"], settlement=["all", "urban"], headline=["by_units", "by_generated"]
    )
    return frames


def _frame(contract: Contract, keys: Mapping[str, Sequence[object]], chance: np.random.Generator) -> pd.DataFrame:
    """Return a table with every combination of some key columns; a key without values takes all that it may hold."""
    values = [contract_values or contract.field(name).enum or ("x",) for name, contract_values in keys.items()]
    frame = pd.DataFrame(list(itertools.product(*values)), columns=list(keys))
    frame = frame.astype({name: "str" for name in keys if contract.field(name).type == "string"})
    if "period_kind" in contract.names:
        frame["period_kind"] = frame["period"].str.len().map({4: "year", 7: "month"}).astype("str")
    for field in contract.fields:
        if field.name not in frame:
            frame[field.name] = _column(field, len(frame), chance, is_key=field.name in contract.primary_key)
    return frame[contract.names]


def _column(field: Field, rows: int, chance: np.random.Generator, *, is_key: bool) -> pd.Series:
    """Return invented values of a field, a fifth of them null where it takes nulls."""
    if field.name == "basis":
        return pd.Series(["as_is"] * rows, dtype="str")
    if is_key:
        return pd.Series([field.enum[0] if field.enum else "x"] * rows, dtype="str")
    columns: dict[str, Callable[[], pd.Series]] = {
        "string": lambda: pd.Series(chance.choice(field.enum or ("Nậm Hàng", "Đoàn Kết"), rows), dtype="str"),
        "integer": lambda: pd.Series(chance.integers(0, 9_000, rows), dtype="Int64"),
        "number": lambda: pd.Series(chance.random(rows)),
        "boolean": lambda: pd.Series(chance.random(rows) < 1 / 2, dtype="boolean"),
        "date": lambda: pd.Series([dt.date(2025, 7, 1)] * rows, dtype="object"),
    }
    column = columns[field.type]()
    return column if field.required else column.mask(chance.random(rows) < _NULLS)


def _databases(stack: ExitStack) -> Iterator[tuple[str, str]]:
    """Yield each kind of database with the address of an empty one."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="thugom-bench-")))
    yield "sqlite", str(folder / "thugom.db")
    if programs() is None:
        print("postgresql: not on this machine")
        return
    cluster = stack.enter_context(running_cluster(("shared_buffers=256MB", "max_wal_size=4GB")))
    yield "postgresql", cluster.url(cluster.create())


def _database(
    kind: str,
    address: str,
    contracts: Mapping[str, Contract],
    frames: Mapping[str, pd.DataFrame],
    options: argparse.Namespace,
) -> float:
    """Publish, ask everything, print it; return how many milliseconds the slowest recipe took."""
    store = open_engine(address)
    prepare(store, Contracts({}, {}, {name: contracts[name] for name in (*TABLES, "publication")}))
    publish(store, {name: (contracts[name], frame) for name, frame in frames.items()}, _journal())
    if kind == "sqlite":
        # Analysts ask the copy that a night makes for them, which knows how its rows are spread.
        copy = Path(address).with_name("curated.db")
        snapshot(store, {name: contracts[name] for name in (*TABLES, "publication")}, copy)
        store = open_engine(str(copy))
    scan, _ = _asked(store, SCAN, options.rounds)
    print(f"{kind}: a bare scan {scan:.0f} ms")
    taken = []
    for recipe in recipes():
        median, rows = _asked(store, recipe.sql.replace("'as_was'", "'as_is'"), options.rounds)
        taken.append(median if rows else float("inf"))
        print(f"  {recipe.title[:_SHOWN]:{_SHOWN}} {median:6.1f} ms {median / scan:5.2f} × scan {rows:5} rows")
    print(f"  the slowest {max(taken):.1f} ms (at most {options.limit:.0f} ms)")
    return max(taken)


def _asked(store: Engine, question: str, rounds: int) -> tuple[float, int]:
    """Return the median of milliseconds until the last row is there, and how many there are."""
    seconds, found = [], 0
    # psycopg takes a percent sign for a place to fill in.
    asked = question.replace("%", "%%") if store.dialect.name == "postgresql" else question
    with reading(store) as connection:
        if store.dialect.name == "postgresql":
            connection.exec_driver_sql("SET search_path TO curated")
        for _ in range(rounds):
            began = time.perf_counter()
            found = len(connection.exec_driver_sql(asked).all())
            seconds.append(time.perf_counter() - began)
    return 1000 * statistics.median(seconds), found


def _journal() -> dict[str, object]:
    """Return the journal's row of a night."""
    versions = dict.fromkeys(("code_version", "rules_version", "policy_version", "register_version"), "1")
    night = {"published_at": "2026-11-16T18:30:00Z", "run_id": "run", "as_of": "2026-11-16"}
    return versions | night | {"known_at": None, "synthetic": True}


def _options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=200.0, help="milliseconds that a recipe may take")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
