"""Sums over groups of rows, exact in whole numbers and unknown as soon as one part is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

MOST_CODES = 2**62
"""More combinations than this are counted anew, before a number for them would not fit."""

MOST_FLAGS = 2**25
"""Up to so many numbers a flag for each is quicker than sorting."""
PIECE = 2**16
"""How many rows of a repeated text stand in memory."""


class Groups:
    """The groups of rows that share their keys, found once and summed over many times.

    Sorting the rows once and adding up runs of them keeps 64-bit whole numbers exact and is several
    times faster than grouping each column by texts again.

    >>> rows = pd.DataFrame({"unit": ["A", "B", "A"], "t": pd.array([1, 2, None], dtype="Int64")})
    >>> groups = Groups.by(rows, ["unit"])
    >>> groups.keys(rows[["unit"]]).assign(t=groups.sums(rows["t"]))
      unit     t
    0    A  <NA>
    1    B     2
    """

    def __init__(self, codes: np.ndarray, within: np.ndarray | None = None) -> None:
        """Find the groups of rows with the same code, in the order of their codes, each by `within` if not as given."""
        places = codes if within is None else codes * (int(within.max(initial=0)) + 1) + within
        # Rows that stand in order already need no sorting: that is most of the time there is.
        self._order = None if bool((places[1:] >= places[:-1]).all()) else np.argsort(places, kind="stable")
        ordered = codes if self._order is None else codes[self._order]
        self._rows = len(codes)
        self._starts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
        self._starts = np.concatenate([[0], self._starts]) if len(codes) else self._starts
        self.first = self._starts if self._order is None else self._order[self._starts]

    @classmethod
    def by(cls, rows: pd.DataFrame, names: Sequence[str]) -> "Groups":
        """Return the groups of rows that agree in these columns, sorted by them."""
        return cls(sorting_codes(rows, names))

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self._starts)

    @property
    def last(self) -> np.ndarray:
        """The position of each group's last row."""
        ends = np.append(self._starts[1:], self._rows)[: len(self)] - 1
        positions: np.ndarray = ends if self._order is None else self._order[ends]
        return positions

    def keys(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the first row of each group."""
        return rows.take(self.first).reset_index(drop=True)

    @property
    def numbers(self) -> np.ndarray:
        """The number of each row's group."""
        number = np.repeat(np.arange(len(self)), np.diff(self._starts, append=self._rows))
        if self._order is None:
            return np.asarray(number)
        placed = np.empty_like(number)
        placed[self._order] = number
        return placed

    def add(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of each group's values."""
        if not len(self._starts):
            return values[:0]
        ordered = values if self._order is None else values[self._order]
        summed: np.ndarray = np.add.reduceat(ordered, self._starts)
        return summed

    def any(self, flags: pd.Series | np.ndarray) -> np.ndarray:
        """Return whether any of each group's flags is set."""
        return np.asarray(self.add(np.asarray(flags, dtype="int64")) > 0)

    def all(self, flags: pd.Series | np.ndarray) -> np.ndarray:
        """Return whether all of each group's flags are set."""
        return np.asarray(self.add((~np.asarray(flags, dtype=bool)).astype("int64")) == 0)

    def sums(self, column: pd.Series, *, known_only: bool = False) -> pd.Series:
        """Return the sum of each group: null as soon as one part is, or (`known_only`) if all parts are."""
        values, unknown = whole_and_unknown(column)
        total = self.add(values)
        gone = self.all(unknown) if known_only else self.any(unknown)
        return whole(total, gone)


def sorting_codes(rows: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """Return a number per row that sorts, and tells rows apart, as these columns do; null stands last.

    >>> sorting_codes(pd.DataFrame({"unit": ["B", None, "A", "B"]}), ["unit"]).tolist()
    [1, 2, 0, 1]
    """
    codes, size = np.zeros(len(rows), dtype="int64"), 1
    for name in names:
        code, values = pd.factorize(rows[name], sort=True)
        if size > MOST_CODES // (len(values) + 1):
            known, codes = np.unique(codes, return_inverse=True)
            size = len(known)
        codes = codes * (len(values) + 1) + np.where(code < 0, len(values), code)
        size *= len(values) + 1
    return codes


def numbered(codes: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the codes as numbers from 0 without a gap, in their order, and how many there are."""
    numbers, known = pd.factorize(codes, sort=True)
    return np.asarray(numbers), len(known)


def among(rows: pd.DataFrame, others: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """Return which rows agree in these columns with some row of the others.

    >>> among(pd.DataFrame({"unit": ["A", "B"]}), pd.DataFrame({"unit": ["B", "C"]}), ["unit"]).tolist()
    [False, True]
    """
    own, theirs = np.zeros(len(rows), dtype="int64"), np.zeros(len(others), dtype="int64")
    there, size = np.ones(len(others), dtype=bool), 1
    for name in names:
        code, labels = pd.factorize(rows[name], use_na_sentinel=False)
        other, known = pd.factorize(others[name], use_na_sentinel=False)
        place = pd.Index(labels).get_indexer(pd.Index(known))[other]
        there &= place >= 0
        own, theirs, size = own * len(labels) + code, theirs * len(labels) + place, size * len(labels)
    return numbers_among(own, theirs[there], size)


def numbers_among(numbers: np.ndarray, others: np.ndarray, size: int) -> np.ndarray:
    """Return which numbers are among the others; all are at least 0 and below `size`."""
    if size > MOST_FLAGS:
        return np.isin(numbers, others)
    flags = np.zeros(size, dtype=bool)
    flags[others] = True
    return np.asarray(flags[numbers])


def chosen(rows: pd.DataFrame, wanted: pd.Series | np.ndarray) -> pd.DataFrame:
    """Return the rows that are wanted; where that is all of them, without copying a column."""
    flags = np.asarray(wanted, dtype=bool)
    return rows if bool(flags.all()) else rows[flags]


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of frames with the same columns one after the other, and leave the frames empty.

    Column by column, so that a country's figures are never in memory twice.

    >>> stacked([pd.DataFrame({"unit": ["A"]}), pd.DataFrame({"unit": ["B"]})])["unit"].tolist()
    ['A', 'B']
    """
    names = list(frames[0].columns)
    columns = {name: _stacked([frame.pop(name) for frame in frames]) for name in names}
    return pd.DataFrame(columns, copy=False)


def _stacked(parts: list[pd.Series]) -> pd.Series:
    """Return columns one after the other; of words written as codes, all words in their order."""
    if all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
        # Their own orders are those of fewer words.
        return pd.Series(pd.api.types.union_categoricals(parts, sort_categories=True, ignore_order=True).as_ordered())
    return pd.concat(parts, ignore_index=True)


def in_codes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with each column of text written as codes of its words, and leave `rows` empty.

    A country's figures repeat a few thousand words some thirty million times. Words sort as the text does.

    >>> in_codes(pd.DataFrame({"unit": ["B", None, "A"]}))["unit"].cat.categories.tolist()
    ['A', 'B']
    """
    columns = {name: rows.pop(name) for name in list(rows.columns)}
    for name, column in columns.items():
        if isinstance(column.dtype, pd.StringDtype):
            codes, words = pd.factorize(column, sort=True)
            coded = pd.Categorical.from_codes(codes, categories=pd.Index(words), ordered=True)
            columns[name] = pd.Series(coded, index=column.index)
    return pd.DataFrame(columns, copy=False)


def repeated(text: str, size: int) -> pd.Series:
    """Return a column of one text, however long, in the memory of a short one.

    >>> repeated("as_was", 3).tolist()
    ['as_was', 'as_was', 'as_was']
    """
    piece = pd.Series([text] * min(size, PIECE), dtype="str")
    times, rest = divmod(size, PIECE)
    return pd.concat([piece] * times + [piece.iloc[:rest]], ignore_index=True)


def whole_and_unknown(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return a column of whole numbers as int64, 0 where unknown, and where that is."""
    unknown = column.isna().to_numpy()
    return column.fillna(0).to_numpy(dtype="int64"), unknown


def whole(values: np.ndarray, unknown: np.ndarray) -> pd.Series:
    """Return whole numbers as a nullable column."""
    return pd.Series(pd.arrays.IntegerArray(values.astype("int64"), unknown.copy()))
