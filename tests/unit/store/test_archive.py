"""The archive of originals."""

import hashlib
from pathlib import Path

import pytest

from thugom.store.archive import FileChangedError, find, keep, keep_all
from thugom.store.errors import StoreError


def _arrived(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def test_an_original_is_kept_under_its_hash_and_closed_to_writing(tmp_path: Path) -> None:
    """What arrived can be found by its hash for ever, byte for byte."""
    source = tmp_path / "tháng 10.xlsx"
    sha256 = _arrived(source, b"workbook")
    kept = keep(tmp_path / "archive", source, sha256)
    assert kept == tmp_path / "archive" / sha256[:2] / f"{sha256}.xlsx"
    assert find(tmp_path / "archive", sha256) == kept
    assert kept.read_bytes() == b"workbook"
    assert kept.stat().st_mode & 0o777 == 0o444


def test_the_same_bytes_under_another_name_are_kept_once(tmp_path: Path) -> None:
    """A file sent twice is one original, and keeping it again touches nothing."""
    source = tmp_path / "a.xlsx"
    sha256 = _arrived(source, b"workbook")
    kept = keep(tmp_path / "archive", source, sha256)
    inode = kept.stat().st_ino
    assert keep(tmp_path / "archive", source.rename(tmp_path / "b.XLS"), sha256) == kept
    assert [path.stat().st_ino for path in (tmp_path / "archive").rglob("*.*")] == [inode]


def test_a_file_that_changed_after_it_was_hashed_is_not_kept(tmp_path: Path) -> None:
    """A file that is still being written is refused by name, and nothing is left of it."""
    source = tmp_path / "a.csv"
    sha256 = _arrived(source, b"half")
    source.write_bytes(b"half and the other half")
    with pytest.raises(StoreError, match=r"a\.csv\n  The file changed while it was read"):
        keep(tmp_path / "archive", source, sha256)
    assert find(tmp_path / "archive", sha256) is None
    assert not [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]


def test_what_a_killed_run_left_half_written_is_neither_found_nor_in_the_way(tmp_path: Path) -> None:
    """A run after a kill keeps the whole original."""
    source = tmp_path / "a.csv"
    sha256 = _arrived(source, b"whole")
    half = tmp_path / "archive" / sha256[:2] / f".{sha256}.csv.partial"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"wh")
    assert find(tmp_path / "archive", sha256) is None
    assert keep(tmp_path / "archive", source, sha256).read_bytes() == b"whole"
    assert not half.exists()


def test_an_archive_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file where the archive's folder should be is named, with what to do."""
    source = tmp_path / "a.csv"
    sha256 = _arrived(source, b"whole")
    (tmp_path / "archive").write_bytes(b"in the way")
    with pytest.raises(StoreError, match=r"archive.*\n  The original cannot be kept"):
        keep(tmp_path / "archive", source, sha256)


def test_a_file_that_went_away_after_it_was_hashed_is_named_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """It is no fault of the archive: whoever asked leaves it to the next night. No half of the others stays."""
    here, gone = tmp_path / "a.csv", tmp_path / "b.csv"
    originals = [(path, _arrived(path, path.name.encode())) for path in (here, gone)]
    gone.unlink()
    with pytest.raises(FileChangedError) as raised:
        keep_all(tmp_path / "archive", originals)
    assert raised.value.source == gone
    assert [path for path in (tmp_path / "archive").rglob("*") if path.is_file()] == []
