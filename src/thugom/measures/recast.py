"""Recasting: additive figures of one map's units on another map, every sum kept to the unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from thugom.measures.grouping import Groups, whole, whole_and_unknown
from thugom.register.apportion import apportion
from thugom.register.overlap import Links

CELL = ["unit_id", "settlement"]


@dataclass(frozen=True, eq=False)
class Spread:
    """Rows laid out on another map, piece by piece; the pieces of a row stand together, lower `unit_id` first.

    `row`: the position of the row that each piece is of; `weight`: by what the row is divided;
    `pieces`: how many pieces the row has; `cells`: the cells of the other map (`CELL`, sorted);
    `to`: the position of each piece's cell. Where a report tells its row's pieces apart, they are
    `named`, and `own` holds by what a quantity of another name than usual is divided.
    """

    row: np.ndarray
    weight: np.ndarray
    pieces: np.ndarray
    cells: pd.DataFrame
    to: np.ndarray
    named: np.ndarray
    own: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def divided(self) -> np.ndarray:
        """Whether each piece is only a part of its row, and what it is part of is all that is known."""
        return np.asarray((self.pieces > 1) & ~self.named)

    def parts(self, column: pd.Series) -> pd.Series:
        """Return each piece's part of its row's figure."""
        values, unknown = whole_and_unknown(column)
        parts = values[self.row]
        several = np.flatnonzero(self.pieces > 1)
        if len(several):
            weights = self.own.get(str(column.name), self.weight)
            rows = self.row[several]
            parts[several] = apportion(values[rows], weights[several], rows)
        return whole(parts, unknown[self.row])


def spread(rows: pd.DataFrame, links: Links) -> Spread:
    """Return how the rows lie on the map that the links lead to.

    Args:
        rows: `unit_id`, `settlement`, `period`: cells of the map of their period.
        links: from the maps of the periods.

    Raises:
        ValueError: a row's cell is on no map of its period; it would be lost without a word.
    """
    starts, ends, places = _runs(links, rows)
    count = ends[places] - starts[places]
    if not count.all():
        lost = rows.iloc[int(np.flatnonzero(count == 0)[0])]
        raise ValueError(f"{lost['unit_id']}, {lost['settlement']} is on no map of {lost['period']}")
    row = np.repeat(np.arange(len(rows)), count)
    edge = np.arange(len(row)) - np.repeat(np.cumsum(count) - count - starts[places], count)
    groups = Groups.by(links.edges, ["to_unit_id", "to_settlement"])
    cells = groups.keys(links.edges[["to_unit_id", "to_settlement"]]).set_axis(CELL, axis=1)
    weight = links.edges["weight"].to_numpy(dtype="int64")
    nothing = np.zeros(len(row), dtype=bool)
    return Spread(row, weight[edge], count[row], cells, groups.numbers[edge], nothing)


def _runs(links: Links, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where the edges of each cell and era begin and end, and which cell and era each row is of."""
    edges = links.edges
    unit, units = pd.factorize(edges["unit_id"])
    settlement, settlements = pd.factorize(edges["settlement"])
    # The edges are sorted by era, unit and settlement, so those of a cell follow each other.
    key = (edges["era"].to_numpy(dtype="int64") * len(units) + unit) * len(settlements) + settlement
    period, periods = pd.factorize(rows["period"])
    era = np.array([links.eras[name] for name in periods], dtype="int64")[period]
    of_unit, of_settlement = _numbers(rows["unit_id"], units), _numbers(rows["settlement"], settlements)
    places = (era * len(units) + of_unit) * len(settlements) + of_settlement
    size = int(max(key.max(initial=0), places.max(initial=0))) + 2
    places[(of_unit < 0) | (of_settlement < 0)] = size - 1
    first = np.flatnonzero(np.diff(key, prepend=-1))
    starts, ends = np.zeros(size, dtype="int64"), np.zeros(size, dtype="int64")
    starts[key[first]], ends[key[first]] = first, np.append(first[1:], len(key))
    return starts, ends, places


def _numbers(texts: pd.Series, known: pd.Index) -> np.ndarray:
    """Return the position of each text among the known ones, -1 for one that is not."""
    codes, values = pd.factorize(texts)
    numbers: np.ndarray = pd.Index(known).get_indexer(pd.Index(values))[codes]
    return numbers


def recast(rows: pd.DataFrame, links: Links, quantities: Sequence[str]) -> pd.DataFrame:
    """Return additive figures on another map: divided where a cell was, then summed.

    A sum is unknown as soon as one of its parts is. Rates are never recast: compute them anew.

    Args:
        rows: `unit_id`, `settlement`, `period` and the quantities (Int64, null unknown).
        links: from the maps of the rows' periods to the map wanted.
        quantities: the columns to recast.

    Returns:
        `unit_id`, `settlement`, `period`, the quantities, and `apportioned`: whether a figure of
        another cell was divided to make this one. Sorted by unit, settlement and period.

    Source: methodology, section 5: in integers, by largest remainder, ties to the lower unit_id.
    """
    return recast_laid(rows, spread(rows, links), quantities)


def recast_laid(rows: pd.DataFrame, laid: Spread, quantities: Sequence[str]) -> pd.DataFrame:
    """Return what `recast` does, of rows that are laid out already."""
    groups, result = gathered(laid, rows["period"])
    for name in quantities:
        result[name] = groups.sums(laid.parts(rows[name]))
    return result.assign(apportioned=groups.any(laid.divided))


def gathered(laid: Spread, period: pd.Series) -> tuple[Groups, pd.DataFrame]:
    """Return the groups of pieces that come to one cell and period, and what they are: `CELL`, `period`."""
    codes, periods = pd.factorize(period, sort=True)
    groups = Groups(laid.to * max(len(periods), 1) + codes[laid.row])
    cells = laid.cells.take(laid.to[groups.first]).reset_index(drop=True)
    of_period = pd.Series(periods.take(codes[laid.row[groups.first]]), dtype="str")
    return groups, cells.assign(period=of_period)
