"""Time all measures for the country against one plain DuckDB script that computes the same columns, in one run.

3,321 units, 120 months, each settlement in a row of its own: 481,320 cells, of invented reports
(`tests/e2e/invented_country.py`).

A. `thugom`: `figures`, from every received row to all of its tables: which rows stand, the account, the units' figures
   of months, quarters, half-years and years, reporting, evidence, the province with bounds, counts and verdicts; and
   what the peer leaves out: paths, projection, priorities, whom to ring, what moved the figures, and the months as
   they were first known;
B. DuckDB on two threads: `peers/measures.sql`, the same columns of `commune_coverage`, `province_coverage` and
   `reporting_rate` from the same rows; it ends with tables in its own memory, and makes no frame of them.

No boundary changes within the ten years, and the policy names no day of a programme: so the basis `as_is` has the
figures of `as_was`, and is published as a copy of them, by both. Recasting has a measurement of its own (`recast.py`).

Each round is a process of its own, in turn, so that a slow moment of the machine falls on both and the peak of memory
is that of one. Time begins when the facts are in memory, and ends with the tables; peak memory is of the whole process,
interpreter, facts and tables included. Both must give the same counts and sums of every column.

Usage: `.venv/bin/python bench/measures.py [--rounds N] [--seconds S] [--mebibytes M] [--limit FACTOR]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tests.e2e import invented_country  # noqa: E402 - the checkout is no package of ours
from thugom.contracts import Policy, load_policy  # noqa: E402
from thugom.measures.basis import Basis  # noqa: E402
from thugom.measures.figures import figures  # noqa: E402
from thugom.measures.grid import published_periods  # noqa: E402
from thugom.measures.periods import calendar, longer_period  # noqa: E402
from thugom.register import load_register  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

SCRIPT = Path(__file__).with_name("peers") / "measures.sql"
POLICY = CHECKOUT / "schemas" / "policy.yml"
AS_OF = dt.date(2026, 11, 16)
FACTS = ("collection", "treatment")
TABLES = ("commune_coverage", "province_coverage", "reporting_rate")
APART = ("bounds_basis", "policy_version", "register_version", "complete", "silent", "biologically_covered")
"""What the peer calls otherwise, and what its counts rest on."""
TERMS = ("numerator", "denominator")
"""The peer leaves kilograms and twentieths as they are."""
MOST_VALUES = 100
"""Of more texts than these nobody counts each."""
TOLERANCE = 1e-9
Totals = dict[str, dict[str, float]]


def country_policy() -> Policy:
    """Return the policy without a programme's day."""
    policy = load_policy(POLICY)
    return replace(policy, bases=replace(policy.bases, issued_on=None))


def by_thugom(folder: Path) -> tuple[float, Mapping[str, pd.DataFrame]]:
    """Return how long our figures take, and the tables."""
    policy = country_policy()
    register = load_register(folder, synthetic=False, kinds=policy.kind_settlement)
    basis = Basis(policy, register, AS_OF)
    facts = [pd.read_pickle(folder / f"{name}.pickle") for name in FACTS]  # noqa: S301 - this script's own
    start = time.perf_counter()
    # The facts are given away: what is no longer needed of them may go.
    tables = figures(facts.pop(0), facts.pop(0), basis)
    return time.perf_counter() - start, tables


def by_duckdb(folder: Path) -> tuple[float, Mapping[str, pd.DataFrame]]:
    """Return how long the plain script takes, and its tables."""
    import duckdb  # noqa: PLC0415 - what one side loads is no memory of the other's

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    _load(connection, folder)
    statements = connection.extract_statements(SCRIPT.read_text(encoding="utf-8"))
    start = time.perf_counter()
    for statement in statements:
        connection.execute(statement)
    taken = time.perf_counter() - start
    return taken, {name: connection.table(name).df() for name in TABLES}


def _load(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Load what the script is given: received rows, register and calendar."""
    for name in FACTS:
        connection.execute(f"CREATE TABLE {name} AS FROM '{folder / name}.parquet'")
    key = "unit_code || '@' || valid_from AS unit_id"
    columns = {
        "unit": f"{key}, unit_code, name, valid_to",
        "population": f"{key}, settlement, population::BIGINT AS population, households::BIGINT AS households",
        "facility": "facility_code, control_level, licensed_from",
    }
    for name, wanted in columns.items():
        rows = f"read_csv('{folder / name}.csv', all_varchar = true)"
        connection.execute(f"CREATE TABLE {name} AS SELECT {wanted} FROM {rows}")  # noqa: S608 - the names are those above
    connection.execute("DELETE FROM unit WHERE valid_to IS NOT NULL")
    months = connection.execute("SELECT DISTINCT period FROM collection ORDER BY ALL").df()["period"].tolist()
    smallest = calendar(months)
    kinds = {"quarter": "quarter", "half": "half_year", "year": "year"}
    longer = {name: [longer_period(month, kind) for month in months] for name, kind in kinds.items()}
    due = published_periods(smallest, country_policy(), AS_OF).rename(columns={"complete": "wholly_due"})
    frames = {"period": smallest.assign(place=range(len(months)), **longer), "span": due}
    kept = {"period": ["period", "days", "place", *kinds], "span": ["period", "due_on", "due", "wholly_due"]}
    for name, frame in frames.items():
        connection.register("frame", frame[kept[name]])
        connection.table("frame").create(name)


def totals(tables: Mapping[str, pd.DataFrame]) -> Totals:
    """Return how often each column is known, and its sum; of texts and answers how often each stands there."""
    return {
        f"{table}.{name}": _totals(tables[table][name])
        for table in TABLES
        for name in map(str, tables[table].columns)
        if name not in APART and not name.endswith(TERMS)
    }


def _totals(column: pd.Series) -> dict[str, float]:
    """Return the totals of one column."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return {"known": float(column.count()), "sum": float(column.sum())}
    counts = column.astype("str").value_counts()
    return {str(value): float(count) for value, count in counts.items()} if len(counts) <= MOST_VALUES else {}


def disagreement(ours: Totals, theirs: Totals) -> str:
    """Return what the two do not agree on, or nothing."""
    missing = theirs.keys() - ours.keys()
    if missing:
        return f"no column {', '.join(sorted(missing))}"
    for place, stated in theirs.items():
        for name, other in stated.items():
            one = ours[place].get(name, 0.0)
            if not math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
                return f"{place}, {name}: {one} and {other}"
    return ""


def peak_mebibytes() -> float:
    """Return the most memory that this process has held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


SIDES = {"DuckDB, a plain script": by_duckdb, "thugom, all figures": by_thugom}


def measure(side: str, folder: Path) -> None:
    """Measure one side in this process, and print what came of it."""
    seconds, tables = SIDES[side](folder)
    peak = peak_mebibytes()
    print(json.dumps({"seconds": seconds, "mebibytes": peak, "totals": totals(tables)}))


def measured(side: str, folder: Path) -> dict[str, Any]:
    """Return what came of one side, measured in a process of its own."""
    command = [sys.executable, __file__, "--side", side, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{side} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def rounds_of(count: int) -> dict[str, list[dict[str, Any]]]:
    """Return what came of each side in each round, in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        invented_country.write_register(folder)
        for report, rows in zip(FACTS, invented_country.reports(), strict=True):
            rows.to_parquet(folder / f"{report}.parquet")
            rows.to_pickle(folder / f"{report}.pickle")
            print(f"{report + ', received':28} {len(rows):9,} rows")
        rounds = [{side: measured(side, folder) for side in SIDES} for _ in range(count)]
    return {side: [one[side] for one in rounds] for side in SIDES}


def main() -> int:
    """Print medians, ratio and limits; 1 where the two disagree or a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--mebibytes", type=float, default=1536)
    parser.add_argument("--limit", type=float, default=3.0)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.side:
        measure(arguments.side, arguments.folder)
        return 0
    found = rounds_of(arguments.rounds)
    theirs, ours = (statistics.median(one["seconds"] for one in rounds) for rounds in found.values())
    for side, rounds in found.items():
        seconds, peak = (statistics.median(one[name] for one in rounds) for name in ("seconds", "mebibytes"))
        print(f"{side:28} {seconds:7.2f} s   {peak:6.0f} MiB at most   median of {arguments.rounds}")
    peak = max(one["mebibytes"] for one in found["thugom, all figures"])
    last = [rounds[-1]["totals"] for rounds in found.values()]
    fault = disagreement(last[1], last[0])
    print(f"{'limits':28} {arguments.seconds:7.2f} s   {arguments.mebibytes:6.0f} MiB")
    print(f"{'ratio':28} {ours / theirs:7.2f} x   limit {arguments.limit:g} x   {fault or 'the same totals'}")
    kept = ours <= arguments.seconds and peak <= arguments.mebibytes and ours <= arguments.limit * theirs
    return int(bool(fault) or not kept)


if __name__ == "__main__":
    sys.exit(main())
