"""The inbox of a night: a folder of this machine, or one on another machine whose new files are fetched."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pandas as pd

from thugom.files import private_folder, sha256_of
from thugom.files.remote import RemoteFile, RemoteFolder
from thugom.services.night.opening import Night, inbox_folder
from thugom.services.night.progress import current
from thugom.sources import discover, is_report_name
from thugom.store import deposited_before, fetched_before, find, reading

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")
_NAMELESS = "_"


@dataclass(frozen=True)
class Found:
    """A file in the inbox: how it is named everywhere, its hash and size, and where its bytes lie.

    `content`: None where they were fetched on an earlier night, and are in the archive.
    """

    file_path: str
    sha256: str
    size: int
    content: Path | None


@dataclass
class Look:
    """What a look into the inbox came to: the files, those that could not be read yet, and what to remember of it.

    `fetched`: rows of the ledger's table `fetched`.
    """

    found: list[Found] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    fetched: list[tuple[str, int, str, str]] = field(default_factory=list)
    inbox: str = ""

    def as_rows(self, entered_at: str) -> pd.DataFrame:
        """Return what was fetched as rows of the ledger."""
        rows = pd.DataFrame(self.fetched, columns=["path", "size_bytes", "stamp", "file_sha256"])
        return rows.assign(inbox=self.inbox, entered_at=entered_at)


@contextmanager
def looked_through(night: Night) -> Iterator[Look]:
    """Give what lies in the inbox; bytes that were fetched are here as long as the block.

    Raises:
        RemoteError: an inbox on another machine cannot be listed, or was gone while its files were fetched.
        OSError: the inbox on this machine cannot be listed.
    """
    raw, url = inbox_folder(night.home, night.settings), night.settings.inbox_url
    if raw is not None or url is None:
        yield _here(raw or night.home.raw)
        return
    # Beside the archive and not in the system's folder: reports are nobody else's, and there is room for them.
    with TemporaryDirectory(prefix="fetched-", dir=private_folder(night.home.store)) as folder:
        yield _there(night, RemoteFolder(url.get_secret_value()), Path(folder))


def _here(raw: Path) -> Look:
    """Look through a folder of this machine."""
    look = Look()
    for path in discover(raw):
        name = file_path(path, raw)
        try:
            before = path.stat()
            sha256 = sha256_of(path)
            changed = path.stat().st_mtime_ns != before.st_mtime_ns
        except FileNotFoundError:
            # It was moved away while the night looked: the next night will see what became of it.
            continue
        except OSError:
            look.skipped.append(name)
            continue
        if changed:
            look.skipped.append(name)
        else:
            look.found.append(Found(name, sha256, before.st_size, path))
    return look


def _there(night: Night, inbox: RemoteFolder, folder: Path) -> Look:
    """Look through a folder of another machine, and fetch what is new into `folder`."""
    look = Look(inbox=inbox.shown)
    originals = night.originals
    with reading(night.store) as connection:
        known = fetched_before(connection, inbox.shown)
        deposited = deposited_before(connection, originals.there.shown) if originals.there else set()
    files = [(label(file.path), file) for file in inbox.files()]
    files = [(name, file) for name, file in files if is_report_name(PurePosixPath(name))]
    progress = current()
    progress.begin("fetch", len(files))
    for number, (name, file) in enumerate(files):
        sha256 = known.get((file.path, file.size, file.stamp)) if file.stamp else None
        if sha256 and (sha256 in deposited or find(originals.folder, sha256)):
            look.found.append(Found(name, sha256, file.size, None))
        else:
            _fetch(look, inbox, file, name, folder / f"{number}{_suffix(name)}", is_known=sha256 is not None)
        progress.advance()
    return look


def _fetch(look: Look, inbox: RemoteFolder, file: RemoteFile, name: str, target: Path, *, is_known: bool) -> None:
    """Fetch one file, or say that it could not be read yet. What it is called there never names anything here."""
    if not inbox.fetch(file, target):
        look.skipped.append(name)
        return
    sha256 = sha256_of(target)
    look.found.append(Found(name, sha256, file.size, target))
    if file.stamp and not is_known:
        look.fetched.append((file.path, file.size, file.stamp, sha256))


def file_path(path: Path, raw: Path) -> str:
    """Return a file's path as it is named everywhere: below the inbox, POSIX, NFC.

    A name that is not UTF-8 is shown with marks of replacement: it must not cost the night.
    """
    name = path.relative_to(raw).as_posix()
    return unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())


def label(path: str) -> str:
    r"""Return the path by which a file of another machine is known: below the inbox, whatever its name says.

    >>> label("2026-10/../../etc/passwd"), label("/03595//bao cao.xlsx"), label("..\\x.csv")
    ('2026-10/etc/passwd', '03595/bao cao.xlsx', 'x.csv')
    """
    text = unicodedata.normalize("NFC", path.encode("utf-8", "replace").decode())
    parts = [part for part in re.split(r"[/\\]", text) if part.strip() not in ("", ".", "..")]
    return "/".join(parts) or _NAMELESS


def _suffix(name: str) -> str:
    """Return the ending of a name, where it is a plain one: the archive keeps it."""
    suffix = PurePosixPath(name).suffix
    return suffix if _SUFFIX.fullmatch(suffix) else ""
