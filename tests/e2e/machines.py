"""Other machines, on loopback: an S3 server, an SFTP server, and fsspec's memory, each with a folder for the tests."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

import boto3
import fsspec
import paramiko
from moto.server import ThreadedMotoServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "canary-s3-secret",
    "AWS_DEFAULT_REGION": "us-east-1",
}
PASSWORD = "canary-sftp-password"  # noqa: S105 - of a server that lives as long as a test


class Machine(Protocol):
    """A machine with folders: their URLs, and what its owner sees and does there."""

    def url(self, folder: str) -> str:
        """Return the URL of a folder."""

    def write(self, folder: str, name: str, content: bytes) -> None:
        """Put a file there, as a sender does."""

    def read(self, folder: str) -> dict[str, bytes]:
        """Return every file of a folder by its path below it."""


@dataclass(frozen=True)
class Memory:
    """fsspec's own memory: no network, the same doors."""

    name: str

    def url(self, folder: str) -> str:
        """Return the URL of a folder."""
        return f"memory://{self.name}/{folder}"

    def write(self, folder: str, name: str, content: bytes) -> None:
        """Put a file there."""
        fsspec.filesystem("memory").pipe(f"/{self.name}/{folder}/{name}", content)

    def read(self, folder: str) -> dict[str, bytes]:
        """Return every file of a folder."""
        there, root = fsspec.filesystem("memory"), f"/{self.name}/{folder}/"
        return {name.removeprefix(root): there.cat_file(name) for name in there.find(root)}


@dataclass(frozen=True)
class Bucket:
    """A bucket of an S3 server."""

    client: Any
    name: str

    def url(self, folder: str) -> str:
        """Return the URL of a folder."""
        return f"s3://{self.name}/{folder}"

    def write(self, folder: str, name: str, content: bytes) -> None:
        """Put a file there."""
        self.client.put_object(Bucket=self.name, Key=f"{folder}/{name}", Body=content)

    def read(self, folder: str) -> dict[str, bytes]:
        """Return every file of a folder."""
        listing = self.client.list_objects_v2(Bucket=self.name, Prefix=f"{folder}/").get("Contents", [])
        keys = [entry["Key"] for entry in listing]
        return {
            key.removeprefix(f"{folder}/"): self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
            for key in keys
        }


@dataclass(frozen=True)
class Share:
    """A folder that an SFTP server gives out."""

    root: Path
    port: int

    def url(self, folder: str) -> str:
        """Return the URL of a folder."""
        return f"sftp://commune:{PASSWORD}@localhost:{self.port}/{folder}"

    def write(self, folder: str, name: str, content: bytes) -> None:
        """Put a file there."""
        path = self.root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def read(self, folder: str) -> dict[str, bytes]:
        """Return every file of a folder."""
        below = self.root / folder
        return {path.relative_to(below).as_posix(): path.read_bytes() for path in below.rglob("*") if path.is_file()}


@contextmanager
def memory() -> Iterator[Memory]:
    """Give a folder of fsspec's memory."""
    name = uuid.uuid4().hex
    yield Memory(name)
    fsspec.filesystem("memory").rm(f"/{name}", recursive=True)


@contextmanager
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Give a bucket of a server of its own; its address and credentials stand in the environment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (CREDENTIALS | {"AWS_ENDPOINT_URL": f"http://{host}:{port}"}).items():
        monkeypatch.setenv(name, value)
    try:
        client = boto3.client("s3")
        client.create_bucket(Bucket="department")
        yield Bucket(client, "department")
    finally:
        server.stop()


@contextmanager
def share(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    """Give a folder of an SFTP server of its own, whose key the user has accepted."""
    key = paramiko.RSAKey.generate(2048)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        known = root.parent / "user" / ".ssh" / "known_hosts"
        known.parent.mkdir(parents=True)
        known.write_text(f"[localhost]:{port} {key.get_name()} {key.get_base64()}\n", encoding="ascii")
        monkeypatch.setenv("HOME", str(known.parents[1]))
        root.mkdir(exist_ok=True)
        serving = _Serving(listener, key, root)
        thread = threading.Thread(target=serving.accept, daemon=True)
        thread.start()
        try:
            yield Share(root, port)
        finally:
            serving.end()
            thread.join(timeout=10)


class _Serving:
    """Accepts connections until it ends."""

    def __init__(self, listener: socket.socket, key: paramiko.PKey, root: Path) -> None:
        self._listener, self._key, self._root = listener, key, root
        self._transports: list[Any] = []
        self._ended = False
        listener.settimeout(0.1)

    def accept(self) -> None:
        """Serve whoever connects."""
        while not self._ended:
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            transport = paramiko.Transport(connection)
            transport.add_server_key(self._key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, self._root)
            transport.start_server(server=_Door())
            self._transports.append(transport)

    def end(self) -> None:
        """Close every connection."""
        self._ended = True
        for transport in self._transports:
            transport.close()


class _Door(paramiko.ServerInterface):  # type: ignore[misc] # paramiko is not annotated
    """Lets in who knows the password."""

    def check_auth_password(self, username: str, password: str) -> int:
        """Compare."""
        right = (username, password) == ("commune", PASSWORD)
        return int(paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        """Allow a session."""
        del kind, chanid
        return int(paramiko.OPEN_SUCCEEDED)


class _Files(paramiko.SFTPServerInterface):  # type: ignore[misc] # as above
    """The files below a folder."""

    def __init__(self, server: paramiko.ServerInterface, root: Path) -> None:
        super().__init__(server)
        self._root = root

    def _path(self, path: str) -> Path:
        return self._root.joinpath(*PurePosixPath(self.canonicalize(path)).parts[1:])

    def list_folder(self, path: str) -> Any:  # noqa: ANN401 - a list, or the number of an error
        """List a folder; a link is shown as a link."""
        try:
            entries = sorted(self._path(path).iterdir())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return [paramiko.SFTPAttributes.from_stat(entry.lstat(), entry.name) for entry in entries]

    def stat(self, path: str) -> Any:  # noqa: ANN401 - as above
        """Tell of a file."""
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:  # noqa: ANN401 - as above
        """Open a file."""
        del attr
        writes = flags & os.O_WRONLY
        try:
            file = self._path(path).open("wb" if writes else "rb")
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        handle = paramiko.SFTPHandle(flags)
        handle.filename, handle.readfile, handle.writefile = path, file, file
        return handle

    def mkdir(self, path: str, attr: Any) -> int:  # noqa: ANN401 - as above
        """Make a folder."""
        del attr
        self._path(path).mkdir()
        return int(paramiko.SFTP_OK)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        """Rename a file."""
        self._path(oldpath).rename(self._path(newpath))
        return int(paramiko.SFTP_OK)

    def remove(self, path: str) -> int:
        """Remove a file."""
        self._path(path).unlink()
        return int(paramiko.SFTP_OK)
