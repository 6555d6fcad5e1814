"""Tickets judged where they lie: typed, measured, and held against every rule of their contract.

The rules are the contract's own (`renderings/predicates`), tried on every row by DuckDB; here stands only what they are
asked of: what could be read of a cell, and how unit, facility and time stand on the day of weighing.

Source: methodology, sections 8 and 10.
"""

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

import pandas as pd

from thugom.contracts import Contract
from thugom.contracts.policy_sections import Weighbridge
from thugom.renderings.predicates import broken_when
from thugom.sources.tickets import STAGED, Engine, TicketFile
from thugom.sources.tickets.engine import quoted

ACCEPTED = (
    *("file_sha256", "row_number", "ticket_number", "facility_code", "scope", "weighed_at", "vehicle", "unit_id"),
    *("unit_code", "settlement", "stream", "gross_kg", "tare_kg", "net_kg"),
)
"""What is kept of a ticket that counts."""
WORDED = "accepted_words"
"""The view of what counts as it is written: what repeats from row to row is the number of a word."""
_WORDS = ("file_sha256", "facility_code", "vehicle", "unit_id", "unit_code", "settlement")
_OF_REFUSED = ("file_sha256", "facility_code", "unit_id", "unit_code", "settlement")
_SCOPE = (
    "CASE numbered_by WHEN 'day' THEN CAST(day AS VARCHAR) WHEN 'ever' THEN 'ever' ELSE CAST(year(day) AS VARCHAR) END"
)
_NUMBER = r"-?[0-9]{1,9}(\.[0-9]+)?"
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
_OFFSET = r" ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)"


def know_register(engine: Engine, units: pd.DataFrame, facilities: pd.DataFrame) -> None:
    """Tell the engine which unit a code means on a day, and which facility is open.

    Args:
        engine: the engine.
        units: unit_code, unit_id, settlement (all where a ticket does not tell), valid_from, valid_to (null: open end).
        facilities: facility_code, valid_from, ticket_scope (null: year); a row holds until the next of its code.
    """
    engine.register("given_units", units)
    engine.register("given_facilities", facilities)
    for table in ("unit_span", "known_unit", "facility_span", "known_facility"):
        engine.execute(f"DROP TABLE IF EXISTS {table}")
    # What the register knows is a number in each row from here on, and is not looked up again to be written.
    for name, column, table in (
        ("unit_identity", "unit_id", "given_units"),
        ("code_of_unit", "unit_code", "given_units"),
        ("settlement_kind", "settlement", "given_units"),
        ("code_of_facility", "facility_code", "given_facilities"),
    ):
        _know_words(engine, name, f"SELECT {column} FROM {table}")
    engine.execute("""CREATE TABLE unit_span AS SELECT unit_code, CAST(unit_code AS code_of_unit) AS known_code,
        CAST(unit_id AS unit_identity) AS unit_id, CAST(settlement AS settlement_kind) AS settlement,
        CAST(valid_from AS DATE) AS from_day, coalesce(CAST(valid_to AS DATE), DATE '9999-12-31') AS to_day
        FROM given_units""")
    engine.execute("""CREATE TABLE known_unit AS
        SELECT unit_code, min(from_day) AS first_day FROM unit_span GROUP BY ALL""")
    engine.execute("""CREATE TABLE facility_span AS SELECT facility_code,
        coalesce(ticket_scope, 'year') AS scope, CAST(valid_from AS DATE) AS from_day,
        coalesce(lead(CAST(valid_from AS DATE)) OVER (PARTITION BY facility_code ORDER BY valid_from),
        DATE '9999-12-31') AS to_day FROM given_facilities""")
    engine.execute("""CREATE TABLE known_facility AS
        SELECT DISTINCT facility_code, CAST(facility_code AS code_of_facility) AS known_code FROM facility_span""")


def judge(
    engine: Engine,
    files: Sequence[TicketFile],
    contract: Contract,
    limits: Weighbridge,
    time_zone: ZoneInfo,
    vehicle_key: str,
) -> None:
    """Judge every row that was staged: the view `accepted` is of those that count, `refused` of the others.

    A vehicle is kept as a hash under the home's own key, and never as it was written.

    Args:
        engine: has staged the files, and knows the register.
        files: the files, as they were staged.
        contract: the tickets'.
        limits: what a load may weigh.
        time_zone: of the clocks of scales.
        vehicle_key: the home's key.
    """
    arrivals = ", ".join(
        f"({number}, {quoted(file.sha256)}, TIMESTAMP {quoted(file.arrived)})" for number, file in enumerate(files)
    )
    for table in ("judged", "given_files", "vehicles"):
        engine.execute(f"DROP TABLE IF EXISTS {table}")
    given = f"(VALUES {arrivals}) AS v(file_number, file_sha256, arrived)"
    _know_words(engine, "file_hash", f"SELECT file_sha256 FROM {given}")
    engine.execute(
        f"""CREATE TEMP TABLE given_files AS
        SELECT file_number, CAST(file_sha256 AS file_hash) AS file_sha256, arrived FROM {given}"""
    )
    # Few trucks make many tickets, and a hash that nobody can undo takes its time.
    engine.execute(
        f"""CREATE TEMP TABLE vehicles AS SELECT vehicle, sha256({quoted(vehicle_key)} || '|' || vehicle) AS hashed
        FROM (SELECT DISTINCT vehicle FROM {STAGED} WHERE whole AND vehicle IS NOT NULL)"""
    )
    _know_words(engine, "vehicle_hash", "SELECT hashed FROM vehicles")
    engine.execute(
        f"""CREATE TEMP TABLE judged AS SELECT file_number, file_sha256, row_number, ticket_number,
        known_facility AS facility_code, {_SCOPE} AS scope, weighed_at, v.hashed AS vehicle, unit_id,
        known_code AS unit_code, settlement, stream, row_standing = 'whole' AS whole, gross_kg, tare_kg, net_kg,
        {_broken_rules(contract)} AS rule_ids
        FROM ({_measured(limits, time_zone)}) AS m
        LEFT JOIN (SELECT vehicle, CAST(hashed AS vehicle_hash) AS hashed FROM vehicles) AS v USING (vehicle)"""
    )
    engine.execute(
        f"""CREATE OR REPLACE TEMP VIEW {WORDED} AS SELECT file_number, {", ".join(ACCEPTED)}
        FROM judged WHERE rule_ids IS NULL"""
    )
    engine.execute(f"CREATE OR REPLACE TEMP VIEW accepted AS SELECT * REPLACE ({_texts(ACCEPTED)}) FROM {WORDED}")
    engine.execute(
        f"""CREATE OR REPLACE TEMP VIEW refused AS SELECT * REPLACE ({_texts(_OF_REFUSED)}) FROM (
        SELECT file_number, file_sha256, row_number, rule_ids, unit_id, unit_code, facility_code,
        strftime(weighed_at, '%Y-%m') AS period,
        if(stream IN ('domestic', 'agricultural', 'other') AND whole, stream, NULL) AS stream, settlement
        FROM judged WHERE rule_ids IS NOT NULL)"""
    )


def _know_words(engine: Engine, name: str, words: str) -> None:
    """Make a type of some texts, each of them a number where it stands."""
    engine.execute(f"DROP TYPE IF EXISTS {name}")
    distinct = f"SELECT DISTINCT word FROM ({words}) AS w(word) WHERE word IS NOT NULL"
    engine.execute(f"CREATE TYPE {name} AS ENUM ({distinct})")


def _texts(columns: Collection[str]) -> str:
    """Return the columns that are words of a type as texts again, in SQL."""
    return ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in _WORDS if name in columns)


def _broken_rules(contract: Contract) -> str:
    """Return the ids of the rules that a row breaks, as an SQL list; null where it breaks none, as most do."""
    conditions = broken_when(contract)
    whole = "row_standing = 'whole'"
    first = f"{contract.name}.ticket_number.row_whole"
    any_of = " OR ".join(f"({condition})" for condition in conditions.values())
    cases = ", ".join(f"CASE WHEN {condition} THEN '{rule}' END" for rule, condition in conditions.items())
    # Of a row that could not be taken apart its cells say nothing; one complaint is enough.
    return (
        f"CASE WHEN NOT {whole} THEN ['{first}'] WHEN {any_of} THEN"
        f" list_filter([{cases}], lambda rule: rule IS NOT NULL)"
        " END"
    )


def _measured(limits: Weighbridge, time_zone: ZoneInfo) -> str:
    """Return the query of the staged rows as the contract's checks ask of them."""
    return f"""
    SELECT t.*, g.file_sha256, f.scope AS numbered_by, u.unit_id, u.settlement, u.known_code,
        kf.known_code AS known_facility, gross_kg - tare_kg AS net_kg,
        {limits.gross_kg_most} AS gross_most_kg, {limits.net_kg_least} AS net_least_kg,
        {limits.net_kg_most} AS net_most_kg,
        CASE WHEN weighed_at IS NULL THEN NULL WHEN weighed_at > arrived THEN 'future'
            ELSE 'past' END AS weighed_at_standing,
        CASE WHEN kf.facility_code IS NULL THEN 'unknown' WHEN weighed_at IS NULL OR f.scope IS NOT NULL THEN 'open'
            ELSE 'not_yet_open' END AS facility_standing,
        CASE WHEN ku.unit_code IS NULL THEN 'unknown' WHEN weighed_at IS NULL OR u.unit_id IS NOT NULL THEN 'in_force'
            WHEN day < ku.first_day THEN 'not_yet_in_force' ELSE 'ended' END AS unit_standing
    FROM (SELECT * EXCLUDE (weighed_at_missing, gross_kg_missing, tare_kg_missing),
        CAST(weighed_at AS DATE) AS day, {_reading("weighed_at")} AS weighed_at_reading,
        {_reading("gross_kg")} AS gross_kg_reading, {_reading("tare_kg")} AS tare_kg_reading FROM (
        SELECT file_number, row_number, CASE WHEN whole THEN 'whole' ELSE 'broken' END AS row_standing,
            ticket_number, facility_code, vehicle, unit_code, coalesce(stream, 'domestic') AS stream,
            weighed_at IS NULL AS weighed_at_missing, {_instant("weighed_at", time_zone)} AS weighed_at,
            gross_kg IS NULL AS gross_kg_missing, {_number("gross_kg")} AS gross_kg,
            tare_kg IS NULL AS tare_kg_missing, {_number("tare_kg")} AS tare_kg
        FROM ({only_whole()}))) AS t
    JOIN given_files AS g USING (file_number)
    LEFT JOIN facility_span AS f ON f.facility_code = t.facility_code AND day >= f.from_day AND day < f.to_day
    LEFT JOIN known_facility AS kf ON kf.facility_code = t.facility_code
    LEFT JOIN unit_span AS u ON u.unit_code = t.unit_code AND day >= u.from_day AND day < u.to_day
    LEFT JOIN known_unit AS ku ON ku.unit_code = t.unit_code"""


def only_whole() -> str:
    """Return the staged rows, those that could not be taken apart without a cell: anybody's name may stand there."""
    names = ("ticket_number", "facility_code", "weighed_at", "vehicle", "unit_code", "stream", "gross_kg", "tare_kg")
    cells = ", ".join(f"CASE WHEN whole THEN {name} END AS {name}" for name in names)
    return f"SELECT file_number, row_number, whole, {cells} FROM {STAGED}"


def _number(column: str) -> str:
    """Return whole kilograms as SQL, half to even; null where no plain number stands.

    What is written as the engine would write it takes no pattern: almost every row.
    """
    plain = f"TRY_CAST({column} AS INTEGER)"
    exact = f"TRY_CAST({column} AS DECIMAL(18, 3))"
    return (
        f"CASE WHEN CAST({plain} AS VARCHAR) = {column} THEN {plain}"
        f" WHEN regexp_full_match({column}, '{_NUMBER}') THEN CAST(round_even({exact}, 0) AS BIGINT) END"
    )


def _instant(column: str, time_zone: ZoneInfo) -> str:
    """Return the local time as SQL; null where no time of a form that is one stands there.

    As with numbers, what the engine would write as it stands, seconds apart, takes no pattern.
    """
    plain = f"TRY_CAST({column} AS TIMESTAMP)"
    return (
        f"CASE WHEN strlen({column}) = 19 AND CAST({plain} AS VARCHAR) = {column} THEN {plain}"
        f" WHEN strlen({column}) = 16 AND CAST({plain} AS VARCHAR) = {column} || ':00' THEN {plain}"
        f" WHEN regexp_full_match({column}, '{_TIME}') THEN TRY_CAST({column} AS TIMESTAMP)"
        f" WHEN regexp_full_match({column}, '{_TIME}{_OFFSET}')"
        f" THEN timezone('{time_zone.key}', TRY_CAST(replace({column}, 'Z', '+00') AS TIMESTAMPTZ)) END"
    )


def _reading(column: str) -> str:
    """Return whether a cell is missing, could be read, or not, as SQL."""
    return f"CASE WHEN {column}_missing THEN 'missing' WHEN {column} IS NULL THEN 'unreadable' ELSE 'read' END"
