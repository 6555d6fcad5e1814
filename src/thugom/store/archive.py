"""The archive: every original that ever arrived, once, by its hash, never changed again."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from thugom.files import partial_of, sha256_of
from thugom.store.errors import StoreError

_READ_ONLY = 0o444
_CHUNK = 1 << 20
_REMEDY = "Free some space, or give this user the right to write here; then run again."


class FileChangedError(StoreError):
    """A file is still being written, or went away while it was read: it is taken in when it is there and whole."""

    def __init__(self, source: Path) -> None:
        """Name the file."""
        self.source = source
        super().__init__(source, "The file changed while it was read", "Wait until it is whole, then run again.")


def keep(archive: Path, source: Path, sha256: str) -> Path:
    """Keep the bytes of `source` under their hash, and return where: `archive/ab/<sha256><suffix>`.

    Bytes that are kept already stay where they are, whatever `source` is called now.

    Raises:
        FileChangedError: `source` is no longer what was hashed, or is no longer there.
        StoreError: the archive cannot be written.
    """
    return keep_all(archive, [(source, sha256)])[0]


def keep_all(archive: Path, originals: Sequence[tuple[Path, str]]) -> list[Path]:
    """Keep many files, all of them or none, and return where each is kept.

    The disk is synced twice for all of them together, and not four times for each: a first night brings thousands.

    Raises:
        as `keep`.
    """
    targets = {sha256: _place(archive, source, sha256) for source, sha256 in originals}
    new = {sha256: source for source, sha256 in originals if not targets[sha256].exists()}
    try:
        for sha256, source in new.items():
            _copy(source, targets[sha256], sha256)
        if new:
            # The order is the promise: bytes on disk, then the names, then the folders that hold them.
            os.sync()
            for sha256 in new:
                partial_of(targets[sha256]).replace(targets[sha256])
            os.sync()
    except OSError as error:
        _forget(map(partial_of, targets.values()))
        raise StoreError(archive, f"The original cannot be kept ({error.strerror or error})", _REMEDY) from error
    except FileChangedError:
        _forget(map(partial_of, targets.values()))
        raise
    return [targets[sha256] for _, sha256 in originals]


def _forget(partials: Iterable[Path]) -> None:
    """Remove copies that are not kept: a full disk needs their room, and nobody may ask for them again."""
    for partial in partials:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _copy(source: Path, target: Path, sha256: str) -> None:
    """Copy a file beside its place in the archive."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_of(target)
    # A killed run may have left a copy that is closed to writing already.
    partial.unlink(missing_ok=True)
    with partial.open("wb") as copy:
        for chunk in _chunks(source):
            copy.write(chunk)
    # The copy is what counts: a sender may still be writing the file that was hashed a moment ago.
    if sha256_of(partial) != sha256:
        partial.unlink()
        raise FileChangedError(source)
    partial.chmod(_READ_ONLY)


def _chunks(source: Path) -> Iterator[bytes]:
    """Yield the bytes of a file; whatever stands in the way of reading them is a fault of the file, not of the archive.

    Raises:
        FileChangedError: it is gone, or cannot be read any more.
    """
    try:
        with source.open("rb") as content:
            while chunk := content.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise FileChangedError(source) from error


def find(archive: Path, sha256: str) -> Path | None:
    """Return where the bytes with this hash are kept, if they are.

    >>> find(Path("data/archive"), "0" * 64) is None
    True
    """
    folder = _folder(archive, sha256)
    try:
        # Half-written files begin with a dot, so they are never found.
        names = [name for name in os.listdir(folder) if name.startswith(sha256)]  # noqa: PTH208 - names are all it needs
    except OSError:
        return None
    return folder / min(names) if names else None


def _place(archive: Path, source: Path, sha256: str) -> Path:
    """Return where an original is kept, or is to be."""
    target = _folder(archive, sha256) / f"{sha256}{source.suffix}"
    # The same bytes may be there under another ending.
    return target if target.exists() else find(archive, sha256) or target


def _folder(archive: Path, sha256: str) -> Path:
    """Return the folder for this hash: 256 of them, so that none grows without end."""
    return archive / sha256[:2]
