"""What the databases do with the questions that are asked most: they go by an index, and read no table to its end."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from thugom.contracts import Contract, Contracts, load_contracts
from thugom.store import open_engine, prepare, publish, reading

if TYPE_CHECKING:
    from sqlalchemy import Engine

CURATED = load_contracts().curated
PERIODS = [f"{year}-{month:02d}" for year in range(2023, 2027) for month in range(1, 13)]
UNITS = [f"{number:05d}@2025-07-01" for number in range(200)]
QUESTIONS = {
    "coverage now": "SELECT * FROM commune_coverage WHERE period = '2026-10' AND settlement = 'all'",
    "who is not covered": "SELECT unit_id FROM commune_coverage WHERE period = '2026-10' AND covered = false",
    "who has not reported": "SELECT unit_id FROM commune_coverage WHERE period = '2026-10' AND reporting <> 'complete'",
    "one unit's series": "SELECT period, covered FROM commune_coverage WHERE unit_id = '00007@2025-07-01'",
    "who is behind": "SELECT * FROM unit_path WHERE unit_id = '00007@2025-07-01'",
    "what changed": "SELECT * FROM change WHERE period = '2026-10'",
}
JOURNAL = dict.fromkeys(("run_id", "code_version", "rules_version", "policy_version", "register_version"), "1") | {
    "published_at": "2026-11-01T18:30:00Z",
    "as_of": "2026-11-01",
    "known_at": None,
    "synthetic": True,
}


@pytest.fixture
def engine(database: str) -> Engine:
    """Return a store in which these tables are large enough for an index to be worth its while."""
    engine = open_engine(database)
    names = ("commune_coverage", "unit_path", "change", "publication")
    prepare(engine, Contracts({}, {}, {name: CURATED[name] for name in names}))
    publish(engine, {name: (CURATED[name], _invented(CURATED[name])) for name in names[:-1]}, JOURNAL)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    return engine


def _invented(contract: Contract) -> pd.DataFrame:
    """Return a row for every unit and period; of all else that a key is made of, one value."""
    wide = {"unit_id": UNITS, "period": PERIODS}
    keys = {name: wide.get(name, [_value(contract, name)]) for name in contract.primary_key}
    frame = pd.DataFrame(itertools.product(*keys.values()), columns=list(keys))
    if "unit_id" not in keys:
        # As many rows without units: what is told apart by a number.
        last = contract.primary_key[-1]
        frame = pd.concat([frame.assign(**{last: f"{number}"}) for number in range(len(UNITS))], ignore_index=True)
    return frame.assign(**{name: _value(contract, name) for name in contract.names if name not in keys})


def _value(contract: Contract, name: str) -> Any:  # noqa: ANN401 - whatever the column takes
    """Return a value that the column takes."""
    field = next(field for field in contract.fields if field.name == name)
    kinds: dict[str, Any] = {
        "string": "x",
        "integer": 1,
        "number": 1.0,
        "boolean": True,
        "date": pd.Timestamp("2026-10-31"),
    }
    return field.enum[0] if field.enum else kinds[field.type]


@pytest.mark.timeout(120)
def test_the_main_questions_go_by_an_index(engine: Engine) -> None:
    """Each is answered from what it asks for: SQLite searches and does not scan, PostgreSQL names an index."""
    explain, sign = ("EXPLAIN", "Index") if engine.dialect.name == "postgresql" else ("EXPLAIN QUERY PLAN", "SEARCH")
    with reading(engine) as connection:
        plans = {
            name: "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {question}"))
            for name, question in QUESTIONS.items()
        }
    assert {name: plan for name, plan in plans.items() if sign not in plan or "Seq Scan" in plan} == {}


def test_a_question_without_an_index_would_be_caught(engine: Engine) -> None:
    """The test above can fail: a question about a column that nobody looks things up by reads the whole table."""
    with reading(engine) as connection:
        explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        question = "SELECT * FROM commune_coverage WHERE population = 7"
        plan = str(connection.exec_driver_sql(f"{explain} {question}").all())
    assert "Seq Scan" in plan or "SCAN" in plan
