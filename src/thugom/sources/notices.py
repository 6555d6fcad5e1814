"""Notices: what the sender of a workbook should know of the cells that were read, beside their values."""

from collections.abc import Iterator

from thugom.contracts import Finding
from thugom.sources.cells import Cell, Grid, column_letter, column_position, is_blank, shown
from thugom.sources.marks import Marks, Place, Span
from thugom.sources.sheet import Sheet, intake_rules


def notices(grid: Grid, sheet: Sheet) -> list[Finding]:
    """Return a warning for each cell of a report's rows that a formula gave, or that a merge covers.

    Of hidden rows there is one for each, of hidden columns one for the sheet.
    """
    marks = grid.marks
    if marks == Marks():
        return []
    desk = _Desk(grid, sheet)
    return [*desk.formulas(), *desk.merged(), *desk.hidden_rows(), *desk.hidden_columns()]


class _Desk:
    """One report on its sheet: which rows and columns of the file it takes."""

    def __init__(self, grid: Grid, sheet: Sheet) -> None:
        """Find the report's rows and columns."""
        self.grid, self.sheet, self.marks = grid, sheet, grid.marks
        self.rows = frozenset(int(number) for number in sheet.cells.index)
        self.columns = {
            column_position(letter): name for name, letter in sheet.columns.items() if letter.isalpha() and letter
        }

    def formulas(self) -> Iterator[Finding]:
        """Yield the cells whose value a formula gave."""
        for place in sorted(self.marks.formulas):
            if self.is_read(place) and not is_blank(self.cell(place)):
                yield self.finding("formula_value", place)

    def merged(self) -> Iterator[Finding]:
        """Yield the cells that are shown as one with another: blank ones, and ones with something that nobody sees."""
        for (top, bottom), (left, right) in self.marks.merged:
            first = f"{column_letter(left)}{top}"
            inside = [column for column in self.columns if left <= column <= right]
            for row in sorted(self.rows & set(range(top, bottom + 1))):
                for column in inside:
                    if (row, column) == (top, left):
                        continue
                    if is_blank(self.cell((row, column))):
                        yield self.finding("merged_blank", (row, column), first=first)
                    elif not is_blank(self.written((row, column))):
                        yield self.finding("merged_covered", (row, column), first=first)

    def hidden_rows(self) -> Iterator[Finding]:
        """Yield the rows of the report that nobody sees."""
        for row in sorted(self.rows):
            if _within(self.marks.hidden_rows, row):
                yield self.finding("hidden_row", (row, -1))

    def hidden_columns(self) -> Iterator[Finding]:
        """Yield the columns of the report that nobody sees and that hold something."""
        for column in sorted(self.columns):
            holds = any(not is_blank(self.cell((row, column))) for row in self.rows)
            if holds and _within(self.marks.hidden_columns, column):
                yield self.finding("hidden_column", (0, column))

    def is_read(self, place: Place) -> bool:
        """Tell whether a cell belongs to the report."""
        return place[0] in self.rows and place[1] in self.columns

    def cell(self, place: Place) -> Cell:
        """Return what was read in a cell: of a blank that the source map fills, what it was filled with."""
        row, name = place[0], self.columns[place[1]]
        found = self.sheet.cells[name].get(row) if name in self.sheet.cells.columns else None
        return found if isinstance(found, str | int | float | bool) or found is None else str(found)

    def written(self, place: Place) -> Cell:
        """Return what stands in the file itself."""
        row = self.grid.rows[place[0] - self.grid.numbers[0]]
        position = place[1] - self.grid.first_column
        return row[position] if position < len(row) else None

    def finding(self, rule: str, place: Place, **values: str) -> Finding:
        """Return a finding at a cell; at a whole row or column where one of the two is missing."""
        row, column = place
        name = self.columns.get(column, "")
        letter = column_letter(column) if column >= 0 else ""
        said = shown(self.cell(place)) if row and name else ""
        return Finding(
            rule,
            intake_rules()[rule].severity,
            self.sheet.report,
            self.sheet.file,
            self.sheet.sheet,
            row or None,
            name,
            f"{letter}{row}" if row and letter else letter,
            said,
            {"letter": letter, "row": str(row), **values},
        )


def _within(spans: tuple[Span, ...], place: int) -> bool:
    """Tell whether a row or column lies in one of the spans.

    >>> _within(((3, 5), (9, 9)), 4), _within(((3, 5),), 6)
    (True, False)
    """
    return any(first <= place <= last for first, last in spans)
