"""The mass balance of units: what passed over the scales, against what reports say of the same waste."""

from collections.abc import Iterable

import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE, Policy
from thugom.measures.grouping import among
from thugom.measures.reported_tonnes import LINE, ReportedLines
from thugom.measures.settlements import KEY
from thugom.measures.weighed import FIGURES, PLACE, weighing_places

ALL_FACILITIES = "*"
"""The facility code of a unit's own line: no key may be null, and no facility can be called so."""
OF_FACILITY, OF_UNIT = "facility", "unit"
MASSES = ("tickets_kg", "reported_kg", "balance_kg")


def compared(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the rows with how far tickets and reports are apart, and whether that is an issue.

    Args:
        rows: `tickets_kg`, `reported_kg` (Int64, null unknown).
        policy: an issue is both more than `balance.apart_t` and more than `balance.apart_share` of the larger apart.

    Returns:
        The rows with `balance_kg` (Int64), tickets − reported, and `out_of_balance`; null where either is unknown.

    Source: methodology, section 10. Whole numbers are compared, by cross-multiplication.

    >>> from thugom.contracts import load_policy, packaged_schemas
    >>> rows = {"tickets_kg": [25_000, 25_001, 130_000, None], "reported_kg": [20_000, 20_000, 120_000, 9_000]}
    >>> compared(pd.DataFrame(rows, dtype="Int64"), load_policy(packaged_schemas() / "policy.yml"))
       tickets_kg  reported_kg  balance_kg  out_of_balance
    0       25000        20000        5000           False
    1       25001        20000        5001            True
    2      130000       120000       10000           False
    3        <NA>         9000        <NA>            <NA>
    """
    most, share = policy.balance.apart_t * KILOGRAMS_PER_TONNE, policy.balance.apart_share
    tickets, reported = rows["tickets_kg"], rows["reported_kg"]
    balance = tickets - reported
    larger = tickets.where(tickets >= reported, reported)
    far = balance.abs() * most.denominator > most.numerator
    much = balance.abs() * share.denominator > larger * share.numerator
    return rows.assign(balance_kg=balance, out_of_balance=(far & much).astype("boolean"))


def mass_balance(
    weighed: pd.DataFrame, reported: ReportedLines, collected: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Return the balance of every unit: a line per facility, and its own.

    Args:
        weighed: what `in_reported_periods` returns.
        reported: what `reported_lines` returns.
        collected: what `collected_of_units` returns.
        policy: the stream of which collection reports speak, and the thresholds.

    Returns:
        `LINE`, `line`, `tickets`, `MASSES` (Int64, null unknown) and `out_of_balance`, of the periods in which anything
        was weighed, sorted by `LINE`. `tickets_kg` is null at a facility without a ticket in the period, and in a
        unit's line where it is reported to have brought waste to such a one.

    Source: methodology, section 10.
    """
    lines = facility_lines(weighed, reported)
    units = _unit_lines(lines, reported, collected[collected["period"].isin(weighed["period"])], policy)
    rows = pd.concat([lines.assign(line=OF_FACILITY), units.assign(line=OF_UNIT)], ignore_index=True)
    kinds = dict.fromkeys(LINE, "str") | dict.fromkeys([*FIGURES, "reported_kg"], "Int64")
    rows = compared(rows.astype(kinds), policy)
    return rows[[*LINE, "line", "tickets", *MASSES, "out_of_balance"]].sort_values(LINE, ignore_index=True)


def facility_lines(weighed: pd.DataFrame, reported: ReportedLines) -> pd.DataFrame:
    """Return tickets beside reports per unit and facility, in the periods in which anything was weighed.

    At a facility that weighed others in the period a unit without a ticket brought 0. What was weighed and never
    reported is unknown, not 0; so is every line that a refused row may have spoken of.
    """
    said = reported.lines[reported.lines["period"].isin(weighed["period"])]
    rows = said.merge(weighed, on=LINE, how="outer")
    there = among(rows, weighing_places(weighed), PLACE)
    return rows.assign(**{name: rows[name].fillna(0).where(there) for name in FIGURES})


def _unit_lines(lines: pd.DataFrame, reported: ReportedLines, collected: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return each unit's own line: what all scales say of it, against what it collected."""
    stream = policy.treatment.counted_stream
    own = lines[lines["stream"] == stream]
    # Nothing is missing of waste that by all accounts never went there.
    unweighed = own["tickets_kg"].isna() & (own["reported_kg"].isna() | (own["reported_kg"] > 0))
    open_units = pd.concat([own.loc[unweighed, KEY], reported.unplaced.loc[reported.unplaced["stream"] == stream, KEY]])
    sums = own.groupby(KEY)[FIGURES].sum(min_count=1).reset_index()
    incomplete = among(sums, open_units, KEY)
    sums = sums.assign(**{name: sums[name].mask(incomplete) for name in FIGURES})
    rows = sums.merge(collected, on=KEY, how="outer").rename(columns={"collected_kg": "reported_kg"})
    rows = rows[rows["reported_kg"].notna() | among(rows, own, KEY)]
    return rows.assign(stream=stream, facility_code=ALL_FACILITIES)


def as_evidence(balance: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the balances on which the grades of evidence rest: those of the stream that the targets speak of.

    Where 0 is reported to a facility without a ticket there is nothing to weigh: that line says neither good nor bad.

    Args:
        balance: what `mass_balance` returns.
        policy: the stream.

    Returns:
        As `evidence_grades` takes them; `facility_code` is null in a unit's own line.
    """
    rows = balance[balance["stream"] == policy.treatment.counted_stream]
    idle = (rows["line"] == OF_FACILITY) & rows["tickets_kg"].isna() & (rows["reported_kg"] == 0).fillna(False)
    rows = rows[~idle.astype(bool)]
    code = rows["facility_code"].where(rows["line"] == OF_FACILITY)
    return rows.assign(facility_code=code)[[*KEY, "facility_code", "tickets_kg", "reported_kg"]]


def with_ratio(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with `balance_ratio`, tickets / reported: a float, null where 0 is reported or either is unknown."""
    below = rows["reported_kg"].astype("Float64")
    return rows.assign(balance_ratio=rows["tickets_kg"].astype("Float64") / below.mask(below == 0))


def in_tonnes(rows: pd.DataFrame, masses: Iterable[str]) -> pd.DataFrame:
    """Return the rows with these masses in tonnes instead of kilograms, as they are published.

    >>> in_tonnes(pd.DataFrame({"tickets_kg": pd.array([1_500, None], dtype="Int64")}), ["tickets_kg"])
       tickets_t
    0        1.5
    1       <NA>
    """
    for name in masses:
        tonnes = rows[name].astype("Float64") / KILOGRAMS_PER_TONNE
        rows = rows.drop(columns=name).assign(**{f"{name.removesuffix('_kg')}_t": tonnes})
    return rows
