"""Reading a backup: nothing is believed that its list does not say."""

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.services.backup.manifest import FORMAT, LIST_NAME, BackupError
from thugom.services.backup.reading import read_backup

FILES = {"database.sqlite": b"rows", "home/home.yml": b"format: 1\n", "home/data/archive/ab/ab12.xlsx": b"PK"}


def listing(files: dict[str, bytes], **other: int) -> bytes:
    """Return the list of these files."""
    members = {name: {"size": len(held), "sha256": hashlib.sha256(held).hexdigest()} for name, held in files.items()}
    content: dict[str, object] = {
        "format": FORMAT,
        "made_at": "2026-11-16T18:30:00Z",
        "code_version": "1",
        "files": members,
        "tables": {},
    }
    return json.dumps(content | {"originals_elsewhere": False} | other).encode()


def packed(place: Path, listed: bytes, files: dict[str, bytes]) -> Path:
    """Write a backup with this list and these files."""
    with tarfile.open(place, "w") as backup:
        for name, held in {LIST_NAME: listed, **files}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(held)
            backup.addfile(entry, io.BytesIO(held))
    return place


def test_what_was_packed_is_unpacked(tmp_path: Path) -> None:
    """Paths of the home are its own again, and originals are closed to writing."""
    manifest = read_backup(packed(tmp_path / "b.tar", listing(FILES), FILES), tmp_path / "home")
    assert set(manifest.files) == set(FILES)
    assert (tmp_path / "home" / "home.yml").read_bytes() == b"format: 1\n"
    original = tmp_path / "home" / "data" / "archive" / "ab" / "ab12.xlsx"
    assert (original.read_bytes(), original.stat().st_mode & 0o777) == (b"PK", 0o444)


def test_to_look_at_a_backup_writes_nothing(tmp_path: Path) -> None:
    """A backup is read to its end before it is kept, and nothing of it is unpacked for that."""
    place = packed(tmp_path / "b.tar", listing(FILES), FILES)
    read_backup(place)
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize(
    ("listed", "files", "said"),
    [
        pytest.param(listing(FILES), FILES | {"home/home.yml": b"format: 2\n"}, "home/home.yml is not", id="changed"),
        pytest.param(listing(FILES), {"database.sqlite": b"rows"}, "2 files are missing", id="missing"),
        pytest.param(listing(FILES), FILES | {"home/more.yml": b""}, "home/more.yml", id="more than listed"),
        pytest.param(listing(FILES, format=FORMAT + 1), FILES, "Install the thugom that made it", id="newer"),
        pytest.param(b"[]", FILES, "no backup of thugom", id="no list"),
        pytest.param(b'{"format": 1}', FILES, "no backup of thugom", id="an empty list"),
    ],
)
def test_a_backup_that_is_not_what_its_list_says_is_refused(
    listed: bytes, files: dict[str, bytes], said: str, tmp_path: Path
) -> None:
    """Each kind of damage is named, with what to do."""
    place = packed(tmp_path / "b.tar", listed, files)
    with pytest.raises(BackupError, match=said) as refused:
        read_backup(place, tmp_path / "home")
    assert str(refused.value).startswith(f"{place}\n")


@pytest.mark.parametrize("name", ["home/../../outside", "/outside", "home/a/../../../outside"])
def test_nothing_is_written_outside_the_home(name: str, tmp_path: Path) -> None:
    """Somebody else's file with a list that fits it cannot write where it likes."""
    files = {name: b"harm"}
    (tmp_path / "deep").mkdir()
    with pytest.raises(BackupError, match="its list does not name"):
        read_backup(packed(tmp_path / "b.tar", listing(files), files), tmp_path / "deep" / "home")
    assert not list(tmp_path.rglob("outside"))


@given(cut=st.integers(min_value=0, max_value=9_000))
def test_half_a_backup_is_refused_wherever_it_was_cut(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A copy that broke off is never taken for a whole one, unless only its padding is missing."""
    folder = tmp_path_factory.mktemp("cut")
    whole = packed(folder / "b.tar", listing(FILES), FILES).read_bytes()
    padding = len(whole) - len(whole.rstrip(b"\0"))
    place = folder / "half.tar"
    place.write_bytes(whole[: min(cut, len(whole) - padding - 1)])
    with pytest.raises(BackupError):
        read_backup(place)
