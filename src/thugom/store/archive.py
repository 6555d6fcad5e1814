"""The archive: every original that ever arrived, once, by its hash, never changed again."""

import shutil
from pathlib import Path

from thugom.files import partial_of, replace_atomic, sha256_of
from thugom.store.errors import StoreError

_READ_ONLY = 0o444
_REMEDY = "Free some space, or give this user the right to write here; then run again."


def keep(archive: Path, source: Path, sha256: str) -> Path:
    """Keep the bytes of `source` under their hash, and return where: `archive/ab/<sha256><suffix>`.

    Bytes that are kept already stay where they are, whatever `source` is called now.

    Raises:
        StoreError: `source` is no longer what was hashed, or the archive cannot be written.
    """
    kept = find(archive, sha256)
    if kept is not None:
        return kept
    target = _folder(archive, sha256) / f"{sha256}{source.suffix}"
    partial = partial_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # A killed run may have left a copy that is closed to writing already.
        partial.unlink(missing_ok=True)
        shutil.copyfile(source, partial)
        # The copy is what counts: a sender may still be writing the file that was hashed a moment ago.
        _refuse_changed(partial, source, sha256)
        partial.chmod(_READ_ONLY)
        replace_atomic(partial, target)
    except OSError as error:
        raise StoreError(target, f"The original cannot be kept ({error.strerror or error})", _REMEDY) from error
    return target


def find(archive: Path, sha256: str) -> Path | None:
    """Return where the bytes with this hash are kept, if they are.

    >>> find(Path("data/archive"), "0" * 64) is None
    True
    """
    # Half-written files begin with a dot, so they are never found.
    return min(_folder(archive, sha256).glob(f"{sha256}*"), default=None)


def _folder(archive: Path, sha256: str) -> Path:
    """Return the folder for this hash: 256 of them, so that none grows without end."""
    return archive / sha256[:2]


def _refuse_changed(copy: Path, source: Path, sha256: str) -> None:
    """Refuse a copy that is not what was hashed."""
    if sha256_of(copy) != sha256:
        copy.unlink()
        raise StoreError(source, "The file changed while it was read", "Wait until it is whole, then run again.")
