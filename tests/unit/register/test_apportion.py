"""Whole numbers are divided by weight without losing or making one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from thugom.register import apportion


def test_the_largest_remainder_takes_what_is_left() -> None:
    """Of 10 by 1 to 2 the exact parts are 3.33 and 6.67; the second has the larger remainder."""
    assert apportion(np.array([10, 10]), np.array([1, 2]), np.array([7, 7])).tolist() == [3, 7]


def test_a_tie_goes_to_the_row_that_stands_first() -> None:
    """Rows sorted by unit id give the odd one to the lower id, on every machine."""
    assert apportion(np.array([5, 5]), np.array([1, 1]), np.array([0, 0])).tolist() == [3, 2]


def test_amounts_beyond_64_bits_of_product_stay_exact() -> None:
    """A country's kilograms by weights in billionths pass what a float can tell apart."""
    total = 10**15 + 1
    parts = apportion(np.array([total] * 3), np.array([10**9] * 3), np.array([0, 0, 0]))
    assert parts.tolist() == [333333333333334, 333333333333334, 333333333333333]


def test_groups_may_lie_mixed() -> None:
    """Each group is divided on its own, whatever the order of the rows."""
    parts = apportion(np.array([4, 9, 4, 9]), np.array([1, 1, 1, 2]), np.array([0, 1, 0, 1]))
    assert parts.tolist() == [2, 3, 2, 6]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**9)), min_size=1, max_size=12), st.integers(0, 10**12))
def test_parts_sum_to_the_whole_and_lie_within_one_of_their_exact_share(
    rows: list[tuple[int, int]], total: int
) -> None:
    """Nothing is lost or made, and no part is off by a whole unit or more."""
    groups, weights = (np.array(column, dtype="int64") for column in zip(*rows, strict=True))
    parts = apportion(np.full(len(rows), total, dtype="int64"), weights, groups)
    for group in set(groups.tolist()):
        of_group = groups == group
        assert parts[of_group].sum() == total
        whole = int(weights[of_group].sum())
        for part, weight in zip(parts[of_group].tolist(), weights[of_group].tolist(), strict=True):
            if whole:
                assert abs(part * whole - total * weight) < whole
