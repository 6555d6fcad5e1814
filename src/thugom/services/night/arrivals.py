"""Taking in: what lies in the inbox is entered in the ledger and archived, once per content."""

import csv
from dataclasses import dataclass

import pandas as pd

from thugom.services.night.inbox import Look, looked_through
from thugom.services.night.opening import Night
from thugom.services.night.progress import current
from thugom.store import (
    FileChangedError,
    deposited_before,
    files_awaiting,
    is_first_night,
    keep_all,
    note_deposited,
    note_fetched,
    reading,
    register_files,
    writing,
)

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
    with looked_through(night) as look:
        # Archived before the ledger speaks of it: a crash between costs a copy, never a report.
        _keep(night, look)
        deposit(night)
    rows = pd.DataFrame(
        [(one.sha256, one.file_path, one.size) for one in look.found], columns=["sha256", "file_path", "size_bytes"]
    )
    with writing(night.store) as connection:
        register_files(connection, _with_arrival(night, rows, first=is_first_night(connection)))
        note_fetched(connection, look.as_rows(night.started_at))
    with reading(night.store) as connection:
        return Arrivals(files_awaiting(connection, night.rules_version), look.skipped)


def _keep(night: Night, look: Look) -> None:
    """Archive what was found; a file that somebody went on writing after it was hashed is left to the next night."""
    while True:
        try:
            keep_all(night.originals.folder, [(one.content, one.sha256) for one in look.found if one.content])
        except FileChangedError as error:
            look.skipped += [one.file_path for one in look.found if one.content == error.source]
            look.found = [one for one in look.found if one.content != error.source]
        else:
            return


def deposit(night: Night) -> None:
    """Add to an archive on another machine, where there is one, what it does not hold yet.

    Raises:
        RemoteError: it cannot be reached or written.
    """
    if night.originals.there is None:
        return
    place = night.originals.there.shown
    with reading(night.store) as connection:
        known = deposited_before(connection, place)
    added = night.originals.deposit(known, current())
    with writing(night.store) as connection:
        note_deposited(connection, place, added, night.started_at)


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
