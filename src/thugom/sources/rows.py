"""Rows: the table below a header row, sorted into data, totals and what is neither."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from thugom.contracts import Finding
from thugom.contracts.source_rules import unit_in
from thugom.language.order import plain
from thugom.sources.cells import Cell, Grid, is_blank, shown, word_key
from thugom.sources.headings import YEAR, Heading, heading
from thugom.sources.recognition import VALUE_SIGN, Match, headers
from thugom.sources.sheet import Sheet, intake_rules, part_name

# "(1)", "A", "3 = 1 + 2": what forms write below their headers to speak of columns by number.
_COLUMN_NUMBER = re.compile(r"\(?(?:[A-Z]|[0-9]{1,2})\)?(?:\s*=.*)?")

_NUMBER = re.compile(r"[0-9][0-9.,\s]*")


def sheets_of(grid: Grid, match: Match, file: str, delimiter: str = "") -> list[Sheet]:
    """Return the report that stands in the grid, as `match` found it; one for each value of figures side by side.

    Args:
        grid: the table.
        match: the form, and where its columns stand.
        file: path below `data/raw`.
        delimiter: what stands between two cells of a CSV file; "" for a workbook.
    """
    table = _Table(grid, match, file, delimiter)
    own = {name: position for name, position in match.positions.items() if VALUE_SIGN not in name}
    if len(own) == len(match.positions):
        return [table.sheet(own, "", {})]
    beside: dict[str, dict[str, int]] = {}
    for name, position in match.positions.items():
        figure, sign, value = name.partition(VALUE_SIGN)
        if sign:
            beside.setdefault(value, {})[figure] = position
    return [table.sheet(own, value, figures) for value, figures in beside.items()]


def unread_columns(grid: Grid, match: Match, file: str) -> list[Finding]:
    """Return a warning if numbers stand side by side with a report's figures under headers that say nothing known.

    A column of sums is none of them: its header is a word for totals.
    """
    places = [position for name, position in match.positions.items() if VALUE_SIGN in name]
    if not places:
        return []
    words = headers(grid, match.top, match.form.header_rows)
    known, marks = set(match.positions.values()), _Marks(match)
    unread = [
        position
        for position in range(min(places), min(max(places) + 2, len(words)))
        if position not in known
        and not is_blank(words[position])
        and not marks.says_total(word_key(shown(words[position])))
    ]
    below = grid.rows[match.row + 1 :]
    unread = [position for position in unread if any(_is_number(_at(row, position)) for row in below)]
    if not unread:
        return []
    rule = intake_rules()["column_not_read"]
    said = ", ".join(shown(words[position]) for position in unread)
    cell, row = grid.cell_name(match.row, unread[0]), grid.numbers[match.row]
    return [Finding(rule.rule, rule.severity, "", file, grid.name, row, cell=cell, value=said)]


def _is_number(cell: Cell) -> bool:
    """Tell whether a cell holds a number, or the text of one."""
    return (isinstance(cell, int | float) and not isinstance(cell, bool)) or (
        isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()) is not None
    )


@dataclass
class _Rows:
    """Which rows of a grid are data and which totals; blank rows and notes are neither.

    Attributes:
        heads: the totals that stand above the rows they sum.
        filled: what blank cells of a data row mean "as above", by row and position.
    """

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    filled: dict[int, dict[int, Cell]] = field(default_factory=dict)


class _Table:
    """A recognised table on the bench: its rows sorted once, whatever number of sheets is made of it."""

    def __init__(self, grid: Grid, match: Match, file: str, delimiter: str) -> None:
        """Sort the rows, and read what stands above them."""
        self.grid, self.match, self.file, self.delimiter = grid, match, file, delimiter
        self.source = match.form.source_map
        self.rows = _sorted_rows(grid, match)
        self.said = _headings(grid, match)
        self.year = self.said.pop(YEAR, None)

    def sheet(self, own: Mapping[str, int], value: str, figures: Mapping[str, int]) -> Sheet:
        """Return the rows with their own columns, and with the figures that stand under one value's headers."""
        grid, source = self.grid, self.source
        positions = {**own, **figures}
        columns = {name: grid.column_letter(position) for name, position in positions.items()}
        headings = {name: (item.text, item.iso, item.cell) for name, item in self.said.items()}
        # A month without its year ("Tháng 3") takes the year that stands above the table.
        meant = value.replace("{year}", self.year.iso) if self.year else value
        if source and source.wide and figures:
            first = min(figures.values())
            headings[source.wide.column] = (self.header(first) or meant, meant, grid.cell_name(self.match.row, first))
        same = {name: iso for name, (_, iso, _) in headings.items()}
        same |= {
            name: said for name, said in (source.constants if source else {}).items() if name not in positions | same
        }
        return Sheet(
            file=self.file,
            sheet=part_name(grid.name, meant) if figures else grid.name,
            report=self.match.form.contract.name,
            source=self.match.form.name,
            period_kind=source.period_kind if source else "month",
            columns=columns | {name: cell for name, (_, _, cell) in headings.items()},
            cells=self.frame(self.with_figures(figures), positions, same),
            totals=self.frame(self.rows.totals, positions, same),
            headings={name: text for name, (text, _, _) in headings.items()},
            units=self.units(positions),
            delimiter=self.delimiter,
            heads=frozenset(grid.numbers[row] for row in self.rows.heads),
        )

    def header(self, position: int) -> str:
        """Return the header of a column, of several rows joined."""
        found = headers(self.grid, self.match.top, self.match.form.header_rows)
        return shown(found[position]) if position < len(found) else ""

    def units(self, positions: Mapping[str, int]) -> dict[str, str]:
        """Return the units that headers say."""
        columns = self.source.columns if self.source else {}
        said = {
            name: unit_in(self.header(positions[name]))
            for name, one in columns.items()
            if one.unit == "header" and name in positions
        }
        return {name: unit for name, unit in said.items() if unit}

    def with_figures(self, figures: Mapping[str, int]) -> list[int]:
        """Return the data rows; of figures that stand side by side, those that hold one under these headers."""
        if not figures:
            return self.rows.data
        return [
            row for row in self.rows.data if any(not is_blank(_at(self.grid.rows[row], at)) for at in figures.values())
        ]

    def frame(self, rows: list[int], positions: Mapping[str, int], same: Mapping[str, str]) -> pd.DataFrame:
        """Return rows of the grid as a frame of raw cells under the report's column names."""
        index = pd.Index([self.grid.numbers[row] for row in rows], dtype="int64", name="row_number")
        # One block of objects: a frame made column by column takes longer than all the rest of reading.
        cells = np.empty((len(rows), len(positions) + len(same)), dtype=object)
        for number, row in enumerate(rows):
            filled = self.rows.filled.get(row, {})
            found = (filled[at] if at in filled else _at(self.grid.rows[row], at) for at in positions.values())
            cells[number] = [*found, *same.values()]
        # As objects: pandas would make a column of texts `str`, and a blank cell NaN, which is not blank.
        return pd.DataFrame(cells, index=index, columns=[*positions, *same], dtype=object)


def _headings(grid: Grid, match: Match) -> dict[str, Heading]:
    """Return what stands above the table for columns that the table does not have."""
    source = match.form.source_map
    if source is None:
        return {}
    found = {
        name: heading(grid, match.top, patterns, is_period=name == "period")
        for name, patterns in source.headings.items()
        if name not in match.positions
    }
    return {name: item for name, item in found.items() if item is not None}


def _at(row: Sequence[Cell], position: int | None) -> Cell:
    """Return a row's cell; None beyond the row's end, and for a column that the table does not have."""
    return row[position] if position is not None and position < len(row) else None


def _sorted_rows(grid: Grid, match: Match) -> _Rows:
    """Return the positions of the data rows and of the total rows; blank rows and notes are neither."""
    rows = _Rows()
    marks = _Marks(match)
    positions = list(match.positions.values())
    above: dict[int, Cell] = {}
    begin = match.row + 1
    if (
        match.form.source_map
        and match.form.source_map.header_numbered
        and _numbers_columns(grid.rows[begin : begin + 1])
    ):
        begin += 1
    for number in range(begin, len(grid.rows)):
        row = grid.rows[number]
        if all(is_blank(_at(row, position)) for position in positions):
            continue
        is_head = marks.is_head(row)
        if is_head or marks.is_total(row):
            (rows.heads if is_head else []).append(number)
            rows.totals.append(number)
        elif not marks.is_note(row):
            rows.data.append(number)
            if marks.fill:
                rows.filled[number] = _filled(row, marks.fill, above)
            continue
        # "As above" does not reach over a total or a sub-heading: what follows is another group.
        above.clear()
    return rows


def _filled(row: Sequence[Cell], positions: Sequence[int], above: dict[int, Cell]) -> dict[int, Cell]:
    """Return what the blank cells of a row mean, and keep what its others say for the rows below."""
    filled: dict[int, Cell] = {}
    for position in positions:
        cell = _at(row, position)
        if not is_blank(cell):
            above[position] = cell
        elif position in above:
            filled[position] = above[position]
    return filled


def _numbers_columns(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether the row below the headers only numbers the columns."""
    texts = [shown(cell) for row in rows for cell in row if not is_blank(cell)]
    return bool(texts) and all(_COLUMN_NUMBER.fullmatch(text) for text in texts)


class _Marks:
    """The words by which a source map tells total rows and notes from data."""

    def __init__(self, match: Match) -> None:
        """Take the words of the map, in the form in which words are compared."""
        source = match.form.source_map
        positions = match.positions
        self._code = positions.get(match.form.contract.primary_key[0])
        self._total = positions.get(source.totals_column or "") if source else None
        self._words = frozenset(map(word_key, source.totals_values)) if source else frozenset()
        self._starts = tuple(map(word_key, source.totals_starts_with)) if source else ()
        self._head = source.totals_above if source else None
        self._notes = [
            (positions.get(rule.column), tuple(map(word_key, rule.starts_with)), rule.pattern)
            for rule in (source.drop if source else ())
        ]
        self.fill = (
            [positions[name] for name, one in source.columns.items() if one.fill_down and name in positions]
            if source
            else []
        )

    def is_total(self, row: Sequence[Cell]) -> bool:
        """Tell whether the row is a total of those above."""
        # Merged over several columns, a total begins at the margin and not in the column named.
        if self.says_total(_key(row, _first_filled(row))):
            return True
        # Beside a code the word is a name: without its marks, many a village is called like a total.
        return self.says_total(_key(row, self._total)) and is_blank(_at(row, self._code))

    def says_total(self, key: str) -> bool:
        """Tell whether these are the words of a total."""
        return key in self._words or bool(self._starts and key.startswith(self._starts))

    def is_head(self, row: Sequence[Cell]) -> bool:
        """Tell whether the row is a total of those below it: a sub-heading with figures."""
        if self._head is None:
            return False
        first = _first_filled(row)
        in_code = first == self._code or is_blank(_at(row, self._code))
        return in_code and any(self._head.search(_plain(row, place)) for place in (first, self._total))

    def is_note(self, row: Sequence[Cell]) -> bool:
        """Tell whether the row is a note, a sub-heading or a signature."""
        first = _first_filled(row)
        return any(
            (words and (_key(row, place).startswith(words) or _key(row, first).startswith(words)))
            or (pattern and (pattern.search(_plain(row, place)) or pattern.search(_plain(row, first))))
            for place, words, pattern in self._notes
        )


def _key(row: Sequence[Cell], position: int | None) -> str:
    """Return a cell's text as words are compared."""
    cell = _at(row, position)
    return word_key(shown(cell)) if isinstance(cell, str) else ""


def _plain(row: Sequence[Cell], position: int | None) -> str:
    """Return a cell's text without case and marks, as patterns are held against it."""
    cell = _at(row, position)
    return plain(shown(cell)) if isinstance(cell, str) else ""


def _first_filled(row: Sequence[Cell]) -> int:
    """Return where the row's first cell that holds something stands."""
    return next((position for position, cell in enumerate(row) if not is_blank(cell)), 0)
