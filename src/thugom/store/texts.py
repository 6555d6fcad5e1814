"""Rows as text, column by column: what a hash is taken of, and what PostgreSQL's COPY takes.

Arrow writes and joins the texts, ten thousand rows at a time; it needs no lock of Python's while it does, so that a
database may be at work meanwhile. Value by value in Python the same takes twice as long, and holds everybody up.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Columns = Sequence[Sequence[Any]]
"""The values of each column of a table, all of one length: str, int, float, bool, bytes or None."""
Written = Callable[[pa.Array], pa.Array]
"""What writes a column's texts or numbers in one form, null for null."""

_CHUNK = 10_000
_LEAST, _MOST = 1e-4, 1e10
"""Between these Arrow writes a number with a fraction as Python does, in its shortest exact form."""


def json_lines(columns: Columns) -> Iterator[bytes]:
    r"""Yield ten thousand rows to a line of JSON, a list of lists; to the byte what Python's `json` writes.

    Raises:
        ValueError: a number is not finite.

    >>> list(json_lines([["Nậm Hàng", None], [1, 2], [0.5, 1.0], [None, True]]))[0].decode()
    '[["Nậm Hàng",1,0.5,null],[null,2,1.0,true]]\n'
    """
    for chunk in _chunks(columns):
        cells = [pc.fill_null(_written(column, _quoted, _number), "null") for column in chunk]
        yield b"[[" + _joined(cells, ",", "],[") + b"]]\n"


def copy_lines(columns: Columns) -> Iterator[bytes]:
    r"""Yield rows as PostgreSQL's COPY takes them as text, in which a null is no text: no 'NaN' and no empty one.

    >>> list(copy_lines([["a\tb", ""], [1, 2], [None, 0.5]]))
    [b'a\\tb\t1\t\\N\n\t2\t0.5\n']
    """
    for chunk in _chunks(columns):
        cells = [pc.fill_null(_written(column, _escaped, _plain), "\\N") for column in chunk]
        yield _joined(cells, "\t", "\n") + b"\n"


def _chunks(columns: Columns) -> Iterator[list[pa.Array]]:
    """Yield the columns of ten thousand rows after the other."""
    for start in range(0, len(columns[0]), _CHUNK):
        yield [pa.array(column[start : start + _CHUNK], from_pandas=False) for column in columns]


def _written(column: pa.Array, text: Written, number: Written) -> pa.Array:
    """Return a column's values as text: texts and numbers as these two write them, and nulls as they are."""
    if pa.types.is_string(column.type):
        return text(column)
    if pa.types.is_floating(column.type):
        return number(column)
    if pa.types.is_binary(column.type):
        return pa.array([None if value is None else f"\\\\x{value.hex()}" for value in column.to_pylist()], pa.string())
    return _plain(column)


def _joined(cells: list[pa.Array], between: str, after: str) -> bytes:
    """Return the rows of these cells as one text, with what stands between cells and between rows."""
    lines = pc.binary_join_element_wise(*cells, between) if len(cells) > 1 else cells[0]
    whole = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
    return bytes(pc.binary_join(whole, after)[0].as_buffer())


def _plain(column: pa.Array) -> pa.Array:
    """Return values as Arrow writes them."""
    return pc.cast(column, pa.string())


def _number(column: pa.Array) -> pa.Array:
    """Return numbers in their shortest exact form, written as Python writes them."""
    if not pc.all(pc.is_finite(column)).as_py() and column.null_count < len(column):
        raise ValueError("a number that is not finite found")
    size = pc.abs(column)
    alike = pc.and_(pc.greater_equal(size, _LEAST), pc.less(size, _MOST))
    others = pc.or_(pc.invert(alike), pc.equal(pc.floor(column), column)).fill_null(False)  # noqa: FBT003 - Arrow's own
    texts = pa.array([repr(number) for number in column.filter(others).to_pylist()], pa.string())
    return pc.replace_with_mask(_plain(column), others, texts)


def _quoted(column: pa.Array) -> pa.Array:
    """Return texts as JSON quotes them."""
    return _each(column, lambda text: json.dumps(text, ensure_ascii=False))


def _escaped(column: pa.Array) -> pa.Array:
    """Return texts with what COPY reads as a mark written as text."""
    return _each(column, lambda text: text.translate(_MARKS))


_MARKS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _each(column: pa.Array, write: Callable[[str], str]) -> pa.Array:
    """Return texts as `write` writes them, each that recurs once."""
    coded = column.dictionary_encode()
    written = pa.array([write(text) for text in coded.dictionary.to_pylist()], pa.string())
    return written.take(coded.indices)
