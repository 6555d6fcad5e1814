"""Reading a backup: from its list to its last byte, nothing believed that the list does not say."""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from thugom.services.backup.manifest import HOME, LIST_NAME, BackupError, Manifest

_CHUNK = 1 << 20
_DAMAGED = "Take another copy of it, or an older backup."
_LONGEST_LIST = 1 << 28
_READ_ONLY = 0o444


def read_backup(source: Path, folder: Path | None = None) -> Manifest:
    """Read a backup to its end, each file held against the list, and return the list.

    Args:
        source: the backup.
        folder: where to unpack it; nowhere where None.

    Raises:
        BackupError: it is damaged, not whole, or no backup.
        OSError: it cannot be read, or the folder cannot be written.
    """
    try:
        with source.open("rb") as opened, tarfile.open(fileobj=opened, mode="r|") as packed:
            members = iter(packed)
            manifest = _list_of(source, packed, members)
            missing = set(manifest.files)
            for entry in members:
                _unpack(source, packed, entry, manifest, folder)
                missing.discard(entry.name)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(
            source, f"This file is no backup of thugom, or only part of one ({error})", _DAMAGED
        ) from error
    if missing:
        problem = f"The backup is not whole: {len(missing)} files are missing, {min(missing)} among them"
        raise BackupError(source, problem, _DAMAGED)
    return manifest


def _list_of(source: Path, packed: tarfile.TarFile, members: Iterator[tarfile.TarInfo]) -> Manifest:
    """Return the list that a backup begins with."""
    entry = next(members, None)
    held = packed.extractfile(entry) if entry is not None and entry.name == LIST_NAME else None
    return Manifest.read(source, held.read(_LONGEST_LIST) if held is not None else b"")


def _unpack(
    source: Path, packed: tarfile.TarFile, entry: tarfile.TarInfo, manifest: Manifest, folder: Path | None
) -> None:
    """Unpack one file to where it belongs; what the list does not name, or names otherwise, is refused."""
    listed, held = manifest.files.get(entry.name), packed.extractfile(entry)
    parts = PurePosixPath(entry.name).parts
    if listed is None or held is None or ".." in parts or entry.name.startswith("/"):
        raise BackupError(source, f"The backup holds something that its list does not name: {entry.name}", _DAMAGED)
    target = Path(os.devnull) if folder is None else folder / entry.name.removeprefix(HOME)
    target.parent.mkdir(parents=True, exist_ok=True)
    if _copied(held, target) != listed.sha256:
        raise BackupError(source, f"The backup is damaged: {entry.name} is not what was kept", _DAMAGED)
    if folder is not None and entry.name.startswith(f"{HOME}data/archive/"):
        target.chmod(_READ_ONLY)


def _copied(held: IO[bytes], target: Path) -> str:
    """Write a file, and return the SHA-256 of what was written."""
    digest = hashlib.sha256()
    with target.open("wb") as opened:
        while chunk := held.read(_CHUNK):
            digest.update(chunk)
            opened.write(chunk)
    return digest.hexdigest()
