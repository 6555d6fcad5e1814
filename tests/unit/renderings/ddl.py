"""The statements that make a table, compared with golden files.

`UPDATE_GOLDEN=1` writes them anew, for a change that is meant.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable, SetColumnComment, SetTableComment

GOLDEN = Path(__file__).parents[2] / "golden" / "ddl"
_DIALECTS: dict[str, type[Dialect]] = {"sqlite": SQLiteDialect, "postgresql": PGDialect}


def compare(tables: Iterable[Table], name: str) -> None:
    """Compare what makes these tables with the golden file of each dialect, `<name>.<dialect>.sql`."""
    ordered = sorted(tables, key=lambda table: table.name)
    for dialect, kind in _DIALECTS.items():
        made = "\n".join(_statements(table, kind()) for table in ordered)
        path = GOLDEN / f"{name}.{dialect}.sql"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(made, encoding="utf-8")
        assert made == path.read_text(encoding="utf-8"), (
            f"{path.name}: if the change is meant, run with UPDATE_GOLDEN=1"
        )


def _statements(table: Table, dialect: Dialect) -> str:
    """Return all statements that make one table."""
    # SQLAlchemy ends its lines with blanks that no editor keeps.
    created = str(CreateTable(table).compile(dialect=dialect)).strip().splitlines()
    statements = ["\n".join(line.rstrip() for line in created)]
    indices = sorted(table.indexes, key=lambda index: str(index.name))
    statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in indices]
    if dialect.supports_comments:
        if table.comment:
            statements.append(str(SetTableComment(table).compile(dialect=dialect)))
        commented = [column for column in table.columns if column.comment]
        statements += [str(SetColumnComment(column).compile(dialect=dialect)) for column in commented]
    return ";\n".join(statements) + ";\n"
