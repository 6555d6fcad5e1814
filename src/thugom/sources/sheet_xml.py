"""The XML of an xlsx workbook's sheets, scanned for what the fast reader leaves out: formulas, errors, hidden rows."""

import functools
import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from xml.parsers import expat

from thugom.sources.bounds import Extent
from thugom.sources.cells import UnreadableError, column_position
from thugom.sources.marks import Marks, Place, Span

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return each sheet's name and the part in which it stands.

    Raises:
        UnreadableError: the workbook's own list of sheets is damaged.
    """
    targets = {
        attributes.get("Id", ""): normpath(join("xl", attributes.get("Target", "")))
        for name, attributes in elements(parts.get(_RELATIONS, b"<r/>"))
        if name == "Relationship"
    }
    return {
        attributes.get("name", ""): targets.get(_local_value(attributes, "id"), "").removeprefix("/")
        for name, attributes in elements(parts.get(_WORKBOOK, b"<w/>"))
        if name == "sheet"
    }


def marks_of(xml: bytes, extent: Extent) -> Marks:
    """Return what a worksheet says of its cells, and widen `extent` by where they stand.

    Raises:
        UnreadableError: the XML is damaged.
    """
    scan = _Scan(extent)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parsed(parser, xml)
    return scan.marks()


def elements(xml: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Return the elements of a small XML part in their order, without prefixes.

    >>> list(elements(b'<x:a n="1"><b/></x:a>'))
    [('a', {'n': '1'}), ('b', {})]
    """
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((_local(name), attributes))
    parsed(parser, xml)
    return iter(found)


def parsed(parser: expat.XMLParserType, xml: bytes) -> None:
    """Parse XML that is known to declare nothing; a declaration would be an attack."""
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - expat takes no keyword
    except (expat.ExpatError, ValueError) as error:
        raise UnreadableError(str(error)) from error


def _refuse(*_: object) -> None:
    """Refuse a document type."""
    raise UnreadableError("it declares a document type", "unsafe_xml")


@functools.lru_cache(maxsize=256)
def _local(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


def _local_value(attributes: Mapping[str, str], name: str) -> str:
    """Return the attribute of this name that has a prefix."""
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), "")


class _Scan:
    """One worksheet on the way past."""

    def __init__(self, extent: Extent) -> None:
        """Begin before the first row."""
        self.extent = extent
        self.row, self.column = 0, -1
        self.kind, self.inside = "", ""
        self.formula: str | None = None
        self.value: str | None = None
        self.is_filled = False
        self.formulas: set[Place] = set()
        self.unvalued: dict[Place, str] = {}
        self.errors: dict[Place, str] = {}
        self.hidden_rows: list[Span] = []
        self.hidden_columns: list[Span] = []
        self.merged: list[tuple[Span, Span]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note where an element begins."""
        local = _local(name)
        if local == "c":
            self._begin_cell(attributes)
        elif local in {"v", "f", "is"}:
            self.inside, self.is_filled = local, True
            if local == "f":
                self.formula = ""
            elif local == "v":
                self.value = ""
        elif local == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
            if attributes.get("hidden") in {"1", "true"}:
                self.hidden_rows.append((self.row, self.row))
        elif local == "col" and attributes.get("hidden") in {"1", "true"}:
            self.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
        elif local == "mergeCell":
            self.merged.append(_area(attributes.get("ref", "")))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        """Note a cell's address and type; a cell without an address follows the one before it."""
        self.kind, self.formula, self.value, self.is_filled = attributes.get("t", "n"), None, None, False
        if "r" in attributes:
            self.row, self.column = _place(attributes["r"])
        else:
            self.column += 1

    def text(self, text: str) -> None:
        """Note what stands in a formula or a value."""
        if self.inside == "f":
            self.formula = (self.formula or "") + text
        elif self.inside == "v":
            self.value = (self.value or "") + text

    def end(self, name: str) -> None:
        """Note where an element ends; a cell's end says what it was."""
        local = _local(name)
        if local in {"v", "f", "is"}:
            self.inside = ""
        elif local == "c" and self.is_filled:
            self._end_cell()

    def _end_cell(self) -> None:
        """Note what became of a cell that holds something."""
        place = self.row, self.column
        self.extent.add(*place)
        if self.kind == "e":
            self.errors[place] = self.value or "#N/A"
        elif self.formula is not None:
            # An empty text is a value; an empty number is what a program writes that does not calculate.
            if self.value or (self.kind == "str" and self.value is not None):
                self.formulas.add(place)
            else:
                self.unvalued[place] = f"={self.formula}"

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


# The forms of a month have the same few hundred addresses.
@functools.lru_cache(maxsize=16_384)
def _place(address: str) -> Place:
    """Return the row and column of an address.

    >>> _place("B7")
    (7, 1)
    """
    match = _ADDRESS.match(address)
    if match is None:
        raise UnreadableError(f"{address!r} is no cell's address")
    return int(match[2]), column_position(match[1].upper())


def _area(reference: str) -> tuple[Span, Span]:
    """Return the rows and columns of an area.

    >>> _area("B7:D7")
    ((7, 7), (1, 3))
    """
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return (top, bottom), (left, right)
