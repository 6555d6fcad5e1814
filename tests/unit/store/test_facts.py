"""Facts and findings, kept for ever."""

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from tests.unit.store.declared import contract
from thugom.contracts import Contracts
from thugom.store import (
    StoreError,
    append_judged,
    files_awaiting,
    load_facts,
    load_findings,
    load_sheets,
    open_engine,
    prepare,
    reading,
    register_files,
    writing,
)
from thugom.store.ledger import FINDING, JUDGEMENT

REPORT = contract(
    "collection",
    "unit_code",
    "unit_code:string! period:string! households:integer! collected_t:mass! submitted_on:date",
    kind="report",
)
ARRIVALS = {"aa": "2026-11-02T01:00:00Z", "bb": "2026-11-07T01:00:00Z", "cc": "2026-11-09T01:00:00Z"}


@pytest.fixture
def engine(database: str) -> Engine:
    """A store in which three files have arrived."""
    return _store(database)


def _store(database: str, entered_at: str | None = None) -> Engine:
    engine = open_engine(database)
    prepare(engine, Contracts({"collection": REPORT}, {}, {}))
    files = pd.DataFrame(
        {
            "sha256": list(ARRIVALS),
            "file_path": [f"2026-10/{sha256}.xlsx" for sha256 in ARRIVALS],
            "size_bytes": 9,
            "arrived_at": list(ARRIVALS.values()),
            "arrival_basis": "observed",
            "entered_at": pd.Series([entered_at] * len(ARRIVALS), dtype="str"),
        }
    )
    with writing(engine) as connection:
        register_files(connection, files)
    return engine


def _facts(*rows: tuple[str, int, bool, int | None]) -> pd.DataFrame:
    """Return facts of (file, row, accepted, kilograms), with a column that was only measured."""
    return pd.DataFrame(
        {
            "file_sha256": pd.Series([row[0] for row in rows], dtype="str"),
            "sheet": pd.Series(["Thu gom" for _ in rows], dtype="str"),
            "row_number": pd.Series([row[1] for row in rows], dtype="Int64"),
            "accepted": pd.Series([row[2] for row in rows], dtype="boolean"),
            "unit_code": pd.Series(["03388" for _ in rows], dtype="str"),
            "unit_id": pd.Series(["03388@2025-07-01" if row[2] else None for row in rows], dtype="str"),
            "period": pd.Series(["2026-10" for _ in rows], dtype="str"),
            "households": pd.Series([None for _ in rows], dtype="Int64"),
            "collected_kg": pd.Series([row[3] for row in rows], dtype="Int64"),
            "submitted_on": pd.Series(["2026-11-02" for _ in rows], dtype="datetime64[us]"),
            "measured_only": 1.0,
        }
    )


def _findings(*places: tuple[str, int]) -> pd.DataFrame:
    """Return findings at (file, row)."""
    frame = pd.DataFrame(places, columns=["file_sha256", "row_number"])
    words = dict.fromkeys(["cell", "value", "message_vi", "message_en"], "…")
    rule = {"rule_id": "collection.collected_t.not_a_number", "severity": "error", "table_name": "collection"}
    nothing = dict.fromkeys(["unit_id", "period", "settlement"])
    return frame.assign(sheet="Thu gom", column_name="collected_t", **words, **rule, **nothing)


def _sheets(*files: str) -> pd.DataFrame:
    frame = pd.DataFrame({"file_sha256": pd.Series(files, dtype="str")})
    return frame.assign(
        sheet="Thu gom", report="collection", source="lai_chau", period_kind="month", columns_json='{"collected_t":"F"}'
    )


def _judgements(facts: pd.DataFrame, *files: str) -> pd.DataFrame:
    rows = []
    for sha256 in files:
        accepted = facts.loc[facts["file_sha256"] == sha256, "accepted"]
        rows.append((sha256, len(accepted), int(accepted.sum()), int((~accepted).sum())))
    return pd.DataFrame(rows, columns=["file_sha256", "rows_received", "rows_accepted", "rows_refused"])


def _record(engine: Engine, facts: pd.DataFrame, *files: str, rules: str = "r1") -> None:
    append_judged(
        engine,
        rules,
        {"collection": (REPORT, facts)},
        _findings(*facts.loc[~facts["accepted"], ["file_sha256", "row_number"]].itertuples(index=False, name=None)),
        _sheets(*files),
        _judgements(facts, *files),
    )


def test_accepted_and_refused_rows_come_back_with_their_types_and_their_file(engine: Engine) -> None:
    """A refused row is kept with what could be read of it; a mass is a whole number of kilograms, also beside nulls."""
    _record(engine, _facts(("bb", 7, True, 1250), ("bb", 8, False, None)), "bb")
    loaded = load_facts(engine, REPORT, "r1", None)
    assert loaded["collected_kg"].tolist() == [1250, pd.NA]
    assert loaded["accepted"].tolist() == [True, False]
    assert loaded.dtypes.astype("str").to_dict() == {
        "rules_version": "str",
        "file_sha256": "str",
        "sheet": "str",
        "row_number": "Int64",
        "accepted": "boolean",
        "known_from": "str",
        "submitted_on": "datetime64[us]",
        "unit_id": "str",
        "unit_code": "str",
        "period": "str",
        "households": "Int64",
        "collected_kg": "Int64",
        "source": "str",
        "period_kind": "str",
        "file_path": "str",
        "arrived_at": "str",
        "arrival_basis": "str",
    }
    first = loaded.iloc[0]
    assert first["known_from"] == first["arrived_at"] == ARRIVALS["bb"]
    assert (first["file_path"], first["source"], first["period_kind"]) == ("2026-10/bb.xlsx", "lai_chau", "month")
    findings = load_findings(engine, "r1", None)
    assert findings[["file_path", "row_number", "rule_id"]].to_numpy().tolist() == [
        ["2026-10/bb.xlsx", 8, "collection.collected_t.not_a_number"]
    ]
    assert load_sheets(engine, "r1")["columns_json"].tolist() == ['{"collected_t":"F"}']


def test_what_arrived_later_was_not_known_before(engine: Engine) -> None:
    """Facts and findings can be had as they were known at an instant, that instant included."""
    _record(engine, _facts(("aa", 2, False, 1), ("bb", 2, True, 2), ("cc", 2, False, 3)), "aa", "bb", "cc")
    assert load_facts(engine, REPORT, "r1", ARRIVALS["bb"])["file_sha256"].tolist() == ["aa", "bb"]
    assert load_findings(engine, "r1", ARRIVALS["bb"])["file_sha256"].tolist() == ["aa"]
    assert load_facts(engine, REPORT, "r1", "2026-11-01T00:00:00Z").empty


def test_what_a_synthetic_file_says_was_known_when_a_night_saw_it(database: str) -> None:
    """Its invented arrival lies in the past; no night before the one that saw it knew of it."""
    seen = "2026-11-16T18:30:00Z"
    engine = _store(database, entered_at=seen)
    _record(engine, _facts(("aa", 2, False, 1)), "aa")
    for known_at, rows in (("2026-11-15T18:30:00Z", 0), (seen, 1)):
        assert len(load_facts(engine, REPORT, "r1", known_at)) == rows
        assert len(load_findings(engine, "r1", known_at)) == rows


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.sets(st.sampled_from(list(ARRIVALS)), min_size=1), min_size=1, max_size=4))
def test_judging_twice_is_judging_once(batches: list[set[str]], new_database: Callable[[], str]) -> None:
    """However a run was broken off and repeated, every file is judged once and every row is there once."""
    engine = _store(new_database())
    for batch in batches:
        rows = [(sha256, number, number % 2 == 0, number) for sha256 in sorted(batch) for number in (2, 3)]
        _record(engine, _facts(*rows), *sorted(batch))
    judged = sorted(set().union(*batches))
    loaded = load_facts(engine, REPORT, "r1", None)
    assert loaded["file_sha256"].tolist() == [sha256 for sha256 in judged for _ in (2, 3)]
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(JUDGEMENT)).scalar_one() == len(judged)
        assert files_awaiting(connection, "r1")["sha256"].tolist() == sorted(set(ARRIVALS) - set(judged))


def test_other_rules_judge_anew_and_leave_what_was_judged(engine: Engine) -> None:
    """A corrected register judges every file again; the judgement under the old one stands."""
    _record(engine, _facts(("aa", 2, False, None)), "aa", rules="r1")
    _record(engine, _facts(("aa", 2, True, 5)), "aa", rules="r2")
    assert load_facts(engine, REPORT, "r1", None)["accepted"].tolist() == [False]
    assert load_facts(engine, REPORT, "r2", None)["accepted"].tolist() == [True]


def test_a_file_without_a_row_is_judged_too(engine: Engine) -> None:
    """A file that cannot be read is not tried again every night."""
    append_judged(engine, "r1", {}, _findings(("aa", 0)), _sheets(), _judgements(_facts(), "aa"))
    with reading(engine) as connection:
        assert files_awaiting(connection, "r1")["sha256"].tolist() == ["bb", "cc"]
    assert load_findings(engine, "r1", None)["row_number"].tolist() == [0]


def test_a_failure_keeps_nothing_of_the_batch(engine: Engine) -> None:
    """Where one table refuses, nothing of the batch is there, and its files still await judgement."""
    twice = _facts(("aa", 2, True, 1), ("aa", 2, True, 2))
    with pytest.raises(StoreError, match="table fact_collection\n  Two rows have the same key"):
        _record(engine, twice, "aa")
    with reading(engine) as connection:
        assert len(files_awaiting(connection, "r1")) == 3
        assert connection.execute(select(func.count()).select_from(FINDING)).scalar_one() == 0


def test_a_judgement_counts_every_row(engine: Engine) -> None:
    """Accepted and refused are what was received: a row that got lost on the way stops the night."""
    facts = _facts(("aa", 2, True, 1), ("aa", 3, False, 2))
    with pytest.raises(StoreError, match="file aa\n  Its judgement does not count the rows"):
        append_judged(
            engine, "r1", {"collection": (REPORT, facts.iloc[:1])}, _findings(), _sheets(), _judgements(facts, "aa")
        )
    with pytest.raises(StoreError, match="file aa\n  Its judgement does not count the rows"):
        append_judged(engine, "r1", {"collection": (REPORT, facts)}, _findings(), _sheets(), _judgements(facts, "bb"))
    with pytest.raises(StoreError, match="file cc\n  Findings or sheets of it came without a judgement"):
        append_judged(engine, "r1", {}, _findings(("cc", 0)), _sheets(), _judgements(_facts(), "bb"))
