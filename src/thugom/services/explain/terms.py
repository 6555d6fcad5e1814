"""The terms of a figure, unit by unit, and the figure that they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from thugom.contracts import KILOGRAMS_PER_TONNE
from thugom.measures.commune import RATES
from thugom.measures.periods import last_day
from thugom.measures.ratios import RATIOS, TERMS, Ratio
from thugom.services.explain.accounts import Accounts
from thugom.services.explain.indicators import PROVINCE, UNIT
from thugom.services.explain.opening import Published
from thugom.services.explain.question import Figure

PEOPLE = "people_in_covered_units_share"
WHERE = ["unit_id", "period", "settlement"]
PAIRS = {"": ("value_n", "value_d"), "lower_": ("least_n", "least_d"), "upper_": ("most_n", "most_d")}
AMOUNTS: Mapping[str, tuple[str, str, str]] = {
    "population": ("population", "population", "population"),
    "households": ("households", "households_basis", "households_basis"),
    "generated_t": ("generation_kg", "generation_kg", "generation_kg"),
    "collected_t": ("collected_kg", "collected_least", "collected_most"),
    "treated_t": ("treated_kg", "treated_part", "treated_most"),
}
"""A unit's amounts: where known, and how little and how much they can be."""
NUMERATORS = {
    "households_served": ("households_served", "household_coverage"),
    "households_self_managed": ("households_self_managed", "self_managed_share"),
    "collected_treated_t": ("collected_treated_kg", "collected_treated_rate"),
    "biologically_treated_t": ("biological_kg", "biological_treatment_share"),
    "controlled_t": ("controlled_kg", "controlled_rate"),
}
"""A unit's amounts that are the numerator of a rate, which says how far they reach."""
PER_PERSON_DAY = "generation_kg_per_person_day"


@dataclass(frozen=True, eq=False)
class Terms:
    """What a figure adds up from.

    `rows`: one row per unit, smallest period and settlement (counts: per unit): `WHERE`, `TERMS` in
    exact whole numbers or fractions, null unknown; for answers `answer`. `divisor`: what makes
    `measured_in` of them. `all_or_nothing`: whether one unknown term leaves the sum unknown, as in
    a unit's own figure; a province's figure passes it over. `behind`: the reported cells, where they
    are not those of the rows: on another map. `whole`: the columns that name what is known as one.
    `amount`: whether there is nothing below the line.
    """

    rows: pd.DataFrame
    divisor: int
    measured_in: str
    all_or_nothing: bool
    behind: pd.DataFrame | None = None
    whole: tuple[str, ...] = ("unit_id", "period", "settlement")
    amount: bool = False


def terms_of(published: Published, figure: Figure, accounts: Accounts) -> Terms:
    """Return the terms of a published figure on the basis `as_was`, cell by cell as reported."""
    if figure.unit_id is not None:
        return _of_unit(published, figure, accounts)
    indicator = str(figure.row["indicator"])
    if PROVINCE[indicator].answer:
        return _of_answers(published, figure, accounts)
    ratio = ratio_named(indicator=indicator, denominator_kind=figure.row["denominator_kind"])
    return ratio_terms(published, ratio, figure.settlement, accounts.cells)


def ratio_named(**names: str | None) -> Ratio:
    """Return the ratio with these names."""
    return next(ratio for ratio in RATIOS if all(getattr(ratio, name) == value for name, value in names.items()))


def ratio_terms(published: Published, ratio: Ratio, settlement: str, cells: pd.DataFrame) -> Terms:
    """Return a ratio's terms, cell by cell."""
    rows = cells if settlement == "all" else cells[cells["settlement"] == settlement]
    rows = rows[WHERE].join(ratio.terms(rows, published.policy).astype(object))
    if settlement == "all":
        # The value is taken over the units of which every settlement is known.
        partly = rows["value_n"].isna().groupby([rows[name] for name in WHERE[:2]]).transform("any")
        rows[["value_n", "value_d"]] = rows[["value_n", "value_d"]].mask(partly)
    whole = WHERE[:2] if settlement == "all" else WHERE
    return Terms(rows, ratio.divisor(published.policy), ratio.measured_in, all_or_nothing=False, whole=tuple(whole))


def _of_answers(published: Published, figure: Figure, accounts: Accounts) -> Terms:
    """Return the terms of a count of units, or of the people in them, over the units in force on the last day."""
    register = published.register.units[["unit_id", "valid_to"]]
    units = accounts.units.merge(register, on="unit_id")
    in_force = units["valid_to"].isna() | (units["valid_to"] > pd.Timestamp(last_day(figure.period)))
    return answers_of(units[in_force], figure)


def answers_of(units: pd.DataFrame, figure: Figure) -> Terms:
    """Return the terms of a count of units, or of the people in them.

    Args:
        units: rows of `unit_periods`, of units in force on the period's last day.
        figure: the count.
    """
    indicator = str(figure.row["indicator"])
    units = units[(units["period"] == figure.period) & (units["settlement"] == "all")]
    answer = units[PROVINCE[indicator].answer].astype("boolean")
    size = units["population"] if indicator == PEOPLE else pd.Series(1, index=units.index, dtype="Int64")
    known = size.where(answer.notna())
    yes, no = answer.fillna(value=False), (~answer).fillna(value=False)
    rows = units[WHERE].assign(
        answer=answer,
        value_n=known.mask(no, 0),
        value_d=known,
        least_n=size.where(yes, 0),
        least_d=size,
        most_n=size.mask(no, 0),
        most_d=size,
    )
    return Terms(rows.astype(dict.fromkeys(TERMS, object)), 1, str(figure.row["measured_in"]), all_or_nothing=False)


def _of_unit(published: Published, figure: Figure, accounts: Accounts) -> Terms:
    """Return the terms of a unit's own figure, month by month."""
    cells = _of_this_unit(accounts.cells, figure)
    smallest = accounts.units[accounts.units["period"].isin(accounts.periods["period"])]
    units = _of_this_unit(smallest[smallest["settlement"] != "all"], figure)
    rows = cells.merge(units, on=WHERE, suffixes=("", "_again"))
    if figure.column == "population":
        # People are a stock: a longer period shows those of its last month.
        rows = rows[rows["period"] == rows["period"].max()]
    if UNIT[figure.column].answer:
        own = _of_this_unit(smallest, figure, exactly=True)
        unknown = dict.fromkeys(TERMS)
        answers = own[WHERE].assign(answer=own[UNIT[figure.column].answer].astype("boolean"), **unknown)
        return Terms(answers, 1, "", all_or_nothing=True)
    if figure.column in AMOUNTS or figure.column in NUMERATORS or figure.column == PER_PERSON_DAY:
        return _of_amount(published, figure.column, rows)
    ratio = ratio_named(rate=figure.column)
    above, below = RATES.get(figure.column, ("biological_kg", "generation_kg"))
    terms = ratio.terms(rows, published.policy).astype(object)
    grain_n, grain_d = grains_of(published, ratio)
    terms["value_n"], terms["value_d"] = rows[above] * grain_n, rows[below] * grain_d
    return Terms(rows[WHERE].join(terms), ratio.divisor(published.policy), ratio.measured_in, all_or_nothing=True)


def grains_of(published: Published, ratio: Ratio) -> tuple[int, int]:
    """Return what makes one kilogram or household in numerator and denominator of a unit's rate."""
    if ratio.measured_in != "t":
        return 1, 1
    fraction = published.policy.organic_fraction
    organic = ratio.denominator_kind == "by_organic"
    return fraction.denominator, fraction.numerator if organic else fraction.denominator


def _of_this_unit(rows: pd.DataFrame, figure: Figure, *, exactly: bool = False) -> pd.DataFrame:
    """Return the rows of the figure's unit and settlement; all settlements make up the whole."""
    own = rows[rows["unit_id"] == figure.unit_id]
    return own if figure.settlement == "all" and not exactly else own[own["settlement"] == figure.settlement]


def _of_amount(published: Published, column: str, rows: pd.DataFrame) -> Terms:
    """Return the terms of a unit's amount: it has a numerator only, or people's days below it."""
    divisor = KILOGRAMS_PER_TONNE if column.endswith("_t") else 1
    below: Any = rows["person_days"] if column == PER_PERSON_DAY else None
    if column in NUMERATORS:
        known, rate = NUMERATORS[column]
        ratio = ratio_named(rate=rate)
        grain = grains_of(published, ratio)[0]
        ends = ratio.terms(rows, published.policy)
        least, most, value = ends["least_n"], ends["most_n"], rows[known] * grain
        divisor *= grain
    else:
        names = AMOUNTS.get(column, ("generation_kg",) * 3)
        value, least, most = (rows[name] for name in names)
    pairs = {"value_n": value, "least_n": least, "most_n": most}
    terms = pd.DataFrame({name: pairs.get(name, below) for name in TERMS}, index=rows.index)
    rows = rows[WHERE].join(terms.astype(object))
    return Terms(rows, divisor, unit_of(published, column), all_or_nothing=True, amount=below is None)


def unit_of(published: Published, column: str) -> str:
    """Return in what a column of `commune_coverage` is measured."""
    return published.contracts.curated["commune_coverage"].field(column).unit or ""


def added_up(terms: Terms) -> dict[str, float | None]:
    """Return the figure that the terms add up to: value and both ends, each with its numerator and denominator.

    Where a unit has no estimate the ends of a province's ratio are 0 and 1.
    """
    sums = {name: _sum(terms.rows[name], all_or_nothing=terms.all_or_nothing) for name in TERMS}
    open_ended = terms.rows[["least_d", "most_d"]].isna().any(axis=None) and not terms.all_or_nothing
    result: dict[str, float | None] = {}
    for prefix, (above, below) in PAIRS.items():
        result |= _end(prefix, sums[above], sums[below], terms)
    if open_ended:
        result |= {"lower": 0.0, "upper": 1.0} | dict.fromkeys(
            f"{end}_{part}" for end in ("lower", "upper") for part in ("numerator", "denominator")
        )
    elif result["upper"] is None and not terms.all_or_nothing:
        # Nothing below the line at the greatest end: no completion has anything above it.
        result |= {name.replace("lower", "upper"): value for name, value in result.items() if name.startswith("lower")}
    return _hidden(result, terms)


def _sum(column: pd.Series, *, all_or_nothing: bool) -> Fraction | None:
    """Return the exact sum of a term; null where all of it is, or where one is and that tells."""
    known = column.dropna()
    if known.empty or (all_or_nothing and len(known) < len(column)):
        return None
    return sum((Fraction(term) for term in known), start=Fraction(0))


def _end(prefix: str, above: Fraction | None, below: Fraction | None, terms: Terms) -> dict[str, float | None]:
    """Return one quotient and what it is made of, all null together; an amount is its numerator alone."""
    names = (prefix.rstrip("_") or "value", f"{prefix}numerator", f"{prefix}denominator")
    if terms.amount:
        value = None if above is None else float(above / terms.divisor)
        return dict(zip(names, (value, value, None), strict=True))
    if above is None or not below:
        return dict.fromkeys(names)
    return dict(
        zip(names, (float(above / below), float(above / terms.divisor), float(below / terms.divisor)), strict=True)
    )


def _hidden(result: dict[str, float | None], terms: Terms) -> dict[str, float | None]:
    """Return the figure without a value that a partial report pushed out of its interval."""
    value, lower, upper = result["value"], result["lower"], result["upper"]
    if terms.all_or_nothing or value is None or lower is None or upper is None or lower <= value <= upper:
        return result
    whole = terms.rows.groupby(list(terms.whole))[["value_n", "value_d"]].sum(min_count=1)
    if (whole["value_n"] > whole["value_d"]).any():
        return result
    return result | {"value": None, "numerator": None, "denominator": None}


def published_terms(terms: Terms) -> pd.DataFrame:
    """Return the terms as floats in the unit they are published in."""
    rows = terms.rows.copy()
    for name in TERMS:
        rows[name] = [None if pd.isna(term) else float(Fraction(term) / terms.divisor) for term in rows[name]]
        rows[name] = rows[name].astype("Float64")
    return rows.reset_index(drop=True)
