"""A source map: how a file that somebody else designed becomes a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from thugom.contracts.contract import Text
from thugom.contracts.documents import Document, read_document, yaml_files
from thugom.contracts.errors import ContractError


@dataclass(frozen=True)
class SourceColumn:
    """Where a report's column stands in the file, and in which words and unit."""

    name: str
    headers: tuple[str, ...]
    unit: str | None = None
    values: Mapping[str, str] | None = None


@dataclass(frozen=True)
class DropRule:
    """Rows that are no data: those whose `column` starts with one of these words."""

    column: str
    starts_with: tuple[str, ...]


@dataclass(frozen=True)
class SourceMap:
    """How a file that somebody else designed becomes a report, in data and not in code."""

    name: str
    report: str
    title: Text
    period_kind: Literal["month", "year"]
    columns: Mapping[str, SourceColumn]
    headings: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    encoding: str | None
    delimiter: str | None
    search_rows: int
    decimal: str
    thousands: str
    totals_column: str | None
    totals_values: tuple[str, ...]
    drop: tuple[DropRule, ...]
    repairs: tuple[str, ...]
    path: Path
    sha256: str


def load_source_maps(folder: Path) -> dict[str, SourceMap]:
    """Return the source maps of `folder`, by name; none where the folder is missing.

    Raises:
        ContractError: a map breaks the schema, or two maps have one name.
    """
    maps: dict[str, SourceMap] = {}
    for path in yaml_files(folder):
        source = _parsed(read_document(path, "source"))
        if source.name in maps:
            raise ContractError(path, 1, source.name, "a name of its own is expected")
        maps[source.name] = source
    return maps


def _parsed(document: Document) -> SourceMap:
    """Return the document as a source map."""
    content = document.content
    totals = content.get("totals", {})
    numbers = content.get("numbers", {})
    return SourceMap(
        name=content["name"],
        report=content["report"],
        title=Text(**content["title"]),
        period_kind=content["period_kind"],
        columns={name: _column(name, item) for name, item in content["columns"].items()},
        headings={name: tuple(forms) for name, forms in content.get("headings", {}).items()},
        constants=content.get("constants", {}),
        encoding=content.get("encoding"),
        delimiter=content.get("delimiter"),
        search_rows=content.get("header", {}).get("search_rows", 15),
        decimal=numbers.get("decimal", "."),
        thousands=numbers.get("thousands", ""),
        totals_column=totals.get("column"),
        totals_values=tuple(totals.get("values", ())),
        drop=tuple(DropRule(item["column"], tuple(item["starts_with"])) for item in content.get("drop", ())),
        repairs=tuple(content.get("repairs", ())),
        path=document.path,
        sha256=document.sha256,
    )


def _column(name: str, item: Mapping[str, Any]) -> SourceColumn:
    """Return one entry of `columns`."""
    return SourceColumn(name, tuple(item["headers"]), item.get("unit"), item.get("values"))
