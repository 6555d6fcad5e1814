"""The verdict on a report's rows: which are accepted, and what is wrong with the others, cell by cell."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from thugom.checks.findings import COLUMNS, quoted_value, worded
from thugom.checks.judge import ROW, failing_rows
from thugom.checks.masking import masked
from thugom.checks.words import allowed_words, in_sender_words
from thugom.contracts import KILOGRAMS_PER_TONNE, Contract, Finding, IntakeRule, SourceMap, Text
from thugom.measures.named_units import NOT_ASKED
from thugom.renderings.expectations import ROWS_RULE, Rule, rules_of
from thugom.sources import Sheet
from thugom.sources.cells import shown

NAME_RULE, NAME_COLUMN = "name_differs", "unit_name"
BY_NAME = {
    "unit_code": (NAME_COLUMN, "name_standing"),
    "former_unit_code": ("former_unit_name", "former_name_standing"),
}
"""Codes that a name may stand for: the name's column, and what tells whether it does."""
_REQUIRED = "required"
Record = Mapping[Hashable, Any]
"""One row by column."""
PlaceKey = tuple[str, str, str]
"""file SHA-256, sheet, address of a cell."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """The rows with `accepted`, and the findings of the rules they break."""

    rows: pd.DataFrame
    findings: pd.DataFrame


def verdict(
    rows: pd.DataFrame,
    contract: Contract,
    intake: Mapping[str, IntakeRule],
    sheets: Mapping[tuple[str, str, str], Sheet],
    spoken_of: Collection[PlaceKey],
    source_maps: Mapping[str, SourceMap] = MappingProxyType({}),
) -> Verdict:
    """Return which rows are accepted: those that break no rule of severity `error`.

    Args:
        rows: cast and measured rows with `refused` (by the cast), the place they stand in, and a
            unique index.
        contract: the report.
        intake: the words of the constraints' rules.
        sheets: the sheets the rows stand in, by file, sheet and report.
        spoken_of: places that the cast has already found wrong; one complaint per cell is enough.
        source_maps: how the files are written, for the words that a message quotes.
    """
    rules = rules_of(contract, intake)
    failures = failing_rows(contract, rows)
    failures = failures[~failures["rule_id"].str.endswith(f".{ROWS_RULE}")]
    errors = {rule.id for rule in rules.values() if rule.severity == "error"}
    broken = rows.index.isin(failures.loc[failures["rule_id"].isin(errors), ROW])
    accepted = rows.assign(accepted=~(broken | rows["refused"].to_numpy(dtype=bool)))
    records = rows.loc[failures[ROW].unique()].to_dict("index")
    found = [
        _row(rules[rule_id], records[label], contract, sheets, spoken_of, source_maps)
        for rule_id, label in failures.itertuples(index=False, name=None)
    ]
    found += _name_findings(rows, contract, intake, sheets)
    findings = pd.DataFrame([row for row in found if row], columns=COLUMNS)
    return Verdict(_masked_where_refused(accepted, contract), findings)


def _masked_where_refused(rows: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return the rows with the texts of refused ones masked: where a code belongs, a person may stand.

    An accepted row's texts are codes of the register and words of lists. A facility that the register knows is no
    secret either, whatever its code looks like; masked, the row would speak of any facility.
    """
    refused = ~rows["accepted"].to_numpy(dtype=bool)
    known = rows["facility_known"].fillna(value=False).to_numpy(dtype=bool) if "facility_known" in rows else False
    texts = [field for field in contract.fields if field.type == "string" and field.name in rows.columns]
    if not refused.any():
        return rows
    return rows.assign(
        **{
            field.name: rows[field.name].where(
                ~refused | rows[field.name].isna() | (known & (field.name == "facility_code")),
                rows[field.name].map(lambda text, field=field: masked(str(text), field, field.name)),
            )
            for field in texts
        }
    )


def _row(
    rule: Rule,
    record: Record,
    contract: Contract,
    sheets: Mapping[tuple[str, str, str], Sheet],
    spoken_of: Collection[PlaceKey],
    source_maps: Mapping[str, SourceMap],
) -> tuple[object, ...] | None:
    """Return one failure as a row of the finding table; None where the cast has spoken.

    What is wrong with a unit that was called by its name stands at the name.
    """
    place = str(record["file_sha256"]), str(record["sheet"]), int(record["row_number"])
    sheet = sheets[place[0], place[1], contract.name]
    column = _spoken_of_in(rule, record)
    if column == NAME_COLUMN and rule.id.endswith(f".{_REQUIRED}"):
        # What became of the name says what is missing.
        return None
    cell, value = _found(sheet, column, place[2])
    if cell and (place[0], place[1], cell) in spoken_of:
        return None
    source = source_maps.get(sheet.source)
    said = in_sender_words(quoted(record, contract), contract, source)
    values = {"value": value, "allowed": allowed_words(contract, rule.column, source), **said}
    name = rule.id.rpartition(".")[2]
    finding = Finding(
        name, rule.severity, contract.name, sheet.file, place[1], place[2], rule.column, cell, value, values
    )
    return _as_row(finding, rule.message, contract, place[0], record)


def _spoken_of_in(rule: Rule, record: Record) -> str:
    """Return the column in which a row says what a rule is about: of a unit without a code, that of its name."""
    name, standing = BY_NAME.get(rule.column, ("", ""))
    return name if name and str(record[standing]) != NOT_ASKED else rule.column


def _name_findings(
    rows: pd.DataFrame,
    contract: Contract,
    intake: Mapping[str, IntakeRule],
    sheets: Mapping[tuple[str, str, str], Sheet],
) -> list[tuple[object, ...]]:
    """Return a finding for every row whose name is not that of its code."""
    found: list[tuple[object, ...]] = []
    for record in rows[rows["name_differs"]].to_dict("records"):
        sha256, sheet_name, number = str(record["file_sha256"]), str(record["sheet"]), int(record["row_number"])
        sheet = sheets[sha256, sheet_name, contract.name]
        cell, value = _found(sheet, NAME_COLUMN, number)
        rule = intake[NAME_RULE]
        finding = Finding(
            NAME_RULE,
            rule.severity,
            contract.name,
            sheet.file,
            sheet_name,
            number,
            NAME_COLUMN,
            cell,
            value,
            quoted(record, contract),
        )
        found.append(_as_row(finding, rule.message, contract, sha256, record))
    return found


def _as_row(finding: Finding, rule: Text, contract: Contract, sha256: str, record: Record) -> tuple[object, ...]:
    """Return a finding and its words in the order of the finding table's columns."""
    message = worded(finding, rule, contract)
    whose = [_whose(record[name], contract, name) for name in ("unit_id", "period", "settlement")]
    return (
        sha256,
        finding.sheet,
        finding.row_number,
        finding.column,
        finding.cell,
        quoted_value(finding, contract),
        finding.rule_id,
        finding.severity,
        *message,
        finding.table,
        *whose,
    )


def _whose(value: object, contract: Contract, name: str) -> object:
    """Return whose finding it is; nobody's where a word outside the list stands, which may be anything."""
    words = contract.field(name).enum if name in contract.names else None
    return None if _null(value) or (words and value not in words) else value


def _found(sheet: Sheet, column: str, row_number: int) -> tuple[str, str]:
    """Return the address of a cell and what stands in it, as text."""
    if column in sheet.headings:
        return sheet.address(column, row_number), sheet.headings[column]
    value: Any = sheet.cells[column].get(row_number) if column in sheet.cells.columns else None
    return sheet.address(column, row_number), "" if _null(value) else shown(value)


def _null(value: Any) -> bool:  # noqa: ANN401 - a cell of any column
    """Return whether nothing stands there."""
    return bool(pd.isna(value))


def quoted(record: Record, contract: Contract) -> dict[str, str]:
    """Return what messages may quote: the row's figures as its sender knows them, and what was measured."""
    values = {str(name): str(value) for name, value in record.items() if not _null(value)}
    for field in contract.fields:
        if field.is_mass and field.fact_name in values:
            tonnes = int(values[field.fact_name]) / KILOGRAMS_PER_TONNE
            values[field.name] = f"{tonnes:.3f}".rstrip("0").rstrip(".")
    return values
