"""Sheets in binary records (xlsb, xls): how far their cells reach, and what the fast reader leaves out."""

import struct

from thugom.sources.bounds import LAST_ROW, Extent
from thugom.sources.cells import UnreadableError
from thugom.sources.marks import Marks, Place, Span
from thugom.sources.ole import records

_ROW_HEADER, _FIRST_CELL, _LAST_CELL = 0, 2, 11
_MORE, _SEVEN = 0x80, 0x7F
_CELL_SIZE = 8
_FORMULAS, _FORMULA_ERROR, _ERROR = range(8, 12), 11, 3
_NO_NUMBER, _IS_ERROR = b"\xff\xff", 2
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_SHEET_NAME, _BEGIN = 0x0085, 0x0809
_FORMULA, _TRUTH, _SEVERAL, _ROW, _COLUMNS, _MERGES = 0x0006, 0x0205, 0x00BD, 0x0208, 0x007D, 0x00E5
# NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING and their forebears.
_CELLS = frozenset({_FORMULA, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, 0x0002, 0x0003, 0x0004, 0x0005})
_ROW_HIDDEN, _COLUMN_HIDDEN, _WIDE = 0x20, 0x01, 0x01
_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def binary_sheet(part: bytes) -> tuple[Marks, Extent]:
    """Return what an xlsb sheet says of its cells, and how far they reach.

    Raises:
        UnreadableError: its records are damaged, or a cell lies outside every sheet.
    """
    extent, row, place = Extent(), 0, 0
    formulas: set[Place] = set()
    errors: dict[Place, str] = {}
    while place < len(part):
        kind, place = _number(part, place, 2)
        size, place = _number(part, place, 4)
        record = part[place : place + size]
        if kind == _ROW_HEADER:
            row = int.from_bytes(record[:4], "little") + 1
            if row > LAST_ROW:
                raise UnreadableError("a row lies outside every sheet")
        elif _FIRST_CELL <= kind <= _LAST_CELL and size >= _CELL_SIZE:
            cell = row, int.from_bytes(record[:4], "little")
            extent.add(*cell)
            if kind in {_ERROR, _FORMULA_ERROR} and size > _CELL_SIZE:
                errors[cell] = _ERRORS.get(record[_CELL_SIZE], "#N/A")
            elif kind in _FORMULAS:
                formulas.add(cell)
        place += size
    return Marks(formulas=frozenset(formulas), errors=errors), extent


def _number(part: bytes, place: int, most: int) -> tuple[int, int]:
    """Return a number written seven bits a byte, and where it ends.

    >>> _number(bytes([0x85, 0x01]), 0, 2)
    (133, 2)
    """
    number = 0
    for shift in range(most):
        if place >= len(part):
            raise UnreadableError("a record is cut off")
        byte = part[place]
        place += 1
        number |= (byte & _SEVEN) << 7 * shift
        if not byte & _MORE:
            break
    return number, place


def legacy_flags(content: bytes) -> list[str]:
    """Return the rules of what an xls file carries beside its cells.

    Raises:
        UnreadableError: it is not an xls file but a newer one, locked by a password.

    >>> legacy_flags("_VBA_PROJECT_CUR".encode("utf-16-le"))
    ['macros']
    """
    if _ENCRYPTED in content:
        raise UnreadableError("it is encrypted", "password_protected")
    return ["macros"] if _MACROS in content else []


def legacy_sheets(content: bytes) -> dict[str, tuple[Marks, Extent]]:
    """Return what each sheet of an xls file says of its cells, and how far they reach.

    Raises:
        UnreadableError: the file is damaged, or a cell lies outside every sheet.
    """
    names: dict[int, str] = {}
    scans: list[_Scan] = []
    for place, kind, record in records(content):
        if kind == _BEGIN:
            scans.append(_Scan(names.get(place, "")))
        elif kind == _SHEET_NAME and len(record) > _CELL_SIZE - 1:
            names[int.from_bytes(record[:4], "little")] = _sheet_name(record)
        elif scans:
            scans[-1].take(kind, record)
    # What stands in no named sheet is bounded all the same.
    return {scan.name or f"#{number}": (scan.marks(), scan.extent) for number, scan in enumerate(scans)}


def _sheet_name(record: bytes) -> str:
    """Return a sheet's name: a byte a letter, or two."""
    return record[8:].decode("utf-16-le" if record[7] & _WIDE else "latin-1", "replace")[: record[6]]


class _Scan:
    """One sheet of an xls file on the way past."""

    def __init__(self, name: str) -> None:
        """Begin before the first record."""
        self.name, self.extent = name, Extent()
        self.formulas: set[Place] = set()
        self.errors: dict[Place, str] = {}
        self.hidden_rows: list[Span] = []
        self.hidden_columns: list[Span] = []
        self.merged: list[tuple[Span, Span]] = []

    def take(self, kind: int, record: bytes) -> None:
        """Note what a record says."""
        numbers = struct.unpack(f"<{len(record) // 2}H", record[: len(record) // 2 * 2])
        if kind in _CELLS and len(numbers) > 1:
            cell = numbers[0] + 1, numbers[1]
            self.extent.add(*cell)
            error = _error(kind, record)
            if error:
                self.errors[cell] = error
            elif kind == _FORMULA:
                self.formulas.add(cell)
        elif kind == _SEVERAL and len(numbers) > 2:  # noqa: PLR2004 - the row, the first column and the last
            self.extent.add(numbers[0] + 1, numbers[1])
            self.extent.add(numbers[0] + 1, numbers[-1])
        elif kind == _ROW and len(numbers) > 6 and numbers[6] & _ROW_HIDDEN:  # noqa: PLR2004 - where its flags stand
            self.hidden_rows.append((numbers[0] + 1, numbers[0] + 1))
        elif kind == _COLUMNS and len(numbers) > 4 and numbers[4] & _COLUMN_HIDDEN:  # noqa: PLR2004 - the same
            self.hidden_columns.append((numbers[0], numbers[1]))
        elif kind == _MERGES:
            for at in range(1, len(numbers) - 3, 4):
                top, bottom, left, right = numbers[at : at + 4]
                self.merged.append(((top + 1, bottom + 1), (left, right)))

    def marks(self) -> Marks:
        """Return what was noted."""
        return Marks(
            formulas=frozenset(self.formulas),
            errors=self.errors,
            hidden_rows=tuple(self.hidden_rows),
            hidden_columns=tuple(self.hidden_columns),
            merged=tuple(self.merged),
        )


def _error(kind: int, record: bytes) -> str:
    """Return the error that a cell of an xls file holds; "" where it holds something else."""
    if kind == _FORMULA and record[12:14] == _NO_NUMBER and record[6] == _IS_ERROR:
        return _ERRORS.get(record[8], "#N/A")
    if kind == _TRUTH and len(record) >= _CELL_SIZE and record[7]:
        return _ERRORS.get(record[6], "#N/A")
    return ""
