"""Findings in words: each with its place, what was found, and what to do, in both languages."""

from collections.abc import Iterable, Mapping

import pandas as pd

from thugom.contracts import Contract, Finding, IntakeRule, Text

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
_LONGEST_VALUE = 40


class _Placeholders(dict[str, str]):
    """What a message quotes; an unknown placeholder shows as a dash and breaks nothing."""

    def __missing__(self, key: str) -> str:
        """Return what stands where nothing is known."""
        return "–"


def worded(finding: Finding, message: Text, contract: Contract | None = None) -> tuple[str, str]:
    """Return the message of a finding in Vietnamese and in English.

    >>> finding = Finding("unknown_kind", "error", "", "a.pdf", values={"kind": ".pdf"})
    >>> worded(finding, Text("Tệp {kind}", "A file {kind}"))
    ('Tệp .pdf', 'A file .pdf')
    """
    titles = _titles(contract, finding.column)
    quoted = {"value": shortened(finding.value), "sheet": finding.sheet, **dict(finding.values)}
    in_vietnamese = message.vi.format_map(_Placeholders(quoted | {"title": titles.vi}))
    return in_vietnamese, message.en.format_map(_Placeholders(quoted | {"title": titles.en}))


def _titles(contract: Contract | None, column: str) -> Text:
    """Return the column's title, or its name where it is no column of the contract."""
    if contract is None or column not in contract.names:
        return Text(column, column)
    return contract.field(column).title


def shortened(value: str) -> str:
    """Return a found value cut to a length that cannot carry a story.

    >>> shortened("x" * 50)[-3:]
    'xx…'
    """
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"


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
                shortened(finding.value),
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
