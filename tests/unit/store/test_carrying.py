"""Carrying a whole database from either kind to either kind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from tests.unit.store.declared import contract
from thugom.contracts import Contracts
from thugom.renderings.tables import curated_table
from thugom.store.carrying import carry_in, carry_out, contents
from thugom.store.engine import open_engine, writing
from thugom.store.errors import StoreError
from thugom.store.ledger import keep_documents
from thugom.store.rows import insert_rows
from thugom.store.schema import prepare

RATE = contract("rate", "unit_id", "unit_id:string value:number day:date covered:boolean n:integer")
PUBLICATION = contract("publication", "publication_id", "publication_id:string! published_at:datetime!", kind="journal")
REPORT = contract("collection", "unit_code", "unit_code:string", kind="report")
CONTRACTS = Contracts(reports={"collection": REPORT}, register={}, curated={"rate": RATE, "publication": PUBLICATION})
ROWS = [("b", 0.1, "2026-10-31", True, 5), ("a", None, None, None, None), ("Đ'\n", -2.5, "2024-02-29", False, 0)]


def filled(target: str) -> None:
    """Fill a database with figures, a journal and a document."""
    engine = open_engine(target)
    prepare(engine, CONTRACTS)
    with writing(engine) as connection:
        insert_rows(connection, curated_table(RATE, MetaData()), ROWS)
        insert_rows(connection, curated_table(PUBLICATION, MetaData()), [("p1", "2026-11-01T18:30:00Z")])
        keep_documents(connection, "p1", [("policy", "policy.yml", b"\x00\xff not text")])


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path, new_database: Callable[[], str]) -> str:
    """Return the address of another empty database, of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "other" / "thugom.db")
    made: Callable[[], str] = new_database
    address: str = made() if "://" in request.getfixturevalue("database") else request.getfixturevalue("postgresql")
    return address


def test_every_row_is_carried_from_either_database_to_either(database: str, other: str, tmp_path: Path) -> None:
    """A department may move from one to the other, and a backup of one can be restored on the other."""
    filled(database)
    before = contents(open_engine(database), CONTRACTS)
    assert (before["rate"].rows, before["publication"].rows, before["document"].rows) == (3, 1, 1)
    file = tmp_path / "carried.sqlite"
    carry_out(open_engine(database), file, CONTRACTS)
    assert [path.name for path in tmp_path.glob("carried.sqlite*")] == ["carried.sqlite"]
    assert contents(open_engine(file), CONTRACTS) == before
    carry_in(file, open_engine(other), CONTRACTS)
    assert contents(open_engine(other), CONTRACTS) == before


def test_one_other_value_is_other_contents(database: str) -> None:
    """What is compared after a restore is every value of every row, in no order."""
    filled(database)
    engine = open_engine(database)
    before = contents(engine, CONTRACTS)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE rate SET n = 6 WHERE unit_id = 'b'")
    after = contents(engine, CONTRACTS)
    assert {name for name in before if before[name] != after[name]} == {"rate"}


def test_a_database_with_a_home_in_it_is_not_filled_again(database: str, tmp_path: Path) -> None:
    """Two homes in one database would be neither."""
    filled(database)
    before = contents(open_engine(database), CONTRACTS)
    file = tmp_path / "carried.sqlite"
    carry_out(open_engine(database), file, CONTRACTS)
    with pytest.raises(StoreError, match="holds a home already"):
        carry_in(file, open_engine(database), CONTRACTS)
    assert contents(open_engine(database), CONTRACTS) == before


def test_figures_of_another_shape_are_left_to_the_next_night(database: str, tmp_path: Path) -> None:
    """An older release's figures do not stand in the way of a backup: they are computed again."""
    filled(database)
    wider = contract("rate", "unit_id", "unit_id:string value:number day:date covered:boolean n:integer new:string")
    newer = Contracts(CONTRACTS.reports, CONTRACTS.register, {"rate": wider, "publication": PUBLICATION})
    file = tmp_path / "carried.sqlite"
    carry_out(open_engine(database), file, newer)
    target = open_engine(tmp_path / "target.db")
    carry_in(file, target, newer)
    found = contents(target, newer)
    assert (found["rate"].rows, found["publication"].rows) == (0, 1)
