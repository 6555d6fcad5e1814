"""The exact ratio behind a published one: floats stand in the tables, verdicts compare whole numbers."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE, Policy

BILLION = 10**9
ENDS = ("", "lower_", "upper_")


def published_ratio(row: Mapping[Any, Any], end: str, policy: Policy) -> Fraction | None:
    """Return numerator / denominator of a row of `province_coverage` as exact as they were.

    Tonnes go back to whole kilograms (of the organic fraction's denominator), anything else to
    billionths. An end of the interval that no estimate carries has no terms and is 0 or 1 itself.

    Args:
        row: `value`, `numerator`, `denominator`, `measured_in`, or those of `lower`, `upper`.
        end: "", "lower_" or "upper_".
        policy: the organic fraction.

    >>> from thugom.contracts import load_policy, packaged_schemas
    >>> policy = load_policy(packaged_schemas() / "policy.yml")
    >>> row = {"value": 0.1 / 0.3, "numerator": 0.1, "denominator": 0.3, "measured_in": "t"}
    >>> published_ratio(row, "", policy)
    Fraction(1, 3)
    """
    value = row[end.rstrip("_") or "value"]
    if pd.isna(value):
        return None
    numerator, denominator = row[f"{end}numerator"], row[f"{end}denominator"]
    if pd.isna(numerator) or pd.isna(denominator):
        return Fraction(value)
    scale = KILOGRAMS_PER_TONNE * policy.organic_fraction.denominator if row["measured_in"] == "t" else BILLION
    return Fraction(round(Fraction(numerator) * scale), round(Fraction(denominator) * scale))
