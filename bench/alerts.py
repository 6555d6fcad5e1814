"""Time the conditions of all rules over a country's ten years, against plain ways to find them, in one run.

3,321 units x 120 months, as the tables of a night hold them: three bases, three settlements, quarters, half-years and
years beside the months; 12 rules, seven as they are shipped and five of their kinds with other numbers.

A. a plain replay in Python, unit by unit and month by month, of all rules over some of the units, whose rows are cut
   out for it beforehand; its time is shown as it would be for all of them;
B. DuckDB: one rule, `no_report`, as a query over a table of its own (gaps and islands);
C. `thugom`: that rule alone;
D. `thugom`: all rules, over all units. This is what the limit is for.

A and D must find the same episodes of those units, B and C the same of all.
Usage: `.venv/bin/python bench/alerts.py [--rounds N] [--limit SECONDS] [--sample UNITS]`
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from tests.unit.alerts.replay import Episode, replay  # noqa: E402 - the checkout is no package of ours
from thugom.alerts.conditions import episodes  # noqa: E402
from thugom.contracts import Alerting, AlertRule, Policy, load_policy  # noqa: E402
from thugom.measures.periods import months_between  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

UNITS, SEED = 3321, 20260701
STOPPED = 0.05
"""The share of months in which nothing is treated."""
MONTHS = months_between("2021-01", "2030-12")
LONGER = {
    "quarter": sorted({f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in MONTHS}),
    "half_year": sorted({f"{month[:4]}-H{(int(month[5:]) + 5) // 6}" for month in MONTHS}),
    "year": sorted({month[:4] for month in MONTHS}),
}
STATES = ["complete", "incomplete", "rejected", "no_report"]
MORE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "far_behind": ("behind_path", {"months": "6", "closes_from_pp": "0"}),
    "long_silence": ("no_report", {"months": "3"}),
    "long_stopped": ("service_stopped", {"months": "2"}),
    "collapse": ("sharp_drop", {"drop_pp": "40", "of_months": "6", "closes_from_pp": "-20"}),
    "rejected_again": ("report_rejected", {"months": "2"}),
}
"""Rules beside those that are shipped: their kinds and their numbers."""
KEY = ["rule", "subject", "began_in", "opened_in", "confirmed_in", "ended_in"]
ISLANDS = """
    WITH known AS (
        SELECT unit_id, period, reporting = 'no_report' AS silent,
               row_number() OVER (PARTITION BY unit_id ORDER BY period) AS place,
               row_number() OVER (PARTITION BY unit_id, reporting = 'no_report' ORDER BY period) AS own,
               lead(period) OVER (PARTITION BY unit_id ORDER BY period) AS following
        FROM commune_coverage
        WHERE basis = 'as_is' AND settlement = 'all' AND period_kind = 'month' AND reporting <> 'pending'
    )
    SELECT 'no_report' AS rule, unit_id AS subject, min(period) AS began_in, min(period) AS opened_in,
           max(period) AS confirmed_in, arg_max_null(following, period) AS ended_in
    FROM known WHERE silent GROUP BY unit_id, place - own ORDER BY subject, began_in
"""


def country_tables(policy: Policy, draws: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the tables of a night, with reports that fail to come, services that stop and rates that wander."""
    units = [f"{code:05}@2020-01-01" for code in range(UNITS)]
    months = {
        "unit_id": pd.Series(np.repeat(units, len(MONTHS)), dtype="str"),
        "period": pd.Series(MONTHS * UNITS, dtype="str"),
    }
    size = UNITS * len(MONTHS)
    reporting = draws.choice(STATES, size, p=[0.8, 0.07, 0.03, 0.1])
    rates = np.round(0.6 + np.cumsum(draws.normal(0, 0.05, (UNITS, len(MONTHS))), axis=1) / 2, 4).ravel().clip(0, 1.1)
    rates[draws.random(size) < STOPPED] = 0
    known = reporting == "complete"
    whole = pd.DataFrame(
        {
            **months,
            "reporting": pd.Series(reporting, dtype="str"),
            "covered": pd.Series(rates > 0, dtype="boolean").where(known),
            "collected_treated_rate": pd.Series(rates, dtype="Float64").where(known),
        }
    )
    return {
        "reporting_rate": pd.DataFrame({"period": pd.Series(MONTHS, dtype="str"), "complete": True}),
        "commune_coverage": _coverage(whole),
        "unit_path": _paths(whole, policy, draws),
        "mass_balance": _balance(whole, draws),
        "province_coverage": _province(policy, draws),
        "target": pd.DataFrame(
            [(one.id, one.indicator, one.settlement, one.headline) for one in policy.targets],
            columns=["target_id", "indicator", "settlement", "headline"],
            dtype="str",
        ),
    }


def _coverage(whole: pd.DataFrame) -> pd.DataFrame:
    """Return the months of every basis and settlement, and as many longer periods as there are beside them."""
    parts = [whole.assign(period_kind="month")]
    for kind, periods in LONGER.items():
        some = whole.groupby("unit_id").head(len(periods))
        parts.append(some.assign(period=pd.Series(periods * UNITS, dtype="str").array, period_kind=kind))
    rows = pd.concat(parts, ignore_index=True)
    every = [
        rows.assign(basis=basis, settlement=settlement)
        for basis in ("as_was", "as_is", "as_issued")
        for settlement in ("urban", "rural", "all")
    ]
    table = pd.concat(every, ignore_index=True)
    return table.astype(dict.fromkeys(("basis", "settlement", "period_kind"), "str"))


def _paths(whole: pd.DataFrame, policy: Policy, draws: np.random.Generator) -> pd.DataFrame:
    """Return the paths of both settlements, and the worse status of the two for the whole unit."""
    known = (whole["reporting"] == "complete").to_numpy()
    gaps = [
        np.where(known, np.round(np.cumsum(draws.normal(0, 1.5, (UNITS, len(MONTHS))), axis=1).ravel(), 9), np.nan)
        for _ in range(2)
    ]
    ends = float(policy.to_target.on_track_from_pp), float(policy.to_target.watch_from_pp)
    parts = []
    for settlement, gap in (("urban", gaps[0]), ("rural", gaps[1]), ("all", np.minimum(*gaps))):
        status = np.select(
            [~known, gap >= ends[0], gap >= ends[1]], [whole["reporting"], "on_track", "watch"], "behind"
        )
        own = pd.Series(gap if settlement != "all" else np.nan, index=whole.index).astype("Float64")
        parts.append(
            whole[["unit_id", "period"]].assign(
                settlement=settlement,
                status=pd.Series(status, dtype="str"),
                gap_pp=own.mask(own.isna()),
                expected=0.8,
                value=own / 100 + 0.8,
                target=1.0,
            )
        )
    return pd.concat(parts, ignore_index=True).astype({"settlement": "str"})


def _balance(whole: pd.DataFrame, draws: np.random.Generator) -> pd.DataFrame:
    """Return a balance of every month that was reported."""
    ratio = pd.Series(draws.normal(1, 0.15, len(whole)), dtype="Float64").where(whole["reporting"] == "complete")
    out = (ratio - 1).abs() > 0.2  # noqa: PLR2004 - a fifth
    return whole[["unit_id", "period"]].assign(
        out_of_balance=out, balance_t=-9.0, balance_ratio=ratio, line="unit", stream="domestic"
    )


def _province(policy: Policy, draws: np.random.Generator) -> pd.DataFrame:
    """Return the targets' months, of which every other one is admissible."""
    parts = []
    for target in policy.targets:
        gap = np.round(np.cumsum(draws.normal(0, 2, len(MONTHS))), 9)
        frame = pd.DataFrame({"period": pd.Series(MONTHS, dtype="str"), "gap_pp": gap, "admissible": True})
        frame["admissible"] = np.arange(len(MONTHS)) % 2 == 0
        frame["gap_pp"] = frame["gap_pp"].where(frame["admissible"])
        names = {"indicator": target.indicator, "settlement": target.settlement, "denominator_kind": target.headline}
        frame = frame.assign(gap_upper_pp=gap + 1, gap_lower_pp=gap - 1, upper=0.9, expected=0.8)
        parts.append(frame.assign(**names, basis="as_is", period_kind="month"))
    return pd.concat(parts, ignore_index=True)


def twelve_rules(policy: Policy) -> Policy:
    """Return the policy with the rules that are shipped and the others."""
    shipped = policy.alerting.rules
    kinds = {rule.kind: rule for rule in shipped}
    others = [
        replace(kinds[kind], id=name, numbers={key: Fraction(number) for key, number in numbers.items()})
        for name, (kind, numbers) in MORE.items()
    ]
    return replace(policy, alerting=Alerting((*shipped, *others), policy.alerting.escalate_after_days))


def only(policy: Policy, rule: AlertRule) -> Policy:
    """Return the policy with one rule."""
    return replace(policy, alerting=Alerting((rule,)))


def in_short(rows: pd.DataFrame) -> list[Episode]:
    """Return what decides of each episode, null as None, sorted."""
    plain = rows[KEY].astype(object).where(rows[KEY].notna(), None)
    return sorted(map(tuple, plain.to_numpy().tolist()))


def seconds(work: Callable[[], object]) -> float:
    """Return how long one round takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def connected(tables: Mapping[str, pd.DataFrame]) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds the months' table as its own."""
    connection = duckdb.connect()
    names = ["unit_id", "period", "period_kind", "basis", "settlement", "reporting"]
    connection.register("frame", tables["commune_coverage"][names].astype("object"))
    connection.table("frame").create("commune_coverage")
    connection.unregister("frame")
    return connection


def cut_out(tables: Mapping[str, pd.DataFrame], chosen: list[str]) -> dict[str, pd.DataFrame]:
    """Return the tables with the rows of some units only, as a plain replay would be glad to find them."""
    some = {name: rows[rows["unit_id"].isin(chosen)] if "unit_id" in rows else rows for name, rows in tables.items()}
    rows = some["commune_coverage"]
    months = (rows["basis"] == "as_is") & (rows["settlement"] == "all") & (rows["period_kind"] == "month")
    return some | {"commune_coverage": rows[months]}


def main() -> int:
    """Print medians, ratios and the limit; 1 where two ways disagree or the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=5.0)
    parser.add_argument("--sample", type=int, default=60)
    arguments = parser.parse_args()
    policy = twelve_rules(load_policy(CHECKOUT / "schemas" / "policy.yml"))
    tables = country_tables(policy, np.random.default_rng(SEED))
    chosen = sorted(tables["mass_balance"]["unit_id"].unique()[:: UNITS // arguments.sample].tolist())
    targets = [target.id for target in policy.targets]
    sample, connection = cut_out(tables, chosen), connected(tables)
    silence = only(policy, next(rule for rule in policy.alerting.rules if rule.id == "no_report"))
    work: dict[str, Callable[[], object]] = {
        f"plain Python, {len(chosen)} units": lambda: replay(sample, policy),
        "DuckDB, one rule": lambda: connection.sql(ISLANDS).df(),
        "thugom, that rule": lambda: episodes(tables, silence),
        "thugom, 12 rules": lambda: episodes(tables, policy),
    }
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(arguments.rounds):
        for name, one in work.items():
            taken[name].append(seconds(one))
    plain, islands, one_rule, every = (statistics.median(times) for times in taken.values())
    found = episodes(tables, policy)
    silent, own = found[found["rule"] == "no_report"], found[found["subject"].isin([*chosen, *targets])]
    faults = [
        *(["the plain replay finds others"] if in_short(own) != replay(sample, policy) else []),
        *(["the query finds others"] if in_short(silent) != in_short(connection.sql(ISLANDS).df()) else []),
    ]
    rows = len(tables["commune_coverage"]) + len(tables["unit_path"])
    for name, times in taken.items():
        print(f"{name:28} {statistics.median(times):7.3f} s   median of {arguments.rounds}")
    scaled = plain * UNITS / len(chosen)
    print(f"{'plain Python, all units':28} {scaled:7.1f} s   scaled from the sample; {scaled / every:.0f} x of thugom")
    print(f"{'one rule against DuckDB':28} {one_rule / islands:7.2f} x   over {rows:,} rows")
    said = "; ".join(faults) or f"the same {len(found):,} episodes"
    print(f"{'limit of 12 rules':28} {arguments.limit:7.1f} s   {said}")
    return int(bool(faults) or every > arguments.limit)


if __name__ == "__main__":
    sys.exit(main())
