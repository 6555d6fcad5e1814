"""Facts and findings: what was read and how it was judged, kept for ever under the version of the rules."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, MetaData, Select, Table, or_, select

from thugom.contracts import Contract
from thugom.renderings.tables import fact_table
from thugom.store.engine import reading, writing
from thugom.store.errors import StoreError
from thugom.store.frames import read_frame
from thugom.store.ledger import FILE, FINDING, JUDGEMENT, SHEET, SIGHTING, judged_files, was_known
from thugom.store.rows import insert_rows, rows_of, sorted_by_key

_REMEDY = "This is an error of the program, not of the data: please report it."
_HASHES_AT_ONCE = 10_000
"""Fewer than the variables that every SQLite takes in one statement."""
_PLACE = ["arrived_at", "file_path", "file_sha256", "sheet", "row_number"]


def append_judged(
    engine: Engine,
    rules_version: str,
    facts: Mapping[str, tuple[Contract, pd.DataFrame]],
    findings: pd.DataFrame,
    sheets: pd.DataFrame,
    judgements: pd.DataFrame,
    kept_elsewhere: frozenset[str] = frozenset(),
) -> None:
    """Record how some files were judged: everything in one transaction, and once only.

    Files that were judged under these rules before are left as they are, with all that is said of them here.

    Args:
        engine: the store.
        rules_version: what names the rules.
        facts: per report its contract and every received row, accepted or not: file_sha256, sheet, row_number,
            `accepted`, unit_id and the facts; other columns are not kept. `known_from` is the file's arrival.
        findings: the columns of the table `finding`, less rules_version; row 0 and column '' mean the whole file.
        sheets: the columns of the table `sheet`, less rules_version.
        judgements: file_sha256, rows_received, rows_accepted, rows_refused: one row per judged file.
        kept_elsewhere: files whose rows are counted here and kept beside the store.

    Raises:
        StoreError: nothing was kept; the database refused, or counts and facts contradict each other.
    """
    stated = judgements[~judgements["file_sha256"].isin(kept_elsewhere)]
    _refuse_contradiction([frame for _, frame in facts.values()], stated)
    _refuse_unjudged([findings, sheets], judgements)
    with writing(engine) as connection:
        arrivals = _arrivals_of_unjudged(connection, rules_version, judgements["file_sha256"].tolist())

        def append(table: Table, frame: pd.DataFrame) -> None:
            new = frame[frame["file_sha256"].isin(arrivals)]
            dated = new.assign(rules_version=rules_version, known_from=new["file_sha256"].map(arrivals).astype("str"))
            declared = dated[[name for name in dated.columns if name in table.c]]
            insert_rows(connection, table, sorted_by_key(table, rows_of(table, declared)))

        append(JUDGEMENT, judgements)
        append(SHEET, sheets)
        append(FINDING, findings)
        for contract, frame in facts.values():
            append(fact_table(contract, MetaData()), frame)


def load_facts(engine: Engine, contract: Contract, rules_version: str, known_at: str | None) -> pd.DataFrame:
    """Return the rows of one report as judged under these rules, accepted and refused alike.

    Args:
        engine: the store.
        contract: the report.
        rules_version: what names the rules.
        known_at: only files that the ledger knew by this instant; None for all.

    Returns:
        the columns of the fact table, with `source` and `period_kind` of the sheet and file_path, arrived_at and
        arrival_basis of the file; by arrival, path, sheet and row.
    """
    facts = fact_table(contract, MetaData())
    sheet_of = (
        (SHEET.c.rules_version == facts.c.rules_version)
        & (SHEET.c.file_sha256 == facts.c.file_sha256)
        & (SHEET.c.sheet == facts.c.sheet)
        & (SHEET.c.report == contract.name)
    )
    file = (FILE.c.file_path, FILE.c.arrived_at, FILE.c.arrival_basis)
    statement = (
        select(*facts.columns, SHEET.c.source, SHEET.c.period_kind, *file)
        .join_from(facts, FILE, FILE.c.sha256 == facts.c.file_sha256)
        .outerjoin(SHEET, sheet_of)
        .where(facts.c.rules_version == rules_version)
    )
    return _read(engine, statement, known_at)


def load_findings(engine: Engine, rules_version: str, known_at: str | None) -> pd.DataFrame:
    """Return what is wrong with the files as judged under these rules, with each file's path and arrival.

    What is wrong with a whole file stands once for every path at which it was seen: two offices that send the same
    empty file are both told. `known_at` and the order are as for `load_facts`.
    """
    columns = [column for column in FINDING.columns if column.name != "rules_version"]
    statement = (
        select(*columns, SIGHTING.c.file_path, SIGHTING.c.arrived_at)
        .join_from(FINDING, FILE, FILE.c.sha256 == FINDING.c.file_sha256)
        .join(SIGHTING, SIGHTING.c.file_sha256 == FILE.c.sha256)
        .where(FINDING.c.rules_version == rules_version)
        .where(or_(FINDING.c.row_number == 0, SIGHTING.c.file_path == FILE.c.file_path))
    )
    if known_at is not None:
        statement = statement.where(was_known(SIGHTING, known_at))
    return _read(engine, statement, known_at)


def load_sheets(engine: Engine, rules_version: str) -> pd.DataFrame:
    """Return where the columns of every sheet stand, as read under these rules."""
    with reading(engine) as connection:
        sheets = read_frame(connection, select(SHEET).where(SHEET.c.rules_version == rules_version))
    return sheets.sort_values(["file_sha256", "sheet", "report"], ignore_index=True)


def load_judgements(engine: Engine, rules_version: str) -> pd.DataFrame:
    """Return how many rows each file had and what became of them, as judged under these rules; by file."""
    columns = [column for column in JUDGEMENT.columns if column.name != "rules_version"]
    with reading(engine) as connection:
        counts = read_frame(connection, select(*columns).where(JUDGEMENT.c.rules_version == rules_version))
    return counts.sort_values("file_sha256", ignore_index=True)


def _read(engine: Engine, statement: Select[Any], known_at: str | None) -> pd.DataFrame:
    """Return rows with their places, known at an instant, in an order that is nobody's collation."""
    if known_at is not None:
        statement = statement.where(was_known(FILE, known_at))
    with reading(engine) as connection:
        rows = read_frame(connection, statement)
    finer = [name for name in ("column_name", "rule_id") if name in rows.columns]
    return rows.sort_values([*_PLACE, *finer], ignore_index=True)


def _arrivals_of_unjudged(connection: Connection, rules_version: str, hashes: list[str]) -> dict[str, str]:
    """Return the arrival of each of these files that was not judged under these rules before."""
    arrivals: dict[str, str] = {}
    for start in range(0, len(hashes), _HASHES_AT_ONCE):
        statement = select(FILE.c.sha256, FILE.c.arrived_at).where(
            FILE.c.sha256.in_(hashes[start : start + _HASHES_AT_ONCE]),
            FILE.c.sha256.not_in(judged_files(rules_version)),
        )
        arrivals.update(connection.execute(statement).tuples().all())
    return arrivals


def _refuse_contradiction(facts: list[pd.DataFrame], judgements: pd.DataFrame) -> None:
    """Refuse facts of a file without a judgement, or more or fewer of them than its judgement counts."""
    received: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for frame in facts:
        received.update(frame["file_sha256"])
        accepted.update(frame.loc[frame["accepted"].astype("bool"), "file_sha256"])
    stated = judgements.set_index("file_sha256")[["rows_received", "rows_accepted"]].astype("int64")
    counted = {sha256: (received[sha256], accepted[sha256]) for sha256 in {*received, *stated.index}}
    given = dict(zip(stated.index, stated.itertuples(index=False, name=None), strict=True))
    wrong = next((sha256 for sha256 in sorted(counted) if counted[sha256] != given.get(sha256)), None)
    if wrong is not None:
        raise StoreError(f"file {wrong}", "Its judgement does not count the rows that were read from it", _REMEDY)


def _refuse_unjudged(frames: list[pd.DataFrame], judgements: pd.DataFrame) -> None:
    """Refuse what is said of a file without a judgement: it would be lost without a word."""
    for frame in frames:
        unjudged = frame.loc[~frame["file_sha256"].isin(judgements["file_sha256"]), "file_sha256"]
        if len(unjudged):
            raise StoreError(f"file {unjudged.iloc[0]}", "Findings or sheets of it came without a judgement", _REMEDY)
