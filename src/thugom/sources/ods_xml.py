"""The XML of an ods workbook, scanned for what the fast reader leaves out: formulas, errors, what is hidden."""

from dataclasses import dataclass, field
from xml.parsers import expat

from thugom.sources.bounds import LAST_COLUMN, LAST_ROW, Extent
from thugom.sources.marks import Marks, Place, Span
from thugom.sources.sheet_xml import parsed

_UNSEEN = {"collapse", "filter"}
_CELLS = ("table:table-cell", "table:covered-table-cell")


@dataclass
class _Table:
    """One sheet as far as it has been seen."""

    extent: Extent
    formulas: set[Place] = field(default_factory=set)
    unvalued: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    merged: list[tuple[Span, Span]] = field(default_factory=list)

    def marks(self) -> Marks:
        """Return what was noted."""
        return Marks(
            formulas=frozenset(self.formulas),
            unvalued=self.unvalued,
            errors=self.errors,
            hidden_rows=tuple(self.hidden_rows),
            hidden_columns=tuple(self.hidden_columns),
            merged=tuple(self.merged),
        )


def marks_by_sheet(xml: bytes) -> dict[str, tuple[Marks, Extent]]:
    """Return what each sheet says of its cells, and how far they reach, counted from its first cell.

    Raises:
        UnreadableError: the XML is damaged, or a cell lies outside every sheet.
    """
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parsed(parser, xml)
    return {name: (table.marks(), table.extent) for name, table in scan.tables.items()}


class _Scan:
    """The document on the way past."""

    def __init__(self) -> None:
        """Begin before the first sheet."""
        self.tables: dict[str, _Table] = {}
        self.table = _Table(Extent())
        self.row, self.rows, self.column, self.definition = 1, 1, 0, 0
        self.cell: dict[str, str] | None = None
        self.shown, self.is_shown = "", False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note where an element begins."""
        if name in _CELLS:
            self.cell, self.shown = attributes, ""
        elif name == "text:p":
            self.is_shown = self.cell is not None
        elif name == "table:table-row":
            self.rows, self.column = _repeated(attributes, "table:number-rows-repeated"), 0
            if attributes.get("table:visibility") in _UNSEEN:
                self.table.hidden_rows.append((self.row, self.row + self.rows - 1))
        elif name == "table:table-column":
            columns = _repeated(attributes, "table:number-columns-repeated")
            if attributes.get("table:visibility") in _UNSEEN:
                self.table.hidden_columns.append((self.definition, self.definition + columns - 1))
            self.definition += columns
        elif name == "table:table":
            self.table = self.tables.setdefault(attributes.get("table:name", ""), _Table(Extent()))
            self.row, self.column, self.definition = 1, 0, 0

    def text(self, text: str) -> None:
        """Note what a cell shows."""
        if self.is_shown:
            self.shown += text

    def end(self, name: str) -> None:
        """Note where an element ends."""
        if name == "text:p":
            self.is_shown = False
        elif name in _CELLS and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif name == "table:table-row":
            self.row += self.rows

    def _end_cell(self, cell: dict[str, str]) -> None:
        """Note what became of a cell."""
        columns = _repeated(cell, "table:number-columns-repeated")
        formula, kind = cell.get("table:formula"), cell.get("office:value-type")
        place = self.row, self.column
        if kind or formula or self.shown:
            # The reader lays out every row that is repeated, from the sheet's own first cell.
            self.table.extent.add(1, 0)
            self.table.extent.add(self.row + self.rows - 1, self.column + columns - 1)
        if cell.get("calcext:value-type") == "error":
            self.table.errors[place] = self.shown or "#N/A"
        elif formula and kind:
            self.table.formulas.add(place)
        elif formula:
            self.table.unvalued[place] = formula.removeprefix("of:")
        down = _repeated(cell, "table:number-rows-spanned")
        across = _repeated(cell, "table:number-columns-spanned")
        if down > 1 or across > 1:
            self.table.merged.append(((self.row, self.row + down - 1), (self.column, self.column + across - 1)))
        self.column += columns


def _repeated(attributes: dict[str, str], name: str) -> int:
    """Return how often something stands there; no more often than a sheet has room for it.

    >>> _repeated({"n": "3"}, "n"), _repeated({}, "n"), _repeated({"n": "99999999999"}, "n") > LAST_ROW
    (3, 1, True)
    """
    return min(max(int(attributes.get(name, "1")), 1), LAST_ROW * (LAST_COLUMN + 1))
