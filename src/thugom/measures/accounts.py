"""The unit of account: what is known, unknown and estimated of one unit, period and settlement."""

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pandas as pd

from thugom.contracts import Policy
from thugom.measures.former_parts import FORMER, open_cells
from thugom.measures.grouping import Groups, among, chosen, whole_and_unknown
from thugom.measures.settlements import KEY, by_settlement
from thugom.measures.treatment import CELL, STATED, TreatmentRecord, counted, treated_parts, treatment_known

COLLECTION = [
    "households",
    "households_served",
    "households_self_managed",
    "generated_kg",
    "collected_kg",
]


@dataclass(frozen=True)
class Grid:
    """Which cells there are: units in force, period by period, in the settlements expected.

    `cells`: unit_id, period, settlement, days (Int64), population and households_registered (Int64,
    null unknown); `months`: every month of the calendar, in order; `parts`: the former units of each
    cell (`unit_id`, `settlement`, `former_unit_code`).
    """

    cells: pd.DataFrame
    months: list[str]
    parts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["unit_id", "settlement", FORMER]))


@dataclass(frozen=True)
class CollectionRecord:
    """What is known of collection: rows that stand, and rows refused with nothing in their place.

    `standing`: unit_id, period, settlement, former_unit_code and `COLLECTION` (Int64).
    """

    standing: pd.DataFrame
    refused: pd.DataFrame


def account(
    grid: Grid,
    collection: CollectionRecord,
    treatment: TreatmentRecord,
    facility_months: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Return one row per cell of the grid, with what is known and how far the unknown can reach.

    Returns:
        The grid's columns and, in integer kilograms, people and households (Int64, null unknown):
        `COLLECTION` as reported; `generation_kg`, G reported or estimated, and
        `generation_estimated`; `collected_least`, `collected_most`; `treated_part`,
        `biological_part`, `controlled_part`, what is known of T, O, K; `treated_known`;
        `treated_most`; `households_basis`, H reported or registered; `estimated`; `silent`, whether
        no accepted row names the unit in the period.

    Source: methodology, section 3.
    """
    cells = grid.cells.reset_index(drop=True)
    reported = _collection_by_settlement(collection, cells, grid.parts)
    rows = cells.merge(reported, on=CELL, how="left")
    rows["estimated"] = rows["estimated"].eq(True)
    record = counted(TreatmentRecord(treatment.standing[STATED], treatment.refused[STATED]), policy)
    rows = _with_treatment(rows, record, facility_months, policy)
    rows["treated_known"] = treatment_known(record, rows, grid.months, policy.treatment.lookback_months) & ~rows.pop(
        "undivided"
    )
    rows = _with_generation(rows, policy)
    rows["silent"] = ~_named(rows, collection.standing, treatment.standing)
    return _with_reach(rows)


def _named(rows: pd.DataFrame, *reports: pd.DataFrame) -> np.ndarray:
    """Return whether any accepted row names the unit in the period."""
    return among(rows, pd.concat([report[KEY] for report in reports]), KEY)


def _collection_by_settlement(record: CollectionRecord, cells: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Return the reported figures per cell: parts of a merged unit added, whole rows divided."""
    rows = record.standing[[*CELL, FORMER, *COLLECTION]]
    # A part that was refused, or never came, leaves the sum of the parts unknown, not smaller.
    unsummed = pd.concat([record.refused[CELL], open_cells(rows, parts)])
    rows = chosen(rows, ~among(rows, unsummed, CELL))
    groups = Groups.by(rows, CELL)
    totals = groups.keys(rows[CELL]).assign(**{name: groups.sums(rows[name]) for name in COLLECTION})
    weights = cells[CELL].assign(weight=cells["population"])
    return by_settlement(totals, weights, COLLECTION)


def _with_treatment(
    rows: pd.DataFrame, record: TreatmentRecord, facility_months: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Add the known parts of T, O and K; a row for a whole unit is divided by C, else by people."""
    units = Groups.by(rows, KEY)
    collected, unknown = whole_and_unknown(rows["collected_kg"])
    # All of nothing collected says nothing about where the treated waste came from.
    by_collected = (~units.any(unknown) & (units.add(collected) > 0))[units.numbers]
    weight = rows["collected_kg"].where(by_collected, rows["population"])
    weights = rows[CELL].assign(weight=weight)
    parts = treated_parts(record, facility_months, weights, policy)
    rows = rows.merge(parts, on=CELL, how="left", suffixes=("", "_treatment"))
    rows["estimated"] |= rows.pop("estimated_treatment").eq(True)
    rows["undivided"] = rows["undivided"].eq(True)
    return rows.fillna({"treated_part": 0, "biological_part": 0, "controlled_part": 0})


def _with_generation(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Add G: as reported, else people x the policy's factor x days, at least the known C and T."""
    estimate = estimated_generation(rows, policy)
    known_least = _greatest(rows["collected_kg"].fillna(0), rows["treated_part"])
    estimate = _greatest(estimate, known_least).mask(estimate.isna())
    rows["generation_estimated"] = rows["generated_kg"].isna()
    rows["generation_kg"] = rows["generated_kg"].fillna(estimate)
    return rows


def estimated_generation(rows: pd.DataFrame, policy: Policy) -> pd.Series:
    """Return people x kg per person and day x days in whole kilograms, half to even.

    Args:
        rows: `population`, `days` (Int64), `settlement`.
        policy: the factors.

    Source: methodology, section 3, Default factors.
    """
    result = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    for settlement, factor in policy.generation_kg_per_person_day.items():
        here = (rows["settlement"] == settlement) & rows["population"].notna()
        person_days = (rows["population"] * rows["days"])[here].to_numpy(dtype="int64")
        result[here] = _half_even(person_days, factor)
    return result


def _half_even(values: np.ndarray, factor: Fraction) -> np.ndarray:
    """Return `values` x `factor` rounded to whole numbers, exact halves to the even one."""
    quotient, rest = np.divmod(values * factor.numerator, factor.denominator)
    twice = 2 * rest
    up = (twice > factor.denominator) | ((twice == factor.denominator) & (quotient % 2 == 1))
    rounded: np.ndarray = quotient + up
    return rounded


def _with_reach(rows: pd.DataFrame) -> pd.DataFrame:
    """Add how little and how much C and T can be, and the households to count by."""
    treated, generated = rows["treated_part"], rows["generation_kg"]
    # Waste that was treated was collected: C is at least the known T, and at most G unless T is more.
    most = _greatest(treated, generated).mask(generated.isna())
    rows["collected_least"] = rows["collected_kg"].fillna(treated)
    rows["collected_most"] = rows["collected_kg"].fillna(most)
    reach = _greatest(treated, rows["collected_most"]).mask(rows["collected_most"].isna())
    rows["treated_most"] = treated.where(rows["treated_known"], reach)
    registered = _greatest(rows["households_registered"], rows["households_served"].fillna(0))
    rows["households_basis"] = rows["households"].fillna(registered.mask(rows["households_registered"].isna()))
    return rows


def _greatest(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return the greater of two columns, row by row; null where either is null."""
    return first.where(first >= second, second)
