"""`thugom database` as an administrator meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.postgresql import Cluster, cluster, postgresql
from thugom.language.catalogue import translator
from thugom.services.home import make_home
from thugom.store.errors import _POSTGRESQL_PROBLEMS, _UNREACHABLE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cluster", "postgresql"]
PASSWORDS = {"THUGOM_PIPELINE_PASSWORD": "hush-nights", "THUGOM_ANALYST_PASSWORD": "hush-reads"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home without reports."""
    return make_home(tmp_path / "home", blank=True).root


def run(home: Path, *arguments: str, language: str = "en", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as its user does."""
    command = [sys.executable, "-m", "thugom.cli", "database", *arguments, "--home", str(home)]
    environment = os.environ | {"THUGOM_LANG": language} | variables
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_an_administrator_makes_a_server_ready_and_an_analyst_logs_in(
    home: Path, cluster: Cluster, postgresql: str
) -> None:
    """The analyst reads what is curated, cannot write it, and cannot read the ledger; no password is shown."""
    done = run(home, "init", THUGOM_DATABASE_URL=postgresql, **PASSWORDS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is ready: schemas, tables and rights" in done.stdout
    assert "The role analyst has the password that was given." in done.stdout
    assert not any(secret in done.stdout for secret in (*PASSWORDS.values(), cluster.password))
    with cluster.connect(postgresql.rpartition("/")[2], "analyst", PASSWORDS["THUGOM_ANALYST_PASSWORD"]) as connection:
        assert connection.execute("SELECT count(*) FROM commune_coverage").fetchall() == [(0,)]
        connection.execute("SET default_transaction_read_only = off")
        for refused in ("DELETE FROM commune_coverage", "SELECT * FROM ledger.file", "SELECT * FROM ledger.finding"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused.encode())


def test_passwords_come_from_a_file_that_is_closed_to_others(home: Path, cluster: Cluster, postgresql: str) -> None:
    """The environment goes before it; who is named in neither keeps what they have."""
    path = home / "passwords"
    path.write_text("# of the database\nTHUGOM_ANALYST_PASSWORD = from=file\n", encoding="utf-8")
    path.chmod(0o600)
    done = run(home, "init", "--passwords", str(path), "--json", THUGOM_DATABASE_URL=postgresql)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["passwords_set"] == ["analyst"]
    with cluster.connect(postgresql.rpartition("/")[2], "analyst", "from=file") as connection:
        assert connection.execute("SELECT 1").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("mode", "line", "expected"),
    [
        (0o644, "THUGOM_ANALYST_PASSWORD=hush", "Close it to others: chmod 600"),
        (0o600, "PASSWORD=hush", "line 1\n  found '•••'; THUGOM_PIPELINE_PASSWORD=… or THUGOM_ANALYST_PASSWORD=…"),
        (0o600, "hush", "THUGOM_ANALYST_PASSWORD=… is expected"),
    ],
)
def test_a_file_that_others_may_read_or_nobody_understands_is_refused(
    home: Path, postgresql: str, mode: int, line: str, expected: str
) -> None:
    """The message names file and line, and quotes nothing of it."""
    path = home / "passwords"
    path.write_text(line, encoding="utf-8")
    path.chmod(mode)
    done = run(home, "init", "--passwords", str(path), THUGOM_DATABASE_URL=postgresql)
    assert done.returncode == 2
    assert expected in done.stderr
    assert "hush" not in done.stderr


def test_a_new_role_without_a_password_is_told_in_the_readers_language(
    home: Path, cluster: Cluster, postgresql: str
) -> None:
    """Else the first login would be refused without anybody knowing why."""
    cluster.run("DROP OWNED BY analyst", "DROP ROLE analyst") if _is_role(cluster, "analyst") else None
    done = run(home, "init", language="vi", THUGOM_DATABASE_URL=postgresql)
    assert "Đã tạo vai trò analyst." in done.stdout
    assert "Vai trò analyst chưa có mật khẩu: khai báo THUGOM_ANALYST_PASSWORD" in done.stdout


def _is_role(cluster: Cluster, role: str) -> bool:
    with cluster.connect("postgres") as connection:
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return found.fetchone() is not None


def test_of_the_embedded_database_it_says_that_nothing_is_needed(home: Path) -> None:
    """And makes nothing that the first night would not make."""
    done = run(home, "init", language="vi")
    assert done.returncode == 0
    assert "là SQLite đi kèm: không cần chuẩn bị gì" in done.stdout


def test_an_upgrade_says_from_where_to_where(home: Path) -> None:
    """First an empty database, then one that needs nothing."""
    assert "was empty and has the tables of revision" in run(home, "upgrade").stdout
    assert "is of this release already" in run(home, "upgrade").stdout
    record = json.loads(run(home, "upgrade", "--json").stdout)
    assert (record["before"], record["changed"]) == (record["now"], False)


def test_a_server_that_does_not_let_in_is_said_in_vietnamese(home: Path, cluster: Cluster) -> None:
    """Without the password, and with what to do."""
    url = cluster.url("postgres", "nobody", "hush")
    done = run(home, "init", language="vi", THUGOM_DATABASE_URL=url)
    assert done.returncode == 2
    assert "Cơ sở dữ liệu không trả lời, hoặc không cho người dùng này vào" in done.stderr
    assert "hush" not in done.stderr


def test_every_fault_of_a_server_is_said_in_vietnamese() -> None:
    """Problem and remedy, sentence by sentence, as the terminal says them."""
    say = translator("vi")
    texts = [text for _, problem, remedy in _POSTGRESQL_PROBLEMS for text in (f"{problem} (x)", *_sentences(remedy))]
    texts += [f"{_UNREACHABLE[0]} (x)", *_sentences(_UNREACHABLE[1])]
    assert [text for text in texts if say(text) == text and say(f"{text}.") == f"{text}."] == []


def _sentences(text: str) -> list[str]:
    return [f"{one.removesuffix('.')}." for one in text.split(". ")]
