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
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pandas as pd

from thugom.checks.tickets import (
    judge,
    keep,
    know_register,
    last_rows,
    listed,
    months,
    parts_with_copies,
    read_kept,
    recall,
    refusals,
    remember,
    unreadable,
)
from thugom.files import private_folder, write_atomic
from thugom.register import expected_settlements
from thugom.services.night.opening import Declared, Night
from thugom.services.night.originals import original
from thugom.services.night.progress import current
from thugom.services.night.tally import Tally
from thugom.services.ticket_files import TICKET, form_of
from thugom.sources.tickets import (
    FAILURES,
    MAY_BE,
    Engine,
    Form,
    TicketFile,
    is_of_the_machine,
    open_engine,
    stage,
)
from thugom.store import append_judged, load_sheets, load_submissions

Named = tuple[TicketFile, str]
"""A file, and its path in the inbox."""
_JUDGING, _ADDING, _RECALLING = ".judging-", ".adding-", ".recalling-"
_COUNTED, _FILES = "counted", "files.json"
Outcome = tuple[dict[str, tuple[int, int]], pd.DataFrame]
"""How many rows of each file, by hash, count and do not, and the findings."""
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
        self._begun: deque[tuple[list[Named], Future[Outcome | BaseException]]] = deque()
        self._switch_before = sys.getswitchinterval()
        self._workers = ThreadPoolExecutor(_SIDE_BY_SIDE, "weighing")

    def __enter__(self) -> Self:
        """Begin."""
        # Who judges beside Python's own work waits for it at every step: let the wait be short.
        sys.setswitchinterval(_SWITCH_SECONDS)
        if len(self._files):
            # What they share is made before they begin: the folder, and the key of vehicles.
            kept_folder(self._night)
            _vehicle_key(self._night)
        for batch in _batches(self._night, self._files, self._forms):
            self._begun.append((batch, self._workers.submit(_attempt, self._night, batch)))
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
        return _record(self._night, batch, work.result())


def _batches(night: Night, files: pd.DataFrame, forms: dict[str, Form]) -> Iterator[list[Named]]:
    """Yield files with their paths, so many together as memory holds."""
    batch, size = list[Named](), 0
    for file in files.itertuples(index=False):
        sha256 = str(file.sha256)
        local = dt.datetime.fromisoformat(str(file.arrived_at)).astimezone(night.policy.place.time_zone)
        arrived = local.strftime("%Y-%m-%d %H:%M:%S")
        content, form = original(night, sha256), forms[sha256]
        batch.append((TicketFile(sha256, content, arrived, form), str(file.file_path)))
        size += content.stat().st_size * (1 if form.delimiter and not form.packed else _PACKED)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def sweep(night: Night) -> None:
    """Remove what nights that were killed left half done; for a night that holds the lock.

    A night of the past takes no lock: its folder may be in use, unless it is a day old.
    """
    for folder in (night.home.store / "tickets").glob("*/.*-*"):
        age = night.now - dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)
        if folder.name.startswith((_JUDGING, _ADDING)) or (
            folder.name.startswith(_RECALLING) and age > _RECALLED_BY_NOW
        ):
            shutil.rmtree(folder, ignore_errors=True)


def _attempt(night: Night, batch: Sequence[Named]) -> Outcome | BaseException:
    """Judge a batch, and return what was kept and found, or what went wrong."""
    try:
        return _kept_of(night, [file for file, _ in batch])
    except FAILURES as error:
        return error


def _record(night: Night, batch: Sequence[Named], outcome: Outcome | BaseException) -> Tally:
    """Record what became of each file of a batch; where something went wrong, judge each by itself first."""
    files = [file for file, _ in batch]
    sheets = pd.DataFrame(
        [(file.sha256, "", TICKET, "canonical", "month", "{}") for file in files],
        columns=["file_sha256", "sheet", "report", "source", "period_kind", "columns_json"],
    )
    if isinstance(outcome, BaseException):
        if len(batch) > 1:
            return sum((_record(night, [one], _attempt(night, [one])) for one in batch), Tally())
        if is_of_the_machine(outcome):
            return Tally(put_off=(batch[0][1],))
        # It holds no tickets that anybody could add up.
        outcome, sheets = ({files[0].sha256: (0, 0)}, unreadable(files[0])), sheets.head(0)
    counts, findings = outcome
    rows = [(sha256, accepted + refused, accepted, refused) for sha256, (accepted, refused) in counts.items()]
    judgements = pd.DataFrame(rows, columns=["file_sha256", "rows_received", "rows_accepted", "rows_refused"])
    append_judged(night.store, night.rules_version, {}, findings, sheets, judgements, kept_elsewhere=frozenset(counts))
    for _ in batch:
        current().advance()
    accepted, refused = (sum(parts) for parts in zip(*counts.values(), strict=True))
    return Tally(len(batch), accepted + refused, accepted, refused, tuple(counts))


def _kept_of(night: Night, files: Sequence[TicketFile]) -> Outcome:
    """Judge files and put into its place what is kept of each; return how many rows of each count and do not, and why.

    Raises:
        FAILURES: one cannot be read, or not here; nothing was kept.
    """
    contract, limits = night.contracts.streams[TICKET], night.policy.weighbridge
    folder = kept_folder(night)
    with TemporaryDirectory(prefix=_JUDGING, dir=folder, ignore_cleanup_errors=True) as scratch:
        memory = night.settings.ticket_memory_mb // _SIDE_BY_SIDE
        with open_engine(Path(scratch), memory, threads=1) as engine:
            know_register(engine, units_on_scales(night.declared), night.register.facilities)
            cut_off = stage(engine, files, contract)
            judge(engine, files, contract, limits, night.policy.place.time_zone, _vehicle_key(night))
            counts = keep(engine, files, Path(scratch) / "kept")
            findings = [listed(engine, files, contract, limits, limits.listed_rows)]
            if cut_off:
                last = last_rows(engine, files)
                findings = [unreadable(one, last[one.sha256]) for one in files if one.sha256 in cut_off] + findings
        for file in files:
            target = folder / file.sha256
            # What a killed night left here was never called judged.
            shutil.rmtree(target, ignore_errors=True)
            (Path(scratch) / "kept" / file.sha256).rename(target)
    return counts, pd.concat(findings)


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
        open_engine(Path(scratch), night.settings.ticket_memory_mb) as engine,
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


def units_on_scales(here: Declared) -> pd.DataFrame:
    """Return the register's units, each with the settlement that a ticket of it tells, `all` where it tells none."""
    expected = expected_settlements(here.register, here.policy.kind_settlement).groupby("unit_id")["settlement"]
    only = expected.first().where(expected.size() == 1, "all")
    units = here.register.units[["unit_code", "unit_id", "valid_from", "valid_to"]]
    return units.assign(settlement=units["unit_id"].map(only).fillna("all"))
