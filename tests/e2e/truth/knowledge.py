"""What reached the province of the truth: which figures of each cell were received and accepted in the end."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from tests.e2e.truth.cells import MEASURED, Cell, Truth
from tests.e2e.truth.reading import Policy, rows_of
from tests.e2e.truth.register import Register, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLLECTION = frozenset(MEASURED)
MISATTRIBUTING = frozenset({"known", "not_ended", "begun", "not_in_future"})
"""Rules on a unit's code or a period after which a row does not speak of the unit and month that it was meant for."""
UNKNOWN_FACILITY = "treatment.facility_code.known"
Known = dict[Cell, frozenset[str]]


class Submission(NamedTuple):
    """One file that held, or was meant to hold, the rows of a unit and month."""

    reporter: str
    unit_id: str
    facility: str
    month: str
    report: str
    file: str
    submitted_on: str
    arrived_at: str
    state: str

    def holds(self, report: str) -> bool:
        """Tell whether the file brings this report."""
        return self.report in {"both", report}


class Defect(NamedTuple):
    """One planted defect, with the cell it stands in and the rule that must find it."""

    file: str
    sheet: str
    cell: str
    row_number: int
    kind: str
    rule_id: str
    effect: str
    superseded_by: str
    report: str
    column: str
    unit_id: str
    month: str
    settlement: str


def read_submissions(path: Path) -> list[Submission]:
    """Return every submission, those that were never sent too."""
    return [
        Submission(
            row["reporter"],
            unit_id(row["unit_code"], row["valid_from"]) if row["unit_code"] else "",
            row["facility_code"],
            row["period"],
            row["report"],
            row["file"],
            row["submitted_on"],
            row["arrived_at"],
            row["state"],
        )
        for row in rows_of(path)
    ]


def read_defects(path: Path) -> list[Defect]:
    """Return every line of `dirt.csv`."""
    return [
        Defect(
            row["file"],
            row["sheet"],
            row["cell"],
            int(row["row_number"]),
            row["kind"],
            row["rule_id"],
            row["effect"],
            row["superseded_by"],
            row["report"],
            row["column"],
            unit_id(row["unit_code"], row["valid_from"]) if row["unit_code"] else "",
            row["period"],
            row["settlement"],
        )
        for row in rows_of(path)
    ]


class Record:
    """Submissions and defects, asked about one cell at a time."""

    def __init__(self, submissions: Iterable[Submission], defects: Iterable[Defect]) -> None:
        """Index both by whom they speak of."""
        self.by_unit: defaultdict[tuple[str, str], list[Submission]] = defaultdict(list)
        self.by_facility: defaultdict[tuple[str, str], list[Submission]] = defaultdict(list)
        self.submissions = list(submissions)
        for sent in self.submissions:
            if sent.reporter == "facility":
                self.by_facility[sent.facility, sent.month].append(sent)
            else:
                self.by_unit[sent.unit_id, sent.month].append(sent)
        self.unreadable: set[str] = set()
        self.refused: defaultdict[tuple[str, str], set[Cell]] = defaultdict(set)
        self.unknown_facility: defaultdict[str, set[Cell]] = defaultdict(set)
        self.misattributed: defaultdict[tuple[str, str], set[Cell]] = defaultdict(set)
        self.unknown: defaultdict[Cell, set[str]] = defaultdict(set)
        for defect in defects:
            cell = Cell(defect.unit_id, defect.month, defect.settlement)
            if defect.effect == "unreadable":
                self.unreadable.add(defect.file)
            elif defect.effect == "refused":
                self.refused[defect.file, defect.report].add(cell)
                if defect.rule_id == UNKNOWN_FACILITY:
                    self.unknown_facility[defect.file].add(cell)
                if defect.rule_id.rpartition(".")[2] in MISATTRIBUTING and defect.column in {"unit_code", "period"}:
                    self.misattributed[defect.file, defect.report].add(cell)
            elif defect.kind == "placeholder":
                self.unknown[cell].add(defect.column.removesuffix("_t"))

    @property
    def reporting_facilities(self) -> set[str]:
        """The facilities that report for themselves."""
        return {facility for facility, _ in self.by_facility}

    def sent(self, unit: str, month: str, report: str) -> list[Submission]:
        """Return the files that arrived with one report of a unit and month, as they were sent."""
        return [one for one in self.by_unit[unit, month] if one.file and one.holds(report)]

    def accepts(self, sent: Submission, report: str, cell: Cell) -> bool:
        """Tell whether the cell's rows of one report in one file were read and not refused."""
        return sent.file not in self.unreadable and cell not in self.refused[sent.file, report]

    def names_unit(self, sent: Submission, report: str, cells: Iterable[Cell]) -> bool:
        """Tell whether a row of one report in a file names its unit and month, be it accepted or not."""
        if not sent.file or sent.file in self.unreadable or not sent.holds(report):
            return False
        return any(cell not in self.misattributed[sent.file, report] for cell in cells)

    def is_accepted(self, report: str, cell: Cell) -> bool:
        """Tell whether any file brought an accepted report of the cell."""
        return any(self.accepts(sent, report, cell) for sent in self.sent(cell.unit_id, cell.month, report))

    def went_nobody_knows_where(self, cell: Cell) -> bool:
        """Tell whether the newest report of a cell names a facility that the register does not hold."""
        sent = self.sent(cell.unit_id, cell.month, "treatment")
        newest = max(sent, key=lambda one: (one.submitted_on, one.arrived_at), default=None)
        return newest is not None and cell in self.unknown_facility[newest.file]

    def facility_reported(self, facility: str, month: str) -> bool:
        """Tell whether a facility's own report of a month arrived and could be read."""
        return any(sent.file and sent.file not in self.unreadable for sent in self.by_facility[facility, month])


def known_figures(truth: Truth, record: Record, treatment: Path, policy: Policy) -> Known:
    """Return the names of the figures of each cell that were received and accepted in the end."""
    facilities: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows_of(treatment):
        if row["stream"] == policy.stream:
            facilities[unit_id(row["unit_code"], row["valid_from"]), row["period"]].add(row["facility_code"])
    known = {}
    for cell, figures in truth.items():
        names = set(COLLECTION - record.unknown[cell]) if record.is_accepted("collection", cell) else set()
        places = facilities[cell.unit_id, cell.month]
        # A facility lists every unit that brought it something; where tonnes went that went to a facility nobody
        # knows, no other facility can say.
        told = (
            figures.collected > 0
            and places <= record.reporting_facilities
            and all(record.facility_reported(place, cell.month) for place in places)
            and not record.went_nobody_knows_where(cell)
        )
        if told or record.is_accepted("treatment", cell):
            names.add("treated")
        known[cell] = frozenset(names)
    return known


def complete_months(known: Known, register: Register) -> list[str]:
    """Return the months of which every figure of every unit is known."""
    months = sorted({cell.month for cell in known})
    everything = COLLECTION | {"treated"}
    lacking = {cell.month for cell, names in known.items() if names < everything}
    expected = {(unit.unit_id, month) for month in months for unit in register.in_force(month)}
    if expected != {(cell.unit_id, cell.month) for cell in known}:
        raise ValueError("the truth does not hold every unit in force, month by month")
    return [month for month in months if month not in lacking]
