"""CSV and its kin: text decoded, delimiter found, every cell kept as text."""

import codecs
import csv
import io
from collections.abc import Iterable

from thugom.sources.cells import Cell, Grid, UnreadableError

DELIMITERS = (",", ";", "\t", "|")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(content: bytes, encodings: Iterable[str]) -> tuple[str, str]:
    """Return the text and its encoding: UTF-8, UTF-16 by its mark, else the first of `encodings` that fits.

    Raises:
        UnreadableError: the bytes are text in none of them.
    """
    declared = list(dict.fromkeys(encodings))
    for encoding in ["utf-16" if content.startswith(_UTF_16) else "utf-8-sig", *declared]:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text, encoding
    tried = ", ".join(["UTF-8", *declared])
    raise UnreadableError("the text is in none of the encodings", "unknown_encoding", encodings=tried)


def read_delimited(text: str, delimiter: str, limit: int | None = None) -> Grid:
    r"""Return the lines of `text` as a grid, numbered by the line each begins on, blank cells as None.

    Args:
        text: the whole file.
        delimiter: what stands between two cells.
        limit: read no more than this many lines of cells.

    Raises:
        UnreadableError: a quotation mark is left open, so that nobody knows where a cell ends.

    >>> read_delimited('a;b\n\n"x;y"; \n', ";").rows
    [['a', 'b'], [], ['x;y', None]]
    """
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    # Strict: a stray quotation mark would otherwise swallow the rows after it without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for record in reader:
            numbers.append(begins)
            rows.append([cell if cell.strip() else None for cell in record])
            begins = reader.line_num + 1
            if limit is not None and len(rows) >= limit:
                break
    except csv.Error as error:
        raise UnreadableError(f"line {begins}: {error}", "open_quotation", line=str(begins)) from error
    return Grid("", numbers, rows)


def fold_surplus(grid: Grid, header: int, last: int) -> Grid:
    """Return the grid with the surplus of slipped lines put into column `last`, where it cannot be read.

    A line with more cells than headers has an unquoted delimiter in it (a decimal comma, mostly),
    and its figures stand under the wrong headers. Joined, the cell is no number, date or word of
    any list, so that the line is refused at sight and the others stand.
    """
    width = len(grid.rows[header])
    rows = list(grid.rows)
    for number in range(header + 1, len(rows)):
        surplus = [str(cell) for cell in rows[number][width:] if cell is not None]
        if surplus:
            row = rows[number][:width]
            row[last] = " | ".join([str(row[last] or ""), *surplus])
            rows[number] = row
    return Grid(grid.name, grid.numbers, rows, grid.first_column)
