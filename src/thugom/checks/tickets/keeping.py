"""What became of tickets, kept as Parquet: for each file a folder, in it what counts, by facility and month."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from thugom.checks.tickets.judging import ACCEPTED
from thugom.sources.tickets import Engine, TicketFile
from thugom.sources.tickets.engine import quoted

_ACCEPTED, _REFUSED = "accepted", "refused"
_WITH_MONTH = (
    _ACCEPTED,
    "*, left(CAST(weighed_at AS VARCHAR), 7) AS period",
    "file_sha256, facility_code, period",
)
_AS_REFUSED = (_REFUSED, "*", "file_sha256")


def keep(engine: Engine, files: Sequence[TicketFile], folder: Path) -> dict[str, tuple[int, int]]:
    """Write what was accepted and what was refused into a folder for each file, below a new one.

    Args:
        engine: has judged the files.
        files: the files.
        folder: where their folders come, called by their hashes.

    Returns:
        how many rows of each file were accepted and refused, by hash.
    """
    counts = {file.sha256: [0, 0] for file in files}
    folder.mkdir()
    for file in counts:
        (folder / file).mkdir()
    engine.execute("SET preserve_insertion_order = false")
    for place, (table, columns, parts) in enumerate((_WITH_MONTH, _AS_REFUSED)):
        found = engine.execute(f"SELECT file_sha256, count(*) FROM {table} GROUP BY ALL").fetchall()
        if not found:
            continue
        target = folder / f".{table}"
        engine.execute(
            f"COPY (SELECT {columns} FROM {table}) TO {quoted(target)}"
            f" (FORMAT parquet, PARTITION_BY ({parts}), WRITE_PARTITION_COLUMNS true)"
        )
        for sha256, rows in found:
            counts[str(sha256)][place] = int(rows)
            (target / f"file_sha256={sha256}").rename(folder / str(sha256) / table)
        target.rmdir()
    return {sha256: (accepted, refused) for sha256, (accepted, refused) in counts.items()}


def read_kept(engine: Engine, folders: Iterable[Path]) -> None:
    """Let the views `accepted` and `refused` be of what was kept of some files; of nothing, where there are none."""
    listed = list(folders)
    for table, shape in ((_ACCEPTED, _EMPTY_ACCEPTED), (_REFUSED, _EMPTY_REFUSED)):
        parts = ", ".join(quoted(part) for part in kept_parts(listed, table))
        rows = f"FROM read_parquet([{parts}], hive_partitioning = false)" if parts else f"SELECT {shape} LIMIT 0"
        engine.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {rows}")


def kept_parts(folders: Iterable[Path], table: str = _ACCEPTED) -> list[Path]:
    """Return the Parquet files in which what was accepted, or refused, of some files lies."""
    return [part for folder in folders for part in sorted((folder / table).rglob("*.parquet"))]


_EMPTY_ACCEPTED = ", ".join(
    f"CAST(NULL AS {kind}) AS {name}"
    for name, kind in zip(
        ACCEPTED,
        (
            *("VARCHAR", "BIGINT", "VARCHAR", "VARCHAR", "VARCHAR", "TIMESTAMP", "VARCHAR", "VARCHAR"),
            *("VARCHAR", "VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "BIGINT", "UBIGINT"),
        ),
        strict=True,
    )
)
_EMPTY_REFUSED = ", ".join(
    f"CAST(NULL AS {kind}) AS {name}"
    for name, kind in {
        "file_sha256": "VARCHAR",
        "row_number": "BIGINT",
        "rule_ids": "VARCHAR[]",
        "unit_id": "VARCHAR",
        "unit_code": "VARCHAR",
        "facility_code": "VARCHAR",
        "period": "VARCHAR",
        "stream": "VARCHAR",
        "settlement": "VARCHAR",
    }.items()
)
