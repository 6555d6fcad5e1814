"""Dividing whole numbers by weight, so that the parts sum to the whole exactly."""

import numpy as np

_SAFE = 2**62


def apportion(totals: np.ndarray, weights: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return each row's part of its group's total, in whole numbers, by largest remainder.

    Ties go to the row that stands first: sort by `unit_id` before you call. A group whose weights
    are all 0 is divided evenly.

    Args:
        totals: int64, the group's total, repeated on each of its rows; at least 0.
        weights: int64, at least 0.
        groups: int64, the group of each row.

    Source: methodology, section 5, "largest remainder".

    >>> apportion(np.array([10, 10, 10]), np.array([1, 1, 1]), np.array([0, 0, 0]))
    array([4, 3, 3])
    """
    if len(totals) == 0:
        return totals.copy()
    codes = np.unique(groups, return_inverse=True)[1]
    weights = _spread_evenly_where_all_zero(weights, codes)
    sums = _sum_by(weights, codes)[codes]
    product = _product(totals, weights)
    floors = (product // sums).astype("int64")
    remainders = (product % sums).astype("int64")
    left = totals - _sum_by(floors, codes)[codes]
    parts: np.ndarray = floors + (_rank_within(remainders, codes) < left)
    return parts


def _spread_evenly_where_all_zero(weights: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the weights, 1 for every row of a group that has none."""
    return np.where(_sum_by(weights, codes)[codes] == 0, 1, weights)


def _sum_by(values: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the exact integer sum per group; `np.bincount` would go through floats."""
    sums = np.zeros(codes.max() + 1, dtype="int64")
    np.add.at(sums, codes, values)
    return sums


def _product(totals: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return totals x weights, in Python integers where 64 bits would not hold them."""
    largest = float(totals.max()) * float(weights.max())
    small = largest < _SAFE
    product: np.ndarray = totals * weights if small else totals.astype(object) * weights.astype(object)
    return product


def _rank_within(remainders: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return each row's position in its group by falling remainder, ties in the order given."""
    order = np.lexsort((np.arange(len(codes)), -remainders, codes))
    starts = np.searchsorted(codes[order], np.arange(codes.max() + 1))
    ranks = np.empty(len(codes), dtype="int64")
    ranks[order] = np.arange(len(codes)) - starts[codes[order]]
    return ranks
