"""The shares of a split that nobody published: by people, area, overlap of bounds, or evenly, and it says which."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from fractions import Fraction

import pandas as pd

SHARE_PARTS = 10**9
"""Shares are counted in whole billionths, so that sums are exact; they are published to a millionth."""

Sizes = Mapping[str, Fraction]
Edge = tuple[str, str]
GeometricShares = Callable[[pd.DataFrame], pd.Series]
"""Takes rows with `from_unit_id` and `to_unit_id`, returns on their index which part of the old
unit's area lies within the heir, null where bounds are missing."""


def with_shares(
    lineage: pd.DataFrame,
    units: pd.DataFrame,
    population: pd.DataFrame,
    geometric_shares: GeometricShares | None = None,
) -> pd.DataFrame:
    """Return the lineage with every share, and what it rests on in `share_basis`.

    A unit with one heir passes `whole`; a share in the file is `published`. Where a unit splits
    and the file gives no share, each heir's part is weighed by what the heir has and its other
    parents do not account for. That is its size, less what it got from parents whose share is
    known, (their size x share); where several parents of unknown share went into one heir, the
    rest is theirs in proportion to their sizes. Sizes are taken from the first of these that
    knows all it needs and leaves every heir more than nothing:

    1. `population`: usable figures of one day for heirs and parents, the latest such day;
    2. `area`: `area_km2` of the heirs and parents;
    3. `geometry`: the overlap of old and new bounds, by `geometric_shares`;
    4. `equal`: nothing is known, and no heir is preferred.

    Shares that are computed are whole billionths by largest remainder, ties to the lower
    `to_unit_id`, so that those of one unit sum to 1 exactly.

    Args:
        lineage: `from_unit_id`, `to_unit_id`, `share` (null where not published, for all heirs of
            a unit or for none).
        units: `unit_id`, `area_km2`.
        population: `unit_id`, `as_of`, `population`, `status`; one row per unit, day and settlement.
        geometric_shares: computes overlaps; without it that step is left out.
    """
    alone = ~lineage["from_unit_id"].duplicated(keep=False)
    share = lineage["share"].mask(alone & lineage["share"].isna(), 1.0)
    basis = pd.Series("published", lineage.index).mask(alone, "whole")
    blank = lineage[share.isna()].sort_values(["from_unit_id", "to_unit_id"])
    known = lineage.assign(share=share)[share.notna()]
    for name, weights in _weighings(blank, known, units, population, geometric_shares):
        divided = _divided(blank[share[blank.index].isna()], weights)
        share.update(divided)
        basis[divided.index] = name
        if share.notna().all():
            # Boundaries take seconds to load: they are not asked for what is known without them.
            break
    return lineage.assign(share=share, share_basis=basis.astype("str"))


def _weighings(
    blank: pd.DataFrame,
    known: pd.DataFrame,
    units: pd.DataFrame,
    population: pd.DataFrame,
    geometric_shares: GeometricShares | None,
) -> Iterator[tuple[str, dict[Edge, Fraction]]]:
    """Yield each way to weigh the heirs, the best first: its name, and the weights that it knows."""
    if blank.empty:
        return
    for sizes in _people(population):
        yield "population", _unaccounted(blank, known, sizes)
    areas = units.dropna(subset=["area_km2"])
    yield "area", _unaccounted(blank, known, _exact(areas["unit_id"], areas["area_km2"]))
    if geometric_shares is not None:
        overlaps = geometric_shares(blank).dropna()
        yield "geometry", dict(zip(_edges(blank.loc[overlaps.index]), map(_fraction, overlaps), strict=True))
    yield "equal", dict.fromkeys(_edges(blank), Fraction(1))


def _edges(rows: pd.DataFrame) -> Iterator[Edge]:
    """Return ended unit and heir of each row."""
    return zip(rows["from_unit_id"], rows["to_unit_id"], strict=True)


def _divided(blank: pd.DataFrame, weights: Mapping[Edge, Fraction]) -> pd.Series:
    """Return the shares out of those units whose heirs all have a weight, by row."""
    found: dict[Hashable, float] = {}
    places = pd.Series(list(_edges(blank)), index=blank.index, dtype="object")
    for _, edges in places.groupby(blank["from_unit_id"]):
        parts = _parts([weights.get(edge) for edge in edges])
        found |= dict(zip(edges.index, parts or (), strict=False))
    return pd.Series(found, dtype="float64")


def _people(population: pd.DataFrame) -> Iterator[Sizes]:
    """Yield the units' people by day, the latest first; a unit with a figure that cannot be used has none that day."""
    known = population["population"].where(population["status"] == "usable")
    figures = population.assign(population=known)
    for day in sorted(figures["as_of"].dropna().unique(), reverse=True):
        by_unit = figures[figures["as_of"] == day].groupby("unit_id")["population"]
        whole = by_unit.sum()[by_unit.count() == by_unit.size()]
        yield _exact(whole.index.to_series(), whole)


def _exact(keys: pd.Series, values: pd.Series) -> Sizes:
    """Return sizes by unit, each the decimal that stands in the file and not its nearest float."""
    return dict(zip(keys, map(_fraction, values), strict=True))


def _fraction(value: float) -> Fraction:
    """Return a number as it is written.

    >>> _fraction(0.1)
    Fraction(1, 10)
    """
    return Fraction(str(value))


def _unaccounted(blank: pd.DataFrame, known: pd.DataFrame, sizes: Sizes) -> dict[Edge, Fraction]:
    """Return how much of each heir came from each parent of unknown share, where that follows from the sizes."""
    rest = {heir: sizes[heir] for heir in blank["to_unit_id"].unique() if heir in sizes}
    for parent, heir, share in known[["from_unit_id", "to_unit_id", "share"]].itertuples(index=False):
        if heir in rest and parent not in sizes:
            del rest[heir]
        elif heir in rest:
            rest[heir] -= sizes[parent] * _fraction(share)
    claims = blank.groupby("to_unit_id")["from_unit_id"].agg(list).to_dict()
    found: dict[Edge, Fraction] = {}
    for heir, left in rest.items():
        parents = claims[heir]
        together = sum((sizes.get(parent, Fraction(0)) for parent in parents), Fraction(0))
        if len(parents) == 1:
            found[parents[0], heir] = left
        elif together and all(parent in sizes for parent in parents):
            found |= {(parent, heir): left * sizes[parent] / together for parent in parents}
    return found


def _parts(weights: list[Fraction | None]) -> list[float] | None:
    """Return shares by weight that sum to 1; none where a weight is unknown, or leaves an heir nothing.

    >>> _parts([Fraction(2), Fraction(1)])
    [0.666666667, 0.333333333]
    >>> _parts([Fraction(2), Fraction(-1)])
    """
    given = [weight for weight in weights if weight is not None and weight > 0]
    if len(given) < len(weights):
        return None
    quotas = [weight * SHARE_PARTS / sum(given) for weight in given]
    floors = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda place: floors[place] - quotas[place])
    for place in by_remainder[: SHARE_PARTS - sum(floors)]:
        floors[place] += 1
    return [part / SHARE_PARTS for part in floors] if all(floors) else None
