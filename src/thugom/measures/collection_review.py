"""What is measured every night of the collection rows that stand: their months before, and the reports beside them."""

import datetime as dt

import numpy as np
import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE, Policy
from thugom.contracts.policy_sections import History
from thugom.measures.accounts import CollectionRecord
from thugom.measures.balance import OF_UNIT
from thugom.measures.balances import Balances
from thugom.measures.history import STEP, UNLIKE, compared, repeated, series_of
from thugom.measures.periods import calendar
from thugom.measures.settlements import KEY
from thugom.measures.treatment import TreatmentRecord, counted
from thugom.register import Register, expected_settlements

FIGURES = {"generated_kg": "generated", "collected_kg": "collected", "households_served": "served"}
VARIES, CONSTANT, COPIED = "varies", "constant", "copied"


def reviewed_collection(
    collected: CollectionRecord,
    treated: TreatmentRecord,
    register: Register,
    policy: Policy,
    as_of: dt.date,
    *,
    balances: Balances | None = None,
) -> pd.DataFrame:
    """Return the collection rows that stand with the columns that the review's checks read.

    Args:
        collected: what stands on record.
        treated: the same of treatment.
        register: the settlements in which a unit reports.
        policy: thresholds, due day and grace.
        as_of: until a period is past due and grace, a treatment report that is not there is not missing.
        balances: what the weighbridge says beside them; None where nothing was weighed.

    Returns:
        The rows with the columns of `reviews/collection.yml`.

    Source: methodology, section 8, history, copy-paste and pairs.
    """
    rows = collected.standing.reset_index(drop=True)
    keys = [rows["unit_id"], _own_settlement(rows, register, policy), rows["former_unit_code"]]
    # Named by a number: the figures share their series, and many long names cost more than all that follows.
    key = rows.groupby(keys, dropna=False, sort=False).ngroup()
    for name, stem in FIGURES.items():
        rows = rows.join(with_history(key, rows["period"], rows[name], stem, policy.plausibility.history))
    rows = rows.join(_beside_tickets(rows, balances))
    return rows.assign(
        report_repeats=_copied(rows),
        treatment_named=_treatment_named(rows, counted(treated, policy), policy, as_of),
        households_named=rows["households"].notna().astype("boolean").where(_positive(rows["households_served"])),
    )


def _beside_tickets(rows: pd.DataFrame, balances: Balances | None) -> pd.DataFrame:
    """Return what all scales say of the unit, on the largest of its rows of the period."""
    names = {"tickets_kg": "unit_tickets_kg", "reported_kg": "unit_collected_kg"}
    if balances is None:
        empty = {name: pd.Series(dtype="Int64") for name in names.values()}
        return pd.DataFrame({**empty, "tickets_agree": pd.Series(dtype="boolean")}, index=rows.index[:0])
    lines = balances.units[balances.units["line"] == OF_UNIT]
    told = lines[[*KEY, *names]].rename(columns=names).assign(tickets_agree=~lines["out_of_balance"])
    order = ["collected_kg", "file_sha256", "sheet", "row_number"]
    largest = rows.sort_values(order, ascending=[False, True, True, True]).drop_duplicates(KEY)[KEY]
    return largest.reset_index(names="_row").merge(told, on=KEY).set_index("_row").drop(columns=KEY)


def with_history(key: pd.Series, periods: pd.Series, values: pd.Series, stem: str, rule: History) -> pd.DataFrame:
    """Return how each value stands to the months before it, and how often it was repeated.

    Args:
        key: what names a series.
        periods: each value's period.
        values: kilograms if so called, else households.
        stem: what the columns' names begin with.
        rule: the policy's thresholds.

    Returns:
        On the index of `values`: STEM`_standing`, `_median` (where the value stands out, as a person
        reads it, in tonnes), `_earlier`, `_repeats` (null where the value is 0 or unknown), `_run`.
    """
    is_mass = str(values.name).endswith("_kg")
    scale = KILOGRAMS_PER_TONNE if is_mass else 1
    series = series_of(key, periods, values)
    step = int(rule.absolute_step["tonnes" if is_mass else "households"] * scale)
    found = compared(series, rule, step)
    run = pd.Series(repeated(series), dtype="Int64").mask(lambda months: months == 0)
    repeats = pd.Series(np.where(run.fillna(0) >= rule.same_months, CONSTANT, VARIES), dtype="str")
    told = found.loc[found["standing"].isin([UNLIKE, STEP]), "median"] / scale
    median = pd.Series([f"{number:.3f}".rstrip("0").rstrip(".") for number in told], index=told.index, dtype="str")
    columns = {
        f"{stem}_standing": found["standing"],
        f"{stem}_median": median.reindex(found.index),
        f"{stem}_earlier": found["earlier"],
        f"{stem}_repeats": repeats.where(run.notna()),
        f"{stem}_run": run,
    }
    return pd.DataFrame(columns).set_axis(values.index)


def _own_settlement(rows: pd.DataFrame, register: Register, policy: Policy) -> pd.Series:
    """Return the settlement that a row speaks of: all of a unit of one settlement is that settlement."""
    expected = expected_settlements(register, policy.kind_settlement)
    alone = expected.drop_duplicates("unit_id", keep=False).set_index("unit_id")["settlement"]
    of_unit = rows["unit_id"].map(alone).fillna(rows["settlement"])
    return rows["settlement"].where(rows["settlement"] != "all", of_unit)


def _copied(rows: pd.DataFrame) -> pd.Series:
    """Return whether generation and collection both repeat the month before; null where one is unknown or 0.

    A figure that is constant for longer is told as such; a second complaint helps nobody.
    """
    generated, collected = rows["generated_run"], rows["collected_run"]
    both = (generated > 1) & (collected > 1)
    constant = (rows["generated_repeats"] == CONSTANT) | (rows["collected_repeats"] == CONSTANT)
    copied = pd.Series(np.where(both.fillna(False) & ~constant, COPIED, VARIES), index=rows.index, dtype="str")
    return copied.where(generated.notna() & collected.notna())


def _treatment_named(rows: pd.DataFrame, treated: TreatmentRecord, policy: Policy, as_of: dt.date) -> pd.Series:
    """Return whether a treatment row names what was collected; null where none is to be expected."""
    # A refused row has its own complaint.
    named = pd.concat([treated.standing, treated.refused])[[*KEY, "settlement"]].drop_duplicates()
    pairs = rows[[*KEY, "settlement"]].reset_index(names="_row").merge(named, on=KEY, suffixes=("", "_treated"))
    same = pairs["settlement"] == pairs["settlement_treated"]
    either_all = (pairs["settlement"] == "all") | (pairs["settlement_treated"] == "all")
    found = pd.Series(rows.index.isin(pairs.loc[same | either_all, "_row"]), index=rows.index, dtype="boolean")
    spans = calendar(rows["period"].unique())
    past = [policy.past_due_on(day) < as_of for day in spans["last_on"].dt.date]
    due = rows["period"].isin(spans.loc[past, "period"])
    # A home to which nobody reports treatment learns nothing from being told so of every row.
    judged = _positive(rows["collected_kg"]) & due & bool(len(named))
    return found.where(judged)


def _positive(figures: pd.Series) -> pd.Series:
    """Return which figures are known and not 0."""
    return (figures > 0).fillna(False).astype(bool)
