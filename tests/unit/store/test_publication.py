"""Publication: one transaction that only changes what differs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, MetaData, event, inspect, select

from tests.unit.store.declared import contract
from thugom.contracts import Contract, Contracts, load_contracts
from thugom.renderings.tables import curated_table
from thugom.store import Changes, Publication, StoreError, open_engine, prepare, publish, reading
from thugom.store.fingerprints import table_hash
from thugom.store.frames import read_frame
from thugom.store.journal import journal_table
from thugom.store.ledger import DOCUMENT, PUBLICATION_DOCUMENT
from thugom.store.rows import rows_of, sorted_by_key

RATE = contract(
    "rate", "unit_id period", "unit_id:string period:string value:number households:integer covered:boolean"
)
TAKES_THE_LOCK = ("BEGIN IMMEDIATE", "SELECT pg_advisory_xact_lock")
UNIT = contract("place", "unit_id", "unit_id:string name:string! valid_from:date")


@pytest.fixture
def engine(database: str) -> Engine:
    """A store that is ready."""
    return _store(database)


def _store(database: str) -> Engine:
    engine = open_engine(database)
    prepare(engine, Contracts({}, {}, {"publication": load_contracts().curated["publication"]}))
    return engine


def _night(number: int = 1) -> dict[str, Any]:
    """Return the journal's row of the n-th night."""
    return {
        "published_at": f"2026-11-{number:02d}T18:30:00Z",
        "run_id": f"run {number}",
        "as_of": f"2026-11-{number:02d}",
        "known_at": None,
        "code_version": "0.1.0",
        "rules_version": "r1",
        "policy_version": "p1",
        "register_version": "g1",
        "synthetic": True,
    }


def _rates(values: dict[str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit_id": pd.Series(list(values), dtype="str"),
            "period": pd.Series(["2026-10"] * len(values), dtype="str"),
            "value": pd.Series(list(values.values()), dtype="float64"),
            "households": pd.Series([None if value is None else 10 for value in values.values()], dtype="Int64"),
            "covered": pd.Series([None if value is None else value > 0 for value in values.values()], dtype="boolean"),
        }
    )


def _places(*names: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit_id": pd.Series([f"u{number}" for number, _ in enumerate(names)], dtype="str"),
            "name": pd.Series(names, dtype="str"),
            "valid_from": pd.Series(["2025-07-01" for _ in names], dtype="datetime64[us]"),
        }
    )


def _publish(engine: Engine, rates: pd.DataFrame, places: pd.DataFrame, night: int = 1) -> Publication:
    return publish(engine, {"rate": (RATE, rates), "place": (UNIT, places)}, _night(night))


def _read(engine: Engine, declared: Contract) -> pd.DataFrame:
    with reading(engine) as connection:
        table = curated_table(declared, MetaData())
        return read_frame(connection, select(table).order_by(*table.primary_key.columns))


def test_a_night_with_one_more_row_changes_one_row(engine: Engine) -> None:
    """What did not change is not touched; what differs, came or went is counted."""
    first = _publish(engine, _rates({"a": 0.5, "b": None, "c": 0.0}), _places("Lai Châu"))
    assert first.changes == {"rate": Changes(3, 0, 0), "place": Changes(1, 0, 0)}
    second = _publish(engine, _rates({"a": 0.5, "b": None, "c": 0.0, "d": 1.0}), _places("Lai Châu"), 2)
    assert second.changes == {"rate": Changes(1, 0, 0), "place": Changes(0, 0, 0)}
    assert second.table_hashes["place"] == first.table_hashes["place"]
    assert second.table_hashes["rate"] != first.table_hashes["rate"]
    third = _publish(engine, _rates({"a": None, "b": 0.25, "d": 1.0}), _places("Lai Châu"), 3)
    assert third.changes == {"rate": Changes(0, 2, 1), "place": Changes(0, 0, 0)}


def test_what_is_published_is_what_is_read(engine: Engine) -> None:
    """Null stays null and a whole number whole; the text NaN is a name; days are days."""
    rates = _rates({"a": 0.5, "b": None})
    _publish(engine, rates, _places("NaN", "Đoàn Kết"))
    pd.testing.assert_frame_equal(_read(engine, RATE), rates)
    pd.testing.assert_frame_equal(_read(engine, UNIT), _places("NaN", "Đoàn Kết"))
    with reading(engine) as connection:
        stored = connection.exec_driver_sql(
            "SELECT value, households, covered IS NULL FROM rate ORDER BY unit_id"
        ).all()
    assert [tuple(row) for row in stored] == [(0.5, 10, False), (None, None, True)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nights=st.lists(st.dictionaries(st.sampled_from("abcdĐđ"), st.none() | st.floats(0, 2)), min_size=1, max_size=4))
def test_whatever_was_published_before_the_last_night_stands(
    nights: list[dict[str, float | None]], new_database: Callable[[], str]
) -> None:
    """After any nights the table holds the last one exactly, and publishing that again changes nothing."""
    engine = _store(new_database())
    table = curated_table(RATE, MetaData())
    for number, night in enumerate(nights, start=1):
        published = _publish(engine, _rates(night), _places("Lai Châu"), number)
        rows = sorted_by_key(table, rows_of(table, _read(engine, RATE)))
        assert rows == sorted_by_key(table, rows_of(table, _rates(night)))
        assert table_hash(table, list(zip(*rows, strict=True)) or [()]) == published.table_hashes["rate"]
    again = _publish(engine, _rates(nights[-1]), _places("Lai Châu"), len(nights) + 1)
    assert {name: changes.total for name, changes in again.changes.items()} == {"rate": 0, "place": 0}


def test_a_publication_that_fails_in_its_middle_leaves_the_last_one(engine: Engine) -> None:
    """Tables, journal and documents are those of the night before, and the next night goes through."""
    _publish(engine, _rates({"a": 0.5}), _places("Lai Châu"))

    def fail(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO publication"):
            raise RuntimeError("pulled the plug")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError, match="pulled the plug"):
        _publish(engine, _rates({"b": 1.0}), _places("Hà Nội"), 2)
    event.remove(engine, "before_cursor_execute", fail)
    assert _read(engine, RATE)["unit_id"].tolist() == ["a"]
    assert _read(engine, UNIT)["name"].tolist() == ["Lai Châu"]
    with reading(engine) as connection:
        assert connection.execute(select(journal_table("publication").c.run_id)).scalars().all() == ["run 1"]
    assert _publish(engine, _rates({"b": 1.0}), _places("Hà Nội"), 2).changes["rate"] == Changes(1, 0, 1)


def test_a_row_that_does_not_fit_stops_the_whole_night(engine: Engine) -> None:
    """One wrong table keeps the others back: readers never see half a night."""
    _publish(engine, _rates({"a": 0.5}), _places("Lai Châu"))
    with pytest.raises(StoreError, match=r"table place\n  Two rows have the same key \{'unit_id': 'u0'\}"):
        _publish(engine, _rates({"a": 0.9}), pd.concat([_places("Hà Nội"), _places("Huế")]), 2)
    with pytest.raises(StoreError, match="table place, column name\n  A value is required; row 1 has none"):
        _publish(engine, _rates({"a": 0.9}), _places("").assign(name=None), 2)
    assert _read(engine, RATE)["value"].tolist() == [0.5]


def test_a_table_whose_contract_changed_is_made_anew_with_the_night_or_not_at_all(engine: Engine) -> None:
    """A new column comes with its figures; where that night fails, the table is as it was."""
    _publish(engine, _rates({"a": 0.5}), _places("Lai Châu"))
    wider = contract("rate", "unit_id period", "unit_id:string period:string value:number note:string!")
    fresh = _rates({"a": 0.5})[["unit_id", "period", "value"]]
    tables = {"rate": (wider, fresh.assign(note="x")), "place": (UNIT, _places("Huế").assign(name=None))}
    with pytest.raises(StoreError, match="column name"):
        publish(engine, tables, _night(2))
    assert _read(engine, RATE)["households"].tolist() == [10]
    tables["place"] = (UNIT, _places("Lai Châu"))
    published = publish(engine, tables, _night(2))
    assert published.changes == {"rate": Changes(1, 0, 0), "place": Changes(0, 0, 0)}
    assert _read(engine, wider)["note"].tolist() == ["x"]


def test_the_merge_makes_drops_and_renames_nothing(engine: Engine) -> None:
    """An ordinary night changes rows only: readers are not blocked, and analysts' views stand."""
    _publish(engine, _rates({"a": 0.5}), _places("Lai Châu"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW mine AS SELECT unit_id, value FROM rate")
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    _publish(engine, _rates({"b": 1.0}), _places("Lai Châu"), 2)
    begun = next(number for number, text in enumerate(statements) if text.startswith(TAKES_THE_LOCK))
    # SQLite stages nothing, and has nothing to remove.
    cleared = next((number for number, text in enumerate(statements) if "DROP TABLE staged_" in text), None)
    words = {statement.split()[0] for statement in statements[begun:cleared]}
    assert words <= {"BEGIN", "DELETE", "UPDATE", "INSERT", "SELECT", "PRAGMA", "SET"}
    assert not any(text.startswith("SET") and not text.startswith("SET LOCAL work_mem") for text in statements)
    with reading(engine) as connection:
        mine = connection.exec_driver_sql("SELECT unit_id, value FROM mine").all()
    assert [tuple(row) for row in mine] == [("b", 1.0)]


def test_nothing_staged_is_left(engine: Engine) -> None:
    """Neither a publication nor a failed one leaves a table behind."""
    before = set(inspect(engine).get_table_names())
    _publish(engine, _rates({"a": 0.5}), _places("Lai Châu"))
    with pytest.raises(StoreError):
        _publish(engine, _rates({"a": 0.5}), _places("").assign(name=None), 2)
    assert set(inspect(engine).get_table_names()) - before == {"rate", "place"}


def test_the_journal_tells_what_the_figures_rested_on(engine: Engine) -> None:
    """Each publication has a row with the hashes, and the bytes of what it rested on, once per content."""
    tables = {"place": (UNIT, _places("Lai Châu"))}
    policies = [b"target: 0.95", b"target: 0.95", b"target: 1"]
    ids = [
        publish(engine, tables, _night(number), [("policy", Path("policy.yml"), policy)]).publication_id
        for number, policy in enumerate(policies, start=1)
    ]
    again = publish(engine, tables, _night(3), [("policy", Path("policy.yml"), policies[2])])
    assert again.publication_id == ids[2]
    assert len(set(ids)) == 3
    rested = (
        select(PUBLICATION_DOCUMENT.c.publication_id, DOCUMENT.c.bytes)
        .join(DOCUMENT, DOCUMENT.c.sha256 == PUBLICATION_DOCUMENT.c.sha256)
        .where(PUBLICATION_DOCUMENT.c.path == "policy.yml")
    )
    with reading(engine) as connection:
        journal = connection.execute(select(journal_table("publication"))).mappings().all()
        assert dict(connection.execute(rested).tuples().all()) == dict(zip(ids, policies, strict=True))
        assert len(connection.execute(select(DOCUMENT.c.sha256)).all()) == 2
    assert {row["publication_id"] for row in journal} == set(ids)
    assert {row["figures_hash"] for row in journal} == {again.figures_hash}


def test_columns_that_are_not_declared_are_not_published(engine: Engine) -> None:
    """What a measure carries for itself stays out of the analysts' tables."""
    _publish(engine, _rates({"a": 0.5}).assign(scratch=1), _places("Lai Châu"))
    assert list(_read(engine, RATE).columns) == RATE.names
