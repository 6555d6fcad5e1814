"""The receipts of a night: one for every file of which something is found, written where it says something new."""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from thugom import __version__
from thugom.checks.receipt_note import ReceiptNote, lines_by_file
from thugom.files import write_atomic
from thugom.services.local_time import local_day
from thugom.services.night.opening import Night
from thugom.services.night.originals import original
from thugom.services.night.progress import current
from thugom.services.receipts.making_many import Order, make_all, reason_of
from thugom.services.receipts.noting import Counts, Occasion, note_of
from thugom.services.receipts.places import INDEX_FILE, receipt_path, written_receipts
from thugom.store import load_judgements

COUNTED = ["file_sha256", "rows_received", "rows_accepted", "rows_refused"]
_FOLDER_MODE = 0o750


@dataclass(frozen=True)
class Receipts:
    """What became of a night's receipts.

    Attributes:
        folder: where they lie, below the home.
        total: how many there are now.
        written: how many of them are new or say something new.
        failed: files whose receipt could not be made, each with the reason.
    """

    folder: str
    total: int
    written: int
    failed: tuple[str, ...]


@dataclass(frozen=True)
class _Wanted:
    """A receipt that is to be there: of which file, and what it says."""

    sha256: str
    note: ReceiptNote

    @property
    def fingerprint(self) -> str:
        """The hash of all that decides a receipt's bytes."""
        return hashlib.sha256(f"{__version__}\n{self.sha256}\n{self.note!r}".encode()).hexdigest()


def write_receipts(night: Night, issues: pd.DataFrame) -> Receipts:
    """Write the receipts that say something new, and remove those whose file is without fault by now.

    A receipt that cannot be made costs neither the night nor the others; nor does a folder that cannot be written.

    Args:
        night: the night, after its publication.
        issues: the table `quality_issue`: what the files' own checks found, and what the review found in their rows.
    """
    folder = night.home.receipts
    shown = folder.relative_to(night.home.root).as_posix()
    try:
        total, written, failed = _written(night, folder, issues)
    except OSError as error:
        failed = [f"{shown} ({error.strerror or error})"]
        return Receipts(shown, len(written_receipts(folder)), 0, tuple(failed))
    return Receipts(shown, total, written, tuple(failed))


def _written(night: Night, folder: Path, issues: pd.DataFrame) -> tuple[int, int, list[str]]:
    """Write them; return how many there are, how many of them are new, and the files of which none could be made.

    Raises:
        OSError: the folder cannot be made, or its index cannot be written; the next night writes all of it again.
    """
    if not folder.is_dir():
        # They hold what communes sent: for this user and the department's group.
        folder.mkdir(mode=_FOLDER_MODE, parents=True)
        folder.chmod(_FOLDER_MODE)
    before = written_receipts(folder)
    wanted = dict(_wanted(night, issues))
    kept = {
        place: one.fingerprint
        for place, one in wanted.items()
        if before.get(place) == one.fingerprint and (folder / place).is_file()
    }
    orders, failed = _orders(night, {place: one for place, one in wanted.items() if place not in kept})
    progress = current()
    progress.begin("receipt", len(orders))
    most = night.settings.max_file_mb * 1024 * 1024
    reasons = make_all(list(orders.values()), night.declared, most, progress.advance)
    written: dict[str, str] = {}
    for place, order in orders.items():
        if reason := reasons[order.target]:
            failed.append(f"{order.note.file_path} ({reason})")
        else:
            written[place] = wanted[place].fingerprint
    for place in before.keys() - wanted.keys():
        _remove(folder, place)
    after = kept | written
    if after != before:
        # The index says what is on disk: it comes after.
        os.sync()
        write_atomic(folder / INDEX_FILE, json.dumps(after, ensure_ascii=False, indent=1, sort_keys=True).encode())
    return len(after), len(written), failed


def _wanted(night: Night, issues: pd.DataFrame) -> Iterator[tuple[str, _Wanted]]:
    """Yield the receipts that are to be there, by their place; the order of the files decides nothing."""
    counts = {
        str(sha256): Counts(int(received), int(accepted), int(refused))
        for sha256, received, accepted, refused in load_judgements(night.store, night.rules_version)[COUNTED].to_numpy()
    }
    occasion = Occasion(night.policy, night.policy.place.language, is_sent=True, is_synthetic=night.home.synthetic)
    lines = lines_by_file(issues, night.contracts.reports, occasion.language)
    places = issues[["file_sha256", "file_path", "arrived_at"]].drop_duplicates(["file_sha256", "file_path"])
    places = places[~_is_old(places["arrived_at"], night)]
    for row in places.sort_values(["file_sha256", "file_path"]).to_numpy():
        sha256, file_path, arrived_at = (str(text) for text in row)
        arrived_on = local_day(arrived_at, night.policy.place.time_zone)
        note = note_of(file_path, arrived_on, counts[sha256], lines[sha256], occasion)
        yield receipt_path(file_path, sha256).as_posix(), _Wanted(sha256, note)


def _is_old(arrived_at: pd.Series, night: Night) -> "pd.Series[bool]":
    """Tell of which files the policy keeps no receipt any more; what one says stands in `quality_issue` for ever.

    The arrivals of a synthetic home are invented: it keeps all of them.
    """
    oldest = night.now.astimezone(dt.UTC) - dt.timedelta(days=night.policy.operation.keep_receipts_days)
    # UTC ISO 8601 sorts as its instants do.
    return (arrived_at.astype(str) < oldest.strftime("%Y-%m-%dT%H:%M:%SZ")) & (not night.home.synthetic)


def _orders(night: Night, wanted: Mapping[str, _Wanted]) -> tuple[dict[str, Order], list[str]]:
    """Return what is to be made by its place, and the files whose original cannot be had, each with the reason."""
    orders, failed = dict[str, Order](), list[str]()
    for place, one in wanted.items():
        try:
            orders[place] = Order(one.note, original(night, one.sha256), night.home.receipts / place)
        except Exception as error:  # noqa: BLE001 - what keeps the originals may be anything; the night goes on
            failed.append(f"{one.note.file_path} ({reason_of(error)})")
    return orders, failed


def _remove(folder: Path, place: str) -> None:
    """Remove a receipt, and the folders that it leaves empty."""
    path = folder / place
    if folder not in path.resolve().parents:
        return
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()
