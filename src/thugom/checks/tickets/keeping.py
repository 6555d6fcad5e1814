"""What became of tickets, kept as Parquet: for each file a folder, in it what counts, by facility and month."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from thugom.checks.tickets.judging import ACCEPTED, WORDED
from thugom.sources.tickets import Engine, TicketFile
from thugom.sources.tickets.engine import quoted

_ACCEPTED, _REFUSED = "accepted", "refused"


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
    for sha256 in counts:
        (folder / sha256).mkdir()
    # One by one: divided by the engine in one go, its many open files cost more than all the judging.
    parts = engine.execute(
        """SELECT file_number, facility_code, CAST(date_trunc('month', weighed_at) AS DATE), count(*)
        FROM judged WHERE rule_ids IS NULL GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    for number, facility, month, rows in parts:
        sha256 = files[number].sha256
        target = folder / sha256 / _ACCEPTED / f"facility_code={quote(facility, safe='')}" / f"period={month:%Y-%m}"
        target.mkdir(parents=True)
        engine.execute(
            f"""COPY (SELECT {", ".join(ACCEPTED)} FROM {WORDED} WHERE file_number = {number}
            AND facility_code = {quoted(facility)} AND date_trunc('month', weighed_at) = DATE '{month}')
            TO {quoted(target / "0.parquet")} (FORMAT parquet)"""
        )
        counts[sha256][0] += rows
    refused = engine.execute(
        "SELECT file_number, count(*) FROM judged WHERE rule_ids IS NOT NULL GROUP BY ALL"
    ).fetchall()
    for number, rows in refused:
        sha256 = files[number].sha256
        (folder / sha256 / _REFUSED).mkdir()
        target = folder / sha256 / _REFUSED / "0.parquet"
        engine.execute(
            f"COPY (SELECT * EXCLUDE (file_number) FROM refused WHERE file_number = {number})"
            f" TO {quoted(target)} (FORMAT parquet)"
        )
        counts[sha256][1] = rows
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


class Share(NamedTuple):
    """Parquet files of earlier tickets of one facility among which a copy of a new one may be, and of which numbers."""

    parts: tuple[Path, ...]
    least: str
    most: str


def parts_with_copies(engine: Engine, folders: Iterable[Path]) -> list[Share]:
    """Return where among earlier tickets a copy of a new one may be; anywhere else there is none.

    Tickets of one key are of one facility, of one number, and of one year or day unless its numbers never begin anew;
    and the place of a file says of which facility and month it is.

    Args:
        engine: its view `accepted` is of the new files.
        folders: what was kept of the earlier files.
    """
    new = engine.execute(
        f"""SELECT facility_code, list(DISTINCT scope), min(ticket_number), max(ticket_number)
        FROM {_ACCEPTED} GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    by_facility: dict[str, list[Path]] = {}
    for part in kept_parts(folders):
        by_facility.setdefault(part.parent.parent.name.partition("=")[2], []).append(part)
    shares = []
    for facility, scopes, least, most in new:
        parts = by_facility.get(quote(facility, safe=""), [])
        if sharing := tuple(part for part in parts if _may_share(part, scopes)):
            shares.append(Share(sharing, least, most))
    return shares


def _may_share(part: Path, scopes: Collection[str]) -> bool:
    """Tell whether the month of a file is that of a scope: `2026`, `2026-10-31` or `ever`."""
    month = part.parent.name.partition("=")[2]
    return any(scope == "ever" or month.startswith(scope) or scope.startswith(month) for scope in scopes)


_EMPTY_ACCEPTED = ", ".join(
    f"CAST(NULL AS {kind}) AS {name}"
    for name, kind in zip(
        ACCEPTED,
        (
            *("VARCHAR", "BIGINT", "VARCHAR", "VARCHAR", "VARCHAR", "TIMESTAMP", "VARCHAR", "VARCHAR"),
            *("VARCHAR", "VARCHAR", "VARCHAR", "BIGINT", "BIGINT", "BIGINT"),
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
