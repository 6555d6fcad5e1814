"""What the reports were made from: the truth, the submissions and the defects, as plain CSV."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from thugom.services.demo.dirt import Planted
from thugom.services.demo.drafts import Submission
from thugom.services.demo.geography import Unit
from thugom.services.demo.habits import Post
from thugom.services.demo.paper import Page, Spot, cell_name
from thugom.services.demo.tickets.make import TicketsMade
from thugom.services.demo.workbooks import table_bytes
from thugom.services.demo.world import Cell, Collected, Way, World

Rows = list[Sequence[object]]
Pages = Mapping[str, Mapping[str, Page]]
"""By file and report."""

DIRT_HEADER = (
    *("file", "sheet", "cell", "row_number", "kind", "rule_id", "effect", "superseded_by", "note"),
    *("report", "column", "unit_code", "valid_from", "period", "settlement", "facility_code", "value"),
)


def instant(moment: dt.datetime) -> str:
    """Return a moment in UTC as ISO 8601 with Z.

    >>> instant(dt.datetime(2026, 11, 5, 3, 12, tzinfo=dt.UTC))
    '2026-11-05T03:12:00Z'
    """
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def truth_files(
    world: World, post: Post, planted: list[Planted], pages: Pages, weighed: TicketsMade
) -> dict[str, bytes]:
    """Return the files below `data/demo`, by path; the list of tickets' defects is written while they are made."""
    moments = {draft.path: draft.arrived_at for draft in post.drafts} | weighed.arrivals
    arrivals = sorted((path, instant(moment)) for path, moment in moments.items())
    return {
        **{name: table_bytes(rows) for name, rows in weighed.tables.items()},
        "truth/collection.csv": table_bytes(_collection(world)),
        "truth/treatment.csv": table_bytes(_treatment(world)),
        "truth/submissions.csv": table_bytes(_submissions(post.submissions)),
        "truth/dirt.csv": table_bytes(_dirt(planted, pages)),
        "arrivals.csv": table_bytes([("file", "arrived_at"), *arrivals]),
    }


def _key(world: World) -> dict[str, tuple[str, str]]:
    """Return code and first day of each unit."""
    return {unit.unit_id: _code_and_day(unit) for unit in world.geography.units}


def _code_and_day(unit: Unit) -> tuple[str, str]:
    """Return what names a unit in a table."""
    return unit.code, unit.valid_from.isoformat()


def _collection(world: World) -> Rows:
    """Return the truth of collection, one row per unit, month and settlement."""
    names = [field.name for field in fields(Collected)]
    key = _key(world)
    rows: Rows = [
        [*key[cell.unit_id], cell.period, cell.settlement, *(getattr(figures, name) for name in names)]
        for cell, figures in world.collection.items()
    ]
    return [["unit_code", "valid_from", "period", "settlement", *names], *sorted(rows, key=_by_period)]


def _treatment(world: World) -> Rows:
    """Return the truth of treatment, one row per unit, month, settlement, facility, method and stream."""
    key = _key(world)
    rows: Rows = [
        [*key[cell.unit_id], cell.period, cell.settlement, *way, kilograms]
        for cell, ways in world.treatment.items()
        for way, kilograms in ways.items()
    ]
    header = ["unit_code", "valid_from", "period", "settlement", *Way._fields, "treated_kg"]
    return [header, *sorted(rows, key=_by_period)]


def _by_period(row: Sequence[object]) -> tuple[str, ...]:
    """Return the order of the truth's rows: by month, then by key."""
    return (str(row[2]), *(str(value) for value in row))


def _submissions(submissions: list[Submission]) -> Rows:
    """Return when each report came, one row per unit or facility, month and file."""
    header = [
        *("reporter", "unit_code", "valid_from", "facility_code", "period", "report"),
        *("file", "submitted_on", "arrived_at", "state"),
    ]
    rows: Rows = []
    for item in submissions:
        unit = _code_and_day(item.unit) if item.unit else ("", "")
        draft = item.draft
        sent = (draft.path, draft.submitted_on.isoformat(), instant(draft.arrived_at)) if draft else ("", "", "")
        rows.append([item.reporter, *unit, item.facility_code, item.period, item.report, *sent, item.state])
    return [header, *sorted(rows, key=lambda row: [str(row[4]), *map(str, row)])]


@dataclass(frozen=True)
class _Found:
    """Where a defect came to stand."""

    sheet: str
    cell: str
    row_number: int
    value: object


def _dirt(planted: list[Planted], pages: Pages) -> Rows:
    """Return every planted defect with its place, one row per refused row or marked cell."""
    rows: Rows = []
    for item in planted:
        found = _place_of(item, pages.get(item.draft.path, {}))
        defect = item.defect
        superseded_by = item.correction.path if item.correction else ""
        rows.append(
            [
                *(item.draft.path, found.sheet, found.cell, found.row_number, defect.kind, defect.rule_id),
                *(defect.effect, superseded_by, defect.note, defect.report, defect.column),
                *_subject(item),
                found.value,
            ]
        )
    return [DIRT_HEADER, *sorted(rows, key=lambda row: (str(row[0]), str(row[1]), _number(row[3]), str(row[2])))]


def _number(value: object) -> int:
    """Return a row number for sorting."""
    return value if isinstance(value, int) else 0


def _subject(item: Planted) -> tuple[str, ...]:
    """Return whose figure the defect stands in: the true unit, month, settlement and facility."""
    if item.line is None:
        units = item.draft.units()
        # A total speaks of the whole sheet; a lost file of the one unit that sent it.
        unit = _code_and_day(units[0]) if item.place == "file" else ("", "")
        return (*unit, item.draft.period, "", "")
    cell: Cell = item.line.cell
    facility = str(item.line.values.get("facility_code", ""))
    return (*_code_and_day(item.line.unit), cell.period, cell.settlement, facility)


def _place_of(item: Planted, pages: Mapping[str, Page]) -> _Found:
    """Return sheet, cell and row of a defect, and what stands there."""
    if item.place == "file":
        return _Found("", "", 0, "")
    page = pages[item.defect.report]
    spot = _spot(item, page)
    row = spot[0] if item.line is None else page.rows[id(item.line)]
    return _Found(page.name, cell_name(spot), row + 1, _as_shown(page.cells.get(spot, "")))


def _as_shown(value: object) -> object:
    """Return a cell's value as a spreadsheet shows it: whole numbers without a fraction.

    >>> _as_shown(91259.0), _as_shown(884.5)
    (91259, 884.5)
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _spot(item: Planted, page: Page) -> Spot:
    """Return the cell of a defect."""
    column = item.defect.column
    if item.place == "heading":
        return page.headings[column]
    if item.place == "total" and page.total_row is not None:
        return page.total_row, page.columns[column]
    if item.line is None:
        raise ValueError(f"{item.defect.kind} stands in no row of {item.draft.path}")
    return page.spot_of(item.line, column)
