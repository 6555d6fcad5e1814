"""Opening a night: everything that is declared, read once and checked before a file is touched."""

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from thugom import __version__
from thugom.contracts import (
    ContractError,
    Contracts,
    Home,
    HomeError,
    IntakeRule,
    Policy,
    SourceMap,
    load_contracts,
    load_intake_rules,
    load_policy,
    load_source_maps,
    packaged_schemas,
)
from thugom.contracts.contacts import load_contacts
from thugom.files import private_folder
from thugom.files.remote import RemoteFolder, local_path, without_password
from thugom.measures.basis import Basis
from thugom.register import Register, load_register
from thugom.services.originals import Originals
from thugom.settings import Settings
from thugom.store import Engine, last_published_at, open_engine, prepare

JUDGING_POLICY = ("place", "kinds", "plausibility", "treatment", "weighbridge")
"""The sections of the policy that decide whether a row is accepted."""
_PUT_RIGHT = dt.timedelta(hours=1)
"""How far back a clock is set that was a little ahead."""
_SET_THE_CLOCK = "Set the clock by a time server (timedatectl set-ntp true), then run again."
REGISTER_SUFFIXES = (".csv", ".parquet")
"""Lists and boundaries; what else lies there says what they mean, and is kept as a contract."""


@dataclass(frozen=True, eq=False)
class Night:
    """Everything a night works with: the home, what is declared, the store and the clock's one reading.

    `known_at`: the instant by which files must have been known to count; None for all of them. `judged_under`: the
    version of the rules under which they were judged, where that is not what is declared now.
    """

    home: Home
    settings: Settings
    contracts: Contracts
    intake: Mapping[str, IntakeRule]
    source_maps: Mapping[str, SourceMap]
    policy: Policy
    register: Register
    store: Engine
    as_of: dt.date
    now: dt.datetime
    known_at: str | None = None
    judged_under: str | None = None

    @property
    def declared(self) -> "Declared":
        """What the home and the program declare."""
        return Declared(self.home, self.contracts, self.intake, self.source_maps, self.policy, self.register)

    @functools.cached_property
    def originals(self) -> Originals:
        """The archive of originals."""
        return Originals.of(self.home, self.settings)

    @property
    def started_at(self) -> str:
        """The night's instant, UTC ISO 8601."""
        return self.now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def basis(self) -> Basis:
        """What the figures rest on besides the facts."""
        return Basis(self.policy, self.register, self.as_of)

    @property
    def rules_version(self) -> str:
        """The version of everything that decides what a file's rows say and whether they count.

        A file is judged once per version: a corrected register or source map judges it anew.
        """
        if self.judged_under is not None:
            return self.judged_under
        parts = [__version__, self.register.bytes_hash]
        parts += [contract.sha256 for _, contract in sorted(self.contracts.reports.items())]
        parts += [contract.sha256 for _, contract in sorted(self.contracts.streams.items())]
        parts += [source.sha256 for _, source in sorted(self.source_maps.items())]
        parts += [rule.severity + name for name, rule in sorted(self.intake.items())]
        policy = {name: self.policy.content.get(name) for name in JUDGING_POLICY}
        parts.append(json.dumps(policy, sort_keys=True, ensure_ascii=False))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def open_night(root: Path, as_of: dt.date | None, now: dt.datetime) -> Night:
    """Return the night for the home at `root`.

    Args:
        root: the home.
        as_of: the day the figures speak of; else the home's pinned day, else today in its zone.
        now: the clock's reading, with a zone.

    Raises:
        HomeError, ContractError, RegisterError, StoreError: a declaration is wrong, the store
            cannot be opened, or the clock was set back; nothing was touched.
    """
    here = declared(_with_inbox(Home.open(root)))
    store = opened(here.home)
    prepare(store, here.contracts)
    now = _after_the_last(here.home, now, last_published_at(store))
    today = now.astimezone(here.policy.place.time_zone).date()
    return Night(
        **vars(here),
        settings=Settings(),
        store=store,
        as_of=as_of or here.home.as_of or today,
        now=now,
    )


def _after_the_last(home: Home, now: dt.datetime, last: str | None) -> dt.datetime:
    """Return the night's instant: the clock's, or the one after the last publication where the clock was put right.

    What is newest goes by instants: which publication stands, and which of two reports corrects the other.

    Raises:
        HomeError: the clock is too far behind to be believed: on the day it shows other months would be due.
    """
    newest = dt.datetime.fromisoformat(last) if last is not None else now
    if newest - now > _PUT_RIGHT:
        shown = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        problem = f"This machine's clock shows {shown}, and the last publication was at {last}; nothing was touched"
        raise HomeError(home.root, problem, _SET_THE_CLOCK)
    return newest + dt.timedelta(seconds=1) if now < newest else now


def inspect_home(root: Path) -> None:
    """Find out what would stop a night at its start, before a server is started for it.

    Raises:
        as `open_night`; nothing was touched.
        RemoteError: the inbox is on another machine that does not answer.
    """
    home = declared(_with_inbox(Home.open(root))).home
    load_contacts(home)
    url = Settings().inbox_url
    if url is not None and inbox_folder(home, Settings()) is None:
        RemoteFolder(url.get_secret_value()).reach()
    opened(home).dispose()


def _with_inbox(home: Home) -> Home:
    """Return the home, or say that nothing can arrive in it; of an inbox on another machine the night will hear."""
    folder = inbox_folder(home, Settings())
    if folder is not None and not folder.is_dir():
        remedy = "Make this folder and put the reports there, then run again."
        raise HomeError(folder, "The folder of the reports is missing", remedy)
    return home


def inbox_folder(home: Home, settings: Settings) -> Path | None:
    """Return the inbox on this machine: that of the settings, else the home's own; None for one on another machine.

    A synthetic home has its own alone: what is invented and what somebody sent must never meet.
    """
    if settings.inbox_url is None or home.synthetic:
        return home.raw
    return local_path(settings.inbox_url.get_secret_value())


def inbox_shown(root: Path) -> str:
    """Return the inbox of the home at `root` as a person is told of it."""
    settings = Settings()
    folder = inbox_folder(Home.open(root), settings)
    if folder is None and settings.inbox_url is not None:
        return without_password(settings.inbox_url.get_secret_value())
    return str(folder)


@dataclass(frozen=True, eq=False)
class Declared:
    """What a home and the program declare."""

    home: Home
    contracts: Contracts
    intake: Mapping[str, IntakeRule]
    source_maps: Mapping[str, SourceMap]
    policy: Policy
    register: Register


def declared(home: Home, schemas: Path | None = None) -> Declared:
    """Return what is declared, every file of it checked.

    Args:
        home: policy, register and source maps.
        schemas: contracts and the rules of reading; those of the package where None.

    Raises:
        ContractError, RegisterError: a declaration is wrong.
    """
    policy = load_policy(home.policy_path)
    contracts = load_contracts(schemas)
    register = load_register(
        home.register_dir,
        synthetic=home.synthetic,
        kinds=policy.kind_settlement,
        code_length=policy.place.unit_code_length,
        contracts=(contracts.register or None) if schemas else None,
    )
    source_maps = load_source_maps(home.sources_dir)
    for source in source_maps.values():
        if source.report not in contracts.reports:
            raise ContractError(source.path, 2, source.report, f"one of {', '.join(contracts.reports)}")
    intake = load_intake_rules(schemas / "intake.yml" if schemas else None)
    return Declared(home, contracts, intake, source_maps, policy, register)


def opened(home: Home) -> Engine:
    """Return the store of a home: the database of the settings, else the home's own."""
    url = Settings().database_url
    return open_engine(url.get_secret_value() if url else home.database_path)


def lock_path(root: Path) -> Path:
    """Return the lock of the home at `root`, in a folder that is closed to others: one night at a time."""
    return private_folder(Home.open(root).store) / "night.lock"


def declarations(night: Night) -> Iterator[tuple[str, str, Path]]:
    """Yield every file that the figures rest on besides the reports: its kind, where it belongs, and where it lies.

    Where it belongs is a path below a home's definitions; of contracts and rules of reading, below the package's
    `schemas`: so they can be laid out again as they were.
    """
    yield "policy", "policy.yml", night.policy.path
    yield "home", "home.yml", night.home.definitions / "home.yml"
    for path in sorted(night.home.register_dir.rglob("*")):
        if path.suffix in REGISTER_SUFFIXES:
            yield "register", f"register/{path.relative_to(night.home.register_dir).as_posix()}", path
    for _, source in sorted(night.source_maps.items()):
        yield "source", f"sources/{source.path.name}", source.path
    for folder, group in vars(night.contracts).items():
        for _, contract in sorted(group.items()):
            yield "contract", f"{folder}/{contract.path.name}", contract.path
    yield "intake", "intake.yml", packaged_schemas() / "intake.yml"
