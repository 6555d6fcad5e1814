"""Columns measured for the checks: what a rule needs to know of a row, computed before it is judged.

The contracts hold the rules; this module only measures. Texts that a message quotes are measured
beside them.
"""

from fractions import Fraction

import numpy as np
import pandas as pd

from thugom.contracts import Contract, Policy
from thugom.measures.methods import with_methods
from thugom.measures.named_units import NOT_ASKED, with_former_code, with_unit
from thugom.measures.periods import calendar
from thugom.register import Register, expected_settlements
from thugom.register.overlap import former_parts

PLAUSIBLE, UNUSUAL, IMPOSSIBLE = "plausible", "wide", "impossible"


def measured(rows: pd.DataFrame, contract: Contract, register: Register, policy: Policy) -> pd.DataFrame:
    """Return received rows with the columns that the report's checks read.

    Args:
        rows: one row per received row, unique index: the contract's facts, `file_sha256`,
            `arrived_on` (ISO day in the home's zone), and the columns `GIVEN` where the form has them.
        contract: the report.
        register: units and facilities.
        policy: ranges and settlements.

    Returns:
        `rows` with `unit_id` (null where no unit in force is meant) and what else `with_unit` adds, `period_begun`,
        `settlement_fits`, `settlements_expected`, `all_beside_parts`, `duplicate_standing`, `duplicate_rows`, and by
        report `figures_given` and the columns of `_with_former` and `_of_collection`, or those of `_of_treatment`.

    Source: methodology, section 8.
    """
    rows = _with_period(rows)
    rows = with_former_code(with_unit(rows, register, policy), register, policy)
    rows = _with_settlement(rows, register, policy)
    if "facility_code" in rows:
        # Before duplicates are looked for: the method is a part of a row's key.
        rows = with_methods(rows, register)
    rows = _with_duplicates(rows, contract)
    if "generated_kg" in rows:
        rows = rows.assign(figures_given=_figures_given(rows, contract))
        return _of_collection(_with_former(rows, register, policy), policy)
    if "facility_code" in rows:
        return _of_treatment(rows, register)
    return rows


def _with_period(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the period's first and last day, and whether it had begun when the file arrived."""
    known = calendar(rows["period"].dropna().unique())[["period", "first_on", "last_on", "days"]]
    rows = rows.join(known.set_index("period"), on="period")
    arrived = pd.to_datetime(rows["arrived_on"])
    begun = (rows["first_on"] <= arrived).astype("boolean")
    return rows.assign(period_begun=begun.where(rows["first_on"].notna()))


def _with_settlement(rows: pd.DataFrame, register: Register, policy: Policy) -> pd.DataFrame:
    """Add whether the settlement is one in which the unit reports; `all` always is."""
    expected = expected_settlements(register, policy.kind_settlement)
    names = expected.groupby("unit_id")["settlement"].agg(", ".join)
    pairs = pd.MultiIndex.from_frame(expected[["unit_id", "settlement"]])
    fits = pd.MultiIndex.from_frame(rows[["unit_id", "settlement"]]).isin(pairs)
    judged = rows["unit_id"].notna() & rows["settlement"].isin(["urban", "rural"])
    return rows.assign(
        settlement_fits=pd.Series(fits, index=rows.index, dtype="boolean").where(judged),
        settlements_expected=rows["unit_id"].map(names).astype("str"),
        all_beside_parts=_all_beside_parts(rows),
    )


def _all_beside_parts(rows: pd.DataFrame) -> pd.Series:
    """Return whether a row speaks of a whole unit beside rows that speak of its settlements."""
    # An ended unit that was called by its name has the code of another now.
    by = ["file_sha256", "unit_code", "unit_standing", "period"]
    if "facility_code" in rows:
        by += ["facility_code", "reported_by"]
    keys = [rows[name].fillna("") for name in by]
    parts = rows["settlement"].isin(["urban", "rural"]).groupby(keys).transform("any")
    return (rows["settlement"] == "all") & parts


def _with_duplicates(rows: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Add whether a row is alone with its key in its file, or repeated, the same or differing."""
    key = ["file_sha256", *(name for name in contract.primary_key if name in rows)]
    facts = [field.fact_name for field in contract.fields if field.fact_name in rows]
    group = rows[key].fillna("").groupby(key, sort=False).ngroup()
    contents = rows[list(dict.fromkeys([*key, *facts]))].astype("str").fillna("")
    content = contents.groupby(list(contents.columns), sort=False).ngroup()
    size = group.groupby(group).transform("size")
    variants = content.groupby(group).transform("nunique")
    standing = pd.Series("single", index=rows.index, dtype="str")
    standing = standing.mask(size > 1, "same").mask(variants > 1, "differing")
    # A row whose unit nobody knows is refused as such; two of them are no duplicates of each other.
    standing = standing.where(rows["unit_id"].notna(), "single")
    numbers = rows["row_number"].astype("str")
    several = standing != "single"
    joined = numbers[several].groupby(group[several]).agg(", ".join)
    return rows.assign(duplicate_standing=standing, duplicate_rows=group.map(joined).astype("str"))


def _with_former(rows: pd.DataFrame, register: Register, policy: Policy) -> pd.DataFrame:
    """Add whether the former unit that a row names is a part of what it speaks of, and which are.

    `former_standing`: `none` where no former unit is named, `part`, `not_part`; null where the unit or its settlement
    is not known, of which other rules speak. `former_parts`: names and codes, where it is `not_part`.
    """
    standing = pd.Series("none", index=rows.index, dtype="str")
    nothing = pd.Series(None, index=rows.index, dtype="str")
    if "former_unit_code" not in rows:
        return rows.assign(former_standing=standing, former_parts=nothing)
    named = rows["former_unit_code"].notna() | (rows["former_name_standing"] != NOT_ASKED)
    if not named.any():
        return rows.assign(former_standing=standing, former_parts=nothing)
    parts = former_parts(register, policy.kind_settlement)
    parts = pd.concat([parts, parts.assign(settlement="all").drop_duplicates()], ignore_index=True)
    key = ["unit_id", "settlement"]
    triples = [*key, "former_unit_code"]
    among = pd.MultiIndex.from_frame(rows[triples]).isin(pd.MultiIndex.from_frame(parts[triples]))
    standing = standing.mask(named & among, "part").mask(named & ~among, "not_part")
    fits = rows["settlement_fits"].fillna(rows["settlement"] == "all").astype(bool)
    standing = standing.where(~named | (rows["unit_id"].notna() & fits))
    listed = _listed(parts, register).reindex(pd.MultiIndex.from_frame(rows[key])).fillna("–")
    listed = pd.Series(listed.to_numpy(), index=rows.index, dtype="str")
    return rows.assign(former_standing=standing, former_parts=listed.where(standing == "not_part"))


def _listed(parts: pd.DataFrame, register: Register) -> pd.Series:
    """Return the former units of each unit and settlement as a message names them, in the order of their names."""
    units = register.units.set_index("unit_id")[["full_name", "name_order"]]
    named = parts.join(units, on="former_unit_id").sort_values("name_order")
    named["text"] = named["full_name"] + " (" + named["former_unit_code"] + ")"
    texts: pd.Series = named.groupby(["unit_id", "settlement"])["text"].agg(", ".join)
    return texts


def _figures_given(rows: pd.DataFrame, contract: Contract) -> pd.Series:
    """Return whether a row holds a figure at all; null where the cast refused it, which may have been over one."""
    numbers = [field.fact_name for field in contract.fields if field.type in {"integer", "number"}]
    given = rows[[name for name in numbers if name in rows]].notna().any(axis=1).astype("boolean")
    return given.mask(rows["refused"].astype(bool)) if "refused" in rows else given


def _of_collection(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Add households accounted for, and where generation, collection and household size lie in their ranges."""
    bounds = policy.plausibility
    person_days = rows["population"] * rows["days"]
    size = bounds.people_per_household_usual
    return rows.assign(
        households_accounted=rows["households_served"] + rows["households_self_managed"],
        generation_range=_range(rows["generated_kg"], person_days, bounds.generation_usual, bounds.generation_possible),
        generation_kg_per_person_day=_quotient(rows["generated_kg"], person_days),
        generation_usual=_interval(bounds.generation_usual),
        generation_wide=_interval(bounds.generation_possible),
        # Beyond what can be generated nothing can be collected either, whether or not G is given.
        collection_range=_range(
            # Below zero is refused by another rule.
            rows["collected_kg"].clip(lower=0),
            person_days,
            (Fraction(0), bounds.generation_possible[1]),
            None,
        ),
        collection_kg_per_person_day=_quotient(rows["collected_kg"], person_days),
        household_size_range=_range(rows["population"], rows["households"], size, None),
        people_per_household=_quotient(rows["population"], rows["households"]),
        household_size_usual=_interval(size),
    )


def _of_treatment(rows: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Add whether the facility is in the register by the end of the period."""
    begun = register.facilities.groupby("facility_code")["valid_from"].min()
    first = begun.reindex(pd.Index(rows["facility_code"], dtype="str")).array
    known = (pd.Series(first, index=rows.index) <= rows["last_on"]).astype("boolean")
    judged = rows["facility_code"].notna() & rows["last_on"].notna()
    return rows.assign(facility_known=known.where(judged))


def _range(
    numerator: pd.Series,
    denominator: pd.Series,
    usual: tuple[Fraction, Fraction],
    possible: tuple[Fraction, Fraction] | None,
) -> pd.Series:
    """Return where numerator / denominator lies, compared in whole numbers; null where it has no value."""
    known = numerator.notna() & denominator.notna() & (denominator > 0).fillna(value=False)
    result = pd.Series(PLAUSIBLE, index=numerator.index, dtype="str")
    result = result.mask(_outside(numerator, denominator, usual), UNUSUAL)
    if possible is not None:
        result = result.mask(_outside(numerator, denominator, possible), IMPOSSIBLE)
    return result.where(known)


def _outside(numerator: pd.Series, denominator: pd.Series, bounds: tuple[Fraction, Fraction]) -> pd.Series:
    """Return whether numerator / denominator lies below or above the bounds."""
    low, high = bounds
    below = numerator * low.denominator < denominator * low.numerator
    above = numerator * high.denominator > denominator * high.numerator
    return (below | above).fillna(value=False).astype(bool)


def _quotient(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Return numerator / denominator as a person reads it, two decimals."""
    values = numerator.astype("Float64") / denominator.astype("Float64").mask(denominator == 0)
    numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    return pd.Series([f"{number:.2f}" for number in numbers], index=numerator.index, dtype="str")


def _interval(bounds: tuple[Fraction, Fraction]) -> str:
    """Return a range as a person reads it.

    >>> _interval((Fraction("0.2"), Fraction(2)))
    '0.2–2'
    """
    return "–".join(f"{float(bound):g}" for bound in bounds)
