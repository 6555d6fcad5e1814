"""What a receipt says: of a file and its rows, what is wrong at which place, and what to do next, in one language.

The workbook, the terminal and the page say it in the same words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from thugom.contracts import Contract
from thugom.language.catalogue import Translate, translator
from thugom.language.numbers import day, whole
from thugom.sources.sheet import worksheet_of

SIGNS: Mapping[str, str] = {"error": "✖", "warning": "▲"}
"""A finding is told by its sign and its word as well as by its colour."""
_ORDER = {"error": 0, "warning": 1}


@dataclass(frozen=True)
class ReceiptLine:
    """One finding: where it stands, what stands there, and what is wrong with it.

    Attributes:
        sheet: the worksheet; "" in a file that has none.
        row_number: the row in the file; 0 where a whole sheet or file is meant.
        cell: the cell's address; "" where no cell is meant.
        title: what people call the column; "" where none is meant.
        value: what stands there, as `quality_issue` keeps it.
        rule_id: the rule.
        severity: `error` or `warning`.
        message: what is wrong.
    """

    sheet: str
    row_number: int
    cell: str
    title: str
    value: str
    rule_id: str
    severity: str
    message: str


@dataclass(frozen=True)
class ReceiptNote:
    """Everything that a receipt says of one file.

    Attributes:
        file_path: the file, as its sender knows it.
        place: the department.
        arrived_on: the day on which it arrived, or was checked, ISO 8601.
        language: `vi` or `en`.
        received, accepted, refused: its rows.
        lines: its findings.
        is_sent: it has arrived; otherwise it was only checked.
        is_synthetic: the home holds invented data.
    """

    file_path: str
    place: str
    arrived_on: str
    language: str
    received: int
    accepted: int
    refused: int
    lines: tuple[ReceiptLine, ...]
    is_sent: bool
    is_synthetic: bool

    @property
    def say(self) -> Translate:
        """What says an English text in the language of the receipt."""
        return translator(self.language)

    @property
    def file_name(self) -> str:
        """The file's name, without the folders it lies in."""
        return self.file_path.rpartition("/")[2]

    def count(self, severity: str) -> int:
        """Return how many findings are of a severity."""
        return sum(line.severity == severity for line in self.lines)

    @property
    def is_good(self) -> bool:
        """Whether nothing of the file is refused; warnings are no refusal."""
        return self.count("error") == 0


def lines_by_file(
    findings: pd.DataFrame, reports: Mapping[str, Contract], language: str
) -> dict[str, tuple[ReceiptLine, ...]]:
    """Return findings as the lines of receipts, by file: errors first, then by sheet, row and column; each once.

    Args:
        findings: rows of the finding table.
        reports: the reports, for the titles of their columns.
        language: `vi` or `en`.
    """
    # Figures that stand side by side are judged apart; what is wrong with a cell that they share is said once.
    known = findings.assign(sheet=findings["sheet"].map(worksheet_of).astype("object"))
    known = known.drop_duplicates(["file_sha256", "sheet", "row_number", "cell", "column_name", "rule_id"])
    ordered = known.assign(
        order=known["severity"].map(_ORDER), width=known["cell"].str.extract(r"^([A-Z]*)")[0].str.len()
    )
    ordered = ordered.sort_values(
        ["file_sha256", "order", "sheet", "row_number", "width", "cell", "column_name", "rule_id"], kind="stable"
    )
    columns = ["sheet", "row_number", "cell", "value", "rule_id", "severity", f"message_{language}"]
    whose = zip(ordered["file_sha256"], ordered["table_name"], ordered["column_name"], strict=True)
    lines: dict[str, list[ReceiptLine]] = {}
    for (sha256, table, column), (sheet, row, cell, *texts) in zip(
        whose, ordered[columns].itertuples(index=False, name=None), strict=True
    ):
        title = _title(reports.get(str(table)), str(column), language)
        value, rule, severity, message = (str(text) for text in texts)
        line = ReceiptLine(str(sheet), int(row), str(cell), title, value, rule, severity, message)
        lines.setdefault(str(sha256), []).append(line)
    return {sha256: tuple(found) for sha256, found in lines.items()}


def _title(contract: Contract | None, column: str, language: str) -> str:
    """Return what people call a column; the name itself where no contract has it, "" where no column is meant."""
    if contract is None or column not in contract.names:
        return {"unit_name": translator(language)("Name of the unit")}.get(column, column)
    title = contract.field(column).title
    return title.vi if language == "vi" else title.en


def place_shown(line: ReceiptLine, say: Translate) -> str:
    """Return where a finding stands, as people say it.

    >>> from dataclasses import replace
    >>> line = ReceiptLine("Thu gom", 14, "F14", "", "", "a.b.c", "error", "")
    >>> place_shown(line, str), place_shown(replace(line, cell=""), str)
    ('Thu gom, F14', 'Thu gom, row 14')
    >>> place_shown(replace(line, sheet="", row_number=0, cell=""), str)
    'Whole file'
    """
    if line.cell:
        where = line.cell
    elif line.row_number:
        where = say("row {row}").format(row=line.row_number)
    else:
        where = "" if line.sheet else say("Whole file")
    return ", ".join(part for part in (line.sheet, where) if part)


def severity_shown(severity: str, say: Translate) -> str:
    """Return a severity as its sign and its word.

    >>> severity_shown("error", str), severity_shown("warning", str)
    ('✖ Error', '▲ Warning')
    """
    return f"{SIGNS[severity]} {say({'error': 'Error', 'warning': 'Warning'}[severity])}"


def remedy_shown(line: ReceiptLine, note: ReceiptNote) -> str:
    """Return what the sender is to do about a finding."""
    sent, checked = _REMEDIES["warning" if line.severity == "warning" else _extent(line)]
    return note.say(sent if note.is_sent else checked)


def _extent(line: ReceiptLine) -> Literal["cell", "row", "whole"]:
    """Return how much of a file a finding speaks of."""
    if line.cell:
        return "cell"
    return "row" if line.row_number else "whole"


_REMEDIES: Mapping[str, tuple[str, str]] = {
    "warning": (
        "Accepted. Check it: if it is wrong, correct it and send the file again; if it is right, leave it.",
        "It would be accepted. Check it: if it is wrong, correct it; if it is right, leave it.",
    ),
    "cell": (
        "This row is not accepted. Correct the red cell and send the file again.",
        "This row would be refused. Correct the red cell.",
    ),
    "row": (
        "This row is not accepted. Correct the row and send the file again.",
        "This row would be refused. Correct it.",
    ),
    "whole": (
        "Nothing of this is accepted. Correct it and send the file again.",
        "Nothing of this would be accepted. Correct it.",
    ),
}
"""What to do about a finding: in a file that was sent, and in one that was only checked."""


def counts_shown(note: ReceiptNote) -> str:
    """Return what became of the file's rows."""
    text = note.say("Rows: {received} · accepted: {accepted} · refused: {refused}")
    counts = {name: whole(getattr(note, name), note.language) for name in ("received", "accepted", "refused")}
    return text.format(**counts)


def findings_shown(note: ReceiptNote) -> str:
    """Return how many findings there are of each severity."""
    text = note.say("errors: {errors} · warnings: {warnings}")
    counts = {"errors": note.count("error"), "warnings": note.count("warning")}
    return text.format(**{name: whole(count, note.language) for name, count in counts.items()})


def day_shown(note: ReceiptNote) -> str:
    """Return when the file arrived, or was checked."""
    text = note.say("Arrived on {day}" if note.is_sent else "Checked on {day}, not sent yet")
    return text.format(day=day(note.arrived_on, note.language))


def next_step(note: ReceiptNote) -> str:
    """Return in one sentence what the sender is to do next."""
    sent, checked = _NEXT[_standing(note)]
    return note.say(sent if note.is_sent else checked).format(refused=whole(note.refused, note.language))


def _standing(note: ReceiptNote) -> Literal["good", "warned", "refused", "unread", "partly"]:
    """Return how a file stands."""
    if note.is_good:
        return "warned" if note.lines else "good"
    if not note.accepted:
        return "refused"
    return "partly" if note.refused else "unread"


_NEXT: Mapping[str, tuple[str, str]] = {
    "good": ("Nothing is wrong with this file.", "Nothing is wrong: the file can be sent."),
    "warned": (
        "Everything is accepted. Look at the yellow cells: send the file again only if one is wrong.",
        "The file can be sent. Look at the yellow cells first and correct what is wrong.",
    ),
    "refused": (
        "Nothing of this file is accepted: correct what is listed below and send the whole file again.",
        "Nothing of this file would be accepted: correct what is listed below before you send it.",
    ),
    "unread": (
        "A part of this file cannot be read: correct what is listed below and send the whole file again.",
        "A part of this file cannot be read: correct what is listed below before you send it.",
    ),
    "partly": (
        "{refused} rows are not accepted: correct the red cells and send the whole file again.",
        "{refused} rows would be refused: correct the red cells before you send the file.",
    ),
}
"""By how a file stands, what its sender is to do: where it was sent, and where it was only checked."""


def distinct_lines(lines: Iterable[ReceiptLine]) -> dict[tuple[str, str], list[ReceiptLine]]:
    """Return the findings of each cell, by sheet and address; findings of no cell are left out."""
    by_cell: dict[tuple[str, str], list[ReceiptLine]] = {}
    for line in lines:
        if line.cell:
            by_cell.setdefault((line.sheet, line.cell), []).append(line)
    return by_cell
