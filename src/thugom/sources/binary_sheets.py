"""Sheets in binary records: how far the cells of an xlsb sheet reach, and what an xls file carries beside them."""

from thugom.sources.bounds import LAST_ROW, Extent
from thugom.sources.cells import UnreadableError

_ROW_HEADER, _FIRST_CELL, _LAST_CELL = 0, 2, 11
_MORE, _SEVEN = 0x80, 0x7F
_CELL_SIZE = 8
_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def extent_of(part: bytes) -> Extent:
    """Return how far the cells of an xlsb sheet reach.

    Raises:
        UnreadableError: its records are damaged, or a cell lies outside every sheet.
    """
    extent, row, place = Extent(), 0, 0
    while place < len(part):
        kind, place = _number(part, place, 2)
        size, place = _number(part, place, 4)
        if kind == _ROW_HEADER:
            row = int.from_bytes(part[place : place + 4], "little") + 1
            if row > LAST_ROW:
                raise UnreadableError("a row lies outside every sheet")
        elif _FIRST_CELL <= kind <= _LAST_CELL and size >= _CELL_SIZE:
            extent.add(row, int.from_bytes(part[place : place + 4], "little"))
        place += size
    return extent


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
