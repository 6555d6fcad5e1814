"""Recognition: which report a table is, by its headers and by nothing else."""

import datetime as dt
import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thugom.contracts import Contract, SourceMap
from thugom.language.order import plain
from thugom.sources.cells import Cell, Grid, is_blank, shown, word_key
from thugom.sources.headings import reading

CANONICAL = "canonical"
SEARCH_ROWS = 15
CODE, NAME = "unit_code", "unit_name"
BESIDE = (NAME, "province_name", "district_name", "former_unit_name")
"""What a form may say of a unit beside its code, or in the place of it."""
VALUE_SIGN = "@"
"""Between a column of figures and the value that its header says, where figures stand side by side."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Form:
    """One way in which a report may arrive: under the contract's own names, or as a source map says."""

    name: str
    contract: Contract
    source_map: SourceMap | None
    headers: Mapping[str, tuple[str, ...]]
    needed: frozenset[str]

    @property
    def search_rows(self) -> int:
        """How many rows from the top may hold the headers."""
        return self.source_map.search_rows if self.source_map else SEARCH_ROWS

    @property
    def header_rows(self) -> int:
        """How many rows the headers stand in, one above the other."""
        return self.source_map.header_rows if self.source_map else 1

    @property
    def header_patterns(self) -> Mapping[str, tuple[str, ...]]:
        """The patterns of headers that say a value themselves, by the column of the figures below them."""
        wide = self.source_map.wide if self.source_map else None
        return wide.patterns if wide else {}

    def header_of(self, column: str) -> str:
        """Return the header by which people know a column."""
        if self.source_map is None:
            return column
        figure, beside, value = column.partition(VALUE_SIGN)
        if beside and self.source_map.wide:
            wide = self.source_map.wide
            return wide.values[value][figure][0] if value else wide.patterns[figure][0]
        return self.source_map.columns[column].headers[0]

    def may_be(self, sheet: str) -> bool:
        """Tell whether the form may stand on a worksheet of this name; a CSV file has no name to go by."""
        patterns = self.source_map.sheets if self.source_map else ()
        name = _unspaced(sheet)
        return not (patterns and name) or any(fnmatch.fnmatchcase(name, _unspaced(pattern)) for pattern in patterns)


@dataclass(frozen=True)
class Match:
    """A form whose headers stand in a grid: which column of the report in which of the grid.

    Attributes:
        row: the last row of the headers; the table begins below it.
        positions: where each column stands; of figures that stand side by side, "figure@value".
    """

    form: Form
    row: int
    positions: Mapping[str, int]

    @property
    def top(self) -> int:
        """The first row of the headers; what is said once stands above it."""
        return self.row - self.form.header_rows + 1

    @property
    def missing(self) -> list[str]:
        """The headers that the form needs and the row does not have."""
        absent = [
            name
            for name in self.form.headers
            if name in self.form.needed and name not in self.positions and not self._is_said_otherwise(name)
        ]
        found = {name.partition(VALUE_SIGN)[0] for name in self.positions if VALUE_SIGN in name}
        absent += [f"{figure}{VALUE_SIGN}" for figure in self.form.header_patterns if figure not in found]
        return [self.form.header_of(name) for name in absent]

    def _is_said_otherwise(self, name: str) -> bool:
        """Tell whether a column may be missing because another says the same: the unit's name its code."""
        return name == CODE and NAME in self.positions

    @property
    def share(self) -> float:
        """How much of what the form needs is there."""
        return 1 - len(self.missing) / max(len(self.form.needed) + len(self.form.header_patterns), 1)


def forms(maps: Mapping[str, SourceMap], reports: Mapping[str, Contract]) -> list[Form]:
    """Return every form in which a report may arrive, source maps first, each kind by name.

    A form needs every column it declares that the contract does not allow to be absent. A header
    that is misspelt is then named to its sender; taken as absent, its figures would vanish silently.
    """
    mapped = [_mapped(maps[name], reports[maps[name].report]) for name in sorted(maps)]
    return mapped + [_canonical(reports[name]) for name in sorted(reports)]


def _mapped(source: SourceMap, contract: Contract) -> Form:
    """Return the form that a source map describes."""
    aliases = {name: column.headers for name, column in source.columns.items() if column.headers}
    beside: dict[str, tuple[str, ...]] = {}
    if source.wide:
        for value, figures in source.wide.values.items():
            beside |= {f"{figure}{VALUE_SIGN}{value}": words for figure, words in figures.items()}
    needed = _needed(contract) & frozenset(aliases)
    if source.wide and source.wide.all_needed:
        needed |= frozenset(beside)
    headers = {name: tuple(map(word_key, words)) for name, words in (aliases | beside).items()}
    return Form(source.name, contract, source, headers, needed)


def _canonical(contract: Contract) -> Form:
    """Return the form whose headers are the contract's own names."""
    headers = {name: (word_key(name),) for name in (*contract.names, *BESIDE)}
    return Form(CANONICAL, contract, None, headers, _needed(contract))


def _needed(contract: Contract) -> frozenset[str]:
    """Return the columns that a report must have."""
    return frozenset(field.name for field in contract.fields if not field.optional)


def recognised(grid: Grid, known: Iterable[Form]) -> list[Match]:
    """Return what the grid is: the best form of each report whose needed headers all stand in one row.

    The form with most columns found wins; of equal ones a source map before the canonical names,
    then the first by name, so that the order of files decides nothing.
    """
    best: dict[str, Match] = {}
    for match in _matches(grid, known):
        report = match.form.contract.name
        if not match.missing and (report not in best or len(match.positions) > len(best[report].positions)):
            best[report] = match
    return [best[report] for report in sorted(best)]


def nearest(grid: Grid, known: Iterable[Form]) -> Match | None:
    """Return the form that the grid comes closest to, to say which headers are missing."""
    matches = _matches(grid, known)
    return max(matches, key=lambda match: (match.share, len(match.positions)), default=None)


def _matches(grid: Grid, known: Iterable[Form]) -> list[Match]:
    """Return the best header row of each form, complete or not."""
    known = [form for form in known if form.may_be(grid.name)]
    search = max((form.search_rows for form in known), default=0)
    words: dict[int, list[dict[str, int]]] = {}
    found: list[Match] = []
    for form in known:
        depth = form.header_rows
        if depth not in words:
            tops = range(max(min(search, len(grid.rows) - depth + 1), 0))
            words[depth] = [_places(headers(grid, top, depth)) for top in tops]
        rows = [
            Match(form, top + depth - 1, positions)
            for top, places in enumerate(words[depth][: form.search_rows])
            if (positions := _positions(form, places, grid.rows[top + depth - 1])) or top == 0
        ]
        if rows:
            # max() keeps the first of equal rows: a repeated header further down is a row like any other.
            found.append(max(rows, key=lambda match: len(match.positions)))
    return found


def headers(grid: Grid, top: int, depth: int) -> Sequence[Cell]:
    """Return the headers that begin in row `top`, those of several rows joined: "Khối lượng (tấn) / Phát sinh".

    A header merged over several columns stands in the first of them, and holds for those after it up
    to the next; one merged over several rows stands in the upper, and has nothing below it.

    >>> headers(Grid("", [1, 2], [["Xã", "Khối lượng", None, "Số hộ"], [None, "Đô thị", "Nông thôn", None]]), 0, 2)
    ['Xã', 'Khối lượng / Đô thị', 'Khối lượng / Nông thôn', 'Số hộ']
    """
    if depth == 1:
        return grid.rows[top]
    rows = grid.rows[top : top + depth]
    width = max(map(len, rows))
    joined: list[list[str]] = [[] for _ in range(width)]
    for level, row in enumerate(rows):
        above = ""
        for position in range(width):
            own = shown(row[position]) if position < len(row) else ""
            above = own or above
            below = any(position < len(lower) and not is_blank(lower[position]) for lower in rows[level + 1 :])
            if own or (above and below):
                joined[position].append(own or above)
    return [" / ".join(parts) or None for parts in joined]


def _places(row: Sequence[Cell]) -> dict[str, int]:
    """Return where each word of a row stands; of two equal headers the first counts."""
    places: dict[str, int] = {}
    for position, cell in enumerate(row):
        if isinstance(cell, str):
            places.setdefault(word_key(cell), position)
    return places


def _positions(form: Form, places: Mapping[str, int], lowest: Sequence[Cell]) -> dict[str, int]:
    """Return the positions of the form's columns in a row of headers."""
    found: dict[str, int] = {}
    for name, headers in form.headers.items():
        position = next((places[header] for header in headers if header in places), None)
        if position is not None:
            found[name] = position
    for figure, patterns in form.header_patterns.items():
        for position, cell in enumerate(lowest):
            value = _value_in(cell, patterns)
            if value:
                found.setdefault(f"{figure}{VALUE_SIGN}{value}", position)
    return found


def _value_in(cell: Cell, patterns: Iterable[str]) -> str | None:
    """Return the month that a header says; a spreadsheet makes the first of the month of "10/2026"."""
    if isinstance(cell, dt.date):
        return cell.isoformat()[:7] if cell.day == 1 else None
    if not isinstance(cell, str):
        return None
    return next((iso for pattern in patterns if (iso := reading(cell, pattern, whole=True))), None)


def _unspaced(name: str) -> str:
    """Return a worksheet's name as such names are compared: no case, marks or spacing."""
    return _SPACES.sub("", plain(name))
