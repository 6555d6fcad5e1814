"""What earlier figures rested on: which publication stood at an instant, and the documents it kept."""

import hashlib
from typing import Any

from sqlalchemy import Engine, select

from thugom.store.engine import place_of, reading
from thugom.store.errors import StoreError
from thugom.store.journal import journal_table
from thugom.store.ledger import DOCUMENT, PUBLICATION_DOCUMENT

_REMEDY = "Restore the database from a backup that holds them."

KeptDocument = tuple[str, str, bytes]
"""Kind, path and bytes of what figures rest on besides the reports."""


def load_publications(engine: Engine) -> list[dict[str, Any]]:
    """Return the rows of the journal `publication`, the oldest first."""
    table = journal_table("publication")
    with reading(engine) as connection:
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    # The instant has whole seconds only; the name of the run tells two nights of one second apart.
    return sorted(rows, key=lambda row: (row["published_at"], row["run_id"], row["publication_id"]))


def load_documents(engine: Engine, publication_id: str) -> list[KeptDocument]:
    """Return what a publication rests on besides the reports, by kind and path.

    Raises:
        StoreError: it kept nothing, or a document of it is gone or is no longer what it was.
    """
    place = f"{place_of(engine.url)}, publication {publication_id}"
    statement = (
        select(*PUBLICATION_DOCUMENT.c["kind", "path", "sha256"], DOCUMENT.c.bytes)
        .outerjoin(DOCUMENT, DOCUMENT.c.sha256 == PUBLICATION_DOCUMENT.c.sha256)
        .where(PUBLICATION_DOCUMENT.c.publication_id == publication_id)
    )
    with reading(engine) as connection:
        rows = connection.execute(statement).tuples().all()
    if not rows:
        raise StoreError(place, "The documents that its figures rest on are missing", _REMEDY)
    for _, path, sha256, content in rows:
        if content is None or hashlib.sha256(content).hexdigest() != sha256:
            raise StoreError(place, f"The document {path} that its figures rest on is missing or damaged", _REMEDY)
    return sorted((kind, path, bytes(content)) for kind, path, _, content in rows)
