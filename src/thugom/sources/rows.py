"""Rows: the table below a header row, sorted into data, totals and what is neither."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from thugom.contracts import SourceMap
from thugom.sources.cells import Cell, Grid, is_blank, shown, word_key
from thugom.sources.headings import Heading, heading
from thugom.sources.recognition import Match
from thugom.sources.sheet import Sheet


def sheet_of(grid: Grid, match: Match, file: str) -> Sheet:
    """Return the report that stands in the grid, as `match` found it."""
    source = match.form.source_map
    data, totals = _sorted_rows(grid, match)
    said = _headings(grid, match)
    letters = {name: grid.column_letter(position) for name, position in match.positions.items()}
    constants = _constants(source, match)
    return Sheet(
        file=file,
        sheet=grid.name,
        report=match.form.contract.name,
        source=match.form.name,
        period_kind=source.period_kind if source else "month",
        columns=letters | {name: item.cell for name, item in said.items()},
        cells=_frame(grid, match, data, said, constants),
        totals=_frame(grid, match, totals, said, constants),
        headings={name: item.text for name, item in said.items()},
    )


def _headings(grid: Grid, match: Match) -> dict[str, Heading]:
    """Return what stands above the table for columns that the table does not have."""
    source = match.form.source_map
    if source is None:
        return {}
    found = {
        name: heading(grid, match.row, patterns)
        for name, patterns in source.headings.items()
        if name not in match.positions
    }
    return {name: item for name, item in found.items() if item is not None}


def _constants(source: SourceMap | None, match: Match) -> dict[str, str]:
    """Return what the map says of every row, for columns that the table does not have."""
    constants = source.constants if source else {}
    return {name: value for name, value in constants.items() if name not in match.positions}


def _frame(
    grid: Grid, match: Match, rows: list[int], said: Mapping[str, Heading], constants: Mapping[str, str]
) -> pd.DataFrame:
    """Return rows of the grid as a frame of raw cells under the report's column names."""
    index = pd.Index([grid.numbers[row] for row in rows], dtype="int64", name="row_number")
    same = {name: item.iso for name, item in said.items()} | dict(constants)
    # One block of objects: a frame made column by column takes longer than all the rest of reading.
    cells = np.empty((len(rows), len(match.positions) + len(same)), dtype=object)
    for number, row in enumerate(rows):
        cells[number] = [*(_at(grid.rows[row], position) for position in match.positions.values()), *same.values()]
    # As objects: pandas would make a column of texts `str`, and a blank cell NaN, which is not blank.
    return pd.DataFrame(cells, index=index, columns=[*match.positions, *same], dtype=object)


def _at(row: list[Cell], position: int | None) -> Cell:
    """Return a row's cell; None beyond the row's end, and for a column that the table does not have."""
    return row[position] if position is not None and position < len(row) else None


def _sorted_rows(grid: Grid, match: Match) -> tuple[list[int], list[int]]:
    """Return the positions of the data rows and of the total rows; blank rows and notes are neither."""
    data: list[int] = []
    totals: list[int] = []
    marks = _Marks(match)
    positions = list(match.positions.values())
    for number in range(match.row + 1, len(grid.rows)):
        row = grid.rows[number]
        if all(is_blank(_at(row, position)) for position in positions):
            continue
        if marks.is_total(row):
            totals.append(number)
        elif not marks.is_note(row):
            data.append(number)
    return data, totals


class _Marks:
    """The words by which a source map tells total rows and notes from data."""

    def __init__(self, match: Match) -> None:
        """Take the words of the map, in the form in which words are compared."""
        source = match.form.source_map
        positions = match.positions
        self._code = positions.get(match.form.contract.primary_key[0])
        self._total = positions.get(source.totals_column or "") if source else None
        self._words = frozenset(word_key(word) for word in source.totals_values) if source else frozenset()
        self._notes = [
            (positions.get(rule.column), tuple(word_key(word) for word in rule.starts_with))
            for rule in (source.drop if source else ())
        ]

    def is_total(self, row: list[Cell]) -> bool:
        """Tell whether the row is a total of those above."""
        # Merged over several columns, a total begins at the margin and not in the column named.
        if _key(row, _first_filled(row)) in self._words:
            return True
        # Beside a code the word is a name: without its marks, many a village is called like a total.
        return _key(row, self._total) in self._words and is_blank(_at(row, self._code))

    def is_note(self, row: list[Cell]) -> bool:
        """Tell whether the row is a note or a signature."""
        return any(
            _key(row, place).startswith(words) or _key(row, _first_filled(row)).startswith(words)
            for place, words in self._notes
        )


def _key(row: list[Cell], position: int | None) -> str:
    """Return a cell's text as words are compared."""
    cell = _at(row, position)
    return word_key(shown(cell)) if isinstance(cell, str) else ""


def _first_filled(row: list[Cell]) -> int:
    """Return where the row's first cell that holds something stands."""
    return next((position for position, cell in enumerate(row) if not is_blank(cell)), 0)
