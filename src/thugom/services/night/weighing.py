"""Weighing: files of tickets judged where they lie, kept as Parquet beside the store, and added up by month.

What was accepted and refused of a file lies in a folder of its own, below the version of the rules it was judged under,
and is renamed into its place when it is whole; only then does the ledger call the file judged. So a night that was
killed leaves nothing that counts, and a night of the past reads the files that were judged by then. A file that nobody
can read is judged with nothing accepted; one that the machine had no room for awaits the next night: nothing is wrong
with it, and judged it would never be looked at again.
"""

import datetime as dt
import json
import secrets
import shutil
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pandas as pd

from thugom.checks.tickets import (
    months,
    parts_with_copies,
    read_kept,
    recall,
    refusals,
    remember,
)
from thugom.files import private_folder, write_atomic
from thugom.services.night.judgeable import PARTITIONS_AT_MOST
from thugom.services.night.opening import Night
from thugom.services.night.originals import original
from thugom.services.night.progress import current
from thugom.services.night.scales import JUDGING, Named, Scales, Weighed
from thugom.services.night.tally import Tally
from thugom.services.night.ticket_partitions import AwaitedTickets, Packed, TicketPartition, unpack
from thugom.services.ticket_files import TICKET, form_of
from thugom.sources.tickets import MAY_BE, Engine, Form, TicketFile, open_engine
from thugom.store import append_judged, load_sheets, load_submissions

_ADDING, _RECALLING = ".adding-", ".recalling-"
_COUNTED, _FILES = "counted", "files.json"
_SWITCH_SECONDS = 0.0005
_SIDE_BY_SIDE = 2
"""So many batches are judged at a time, each on a processor of its own: the machine has two."""
_BATCH_BYTES, _PACKED = 64 * 1024 * 1024, 6
"""What is judged at once, as text; what is packed becomes some six times as much."""
_RECALLED_BY_NOW = dt.timedelta(days=1)


def tickets_among(night: Night, awaiting: pd.DataFrame) -> dict[str, Form]:
    """Return which of some files hold tickets, by hash, and how."""
    found: dict[str, Form] = {}
    # An original that lies elsewhere is not fetched to be told that it is no file of tickets.
    likely = awaiting[awaiting["file_path"].astype(str).str.lower().str.endswith(MAY_BE)]
    for sha256, path in likely[["sha256", "file_path"]].itertuples(index=False, name=None):
        form = form_of(night.declared, str(path), original(night, str(sha256)))
        found |= {str(sha256): form} if form else {}
    return found


class Weighing:
    """The judging of files of tickets, batch by batch, beside whatever else the night does.

    Batches are judged side by side, each by an engine of its own, and recorded one after the other, in their order, by
    whoever asks: the night alone writes to its store.
    """

    def __init__(self, night: Night, files: pd.DataFrame, forms: dict[str, Form]) -> None:
        """Take the files, with their forms by hash."""
        self._night, self._files, self._forms = night, files, forms
        self._begun: deque[tuple[list[Named], Future[list[Weighed]]]] = deque()
        self._switch_before = sys.getswitchinterval()
        self._workers = ThreadPoolExecutor(_SIDE_BY_SIDE, "weighing")

    def __enter__(self) -> Self:
        """Begin."""
        # Who judges beside Python's own work waits for it at every step: let the wait be short.
        sys.setswitchinterval(_SWITCH_SECONDS)
        if not len(self._files):
            return self
        # What they share is made before they begin: the folder, and the key of vehicles.
        folder, scales = kept_folder(self._night), scales_of(self._night)

        def place(sha256: str, kept: Path) -> None:
            _put_into_place(folder / sha256, kept)

        for batch in _batches(self._night, self._files, self._forms, _BATCH_BYTES):
            self._begun.append((batch, self._workers.submit(scales.judge, batch, folder, place)))
        return self

    def __exit__(self, *_: object) -> None:
        """Begin no other batch, and wait for those under way."""
        self._workers.shutdown(cancel_futures=True)
        sys.setswitchinterval(self._switch_before)

    def so_far(self) -> Tally:
        """Record what is done by now in the ledger, and return it."""
        tally = Tally()
        while self._begun and self._begun[0][1].done():
            tally += self._next()
        return tally

    def rest(self) -> Tally:
        """Wait for the rest, record it and return it."""
        tally = Tally()
        while self._begun:
            tally += self._next()
        return tally

    def _next(self) -> Tally:
        """Wait for the next batch, and record it."""
        batch, work = self._begun.popleft()
        tally = sum((_record(self._night, said) for said in work.result()), Tally())
        for _ in batch:
            current().advance()
        return tally


def ticket_partitions(night: Night, files: pd.DataFrame, forms: dict[str, Form]) -> list[TicketPartition]:
    """Return files of tickets as partitions, for whoever judges them elsewhere."""
    if not len(files):
        return []
    # Some machines judge below this folder, and what they leave there when they are killed is swept.
    kept_folder(night)
    scales = scales_of(night)
    size = sum(_text_bytes(original(night, sha256), forms[sha256]) for sha256 in files["sha256"])
    batches = _batches(night, files, forms, max(_BATCH_BYTES, size // PARTITIONS_AT_MOST))
    return [
        TicketPartition(scales, [AwaitedTickets(file.sha256, path, file.arrived, file.form) for file, path in batch])
        for batch in batches
    ]


def record_packed(night: Night, packed: Packed) -> Tally:
    """Put into its place what is kept of files that were judged elsewhere, and record them in the ledger."""
    folder = kept_folder(night)
    with TemporaryDirectory(prefix=JUDGING, dir=folder, ignore_cleanup_errors=True) as scratch:
        for sha256, kept in packed.kept.items():
            unpack(kept, Path(scratch) / sha256)
            _put_into_place(folder / sha256, Path(scratch) / sha256)
    return _record(night, packed.said)


def scales_of(night: Night) -> Scales:
    """Return what judges the night's tickets."""
    return Scales(night.declared, _vehicle_key(night), night.settings.ticket_memory_mb // _SIDE_BY_SIDE)


def _put_into_place(target: Path, kept: Path) -> None:
    """Move what is kept of a file to where it is looked for."""
    # What a killed night left here was never called judged.
    shutil.rmtree(target, ignore_errors=True)
    kept.rename(target)


def _batches(night: Night, files: pd.DataFrame, forms: dict[str, Form], most: int) -> Iterator[list[Named]]:
    """Yield files with their paths, so many together as come to so many bytes of text."""
    batch, size = list[Named](), 0
    for file in files.itertuples(index=False):
        sha256 = str(file.sha256)
        local = dt.datetime.fromisoformat(str(file.arrived_at)).astimezone(night.policy.place.time_zone)
        arrived = local.strftime("%Y-%m-%d %H:%M:%S")
        content, form = original(night, sha256), forms[sha256]
        batch.append((TicketFile(sha256, content, arrived, form), str(file.file_path)))
        size += _text_bytes(content, form)
        if size >= most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _text_bytes(content: Path, form: Form) -> int:
    """Return how large a file is as text, roughly."""
    return content.stat().st_size * (1 if form.delimiter and not form.packed else _PACKED)


def sweep(night: Night) -> None:
    """Remove what nights that were killed left half done; for a night that holds the lock.

    A night of the past takes no lock: its folder may be in use, unless it is a day old.
    """
    tickets = night.home.store / "tickets"
    for folder in [*tickets.glob(".*-*"), *tickets.glob("*/.*-*")]:
        age = night.now - dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)
        if folder.name.startswith((JUDGING, _ADDING)) or (
            folder.name.startswith(_RECALLING) and age > _RECALLED_BY_NOW
        ):
            shutil.rmtree(folder, ignore_errors=True)


def _record(night: Night, said: Weighed) -> Tally:
    """Record what became of some files in the ledger."""
    if said.put_off:
        return Tally(put_off=said.put_off)
    hashes = [*said.counts] if said.holds_tickets else []
    sheets = pd.DataFrame(
        [(sha256, "", TICKET, "canonical", "month", "{}") for sha256 in hashes],
        columns=["file_sha256", "sheet", "report", "source", "period_kind", "columns_json"],
    )
    rows = [(sha256, sum(counts), *counts) for sha256, counts in said.counts.items()]
    judgements = pd.DataFrame(rows, columns=["file_sha256", "rows_received", "rows_accepted", "rows_refused"])
    known = frozenset(said.counts)
    append_judged(night.store, night.rules_version, {}, said.findings, sheets, judgements, kept_elsewhere=known)
    accepted, refused = (sum(parts) for parts in zip(*said.counts.values(), strict=True))
    return Tally(len(said.counts), accepted + refused, accepted, refused, tuple(said.counts))


def weighed(night: Night) -> pd.DataFrame | None:
    """Return the tickets that count, by unit, facility, month, stream and settlement; None where no file came.

    With tickets, net_kg, refused, duplicates and conflicts (`checks.tickets.months`).
    """
    kept = _kept(night)
    if not kept:
        return None
    with _adding(night, kept) as (engine, is_news):
        rows = months(engine)
        if is_news:
            _remember(night, engine, kept)
    return rows


def refused_tickets(night: Night) -> pd.DataFrame:
    """Return the table `weighbridge_refusal`."""
    names = ["file_sha256", "file_path", "rule_id", "severity", "rows", "first_row_number", "listed", "arrived_at"]
    kept = _kept(night)
    if not kept:
        return pd.DataFrame(columns=names)
    with _adding(night, kept) as (engine, _):
        counts = refusals(engine)
    files = load_submissions(night.store, night.contracts.reports, night.rules_version, night.known_at)
    rows = counts.merge(files[["file_sha256", "file_path", "arrived_at"]], on="file_sha256")
    shown = rows["rows"].clip(upper=night.policy.weighbridge.listed_rows)
    return rows.assign(severity="error", listed=shown)[names]


@contextmanager
def _adding(night: Night, kept: list[Path]) -> Iterator[tuple[Engine, bool]]:
    """Give an engine that knows what was kept of some files, and whether any of it is news.

    What a night has counted the next one need not count again, unless a file was withdrawn from it.
    """
    is_of_now = night.known_at is None
    before = _remembered(night) if is_of_now else []
    if not set(before) <= {folder.name for folder in kept}:
        before = []
    new = [folder for folder in kept if folder.name not in set(before)]
    with (
        TemporaryDirectory(
            prefix=_ADDING if is_of_now else _RECALLING, dir=kept_folder(night), ignore_cleanup_errors=True
        ) as scratch,
        open_engine(Path(scratch), night.settings.ticket_memory_mb // 2) as engine,
    ):
        read_kept(engine, new)
        if before:
            earlier = [kept_folder(night) / name for name in before] if new else []
            recall(engine, kept_folder(night) / _COUNTED, parts_with_copies(engine, earlier))
        yield engine, is_of_now and bool(new)


def _remembered(night: Night) -> list[str]:
    """Return the hashes of the files that an earlier night has counted."""
    try:
        found: list[str] = json.loads((kept_folder(night) / _COUNTED / _FILES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return found


def _remember(night: Night, engine: Engine, kept: list[Path]) -> None:
    """Keep what was counted for the next night; a night that is killed here leaves nothing, and costs a count."""
    folder = kept_folder(night)
    with TemporaryDirectory(prefix=_ADDING, dir=folder, ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / _COUNTED
        remember(engine, made)
        write_atomic(made / _FILES, json.dumps(sorted(path.name for path in kept)).encode())
        shutil.rmtree(folder / _COUNTED, ignore_errors=True)
        made.rename(folder / _COUNTED)


def published_months(night: Night, tickets: pd.DataFrame) -> pd.DataFrame:
    """Return the table `weighbridge_month`."""
    return tickets.assign(net_t=tickets["net_kg"] / 1000, **night.basis.versions).drop(columns="net_kg")


def _kept(night: Night) -> list[Path]:
    """Return the folders of the files of tickets that were judged under the night's rules, and known by its instant."""
    sheets = load_sheets(night.store, night.rules_version)
    files = load_submissions(night.store, night.contracts.reports, night.rules_version, night.known_at)
    judged = set(sheets.loc[sheets["report"] == TICKET, "file_sha256"])
    return [kept_folder(night) / sha256 for sha256 in files["file_sha256"] if sha256 in judged]


def kept_folder(night: Night) -> Path:
    """Return where what became of tickets lies, by file: closed to others, for the version of the rules."""
    private_folder(night.home.store)
    private_folder(night.home.store / "tickets")
    return private_folder(night.home.store / "tickets" / night.rules_version)


def _vehicle_key(night: Night) -> str:
    """Return the home's key for the hashes of vehicles, made when the first is needed; its owner alone may read it."""
    path = private_folder(night.home.store) / "vehicle.key"
    if not path.is_file():
        write_atomic(path, secrets.token_hex(32).encode())
        path.chmod(0o600)
    return path.read_text(encoding="ascii")
