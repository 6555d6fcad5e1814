"""Covered or not, in three values: true, false, unknown."""

from fractions import Fraction

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.grouping import Groups

AXIS = ["unit_id", "period", "period_kind", "settlement"]


def covered(rows: pd.DataFrame, part: str = "treated_part") -> pd.Series:
    """Return whether C > 0 and T > 0 (or O > 0, with `part`) per row, null where unknown.

    C = 0 makes it false. T > 0 with C missing makes it true: what was treated was collected.

    Args:
        rows: what `positive_parts` returns.
        part: `treated_part` or `biological_part`.

    Source: methodology, section 4, `covered`.
    """
    collected, treated = rows["collected_positive"], rows[f"{part}_positive"]
    return treated.mask(collected.eq(False).fillna(False), other=False)


def positive_parts(cells: pd.DataFrame) -> pd.DataFrame:
    """Return per cell whether C, T and O are above 0: true, false or unknown (`boolean`)."""
    known = cells["treated_known"].astype("boolean")
    result = pd.DataFrame(index=cells.index)
    result["collected_positive"] = cells["collected_kg"] > 0
    for part in ("treated_part", "biological_part"):
        above = cells[part] > 0
        result[f"{part}_positive"] = above.where(above | known)
    return result


def any_positive(parts: pd.Series, groups: Groups) -> pd.Series:
    """Return per group whether a sum is above 0 given which of its parts are: true if one is, false if none.

    A part that is unknown leaves the sum unknown unless another part is above 0.
    """
    some = groups.any(parts.fillna(False))
    none = ~groups.any(parts.fillna(True))
    return pd.Series(pd.arrays.BooleanArray(some, ~(some | none)))


def adequately_covered(rows: pd.DataFrame, policy: Policy) -> pd.Series:
    """Return whether household coverage and treatment rate both reach the policy's thresholds.

    Compared in whole numbers. A unit that is known not to be covered is not adequately covered
    either, though C = 0 leaves its treatment rate without a value: unknown would flatter it. Where
    it is unknown whether a longer period is covered, rates that reach the thresholds do not settle it.

    Args:
        rows: households, households_served, collected_kg, treated_part, treated_known, covered.
        policy: the two thresholds.

    Source: methodology, section 4, `adequately_covered`.
    """
    served = _reaches(rows["households_served"], rows["households"], policy.adequate_household_coverage)
    most = rows["treated_part"].where(rows["treated_known"])
    treated = _reaches(most, rows["collected_kg"], policy.adequate_treatment_rate)
    # The known part of T may reach the threshold before all of T is known.
    part = _reaches(rows["treated_part"], rows["collected_kg"], policy.adequate_treatment_rate)
    treated = treated.mask(part.eq(True).fillna(False), other=True)
    return served & treated & rows["covered"].astype("boolean")


def _reaches(numerator: pd.Series, denominator: pd.Series, threshold: Fraction) -> pd.Series:
    """Return whether numerator / denominator >= threshold; null for 0/0 and for what is unknown."""
    reached = numerator * threshold.denominator >= denominator * threshold.numerator
    return reached.astype("boolean").mask((denominator == 0).fillna(True))


def covered_over_months(covered_months: pd.Series, unknown_months: pd.Series, months: pd.Series) -> pd.Series:
    """Return whether a unit counts as covered over a longer period: in two thirds of its months.

    False only if it fails even with every unknown month counted as covered. Compared as whole
    numbers. Source: methodology, section 4, Longer periods.

    >>> one = lambda *values: pd.Series(values, dtype="Int64")
    >>> covered_over_months(one(2, 1, 1), one(0, 1, 0), one(3, 3, 3)).tolist()
    [True, <NA>, False]
    """
    met = 3 * covered_months >= 2 * months
    could = 3 * (covered_months + unknown_months) >= 2 * months
    return met.astype("boolean").mask(~met & could)
