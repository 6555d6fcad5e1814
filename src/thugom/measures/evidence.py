"""How good the evidence is: the grade of a unit-month, and the share of the waste that each grade stands for."""

from fractions import Fraction

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.grouping import among, numbered, sorting_codes

GRADES = ("A", "B", "C", "D")
UNIT_PERIOD = ["unit_id", "period"]
UNREPORTED = ("no_report", "rejected", "pending")
"""States of a report in which a unit-month has none that was accepted."""


def evidence_grades(
    units: pd.DataFrame, warned: pd.DataFrame, balances: pd.DataFrame | None, policy: Policy
) -> pd.Series:
    """Return the evidence grade of each row's unit-month, the first that applies.

    `D` no accepted report; `C` generation estimated, or a check warned; `A` every balance line and
    the unit's total within the policy's tolerance of the larger; `B` otherwise. The grade is that
    of the unit in its month, in every row of a settlement too; a longer period has none. A year is
    graded where it is the smallest period that is reported.

    Args:
        units: rows of units, periods and settlements of one basis, those of `all` included: unit_id, period,
            period_kind, settlement, `silent`, `generation_estimated`, and `reporting` where known.
        warned: unit_id and period of every unit-month of which a check warned.
        balances: unit_id, period, facility_code (null for the unit's total), tickets_kg and
            reported_kg (Int64); None where nothing was weighed.
        policy: the tolerance.

    Returns:
        `A` to `D` on the index of `units`; null for longer periods.

    Source: methodology, section 11.
    """
    graded = ((units["settlement"] == "all") & _smallest(units)).to_numpy(dtype=bool)
    whole = units[graded]
    agreed = _in_agreement(balances, policy.evidence.balance_tolerance)
    grade = pd.Series("B", index=whole.index, dtype="str")
    grade = grade.mask(_among(whole, agreed), "A")
    grade = grade.mask(whole["generation_estimated"].astype(bool) | _among(whole, warned), "C")
    grade = grade.mask(_unreported(whole), "D")
    place, count = numbered(sorting_codes(units, UNIT_PERIOD))
    codes = np.full(count, -1)
    codes[place[graded]] = pd.Index(GRADES).get_indexer(pd.Index(grade))
    found = pd.Series(GRADES, dtype="str").array.take(codes[place], allow_fill=True)
    return pd.Series(found, index=units.index)


def grade_shares(units: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Return how the waste generated in each period divides among the evidence grades.

    Every unit-month in force weighs by its G, reported or estimated; one without an estimate weighs
    nothing. A longer period weighs its months, also those of units that ended within it.

    Args:
        units: as for `evidence_grades`, with `generation_kg` (Int64, null unknown) and
            `evidence_grade`, the settlements' rows included.
        periods: period, first_on, last_on: the periods wanted.

    Returns:
        One row per period and settlement (`urban`, `rural`, `all`) with units in it: period,
        settlement and `share_grade_a` to `share_grade_d`, which sum to 1; null where there is no waste.

    Source: methodology, section 11.
    """
    # The sum of the settlements that have an estimate: `all` has none as soon as one of them has none.
    rows = units[(units["settlement"] != "all") & units["evidence_grade"].notna()]
    rows = rows[["period", "settlement", "evidence_grade", "generation_kg"]].fillna({"generation_kg": 0})
    rows = pd.concat([rows, rows.assign(settlement="all")], ignore_index=True)
    sums = rows.groupby(["period", "settlement", "evidence_grade"], as_index=False)["generation_kg"].sum()
    by = ["period", "settlement"]
    spread = sums.merge(_parts(periods, rows["period"].unique()), on="period").drop(columns="period")
    spread = spread.rename(columns={"longer": "period"})
    table = spread.pivot_table(index=by, columns="evidence_grade", values="generation_kg", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=GRADES, fill_value=0).astype("Int64")
    total = table.sum(axis=1)
    shares = {f"share_grade_{grade.lower()}": _quotient(table[grade], total) for grade in GRADES}
    return pd.DataFrame(shares, index=table.index).reset_index()


def _smallest(units: pd.DataFrame) -> pd.Series:
    """Return which rows are of a smallest period: a month, or a year without months."""
    months = units["period_kind"] == "month"
    with_months = units.loc[months, "period"].str[:4].unique()
    return months | ((units["period_kind"] == "year") & ~units["period"].isin(with_months))


def _unreported(units: pd.DataFrame) -> pd.Series:
    """Return which rows have no accepted report."""
    silent = units["silent"].astype(bool)
    return silent | units["reporting"].isin(UNREPORTED) if "reporting" in units else silent


def _among(units: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Return which rows are of one of the other unit-periods."""
    return among(units, others[UNIT_PERIOD].astype("str"), UNIT_PERIOD)


def _in_agreement(balances: pd.DataFrame | None, tolerance: Fraction) -> pd.DataFrame:
    """Return the unit-periods of which every balance line, and a total that is not nothing, agrees."""
    if balances is None or balances.empty:
        return pd.DataFrame(columns=UNIT_PERIOD, dtype="str")
    tickets, reported = balances["tickets_kg"], balances["reported_kg"]
    larger = tickets.where(tickets >= reported, reported)
    apart = (tickets - reported).abs()
    within = (apart * tolerance.denominator <= larger * tolerance.numerator).fillna(False).astype(bool)
    # Nothing weighed and nothing reported is no evidence of anything.
    weighed = balances["facility_code"].isna() & (larger > 0).fillna(False).astype(bool)
    by = [balances[name] for name in UNIT_PERIOD]
    agrees = within.groupby(by).all() & weighed.groupby(by).any()
    return agrees[agrees].index.to_frame(index=False)


def _parts(periods: pd.DataFrame, smallest: np.ndarray) -> pd.DataFrame:
    """Return which of the smallest periods lie in each period wanted: period, longer."""
    spans = periods[["period", "first_on", "last_on"]]
    pairs = spans[spans["period"].isin(smallest)].merge(spans.rename(columns={"period": "longer"}), how="cross")
    inside = (pairs["first_on_y"] <= pairs["first_on_x"]) & (pairs["last_on_x"] <= pairs["last_on_y"])
    return pairs.loc[inside, ["period", "longer"]]


def _quotient(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return part / whole as floats, null where the whole is 0."""
    return part.astype("Float64") / whole.mask(whole == 0).astype("Float64")
