"""Weighing: files of tickets judged where they lie, kept as Parquet beside the store, and added up by month.

What was accepted and refused of a file lies in a folder of its own, below the version of the rules it was judged under,
and is renamed into its place when it is whole; only then does the ledger call the file judged. So a night that was
killed leaves nothing that counts, and a night of the past reads the files that were judged by then. A file that nobody
can read is judged with nothing accepted; one that the machine had no room for awaits the next night: nothing is wrong
with it, and judged it would never be looked at again.
"""

import datetime as dt
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from thugom.checks.tickets import (
    judge,
    keep,
    know_register,
    last_row,
    listed,
    months,
    read_kept,
    refusals,
    unreadable,
)
from thugom.files import private_folder, write_atomic
from thugom.register import expected_settlements
from thugom.services.night.opening import Declared, Night
from thugom.services.night.originals import original
from thugom.services.night.progress import current
from thugom.services.night.tally import Tally
from thugom.sources.tickets import (
    FAILURES,
    Engine,
    Form,
    TicketFile,
    is_of_the_machine,
    open_engine,
    recognise,
    stage,
)
from thugom.store import append_judged, load_sheets, load_submissions

TICKET = "ticket"
_MAY_BE = (".csv", ".tsv", ".txt", ".gz", ".parquet")
_JUDGING, _ADDING, _RECALLING = ".judging-", ".adding-", ".recalling-"
_RECALLED_BY_NOW = dt.timedelta(days=1)


def tickets_among(night: Night, awaiting: pd.DataFrame) -> dict[str, Form]:
    """Return which of some files hold tickets, by hash, and how."""
    contract = night.contracts.streams.get(TICKET)
    if contract is None:
        return {}
    found: dict[str, Form] = {}
    for sha256, path in awaiting[["sha256", "file_path"]].itertuples(index=False, name=None):
        if str(path).lower().endswith(_MAY_BE):
            form = recognise(original(night, str(sha256)), contract)
            found |= {str(sha256): form} if form else {}
    return found


def weigh(night: Night, files: pd.DataFrame, forms: dict[str, Form]) -> Tally:
    """Judge files of tickets one by one, and record in the ledger what became of each."""
    tally = Tally()
    for file in files.itertuples(index=False):
        sha256 = str(file.sha256)
        local = dt.datetime.fromisoformat(str(file.arrived_at)).astimezone(night.policy.place.time_zone)
        arrived = local.strftime("%Y-%m-%d %H:%M:%S")
        ticket_file = TicketFile(sha256, original(night, sha256), arrived)
        tally += _weigh_one(night, ticket_file, str(file.file_path), forms[sha256])
        current().advance()
    return tally


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


def _weigh_one(night: Night, file: TicketFile, path: str, form: Form) -> Tally:
    """Judge one file, and record what became of it."""
    sheet = pd.DataFrame(
        [(file.sha256, "", TICKET, "canonical", "month", "{}")],
        columns=["file_sha256", "sheet", "report", "source", "period_kind", "columns_json"],
    )
    try:
        accepted, refused, findings = _kept_of(night, file, form)
    except FAILURES as error:
        if is_of_the_machine(error):
            return Tally(put_off=(path,))
        # It holds no tickets that anybody could add up.
        accepted, refused, findings, sheet = 0, 0, unreadable(file), sheet.head(0)
    counts = [(file.sha256, accepted + refused, accepted, refused)]
    judgements = pd.DataFrame(counts, columns=["file_sha256", "rows_received", "rows_accepted", "rows_refused"])
    append_judged(
        night.store, night.rules_version, {}, findings, sheet, judgements, kept_elsewhere=frozenset({file.sha256})
    )
    return Tally(1, accepted + refused, accepted, refused, (file.sha256,))


def _kept_of(night: Night, file: TicketFile, form: Form) -> tuple[int, int, pd.DataFrame]:
    """Judge a file and put into its place what is kept of it; return how many rows count and do not, and why.

    Raises:
        FAILURES: it cannot be read, or not here; nothing was kept.
    """
    contract, limits = night.contracts.streams[TICKET], night.policy.weighbridge
    folder = kept_folder(night)
    with TemporaryDirectory(prefix=_JUDGING, dir=folder, ignore_cleanup_errors=True) as scratch:
        with open_engine(Path(scratch), night.settings.ticket_memory_mb) as engine:
            know_register(engine, units_on_scales(night.declared), night.register.facilities)
            is_whole = stage(engine, file, form, contract, "staged")
            judge(engine, "staged", file, contract, limits, night.policy.place.time_zone, _vehicle_key(night))
            accepted, refused = keep(engine, Path(scratch) / "kept")
            findings = listed(engine, "staged", file, contract, limits.listed_rows)
            if not is_whole:
                findings = pd.concat([unreadable(file, last_row(engine, "staged")), findings])
        target = folder / file.sha256
        # What a killed night left here was never called judged.
        shutil.rmtree(target, ignore_errors=True)
        (Path(scratch) / "kept").rename(target)
    return accepted, refused, findings


def weighed(night: Night) -> pd.DataFrame | None:
    """Return the tickets that count, by unit, facility, month, stream and settlement; None where no file came.

    With tickets, net_kg, refused, duplicates and conflicts (`checks.tickets.months`).
    """
    kept = _kept(night)
    if not kept:
        return None
    with _adding(night, kept) as engine:
        return months(engine)


def refused_tickets(night: Night) -> pd.DataFrame:
    """Return the table `weighbridge_refusal`."""
    names = ["file_sha256", "file_path", "rule_id", "severity", "rows", "first_row_number", "listed", "arrived_at"]
    kept = _kept(night)
    if not kept:
        return pd.DataFrame(columns=names)
    with _adding(night, kept) as engine:
        counts = refusals(engine)
    files = load_submissions(night.store, night.contracts.reports, night.rules_version, night.known_at)
    rows = counts.merge(files[["file_sha256", "file_path", "arrived_at"]], on="file_sha256")
    shown = rows["rows"].clip(upper=night.policy.weighbridge.listed_rows)
    return rows.assign(severity="error", listed=shown)[names]


@contextmanager
def _adding(night: Night, kept: list[Path]) -> Iterator[Engine]:
    """Give an engine that knows what was kept of some files."""
    prefix = _ADDING if night.known_at is None else _RECALLING
    with (
        TemporaryDirectory(prefix=prefix, dir=kept_folder(night), ignore_cleanup_errors=True) as scratch,
        open_engine(Path(scratch), night.settings.ticket_memory_mb) as engine,
    ):
        know_register(engine, units_on_scales(night.declared), night.register.facilities)
        read_kept(engine, kept)
        yield engine


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
