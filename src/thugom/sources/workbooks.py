"""Workbooks (xlsx, xls, xlsb, ods) as grids of cells, with the file's own row numbers and letters."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from thugom.sources.binary_sheets import binary_sheet, legacy_flags, legacy_sheets
from thugom.sources.bounds import Extent, refuse_far_cells
from thugom.sources.cells import Cell, Grid, UnreadableError, is_blank
from thugom.sources.marks import Marks, Place, Unvalued
from thugom.sources.ods_xml import marks_by_sheet
from thugom.sources.parts import flags, is_packed, repacked, unpacked
from thugom.sources.sheet_xml import marks_of, sheet_parts


@dataclass(frozen=True, eq=False)
class Workbook:
    """The worksheets of a workbook that hold a cell, and the rules of what it carries beside them."""

    grids: list[Grid]
    flags: list[str]


def read_workbook(content: bytes) -> Workbook:
    """Return the worksheets of a workbook, blank cells as None; sheets without a cell are left out.

    Raises:
        UnreadableError: the bytes are no workbook, are cut off, locked by a password or hostile.
    """
    try:
        return _packed(content) if is_packed(content) else _legacy(content)
    except UnreadableError:
        raise
    except PasswordError as error:
        raise UnreadableError(str(error), "password_protected") from error
    except CalamineError as error:
        raise UnreadableError(str(error) or type(error).__name__) from error
    except Exception as error:
        # What a damaged file provokes in a zip, XML or OLE reader has no common ancestor.
        raise UnreadableError(f"{type(error).__name__}: {error}") from error
    except BaseException as error:
        # A panic in the Rust reader stands outside Exception; an interrupt by the user does too.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError(f"damaged content: {error}") from error


def _packed(content: bytes) -> Workbook:
    """Return a workbook that is an archive of parts."""
    parts = unpacked(content)
    marks, extents = _scanned(parts)
    refuse_far_cells(extents)
    return Workbook(_grids(repacked(parts), marks), flags(parts))


def _scanned(parts: Mapping[str, bytes]) -> tuple[dict[str, Marks], list[Extent]]:
    """Return what each sheet says of its cells, and how far the cells of every sheet reach."""
    if "content.xml" in parts:
        scanned = marks_by_sheet(parts["content.xml"])
        return {name: marks for name, (marks, _) in scanned.items()}, [extent for _, extent in scanned.values()]
    marks: dict[str, Marks] = {}
    extents: list[Extent] = []
    for name, part in sheet_parts(parts).items():
        extents.append(Extent())
        if part.endswith(".bin"):
            marks[name], extents[-1] = binary_sheet(parts.get(part, b""))
        elif part in parts:
            marks[name] = marks_of(parts[part], extents[-1])
    return marks, extents


def _legacy(content: bytes) -> Workbook:
    """Return a workbook of the older kind."""
    carried = legacy_flags(content)
    sheets = legacy_sheets(content)
    refuse_far_cells([extent for _, extent in sheets.values()])
    return Workbook(_grids(content, {name: marks for name, (marks, _) in sheets.items()}), carried)


def _grids(content: bytes, marks: Mapping[str, Marks]) -> list[Grid]:
    """Return the worksheets that hold a cell."""
    grids: list[Grid] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for metadata in workbook.sheets_metadata:
            if metadata.typ is not SheetTypeEnum.WorkSheet:
                continue
            hidden = metadata.visible is not SheetVisibleEnum.Visible
            own = replace(marks.get(metadata.name, Marks()), hidden=hidden)
            grid = _grid(workbook.get_sheet_by_name(metadata.name), own)
            if grid.rows:
                grids.append(grid)
    return grids


def _grid(sheet: CalamineSheet, marks: Marks) -> Grid:
    """Return one worksheet, with what the fast reader shows as blank and is not."""
    rows: list[list[Cell]] = []
    # The reader leaves out what lies before the first cell in use: the addresses start there.
    first_row, first_column = sheet.start or (0, 0)
    if sheet.start is not None:
        rows = [[None if is_blank(cell) else cell for cell in row] for row in sheet.to_python()]
    numbers = list(range(first_row + 1, first_row + 1 + len(rows)))
    grid = Grid(sheet.name, numbers, rows, first_column, marks)
    told: dict[Place, Cell] = {place: Unvalued(text) for place, text in marks.unvalued.items()}
    return _with_cells(grid, {**told, **marks.errors}) if told or marks.errors else grid


def _with_cells(grid: Grid, told: Mapping[Place, Cell]) -> Grid:
    """Return the grid with these cells in it, grown where they lie outside it."""
    width = max((len(row) for row in grid.rows), default=0)
    places = [*told, *((number, grid.first_column + width - 1) for number in grid.numbers[-1:])]
    places += [(number, grid.first_column) for number in grid.numbers[:1]]
    top, left = min(row for row, _ in places), min(column for _, column in places)
    bottom, right = max(row for row, _ in places), max(column for _, column in places)
    rows: list[list[Cell]] = [[None] * (right - left + 1) for _ in range(top, bottom + 1)]
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        rows[number - top][grid.first_column - left : grid.first_column - left + len(row)] = row
    for (number, column), cell in told.items():
        rows[number - top][column - left] = cell
    return replace(grid, numbers=list(range(top, bottom + 1)), rows=rows, first_column=left)
