"""Folders on other machines, by their URL: SFTP, S3 and whatever else fsspec knows. The one door to fsspec.

What such a machine answers is believed as little as what a stranger sends: names are only labels here and never become
paths of this machine, links are left out, and what was written is read back before it counts.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import fsspec
from fsspec.core import split_protocol

_LOCAL = ("file", "local")
_WHOLE_OR_NOTHING = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "memory"})
"""What an upload to these broke off with is not there at all; elsewhere half a file may be."""
_EXTRAS = {"s3": "s3", "s3a": "s3", "sftp": "sftp", "ssh": "sftp"}
"""What of thugom's own extras speaks to which; for others fsspec says what it needs."""
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "modified", "created")
"""By what a listing says that a file's content changed; the first that is there."""
_PATIENCE_SECONDS = 30
_CHUNK = 1024 * 1024
_REMEDY = "Check the address, the network and the credentials in the environment; then run again. Nothing is lost."


class RemoteError(Exception):
    """A folder on another machine cannot be read or written: names it without its password, and what to do."""

    def __init__(self, place: str, problem: str, remedy: str = _REMEDY) -> None:
        """Say where, what and what to do."""
        self.place, self.problem, self.remedy = place, problem, remedy
        super().__init__(f"{place}\n  {problem}. {remedy}")


@dataclass(frozen=True)
class RemoteFile:
    """One file as a listing has it: its path below the folder, its size, and what tells its content from another.

    `stamp` is empty where the listing says nothing but the size.
    """

    path: str
    size: int
    stamp: str


def local_path(url: str) -> Path | None:
    """Return the folder of this machine that a URL or a plain path names; None for one of another machine.

    >>> local_path("/srv/reports").as_posix(), local_path("file:///srv/reports").as_posix()
    ('/srv/reports', '/srv/reports')
    >>> local_path("s3://reports/2026") is None
    True
    """
    protocol, path = split_protocol(url)
    if protocol is None:
        return Path(url)
    return Path(unquote(path)) if protocol in _LOCAL else None


def without_password(url: str) -> str:
    """Return a URL as it may be shown.

    >>> without_password("sftp://so-tnmt:secret@files.example/reports")
    'sftp://so-tnmt@files.example/reports'
    """
    user, at, _ = urlsplit(url).netloc.rpartition("@")
    return url.replace(f"{user}@", f"{user.partition(':')[0]}@", 1) if at else url


def _passwords_in(url: str) -> list[str]:
    """Return the password in a URL, as it stands there and as it is meant: a library's error may quote either.

    >>> _passwords_in("sftp://so-tnmt:se%20cret@files.example/reports"), _passwords_in("s3://bucket/a")
    (['se%20cret', 'se cret'], [])
    """
    _, colon, password = urlsplit(url).netloc.rpartition("@")[0].partition(":")
    return [password, unquote(password)] if colon and password else []


class RemoteFolder:
    """A folder on another machine. It is listed, files are fetched from it, and files are added to it; no more."""

    def __init__(self, url: str) -> None:
        """Connect to the folder.

        Raises:
            RemoteError: the URL says nothing, what speaks to such machines is not installed, or nobody answers.
        """
        self.shown = without_password(url)
        self._unsaid = _passwords_in(url)
        self._protocol = str(split_protocol(url)[0])
        try:
            with self._explained("It cannot be reached"):
                # Nothing remembered from an earlier look: a listing of yesterday is no listing.
                self._there, root = fsspec.core.url_to_fs(url, skip_instance_cache=True, **_options(self._protocol))
        except RemoteError as error:
            extra = _EXTRAS.get(self._protocol)
            if isinstance(error.__cause__, ImportError) and extra:
                remedy = f'Install it: pip install "thugom[{extra}]"'
                raise RemoteError(self.shown, "What speaks to such machines is not installed", remedy) from error
            raise
        self._root = str(root).rstrip("/")

    def reach(self) -> None:
        """Find out whether it is there and may be listed.

        Raises:
            RemoteError: it is not, or may not.
        """
        self._listing(self._root)

    def files(self) -> list[RemoteFile]:
        """Return the regular files in it and below, sorted by their path.

        Raises:
            RemoteError: it is not there, or some folder of it cannot be listed: that must not be taken for silence.
        """
        infos = self._objects() if self._protocol in _WHOLE_OR_NOTHING else self._walked()
        beginning = len(self._root) + 1
        found = [
            RemoteFile(str(info["name"])[beginning:], _size(info), _stamp(info))
            for info in infos
            # A link leads out of the folder, and a name that ends so is the mark that an object store keeps of one.
            if info["type"] == "file" and not str(info["name"]).endswith("/")
        ]
        return sorted(found, key=lambda file: file.path)

    def _walked(self) -> Iterator[Mapping[str, Any]]:
        """Yield what is said of each entry of it and of the folders below."""
        waiting = [self._root]
        while waiting:
            for info in self._listing(waiting.pop()):
                if info["type"] == "directory":
                    waiting.append(str(info["name"]))
                else:
                    yield info

    def _objects(self) -> Iterator[Mapping[str, Any]]:
        """Yield what is said of each object of a store, which knows no folders but the beginnings of names."""
        # Of a folder that is not there, `find` says that nothing is in it.
        self.reach()
        with self._explained("It cannot be listed"):
            found: Mapping[str, Mapping[str, Any]] = self._there.find(self._root, detail=True)
        yield from found.values()

    def holds(self, folder: str) -> list[RemoteFile]:
        """Return the files directly in a folder below; none where the folder is not there.

        Raises:
            RemoteError: it cannot be listed.
        """
        try:
            listing = self._listing(f"{self._root}/{folder}")
        except RemoteError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return []
            raise
        files = [info for info in listing if info["type"] == "file"]
        return [RemoteFile(f"{folder}/{_last(info)}", _size(info), _stamp(info)) for info in files]

    def fetch(self, file: RemoteFile, target: Path) -> bool:
        """Copy a file's bytes to `target`, and tell whether it was still there, whole and open to this user.

        Raises:
            RemoteError: the machine is gone.
        """
        try:
            with self._explained("It cannot be read"):
                self._there.get_file(f"{self._root}/{file.path}", str(target))
        except RemoteError as error:
            if isinstance(error.__cause__, (FileNotFoundError, PermissionError)):
                return False
            raise
        return target.is_file() and target.stat().st_size == file.size

    def add(self, source: Path, path: str, sha256: str) -> None:
        """Add a file under a path at which none is, and read it back: its bytes are there, or an error says not.

        Raises:
            RemoteError: it cannot be written, or other bytes came back.
        """
        target = f"{self._root}/{path}"
        folder, _, name = target.rpartition("/")
        written = target if self._protocol in _WHOLE_OR_NOTHING else f"{folder}/.{name}.partial"
        with self._explained("It cannot be written"):
            if self._protocol not in _WHOLE_OR_NOTHING:
                self._there.makedirs(folder, exist_ok=True)
            self._there.put_file(str(source), written)
            with self._there.open(written, "rb") as content:
                digest = hashlib.sha256()
                for chunk in iter(lambda: content.read(_CHUNK), b""):
                    digest.update(chunk)
            if digest.hexdigest() != sha256:
                self._there.rm_file(written)
                raise RemoteError(self.shown, f"Other bytes came back than were written ({path})")
            if written != target:
                self._there.mv(written, target)

    def _listing(self, folder: str) -> list[Mapping[str, Any]]:
        """Return what is said of each entry of a folder there."""
        with self._explained("It cannot be listed"):
            # Not `walk` or `find`, which pass over what they may not read.
            listing: list[Mapping[str, Any]] = self._there.ls(folder, detail=True)
        return listing

    @contextmanager
    def _explained(self, problem: str) -> Iterator[None]:
        """Raise a `RemoteError` in the stead of whatever a protocol's library raises within."""
        try:
            yield
        except RemoteError:
            raise
        except Exception as error:
            # Each library has errors of its own, and most of them no common ancestor.
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            # One sentence, because its reader's language is found sentence by sentence.
            said = " ".join(str(reason).split()).replace(". ", "; ").rstrip(".")
            for password in self._unsaid:
                said = said.replace(password, "•••")
            raise RemoteError(self.shown, f"{problem} ({said})") from error


def _options(protocol: str) -> dict[str, Any]:
    """Return what a connection is given besides its URL: nobody waits for ever, or talks to an unknown machine."""
    if protocol in _WHOLE_OR_NOTHING:
        return {"use_listings_cache": False}
    if protocol not in ("sftp", "ssh"):
        return {}
    from thugom.files.known_hosts import KnownHosts  # noqa: PLC0415 - of an extra, which may not be installed

    return {
        "timeout": _PATIENCE_SECONDS,
        "banner_timeout": _PATIENCE_SECONDS,
        "auth_timeout": _PATIENCE_SECONDS,
        "host_key_policy": KnownHosts(),
    }


def _size(info: Mapping[str, Any]) -> int:
    """Return a file's size; of a listing that does not say it, one that no file has."""
    size = info.get("size")
    return -1 if size is None else int(size)


def _stamp(info: Mapping[str, Any]) -> str:
    """Return what tells a file's content from another in a listing."""
    return next((str(info[name]) for name in _STAMPS if info.get(name) is not None), "")


def _last(info: Mapping[str, Any]) -> str:
    """Return the last part of a file's name."""
    return str(info["name"]).rstrip("/").rpartition("/")[2]
