"""Tickets for tests: files of a folder judged by the production engine, under the packaged contract and policy."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from thugom.checks.tickets import judge, know_register
from thugom.contracts import load_contracts, load_policy, packaged_schemas
from thugom.sources.tickets import TicketFile, open_engine, recognise, stage

CONTRACT = load_contracts().streams["ticket"]
HEADER = "ticket_number,facility_code,weighed_at,vehicle,unit_code,stream,gross_kg,tare_kg"
GOOD: Mapping[str, str] = {
    "ticket_number": "A1",
    "facility_code": "F1",
    "weighed_at": "2026-03-31 23:30",
    "vehicle": "25C-001.23",
    "unit_code": "00001",
    "stream": "domestic",
    "gross_kg": "12000",
    "tare_kg": "6000",
}
UNITS = pd.DataFrame(
    {
        "unit_code": ["00001", "00001", "00002"],
        "unit_id": ["00001@2000-01-01", "00001@2025-07-01", "00002@2026-01-01"],
        "settlement": ["rural", "all", "urban"],
        "valid_from": pd.to_datetime(["2000-01-01", "2025-07-01", "2026-01-01"]),
        "valid_to": pd.to_datetime(["2025-07-01", "", "2026-06-01"]),
    }
)
FACILITIES = pd.DataFrame(
    {
        "facility_code": ["F1", "F2", "F3"],
        "valid_from": pd.to_datetime(["2020-01-01"] * 3),
        "ticket_scope": [None, "day", "ever"],
    }
)


def line(**changes: str) -> str:
    """Return a ticket as a line of CSV: the good one, with what differs."""
    return ",".join({**GOOD, **changes}.values())


def judged(folder: Path, files: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """Return an engine that has judged these files, in this order; each is known by its name."""
    policy = load_policy(packaged_schemas() / "policy.yml")
    folder.mkdir()
    engine = open_engine(folder, 300)
    know_register(engine, UNITS, FACILITIES)
    given = [ticket_file(path) for path in files]
    stage(engine, given, CONTRACT)
    judge(engine, given, CONTRACT, policy.weighbridge, policy.place.time_zone, "key")
    return engine


def ticket_file(path: Path) -> TicketFile:
    """Return a file as it arrived in November 2026; it is known by its name."""
    form = recognise(path, CONTRACT)
    assert form is not None
    return TicketFile(path.name, path, "2026-11-16 08:00:00", form)


def written(path: Path, lines: Iterable[str]) -> Path:
    """Write a file of tickets under their headers."""
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def reasons(engine: duckdb.DuckDBPyConnection) -> dict[int, list[str]]:
    """Return why each row was refused, by its line."""
    rows = engine.execute("SELECT row_number, rule_ids FROM refused ORDER BY row_number").fetchall()
    return {number: [rule.removeprefix("ticket.") for rule in rules] for number, rules in rows}
