"""Tickets told apart and added up: each number counts once in its scope, whatever files it came in.

What was added up of earlier files is handed in again (`Earlier`), so that new files cost what they hold: copies are
looked for among the new tickets and, by the hashes of their keys alone, among the earlier ones.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from thugom.checks.tickets.judging import ACCEPTED
from thugom.checks.tickets.keeping import Share
from thugom.sources.tickets import Engine
from thugom.sources.tickets.engine import quoted

MONTH_KEY = ["unit_id", "unit_code", "facility_code", "period", "stream", "settlement"]
COUNTS = ("tickets", "net_kg", "refused", "duplicates", "conflicts")
_KEY = "facility_code, ticket_number, scope"
# Never stored: another release of the engine may hash otherwise.
_HASH = f"hash({_KEY})"
# The vehicle is left out of what tells of two tickets which counts: no figure rests on it.
_SAID = "concat_ws('|', ticket_number, facility_code, weighed_at, unit_code, stream, gross_kg, tare_kg)"
_PERIOD = "left(CAST(CAST(weighed_at AS DATE) AS VARCHAR), 7)"
_KEPT = ", ".join(ACCEPTED)
_REASONS = """SELECT file_sha256, rule_id, count(*) AS rows, min(row_number) AS first_row_number
    FROM (SELECT file_sha256, row_number, unnest(rule_ids) AS rule_id FROM refused) GROUP BY ALL"""
_ALL_REASONS = f"FROM reasons_before UNION ALL {_REASONS}"
_REMEMBERED = ("every", "several", "reasons")


def months(engine: Engine) -> pd.DataFrame:
    """Return the tickets that count, by `MONTH_KEY`: tickets, net_kg, refused, duplicates and conflicts.

    Of the accepted tickets of one key (facility, number and scope) the one of smallest net counts, then the earliest,
    then the one of the lowest hash of what it says, the vehicle left out, which no figure rests on.

    Args:
        engine: its views `accepted` and `refused` are of the new files; what was counted before is there after
            `recall`.

    Source: methodology, section 10.
    """
    _add_up(engine)
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE told_apart AS SELECT {_KEY}, count(*) AS copies,
        count(DISTINCT concat_ws('|', {_SAID}, vehicle)) AS contents FROM several GROUP BY ALL"""
    )
    columns = ", ".join(MONTH_KEY).replace("period", f"{_PERIOD} AS period")
    rows = engine.execute(
        f"""SELECT {", ".join(MONTH_KEY)}, {", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in COUNTS)}
        FROM (
        SELECT {", ".join(MONTH_KEY)}, tickets, net_kg, refused, 0 AS duplicates, 0 AS conflicts FROM every
        UNION ALL
        SELECT {columns}, -1, -net_kg, 0, 0, 0 FROM several
        UNION ALL
        SELECT {columns}, 1, net_kg, 0, copies - 1, CAST(contents > 1 AS INTEGER)
        FROM several JOIN told_apart USING ({_KEY})
        QUALIFY row_number() OVER (PARTITION BY {_KEY} ORDER BY net_kg, weighed_at, sha256({_SAID})) = 1
        ) GROUP BY ALL HAVING {" OR ".join(f"sum({name}) <> 0" for name in COUNTS)} ORDER BY ALL"""
    ).df()
    return rows.astype(dict.fromkeys(MONTH_KEY, "str"))


def refusals(engine: Engine) -> pd.DataFrame:
    """Return how many rows of each file break each rule: file_sha256, rule_id, rows, first_row_number."""
    _begin(engine)
    found = engine.execute(f"{_ALL_REASONS} ORDER BY ALL").df()
    return found.astype({"file_sha256": "str", "rule_id": "str"})


def remember(engine: Engine, folder: Path) -> None:
    """Write what `months` and `refusals` have counted into a new folder, for `recall`."""
    folder.mkdir()
    for name, rows in zip(_REMEMBERED, ("FROM every", "FROM several", _ALL_REASONS), strict=True):
        engine.execute(f"COPY ({rows}) TO {quoted(folder / f'{name}.parquet')} (FORMAT parquet)")


def recall(engine: Engine, folder: Path, earlier: Sequence[Share]) -> None:
    """Let what was counted before, of earlier files, be counted with what is new.

    Args:
        engine: has counted nothing yet.
        folder: what `remember` wrote.
        earlier: where those of them lie of which a new one may be a copy (`keeping.parts_with_copies`).
    """
    for name in _REMEMBERED:
        engine.execute(f"CREATE TEMP TABLE {name}_before AS FROM read_parquet({quoted(folder / f'{name}.parquet')})")
    if earlier:
        # Numbers mostly rise: of what lies outside those that are new, the engine reads no more than the ends.
        rows = " UNION ALL ".join(
            f"FROM read_parquet([{', '.join(map(quoted, share.parts))}], hive_partitioning = false)"
            f" WHERE ticket_number BETWEEN {quoted(share.least)} AND {quoted(share.most)}"
            for share in earlier
        )
        engine.execute(f"CREATE TEMP VIEW earlier AS {rows}")
    _begin(engine)


def _begin(engine: Engine) -> None:
    """Let nothing have been counted before, unless it was."""
    engine.execute(f"CREATE TEMP TABLE IF NOT EXISTS every_before AS FROM ({_every()}) LIMIT 0")
    engine.execute(f"CREATE TEMP TABLE IF NOT EXISTS several_before AS SELECT {_KEPT} FROM accepted LIMIT 0")
    engine.execute(f"CREATE TEMP TABLE IF NOT EXISTS reasons_before AS FROM ({_REASONS}) LIMIT 0")
    engine.execute("CREATE TEMP VIEW IF NOT EXISTS earlier AS FROM several_before LIMIT 0")


def _add_up(engine: Engine) -> None:
    """Make the tables `every`, all tickets by month and what was refused, and `several`, all whose key may be twice.

    Two keys of one hash only cost a look: what counts is told by the keys themselves.
    """
    _begin(engine)
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in COUNTS[:3])
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE every AS SELECT {", ".join(MONTH_KEY)}, {sums}
        FROM (FROM every_before UNION ALL {_every()}) GROUP BY ALL"""
    )
    engine.execute(f"CREATE OR REPLACE TEMP TABLE new_hashes AS SELECT {_HASH} AS key_hash FROM accepted")
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE crossing AS SELECT DISTINCT key_hash
        FROM (SELECT {_HASH} AS key_hash FROM earlier) SEMI JOIN new_hashes USING (key_hash)
        ANTI JOIN (SELECT {_HASH} AS key_hash FROM several_before) USING (key_hash)"""
    )
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE again AS
        SELECT key_hash FROM new_hashes GROUP BY ALL HAVING count(*) > 1
        UNION FROM crossing
        UNION SELECT key_hash FROM (SELECT {_HASH} AS key_hash FROM several_before)
        SEMI JOIN new_hashes USING (key_hash)"""
    )
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE several AS SELECT {_KEPT} FROM several_before
        UNION ALL SELECT {_KEPT} FROM accepted WHERE {_HASH} IN (FROM again)"""
    )
    if engine.execute("FROM crossing LIMIT 1").fetchone():
        engine.execute(f"INSERT INTO several SELECT {_KEPT} FROM earlier WHERE {_HASH} IN (FROM crossing)")


def _every() -> str:
    """Return the query of all new tickets by month, copies too, and of what was refused."""
    keys = ", ".join(MONTH_KEY)
    # A month is written out once for each line, not once for each ticket.
    columns = keys.replace("period", "strftime(month, '%Y-%m') AS period")
    by_month = keys.replace("period", "date_trunc('month', weighed_at) AS month")
    return f"""SELECT {columns}, tickets, net_kg, 0::BIGINT AS refused
        FROM (SELECT {by_month}, count(*) AS tickets, CAST(sum(net_kg) AS BIGINT) AS net_kg FROM accepted GROUP BY ALL)
        UNION ALL SELECT {keys}, 0, 0, count(*) FROM refused
        WHERE unit_id IS NOT NULL AND period IS NOT NULL AND stream IS NOT NULL AND facility_code IS NOT NULL
        GROUP BY ALL"""
