"""A contract as a SQLAlchemy table: the curated table analysts read, or the facts a report is kept as.

Foreign keys stand in the contract and, where asked for, in the table; the working database does without them. They
would have to hold at the end of a publication, and one row of `quality_issue` about a unit that nobody knows would then
withhold the whole night's figures. The copy that analysts open carries them, because table browsers and drawing tools
follow them; nothing is written there any more.
"""

import hashlib
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.types import String, TypeDecorator, TypeEngine

from thugom.contracts import Contract, Field
from thugom.renderings.descriptions import described


class Instant(TypeDecorator[str]):
    """A moment in UTC as text, to the second: 2026-11-01T18:30:00Z.

    Text, because SQLite has no type for it and gives back what it likes; all of one width,
    so that the order of the texts is the order of time.
    """

    impl = String(20)
    cache_ok = True


TYPES: dict[str, TypeEngine[Any]] = {
    "string": Text(),
    "integer": BigInteger(),
    "number": Double(),
    "boolean": Boolean(),
    "date": Date(),
    "datetime": Instant(),
}
"""Every field type of a contract, and the column type that holds it."""

_DIGEST_LENGTH = 6
FACT_KEY = ("rules_version", "file_sha256", "sheet", "row_number")
"""What names one row that was received, as judged under one version of the rules."""


def curated_table(contract: Contract, metadata: MetaData, *, foreign_keys_to: Collection[str] = ()) -> Table:
    """Return the table that analysts read, as `contract` declares it.

    Of its foreign keys the table carries those to the tables named in `foreign_keys_to`. Comments in both languages
    stand on the table and its columns; SQLite keeps none.
    """
    table = Table(
        contract.name,
        metadata,
        *(_curated_column(contract, field) for field in contract.fields),
        PrimaryKeyConstraint(*contract.primary_key),
        *_foreign_keys(contract, foreign_keys_to),
        *_checks(contract),
        comment=_comment(contract),
        info={"point": contract.point, "changes": contract.kind != "journal"},
        # Rows lie in the order of their key: one tree instead of two.
        sqlite_with_rowid=False,
    )
    for columns in _indices(contract):
        Index(f"ix_{contract.name}_{'_'.join(columns)}", *(table.c[name] for name in columns))
    return table


def fact_table(contract: Contract, metadata: MetaData) -> Table:
    """Return the append-only table that keeps the rows of one kind of report: `fact_<report>`.

    One row per received row and version of the rules, accepted or refused; masses are integer kilograms. What a report
    says may be null, whatever the contract requires: a refused row is kept with what could be read of it.
    """
    leading: list[Column[Any]] = [
        Column("rules_version", Text(), nullable=False),
        Column("file_sha256", Text(), nullable=False),
        Column("sheet", Text(), nullable=False),
        Column("row_number", BigInteger(), nullable=False),
        Column("accepted", Boolean(), nullable=False),
        Column("known_from", Instant(), nullable=False),
        Column("submitted_on", Date(), info={"optional": True}),
        Column("unit_id", Text(), info={"optional": True}),
    ]
    taken = {column.name for column in leading}
    reported = (_fact_column(field) for field in contract.fields if field.name not in taken)
    return Table(
        f"fact_{contract.name}",
        metadata,
        *leading,
        *reported,
        PrimaryKeyConstraint(*FACT_KEY),
        comment=_comment(contract),
        sqlite_with_rowid=False,
    )


def _curated_column(contract: Contract, field: Field) -> Column[Any]:
    """Return the column of a curated table that `field` declares."""
    required = field.required or field.name in contract.primary_key
    info = {"optional": field.optional, "format": field.format}
    return Column(field.name, TYPES[field.type], nullable=not required, comment=_comment(field), info=info)


def _fact_column(field: Field) -> Column[Any]:
    """Return the column of a fact table that `field` declares."""
    kind = TYPES[field.fact_type]
    return Column(field.fact_name, kind, comment=_comment(field), info={"optional": field.optional})


def _foreign_keys(contract: Contract, tables: Collection[str]) -> Iterator[ForeignKeyConstraint]:
    """Yield the contract's foreign keys to these tables."""
    for key in contract.foreign_keys:
        if key.table in tables:
            yield ForeignKeyConstraint(key.fields, [f"{key.table}.{name}" for name in key.reference])


def _checks(contract: Contract) -> Iterator[CheckConstraint]:
    """Yield what the contract lets a column hold: one of a list, or a number in its bounds.

    A journal has none: its rows outlive the release that wrote them, and a check would have to fit all of them. A
    check's name ends with a piece of the hash of what it says, so that a changed one is known for another by its name.
    """
    if contract.kind == "journal":
        return
    for field in contract.fields:
        conditions = list(_conditions(field))
        if conditions:
            said = " AND ".join(conditions)
            digest = hashlib.sha256(said.encode()).hexdigest()[:_DIGEST_LENGTH]
            yield CheckConstraint(said, name=f"ck_{contract.name}_{field.name}_{digest}")


def _conditions(field: Field) -> Iterator[str]:
    """Yield what a value must satisfy, in SQL; of a null nothing is asked."""
    if field.enum is not None:
        # One after the other: for `IN` SQLite builds a table of the words for every row that it checks, which takes as
        # long as everything else it does with the row.
        alike = ("{} = '{}'".format(field.name, word.replace("'", "''")) for word in field.enum)
        yield f"({' OR '.join(alike)})"
    if field.minimum is not None:
        yield f"{field.name} >= {field.minimum:g}"
    if field.maximum is not None:
        yield f"{field.name} <= {field.maximum:g}"


def _indices(contract: Contract) -> list[tuple[str, ...]]:
    """Return the columns that analysts filter and join by, beyond the key: periods and foreign keys."""
    periods = [(field.name,) for field in contract.fields if field.format == "period"]
    wanted = dict.fromkeys([*periods, *(key.fields for key in contract.foreign_keys)])
    # The key's own order already serves whatever it begins with.
    return [columns for columns in wanted if columns != contract.primary_key[: len(columns)]]


def _comment(declared: Contract | Field) -> str:
    """Return title, unit, description and formula in both languages, Vietnamese first."""
    return "\n".join(described(declared, language) for language in ("vi", "en"))
