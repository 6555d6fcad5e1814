"""Where each unit stands in the newest month, on today's units: one row a unit, from four tables."""

import pandas as pd

from thugom.outputs.release import Release

FIGURES = (
    "collected_treated_rate", "collection_rate", "treatment_rate", "household_coverage", "generated_t", "collected_t",
    "treated_t", "collected_treated_t", "households", "evidence_grade", "reporting",
)  # fmt: skip
"""What of `commune_coverage` is shown of a unit."""
_UNIT = (
    "unit_id", "unit_code", "name", "full_name", "kind", "district_name", "area_km2", "population", "name_order"
)  # fmt: skip


def units_in_force(release: Release) -> pd.DataFrame:
    """Return the rows of `unit` that are in force on the release's day."""
    units, day = release.table("unit"), pd.Timestamp(release.as_of)
    return units[(units["valid_from"] <= day) & (units["valid_to"].isna() | (units["valid_to"] > day))]


def units_now(release: Release) -> pd.DataFrame:
    """Return each unit in force with the newest month's figures and its status, in Vietnamese order.

    Returns:
        the unit's own columns, `period`, `covered` and `FIGURES` of `commune_coverage` (basis as_is, settlement all),
        `status`, `expected` and `gap_pp` of `unit_path`; null where nothing is known.
    """
    coverage, path = release.table("commune_coverage"), release.table("unit_path")
    here = (coverage["period"] == release.period) & (coverage["basis"] == "as_is") & (coverage["settlement"] == "all")
    on_path = (path["period"] == release.period) & (path["settlement"] == "all")
    rows = (
        units_in_force(release)[list(_UNIT)]
        .merge(coverage.loc[here, ["unit_id", "period", "covered", *FIGURES]], on="unit_id", how="left")
        .merge(path.loc[on_path, ["unit_id", "status", "expected", "gap_pp"]], on="unit_id", how="left")
    )
    return rows.sort_values(["name_order", "unit_id"], ignore_index=True)


def units_by_month(release: Release) -> pd.DataFrame:
    """Return today's units month by month: rows of `commune_coverage` on the basis as_is, all settlements."""
    coverage = release.table("commune_coverage")
    here = (coverage["period_kind"] == "month") & (coverage["basis"] == "as_is") & (coverage["settlement"] == "all")
    return coverage.loc[here, ["unit_id", "unit_code", "unit_name", "period", "covered", "population", *FIGURES]]


def newest_months(rows: pd.DataFrame, most_rows: int) -> pd.DataFrame:
    """Return the rows of the newest months that fit whole into so many rows, at least those of one month.

    >>> rows = pd.DataFrame({"period": ["2026-09", "2026-10", "2026-10"]})
    >>> len(newest_months(rows, 3)), len(newest_months(rows, 2)), len(newest_months(rows, 1))
    (3, 2, 2)
    """
    counts = rows["period"].value_counts().sort_index(ascending=False).cumsum()
    fitting = counts[counts <= most_rows]
    oldest = (fitting if len(fitting) else counts.head(1)).index.min() if len(counts) else None
    return rows[rows["period"] >= oldest] if oldest is not None else rows
