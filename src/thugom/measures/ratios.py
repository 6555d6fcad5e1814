"""Every ratio the pipeline publishes: its terms where known, and at the ends of its interval.

Each ratio is a sum over cells (unit, period, settlement). Of an unknown figure only the cell's
completions matter, and for each of them the one that makes the whole ratio least, or greatest, is
the same whatever the other cells hold: every cell's own ratio lies in [0, 1], so moving numerator
and denominator up together never lowers the whole, and moving the denominator alone never raises
it. So both ends are sums too. Source: methodology, section 5, `lower`, `upper`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE, Policy
from thugom.measures.grouping import whole

BILLION = 10**9
TERMS = ["value_n", "value_d", "least_n", "least_d", "most_n", "most_d"]
EACH = ("urban", "rural", "all")


@dataclass(frozen=True)
class Ratio:
    """One ratio: its names, where it is published, and its terms on the rows of `account`.

    `divisor` turns the terms' sums into `measured_in`; `rate` names the column of a unit's own
    rate in `commune_coverage`, where there is one; `leans_on` says which estimate may carry it.
    """

    indicator: str
    denominator_kind: str
    settlements: tuple[str, ...]
    measured_in: str
    terms: Callable[[pd.DataFrame, Policy], pd.DataFrame]
    leans_on: str
    rate: str | None = None
    in_billionths: bool = False

    def divisor(self, policy: Policy) -> int:
        """Return what the terms' sums are divided by on publication."""
        if self.measured_in == "t":
            return KILOGRAMS_PER_TONNE * policy.organic_fraction.denominator
        return BILLION if self.in_billionths else 1

    def grains(self, policy: Policy) -> tuple[int, int]:
        """Return what makes one kilogram or household in numerator and denominator: recasting divides whole ones."""
        if self.measured_in != "t":
            return 1, BILLION if self.in_billionths else 1
        fraction = policy.organic_fraction
        organic = self.denominator_kind == "by_organic"
        return fraction.denominator, fraction.numerator if organic else fraction.denominator


def least_of(*columns: pd.Series) -> pd.Series:
    """Return the least of several columns of whole numbers, row by row, passing over what is null.

    >>> least_of(pd.Series([1, None], dtype="Int64"), pd.Series([2, 3], dtype="Int64")).tolist()
    [1, 3]
    """
    return _extreme(np.minimum, np.iinfo("int64").max, columns)


def greatest_of(*columns: pd.Series) -> pd.Series:
    """Return the greatest of several columns of whole numbers, row by row, passing over what is null."""
    return _extreme(np.maximum, np.iinfo("int64").min, columns)


def _extreme(choose: np.ufunc, last: int, columns: tuple[pd.Series, ...]) -> pd.Series:
    """Return the extreme of several columns; `last` is what any number is chosen before."""
    values, unknown = np.full(len(columns[0]), last), np.ones(len(columns[0]), dtype=bool)
    for column in columns:
        gone = column.isna().to_numpy()
        choose(values, column.fillna(last).to_numpy(dtype="int64"), out=values)
        unknown &= gone
    return whole(np.where(unknown, 0, values), unknown).set_axis(columns[0].index)


def _terms(
    value: tuple[pd.Series, pd.Series],
    least: tuple[pd.Series, pd.Series],
    most: tuple[pd.Series, pd.Series],
) -> pd.DataFrame:
    """Return the six columns of whole numbers; a pair is null together."""
    columns: list[pd.Series] = []
    for numerator, denominator in (value, least, most):
        known = (numerator.notna() & denominator.notna()).to_numpy()
        columns += [numerator.where(known), denominator.where(known)]
    return pd.DataFrame(dict(zip(TERMS, columns, strict=True)))


def treated(rows: pd.DataFrame) -> pd.Series:
    """Return T where it is known."""
    return rows["treated_part"].where(rows["treated_known"])


def collected_treated(rows: pd.DataFrame, part: str = "treated_part") -> pd.Series:
    """Return CT = min(T, C) where it follows from what is known.

    It follows when both are known; when the known part of T already reaches C; and, waste that was
    treated having been collected, when T alone is known. `part` may name another part of T (O).
    """
    known_part, collected = rows[part], rows["collected_kg"]
    both = least_of(known_part, collected)
    follows = rows["treated_known"] | (collected.notna() & (known_part >= collected)).eq(True)
    return both.where(follows)


def reported_generation(rows: pd.DataFrame) -> pd.Series:
    """Return G where it was reported."""
    return rows["generated_kg"]


def _collected_treated_by_generated(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the terms of CT / G."""
    generation = rows["generation_kg"]
    least = least_of(rows["treated_part"], rows["collected_least"], generation)
    most = least_of(_most_treated(rows), rows["collected_most"], generation)
    return _scaled(
        policy,
        (collected_treated(rows), reported_generation(rows)),
        (least, generation),
        (most.where(generation.notna()), generation),
    )


def _most_treated(rows: pd.DataFrame) -> pd.Series:
    """Return the most T can be; null where C has no upper end."""
    return rows["treated_most"]


def _scaled(
    policy: Policy,
    *pairs: tuple[pd.Series, pd.Series],
) -> pd.DataFrame:
    """Return the six columns in units of kg / (denominator of the organic fraction).

    So every mass ratio, those with the organic fraction too, stays in whole numbers.
    """
    unit = policy.organic_fraction.denominator
    value, least, most = ((numerator * unit, denominator * unit) for numerator, denominator in pairs)
    return _terms(value, least, most)


def _by_collected(rows: pd.DataFrame) -> tuple[tuple[pd.Series, pd.Series], ...]:
    """Return the ends of T / C: a silent unit treats nothing of all, or all of what it collects."""
    generation, part = rows["generation_kg"], rows["treated_part"]
    widest = rows["collected_most"]
    least = (least_of(part, widest, generation), widest)
    # Known T without C: the least C that can be is T itself, and that makes the rate greatest.
    reach = widest.mask(rows["collected_kg"].isna() & rows["treated_known"], part)
    most = (least_of(rows["treated_most"], reach, generation), reach)
    return least, most


def _collected_treated_by_collected(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the terms of CT / C."""
    return _scaled(policy, (collected_treated(rows), rows["collected_kg"]), *_by_collected(rows))


def _treatment_rate(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the terms of T / C."""
    return _scaled(policy, (treated(rows), rows["collected_kg"]), *_by_collected(rows))


def _collection_rate(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the terms of C / G."""
    generation = rows["generation_kg"]
    return _scaled(
        policy,
        (rows["collected_kg"], reported_generation(rows)),
        (least_of(rows["collected_least"], generation), generation),
        (least_of(rows["collected_most"], generation), generation),
    )


def _households(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the terms of a share of households."""
    counted, basis = rows[column], rows["households_basis"]
    return _terms(
        (counted, rows["households"]),
        (least_of(counted.fillna(0), basis), basis),
        (least_of(counted, basis), basis),
    )


def _household_coverage(rows: pd.DataFrame, _: Policy) -> pd.DataFrame:
    """Return the terms of S / H."""
    return _households(rows, "households_served")


def _self_managed_share(rows: pd.DataFrame, _: Policy) -> pd.DataFrame:
    """Return the terms of self-managing households / H."""
    return _households(rows, "households_self_managed")


def _organic_limit(rows: pd.DataFrame, policy: Policy) -> pd.Series:
    """Return organic fraction x G, in units of kg / denominator of the fraction."""
    return rows["generation_kg"] * policy.organic_fraction.numerator


def _most_biological(rows: pd.DataFrame, policy: Policy) -> pd.Series:
    """Return the most O can be, scaled: its known part, and of the unknown T what can be organic."""
    unit = policy.organic_fraction.denominator
    part = rows["biological_part"] * unit
    unknown = (rows["treated_most"] - rows["treated_part"]) * unit
    limited = least_of(part + unknown, _organic_limit(rows, policy))
    return greatest_of(part, limited).where(unknown.notna())


def _organic_recovery_rate(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the terms of O / (G x organic fraction)."""
    unit, limit = policy.organic_fraction.denominator, _organic_limit(rows, policy)
    part = rows["biological_part"] * unit
    reported = limit.where(rows["generated_kg"].notna())
    most = _most_biological(rows, policy)
    return _terms(
        (part.where(rows["treated_known"]), reported),
        (least_of(part, limit), limit),
        (least_of(most, limit).where(most.notna()), limit),
    )


def _biological_treatment_share(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the terms of O / T: at the least all unknown treatment is another, at the most it is O."""
    unit = policy.organic_fraction.denominator
    part, known = rows["biological_part"] * unit, rows["treated_part"] * unit
    widest = rows["treated_most"] * unit
    most = _most_biological(rows, policy)
    treating = known.where(rows["treated_known"])
    return _terms(
        (part.where(rows["treated_known"]), treating),
        (least_of(part, widest).where(widest.notna()), widest),
        (most, known + most - part),
    )


def _controlled_rate(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the terms of K / G."""
    generation, widest = rows["generation_kg"], rows["collected_most"]
    part = rows["controlled_part"]
    most = part + rows["treated_most"] - rows["treated_part"]
    return _scaled(
        policy,
        (part.where(rows["treated_known"]), reported_generation(rows)),
        (least_of(part, widest, generation), generation),
        (least_of(most, widest, generation).where(most.notna()), generation),
    )


def _biological_by_generated(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the terms of min(O, C) / G, the biological reading of the urban target."""
    unit, generation = policy.organic_fraction.denominator, rows["generation_kg"]
    most = _most_biological(rows, policy)
    capped = least_of(most, rows["collected_most"] * unit, generation * unit)
    least = least_of(rows["biological_part"], rows["collected_least"], generation)
    value = collected_treated(rows, "biological_part")
    return _terms(
        (value * unit, reported_generation(rows) * unit),
        (least * unit, generation * unit),
        (capped.where(most.notna()), generation * unit),
    )


def _collected_treated_by_household(rows: pd.DataFrame, _: Policy) -> pd.DataFrame:
    """Return the terms of S x min(1, T / C) / H, in billionths of a household."""
    collected, part, known = rows["collected_kg"], rows["treated_part"], rows["treated_known"]
    basis, served = rows["households_basis"], rows["households_served"]
    nothing = known & (part == 0)
    follows = known | (part >= collected).fillna(False) | (collected == 0).fillna(False)
    # T = 0 treats nothing, however much was collected.
    value = _treated_of(served, part, collected).where(follows).mask(nothing & served.notna(), 0)
    least = _treated_of(least_of(served.fillna(0), basis), part, rows["collected_most"])
    most_served = least_of(served, basis)
    most = _treated_of(most_served, rows["treated_most"], collected)
    # C unknown: all of it may have been treated, unless nothing was, or nothing was collected.
    most = most.mask(collected.isna(), most_served * BILLION)
    none = nothing | (rows["collected_most"] == 0).fillna(False)
    return _terms(
        (value, rows["households"] * BILLION),
        (least.where(basis.notna()), basis * BILLION),
        (most.mask(none & most_served.notna(), 0).where(basis.notna()), basis * BILLION),
    )


def _treated_of(count: pd.Series, part: pd.Series, total: pd.Series) -> pd.Series:
    """Return count x min(1, part / total) in billionths, nearest; 0 of nothing, null where one is null.

    Where all is treated it is the count itself, exactly: no verdict at 100 % hangs on rounding.
    """
    unknown = (count.isna() | part.isna() | total.isna()).to_numpy()
    counts, parts, totals = (column.fillna(0).to_numpy(dtype="int64") for column in (count, part, total))
    safe = np.where(totals == 0, 1, totals)
    quotient, rest = np.divmod(counts * np.where(totals == 0, 0, np.minimum(parts, totals)), safe)
    return whole(quotient * BILLION + np.rint(rest / safe * BILLION).astype("int64"), unknown).set_axis(count.index)


RATIOS = (
    Ratio(
        "urban_collected_treated",
        "by_generated",
        ("urban",),
        "t",
        _collected_treated_by_generated,
        "g",
        "collected_treated_rate",
    ),
    Ratio("urban_collected_treated", "by_collected", ("urban",), "t", _collected_treated_by_collected, "g"),
    Ratio(
        "urban_collected_treated",
        "by_household",
        ("urban",),
        "households",
        _collected_treated_by_household,
        "h",
        in_billionths=True,
    ),
    Ratio("urban_collected_treated_biological", "by_generated", ("urban",), "t", _biological_by_generated, "g"),
    Ratio("collection_rate", "by_generated", EACH, "t", _collection_rate, "g", "collection_rate"),
    Ratio("treatment_rate", "by_collected", EACH, "t", _treatment_rate, "g", "treatment_rate"),
    Ratio("household_coverage", "by_household", EACH, "households", _household_coverage, "h", "household_coverage"),
    Ratio("self_managed_share", "by_household", EACH, "households", _self_managed_share, "h", "self_managed_share"),
    Ratio("organic_recovery_rate", "by_organic", EACH, "t", _organic_recovery_rate, "g", "organic_recovery_rate"),
    Ratio(
        "biological_treatment_share",
        "by_treated",
        EACH,
        "t",
        _biological_treatment_share,
        "g",
        "biological_treatment_share",
    ),
    Ratio("controlled_rate", "by_generated", EACH, "t", _controlled_rate, "g", "controlled_rate"),
)
"""Every ratio of the province, in the order of methodology section 5."""
