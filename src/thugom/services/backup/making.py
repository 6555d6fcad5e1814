"""Making a backup: everything that a home cannot compute again, as of one moment, in one file."""

import datetime as dt
import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from thugom import __version__
from thugom.contracts import Home, load_contracts
from thugom.files import partial_of, private_folder, replace_atomic, sha256_of
from thugom.services.backup.manifest import DATABASE_NAME, HOME, LIST_NAME, BackupError, Manifest, Member
from thugom.services.backup.reading import read_backup
from thugom.services.night.opening import opened
from thugom.services.one_writer import writing_alone
from thugom.services.originals import Originals, kept_originals
from thugom.settings import Settings
from thugom.store import open_engine
from thugom.store.carrying import carry_out, contents

_DEFINITIONS = ("home.yml", "policy.yml", "contacts.yml", "exchange.yml", "register", "sources")
"""What a person wrote. Addresses and passwords (channels.yml) are no part of it: a backup travels."""
_KEPT = ("receipts", "demo", "store/tickets", "store/vehicle.key")
"""What a home keeps beside its database and its originals, below `data`."""
_FOR_ITS_OWNER = 0o600
_REMEDY = "Free some space, or name a folder with --out in which this user may write; then run again."


@dataclass(frozen=True)
class Made:
    """What was made: where, how large, and what is in it."""

    path: Path
    size: int
    manifest: Manifest


def make_backup(root: Path, target: Path, now: dt.datetime) -> Made:
    """Write a backup of the home at `root` to the file `target`; no night runs meanwhile.

    It is written beside its place and renamed over, readable by its owner alone: reports name people.

    Raises:
        HomeError, StoreError: the home or its database cannot be read.
        HomeLockedError: a night runs.
        BackupError: nothing was published yet, a file changed meanwhile, or the backup cannot be written.
    """
    home = Home.open(root)
    if Settings().database_url is None and not home.database_path.is_file():
        raise BackupError(root, "There is nothing to keep yet: no night has run in this home", "Run: thugom nightly.")
    with writing_alone(home), TemporaryDirectory(prefix="backup-", dir=private_folder(home.store)) as name:
        database = Path(name) / DATABASE_NAME
        contracts = load_contracts()
        carry_out(opened(home), database, contracts)
        tables = contents(open_engine(database), contracts)
        files = {DATABASE_NAME: database} | dict(_files(home))
        manifest = Manifest(
            now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            __version__,
            {name: Member(path.stat().st_size, sha256_of(path)) for name, path in files.items()},
            tables,
            originals_elsewhere=Originals.of(home, Settings()).url is not None,
        )
        try:
            _write(target, manifest, files)
        except OSError as error:
            problem = f"The backup cannot be written ({error.strerror or error})"
            raise BackupError(error.filename or target, problem, _REMEDY) from error
    return Made(target, target.stat().st_size, manifest)


def _files(home: Home) -> Iterator[tuple[str, Path]]:
    """Yield every file of the home that is kept, with its name in the backup, those that begin a home last."""
    originals = Originals.of(home, Settings())
    archived = kept_originals(originals.folder) if originals.url is None else []
    for path in archived:
        yield f"{HOME}data/archive/{path.parent.name}/{path.name}", path
    for name in _KEPT:
        yield from _below(home.data / name, f"{HOME}data/{name}")
    # What lies in the inbox and was taken in is among the originals.
    taken = {path.name.partition(".")[0] for path in archived}
    for name, path in _below(home.raw, f"{HOME}data/raw"):
        if sha256_of(path) not in taken:
            yield name, path
    for name in reversed(_DEFINITIONS):
        yield from _below(home.definitions / name, f"{HOME}{name}")


def _below(place: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Yield a file, or the files of a folder; links and what is being written are left out."""
    for path in sorted([place] if place.is_file() else place.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.endswith(".partial"):
            yield (name if path == place else f"{name}/{path.relative_to(place).as_posix()}"), path


def _write(target: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    """Write the file: the list first, then what it lists."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_of(target)
    try:
        partial.unlink(missing_ok=True)
        partial.touch(_FOR_ITS_OWNER)
        with tarfile.open(partial, "w", format=tarfile.PAX_FORMAT) as packed:
            written = manifest.as_json()
            entry = tarfile.TarInfo(LIST_NAME)
            entry.size = len(written)
            packed.addfile(entry, io.BytesIO(written))
            for name, path in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = manifest.files[name].size
                with path.open("rb") as source:
                    packed.addfile(entry, source)
        # Somebody may have changed a file meanwhile; a backup that cannot be restored is none.
        read_backup(partial)
        replace_atomic(partial, target)
    finally:
        partial.unlink(missing_ok=True)
