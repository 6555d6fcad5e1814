"""The figures of one unit: per month, and summed to quarters, half-years and years."""

from collections.abc import Iterable, Sequence

import numpy as np
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
from thugom.measures.grouping import Groups, chosen, sorting_codes, stacked, whole_and_unknown
from thugom.measures.periods import LONGER_KINDS, longer_period
from thugom.measures.ratios import collected_treated, treated

UNIT_PERIOD = ["unit_id", "period", "period_kind"]
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
FLAGS = ["estimated", "generation_estimated", "apportioned"]
WHOLE = ["treated_known", "complete", "silent"]
"""What holds of a sum only if it holds of every part."""
TONNES = {
    "generation_kg": "generated_t",
    "collected_kg": "collected_t",
    "treated_kg": "treated_t",
    "collected_treated_kg": "collected_treated_t",
    "biological_kg": "biologically_treated_t",
    "controlled_kg": "controlled_t",
}
SETTLED = ("treated_kg", "biological_kg", "controlled_kg")
"""What no other figure rests on once the units have their rates."""
TALLIED = {"literal": "covered", "biological": "biologically_covered"}
"""What counts over a longer period by its months."""
TALLIES = [f"{name}_{said}" for name in TALLIED for said in ("yes", "unknown")]
UNPUBLISHED = [
    *("treated_part", "person_days", "months", "biologically_covered", "generation_estimated", "valid_to", *WHOLE),
]
"""What other figures rest on, and no table shows."""
POSITIVE = ["collected_positive", "treated_part_positive", "biological_part_positive"]


def unit_periods(cells: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the figures per unit, period and settlement as reported, `all` and longer periods included.

    Args:
        cells: what `account` returns, with `period_kind`.
        policy: thresholds and the organic fraction.

    Returns:
        `AXIS`, population, `SUMS` (Int64), `RATES` and the like as floats, `covered`,
        `adequately_covered`, `biologically_covered` (`boolean`), `FLAGS`, `complete`, `months`
        (of the unit in the period).

    Source: methodology, section 4.
    """
    return with_longer(unit_smallest(quantities(cells), policy), policy)


def quantities(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with every additive figure, null where it does not follow from what is known.

    CT is taken here, once per reported cell; from here on it is only ever summed.
    """
    known = cells["treated_known"]
    rows = cells.assign(
        treated_kg=treated(cells),
        collected_treated_kg=collected_treated(cells),
        biological_kg=cells["biological_part"].where(known),
        controlled_kg=cells["controlled_part"].where(known),
        person_days=cells["population"] * cells["days"],
        complete=cells[MEASURED].notna().all(axis=1) & known,
        apportioned=False,
    )
    return rows.join(positive_parts(cells))[[*AXIS, "population", *SUMS, *FLAGS, *POSITIVE, *WHOLE]]


def unit_smallest(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the rows of the smallest periods, `all` included, with their answers."""
    rows = with_whole(rows)
    rows["covered"] = covered(rows)
    rows["biologically_covered"] = covered(rows, "biological_part")
    rows["adequately_covered"] = adequately_covered(rows, policy)
    return rows


def with_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the row `all` of each unit and period: the sum of its settlements, known if each is."""
    groups = Groups.by(rows, UNIT_PERIOD)
    total = _summed(rows, groups, [*SUMS, "population"], UNIT_PERIOD)
    for name in (name for name in POSITIVE if name in rows):
        total[name] = any_positive(rows[name], groups)
    return pd.concat([rows, total.assign(settlement="all")], ignore_index=True)


def _summed(rows: pd.DataFrame, groups: Groups, sums: Sequence[str], keys: Sequence[str]) -> pd.DataFrame:
    """Return `rows` summed over the groups; a sum is null as soon as one part is."""
    total = groups.keys(rows[list(keys)])
    columns = {name: groups.sums(rows[name]) for name in sums}
    flags = {name: groups.any(rows[name]) for name in FLAGS}
    return total.assign(**columns, **flags, **{name: groups.all(rows[name]) for name in WHOLE})


def with_longer(smallest: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the rows with those of quarters, half-years and years, and their rates.

    Args:
        smallest: `AXIS`, population, `SUMS`, `FLAGS`, `WHOLE` and the three answers.
        policy: thresholds and the organic fraction.
    """
    smallest = smallest.assign(months=pd.Series(1, index=smallest.index, dtype="Int64"))
    columns = [name for name in smallest.columns if name not in POSITIVE]
    parts = _tallied(chosen(smallest, smallest["period_kind"] == "month"))
    longer = []
    # Half-years are summed from quarters, and years from half-years.
    for kind in LONGER_KINDS:
        parts = _longer(parts, kind, policy)
        longer.append(parts[columns])
    frames = [smallest[columns], *longer]
    del smallest, parts, longer
    return _with_rates(stacked(frames), policy)


def _tallied(months: pd.DataFrame) -> pd.DataFrame:
    """Return the months' rows with how many months are covered or unknown, and the `month` itself."""
    said = {name: months[answer] for name, answer in TALLIED.items()}
    yes = {f"{name}_yes": answer.fillna(False).astype("Int64") for name, answer in said.items()}
    unknown = {f"{name}_unknown": answer.isna().astype("Int64") for name, answer in said.items()}
    return months.assign(**yes, **unknown, month=months["period"])


def _longer(parts: pd.DataFrame, kind: str, policy: Policy) -> pd.DataFrame:
    """Return what `_tallied` returns, or the rows of shorter periods, summed to quarters, half-years or years."""
    month, months = pd.factorize(parts["month"], sort=True)
    label, labels = pd.factorize(np.array([longer_period(name, kind) for name in months], dtype=object))
    codes = sorting_codes(parts, ["settlement", "unit_id"]) * max(len(labels), 1) + label[month]
    groups = Groups(codes, within=month)
    result = _summed(parts, groups, [*SUMS, "months", *TALLIES], AXIS)
    result["period"] = pd.Series(labels, dtype="str").take(label[month[groups.first]]).reset_index(drop=True)
    result["period_kind"] = pd.Series(kind, index=result.index, dtype="str")
    for name, answer in TALLIED.items():
        yes, unknown = result[f"{name}_yes"], result[f"{name}_unknown"]
        result[answer] = covered_over_months(yes, unknown, result["months"])
    result["adequately_covered"] = undivided(adequately_covered(result, policy), result)
    # People are a stock: a longer period shows those of its last month.
    last = parts[["population", "month"]].take(groups.last).reset_index(drop=True)
    return result.assign(population=last["population"], month=last["month"])


def undivided(adequate: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Return the answer, null where it rests on a figure that was divided among several units.

    Its parts' household coverage and treatment rates would all be those of the whole.
    """
    return adequate.mask(rows["apportioned"] & ~rows["covered"].eq(False).fillna(False))


def _with_rates(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Add the rates as floats; 0 or unknown below the line gives null, and nothing is capped."""
    fraction = policy.organic_fraction
    above = np.zeros(len(rows), dtype=bool)
    rates = {}
    for name, (numerator, denominator) in RATES.items():
        rates[name], beyond = _rate(rows[numerator], rows[denominator])
        above |= beyond
    organic = rows["biological_kg"] * fraction.denominator, rows["generation_kg"] * fraction.numerator
    rates["organic_recovery_rate"], beyond = _rate(*organic)
    rates["generation_kg_per_person_day"], _ = _rate(rows["generation_kg"], rows["person_days"])
    return rows.assign(**rates, rate_above_one=above | beyond)


def _rate(numerator: pd.Series, denominator: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Return numerator / denominator, null where the denominator is 0 or either unknown, and where it is above 1."""
    above_line, gone = whole_and_unknown(numerator)
    below_line, missing = whole_and_unknown(denominator)
    unknown = gone | missing | (below_line == 0)
    quotient = above_line / np.where(below_line == 0, 1, below_line)
    return pd.Series(pd.arrays.FloatingArray(quotient, unknown)), (above_line > below_line) & ~unknown


def in_tonnes(rows: pd.DataFrame, masses: Iterable[str]) -> pd.DataFrame:
    """Return the rows with these masses in tonnes, under the names of `commune_coverage`, instead of kilograms."""
    for name in masses:
        tonnes = rows[name].astype("Float64") / KILOGRAMS_PER_TONNE
        rows = rows.drop(columns=name).assign(**{TONNES[name]: tonnes})
    return rows


def published(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as `commune_coverage` has them: all masses in tonnes, nothing that only other figures rest on."""
    basis = rows["generation_estimated"].map({True: "estimated", False: "reported"}).astype("str")
    basis = basis.where(rows["generation_kg"].notna())
    rows = rows.drop(columns=UNPUBLISHED, errors="ignore").assign(generation_basis=basis)
    return in_tonnes(rows, [name for name in TONNES if name in rows])
