"""Counts of units, and the people in them: bounds where a figure is known of several units together only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy import optimize, sparse

from thugom.measures.figure import UNKNOWN, Ends, Figure, sound
from thugom.measures.grouping import Groups, chosen, whole_and_unknown
from thugom.measures.periods import LONGER_KINDS, longer_period

PERIOD = ["period", "period_kind"]
COUNTS = {
    "communes_covered": "covered",
    "communes_adequately_covered": "adequately_covered",
    "communes_covered_biological": "biologically_covered",
}
"""Counts of units: the indicator, and the unit's own answer that it counts."""
EACH = tuple(COUNTS.values())
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
    force = InForce.of(whole[[*PERIOD, "valid_to", *EACH]], periods)
    units = force.counted(np.ones(len(force.rows), dtype=bool))
    yes, no = ({name: force.counted(force.answered(name, yes=said)) for name in EACH} for said in (True, False))
    for place, key in enumerate(force.keys):
        for indicator, column in COUNTS.items():
            correction = corrections.get((*key, column), Correction())
            yield (*key, indicator), count_figure(yes[column][place], no[column][place], units[place], correction)


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


@dataclass(frozen=True, eq=False)
class InForce:
    """The units in force on the last day of each period; those that ended within it are not.

    `rows`: theirs of `unit_periods`, settlement `all`; `groups`: those of one period and kind; `keys`: which these are.
    """

    rows: pd.DataFrame
    groups: Groups
    keys: list[tuple[str, str]]

    @classmethod
    def of(cls, whole: pd.DataFrame, periods: pd.DataFrame) -> "InForce":
        """Return the units in force of rows with `valid_to`."""
        codes, labels = pd.factorize(whole["period"])
        last = periods.set_index("period")["last_on"].reindex(labels).to_numpy()[codes]
        rows = chosen(whole, whole["valid_to"].isna() | (whole["valid_to"] > last))
        groups = Groups.by(rows, PERIOD)
        keys = groups.keys(rows[PERIOD]).itertuples(index=False, name=None)
        return cls(rows, groups, [(str(period), str(kind)) for period, kind in keys])

    def answered(self, column: str, *, yes: bool) -> np.ndarray:
        """Return which rows have this answer, and not the other or none."""
        flags: np.ndarray = self.rows[column].eq(yes).fillna(False).to_numpy(dtype=bool)
        return flags

    def counted(self, flags: np.ndarray) -> list[int]:
        """Return how many rows of each period are flagged."""
        return self.summed(flags.astype("int64"))

    def summed(self, values: np.ndarray) -> list[int]:
        """Return the sum over each period's rows."""
        sums: list[int] = self.groups.add(values).tolist()
        return sums


def corrections(wholes: pd.DataFrame, units: pd.DataFrame) -> dict[tuple[str, str, str], Correction]:
    """Return what follows for counts from reports that are known of several units together only.

    Args:
        wholes: what `together.groups_of` returns.
        units: rows of `unit_periods` on this basis, settlement `all`.

    A covered whole has at least one covered unit, unless more was treated than collected: then
    what was treated may be another unit's. Of units that are not adequate together, one is not.

    Source: methodology, section 5, Counts on a recast basis.
    """
    if wholes.empty:
        return {}
    answers = units[["unit_id", *PERIOD, "months", "population", *COUNTS.values()]]
    rows = wholes.merge(answers, on=["unit_id", *PERIOD], suffixes=("", "_own"))
    smallest = rows[rows["smallest"]]
    result = {}
    for column in COUNTS.values():
        for key, group in smallest.groupby(PERIOD):
            result[str(key[0]), str(key[1]), column] = _of_smallest(group, column)
        for kind in LONGER_KINDS:
            result |= _of_longer(rows[rows["period_kind"] == kind], smallest, units, column)
    return result


def _of_smallest(rows: pd.DataFrame, column: str) -> Correction:
    """Return the correction of one month's count."""
    own, said = rows[f"{column}_own"], rows[column]
    if column not in EXCESS:
        return Correction(most=_inadequate(rows), hidden=bool((own.isna() & said.notna()).any()))
    hidden = bool((own.isna() & said.eq(True).fillna(False)).any())
    sure = said.eq(True).fillna(False) & ~rows[EXCESS[column]].astype(bool)
    met = rows.loc[own.eq(True).fillna(False), "whole"]
    pairs = rows[sure & ~rows["whole"].isin(met)]
    everyone = pairs["population"].fillna(0).astype("int64")
    least = least_hitting(pairs["whole"], pairs["unit_id"], pd.Series(1, index=pairs.index))
    return Correction(least, least_hitting(pairs["whole"], pairs["unit_id"], everyone), hidden=hidden)


def _inadequate(rows: pd.DataFrame) -> int:
    """Return how many groups are known not to be adequate while nobody knows which of their units is not."""
    short = rows["group_adequate"].eq(False).fillna(False).astype(bool) & ~rows["partly"]
    short &= ~rows["adequately_covered_own"].eq(False).fillna(False).astype(bool)
    return int(short.groupby(rows["group"]).all().sum())


def least_hitting(wholes: pd.Series, units: pd.Series, weights: pd.Series) -> int:
    """Return the least weight of units such that every whole has one of them.

    >>> least_hitting(pd.Series(["A", "A", "B", "B"]), pd.Series(["1", "2", "2", "3"]), pd.Series([1, 1, 1, 1]))
    1
    """
    if not units.duplicated().any():
        return int(weights.groupby(wholes).min().sum())
    row, column = pd.factorize(wholes)[0], pd.factorize(units)[0]
    has = sparse.csr_array((np.ones(len(row)), (row, column)))
    each = np.zeros(has.shape[1], dtype="int64")
    each[column] = weights
    return _least(each, [optimize.LinearConstraint(has, lb=1)])


def _least(weights: np.ndarray, constraints: Sequence[optimize.LinearConstraint]) -> int:
    """Return the least weight of yeses among the unknowns that keep the constraints."""
    whole, bounds = np.ones_like(weights), optimize.Bounds(0, 1)
    found = optimize.milp(weights, integrality=whole, bounds=bounds, constraints=constraints)
    return round(float(found.fun or 0))


def _of_longer(
    longer: pd.DataFrame, smallest: pd.DataFrame, units: pd.DataFrame, column: str
) -> dict[tuple[str, str, str], Correction]:
    """Return the corrections of the quarters', half-years' or years' counts.

    Args:
        longer: wholes, units and the units' own answers (`_own`) in periods of one kind.
        smallest: the same of months, with what is said of the wholes.
        units: as for `corrections`.
        column: which answer.
    """
    kind = str(longer["period_kind"].iloc[0]) if len(longer) else "year"
    months = smallest[smallest["period_kind"] == "month"]
    labels = {month: longer_period(month, kind) for month in months["period"].unique()}
    months = months.assign(longer=months["period"].map(labels).astype("str"))
    # What nobody reported hides nothing: that is what the interval is for.
    telling = months[months[column].eq(True).fillna(False) if column in EXCESS else months[column].notna()]
    told = pd.MultiIndex.from_frame(longer[["period", "whole"]]).isin(
        pd.MultiIndex.from_frame(telling[["longer", "whole"]])
    )
    hidden = longer[f"{column}_own"].isna() & told
    had = _covered_months(units, kind, column) if column in EXCESS else None
    result = {}
    for label, rows in longer.groupby("period"):
        least = (0, 0)
        if had is not None:
            due = _due_months(months[months["longer"] == label], column)
            least = _least_over_months(rows, due, had[had["longer"] == label], column)
        most = 0 if column in EXCESS else _inadequate(rows)
        result[str(label), kind, column] = Correction(*least, most, hidden=bool(hidden[rows.index].any()))
    return result


def _due_months(months: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the months and units of the wholes that are covered while none of their units is known to be."""
    said = months[months[column].eq(True).fillna(False) & ~months[EXCESS[column]].astype(bool)]
    own = months[months[f"{column}_own"].eq(True).fillna(False)]
    met = pd.MultiIndex.from_frame(own[["period", "whole"]])
    return said.loc[~pd.MultiIndex.from_frame(said[["period", "whole"]]).isin(met), ["period", "whole", "unit_id"]]


def _least_over_months(pairs: pd.DataFrame, due: pd.DataFrame, had: pd.DataFrame, column: str) -> tuple[int, int]:
    """Return how many units more must count in one longer period, and how many people live in them, at the least.

    In each month that is due one unit of the whole is covered. A unit may be covered in fewer than
    two thirds of its months and not count; what is left over after all have had that many must fall
    to some that do.
    """
    units = pairs.drop_duplicates("unit_id").merge(had[["unit_id", "had"]], on="unit_id", how="left")
    units = units[units["unit_id"].isin(due["unit_id"])].reset_index(drop=True)
    need = -(-2 * units["months"].astype("int64") // 3)
    units["slack"] = (need - 1 - units["had"].fillna(0).astype("int64")).clip(lower=0)
    units["more"] = ~units[f"{column}_own"].eq(True).fillna(False).astype(bool)
    units["people"] = units["population"].fillna(0).astype("int64")
    pairs = pairs.merge(units[["unit_id", "slack", "more", "people"]].drop_duplicates("unit_id"), on="unit_id")
    months = due.drop_duplicates(["period", "whole"]).groupby("whole").size()
    shared = pairs["unit_id"].duplicated(keep=False).groupby(pairs["whole"]).transform("any")
    alone = pairs[~shared].groupby("whole").agg(slack=("slack", "sum"), more=("more", "all"), people=("people", "min"))
    forced = alone[alone["more"] & (months.reindex(alone.index).fillna(0) > alone["slack"])]
    tied = due[due["whole"].isin(pairs.loc[shared, "whole"])]
    count, people = (_least_tied(tied, units, units["more"] * weight) for weight in (1, units["people"]))
    return len(forced) + count, int(forced["people"].sum()) + people


def _least_tied(due: pd.DataFrame, units: pd.DataFrame, weights: pd.Series) -> int:
    """Return the least weight of the units that count, where wholes share units.

    The unknowns: whether each unit counts, and whether it is covered in each of the due months.
    """
    if due.empty:
        return 0
    unit = pd.Index(units["unit_id"]).get_indexer(pd.Index(due["unit_id"]))
    demand = pd.MultiIndex.from_frame(due[["period", "whole"]]).factorize()[0]
    choice, choices = pd.MultiIndex.from_arrays([due["period"], unit]).factorize()
    of_unit = np.array([number for _, number in choices], dtype="int64")
    size, count = len(choices), len(units)
    has = sparse.coo_array((np.ones(len(due)), (demand, count + choice)), shape=(int(demand.max()) + 1, count + size))
    met = optimize.LinearConstraint(has.tocsr(), lb=1)
    spent = sparse.coo_array((np.ones(size), (of_unit, np.arange(size))), shape=(count, size))
    # A unit that counts may be covered in every month.
    freed = sparse.coo_array((np.full(count, -size), (np.arange(count), np.arange(count))), shape=(count, count))
    months = sparse.csr_array(sparse.hstack([freed, spent]))
    within = optimize.LinearConstraint(months, ub=units["slack"].to_numpy(dtype="float64"))
    weight = np.concatenate([weights.to_numpy(dtype="int64"), np.zeros(size, dtype="int64")])
    return _least(weight, [met, within])


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
    force = InForce.of(whole[[*PERIOD, "valid_to", "population", "covered"]], periods)
    yes, no = force.answered("covered", yes=True), force.answered("covered", yes=False)
    people, unknown = whole_and_unknown(force.rows["population"])
    sums = (force.summed(np.where(flags, people, 0)) for flags in (yes, yes | no, ~no, np.ones_like(yes)))
    for key, uncounted, *counts in zip(force.keys, force.counted(unknown), *sums, strict=True):
        yield key, _people(*counts, known=not uncounted, correction=corrections.get((*key, "covered"), Correction()))


def _people(covered: int, answered: int, perhaps: int, everyone: int, *, known: bool, correction: Correction) -> Figure:
    """Return the share of people in covered units: 0 and 1 where the people of one are unknown.

    Args:
        covered: how many people live in units known to be covered.
        answered: how many in those of which it is known.
        perhaps: how many in those not known not to be.
        everyone: how many in all.
        known: whether the people of every unit are known.
        correction: what follows from reports of several units together.
    """
    value = UNKNOWN if correction.hidden else Ends(Fraction(covered), Fraction(answered))
    if not known:
        ends = Ends(Fraction(0), Fraction(1)), Ends(Fraction(1), Fraction(1))
        return sound(Figure(value, *ends, rate_above_one=False, bounds_basis="none"))
    least, most = Fraction(covered + correction.least_people), Fraction(perhaps)
    ends = Ends(least, Fraction(everyone)), Ends(most, Fraction(everyone))
    return sound(Figure(value, *ends, rate_above_one=False, bounds_basis="reported"))


def unit_states(whole: pd.DataFrame, periods: pd.DataFrame) -> dict[tuple[str, str], dict[str, int]]:
    """Return how many units are in force, complete, silent and without estimate, per period."""
    force = InForce.of(whole[[*PERIOD, "valid_to", "complete", "silent", "generation_kg"]], periods)
    counts = {
        "units_in_force": force.counted(np.ones(len(force.rows), dtype=bool)),
        "units_complete": force.counted(force.answered("complete", yes=True)),
        "units_silent": force.counted(force.answered("silent", yes=True)),
        "units_without_estimate": force.counted(force.rows["generation_kg"].isna().to_numpy()),
    }
    return {key: {name: count[place] for name, count in counts.items()} for place, key in enumerate(force.keys)}
