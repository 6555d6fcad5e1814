"""Workbooks (xlsx, xls, xlsb, ods) as grids of cells, with the file's own row numbers and letters."""

import io
import warnings
from typing import Any

import openpyxl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from thugom.sources.cells import Cell, Grid, UnreadableError, is_blank
from thugom.sources.parts import holds_errors


def read_workbook(content: bytes) -> list[Grid]:
    """Return the worksheets of a workbook, blank cells as None; sheets without a cell are left out.

    Raises:
        UnreadableError: the bytes are no workbook, are cut off, or are locked by a password.
    """
    try:
        return _grids(content)
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


def _grids(content: bytes) -> list[Grid]:
    """Return the worksheets that hold a cell."""
    errors = holds_errors(content)
    grids: list[Grid] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for metadata in workbook.sheets_metadata:
            if metadata.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(metadata.name)
            # The reader leaves out what lies before the first cell in use: the addresses start there.
            if sheet.start is not None:
                first_row, first_column = sheet.start
                rows: list[list[Cell]] = [[_unblanked(cell) for cell in row] for row in sheet.to_python()]
                numbers = list(range(first_row + 1, first_row + 1 + len(rows)))
                grids.append(Grid(metadata.name, numbers, rows, first_column))
    if errors:
        _put_errors_back(content, grids)
    return grids


def _unblanked(cell: Cell) -> Cell:
    """Return None for a cell that holds nothing but spaces."""
    return None if is_blank(cell) else cell


def _put_errors_back(content: bytes, grids: list[Grid]) -> None:
    """Write the errors of formulas into the grids: the fast reader shows them as blank, and a blank is no error."""
    with warnings.catch_warnings():
        # What openpyxl leaves out (validations, drawings) is nothing that is read here.
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
        for grid in grids:
            _put_back(workbook[grid.name], grid)


def _put_back(sheet: Any, grid: Grid) -> None:  # noqa: ANN401 - its stubs know no sheet that is only read
    """Write the errors of one sheet into its grid."""
    # The size that a sheet declares of itself may be wrong; its rows are not.
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "e":
                grid.rows[cell.row - grid.numbers[0]][cell.column - 1 - grid.first_column] = str(cell.value)
