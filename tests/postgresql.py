"""A PostgreSQL of the tests' own: a private cluster on loopback, one database a test, nothing left behind.

What is installed on the machine is only its programs; no cluster of the machine's is touched. PostgreSQL refuses to
run as root, so that a run as root starts it as the user `postgres`, or as nobody.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MISSING = "PostgreSQL is not on this machine"
MISSING_POSTGIS = "PostGIS is not on this machine"
SUPERUSER = "thugom_tests"
_ATTEMPTS = 5
# Nothing of a test outlives it: durability would only cost time.
FLEETING = ("fsync=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=64MB", "max_connections=60")


@dataclass
class Cluster:
    """A running server."""

    port: int
    password: str
    numbers: Iterator[int] = field(default_factory=itertools.count)
    begin: Callable[[], subprocess.Popen[bytes]] | None = None
    server: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """Shut the server down as a machine that is switched off does: whoever is connected is not asked."""
        assert self.server is not None
        self.server.send_signal(signal.SIGINT)
        self.server.wait(timeout=60)

    def start(self) -> None:
        """Start the server again, where it was."""
        assert self.begin is not None
        self.server = self.begin()
        assert _answers(self.server, self)

    def url(self, database: str, user: str = SUPERUSER, password: str | None = None) -> str:
        """Return the address of a database as the settings take it."""
        return f"postgresql+psycopg://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements outside a transaction, as superuser."""
        with self.connect(database) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def connect(
        self, database: str, user: str = SUPERUSER, password: str | None = None
    ) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection that commits each statement."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=database,
            user=user,
            password=password or self.password,
            autocommit=True,
        )

    def create(self, *, options: str = "") -> str:
        """Make an empty database, and return its name."""
        name = f"test_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} {options}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs; None where there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    newest = sorted(found, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    return newest[-1] if newest else (Path(on_path).parent if on_path else None)


@contextlib.contextmanager
def running_cluster(settings: Sequence[str] = FLEETING) -> Iterator[Cluster]:
    """Give a private cluster with these settings, and take it away again."""
    folder = programs()
    if folder is None:
        pytest.skip(MISSING)
    # Not pytest's own folder: that one is closed to the user who runs the server.
    root = Path(tempfile.mkdtemp(prefix="thugom-pg-"))
    try:
        user = _unprivileged()
        if user is not None:
            os.chown(root, user.pw_uid, user.pw_gid)
        password = secrets.token_hex(8)
        _make(folder, root, password, user)
        with _started(folder, root, Cluster(0, password), user, settings) as cluster:
            yield cluster
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Give the session's cluster."""
    with running_cluster() as running:
        yield running


@pytest.fixture
def postgresql(cluster: Cluster) -> Iterator[str]:
    """Give the address of an empty database of the test's own."""
    name = cluster.create()
    yield cluster.url(name)
    cluster.drop(name)


def _unprivileged() -> pwd.struct_passwd | None:
    """Return the user to run a server as; None where this one will do."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    """Return how a process is started as another user."""
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _make(folder: Path, root: Path, password: str, user: pwd.struct_passwd | None) -> None:
    """Make the cluster's files."""
    secret = root / "password"
    secret.write_text(password, encoding="ascii")
    secret.chmod(0o644)
    command = [folder / "initdb", "-D", root / "data", "-U", SUPERUSER, "--pwfile", secret, "--auth=scram-sha-256"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    subprocess.run(command, check=True, capture_output=True, cwd=root, **_as(user))  # type: ignore[call-overload]
    secret.unlink()


@contextlib.contextmanager
def _started(
    folder: Path, root: Path, cluster: Cluster, user: pwd.struct_passwd | None, settings: Sequence[str]
) -> Iterator[Cluster]:
    """Give the server once it answers; stop it afterwards."""
    for _ in range(_ATTEMPTS):
        cluster.port = _free_port()
        options = [item for setting in settings for item in ("-c", setting)]
        place = ["-D", root / "data", "-p", str(cluster.port), "-h", "127.0.0.1", "-k", root]
        command = [str(folder / "postgres"), *map(str, place), *options]
        cluster.begin = functools.partial(_begun, command, root, user)
        cluster.server = cluster.begin()
        if _answers(cluster.server, cluster):
            break
        cluster.server.kill()
        cluster.server.wait()
    else:
        raise RuntimeError((root / "log").read_text(encoding="utf-8", errors="replace"))
    try:
        yield cluster
    finally:
        # SIGQUIT: no checkpoint for files that are removed in the next moment.
        cluster.server.send_signal(signal.SIGQUIT)
        cluster.server.wait(timeout=30)


def _begun(command: list[str], root: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    """Return a server that begins."""
    with (root / "log").open("ab") as log:
        how = {"stdout": log, "stderr": log, "cwd": root, **_as(user)}
        server: subprocess.Popen[bytes] = subprocess.Popen(command, **how)  # type: ignore[call-overload]
    return server


def _free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answers(server: subprocess.Popen[bytes], cluster: Cluster, seconds: float = 30) -> bool:
    """Wait until the server answers; tell whether it does."""
    for _ in range(int(seconds / 0.05)):
        if server.poll() is not None:
            return False
        with contextlib.suppress(psycopg.OperationalError):
            cluster.run("SELECT 1")
            return True
        time.sleep(0.05)
    return False


def superuser_rows(server: Cluster, database: str, question: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query, read as superuser."""
    with server.connect(database) as connection:
        return connection.execute(question.encode()).fetchall()
