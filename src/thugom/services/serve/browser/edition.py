"""An edition: one publication's copy, held open so that every page of a request is of the same night.

A publication renames a new file over the old one. What is open stays readable to its end; what is opened by name a
moment later is the new file. So all connections of an edition are opened at once, and the file is looked at before and
after: either all of them are of one file, or the try counts for nothing.
"""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

CONNECTIONS = 3
"""How many readers an edition serves at the same moment; the others wait."""
MOST_BYTES_OF_A_VALUE = 1_000_000
"""No query may build a text longer than this: the longest that is published has some thousands."""
_TRIES = 20
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
_PUBLICATION = """
SELECT publication_id, published_at, as_of, synthetic,
       (SELECT max(period) FROM province_coverage WHERE period_kind = 'month' AND complete) AS newest_period
FROM publication ORDER BY published_at DESC, publication_id DESC LIMIT 1
"""


class NoEditionError(Exception):
    """There is no publication to read; the reason is for whoever runs the page."""


@dataclass(frozen=True)
class Identity:
    """Which file it is: another one has another identity, whatever it is called."""

    device: int
    inode: int
    written: int
    size: int


def identity_of(path: Path) -> Identity | None:
    """Return which file lies there now; None where none does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Identity(found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)


@dataclass(frozen=True)
class Facts:
    """What an edition says of itself.

    Attributes:
        publication_id: the publication's name.
        published_at: when, in UTC.
        as_of: the day that decided which months are due.
        newest_period: the newest month past its due day and grace; None where there is none.
        is_synthetic: the figures are invented.
        rows: how many each table has.
    """

    publication_id: str
    published_at: str
    as_of: str
    newest_period: str | None
    is_synthetic: bool
    rows: dict[str, int]


@dataclass(frozen=True, eq=False)
class Edition:
    """One publication's copy with its connections; `close` lets go of the file."""

    path: Path
    identity: Identity
    facts: Facts
    connections: tuple[sqlite3.Connection, ...]

    def close(self) -> None:
        """Close all connections."""
        for connection in self.connections:
            connection.close()


def open_edition(path: Path) -> Edition:
    """Return the edition that lies at `path` now.

    Raises:
        NoEditionError: there is none, or it cannot be read.
    """
    for _ in range(_TRIES):
        before = identity_of(path)
        if before is None:
            raise NoEditionError(f"{path}: no publication yet")
        opened: list[sqlite3.Connection] = []
        try:
            opened.extend(_connected(path) for _ in range(CONNECTIONS))
            facts = _facts(opened[0])
        except sqlite3.Error as error:
            _close(opened)
            if identity_of(path) == before:
                raise NoEditionError(f"{path}: {error}") from error
            continue
        if identity_of(path) == before:
            return Edition(path, before, facts, tuple(opened))
        _close(opened)
    raise NoEditionError(f"{path}: the file changes all the time")


def _connected(path: Path) -> sqlite3.Connection:
    """Return a connection that reads the file as one that nobody changes: nobody does, a new one is renamed over it."""
    uri = f"file:{quote(str(path.resolve()))}?immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES_OF_A_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return connection


def _facts(connection: sqlite3.Connection) -> Facts:
    """Return what the file says of itself."""
    with closing(connection.cursor()) as cursor:
        row = cursor.execute(_PUBLICATION).fetchone()
        if row is None:
            raise sqlite3.DatabaseError("no publication is named in it")
        tables = [name for (name,) in cursor.execute(_TABLES)]
        # The names come from the file itself, which the pipeline wrote from its contracts.
        counts = {name: cursor.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
    identifier, published_at, as_of, synthetic, newest = row
    return Facts(identifier, published_at, str(as_of), newest, bool(synthetic), counts)


def _close(connections: list[sqlite3.Connection]) -> None:
    """Close what was opened for nothing."""
    for connection in connections:
        with suppress(sqlite3.Error):
            connection.close()
