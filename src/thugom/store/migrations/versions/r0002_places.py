"""On PostgreSQL, what analysts read apart from what is the pipeline's alone; SQLite stays one file."""

import sqlalchemy as sa
from alembic import op

from thugom.store.places import CURATED, LEDGER, make_schemas

revision = "0002"
down_revision = "0001"
_KEPT = (
    "file",
    "judgement",
    "sheet",
    "finding",
    "document",
    "publication_document",
    "sighting",
    "fetched",
    "deposited",
)
_FACTS = "fact_"
_OTHERS = "spatial_ref_sys"


def upgrade() -> None:
    """Move every table of release 0.1.0, which made them all in one schema, with its rows, its views and its grants."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    make_schemas(connection)
    prepare = connection.dialect.identifier_preparer
    for name in sorted(set(sa.inspect(connection).get_table_names("public")) - {_OTHERS}):
        schema = LEDGER if name in _KEPT or name.startswith(_FACTS) else CURATED
        op.execute(f"ALTER TABLE public.{prepare.quote(name)} SET SCHEMA {schema}")
