"""What is wrong with tickets, as rows of the finding table: the first of each rule, and files that nobody can read."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from thugom.checks.findings import COLUMNS, quoted_value, worded
from thugom.checks.tickets.judging import only_whole
from thugom.contracts import Check, Contract, Finding, Text
from thugom.contracts.policy_sections import Weighbridge
from thugom.sources.tickets import STAGED, Engine, TicketFile

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


def listed(
    engine: Engine, files: Sequence[TicketFile], contract: Contract, limits: Weighbridge, most: int
) -> pd.DataFrame:
    """Return the first refused rows of each file under each rule as rows of the finding table.

    Args:
        engine: has just judged the files.
        files: the files.
        contract: the tickets'.
        limits: what a load may weigh, for the words of a finding.
        most: so many under each rule.
    """
    first = (
        "SELECT file_number, row_number, rule_id FROM (SELECT file_number, row_number, unnest(rule_ids) AS rule_id"
        " FROM judged WHERE rule_ids IS NOT NULL)"
        f" QUALIFY row_number() OVER (PARTITION BY file_number, rule_id ORDER BY row_number) <= {int(most)}"
    )
    engine.execute(f"CREATE OR REPLACE TEMP TABLE first_broken AS {first}")
    rows = engine.execute(
        f"""SELECT f.rule_id, s.*, j.net_kg, {limits.gross_kg_most} AS gross_most_kg,
        {limits.net_kg_least} AS net_least_kg, {limits.net_kg_most} AS net_most_kg, j.unit_id,
        strftime(j.weighed_at, '%Y-%m') AS period
        FROM first_broken AS f JOIN judged AS j USING (file_number, row_number)
        JOIN ({only_whole()}) AS s USING (file_number, row_number)
        ORDER BY file_number, row_number, f.rule_id"""
    )
    names, rules = [column[0] for column in rows.description or ()], {rule.id: rule for rule in contract.checks}
    records = (dict(zip(names, row, strict=True)) for row in rows.fetchall())
    found = [_finding(record, rules, files[record["file_number"]], contract) for record in records]
    return pd.DataFrame(found, columns=COLUMNS)


def unreadable(file: TicketFile, last: int | None = None) -> pd.DataFrame:
    """Return the finding that a file cannot be read, or not beyond its line `last`, as a row of the finding table."""
    said = {} if last is None else {"last": str(last)}
    finding = Finding("unreadable", "error", "", "", values=said)
    words = worded(finding, _UNREADABLE if last is None else _CUT_OFF)
    row = (file.sha256, "", 0, "", "", "", finding.rule_id, "error", *words, "", None, None, None)
    return pd.DataFrame([row], columns=COLUMNS)


def last_rows(engine: Engine, files: Sequence[TicketFile]) -> dict[str, int]:
    """Return the number of each staged file's last row by hash, 0 where it has none."""
    found = engine.execute(f"SELECT file_number, max(row_number) FROM {STAGED} WHERE whole GROUP BY ALL").fetchall()
    return {file.sha256: 0 for file in files} | {files[int(place)].sha256: int(last) for place, last in found}


def _finding(
    record: Mapping[str, Any], rules: Mapping[str, Check], file: TicketFile, contract: Contract
) -> tuple[object, ...]:
    """Return one broken rule of one row as a row of the finding table."""
    rule_id, number = str(record["rule_id"]), int(record["row_number"])
    column, name = rule_id.split(".")[1:]
    said = {key: str(value) for key, value in record.items() if value is not None} | {"arrived_on": file.arrived[:10]}
    check = rules.get(rule_id)
    message = check.message if check else _CONSTRAINT
    finding = Finding(name, "error", contract.name, "", "", number, column, "", said.get(column, ""), said)
    words = worded(finding, message, contract)
    place = (file.sha256, "", number, column, "", quoted_value(finding, contract), rule_id, "error")
    return (*place, *words, contract.name, record["unit_id"], record["period"], None)
