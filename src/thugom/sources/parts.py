"""The parts of an xlsx workbook, looked at before a reader opens it.

The fast reader lays a sheet out as one block from its first cell to its last: a stray sign in the
far corner of a sheet asks for half a terabyte, and ends not the file but the process.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator

from thugom.sources.cells import UnreadableError, column_letter, column_position

MOST_UNPACKED = 1024**3
"""Bytes to which a workbook may unpack."""
MOST_CELLS = 20_000_000
"""Cells between the first and the last in use of a sheet, blank ones included."""

_WIDEST = 16_384
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"']([0-9]{1,7})[\"']")
# A cell that closes itself has a format and no content.
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>")
_ERROR = re.compile(rb"<(?:\w+:)?c\b[^>]*\st=[\"']e[\"']")


def holds_errors(content: bytes) -> bool:
    """Tell whether a cell of an xlsx workbook holds an error such as #DIV/0!; False for other files.

    Raises:
        UnreadableError: the workbook unpacks to more than a night can hold, or its cells lie too far
            apart to be read.
    """
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    found = False
    for sheet in _sheets(content):
        _refuse_far_cells(sheet)
        found = found or _ERROR.search(sheet) is not None
    return found


def _sheets(content: bytes) -> Iterator[bytes]:
    """Yield the XML of each worksheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise UnreadableError("it unpacks to more than a night can hold", "unpacks_too_large")
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                yield archive.read(name)


def _refuse_far_cells(sheet: bytes) -> None:
    """Refuse a sheet whose cells would not fit into memory as one block."""
    numbers = [int(number) for number in _ROW.findall(sheet)]
    if _span(numbers) * _WIDEST <= MOST_CELLS:
        return
    rows: set[bytes] = set()
    letters: set[bytes] = set()
    for cell in _FILLED.finditer(sheet):
        letters.add(cell[1])
        rows.add(cell[2])
    places = {int(row) for row in rows}
    columns = {column_position(name.decode()) for name in letters}
    if _span(places) * _span(columns) > MOST_CELLS:
        last = f"{column_letter(max(columns))}{max(places)}"
        raise UnreadableError(f"its cells reach as far as {last}", "cells_too_far", last=last)


def _span(places: Collection[int]) -> int:
    """Return from the first to the last of some places how many there are.

    >>> _span([3, 9, 4]), _span([])
    (7, 0)
    """
    return max(places) - min(places) + 1 if places else 0
