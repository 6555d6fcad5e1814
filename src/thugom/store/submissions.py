"""Submissions: what the ledger and the facts say of each content that was ever sent, one row per file."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import Engine, MetaData, select

from thugom.contracts import Contract
from thugom.renderings.tables import fact_table
from thugom.store.engine import reading
from thugom.store.frames import read_frame
from thugom.store.ledger import FILE, JUDGEMENT, SHEET, was_known

KEY = "file_sha256"
_SPOKEN_OF = ["unit_id", "period"]


def load_submissions(
    engine: Engine, reports: Mapping[str, Contract], rules_version: str, known_at: str | None
) -> pd.DataFrame:
    """Return every file that was judged under these rules, by arrival and path.

    Args:
        engine: the store.
        reports: the report contracts.
        rules_version: what names the rules.
        known_at: only files that the ledger knew by this instant; None for all.

    Returns:
        file_sha256, file_path, size_bytes, arrived_at, arrival_basis, rows_received, rows_accepted, rows_refused;
        `reports`: those in it, null where there is none; `units`: of how many its
        rows speak; first_period and last_period, null where no row has one.
    """
    files = (
        select(FILE.c.sha256.label(KEY), *(FILE.c[name] for name in ("file_path", "size_bytes")))
        .add_columns(FILE.c.arrived_at, FILE.c.arrival_basis)
        .add_columns(JUDGEMENT.c.rows_received, JUDGEMENT.c.rows_accepted, JUDGEMENT.c.rows_refused)
        .join_from(FILE, JUDGEMENT, JUDGEMENT.c.file_sha256 == FILE.c.sha256)
        .where(JUDGEMENT.c.rules_version == rules_version)
    )
    if known_at is not None:
        files = files.where(was_known(FILE, known_at))
    sheets = select(SHEET.c.file_sha256, SHEET.c.report).where(SHEET.c.rules_version == rules_version).distinct()
    with reading(engine) as connection:
        found = read_frame(connection, files)
        kinds = read_frame(connection, sheets)
        tables = [fact_table(contract, MetaData()) for contract in reports.values()]
        spoken = [
            read_frame(
                connection,
                select(table.c.file_sha256, *(table.c[name] for name in _SPOKEN_OF))
                .where(table.c.rules_version == rules_version)
                .distinct(),
            )
            for table in tables
        ]
    joined = found.merge(_kinds(kinds), on=KEY, how="left").merge(_spoken_of(pd.concat(spoken)), on=KEY, how="left")
    joined = joined.assign(units=joined["units"].fillna(0).astype("int64"))
    return joined.sort_values(["arrived_at", "file_path", KEY], ignore_index=True)


def _kinds(kinds: pd.DataFrame) -> pd.DataFrame:
    """Return per file its kinds of report, in one text."""
    ordered = kinds.sort_values("report")
    return ordered.groupby(KEY)["report"].agg(", ".join).rename("reports").reset_index()


def _spoken_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return per file of how many units and of which periods its rows speak."""
    by_file = rows.groupby(KEY)
    spoken = {
        "units": by_file["unit_id"].nunique(),
        "first_period": by_file["period"].min(),
        "last_period": by_file["period"].max(),
    }
    return pd.DataFrame(spoken).reset_index()
