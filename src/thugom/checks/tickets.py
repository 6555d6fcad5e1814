"""Tickets judged where they lie: typed, measured, held against every rule of their contract, then deduplicated.

The rules are the contract's own (`renderings/predicates`), tried on every row by DuckDB; here stands only what they are
asked of: what could be read of a cell, and how unit, facility and time stand on the day of weighing.

Source: methodology, sections 8 and 10.
"""

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from thugom.checks.findings import COLUMNS, quoted_value, worded
from thugom.contracts import Check, Contract, Finding, Text
from thugom.contracts.policy_sections import Weighbridge
from thugom.renderings.predicates import broken_when
from thugom.sources.tickets import TicketFile

_CONSTRAINT = Text(
    "{title}: giá trị “{value}” không được chấp nhận. Xem hướng dẫn phiếu cân, sửa lại rồi gửi lại.",
    "{title}: the value “{value}” is not accepted. See the guide to tickets, correct it and send it again.",
)
_UNREADABLE = Text(
    "Không đọc được tệp: tệp bị hỏng hoặc bị cắt giữa chừng. Xuất lại tệp từ phần mềm trạm cân rồi gửi lại.",
    "The file cannot be read: it is damaged or was cut off on its way. Export it anew and send it again.",
)
_CUT_OFF = Text(
    "Tệp nén bị hỏng hoặc bị cắt giữa chừng sau dòng {last}: các dòng trước đó vẫn được tính, phần sau bị mất."
    " Xuất lại tệp từ phần mềm trạm cân rồi gửi lại.",
    "The packed file is damaged or was cut off after line {last}: the lines before count, what follows is lost."
    " Export it anew and send it again.",
)
MONTH_KEY = ["unit_id", "unit_code", "facility_code", "period", "stream", "settlement"]
_NUMBER = r"-?[0-9]{1,9}(\.[0-9]+)?"
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
_OFFSET = r" ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)"


def know_register(engine: duckdb.DuckDBPyConnection, units: pd.DataFrame, facilities: pd.DataFrame) -> None:
    """Tell the engine which unit a code means on a day, and which facility is open.

    Args:
        engine: the engine.
        units: unit_code, unit_id, settlement (all where a ticket does not tell), valid_from, valid_to (null: open end).
        facilities: facility_code, valid_from, ticket_scope (null: year); a row holds until the next of its code.
    """
    engine.register("given_units", units)
    engine.register("given_facilities", facilities)
    engine.execute("""CREATE OR REPLACE TABLE unit_span AS SELECT unit_code, unit_id, settlement,
        CAST(valid_from AS DATE) AS from_day, coalesce(CAST(valid_to AS DATE), DATE '9999-12-31') AS to_day
        FROM given_units""")
    engine.execute("""CREATE OR REPLACE TABLE known_unit AS
        SELECT unit_code, min(from_day) AS first_day FROM unit_span GROUP BY ALL""")
    engine.execute("""CREATE OR REPLACE TABLE facility_span AS SELECT facility_code,
        coalesce(ticket_scope, 'year') AS scope, CAST(valid_from AS DATE) AS from_day,
        coalesce(lead(CAST(valid_from AS DATE)) OVER (PARTITION BY facility_code ORDER BY valid_from),
        DATE '9999-12-31') AS to_day FROM given_facilities""")
    engine.execute("""CREATE OR REPLACE TABLE known_facility AS SELECT DISTINCT facility_code FROM facility_span""")
    engine.execute("""CREATE TABLE IF NOT EXISTS accepted (file_sha256 VARCHAR, row_number BIGINT,
        ticket_number VARCHAR, facility_code VARCHAR, scope VARCHAR, weighed_at TIMESTAMP, vehicle VARCHAR,
        unit_id VARCHAR, unit_code VARCHAR, settlement VARCHAR, stream VARCHAR, gross_kg BIGINT, tare_kg BIGINT,
        net_kg BIGINT)""")
    engine.execute("""CREATE TABLE IF NOT EXISTS refused (file_sha256 VARCHAR, row_number BIGINT, rule_ids VARCHAR[],
        unit_id VARCHAR, unit_code VARCHAR, facility_code VARCHAR, period VARCHAR, stream VARCHAR,
        settlement VARCHAR)""")


def judge(
    engine: duckdb.DuckDBPyConnection,
    staged: str,
    file: TicketFile,
    contract: Contract,
    limits: Weighbridge,
    time_zone: ZoneInfo,
    vehicle_key: str,
) -> None:
    """Judge every row of a staged file, and add each to the table `accepted`, or with its reasons to `refused`.

    A vehicle is kept as a hash under the home's own key, and never as it was written.
    """
    engine.execute(f"CREATE OR REPLACE TEMP VIEW measured AS {_measured(staged, file, limits, time_zone)}")
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE judged AS SELECT *, {_broken_rules(contract)} AS rule_ids FROM measured"
    )
    engine.execute(
        """INSERT INTO accepted SELECT ?, row_number, ticket_number, facility_code,
        CASE scope WHEN 'day' THEN strftime(weighed_at, '%Y-%m-%d') WHEN 'ever' THEN 'ever'
        ELSE strftime(weighed_at, '%Y') END, weighed_at, sha256(? || '|' || vehicle), unit_id, unit_code, settlement,
        stream, gross_kg, tare_kg, net_kg FROM judged WHERE len(rule_ids) = 0""",
        [file.sha256, vehicle_key],
    )
    engine.execute(
        """INSERT INTO refused SELECT ?, row_number, rule_ids, unit_id, if(unit_id IS NULL, NULL, unit_code),
        if(facility_standing = 'unknown', NULL, facility_code), strftime(weighed_at, '%Y-%m'),
        if(stream IN ('domestic', 'agricultural', 'other') AND row_standing = 'whole', stream, NULL), settlement
        FROM judged WHERE len(rule_ids) > 0""",
        [file.sha256],
    )


def _broken_rules(contract: Contract) -> str:
    """Return the ids of the rules that a row breaks, as an SQL list: most rows share the one empty list."""
    conditions = broken_when(contract)
    whole = "row_standing = 'whole'"
    first = f"{contract.name}.ticket_number.row_whole"
    any_of = " OR ".join(f"({condition})" for condition in conditions.values())
    cases = ", ".join(f"CASE WHEN {condition} THEN '{rule}' END" for rule, condition in conditions.items())
    # Of a row that could not be taken apart its cells say nothing; one complaint is enough.
    return (
        f"CASE WHEN NOT {whole} THEN ['{first}'] WHEN {any_of} THEN"
        f" list_filter([{cases}], lambda rule: rule IS NOT NULL)"
        " ELSE CAST([] AS VARCHAR[]) END"
    )


def _measured(staged: str, file: TicketFile, limits: Weighbridge, time_zone: ZoneInfo) -> str:
    """Return the query of a staged file's rows as the contract's checks ask of them."""
    return f"""
    SELECT t.*, f.scope, u.unit_id, u.settlement, gross_kg - tare_kg AS net_kg,
        {limits.gross_kg_most} AS gross_most_kg, {limits.net_kg_least} AS net_least_kg,
        {limits.net_kg_most} AS net_most_kg,
        CASE WHEN weighed_at IS NULL THEN NULL WHEN weighed_at > TIMESTAMP '{file.arrived}' THEN 'future'
            ELSE 'past' END AS weighed_at_standing,
        CASE WHEN kf.facility_code IS NULL THEN 'unknown' WHEN weighed_at IS NULL OR f.scope IS NOT NULL THEN 'open'
            ELSE 'not_yet_open' END AS facility_standing,
        CASE WHEN ku.unit_code IS NULL THEN 'unknown' WHEN weighed_at IS NULL OR u.unit_id IS NOT NULL THEN 'in_force'
            WHEN day < ku.first_day THEN 'not_yet_in_force' ELSE 'ended' END AS unit_standing
    FROM (SELECT *, CAST(weighed_at AS DATE) AS day FROM (
        SELECT row_number, CASE WHEN whole THEN 'whole' ELSE 'broken' END AS row_standing,
            ticket_number, facility_code, vehicle, unit_code, coalesce(stream, 'domestic') AS stream,
            {_instant("weighed_at", time_zone)} AS weighed_at,
            {_number("gross_kg")} AS gross_kg, {_number("tare_kg")} AS tare_kg,
            {_reading("weighed_at", _instant("weighed_at", time_zone))} AS weighed_at_reading,
            {_reading("gross_kg", _number("gross_kg"))} AS gross_kg_reading,
            {_reading("tare_kg", _number("tare_kg"))} AS tare_kg_reading
        FROM ({_only_whole(staged)}))) AS t
    LEFT JOIN facility_span AS f ON f.facility_code = t.facility_code AND day >= f.from_day AND day < f.to_day
    LEFT JOIN known_facility AS kf ON kf.facility_code = t.facility_code
    LEFT JOIN unit_span AS u ON u.unit_code = t.unit_code AND day >= u.from_day AND day < u.to_day
    LEFT JOIN known_unit AS ku ON ku.unit_code = t.unit_code"""


def _quoted(value: object) -> str:
    """Return a text as SQL writes it."""
    return "'{}'".format(str(value).replace("'", "''"))


def _only_whole(staged: str) -> str:
    """Return the staged rows, those that could not be taken apart without a cell: anybody's name may stand there."""
    names = ("ticket_number", "facility_code", "weighed_at", "vehicle", "unit_code", "stream", "gross_kg", "tare_kg")
    cells = ", ".join(f"CASE WHEN whole THEN {name} END AS {name}" for name in names)
    return f"SELECT row_number, whole, {cells} FROM {staged}"


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
    """Return the local time as SQL; null where no time of a form that is one stands there."""
    return (
        f"CASE WHEN regexp_full_match({column}, '{_TIME}') THEN TRY_CAST({column} AS TIMESTAMP)"
        f" WHEN regexp_full_match({column}, '{_TIME}{_OFFSET}')"
        f" THEN timezone('{time_zone.key}', TRY_CAST(replace({column}, 'Z', '+00') AS TIMESTAMPTZ)) END"
    )


def _reading(column: str, value: str) -> str:
    """Return whether a cell is missing, could be read, or not, as SQL."""
    return f"CASE WHEN {column} IS NULL THEN 'missing' WHEN ({value}) IS NULL THEN 'unreadable' ELSE 'read' END"


def months(engine: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the tickets that count, by `MONTH_KEY`: tickets, net_kg, refused, duplicates and conflicts.

    Of the accepted tickets of one key (facility, number and scope) the one of smallest net counts, then the earliest,
    then the one of the lowest hash of what it says, the vehicle left out, which no figure rests on.

    Source: methodology, section 10.
    """
    key = "facility_code, ticket_number, scope"
    said = "concat_ws('|', ticket_number, facility_code, weighed_at, unit_code, stream, gross_kg, tare_kg)"
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE several AS SELECT {key}, count(*) AS copies,
        count(DISTINCT concat_ws('|', {said}, vehicle)) AS contents
        FROM (SELECT a.* FROM accepted AS a SEMI JOIN (SELECT {key} FROM accepted GROUP BY ALL HAVING count(*) > 1)
        USING ({key})) GROUP BY ALL"""
    )
    columns = ", ".join(MONTH_KEY).replace("period", "strftime(weighed_at, '%Y-%m') AS period")
    engine.execute(
        f"""CREATE OR REPLACE TEMP VIEW counted AS
        SELECT {columns}, net_kg, 0 AS refused, 0 AS duplicates, 0 AS conflicts, 1 AS tickets
        FROM accepted ANTI JOIN several USING ({key})
        UNION ALL
        SELECT {columns}, net_kg, 0, copies - 1, CAST(contents > 1 AS INTEGER), 1
        FROM accepted JOIN several USING ({key})
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY net_kg, weighed_at, sha256({said})) = 1
        UNION ALL
        SELECT {", ".join(MONTH_KEY)}, 0, 1, 0, 0, 0 FROM refused
        WHERE unit_id IS NOT NULL AND period IS NOT NULL AND stream IS NOT NULL AND facility_code IS NOT NULL"""
    )
    names = ("tickets", "net_kg", "refused", "duplicates", "conflicts")
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in names)
    rows = engine.execute(f"SELECT {', '.join(MONTH_KEY)}, {sums} FROM counted GROUP BY ALL ORDER BY ALL").df()
    return rows.astype(dict.fromkeys(MONTH_KEY, "str"))


def refusals(engine: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return how many rows of each file break each rule: file_sha256, rule_id, rows, first_row_number."""
    found = engine.execute(
        """SELECT file_sha256, rule_id, count(*) AS rows, min(row_number) AS first_row_number
        FROM (SELECT file_sha256, row_number, unnest(rule_ids) AS rule_id FROM refused) GROUP BY ALL ORDER BY ALL"""
    ).df()
    return found.astype({"file_sha256": "str", "rule_id": "str"})


def keep(engine: duckdb.DuckDBPyConnection, folder: Path) -> tuple[int, int]:
    """Write what was accepted, by facility and month, and what was refused, into a new folder; return how many."""
    folder.mkdir()
    counts = [engine.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("accepted", "refused")]
    accepted, refused = (int(count[0]) if count else 0 for count in counts)
    engine.execute("SET preserve_insertion_order = false")
    if accepted:
        engine.execute(
            "COPY (SELECT *, strftime(weighed_at, '%Y-%m') AS period FROM accepted)"
            f" TO {_quoted(folder / 'accepted')} (FORMAT parquet, PARTITION_BY (facility_code, period))"
        )
    engine.execute(f"COPY refused TO {_quoted(folder / 'refused.parquet')} (FORMAT parquet)")
    return accepted, refused


def read_kept(engine: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Let `accepted` and `refused` be what was kept of some files."""
    types = "hive_types = {'facility_code': VARCHAR, 'period': VARCHAR}, hive_partitioning = true"
    names = (
        "file_sha256, row_number, ticket_number, facility_code, scope, weighed_at, vehicle, unit_id, unit_code,"
        " settlement, stream, gross_kg, tare_kg, net_kg"
    )
    accepted = [_quoted(folder / "accepted/*/*/*.parquet") for folder in folders if (folder / "accepted").is_dir()]
    refused = [_quoted(folder / "refused.parquet") for folder in folders]
    for table in ("accepted", "refused"):
        engine.execute(f"ALTER TABLE {table} RENAME TO no_{table}")
    kept = f"SELECT {names} FROM read_parquet([{', '.join(accepted)}], {types})" if accepted else "FROM no_accepted"
    engine.execute(f"CREATE VIEW accepted AS {kept}")
    engine.execute(f"CREATE VIEW refused AS FROM read_parquet([{', '.join(refused)}])")


def listed(
    engine: duckdb.DuckDBPyConnection, staged: str, file: TicketFile, contract: Contract, most: int
) -> pd.DataFrame:
    """Return the first refused rows of the file under each rule as rows of the finding table.

    Args:
        engine: has just judged the file.
        staged: the file's rows as text.
        file: the file.
        contract: the tickets'.
        most: so many under each rule.
    """
    rows = engine.execute(
        f"""SELECT rule_id, s.*, j.net_kg, j.gross_most_kg, j.net_least_kg, j.net_most_kg, j.unit_id,
        strftime(j.weighed_at, '%Y-%m') AS period FROM
        (SELECT *, unnest(rule_ids) AS rule_id FROM judged WHERE len(rule_ids) > 0) AS j
        JOIN ({_only_whole(staged)}) AS s USING (row_number)
        QUALIFY row_number() OVER (PARTITION BY rule_id ORDER BY row_number) <= {int(most)}
        ORDER BY row_number, rule_id"""
    ).df()
    rules = {rule.id: rule for rule in contract.checks}
    found = [_finding(record, rules, file, contract) for record in rows.to_dict("records")]
    return pd.DataFrame(found, columns=COLUMNS)


def unreadable(file: TicketFile, last: int | None = None) -> pd.DataFrame:
    """Return the finding that a file cannot be read, or not beyond its line `last`, as a row of the finding table."""
    said = {} if last is None else {"last": str(last)}
    finding = Finding("unreadable", "error", "", "", values=said)
    words = worded(finding, _UNREADABLE if last is None else _CUT_OFF)
    row = (file.sha256, "", 0, "", "", "", finding.rule_id, "error", *words, "", None, None, None)
    return pd.DataFrame([row], columns=COLUMNS)


def last_row(engine: duckdb.DuckDBPyConnection, staged: str) -> int:
    """Return the number of a staged file's last row, 0 where it has none."""
    (number,) = engine.execute(f"SELECT coalesce(max(row_number), 0) FROM {staged} WHERE whole").fetchone() or (0,)
    return int(number)


def _finding(
    record: Mapping[Hashable, Any], rules: Mapping[str, Check], file: TicketFile, contract: Contract
) -> tuple[object, ...]:
    """Return one broken rule of one row as a row of the finding table."""
    rule_id, number = str(record["rule_id"]), int(record["row_number"])
    column, name = rule_id.split(".")[1:]
    values = {str(key): str(value) for key, value in record.items() if not pd.isna(value)}
    values["arrived_on"] = file.arrived[:10]
    check = rules.get(rule_id)
    message = check.message if check else _CONSTRAINT
    said = {key: value.removesuffix(".0") for key, value in values.items()}
    value = said.get(column, "")
    finding = Finding(name, "error", contract.name, "", "", number, column, "", value, said)
    known = None if pd.isna(record["unit_id"]) else record["unit_id"]
    period = None if pd.isna(record["period"]) else record["period"]
    words = worded(finding, message, contract)
    place = (file.sha256, "", number, column, "", quoted_value(finding, contract), rule_id, "error")
    return (*place, *words, contract.name, known, period, None)
