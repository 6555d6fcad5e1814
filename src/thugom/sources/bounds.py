"""Bounds: how far the cells of a workbook reach, and how far they may.

The fast reader lays a sheet out as one block from its first cell to its last: a stray sign in the
far corner of a sheet asks for half a terabyte, and ends not the file but the process.
"""

from dataclasses import dataclass

from thugom.sources.cells import UnreadableError, column_letter

MOST_CELLS = 20_000_000
"""Cells between the first and the last in use, blank ones included, of all sheets of a workbook together."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_383


@dataclass
class Extent:
    """From which row and column to which the cells in use of one sheet reach; rows from 1, columns from 0."""

    top: int = LAST_ROW
    left: int = LAST_COLUMN
    bottom: int = 0
    right: int = -1

    def add(self, row: int, column: int) -> None:
        """Widen it by one cell.

        Raises:
            UnreadableError: no sheet has such a cell.
        """
        if not (1 <= row <= LAST_ROW and 0 <= column <= LAST_COLUMN):
            raise UnreadableError("a cell lies outside every sheet")
        self.top = min(self.top, row)
        self.bottom = max(self.bottom, row)
        self.left = min(self.left, column)
        self.right = max(self.right, column)

    @property
    def cells(self) -> int:
        """How many cells lie between the first and the last.

        >>> extent = Extent()
        >>> extent.add(3, 0), extent.add(9, 1), extent.cells
        (None, None, 14)
        >>> Extent().cells
        0
        """
        return max(self.bottom - self.top + 1, 0) * max(self.right - self.left + 1, 0)


def refuse_far_cells(extents: list[Extent]) -> None:
    """Refuse a workbook whose sheets would not fit into memory as blocks.

    Raises:
        UnreadableError: with the last cell of its largest sheet.
    """
    if sum(extent.cells for extent in extents) > MOST_CELLS:
        largest = max(extents, key=lambda extent: extent.cells)
        last = f"{column_letter(largest.right)}{largest.bottom}"
        raise UnreadableError(f"its cells reach as far as {last}", "cells_too_far", last=last)
