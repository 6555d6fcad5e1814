"""Every ratio the pipeline publishes: its terms where known, and at the ends of its interval.

Each ratio is a sum over cells (unit, period, settlement). Of an unknown figure only the cell's
completions matter, and for each of them the one that makes the whole ratio least, or greatest, is
the same whatever the other cells hold: every cell's own ratio lies in [0, 1], so moving numerator
and denominator up together never lowers the whole, and moving the denominator alone never raises
it. So both ends are sums too. Source: methodology, section 5, `lower`, `upper`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE, Policy

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

    def divisor(self, policy: Policy) -> int:
        """Return what the terms' sums are divided by on publication."""
        if self.measured_in != "t":
            return 1
        return KILOGRAMS_PER_TONNE * policy.organic_fraction.denominator


def least_of(*columns: pd.Series) -> pd.Series:
    """Return the least of several columns, row by row, passing over what is null."""
    return pd.concat(columns, axis=1).min(axis=1)


def greatest_of(*columns: pd.Series) -> pd.Series:
    """Return the greatest of several columns, row by row, passing over what is null."""
    return pd.concat(columns, axis=1).max(axis=1)


def _terms(
    value: tuple[pd.Series, pd.Series],
    least: tuple[pd.Series, pd.Series],
    most: tuple[pd.Series, pd.Series],
) -> pd.DataFrame:
    """Return the six columns; a pair is null together."""
    pairs = [numerator.to_frame().assign(d=denominator) for numerator, denominator in (value, least, most)]
    frame = pd.concat(pairs, axis=1)
    frame.columns = pd.Index(TERMS)
    for position in (0, 2, 4):
        pair = frame.iloc[:, position : position + 2]
        frame.iloc[:, position : position + 2] = pair.mask(pair.isna().any(axis=1))
    return frame


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
    """Return the terms of S x min(1, T / C) / H, the numerators as exact fractions."""
    collected, part, known = rows["collected_kg"], rows["treated_part"], rows["treated_known"]
    basis, served = rows["households_basis"], rows["households_served"]
    share = _share(part, collected).where(known | (part >= collected).eq(True) | (collected == 0))
    # T = 0 treats nothing, however much was collected.
    share = share.mask(share.isna() & known & (part == 0), Fraction(0))
    least = _share(part, rows["collected_most"])
    most = _share(rows["treated_most"], collected)
    most = most.mask(collected.isna(), Fraction(1)).mask(known & (part == 0), Fraction(0))
    most = most.mask(rows["collected_most"] == 0, Fraction(0))
    least_served = least_of(served.fillna(0), basis)
    most_served = least_of(served, basis)
    return _terms(
        (_times(served, share), rows["households"]),
        (_times(least_served, least), basis),
        (_times(most_served, most), basis),
    )


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return min(1, part / whole) as exact fractions; 0 of nothing, null where either is null."""
    pairs = zip(part, whole, strict=True)
    shares = [
        None if pd.isna(p) or pd.isna(w) else Fraction(min(int(p), int(w)), int(w)) if w else Fraction(0)
        for p, w in pairs
    ]
    return pd.Series(shares, index=part.index, dtype=object)


def _times(counts: pd.Series, shares: pd.Series) -> pd.Series:
    """Return counts x shares as exact fractions, null where either is null."""
    products = [
        None if pd.isna(count) or share is None or pd.isna(share) else int(count) * share
        for count, share in zip(counts, shares, strict=True)
    ]
    return pd.Series(products, index=counts.index, dtype=object)


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
    Ratio("urban_collected_treated", "by_household", ("urban",), "households", _collected_treated_by_household, "h"),
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
