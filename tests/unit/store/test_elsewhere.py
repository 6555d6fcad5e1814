"""What the ledger remembers of other machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from thugom.store import (
    StoreError,
    deposited_before,
    fetched_before,
    note_deposited,
    note_fetched,
    open_engine,
    writing,
)
from thugom.store.ledger import LEDGER
from thugom.store.schema import keep_up

if TYPE_CHECKING:
    from thugom.store import Engine

AT = "2026-11-16T01:30:00Z"
HASHES = ["a" * 64, "b" * 64]


@pytest.fixture
def engine(database: str) -> Engine:
    """A store with a ledger."""
    engine = open_engine(database)
    with writing(engine) as connection:
        keep_up(connection, LEDGER.sorted_tables)
    return engine


def rows(*listed: tuple[str, int, str, str]) -> pd.DataFrame:
    """Return rows of what was fetched."""
    frame = pd.DataFrame(listed, columns=["path", "size_bytes", "stamp", "file_sha256"])
    return frame.assign(inbox="s3://one/inbox", entered_at=AT)


def test_what_was_fetched_is_known_by_path_size_and_stamp_of_its_own_inbox(engine: Engine) -> None:
    """Another content under the same path is another row, and another inbox another world."""
    with writing(engine) as connection:
        note_fetched(connection, rows(("a.csv", 3, "t1", HASHES[0]), ("a.csv", 3, "t2", HASHES[1])))
        note_fetched(connection, rows())
        known = {("a.csv", 3, "t1"): HASHES[0], ("a.csv", 3, "t2"): HASHES[1]}
        assert fetched_before(connection, "s3://one/inbox") == known
        assert fetched_before(connection, "s3://two/inbox") == {}


def test_one_listing_is_one_content(engine: Engine) -> None:
    """The same path, size and stamp with two hashes would make one of them vanish."""
    with writing(engine) as connection, pytest.raises(StoreError, match="Two rows have the same key"):
        note_fetched(connection, rows(("a.csv", 3, "t1", HASHES[0]), ("a.csv", 3, "t1", HASHES[1])))


def test_what_an_archive_holds_is_known_of_that_archive_alone(engine: Engine) -> None:
    """A new archive gets every original, whatever the old one had."""
    with writing(engine) as connection:
        note_deposited(connection, "s3://one/archive", HASHES, AT)
        note_deposited(connection, "s3://one/archive", [], AT)
        assert deposited_before(connection, "s3://one/archive") == set(HASHES)
        assert deposited_before(connection, "sftp://two/archive") == set()
