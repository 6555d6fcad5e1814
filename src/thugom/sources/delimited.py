"""CSV and its kin: text decoded, delimiter found, every cell kept as text."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator

from thugom.sources.cells import Cell, Grid, UnreadableError, is_blank
from thugom.sources.legacy import legacy_encoding

DELIMITERS = (",", ";", "\t", "|")
UNICODE = frozenset({"utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"})
"""Encodings that a file shows by its own bytes; every other must be declared."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r\f")
_MANY = 2
_LINE_END = re.compile(r"\r\n|\r|\n")


def decodings(content: bytes, encodings: Iterable[str]) -> list[tuple[str, str]]:
    """Return the texts that the bytes can be, each with its encoding.

    UTF-8 and UTF-16, with or without a byte-order mark, are known by their bytes, and then there is
    one text. Otherwise there is one for each of `encodings` that fits: an old eight-bit encoding
    fits almost anything, and only the headers tell which it was.

    Raises:
        UnreadableError: the bytes are text in none of them.
    """
    declared = list(dict.fromkeys(map(encoding_name, encodings)))
    for guess in (_marked, _unmarked):
        encoding = guess(content)
        text = _decoded(content, encoding) if encoding else None
        if encoding and text is not None:
            return [(text, encoding)]
    found = [(text, encoding) for encoding in declared if (text := _decoded(content, encoding)) is not None]
    if found:
        return found
    legacy = legacy_encoding([content.decode("latin-1")])
    if legacy:
        raise UnreadableError("the text is in an encoding from before Unicode", "old_encoding", encoding=legacy)
    tried = ", ".join(["UTF-8", *declared])
    raise UnreadableError("the text is in none of the encodings", "unknown_encoding", encodings=tried)


def encoding_name(encoding: str) -> str:
    """Return the one name of an encoding that has several; an unknown one as it is.

    >>> encoding_name("Windows-1258"), encoding_name("no such")
    ('cp1258', 'no such')
    """
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return encoding


def _decoded(content: bytes, encoding: str) -> str | None:
    """Return the bytes as text; None where they are none in this encoding."""
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else text


def _marked(content: bytes) -> str:
    """Return the encoding that a mark at the beginning names, else UTF-8, which needs none."""
    return "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"


def _unmarked(content: bytes) -> str | None:
    """Return which UTF-16 the bytes are, where no mark says so; None where they are not.

    Delimiters, digits, line ends and most letters of any table in Latin script lie in the first 256
    characters. So one of the two bytes is mostly zero, the other hardly ever (a grave accent that
    stands apart, U+0300, has one), and no control character is left.
    """
    if len(content) % 2:
        return None
    even, odd = content[::2].count(0), content[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) * _MANY < len(content) // 2 or min(even, odd) * _MANY > max(even, odd):
        return None
    text = _decoded(content, encoding)
    return encoding if text and _CONTROLS.isdisjoint(text) else None


def read_delimited(text: str, delimiter: str, limit: int | None = None) -> Grid:
    r"""Return the lines of `text` as a grid, numbered by the line each begins on, blank cells as None.

    Quotation marks within a cell should be doubled. Where they are not, a cell ends at the mark that a
    delimiter or the line's end follows; that is taken only if every line then has as many cells.

    Args:
        text: the whole file.
        delimiter: what stands between two cells.
        limit: read no more than this many lines of cells.

    Raises:
        UnreadableError: a quotation mark is left open, so that nobody knows where a cell ends.

    >>> read_delimited('a;b\n\n"x;y"; \n', ";").rows
    [['a', 'b'], [], ['x;y', None]]
    """
    try:
        return _grid(_strict(text, delimiter), limit)
    except UnreadableError:
        loose = _rectangle(text, delimiter, limit)
        if loose is None:
            raise
        return loose


def _rectangle(text: str, delimiter: str, limit: int | None) -> Grid | None:
    """Return the loose reading if every line has as many cells, but for a delimiter at its end."""
    try:
        grid = _grid(_loose(text, delimiter), limit)
    except UnreadableError:
        return None
    rows = [row for row in grid.rows if row]
    narrow = min(map(len, rows), default=0)
    fits = all(len(row) == narrow or (len(row) == narrow + 1 and is_blank(row[-1])) for row in rows)
    return grid if fits else None


def _grid(records: Iterable[tuple[int, list[str]]], limit: int | None) -> Grid:
    """Return numbered records as a grid, no more than `limit` of them."""
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    for number, record in records:
        numbers.append(number)
        rows.append([cell if cell.strip() else None for cell in record])
        if limit is not None and len(rows) >= limit:
            break
    return Grid("", numbers, rows)


def _strict(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on."""
    # Strict: a stray quotation mark would otherwise swallow the rows after it without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for record in reader:
            yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(f"line {begins}: {error}", "open_quotation", line=str(begins)) from error


def _loose(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's cells with its number, where quotation marks within a cell are not doubled."""
    lines = _LINE_END.split(text)
    for number, line in enumerate(lines[:-1] if not lines[-1] else lines, start=1):
        cells: list[str] = []
        open_cell: str | None = None
        for piece in line.split(delimiter) if line else ():
            cell = piece if open_cell is None else f"{open_cell}{delimiter}{piece}"
            if not cell.startswith('"'):
                cells.append(cell)
            elif _closes(cell):
                cells.append(cell[1:-1].replace('""', '"'))
                open_cell = None
            else:
                open_cell = cell
        if open_cell is not None:
            raise UnreadableError(f"line {number}: an open mark", "open_quotation", line=str(number))
        yield number, cells


def _closes(cell: str) -> bool:
    """Tell whether a cell that begins with a quotation mark ends with one that is not half of a doubled one.

    >>> _closes('"("a") b"'), _closes('"a ""b""'), _closes('""'), _closes('"')
    (True, False, True, False)
    """
    inner = cell[1:]
    return (len(inner) - len(inner.rstrip('"'))) % 2 == 1


def fold_surplus(grid: Grid, top: int, header: int, last: int) -> Grid:
    """Return the grid with the surplus of slipped lines put into column `last`, where it cannot be read.

    A line with more cells than headers has an unquoted delimiter in it (a decimal comma, mostly),
    and its figures stand under the wrong headers. Joined, the cell is no number, date or word of
    any list, so that the line is refused at sight and the others stand. A delimiter at the end of a
    line, of the headers' or of any other, makes no cell: beyond the last header there are no columns.

    Args:
        grid: the file.
        top: the first row of the headers.
        header: the last row of the headers.
        last: the last of the columns that are read.
    """
    headers = (cell for row in grid.rows[top : header + 1] for cell in enumerate(row))
    width = max(position for position, cell in headers if not is_blank(cell)) + 1
    rows = list(grid.rows)
    for number in range(header + 1, len(rows)):
        surplus = [str(cell) for cell in rows[number][width:] if cell is not None]
        if surplus:
            row = rows[number][:width]
            row[last] = " | ".join([str(row[last] or ""), *surplus])
            rows[number] = row
    return Grid(grid.name, grid.numbers, rows, grid.first_column)
