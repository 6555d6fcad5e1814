"""Originals: where the bytes of a file that arrived lie, on this machine or in an archive on another one."""

import functools
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from thugom.contracts import Home
from thugom.files import private_folder, sha256_of
from thugom.files.remote import RemoteError, RemoteFile, RemoteFolder, local_path
from thugom.services.night.progress import Progress
from thugom.settings import Settings
from thugom.store import find, keep

_OTHER_BYTES = "Compare both archives, restore the file from a backup, then run again."


@dataclass(frozen=True, eq=False)
class Originals:
    """The archive of a home.

    `folder`: on this machine. Where `url` names one on another machine, that keeps every original, and `folder` what
    was read of late: it may be emptied at any time.
    """

    folder: Path
    url: str | None
    workplace: Path

    @classmethod
    def of(cls, home: Home, settings: Settings) -> "Originals":
        """Return the archive that the settings name, else the home's own; a synthetic home has its own alone."""
        url = settings.archive_url.get_secret_value() if settings.archive_url and not home.synthetic else None
        here = local_path(url) if url else home.archive
        return cls(here or home.archive, url if here is None else None, home.store)

    @functools.cached_property
    def there(self) -> RemoteFolder | None:
        """The archive on another machine, where there is one.

        Raises:
            RemoteError: it cannot be reached.
        """
        return RemoteFolder(self.url) if self.url else None

    def find(self, sha256: str) -> Path | None:
        """Return where the bytes with this hash lie on this machine; fetched from the other one where they do not.

        Raises:
            RemoteError: the archive on another machine cannot be reached, or holds other bytes under this hash.
            StoreError: they cannot be kept here.
        """
        kept = find(self.folder, sha256)
        if kept is not None or self.there is None:
            return kept
        return _brought_back(self.there, self.folder, sha256, self.workplace)

    def deposit(self, known: set[str], progress: Progress) -> list[str]:
        """Add to the archive on another machine what is kept here and not known to be there; return those hashes.

        What lies there already is never written again.

        Raises:
            RemoteError: it cannot be written, or holds other bytes under a hash.
        """
        if self.there is None:
            return []
        done = [path for path in kept_originals(self.folder) if _hash(path) not in known]
        progress.begin("deposit", len(done))
        holds = functools.lru_cache(maxsize=None)(self.there.holds)
        for path in done:
            held = next((file for file in holds(_hash(path)[:2]) if _hash(Path(file.path)) == _hash(path)), None)
            if held is None:
                self.there.add(path, f"{path.parent.name}/{path.name}", _hash(path))
            elif held.size != path.stat().st_size:
                raise RemoteError(self.there.shown, f"Other bytes lie under this hash ({held.path})", _OTHER_BYTES)
            progress.advance()
        return [_hash(path) for path in done]


def kept_originals(folder: Path) -> list[Path]:
    """Return every original that is kept in an archive on this machine."""
    return [path for path in sorted(folder.glob("??/*")) if not path.name.startswith(".")]


def _hash(path: Path) -> str:
    """Return the hash that an original's name begins with."""
    return path.name.partition(".")[0]


def _brought_back(there: RemoteFolder, folder: Path, sha256: str, workplace: Path) -> Path | None:
    """Fetch an original into the archive on this machine; None where the other machine does not have it."""
    held: RemoteFile | None = next(
        (file for file in there.holds(sha256[:2]) if _hash(Path(file.path)) == sha256),
        None,
    )
    if held is None:
        return None
    with TemporaryDirectory(prefix="fetched-", dir=private_folder(workplace)) as name:
        # The suffix is what the archive keeps of a name; nothing else of what the other machine says is used.
        target = Path(name) / f"original{Path(held.path).suffix}"
        if not there.fetch(held, target) or sha256_of(target) != sha256:
            raise RemoteError(there.shown, f"Other bytes lie under this hash ({held.path})", _OTHER_BYTES)
        return keep(folder, target, sha256)
