"""What the polygons say of the lineage: by area, how much of each old unit lies in each new one."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from thugom.register.boundaries_findings import Finding, Values
from thugom.register.geometry import overlap_share

DISAGREEMENT_PP = 2.0
PAIR = ["from_unit_id", "to_unit_id"]
STATED = ("whole", "published")
"""Shares that somebody answers for; all others are computed, from the ground itself where nothing else is known."""


def geometric_shares(boundaries: gpd.GeoDataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Return the share of each old unit's area that lies in the new one; null where a polygon is missing.

    Args:
        boundaries: `unit_id`, `geometry` (longitude and latitude).
        pairs: `from_unit_id`, `to_unit_id`, any index.
    """
    shapes = pd.Series(np.asarray(boundaries.geometry, dtype=object), index=boundaries["unit_id"], dtype=object)
    shares = pd.Series(np.nan, index=pairs.index, dtype="float64")
    both = pairs["from_unit_id"].isin(shapes.index) & pairs["to_unit_id"].isin(shapes.index)
    for key, group in pairs[both].groupby("from_unit_id"):
        shares.loc[group.index] = overlap_share(shapes[str(key)], shapes[group["to_unit_id"]].to_numpy())
    return shares


def lineage_overlaps(lineage: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the lineage's shares beside those of the ground, as an aid to whoever maintains the register.

    A share of people need not be a share of area: a difference is a question and not an error.

    Args:
        lineage: the register's: `from_unit_id`, `to_unit_id`, `effective_on`, `share`, `share_basis`.
        boundaries: as `thugom.register.boundaries.load_boundaries` returns them.

    Returns:
        `from_unit_id`, `to_unit_id`, `share` (null where the lineage has no such row), `overlap_share` (null where a
        polygon is missing), `difference_pp` (null where the share is computed and nobody's word), `disagrees` (by more
        than 2 percentage points, or the ground lies in a unit that the lineage does not name): one row per pair of the
        lineage, and per pair that only the ground has.
    """
    pairs = lineage[[*PAIR, "share"]].assign(stated=lineage["share_basis"].isin(STATED))
    # That ground lies in no other unit is stated too: by there being no such row.
    unnamed = _unnamed_pairs(lineage, boundaries).assign(stated=True)
    pairs = pd.concat([pairs, unnamed], ignore_index=True)
    overlap = geometric_shares(boundaries, pairs)
    difference = 100 * (overlap - pairs["share"].fillna(0.0))
    stated = pairs.pop("stated").astype(bool)
    checked = pairs.assign(
        overlap_share=overlap,
        difference_pp=difference.where(stated),
        disagrees=(difference.abs() > DISAGREEMENT_PP) & stated,
    )
    kept = _in_lineage(pairs, lineage) | checked["disagrees"]
    return checked[kept].sort_values(PAIR, ignore_index=True)


def _in_lineage(pairs: pd.DataFrame, lineage: pd.DataFrame) -> pd.Series:
    """Return which pairs the lineage has."""
    known = pd.MultiIndex.from_frame(lineage[PAIR])
    return pd.Series(pd.MultiIndex.from_frame(pairs[PAIR]).isin(known), index=pairs.index)


def _unnamed_pairs(lineage: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the pairs that meet on the ground on the day of a change, and that the lineage does not have."""
    shapes = np.asarray(boundaries.geometry, dtype=object)
    rows, columns = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    old, new = boundaries.iloc[rows].reset_index(drop=True), boundaries.iloc[columns].reset_index(drop=True)
    meet = pd.DataFrame({"from_unit_id": old["unit_id"], "to_unit_id": new["unit_id"]})
    changed = (old["valid_to"] == new["valid_from"]) & old["unit_id"].isin(lineage["from_unit_id"])
    meet = meet[changed.to_numpy()]
    unnamed: pd.DataFrame = meet[~_in_lineage(meet, lineage)].assign(share=np.nan)
    return unnamed


def lineage_findings(overlaps: pd.DataFrame, units: pd.DataFrame) -> Iterator[Finding]:
    """Yield the pairs whose share by area is another than that of the lineage.

    Args:
        overlaps: as `lineage_overlaps` returns them.
        units: the register's, for the names.
    """
    named = units.set_index("unit_id")["full_name"]
    wrong = overlaps[overlaps["disagrees"]]
    for old, new, share, found in wrong[[*PAIR, "share", "overlap_share"]].itertuples(index=False):
        values: Values = {
            "unit": f"{named[old]!s} ({old})",
            "other": f"{named[new]!s} ({new})",
            "found": round(100 * found, 2),
        }
        if pd.isna(share):
            yield Finding("heir_missing", values, (old, new))
        else:
            yield Finding("share", values | {"expected": round(100 * share, 2)}, (old, new))
