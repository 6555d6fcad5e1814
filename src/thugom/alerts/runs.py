"""Runs of months: when a condition has held long enough to open an episode, and what ends it.

All subjects of a rule are followed at once, month by month; a subject's months are states, and nothing else decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

UNKNOWN, NEITHER, HOLDS, ENDS = 0, 1, 2, 3
"""What a month says of a condition: nothing; that it does not hold, which is not enough to end it; that it holds; that
it is over."""
NONE = -1
"""No month."""

States: TypeAlias = npt.NDArray[np.int8]
Months: TypeAlias = npt.NDArray[np.int32]
Judge: TypeAlias = Callable[[int, Months], States]
"""Of a month, and of the month in which each subject's episode opened (`NONE` where none is open): its states."""


@dataclass(frozen=True)
class Episodes:
    """Episodes, one per position: subjects and months are positions, `ended` is `NONE` while it holds."""

    subject: Months
    began: Months
    opened: Months
    confirmed: Months
    ended: Months


def find_episodes(judge: Judge, subjects: int, months: int, needed: int = 1) -> Episodes:
    """Return the episodes of every subject; those of one subject never overlap.

    An episode opens in the month that is the `needed`th in a row to hold and closes in the first that ends it; that
    month counts for nothing else. A month that is neither breaks a row and closes nothing; one that is unknown does
    neither of both.

    Args:
        judge: the states of all subjects in one month.
        subjects: how many there are.
        months: how many there are.
        needed: how many months in a row open an episode.

    Source: methodology, section 12.

    >>> lived = np.array([[HOLDS, UNKNOWN, HOLDS, NEITHER, HOLDS, ENDS, HOLDS]], dtype="int8")
    >>> found = find_episodes(lambda month, opened: lived[:, month], 1, 7, needed=2)
    >>> [field.tolist() for field in (found.began, found.opened, found.confirmed, found.ended)]
    [[0], [2], [4], [5]]
    """
    row = _Row(subjects, needed)
    for month in range(months):
        row.take(month, judge(month, row.opened))
    row.close(row.opened != NONE, NONE)
    return row.episodes()


class _Row:
    """Where every subject stands by the month that was taken last."""

    def __init__(self, subjects: int, needed: int) -> None:
        """Begin before the first month: nothing is counted and nothing open."""
        self._needed = needed
        self._count = np.zeros(subjects, dtype="int32")
        self._began, self.opened, self._confirmed = (np.full(subjects, NONE, dtype="int32") for _ in range(3))
        self._closed: list[tuple[Months, ...]] = []

    def take(self, month: int, states: States) -> None:
        """Take one month more."""
        holds, is_open = states == HOLDS, self.opened != NONE
        self._confirmed[is_open & holds] = month
        self.close(is_open & (states == ENDS), month)
        counting = holds & ~is_open
        self._began[counting & (self._count == 0)] = month
        self._count[counting] += 1
        self._count[~holds & (states != UNKNOWN)] = 0
        opening = counting & (self._count >= self._needed)
        self.opened[opening] = self._confirmed[opening] = month
        self._count[opening] = 0

    def close(self, closing: npt.NDArray[np.bool_], month: int) -> None:
        """Close these episodes in a month, or leave them open at the end (`NONE`)."""
        subjects = np.flatnonzero(closing).astype("int32")
        if len(subjects):
            ended = np.full(len(subjects), month, dtype="int32")
            fields = (self._began[subjects], self.opened[subjects], self._confirmed[subjects])
            self._closed.append((subjects, *fields, ended))
            self.opened[subjects] = NONE

    def episodes(self) -> Episodes:
        """Return what was closed so far."""
        none = (np.empty(0, dtype="int32"),) * 5
        return Episodes(*map(np.concatenate, zip(none, *self._closed, strict=True)))
