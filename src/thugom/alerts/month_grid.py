"""A grid of subjects and months: columns of a table laid out so that a month is one array of all its subjects."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers: TypeAlias = npt.NDArray[np.float64]
Marks: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class MonthGrid:
    """Rows of a table laid out by subject and month, one row per pair at most.

    Attributes:
        rows: those of the grid's subjects and months.
        place: where each of them lies in the grid, counted month by month.
        subjects: how many subjects there are.
        months: how many months there are.
    """

    rows: pd.DataFrame
    place: npt.NDArray[np.int64]
    subjects: int
    months: int

    def numbers(self, column: str) -> Numbers:
        """Return a column by month and subject; NaN where it is unknown, or there is no row."""
        return self._laid(_numbers(self.rows[column].astype("Float64")))

    def answers(self, column: str) -> Numbers:
        """Return a column of yes and no by month and subject: 1, 0, and NaN where it is unknown."""
        return self._laid(_numbers(self.rows[column].astype("boolean").astype("Float64")))

    def among(self, column: str, words: Collection[str]) -> Marks:
        """Return by month and subject whether a column says one of these words."""
        marks = np.zeros(self.months * self.subjects, dtype=bool)
        marks[self.place] = self.rows[column].isin(list(words)).to_numpy(dtype=bool)
        return marks.reshape(self.months, self.subjects)

    def _laid(self, values: Numbers) -> Numbers:
        """Return the rows' values in their places."""
        laid = np.full(self.months * self.subjects, np.nan)
        laid[self.place] = values
        return laid.reshape(self.months, self.subjects)


def month_grid(rows: pd.DataFrame, subject: str, subjects: Sequence[str], months: Sequence[str]) -> MonthGrid:
    """Return the rows of these subjects and months as a grid.

    Args:
        rows: `period` and the column `subject`, one row per pair.
        subject: the column that names the subject.
        subjects: the subjects, in the order of the grid; rows of others are left out.
        months: the months, in their order; rows of other periods are left out.

    >>> rows = pd.DataFrame({"unit_id": ["B", "A"], "period": ["2026-02", "2026-01"], "rate": [0.5, 1.0]})
    >>> month_grid(rows, "unit_id", ["A", "B"], ["2026-01", "2026-02"]).numbers("rate").tolist()
    [[1.0, nan], [nan, 0.5]]
    """
    across = pd.Index(list(subjects), dtype="str").get_indexer(pd.Index(rows[subject].astype("str")))
    down = pd.Index(list(months), dtype="str").get_indexer(pd.Index(rows["period"].astype("str")))
    inside = (across >= 0) & (down >= 0)
    place = (down[inside].astype("int64") * len(subjects)) + across[inside]
    return MonthGrid(rows[inside], place, len(subjects), len(months))


def _numbers(column: pd.Series) -> Numbers:
    """Return a column's numbers, NaN where they are unknown."""
    return np.asarray(column.to_numpy(dtype="float64", na_value=np.nan), dtype=np.float64)
