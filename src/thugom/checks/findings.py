"""Findings in words: each with its place, what was found, and what to do, in both languages."""

import re
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from thugom.checks.masking import masked
from thugom.contracts import Contract, Field, Finding, IntakeRule, Text

COLUMNS = [
    "file_sha256",
    "sheet",
    "row_number",
    "column_name",
    "cell",
    "value",
    "rule_id",
    "severity",
    "message_vi",
    "message_en",
    "table_name",
    "unit_id",
    "period",
    "settlement",
]
_VALUE = "value"
_NAMES_GIVEN = "unit_name_given"
_POINTED = re.compile(r"-?[0-9]+(\.[0-9]+)?(–[0-9]+(\.[0-9]+)?)?")
"""A number, or a range of two."""


class _Placeholders(dict[str, str]):
    """What a message quotes; what it does not quote is never asked for, and an unknown placeholder shows as a dash."""

    def __init__(self, known: Mapping[str, str], told: Callable[[str], str | None]) -> None:
        """Take what is known, and what tells of anything else; None where it cannot."""
        super().__init__(known)
        self._told = told

    def __missing__(self, key: str) -> str:
        """Return what is told of a placeholder."""
        told = self._told(key)
        return "–" if told is None else told


def worded(finding: Finding, message: Text, contract: Contract | None = None) -> tuple[str, str]:
    """Return the message of a finding in Vietnamese and in English.

    >>> finding = Finding("unknown_kind", "error", "", "a.pdf", values={"kind": ".pdf"})
    >>> worded(finding, Text("Tệp {kind}", "A file {kind}"))
    ('Tệp .pdf', 'A file .pdf')
    """
    titles, said = _titles(contract, finding.column), dict(finding.values)

    def in_english(name: str) -> str | None:
        return finding.sheet if name == "sheet" and name not in said else _told(name, said.get(name), contract)

    def in_vietnamese(name: str) -> str | None:
        told = in_english(name)
        return _with_comma(told) if told is not None and name in said else told

    value = quoted_value(finding, contract)
    vietnamese = message.vi.format_map(_Placeholders({_VALUE: value, "title": titles.vi}, in_vietnamese))
    return vietnamese, message.en.format_map(_Placeholders({_VALUE: value, "title": titles.en}, in_english))


def quoted_value(finding: Finding, contract: Contract | None) -> str:
    """Return what may be shown of the value that was found: as it was written, people and secrets masked."""
    return masked(finding.value, _field(contract, finding.column), finding.column)


def _told(name: str, value: str | None, contract: Contract | None) -> str | None:
    """Return what a message may quote under this name: what came from a cell is masked."""
    if value is None:
        return None
    field = _field(contract, name)
    return masked(value, field, name) if field is not None or name == _NAMES_GIVEN else value


def _with_comma(value: str) -> str:
    """Return a figure of ours as a Vietnamese reader writes it: 33.425 t would be thirty-three thousand to him.

    What was found in a cell is quoted as it stands there, and never goes through here.

    >>> _with_comma("33.425"), _with_comma("0.01–10"), _with_comma("01.10.2026"), _with_comma("03388")
    ('33,425', '0,01–10', '01.10.2026', '03388')
    """
    return value.replace(".", ",") if _POINTED.fullmatch(value) else value


def _field(contract: Contract | None, column: str) -> Field | None:
    """Return a column's field; None where it is no column of the contract."""
    return contract.field(column) if contract is not None and column in contract.names else None


def _titles(contract: Contract | None, column: str) -> Text:
    """Return the column's title, or its name where it is no column of the contract."""
    if contract is None or column not in contract.names:
        return Text(column, column)
    return contract.field(column).title


def finding_rows(
    findings: Iterable[tuple[str, Finding]],
    intake: Mapping[str, IntakeRule],
    contracts: Mapping[str, Contract],
) -> pd.DataFrame:
    """Return findings of reading and casting as rows of the finding table.

    Args:
        findings: pairs of the file's SHA-256 and a finding.
        intake: the rules' words.
        contracts: the reports, for the columns' titles.
    """
    rows = []
    for sha256, finding in findings:
        contract = contracts.get(finding.table)
        message_vi, message_en = worded(finding, intake[finding.rule].message, contract)
        rows.append(
            (
                sha256,
                finding.sheet,
                finding.row_number or 0,
                finding.column,
                finding.cell,
                quoted_value(finding, contract),
                finding.rule_id,
                finding.severity,
                message_vi,
                message_en,
                finding.table,
                None,
                None,
                None,
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS)
