"""A source map: how a file that somebody else designed becomes a report."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from thugom.contracts.contract import Text
from thugom.contracts.documents import Document, read_document, yaml_files
from thugom.contracts.errors import ContractError
from thugom.contracts.source_rules import contradictions, folded_pattern


@dataclass(frozen=True)
class SourceColumn:
    """Where a report's column stands in the file, and in which words and unit.

    Attributes:
        unit: a unit of mass or volume, or `header` for the one that stands in the header's own text.
        unit_column: the auxiliary column whose cells say the unit, row by row.
        density_t_per_m3: tonnes in a cubic metre, as it is written; needed for volumes.
        fill_down: a blank cell means "as above".
    """

    name: str
    headers: tuple[str, ...]
    unit: str | None = None
    values: Mapping[str, str] | None = None
    unit_column: str | None = None
    density_t_per_m3: str | None = None
    fill_down: bool = False


@dataclass(frozen=True)
class DropRule:
    """Rows that are no data: those whose `column` starts with one of these words, or fits the pattern."""

    column: str
    starts_with: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Wide:
    """Figures that stand side by side, one column for each value of a report's column; each becomes a row.

    Attributes:
        column: the report's column whose values stand in the headers.
        values: value -> report's column of figures -> the headers that it may stand under.
        patterns: report's column of figures -> patterns of headers that say a month themselves.
        all_needed: whether each value must have its column.
    """

    column: str
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    all_needed: bool = True


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
    sheets: tuple[str, ...] = ()
    header_rows: int = 1
    header_numbered: bool = False
    wide: Wide | None = None
    missing: tuple[str, ...] = ()
    totals_starts_with: tuple[str, ...] = ()
    totals_above: re.Pattern[str] | None = None


def load_source_maps(folder: Path) -> dict[str, SourceMap]:
    """Return the source maps of `folder`, by name; none where the folder is missing.

    Raises:
        ContractError: a map breaks the schema, contradicts itself, or two maps have one name.
    """
    maps: dict[str, SourceMap] = {}
    for path in yaml_files(folder):
        source = read_source_map(path)
        if source.name in maps:
            raise ContractError(path, 1, source.name, "a name of its own is expected")
        maps[source.name] = source
    return maps


def read_source_map(path: Path) -> SourceMap:
    """Return the source map in a file.

    Raises:
        ContractError: it breaks the schema, or contradicts itself.
    """
    document = read_document(path, "source")
    for place, value, allowed in contradictions(document.content):
        raise ContractError(path, document.line_of(place), value, allowed)
    return _parsed(document)


def _parsed(document: Document) -> SourceMap:
    """Return the document as a source map."""
    content = document.content
    totals = content.get("totals", {})
    numbers = content.get("numbers", {})
    header = content.get("header", {})
    wide = content.get("wide", {})
    columns = {name: _column(name, item) for name, item in content["columns"].items()}
    # Side by side the figures have no header of their own, but a unit.
    columns |= {name: _column(name, {"headers": [], **item}) for name, item in wide.get("figures", {}).items()}
    return SourceMap(
        name=content["name"],
        report=content["report"],
        title=Text(**content["title"]),
        period_kind=content["period_kind"],
        columns=columns,
        headings={name: tuple(forms) for name, forms in content.get("headings", {}).items()},
        constants=content.get("constants", {}),
        encoding=content.get("encoding"),
        delimiter=content.get("delimiter"),
        search_rows=header.get("search_rows", 15),
        decimal=numbers.get("decimal", "."),
        thousands=numbers.get("thousands", ""),
        totals_column=totals.get("column"),
        totals_values=tuple(totals.get("values", ())),
        drop=tuple(_drop(item) for item in content.get("drop", ())),
        repairs=tuple(content.get("repairs", ())),
        path=document.path,
        sha256=document.sha256,
        sheets=tuple(content.get("sheets", ())),
        header_rows=header.get("rows", 1),
        header_numbered=header.get("numbered", False),
        wide=_wide(wide) if wide else None,
        missing=tuple(content.get("missing", ())),
        totals_starts_with=tuple(totals.get("starts_with", ())),
        totals_above=folded_pattern(totals["above"]) if "above" in totals else None,
    )


def _column(name: str, item: Mapping[str, Any]) -> SourceColumn:
    """Return one entry of `columns`."""
    unit = item.get("unit")
    density = item.get("density_t_per_m3")
    return SourceColumn(
        name,
        tuple(item["headers"]),
        unit if isinstance(unit, str) else None,
        item.get("values"),
        unit_column=unit["column"] if isinstance(unit, dict) else None,
        density_t_per_m3=None if density is None else str(density),
        fill_down=item.get("fill") == "down",
    )


def _drop(item: Mapping[str, Any]) -> DropRule:
    """Return one entry of `drop`."""
    pattern = folded_pattern(item["pattern"]) if "pattern" in item else None
    return DropRule(item["column"], tuple(item.get("starts_with", ())), pattern)


def _wide(item: Mapping[str, Any]) -> Wide:
    """Return what `wide` says."""
    values = {
        value: {figure: tuple(headers) for figure, headers in columns.items()}
        for value, columns in item.get("values", {}).items()
    }
    patterns = {figure: tuple(forms) for figure, forms in item.get("patterns", {}).items()}
    return Wide(item["column"], values, patterns, item.get("all_needed", True))
