"""A contract: what a table's columns are and what its rows must satisfy, declared once."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from thugom.contracts.documents import Document, packaged_schemas, read_document, yaml_files
from thugom.contracts.errors import ContractError

Kind = Literal["report", "review", "stream", "register", "curated", "journal"]
Severity = Literal["error", "warning"]
KILOGRAMS_PER_TONNE = 1000
_NOT_INHERITED = ("constraints", "optional", "default", "like", "column")


@dataclass(frozen=True)
class Text:
    """A sentence in Vietnamese and in English."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the sentence in `language`; Vietnamese where the language is another.

        >>> Text("thu gom", "collection").in_language("en")
        'collection'
        """
        return self.en if language == "en" else self.vi


@dataclass(frozen=True)
class Field:
    """One column: its name, type, unit of measure and constraints, in the words of Frictionless."""

    name: str
    type: str
    title: Text
    description: Text | None = None
    unit: str | None = None
    format: str | None = None
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    personal: bool = False
    optional: bool = False
    default: str | None = None
    example: str | float | None = None
    formula: str | None = None

    @property
    def is_mass(self) -> bool:
        """Whether the column holds tonnes, which are integer kilograms inside."""
        return self.type == "number" and self.unit == "t" and self.name.endswith("_t")

    @property
    def fact_name(self) -> str:
        """The column's name in facts and measures.

        >>> Field("collected_t", "number", Text("", ""), unit="t").fact_name
        'collected_kg'
        """
        return f"{self.name.removesuffix('_t')}_kg" if self.is_mass else self.name

    @property
    def fact_type(self) -> str:
        """The column's type in facts and measures: masses are integers."""
        return "integer" if self.is_mass else self.type


@dataclass(frozen=True)
class Check:
    """One rule on the rows: a Great Expectations class with its arguments, and why it is there."""

    id: str
    expectation: str
    arguments: Mapping[str, Any]
    severity: Severity
    column: str
    because: str
    message: Text


@dataclass(frozen=True)
class ForeignKey:
    """Columns that name a row of another table."""

    fields: tuple[str, ...]
    table: str
    reference: tuple[str, ...]


@dataclass(frozen=True)
class Contract:
    """One table, declared once: columns, key, checks; rendered to every form it takes.

    `point`: the columns of longitude and latitude (WGS 84), where rows are places.
    """

    name: str
    kind: Kind
    grain: str
    title: Text
    description: Text | None
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    missing_values: tuple[str, ...]
    fields: tuple[Field, ...]
    checks: tuple[Check, ...]
    path: Path
    sha256: str
    point: tuple[str, str] | None = None

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [field.name for field in self.fields]

    def field(self, name: str) -> Field:
        """Return the column called `name` (or whose fact is called so).

        Raises:
            KeyError: the contract has no such column.
        """
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        """The columns by their names, and by those of their facts; a name goes before a fact's."""
        return {field.fact_name: field for field in self.fields} | {field.name: field for field in self.fields}


def load_contract(path: Path) -> Contract:
    """Return the contract declared in `path`.

    Raises:
        ContractError: the file breaks the contracts' schema, or names a column it does not have.
    """
    document = read_document(path, "contract")
    contract = _parsed(document)
    _refuse_unknown_columns(document, contract)
    return contract


@dataclass(frozen=True)
class Contracts:
    """Every contract: what comes in, what the register holds, what analysts read; each by name.

    `reviews`: what is asked of the rows of a report that stand, by the report's name. `streams`: what comes in by the
    million, is judged where it lies and never becomes facts row by row.
    """

    reports: Mapping[str, Contract]
    register: Mapping[str, Contract]
    curated: Mapping[str, Contract]
    reviews: Mapping[str, Contract] = dataclasses.field(default_factory=dict)
    streams: Mapping[str, Contract] = dataclasses.field(default_factory=dict)


def load_contracts(folder: Path | None = None) -> Contracts:
    """Return every contract below `folder` (default: those of the package).

    Raises:
        ContractError: a contract breaks the schema, or two of one folder have one name.
    """
    root = folder or packaged_schemas()
    return Contracts(*(_named(root / part) for part in ("reports", "register", "curated", "reviews", "streams")))


def _named(folder: Path) -> dict[str, Contract]:
    """Return the contracts of one folder, by name."""
    contracts: dict[str, Contract] = {}
    for path in yaml_files(folder):
        contract = load_contract(path)
        if contract.name in contracts:
            allowed = f"a name of its own (taken by {contracts[contract.name].path.name})"
            raise ContractError(path, 1, contract.name, allowed)
        contracts[contract.name] = contract
    return contracts


def _parsed(document: Document) -> Contract:
    """Return the document as a contract."""
    content = document.content
    return Contract(
        name=content["name"],
        kind=content["kind"],
        grain=content["grain"],
        title=Text(**content["title"]),
        description=_text(content.get("description")),
        primary_key=tuple(content["primaryKey"]),
        foreign_keys=tuple(_foreign_key(item) for item in content.get("foreignKeys", [])),
        missing_values=tuple(content.get("missingValues", [""])),
        fields=tuple(_field(_inherited(document, item)) for item in content["fields"]),
        checks=tuple(_check(item) for item in content.get("checks", [])),
        path=document.path,
        sha256=document.sha256,
        point=_point(content.get("geometry")),
    )


def _inherited(document: Document, item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `item` with what it takes over from the same column of another contract (`like`).

    Constraints are not taken over: what a clerk must fill in and what a table must hold differ.
    """
    if "like" not in item:
        return item
    path = document.path.parent.parent / f"{item['like']}.yml"
    elder = read_document(path, "contract").content
    for column in elder["fields"]:
        if column["name"] == item.get("column", item["name"]):
            taken = _inherited(read_document(path, "contract"), column)
            passed = {key: value for key, value in taken.items() if key not in _NOT_INHERITED}
            return {**passed, **item}
    line = document.line_of(["fields"])
    raise ContractError(document.path, line, item["name"], f"a column of {item['like']}")


def _field(item: Mapping[str, Any]) -> Field:
    """Return one entry of `fields`."""
    constraints = item.get("constraints", {})
    enum = constraints.get("enum")
    return Field(
        name=item["name"],
        type=item["type"],
        title=Text(**item["title"]),
        description=_text(item.get("description")),
        unit=item.get("unit"),
        format=item.get("format"),
        required=constraints.get("required", False),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        enum=tuple(enum) if enum is not None else None,
        pattern=constraints.get("pattern"),
        personal=item.get("personal", False),
        optional=item.get("optional", False),
        default=item.get("default"),
        example=item.get("example"),
        formula=item.get("formula"),
    )


def _check(item: Mapping[str, Any]) -> Check:
    """Return one entry of `checks`."""
    return Check(
        id=item["id"],
        expectation=item["expect"],
        arguments=dict(item["with"]),
        severity=item["severity"],
        column=item["column"],
        because=item["because"],
        message=Text(**item["message"]),
    )


def _foreign_key(item: Mapping[str, Any]) -> ForeignKey:
    """Return one entry of `foreignKeys`."""
    reference = item["reference"]
    return ForeignKey(tuple(item["fields"]), reference["resource"], tuple(reference["fields"]))


def _point(item: Mapping[str, str] | None) -> tuple[str, str] | None:
    """Return the columns of longitude and latitude, where the contract names them."""
    return (item["lon"], item["lat"]) if item is not None else None


def _text(item: Mapping[str, str] | None) -> Text | None:
    """Return a text in two languages, where there is one."""
    return Text(**item) if item is not None else None


def _refuse_unknown_columns(document: Document, contract: Contract) -> None:
    """Refuse a key or a check that speaks of a column the contract does not declare."""
    names = set(contract.names)
    allowed = "one of the columns " + ", ".join(contract.names)
    for position, name in enumerate(contract.primary_key):
        if name not in names:
            line = document.line_of(["primaryKey", position])
            raise ContractError(document.path, line, name, allowed)
    for name in contract.point or ():
        if name not in names:
            raise ContractError(document.path, document.line_of(["geometry"]), name, allowed)
    for position, check in enumerate(contract.checks):
        if check.column not in names:
            line = document.line_of(["checks", position, "column"])
            raise ContractError(document.path, line, check.column, allowed)
        if not check.id.startswith(f"{contract.name}.{check.column}."):
            line = document.line_of(["checks", position, "id"])
            expected = f"{contract.name}.{check.column}.RULE is expected"
            raise ContractError(document.path, line, check.id, expected)
