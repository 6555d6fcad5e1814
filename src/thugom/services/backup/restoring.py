"""Restoring: a home made again from a backup, whole or not at all."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from thugom.contracts import load_contracts
from thugom.files import private_folder
from thugom.services.backup.manifest import DATABASE_NAME, BackupError, Manifest
from thugom.services.backup.reading import read_backup
from thugom.settings import Settings
from thugom.store import Engine, open_engine
from thugom.store.alone import alone
from thugom.store.carrying import carry_in, contents

_CLOSED = ("data/store", "data/archive")


@dataclass(frozen=True)
class Restored:
    """What was restored: the home, what the backup said of itself, and the database that holds the rows now."""

    root: Path
    manifest: Manifest
    database: str


def restore_backup(source: Path, root: Path) -> Restored:
    """Make the home at `root` from the backup `source`, on its own SQLite or on the database of the settings.

    The whole file is read and held against its list before anything is kept; the home appears under its name when all
    of it is there, and the rows of every table are held against the list's, too.

    Raises:
        BackupError: the file is damaged or no backup, the folder holds something, or other rows came out than went in.
        StoreError: the database cannot be written, or holds a home already.
        HomeLockedError: another run writes in the database.
    """
    if not source.is_file():
        raise BackupError(source, "There is no such file", "Name a file that thugom backup made.")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise BackupError(root, "This folder is not empty", "Name a folder that is empty or does not exist.")
    beside = root.with_name(f".{root.name}.restoring")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        manifest = read_backup(source, beside)
        for name in _CLOSED:
            private_folder(beside / name)
        (beside / "data" / "raw").mkdir(parents=True, exist_ok=True)
        database = _database(beside, root, manifest)
        # An empty folder gives way to what is renamed over it.
        beside.replace(root)
    except OSError as error:
        remedy = "Free some space, or name a folder with --home in which this user may write; then run again."
        problem = f"The home cannot be made ({error.strerror or error})"
        raise BackupError(error.filename or root, problem, remedy) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Restored(root, manifest, database)


def _database(beside: Path, root: Path, manifest: Manifest) -> str:
    """Put the rows where they belong, and hold them against the list; return the database's name."""
    carried, contracts, url = beside / DATABASE_NAME, load_contracts(), Settings().database_url
    if url is None:
        target = private_folder(beside / "data" / "store") / "thugom.db"
        carried.replace(target)
        _compare(open_engine(target), target, manifest)
        return str(root / "data" / "store" / "thugom.db")
    engine = open_engine(url.get_secret_value())
    with alone(engine, Settings().writer_wait_seconds):
        carry_in(carried, engine, contracts)
    _compare(engine, engine.url, manifest)
    for path in beside.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    return str(engine.url)


def _compare(engine: Engine, place: object, manifest: Manifest) -> None:
    """Hold what the tables hold now against what they held."""
    now = contents(engine, load_contracts())
    other = [name for name, content in now.items() if manifest.tables.get(name, content) != content]
    if other:
        problem = f"Other rows came out of the backup than went in: {', '.join(sorted(other))}"
        raise BackupError(place, problem, "This is an error of the program, not of the data: please report it.")
