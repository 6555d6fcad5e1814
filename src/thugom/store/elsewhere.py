"""What lies on other machines: files that were fetched from an inbox there, originals that an archive there holds.

Part of the ledger: rows are only ever added. Both spare the network every night what it has carried once.
"""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import BigInteger, Column, Connection, PrimaryKeyConstraint, Table, Text, select

from thugom.renderings.tables import Instant
from thugom.store.ledger import LEDGER
from thugom.store.rows import insert_rows, rows_of, sorted_by_key

FETCHED = Table(
    "fetched",
    LEDGER,
    Column("inbox", Text(), nullable=False),
    Column("path", Text(), nullable=False, comment="as the other machine has it"),
    Column("size_bytes", BigInteger(), nullable=False),
    Column("stamp", Text(), nullable=False, comment="what a listing says of the content: a tag or a time"),
    Column("file_sha256", Text(), nullable=False),
    Column("entered_at", Instant(), nullable=False),
    PrimaryKeyConstraint("inbox", "path", "size_bytes", "stamp"),
    comment="one row per content that was fetched from an inbox on another machine, as its listing named it",
    sqlite_with_rowid=False,
)
DEPOSITED = Table(
    "deposited",
    LEDGER,
    Column("archive", Text(), nullable=False),
    Column("file_sha256", Text(), nullable=False),
    Column("entered_at", Instant(), nullable=False),
    PrimaryKeyConstraint("archive", "file_sha256"),
    comment="one row per original that was written to an archive on another machine, and read back",
    sqlite_with_rowid=False,
)
Listed = tuple[str, int, str]
"""A file as a listing names it: path, size and stamp."""


def fetched_before(connection: Connection, inbox: str) -> dict[Listed, str]:
    """Return the hashes of what was fetched from an inbox before, by path, size and stamp."""
    columns = (FETCHED.c.path, FETCHED.c.size_bytes, FETCHED.c.stamp, FETCHED.c.file_sha256)
    rows = connection.execute(select(*columns).where(FETCHED.c.inbox == inbox)).tuples()
    return {(path, size, stamp): sha256 for path, size, stamp, sha256 in rows}


def note_fetched(connection: Connection, fetched: pd.DataFrame) -> None:
    """Enter what was fetched: the columns of the table `fetched`, none of them known before."""
    insert_rows(connection, FETCHED, sorted_by_key(FETCHED, rows_of(FETCHED, fetched)))


def deposited_before(connection: Connection, archive: str) -> set[str]:
    """Return the hashes of the originals that an archive on another machine was seen to hold."""
    return set(connection.execute(select(DEPOSITED.c.file_sha256).where(DEPOSITED.c.archive == archive)).scalars())


def note_deposited(connection: Connection, archive: str, hashes: Iterable[str], entered_at: str) -> None:
    """Enter originals that an archive on another machine holds now."""
    new = pd.DataFrame({"file_sha256": pd.Series(list(hashes), dtype="str")})
    new = new.assign(archive=archive, entered_at=entered_at)
    insert_rows(connection, DEPOSITED, sorted_by_key(DEPOSITED, rows_of(DEPOSITED, new)))
