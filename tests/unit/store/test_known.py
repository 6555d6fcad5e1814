"""What is known under some rules has one name, which changes with any of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from sqlalchemy import Engine, update

from tests.unit.store.declared import contract
from thugom.contracts import Contracts
from thugom.store import Known, append_judged, load_known, open_engine, prepare, register_files, writing
from thugom.store.ledger import JUDGEMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

REPORT = contract("collection", "unit_code", "unit_code:string! period:string!", kind="report")
PLACES = ["file_sha256", "sheet", "row_number", "column_name", "cell", "value", "rule_id", "severity"]


@pytest.fixture
def engine(database: str) -> Engine:
    """A store in which two files have arrived; the first is judged."""
    engine = open_engine(database)
    prepare(engine, Contracts({"collection": REPORT}, {}, {}))
    arrive(engine, ("aa", "2026-11-02T01:00:00Z"), ("bb", "2026-11-07T01:00:00Z"))
    judge(engine, "aa", ("2026-10", True), ("2026-08", False))
    return engine


def arrive(engine: Engine, *files: tuple[str, str], path: str = "2026-10/{}.xlsx", later: str = "PT0S") -> None:
    """Enter files in the ledger, each a while after it arrived."""
    entered = [
        (pd.Timestamp(arrived_at) + pd.Timedelta(later)).strftime("%Y-%m-%dT%H:%M:%SZ") for _, arrived_at in files
    ]
    rows = pd.DataFrame(
        {
            "sha256": [sha256 for sha256, _ in files],
            "file_path": [path.format(sha256) for sha256, _ in files],
            "size_bytes": 9,
            "arrived_at": [arrived_at for _, arrived_at in files],
            "arrival_basis": "observed",
            "entered_at": pd.Series(entered, dtype="str"),
        }
    )
    with writing(engine) as connection:
        register_files(connection, rows)


def judge(engine: Engine, sha256: str, *rows: tuple[str, bool], rules: str = "v1") -> None:
    """Judge a file with rows of some periods, accepted or not."""
    facts = pd.DataFrame(
        {
            "file_sha256": sha256,
            "sheet": "Thu gom",
            "row_number": range(1, len(rows) + 1),
            "accepted": [accepted for _, accepted in rows],
            "unit_code": "03388",
            "unit_id": "03388@2025-07-01",
            "period": [period for period, _ in rows],
        }
    )
    accepted = sum(one for _, one in rows)
    counts = {"rows_received": len(rows), "rows_accepted": accepted, "rows_refused": len(rows) - accepted}
    judgements = pd.DataFrame([{"file_sha256": sha256} | counts])
    findings = _no_rows([*PLACES, "message_vi", "message_en", "table_name", "unit_id", "period", "settlement"])
    sheets = _no_rows(["file_sha256", "sheet", "report", "source", "period_kind", "columns_json"])
    append_judged(engine, rules, {"collection": (REPORT, facts)}, findings, sheets, judgements)


def _no_rows(names: Sequence[str]) -> pd.DataFrame:
    """Return a frame without rows."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in names})


def known(engine: Engine, rules: str = "v1") -> Known:
    """Return what is known."""
    return load_known(engine, {"collection": REPORT}, rules)


def test_it_says_when_the_newest_came_and_where_the_accepted_periods_begin(engine: Engine) -> None:
    """A file that nobody has judged, and a row that was refused, do not count."""
    found = known(engine)
    assert (found.newest_at, found.first_period, found.rows) == ("2026-11-02T01:00:00Z", "2026-10", 2)
    judge(engine, "bb", ("2026-09", True))
    found = known(engine)
    assert (found.newest_at, found.first_period) == ("2026-11-07T01:00:00Z", "2026-09")


def test_under_other_rules_nothing_is_known_yet(engine: Engine) -> None:
    """Everything is judged anew under them first."""
    found = known(engine, "v2")
    assert (found.newest_at, found.first_period, found.rows) == (None, None, 0)
    assert found.fingerprint != known(engine).fingerprint


def test_the_name_stays_while_nothing_changes_and_files_only_arrive(engine: Engine) -> None:
    """What is not judged under the rules says nothing."""
    before = known(engine).fingerprint
    arrive(engine, ("cc", "2026-11-09T01:00:00Z"))
    judge(engine, "cc", ("2026-09", True), rules="v2")
    assert known(engine).fingerprint == before


def test_the_name_changes_with_a_file_its_counts_and_a_second_sender(engine: Engine) -> None:
    """A judged file, another count of its rows, and the same bytes in another folder are each other knowledge."""
    names = [known(engine).fingerprint]
    judge(engine, "bb", ("2026-09", True))
    names.append(known(engine).fingerprint)
    arrive(engine, ("aa", "2026-11-08T01:00:00Z"), path="03408/{}.xlsx")
    names.append(known(engine).fingerprint)
    with writing(engine) as connection:
        connection.execute(update(JUDGEMENT).values(rows_refused=9))
    names.append(known(engine).fingerprint)
    assert len(set(names)) == len(names)


def test_an_invented_arrival_is_known_from_the_night_that_saw_it(engine: Engine) -> None:
    """The instant is that of the entry."""
    arrive(engine, ("cc", "2026-11-05T01:00:00Z"), later="P9D")
    judge(engine, "cc", ("2026-10", True))
    assert known(engine).newest_at == "2026-11-14T01:00:00Z"
