"""The truth behind the tickets: what was brought, what must come out month by month, and every planted defect."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from thugom.services.demo.tickets.draws import Whole
from thugom.services.demo.tickets.loads import SECONDS_IN_DAY, Haul, Loads
from thugom.services.demo.tickets.plan import TicketDefect, TicketPlan

LOADS, MONTHS, DIRT = "truth/ticket_loads.csv", "truth/weighbridge_month.csv", "truth/ticket_dirt.csv"
TICKET_TRUTH = (LOADS, MONTHS, DIRT)
"""The files below `data/demo`."""
LOADS_HEADER = ("facility_code", "unit_code", "valid_from", "period", "stream", "loads", "net_kg")
MONTH_HEADER = (
    *("facility_code", "unit_code", "valid_from", "settlement", "period", "stream"),
    *("tickets", "net_kg", "refused", "duplicates", "conflicts"),
)
DIRT_HEADER = (
    *("file", "row_number", "kind", "rule_id", "effect", "facility_code", "ticket_number", "column"),
    *("repeats_file", "repeats_row_number", "note"),
)
Key = tuple[str, ...]
Tables = dict[str, list[Sequence[object]]]
"""By path below `data/demo`."""


@dataclass(frozen=True)
class Sheet:
    """One file of tickets as it was written."""

    file: str
    facility_code: str
    month: str
    first_line: int
    loads: Loads
    hauls: Sequence[Haul]
    """Of which its tickets speak."""
    numbers: pa.Array
    wholesale: Sequence[TicketDefect]
    file_before: str
    line_before: int
    """The file of the month before, in which the twins of late tickets stand, and its first ticket's line."""


@dataclass
class TicketTruth:
    """What is true of all tickets, gathered file by file so that memory holds one."""

    demo: Path
    """The folder `data/demo`."""
    plan: TicketPlan
    brought: list[Sequence[object]] = field(default_factory=list)
    months: dict[Key, np.ndarray] = field(default_factory=dict)
    defects: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin the list of defects, which may be long."""
        self.dirt_path.parent.mkdir(parents=True, exist_ok=True)
        self.dirt_path.write_text(",".join(DIRT_HEADER) + "\n", encoding="utf-8")

    @property
    def dirt_path(self) -> Path:
        """Where the planted defects are listed."""
        return self.demo / DIRT

    def add(self, sheet: Sheet, brought: Sequence[Haul]) -> None:
        """Take down what is true of one file, and what was brought in its month."""
        for haul in brought:
            unit = (sheet.facility_code, haul.unit_code, haul.valid_from)
            self.brought.append((*unit, sheet.month, haul.stream, haul.loads, haul.kilograms))
        self._count(sheet)
        self._list(sheet)

    def tables(self) -> Tables:
        """Return the tables beside the list of defects."""
        months = [(*key, *counts.tolist()) for key, counts in self.months.items()]
        return {
            LOADS: [LOADS_HEADER, *sorted(self.brought, key=_by_period)],
            MONTHS: [MONTH_HEADER, *sorted(months, key=_by_month)],
        }

    def _count(self, sheet: Sheet) -> None:
        """Add a file's tickets to the months in which they will be found: by the time written, as it is written."""
        # A refused ticket has a place in the table only if its unit was in force: not from nowhere, nor years ago.
        begun = np.array([haul.valid_from for haul in sheet.hauls], dtype="datetime64[D]").astype(np.int64)
        known = (sheet.loads.origin < 0) & (sheet.loads.seconds // SECONDS_IN_DAY >= begun[sheet.loads.haul])
        loads, hauls = sheet.loads.at(np.flatnonzero(known)), sheet.hauls
        kind = np.array([*(defect.kind for defect in self.plan.in_rows), ""])[loads.defect]
        effect = np.array([*(defect.effect for defect in self.plan.in_rows), "kept"])[loads.defect]
        counted = np.stack(
            [
                effect == "kept",
                np.where(effect == "kept", loads.gross_kg - loads.tare_kg, 0),
                effect == "refused",
                effect == "duplicate",
                kind == "differing",
            ]
        ).astype(np.int64)
        keys, cells = np.unique(_months(loads.seconds) * len(hauls) + loads.haul, return_inverse=True)
        sums = np.stack([_sums(row, cells, len(keys)) for row in counted], axis=1)
        for key, counts in zip(keys.tolist(), sums, strict=True):
            month, place = divmod(key, len(hauls))
            haul = hauls[place]
            unit = (sheet.facility_code, haul.unit_code, haul.valid_from, haul.settlement)
            cell = (*unit, _label(month), haul.stream)
            self.months[cell] = self.months.get(cell, 0) + counts

    def _list(self, sheet: Sheet) -> None:
        """List a file's defects: those of single tickets by line, those of all of them once without a line."""
        found = np.flatnonzero(sheet.loads.defect >= 0)
        kinds = sheet.loads.defect[found]
        for defect, count in zip(self.plan.in_rows, np.bincount(kinds, minlength=len(self.plan.in_rows)), strict=True):
            self.defects[defect.kind] = self.defects.get(defect.kind, 0) + int(count)
        options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
        with self.dirt_path.open("ab") as file:
            for defect in sheet.wholesale:
                self.defects[defect.kind] = self.defects.get(defect.kind, 0) + 1
                line = (sheet.file, "", defect.kind, "", defect.effect, sheet.facility_code, "", defect.column, "", "")
                file.write(f"{','.join((*line, defect.note))}\n".encode())
            if len(found):
                pa.csv.write_csv(self._planted(sheet, found, kinds), file, options)

    def _planted(self, sheet: Sheet, found: Whole, kinds: Whole) -> pa.Table:
        """Return one row per ticket with a defect of its own."""
        of_kind = {
            name: pa.array([getattr(defect, name) for defect in self.plan.in_rows]).take(pa.array(kinds))
            for name in ("kind", "rule_id", "effect", "column", "note")
        }
        twin = sheet.loads.twin[found]
        late = np.array([defect.kind == "repeated_elsewhere" for defect in self.plan.in_rows])[kinds]
        files = np.where(late, sheet.file_before, sheet.file)
        lines = twin + np.where(late, sheet.line_before, sheet.first_line)
        columns = {
            **of_kind,
            "file": pa.repeat(sheet.file, len(found)),
            "row_number": pa.array(found + sheet.first_line),
            "facility_code": pa.repeat(sheet.facility_code, len(found)),
            "ticket_number": sheet.numbers.take(pa.array(found)),
            "repeats_file": pa.array(files.tolist(), mask=twin < 0),
            "repeats_row_number": pa.array(lines, mask=twin < 0),
        }
        return pa.table({name: columns[name] for name in DIRT_HEADER})


def origins_of(plan: TicketPlan) -> tuple[str, ...]:
    """Return the texts of unknown origins."""
    return next((defect.texts for defect in plan.in_rows if defect.kind == "unknown_origin"), ())


def _sums(values: Whole, cells: Whole, count: int) -> Whole:
    """Return the sum of values by cell, in whole numbers."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, cells, values)
    return sums


def _months(seconds: Whole) -> Whole:
    """Return the month of each time, counted from January 1970."""
    days = (seconds // SECONDS_IN_DAY).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64)


def _label(month: int) -> str:
    """Return the label of a month counted from January 1970.

    >>> _label(0), _label(682)
    ('1970-01', '2026-11')
    """
    return f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"


def _by_period(row: Sequence[object]) -> tuple[str, ...]:
    """Return the order of loads: by month, then by key."""
    return (str(row[3]), *map(str, row))


def _by_month(row: Sequence[object]) -> tuple[str, ...]:
    """Return the order of the month table: by month, then by key."""
    return (str(row[4]), *map(str, row))
