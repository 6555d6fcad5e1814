"""A finding: one thing that is wrong with one place of one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thugom.contracts.contract import Severity, Text
from thugom.contracts.documents import packaged_schemas, read_document


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one place of one file, before it is put into words."""

    rule: str
    severity: Severity
    table: str
    file: str
    sheet: str = ""
    row_number: int | None = None
    column: str = ""
    cell: str = ""
    value: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def rule_id(self) -> str:
        """The stable name of the rule: TABLE.COLUMN.RULE, or file.RULE.

        >>> Finding("unreadable", "error", "", "a.xlsx").rule_id
        'file.unreadable'
        """
        if not self.column:
            return f"{self.table or 'file'}.{self.rule}"
        return f"{self.table}.{self.column}.{self.rule}"


@dataclass(frozen=True)
class IntakeRule:
    """A rule that holds before a row can be judged, with its words."""

    rule: str
    severity: Severity
    because: str
    message: Text


def load_intake_rules(path: Path | None = None) -> dict[str, IntakeRule]:
    """Return the rules of reading and casting, by name."""
    document = read_document(path or packaged_schemas() / "intake.yml", "intake")
    return {
        item["rule"]: IntakeRule(item["rule"], item["severity"], item["because"], Text(**item["message"]))
        for item in document.content["rules"]
    }
