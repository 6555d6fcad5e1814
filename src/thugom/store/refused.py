"""What was refused: the files that came lately of which something was, and of whom their rows speak."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, MetaData, case, func, or_, select

from thugom.contracts import Contract
from thugom.renderings.tables import fact_table
from thugom.store.ledger import FILE, JUDGEMENT


@dataclass(frozen=True)
class RefusedFile:
    """A file of which rows were refused, or no row could be read."""

    sha256: str
    file_path: str
    received: int
    accepted: int
    refused: int


def refused_since(connection: Connection, rules_version: str, instant: str) -> list[RefusedFile]:
    """Return the files that the ledger has known since after an instant and that are not without fault, by path.

    A file that came before and is refused now, because the rules changed, is not among them: its sender has long heard.
    """
    entered = func.coalesce(FILE.c.entered_at, FILE.c.arrived_at)
    counts = (JUDGEMENT.c.rows_received, JUDGEMENT.c.rows_accepted, JUDGEMENT.c.rows_refused)
    statement = (
        select(FILE.c.sha256, FILE.c.file_path, *counts)
        .join_from(FILE, JUDGEMENT, JUDGEMENT.c.file_sha256 == FILE.c.sha256)
        .where(JUDGEMENT.c.rules_version == rules_version, entered > instant)
        .where(or_(JUDGEMENT.c.rows_refused > 0, JUDGEMENT.c.rows_received == 0))
        .order_by(FILE.c.file_path, FILE.c.sha256)
    )
    return [RefusedFile(*row) for row in connection.execute(statement).tuples()]


def codes_of(
    connection: Connection, reports: Mapping[str, Contract], rules_version: str, hashes: Collection[str]
) -> dict[str, frozenset[str]]:
    """Return the codes of the units, or of the facilities, that reported the rows of each of these files.

    What a facility reports of many communes is the facility's.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    for contract in reports.values():
        table = fact_table(contract, MetaData())
        reporter: ColumnElement[str] = table.c.unit_code
        if "reported_by" in table.c:
            reporter = case((table.c.reported_by == "facility", table.c.facility_code), else_=table.c.unit_code)
        statement = select(table.c.file_sha256, reporter).distinct()
        statement = statement.where(table.c.rules_version == rules_version, table.c.file_sha256.in_(hashes))
        for sha256, code in connection.execute(statement).tuples():
            if code:
                codes[sha256].add(code)
    return {sha256: frozenset(found) for sha256, found in codes.items()}
