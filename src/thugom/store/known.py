"""What is known: the files that were judged under some rules, under one name that changes with any of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, MetaData, func, select

from thugom.contracts import Contract
from thugom.renderings.tables import fact_table
from thugom.store.engine import reading
from thugom.store.ledger import FILE, JUDGEMENT, SIGHTING, judged_files


@dataclass(frozen=True)
class Known:
    """What is known under some rules.

    Attributes:
        fingerprint: the SHA-256 of all that the ledger says of the judged files. What was read from one follows from
            its bytes and the rules.
        newest_at: the instant at which the newest of them was entered, UTC; None where there is none.
        first_period: the earliest period with an accepted row; None where there is none.
        rows: how many rows were received in them.
    """

    fingerprint: str
    newest_at: str | None
    first_period: str | None
    rows: int


def load_known(engine: Engine, reports: Mapping[str, Contract], rules_version: str) -> Known:
    """Return what is known now under these rules.

    Args:
        engine: the store.
        reports: the report contracts.
        rules_version: what names the rules.

    Raises:
        StoreError: the store cannot be read.
    """
    with reading(engine) as connection:
        files = _rows(connection, rules_version)
        newest_at = connection.execute(
            select(func.max(func.coalesce(FILE.c.entered_at, FILE.c.arrived_at))).where(
                FILE.c.sha256.in_(judged_files(rules_version))
            )
        ).scalar()
        rows = connection.execute(
            select(func.sum(JUDGEMENT.c.rows_received)).where(JUDGEMENT.c.rules_version == rules_version)
        ).scalar()
        periods = {one for contract in reports.values() for one in _periods(connection, contract, rules_version)}
    digest = hashlib.sha256()
    for row in files:
        digest.update(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return Known(digest.hexdigest(), newest_at, min(periods, default=None), int(rows or 0))


def _rows(connection: Connection, rules_version: str) -> list[list[str]]:
    """Return what the ledger says of the judged files and of where each was seen, in an order that is nobody's."""
    files = (
        select(*FILE.columns, JUDGEMENT.c.rows_received, JUDGEMENT.c.rows_accepted, JUDGEMENT.c.rows_refused)
        .join_from(FILE, JUDGEMENT, JUDGEMENT.c.file_sha256 == FILE.c.sha256)
        .where(JUDGEMENT.c.rules_version == rules_version)
    )
    seen = select(SIGHTING).where(SIGHTING.c.file_sha256.in_(judged_files(rules_version)))
    # Sorted here and not there: a database sorts by a collation of its own.
    return [row for query in (files, seen) for row in sorted([*map(str, found)] for found in connection.execute(query))]


def _periods(connection: Connection, contract: Contract, rules_version: str) -> Iterable[str]:
    """Return the periods of which rows of a report were accepted."""
    facts = fact_table(contract, MetaData())
    accepted = select(facts.c.period).where(facts.c.rules_version == rules_version, facts.c.accepted).distinct()
    return connection.execute(accepted).scalars().all()
