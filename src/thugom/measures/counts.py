"""Counts of units, and the people in them: bounds where a figure is known of several units together only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy import optimize, sparse

from thugom.measures.figure import UNKNOWN, Ends, Figure, sound
from thugom.measures.periods import LONGER_KINDS, longer_period

PERIOD = ["period", "period_kind"]
COUNTS = {
    "communes_covered": "covered",
    "communes_adequately_covered": "adequately_covered",
    "communes_covered_biological": "biologically_covered",
}
"""Counts of units: the indicator, and the unit's own answer that it counts."""
EXCESS = {"covered": "treated_excess", "biologically_covered": "biological_excess"}
PEOPLE = "people_in_covered_units_share"


@dataclass(frozen=True)
class Correction:
    """What is known of several units together: how many more count at least, how many fewer at most.

    `least_people`: how many people live in those at least. `hidden`: of some units only their
    whole is known, so that no single share can be stated.
    """

    least: int = 0
    least_people: int = 0
    most: int = 0
    hidden: bool = False


Corrections = Mapping[tuple[str, str, str], Correction]
"""By period, kind of period and the units' answer."""


def count_figures(
    whole: pd.DataFrame, periods: pd.DataFrame, corrections: Corrections
) -> Iterator[tuple[tuple[str, str, str], Figure]]:
    """Yield the counts of units per period, kind of period and indicator, over the units in force on its last day.

    Args:
        whole: rows of `unit_periods` with settlement `all` and `valid_to`.
        periods: `PERIOD`, `last_on`.
        corrections: what `corrections` returns; empty on the basis `as_was`.
    """
    for key, group in in_force(whole, periods):
        for indicator, column in COUNTS.items():
            yes, no = int(group[column].eq(True).sum()), int(group[column].eq(False).sum())
            correction = corrections.get((*key, column), Correction())
            yield (*key, indicator), count_figure(yes, no, len(group), correction)


def count_figure(yes: int, no: int, units: int, correction: Correction = Correction()) -> Figure:
    """Return the share of units with a known yes among those known; unknown ones widen the interval.

    >>> figure = count_figure(yes=20, no=15, units=38)
    >>> figure.value.ratio, figure.lower.ratio, figure.upper.ratio
    (Fraction(4, 7), Fraction(10, 19), Fraction(23, 38))
    """
    value = UNKNOWN if correction.hidden else Ends(Fraction(yes), Fraction(yes + no))
    lower = Ends(Fraction(yes + correction.least), Fraction(units))
    upper = Ends(Fraction(units - no - correction.most), Fraction(units))
    return sound(Figure(value, lower, upper, rate_above_one=False, bounds_basis="reported"))


def in_force(whole: pd.DataFrame, periods: pd.DataFrame) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """Yield the units in force on the last day of each period; those that ended within it are not."""
    last = periods.set_index("period")["last_on"]
    rows = whole[whole["valid_to"].isna() | (whole["valid_to"] > whole["period"].map(last))]
    for key, group in rows.groupby(PERIOD):
        yield (str(key[0]), str(key[1])), group


def corrections(wholes: pd.DataFrame, units: pd.DataFrame) -> dict[tuple[str, str, str], Correction]:
    """Return what follows for counts from reports that are known of several units together only.

    Args:
        wholes: one row per month or year, reported unit and each of its several units on this
            basis: `PERIOD`, `whole`, `unit_id`, the whole's answers (`COUNTS`), `treated_excess`
            and `biological_excess` (T or O known to be more than C).
        units: rows of `unit_periods` on this basis, settlement `all`.

    A covered whole has at least one covered unit, unless more was treated than collected: then
    what was treated may be another unit's. An inadequate whole has at least one inadequate unit.

    Source: methodology, section 5, Counts on a recast basis.
    """
    if wholes.empty:
        return {}
    answers = units[["unit_id", *PERIOD, "months", "population", *COUNTS.values()]]
    smallest = wholes.merge(answers, on=["unit_id", *PERIOD], suffixes=("", "_own"))
    result = {}
    for column in COUNTS.values():
        for key, rows in smallest.groupby(PERIOD):
            result[str(key[0]), str(key[1]), column] = _of_smallest(rows, column)
    months = smallest[smallest["period_kind"] == "month"]
    for kind in LONGER_KINDS:
        for column in COUNTS.values():
            result |= _of_longer(months, units, kind, column)
    return result


def _of_smallest(rows: pd.DataFrame, column: str) -> Correction:
    """Return the correction of one month's count."""
    own, said = rows[f"{column}_own"], rows[column]
    if column not in EXCESS:
        free = _alone(rows) & own.isna() & said.eq(False).fillna(False)
        return Correction(most=rows.loc[free, "whole"].nunique(), hidden=bool((own.isna() & said.notna()).any()))
    hidden = bool((own.isna() & said.eq(True).fillna(False)).any())
    sure = said.eq(True).fillna(False) & ~rows[EXCESS[column]]
    met = rows.loc[own.eq(True).fillna(False), "whole"]
    pairs = rows[sure & ~rows["whole"].isin(met)]
    everyone = pairs["population"].fillna(0).astype("int64")
    least = least_hitting(pairs["whole"], pairs["unit_id"], pd.Series(1, index=pairs.index))
    return Correction(least, least_hitting(pairs["whole"], pairs["unit_id"], everyone), hidden=hidden)


def _alone(rows: pd.DataFrame) -> pd.Series:
    """Return whether a row's whole shares none of its units with another whole."""
    shared = rows["unit_id"].duplicated(keep=False)
    return ~rows["whole"].isin(rows.loc[shared, "whole"])


def least_hitting(wholes: pd.Series, units: pd.Series, weights: pd.Series) -> int:
    """Return the least weight of units such that every whole has one of them.

    >>> least_hitting(pd.Series(["A", "A", "B", "B"]), pd.Series(["1", "2", "2", "3"]), pd.Series([1, 1, 1, 1]))
    1
    """
    if not units.duplicated().any():
        return int(weights.groupby(wholes).min().sum())
    row, column = pd.factorize(wholes)[0], pd.factorize(units)[0]
    has = sparse.csr_array((np.ones(len(row)), (row, column)))
    one_each = optimize.LinearConstraint(has, lb=1)
    each = np.zeros(has.shape[1], dtype="int64")
    each[column] = weights
    found = optimize.milp(each, integrality=np.ones_like(each), bounds=optimize.Bounds(0, 1), constraints=one_each)
    return round(float(found.fun or 0))


def _of_longer(
    months: pd.DataFrame, units: pd.DataFrame, kind: str, column: str
) -> dict[tuple[str, str, str], Correction]:
    """Return the corrections of the quarters', half-years' or years' counts."""
    labels = {month: longer_period(month, kind) for month in months["period"].unique()}
    rows = months.assign(longer=months["period"].map(labels))
    pairs = rows[["longer", "whole", "unit_id"]].drop_duplicates()
    longer = units[units["period_kind"] == kind].rename(columns={"period": "longer"})
    pairs = pairs.merge(longer[["longer", "unit_id", column, "months", "population"]], on=["longer", "unit_id"])
    pairs["alone"] = ~pairs.duplicated(["longer", "unit_id"], keep=False)
    pairs["alone"] = pairs.groupby(["longer", "whole"])["alone"].transform("all")
    known = rows.loc[rows[column].notna(), ["longer", "whole"]].drop_duplicates().assign(known=True)
    pairs = pairs.merge(known, on=["longer", "whole"], how="left")
    hidden = pairs[column].isna() & pairs["known"].eq(True)
    forced = _forced(rows, pairs, units, kind, column) if column in EXCESS else pairs.iloc[:0].assign(people=0)
    least = forced.groupby("longer")["people"].agg(["size", "sum"])
    return {
        (str(label), kind, column): Correction(
            int(least["size"].get(label, 0)), int(least["sum"].get(label, 0)), hidden=bool(hidden[group.index].any())
        )
        for label, group in pairs.groupby("longer")
    }


def _forced(rows: pd.DataFrame, pairs: pd.DataFrame, units: pd.DataFrame, kind: str, column: str) -> pd.DataFrame:
    """Return the wholes of which one unit more must count, whichever of them were covered in each month.

    One row per longer period and whole: `longer`, `people` of the smallest of its units.

    In each month that their whole is covered one of n units is. A unit may be covered in fewer
    than two thirds of its months and not count; what is left over after all have had that many
    must fall to one that does.
    """
    said = rows[rows[column].eq(True).fillna(False) & ~rows[EXCESS[column]]]
    own = rows[rows[f"{column}_own"].eq(True).fillna(False)]
    taken = pd.MultiIndex.from_frame(own[["period", "whole"]])
    said = said[~pd.MultiIndex.from_frame(said[["period", "whole"]]).isin(taken)]
    due = said.drop_duplicates(["period", "whole"]).groupby(["longer", "whole"]).size().rename("due").reset_index()
    alone = pairs[pairs["alone"]].merge(due, on=["longer", "whole"])
    alone = alone.merge(_covered_months(units, kind, column), on=["longer", "unit_id"], how="left")
    need = -(-2 * alone["months"].astype("int64") // 3)
    alone["slack"] = (need - 1 - alone["had"].fillna(0).astype("int64")).clip(lower=0)
    alone["counts"] = alone[column].eq(True).fillna(False).astype(bool)
    alone["people"] = alone["population"].fillna(0).astype("int64")
    by_whole = alone.groupby(["longer", "whole"], as_index=False).agg(
        due=("due", "first"), slack=("slack", "sum"), counts=("counts", "any"), people=("people", "min")
    )
    forced: pd.DataFrame = by_whole[(by_whole["due"] > by_whole["slack"]) & ~by_whole["counts"]]
    return forced


def _covered_months(units: pd.DataFrame, kind: str, column: str) -> pd.DataFrame:
    """Return in how many months of each longer period each unit is known to be covered."""
    months = units[(units["period_kind"] == "month") & units[column].eq(True).fillna(False)]
    labels = {month: longer_period(month, kind) for month in months["period"].unique()}
    rows = months[["unit_id"]].assign(longer=months["period"].map(labels).astype("str"))
    return rows.groupby(["longer", "unit_id"]).size().rename("had").reset_index()


def people_figures(
    whole: pd.DataFrame, periods: pd.DataFrame, corrections: Corrections
) -> Iterator[tuple[tuple[str, str], Figure]]:
    """Yield the share of people who live in covered units, per period and kind of period."""
    rows = whole[["unit_id", *PERIOD, "valid_to", "population", "covered"]]
    for key, group in in_force(rows, periods):
        yield key, _people(group, corrections.get((*key, "covered"), Correction()))


def _people(group: pd.DataFrame, correction: Correction) -> Figure:
    """Return the share of people in covered units: 0 and 1 where the people of one are unknown."""
    people, answer = group["population"], group["covered"]
    yes, no = answer.eq(True).fillna(False), answer.eq(False).fillna(False)

    def count(units: pd.Series) -> Fraction:
        return Fraction(int(people[units].sum()))

    value = UNKNOWN if correction.hidden else Ends(count(yes), count(yes | no))
    if people.isna().any():
        ends = Ends(Fraction(0), Fraction(1)), Ends(Fraction(1), Fraction(1))
        return sound(Figure(value, *ends, rate_above_one=False, bounds_basis="none"))
    everyone = count(answer.notna() | answer.isna())
    ends = Ends(count(yes) + correction.least_people, everyone), Ends(count(~no), everyone)
    return sound(Figure(value, *ends, rate_above_one=False, bounds_basis="reported"))


def unit_states(whole: pd.DataFrame, periods: pd.DataFrame) -> dict[tuple[str, str], dict[str, int]]:
    """Return how many units are in force, complete, silent and without estimate, per period."""
    return {
        key: {
            "units_in_force": len(group),
            "units_complete": int(group["complete"].sum()),
            "units_silent": int(group["silent"].sum()),
            "units_without_estimate": int(group["generation_kg"].isna().sum()),
        }
        for key, group in in_force(whole[[*PERIOD, "valid_to", "complete", "silent", "generation_kg"]], periods)
    }
