"""How a report looks on paper: which cell of which sheet holds what, before any file format."""

from dataclasses import dataclass, field

from thugom.contracts import SourceMap
from thugom.measures.periods import first_day
from thugom.services.demo.drafts import Draft, Line, Shown
from thugom.services.demo.figures import KILOGRAMS_PER_TONNE, grouped, tonnes_text
from thugom.services.demo.plan import Layout, Words

Spot = tuple[int, int]
"""Row and column, both from 0."""

COLUMNS = {
    "collection": (
        *("unit_code", "unit_name", "settlement", "population", "households", "households_served"),
        *("households_self_managed", "generated_t", "collected_t", "collections_per_week"),
    ),
    "treatment": ("unit_code", "unit_name", "settlement", "facility_code", "method", "stream", "treated_t"),
}
CSV_COLUMNS = {
    "collection": (
        *("unit_code", "period", "settlement", "population", "households", "households_served"),
        *("households_self_managed", "generated_t", "collected_t", "collections_per_week", "submitted_on", "note"),
    ),
    "treatment": (
        *("unit_code", "period", "settlement", "facility_code", "method", "stream", "treated_t"),
        *("reported_by", "submitted_on", "note"),
    ),
}
SUMMED = frozenset(
    {
        *("population", "households", "households_served", "households_self_managed"),
        *("generated_t", "collected_t", "treated_t"),
    }
)
ROWS_WITH_TOTAL = 2


@dataclass
class Page:
    """One sheet, cell by cell, and where the rows and columns of the report came to stand."""

    name: str
    cells: dict[Spot, Shown] = field(default_factory=dict)
    styles: dict[Spot, str] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    """Row of each line, by its `id`."""
    columns: dict[str, int] = field(default_factory=dict)
    headings: dict[str, Spot] = field(default_factory=dict)
    total_row: int | None = None
    last_column: int = 0

    def put(self, spot: Spot, value: Shown, style: str = "") -> None:
        """Write a value into a cell."""
        self.cells[spot] = value
        if style:
            self.styles[spot] = style

    def spot_of(self, line: Line, column: str) -> Spot:
        """Return the cell of a row and column."""
        return self.rows[id(line)], self.columns[column]


def cell_name(spot: Spot) -> str:
    """Return a cell's name as a spreadsheet shows it.

    >>> cell_name((13, 5)), cell_name((0, 27))
    ('F14', 'AB1')
    """
    row, column = spot
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def spot_named(cell: str) -> Spot:
    """Return row and column of a cell's name.

    >>> spot_named("F14")
    (13, 5)
    """
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :]) - 1, column - 1


def sheet_page(draft: Draft, report: str, layout: Layout, words: Words, source: SourceMap) -> Page:
    """Return one sheet of a workbook: headings, header, rows, total, note and signatures."""
    page = Page(words.sheets[report])
    offset = 1 if layout.ordinal else 0
    page.columns = {column: place + offset for place, column in enumerate(COLUMNS[report])}
    page.last_column = len(page.columns) + offset - 1
    _put_headings(page, draft, report, layout, words, source)
    row = layout.header_row - 1
    if layout.ordinal:
        page.put((row, 0), words.ordinal, "header")
    for column, place in page.columns.items():
        headers = source.columns[column].headers
        page.put((row, place), headers[min(layout.header, len(headers) - 1)], "header")
    lines = draft.lines[report]
    for number, line in enumerate(lines, start=1):
        row += 1
        page.rows[id(line)] = row
        if layout.ordinal:
            page.put((row, 0), number, "text")
        for column, place in page.columns.items():
            shown = _in_words(column, line.written(column), source)
            _put_figure(page, (row, place), column, shown, layout, source)
    if len(lines) >= ROWS_WITH_TOTAL:
        row += 1
        _put_total(page, row, draft, report, layout, words, source)
    _put_foot(page, row + 2, words)
    return page


def _put_headings(page: Page, draft: Draft, report: str, layout: Layout, words: Words, source: SourceMap) -> None:
    """Write title, mark, sender, period and day above the table."""
    month = first_day(draft.periods_shown.get(report, draft.period))
    day = draft.submitted_on
    periods, days = source.headings["period"], source.headings["submitted_on"]
    texts = {
        "title": words.titles[report],
        "synthetic": words.synthetic,
        "sender": words.sender.format(sender=draft.sender),
        "period": periods[layout.heading % len(periods)].format(month=month.month, year=month.year),
        "submitted_on": days[layout.heading % len(days)].format(
            day=f"{day.day:02d}", month=f"{day.month:02d}", year=day.year
        ),
    }
    for name, text in texts.items():
        page.headings[name] = spot_named(layout.cells[name])
        page.put(page.headings[name], text, name)


def _in_words(column: str, shown: Shown, source: SourceMap) -> Shown:
    """Return a word of the contract in the source map's own words; anything else as it is."""
    values = source.columns[column].values or {}
    return next((word for word, meaning in values.items() if meaning == shown), shown)


def _put_figure(page: Page, spot: Spot, column: str, shown: Shown, layout: Layout, source: SourceMap) -> None:
    """Write what is shown in a column: text as it is, figures as numbers or as the text of numbers."""
    if isinstance(shown, str):
        page.put(spot, shown, "text")
    elif layout.as_text and column != "unit_code":
        page.put(spot, _figure_text(column, shown, source), "typed")
    elif column.endswith("_t"):
        page.put(spot, shown / KILOGRAMS_PER_TONNE, "tonnes")
    else:
        page.put(spot, shown, "code" if column == "unit_code" else "count")


def _figure_text(column: str, shown: float, source: SourceMap) -> str:
    """Return a figure as somebody types it who writes numbers as text."""
    if column.endswith("_t"):
        return tonnes_text(int(shown), source.decimal, source.thousands)
    if isinstance(shown, int):
        return grouped(shown, source.thousands)
    return str(shown).replace(".", source.decimal)


def _put_total(
    page: Page, row: int, draft: Draft, report: str, layout: Layout, words: Words, source: SourceMap
) -> None:
    """Write the total row as a spreadsheet's sum would have it: every number above, and no text."""
    page.total_row = row
    for place in range(page.last_column + 1):
        page.put((row, place), "", "total")
    page.put((row, page.columns["unit_name"]), words.total, "total")
    for column, place in page.columns.items():
        if column in SUMMED:
            shown = [line.written(column) for line in draft.lines[report]]
            total = sum(value for value in shown if not isinstance(value, str))
            total += draft.totals_off_kg.get((report, column), 0)
            _put_figure(page, (row, place), column, total, layout, source)


def _put_foot(page: Page, row: int, words: Words) -> None:
    """Write the note and the signatures below the table."""
    place = page.columns["unit_name"]
    page.put((row, place), words.note, "note")
    for number, signature in enumerate(words.signatures):
        page.put((row + 2, place if number == 0 else page.last_column - 1), signature, "signature")


def csv_page(draft: Draft, report: str, words: Words) -> Page:
    """Return a canonical CSV: the contract's names, a row each, plain numbers, and a note that it is synthetic."""
    page = Page("")
    page.columns = {column: place for place, column in enumerate(CSV_COLUMNS[report])}
    page.last_column = len(page.columns) - 1
    for column, place in page.columns.items():
        page.put((0, place), column)
    for row, line in enumerate(draft.lines[report], start=1):
        page.rows[id(line)] = row
        extra = {"submitted_on": draft.submitted_on.isoformat(), "note": words.csv_note}
        for column, place in page.columns.items():
            shown = extra.get(column, line.written(column))
            is_mass = column.endswith("_t") and not isinstance(shown, str)
            page.put((row, place), tonnes_text(int(shown), ".", "") if is_mass else str(shown))
    return page
