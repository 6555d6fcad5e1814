"""The ledger: which files came, when, how each was judged, and what was wrong with them. Rows are only ever added.

Nothing here looks at a clock: when a file arrived is said by whoever saw it arrive.
"""

import hashlib
from collections.abc import Iterable
from pathlib import PurePath

import numpy as np
import pandas as pd
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    func,
    insert,
    select,
)

from thugom.renderings.tables import Instant
from thugom.store.frames import read_frame
from thugom.store.rows import insert_rows, rows_of, sorted_by_key

LEDGER = MetaData()

FILE = Table(
    "file",
    LEDGER,
    Column("sha256", Text(), primary_key=True),
    Column("file_path", Text(), nullable=False),
    Column("size_bytes", BigInteger(), nullable=False),
    Column("arrived_at", Instant(), nullable=False),
    Column("arrival_basis", Text(), nullable=False, comment="observed, declared or synthetic"),
    Column("entered_at", Instant(), info={"optional": True}, comment="the night that saw it; null: it is arrived_at"),
    comment="one row per content that ever arrived, under the path at which it was first seen",
)
SIGHTING = Table(
    "sighting",
    LEDGER,
    Column("file_sha256", Text(), nullable=False),
    Column("file_path", Text(), nullable=False),
    Column("arrived_at", Instant(), nullable=False),
    Column("entered_at", Instant(), info={"optional": True}, comment="as in file"),
    PrimaryKeyConstraint("file_sha256", "file_path"),
    comment="one row per content and path at which it was seen: whoever sent it is told what is wrong with it",
    sqlite_with_rowid=False,
)
JUDGEMENT = Table(
    "judgement",
    LEDGER,
    Column("rules_version", Text(), nullable=False),
    Column("file_sha256", Text(), nullable=False),
    Column("rows_received", BigInteger(), nullable=False),
    Column("rows_accepted", BigInteger(), nullable=False),
    Column("rows_refused", BigInteger(), nullable=False),
    PrimaryKeyConstraint("rules_version", "file_sha256"),
    comment="one row per file and version of the rules under which it was judged, also where no row could be read",
    sqlite_with_rowid=False,
)
SHEET = Table(
    "sheet",
    LEDGER,
    Column("rules_version", Text(), nullable=False),
    Column("file_sha256", Text(), nullable=False),
    Column("sheet", Text(), nullable=False),
    Column("report", Text(), nullable=False),
    Column("source", Text(), nullable=False),
    Column("period_kind", Text(), nullable=False),
    Column("columns_json", Text(), nullable=False, comment="where each column of the report stands in the sheet"),
    PrimaryKeyConstraint("rules_version", "file_sha256", "sheet", "report"),
    comment="one row per sheet that was recognised as a report",
    sqlite_with_rowid=False,
)
FINDING = Table(
    "finding",
    LEDGER,
    Column("rules_version", Text(), nullable=False),
    Column("file_sha256", Text(), nullable=False),
    Column("sheet", Text(), nullable=False),
    Column("row_number", BigInteger(), nullable=False, comment="0 where the whole file is meant"),
    Column("column_name", Text(), nullable=False),
    Column("cell", Text(), nullable=False),
    Column("value", Text(), nullable=False),
    Column("rule_id", Text(), nullable=False),
    Column("severity", Text(), nullable=False),
    Column("message_vi", Text(), nullable=False),
    Column("message_en", Text(), nullable=False),
    Column("table_name", Text(), nullable=False),
    Column("unit_id", Text()),
    Column("period", Text()),
    Column("settlement", Text()),
    PrimaryKeyConstraint("rules_version", "file_sha256", "sheet", "row_number", "column_name", "rule_id"),
    comment="one row per rule that a place of a file breaks",
    sqlite_with_rowid=False,
)
DOCUMENT = Table(
    "document",
    LEDGER,
    Column("sha256", Text(), primary_key=True),
    Column("kind", Text(), nullable=False),
    Column("path", Text(), nullable=False),
    Column("bytes", LargeBinary(), nullable=False),
    comment="one row per content of a policy, register file, source map or contract that figures rest on",
)
PUBLICATION_DOCUMENT = Table(
    "publication_document",
    LEDGER,
    Column("publication_id", Text(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("path", Text(), nullable=False),
    Column("sha256", Text(), nullable=False),
    PrimaryKeyConstraint("publication_id", "kind", "path", "sha256"),
    comment="one row per publication and document that its figures rest on",
    sqlite_with_rowid=False,
)


def register_files(connection: Connection, files: pd.DataFrame) -> pd.DataFrame:
    """Enter the files that the ledger does not know, and return those.

    The same bytes twice are one submission, under whatever names they come; the first to arrive stands, of two at one
    instant the first by path.

    Args:
        connection: inside a writing transaction.
        files: sha256, file_path, size_bytes, arrived_at, arrival_basis; entered_at, where it is not arrived_at.
    """
    first = files.sort_values(["arrived_at", "file_path"]).drop_duplicates("sha256")
    known = set(connection.execute(select(FILE.c.sha256)).scalars())
    new = first[~first["sha256"].isin(known)].reset_index(drop=True)
    insert_rows(connection, FILE, rows_of(FILE, new))
    _note_sightings(connection, files)
    return new


def _note_sightings(connection: Connection, files: pd.DataFrame) -> None:
    """Enter the paths at which contents are seen that were not seen there before."""
    seen = set(connection.execute(select(SIGHTING.c.file_sha256, SIGHTING.c.file_path)).tuples())
    files = files.sort_values("arrived_at").drop_duplicates(["sha256", "file_path"])
    pairs = zip(files["sha256"], files["file_path"], strict=True)
    unseen = np.array([pair not in seen for pair in pairs], dtype=bool)
    new = files.loc[unseen].rename(columns={"sha256": "file_sha256"})
    names = [column.name for column in SIGHTING.columns if column.name in new.columns]
    insert_rows(connection, SIGHTING, sorted_by_key(SIGHTING, rows_of(SIGHTING, new[names])))


def files_awaiting(connection: Connection, rules_version: str, entered_by: str | None = None) -> pd.DataFrame:
    """Return the files not yet judged under this version of the rules, in the order of arrival and path.

    Args:
        connection: inside a transaction.
        rules_version: what names the rules.
        entered_by: only files that the ledger knew by this instant; None for all.
    """
    statement = select(FILE).where(FILE.c.sha256.not_in(judged_files(rules_version)))
    if entered_by is not None:
        statement = statement.where(was_known(FILE, entered_by))
    awaiting = read_frame(connection, statement)
    return awaiting.sort_values(["arrived_at", "file_path", "sha256"], ignore_index=True)


def was_known(table: Table, instant: str) -> ColumnElement[bool]:
    """Return the condition that the ledger knew a row of `file` or `sighting` by this instant.

    In a synthetic home a file arrives in an invented past; what a night knew goes by when it was entered.
    """
    return func.coalesce(table.c.entered_at, table.c.arrived_at) <= instant


def judged_files(rules_version: str) -> Select[tuple[str]]:
    """Return the query for the files that were judged under this version of the rules."""
    return select(JUDGEMENT.c.file_sha256).where(JUDGEMENT.c.rules_version == rules_version)


def keep_documents(
    connection: Connection,
    publication_id: str,
    documents: Iterable[tuple[str, PurePath | str, bytes]],
) -> None:
    """Keep what a publication rests on besides the reports: every content once, and where it belonged.

    Args:
        connection: inside the transaction that publishes.
        publication_id: the publication.
        documents: kind (`policy`, `register`, `source`, `contract`), path and bytes.
    """
    kept = set(connection.execute(select(DOCUMENT.c.sha256)).scalars())
    named = PUBLICATION_DOCUMENT.c.publication_id == publication_id
    places = set(connection.execute(select(*PUBLICATION_DOCUMENT.columns).where(named)).tuples())
    for kind, path, content in documents:
        sha256, posix = hashlib.sha256(content).hexdigest(), PurePath(path).as_posix()
        if sha256 not in kept:
            connection.execute(insert(DOCUMENT).values(sha256=sha256, kind=kind, path=posix, bytes=content))
            kept.add(sha256)
        place = (publication_id, kind, posix, sha256)
        if place not in places:
            connection.execute(insert(PUBLICATION_DOCUMENT).values(place))
            places.add(place)


def is_first_night(connection: Connection) -> bool:
    """Tell whether no file was ever entered: then nobody can say when those that are there now came."""
    return connection.execute(select(FILE.c.sha256).limit(1)).first() is None
