"""The figures of one unit: per month, and summed to quarters, half-years and years."""

import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE, Policy
from thugom.measures.coverage import (
    AXIS,
    adequately_covered,
    any_positive,
    covered,
    covered_over_months,
    positive_parts,
)
from thugom.measures.periods import LONGER_KINDS, longer_period
from thugom.measures.ratios import collected_treated, treated

SUMS = [
    "households",
    "households_served",
    "households_self_managed",
    "generation_kg",
    "collected_kg",
    "treated_kg",
    "collected_treated_kg",
    "biological_kg",
    "controlled_kg",
    "treated_part",
    "person_days",
]
"""Additive figures: the sum is unknown as soon as one part is, except that of the known parts."""
RATES = {
    "collection_rate": ("collected_kg", "generation_kg"),
    "treatment_rate": ("treated_kg", "collected_kg"),
    "collected_treated_rate": ("collected_treated_kg", "generation_kg"),
    "household_coverage": ("households_served", "households"),
    "self_managed_share": ("households_self_managed", "households"),
    "biological_treatment_share": ("biological_kg", "treated_kg"),
    "controlled_rate": ("controlled_kg", "generation_kg"),
}
MEASURED = ["households", "households_served", "generated_kg", "collected_kg"]
FLAGS = ["estimated", "generation_estimated"]
WHOLE = ["treated_known", "complete", "silent"]
"""What holds of a sum only if it holds of every part."""
POSITIVE = ["collected_positive", "treated_part_positive", "biological_part_positive"]


def unit_periods(cells: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the figures per unit, period and settlement, `all` and longer periods included.

    Args:
        cells: what `account` returns, with `period_kind`.
        policy: thresholds and the organic fraction.

    Returns:
        `AXIS`, population, `SUMS` (Int64), `RATES` and the like as floats, `covered`,
        `adequately_covered`, `biologically_covered` (`boolean`), `FLAGS`, `complete`, `months`
        (of the unit in the period).

    Source: methodology, section 4.
    """
    smallest = _with_whole(_quantities(cells))
    smallest["covered"] = covered(smallest)
    smallest["biologically_covered"] = covered(smallest, "biological_part")
    smallest["adequately_covered"] = adequately_covered(smallest, policy)
    smallest["months"] = pd.Series(1, index=smallest.index, dtype="Int64")
    months = smallest[smallest["period_kind"] == "month"]
    longer = [_longer(months, kind, policy) for kind in LONGER_KINDS]
    rows = pd.concat([smallest, *longer], ignore_index=True)
    return _with_rates(rows, policy)


def _quantities(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with every additive figure, null where it does not follow from what is known."""
    known = cells["treated_known"]
    rows = cells.assign(
        treated_kg=treated(cells),
        collected_treated_kg=collected_treated(cells),
        biological_kg=cells["biological_part"].where(known),
        controlled_kg=cells["controlled_part"].where(known),
        person_days=cells["population"] * cells["days"],
        complete=cells[MEASURED].notna().all(axis=1) & known,
    )
    return rows.join(positive_parts(cells))[[*AXIS, "population", *SUMS, *FLAGS, *POSITIVE, *WHOLE]]


def _with_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the row `all` of each unit and period: the sum of its settlements, known if each is."""
    by = ["unit_id", "period", "period_kind"]
    groups = [rows[name] for name in by]
    whole = _summed(rows, by, [*SUMS, "population"])
    parts = any_positive(rows[POSITIVE], groups)
    whole = whole.merge(parts.reset_index(), on=by).assign(settlement="all")
    return pd.concat([rows, whole], ignore_index=True)


def _summed(rows: pd.DataFrame, by: list[str], sums: list[str]) -> pd.DataFrame:
    """Return `rows` summed over `by`; a sum is null as soon as one part is."""
    grouped = rows.groupby(by)
    totals = grouped[sums].sum()
    gaps = rows[sums].isna().groupby([rows[name] for name in by]).any()
    totals = totals.mask(gaps)
    totals[FLAGS] = grouped[FLAGS].any()
    totals[WHOLE] = grouped[WHOLE].all()
    return totals.reset_index()


def _longer(months: pd.DataFrame, kind: str, policy: Policy) -> pd.DataFrame:
    """Return the months' rows summed to quarters, half-years or years."""
    labels = {month: longer_period(month, kind) for month in months["period"].unique()}
    rows = months.assign(period=months["period"].map(labels).astype("str"), period_kind=kind)
    result = _summed(rows, AXIS, SUMS)
    for name in ("covered", "biologically_covered"):
        counts = _month_counts(rows, name)
        result = result.merge(counts, on=AXIS)
        result[name] = covered_over_months(result.pop("_covered"), result.pop("_unknown"), result["months"])
        result = result if name == "biologically_covered" else result.drop(columns="months")
    result["adequately_covered"] = adequately_covered(result, policy)
    # People are a stock: a longer period shows those of its last month.
    last = rows.sort_values("period").drop_duplicates(AXIS, keep="last")[[*AXIS, "population"]]
    return result.merge(last, on=AXIS)


def _month_counts(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return how many months of each unit and period are covered, unknown, and there at all."""
    grouped = [rows[column] for column in AXIS]
    counts = pd.DataFrame(
        {
            "_covered": rows[name].fillna(False).astype("Int64").groupby(grouped).sum(),
            "_unknown": rows[name].isna().astype("Int64").groupby(grouped).sum(),
            "months": rows["months"].groupby(grouped).sum(),
        }
    )
    return counts.reset_index()


def _with_rates(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Add the rates as floats; 0 or unknown below the line gives null, and nothing is capped."""
    above = pd.Series(False, index=rows.index)
    for name, (numerator, denominator) in RATES.items():
        rows[name] = _rate(rows[numerator], rows[denominator])
        above |= (rows[numerator] > rows[denominator]).eq(True) & rows[name].notna()
    fraction = policy.organic_fraction
    organic = rows["generation_kg"] * fraction.numerator
    rows["organic_recovery_rate"] = _rate(rows["biological_kg"] * fraction.denominator, organic)
    rows["generation_kg_per_person_day"] = _rate(rows["generation_kg"], rows["person_days"])
    above |= rows["organic_recovery_rate"].gt(1).fillna(False).astype(bool)
    rows["rate_above_one"] = above
    return rows


def _rate(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return numerator / denominator as floats, null where the denominator is 0 or either unknown."""
    safe = denominator.mask((denominator == 0).fillna(True))
    return (numerator.astype("Float64") / safe.astype("Float64")).astype("Float64")


def published(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with masses in tonnes, under the names of `commune_coverage`."""
    names = {
        "generation_kg": "generated_t",
        "collected_kg": "collected_t",
        "treated_kg": "treated_t",
        "collected_treated_kg": "collected_treated_t",
        "biological_kg": "biologically_treated_t",
        "controlled_kg": "controlled_t",
    }
    tonnes = {new: rows[old].astype("Float64") / KILOGRAMS_PER_TONNE for old, new in names.items()}
    basis = rows["generation_estimated"].map({True: "estimated", False: "reported"}).astype("str")
    return rows.assign(apportioned=False, **tonnes, generation_basis=basis.where(rows["generation_kg"].notna()))
