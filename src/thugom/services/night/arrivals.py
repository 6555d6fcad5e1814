"""Taking in: what lies in the inbox is entered in the ledger and archived, once per content."""

import csv
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from thugom.files import sha256_of
from thugom.services.night.opening import Night
from thugom.sources import discover
from thugom.store import files_awaiting, is_first_night, keep_all, reading, register_files, writing

ARRIVALS = "arrivals.csv"


@dataclass(frozen=True, eq=False)
class Arrivals:
    """What a night found in its inbox.

    `awaiting`: sha256, file_path, arrived_at, arrival_basis, one row per file not yet judged under
    the night's rules, in the order of arrival. `skipped`: files that were still being written, or
    that nobody may read; they are looked at again the next night.
    """

    awaiting: pd.DataFrame
    skipped: list[str]


def take_in(night: Night) -> Arrivals:
    """Enter and archive the files that are new, and return those to be judged."""
    found, skipped = _found(night)
    # Archived before the ledger speaks of it: a crash between costs a copy, never a report.
    keep_all(night.home.archive, [(night.home.raw / path, sha256) for path, sha256, _ in found])
    rows = pd.DataFrame(
        [(sha256, file_path(night.home.raw / path, night.home.raw), size) for path, sha256, size in found],
        columns=["sha256", "file_path", "size_bytes"],
    )
    with writing(night.store) as connection:
        register_files(connection, _with_arrival(night, rows, first=is_first_night(connection)))
    with reading(night.store) as connection:
        return Arrivals(files_awaiting(connection, night.rules_version), skipped)


def _found(night: Night) -> tuple[list[tuple[Path, str, int]], list[str]]:
    """Return each readable file's path below the inbox, hash and size, and the files that are not."""
    found: list[tuple[Path, str, int]] = []
    skipped: list[str] = []
    for path in discover(night.home.raw):
        name = file_path(path, night.home.raw)
        try:
            before = path.stat()
            sha256 = sha256_of(path)
            changed = path.stat().st_mtime_ns != before.st_mtime_ns
        except FileNotFoundError:
            # It was moved away while the night looked: the next night will see what became of it.
            continue
        except OSError:
            skipped.append(name)
            continue
        if changed:
            skipped.append(name)
            continue
        found.append((path.relative_to(night.home.raw), sha256, before.st_size))
    return found, skipped


def file_path(path: Path, raw: Path) -> str:
    """Return a file's path as it is named everywhere: below the inbox, POSIX, NFC.

    A name that is not UTF-8 is shown with marks of replacement: it must not cost the night.
    """
    name = path.relative_to(raw).as_posix()
    return unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())


def _with_arrival(night: Night, found: pd.DataFrame, *, first: bool) -> pd.DataFrame:
    """Return the files with the instant of their arrival and what it rests on.

    On a home's first night nobody knows when its files came: their own dates count (`declared`).
    A synthetic home carries the instants of its invented past.
    """
    invented = _invented_arrivals(night) if night.home.synthetic else {}
    basis = "declared" if first else "observed"
    return found.assign(
        arrived_at=[invented.get(path, night.started_at) for path in found["file_path"]],
        arrival_basis=["synthetic" if path in invented else basis for path in found["file_path"]],
        entered_at=night.started_at,
    )


def _invented_arrivals(night: Night) -> dict[str, str]:
    """Return the instants that a synthetic home gives its files."""
    path = night.home.demo / ARRIVALS
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["arrived_at"] for row in csv.DictReader(lines)}
