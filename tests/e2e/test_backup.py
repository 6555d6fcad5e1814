"""A home in one file, and back: on an empty machine, on the other database, and never half."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import Published, run_night, thugom
from tests.postgresql import cluster, postgresql
from thugom.contracts import load_contracts
from thugom.files import HomeLock
from thugom.services.backup.making import make_backup
from thugom.services.backup.manifest import BackupError
from thugom.services.backup.restoring import restore_backup
from thugom.services.night.opening import lock_path
from thugom.store import open_engine
from thugom.store.carrying import contents

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cluster", "postgresql"]
NOW = dt.datetime(2026, 11, 17, 1, tzinfo=dt.UTC)
NEXT_NIGHT = dt.datetime(2026, 11, 17, 18, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def made(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup of the demonstration after its first night."""
    return make_backup(demo_home, tmp_path_factory.mktemp("backup") / "demo.tar", NOW).path


@pytest.mark.slow
def test_a_restored_home_goes_on_as_if_nothing_had_happened(
    made: Path, demo_published: Published, tmp_path: Path
) -> None:
    """On an empty machine the next night publishes the same tables, and nothing has to be sent again."""
    root = restore_backup(made, tmp_path / "again").root
    run_night(root, NEXT_NIGHT)
    again = Published(root)
    assert again.table_hashes() == demo_published.table_hashes()
    earlier = demo_published.query("SELECT publication_id FROM publication")
    assert earlier[0] in again.query("SELECT publication_id FROM publication")
    assert not list((root / "data" / "raw").rglob("*.xlsx"))


@pytest.mark.slow
def test_a_backup_of_one_database_is_restored_on_the_other(
    made: Path, demo_home: Path, postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From SQLite to a server, and from there into a file again: the same rows in every table."""
    contracts = load_contracts()
    before = contents(open_engine(demo_home / "data" / "store" / "thugom.db"), contracts)
    monkeypatch.setenv("THUGOM_DATABASE_URL", postgresql)
    moved = restore_backup(made, tmp_path / "moved").root
    assert not (moved / "data" / "store" / "thugom.db").exists()
    assert contents(open_engine(postgresql), contracts) == before
    second = make_backup(moved, tmp_path / "second.tar", NOW).path
    monkeypatch.delenv("THUGOM_DATABASE_URL")
    back = restore_backup(second, tmp_path / "back").root
    assert contents(open_engine(back / "data" / "store" / "thugom.db"), contracts) == before


def test_a_backup_holds_no_address_and_is_its_owners_alone(demo_home: Path, made: Path, tmp_path: Path) -> None:
    """It travels: passwords of channels stay at home, and nobody else on the machine reads it."""
    (demo_home / "channels.yml").write_text("office: json://secret@localhost\n", encoding="utf-8")
    place = make_backup(demo_home, tmp_path / "b.tar", NOW).path
    (demo_home / "channels.yml").unlink()
    assert b"json://secret" not in place.read_bytes()
    assert made.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_not_taken_in_yet_is_part_of_it(demo_home: Path, tmp_path: Path) -> None:
    """A report that came after the night lies in the inbox of the restored home."""
    late = demo_home / "data" / "raw" / "late.csv"
    late.write_text("unit_code\n", encoding="utf-8")
    place = make_backup(demo_home, tmp_path / "b.tar", NOW).path
    late.unlink()
    root = restore_backup(place, tmp_path / "again").root
    assert [path.name for path in (root / "data" / "raw").rglob("*") if path.is_file()] == ["late.csv"]


def test_no_backup_is_made_while_a_night_runs(demo_home: Path, tmp_path: Path) -> None:
    """What a night writes is in it whole, or not at all."""
    with HomeLock(lock_path(demo_home)):
        said = thugom("backup", "--home", demo_home, "--out", tmp_path / "b.tar")
    assert (said.returncode, list(tmp_path.iterdir())) == (75, [])
    assert "Another run is writing in this home" in said.stderr


def test_a_damaged_backup_makes_nothing(made: Path, tmp_path: Path) -> None:
    """One byte that is another, and no home appears, nor anything beside it."""
    broken = tmp_path / "broken.tar"
    shutil.copy(made, broken)
    with broken.open("r+b") as opened:
        opened.seek(made.stat().st_size // 2)
        byte = opened.read(1)
        opened.seek(-1, 1)
        opened.write(bytes([byte[0] ^ 1]))
    with pytest.raises(BackupError):
        restore_backup(broken, tmp_path / "again")
    assert list(tmp_path.iterdir()) == [broken]


def test_a_home_that_is_there_is_never_written_over(made: Path, tmp_path: Path) -> None:
    """A folder with anything in it is refused, and stays as it was."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "mine.txt").write_text("mine", encoding="utf-8")
    said = thugom("restore", made, "--home", tmp_path / "home")
    assert said.returncode == 2
    assert "This folder is not empty" in said.stderr
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["mine.txt"]


def test_both_commands_say_what_they_did(demo_home: Path, tmp_path: Path) -> None:
    """Whoever runs them reads where the file is, what is not in it, and what to do next."""
    kept = thugom("backup", "--home", demo_home, "--out", tmp_path)
    assert kept.returncode == 0
    assert "Keep it where only you can read it." in kept.stdout
    assert "channels.yml" in kept.stdout
    (place,) = tmp_path.glob("thugom-*.tar")
    back = thugom("restore", place, "--home", tmp_path / "again", THUGOM_LANG="vi")
    assert back.returncode == 0
    assert "Đã khôi phục" in back.stdout
    nothing = thugom("backup", "--home", tmp_path / "nowhere")
    assert nothing.returncode == 2


def test_a_home_without_a_night_has_nothing_to_keep(tmp_path: Path) -> None:
    """An empty backup would only comfort."""
    assert thugom("init", tmp_path / "home").returncode == 0
    said = thugom("backup", "--home", tmp_path / "home", "--out", tmp_path)
    assert said.returncode == 2
    assert "no night has run in this home" in said.stderr
