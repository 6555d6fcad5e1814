"""Recognition: which report a table is, by its headers and by nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thugom.contracts import Contract, SourceMap
from thugom.sources.cells import Cell, Grid, word_key

CANONICAL = "canonical"
SEARCH_ROWS = 15


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

    def header_of(self, column: str) -> str:
        """Return the header by which people know a column."""
        return self.source_map.columns[column].headers[0] if self.source_map else column


@dataclass(frozen=True)
class Match:
    """A form whose headers stand in a row of a grid: which column of the report in which of the grid."""

    form: Form
    row: int
    positions: Mapping[str, int]

    @property
    def missing(self) -> list[str]:
        """The headers that the form needs and the row does not have."""
        return [
            self.form.header_of(name)
            for name in self.form.headers
            if name in self.form.needed and name not in self.positions
        ]

    @property
    def share(self) -> float:
        """How much of what the form needs is there."""
        return 1 - len(self.missing) / max(len(self.form.needed), 1)


def forms(maps: Mapping[str, SourceMap], reports: Mapping[str, Contract]) -> list[Form]:
    """Return every form in which a report may arrive, source maps first, each kind by name.

    A form needs every column it declares that the contract does not allow to be absent. A header
    that is misspelt is then named to its sender; taken as absent, its figures would vanish silently.
    """
    mapped = [_mapped(maps[name], reports[maps[name].report]) for name in sorted(maps)]
    return mapped + [_canonical(reports[name]) for name in sorted(reports)]


def _mapped(source: SourceMap, contract: Contract) -> Form:
    """Return the form that a source map describes."""
    headers = {name: tuple(word_key(header) for header in column.headers) for name, column in source.columns.items()}
    return Form(source.name, contract, source, headers, _needed(contract) & frozenset(headers))


def _canonical(contract: Contract) -> Form:
    """Return the form whose headers are the contract's own names."""
    headers = {name: (word_key(name),) for name in contract.names}
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
    known = list(known)
    depth = max((form.search_rows for form in known), default=0)
    words = [_places(row) for row in grid.rows[:depth]]
    found: list[Match] = []
    for form in known:
        rows = [
            Match(form, row, positions)
            for row, places in enumerate(words[: form.search_rows])
            if (positions := _positions(form, places)) or row == 0
        ]
        if rows:
            # max() keeps the first of equal rows: a repeated header further down is a row like any other.
            found.append(max(rows, key=lambda match: len(match.positions)))
    return found


def _places(row: Sequence[Cell]) -> dict[str, int]:
    """Return where each word of a row stands; of two equal headers the first counts."""
    places: dict[str, int] = {}
    for position, cell in enumerate(row):
        if isinstance(cell, str):
            places.setdefault(word_key(cell), position)
    return places


def _positions(form: Form, places: Mapping[str, int]) -> dict[str, int]:
    """Return the positions of the form's columns in a row of headers."""
    found: dict[str, int] = {}
    for name, headers in form.headers.items():
        position = next((places[header] for header in headers if header in places), None)
        if position is not None:
            found[name] = position
    return found
