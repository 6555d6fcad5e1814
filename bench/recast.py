"""Time the country's recast against a plain DuckDB join of the same tables, in one run.

A year of monthly reports of all 10,035 units before 1 July 2025, on the 3,321 units since:

A. DuckDB: reports x lineage shares x kinds of heirs, summed by heir, month and settlement;
B. `thugom`: the same from reports, register and policy, `links_to` included, in whole kilograms
   by largest remainder, with every sum kept. The links alone are shown too: a night finds them
   once for all its tables.

Both begin with the tables in memory and end with a frame, in turn, so that a slow moment of the machine falls on
both. Usage: `.venv/bin/python bench/recast.py [--rounds N] [--limit FACTOR]`
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tests.e2e.national import SOURCE, write_country  # noqa: E402 - the checkout is no package of ours
from thugom.contracts import load_policy  # noqa: E402
from thugom.measures.recast import recast  # noqa: E402
from thugom.register import Register, expected_settlements, load_register, units_in_force  # noqa: E402
from thugom.register.overlap import Links, links_to  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

QUANTITIES = ("generated", "collected", "treated", "collected_treated", "households", "served", "collections")
LAST_DAYS = pd.date_range("2024-07-31", "2025-06-30", freq="ME")
TODAY = dt.date(2025, 7, 31)
KEY = ["unit_id", "settlement", "period"]
SEED = 20250701
MOST_PARTS = 20
"""A heir's sum is at most as many kilograms off its fractions as it has parts that were divided."""


def country_register(kinds: Mapping[str, str]) -> Register:
    """Return the country's register, and say how long it takes to load."""
    with tempfile.TemporaryDirectory() as folder:
        country = write_country(Path(folder))
        start = time.perf_counter()
        register = load_register(country.folder, synthetic=False, kinds=kinds)
        print(f"{'load the register':28} {time.perf_counter() - start:7.3f} s   {len(register.units):,} units")
    return register


def year_of_reports(register: Register, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return a report of every old unit, settlement and month, in whole kilograms, households and trips."""
    old = units_in_force(register.units, LAST_DAYS[0].date())[["unit_id"]]
    cells = expected_settlements(register, kinds).merge(old, on="unit_id")
    rows = cells.merge(pd.DataFrame({"period": LAST_DAYS.strftime("%Y-%m").astype("str")}), how="cross")
    draws = np.random.default_rng(SEED)
    figures = {name: pd.Series(draws.integers(0, 10**6, len(rows)), dtype="Int64") for name in QUANTITIES}
    return rows.assign(**figures)


def links(register: Register, kinds: Mapping[str, str]) -> Links:
    """Return where each old unit lies on today's map."""
    periods = pd.DataFrame({"period": LAST_DAYS.strftime("%Y-%m").astype("str"), "last_on": LAST_DAYS})
    return links_to(register, kinds, periods, TODAY)


def by_thugom(register: Register, kinds: Mapping[str, str], reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports on today's units."""
    return recast(reports, links(register, kinds), QUANTITIES)


def by_duckdb(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the same by a plain join; fractions of a kilogram stay, for nobody divides them in whole ones."""
    sums = ", ".join(f"sum({name} * share) AS {name}" for name in QUANTITIES)
    joined: pd.DataFrame = connection.sql(
        f"""
        SELECT to_unit_id AS unit_id, coalesce(only_settlement, settlement) AS settlement, period, {sums}
        FROM reports
        JOIN lineage ON lineage.from_unit_id = reports.unit_id
        JOIN heirs ON heirs.unit_id = lineage.to_unit_id
        GROUP BY ALL
        """  # noqa: S608 - the names are those above
    ).df()
    return joined


def connected(register: Register, kinds: Mapping[str, str], reports: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds the same tables as its own."""
    connection = duckdb.connect()
    # A unit of an urban kind is urban throughout, whatever its parts were.
    settlement = register.units["kind"].map(dict(kinds))
    heirs = register.units[["unit_id"]].assign(only_settlement=settlement.where(settlement == "urban", None))
    tables = {
        "reports": reports,
        "lineage": register.lineage[["from_unit_id", "to_unit_id", "share"]],
        "heirs": heirs,
    }
    for name, frame in tables.items():
        connection.register("frame", frame.astype({n: "object" for n in frame.columns if frame[n].dtype == "str"}))
        connection.table("frame").create(name)
    return connection


def largest_difference(one: pd.DataFrame, another: pd.DataFrame) -> float:
    """Return by how much two frames of the same cells differ at most."""
    return float(np.abs(one.to_numpy() - another.to_numpy()).max())


def disagreement(ours: pd.DataFrame, theirs: pd.DataFrame, reports: pd.DataFrame) -> str:
    """Return what the two do not agree on, or nothing.

    Totals must be those of the reports: ours to the kilogram, by month and measure, theirs as far as floats go. A cell
    may differ by a kilogram for each part that was divided.
    """
    names = list(QUANTITIES)
    sums = [frame.groupby("period")[names].sum().astype("float64") for frame in (reports, ours, theirs)]
    if not sums[0].equals(sums[1]):
        return "the recast sums are not those of the reports"
    if largest_difference(sums[0], sums[2]) > 1:
        return "the joined sums are not those of the reports"
    left, right = (frame.set_index(KEY)[names].astype("float64").sort_index() for frame in (ours, theirs))
    if not left.index.equals(right.index):
        return "the cells are not the same"
    difference = largest_difference(left, right)
    return f"a cell differs by {difference} kg" if difference > MOST_PARTS else ""


def seconds(work: Callable[[], object]) -> float:
    """Return how long one round takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Print medians, ratio and limit; 1 where the two disagree or the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--limit", type=float, default=3.0)
    arguments = parser.parse_args()
    if not SOURCE.is_dir():
        print(f"skipped: {SOURCE} is not beside this checkout")
        return 0
    kinds = load_policy(CHECKOUT / "schemas" / "policy.yml").kind_settlement
    register = country_register(kinds)
    reports = year_of_reports(register, kinds)
    connection = connected(register, kinds, reports)
    fault = disagreement(by_thugom(register, kinds, reports), by_duckdb(connection), reports)
    work: dict[str, Callable[[], object]] = {
        "DuckDB, a plain join": lambda: by_duckdb(connection),
        "thugom, links and recast": lambda: by_thugom(register, kinds, reports),
        "thugom, the links of it": lambda: links(register, kinds),
    }
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(arguments.rounds):
        for name, one in work.items():
            taken[name].append(seconds(one))
    peer, ours, _ = (statistics.median(times) for times in taken.values())
    for name, times in taken.items():
        print(f"{name:28} {statistics.median(times):7.3f} s   median of {arguments.rounds}, {len(reports):,} rows")
    print(f"{'ratio':28} {ours / peer:7.2f} x   limit {arguments.limit:g} x   {fault or 'the same totals'}")
    return int(bool(fault) or ours > arguments.limit * peer)


if __name__ == "__main__":
    sys.exit(main())
