"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from thugom.files import partial_of, private_folder, replace_atomic, write_atomic


def test_a_written_file_holds_its_bytes_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    """After a write there is the file, and no half-written one."""
    write_atomic(tmp_path / "status.json", b"{}")
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]
    assert (tmp_path / "status.json").read_bytes() == b"{}"


def test_what_a_killed_writer_left_is_overwritten(tmp_path: Path) -> None:
    """Half-written files never pile up: the next write uses the same hidden name."""
    partial_of(tmp_path / "status.json").write_bytes(b'{"half')
    write_atomic(tmp_path / "status.json", b"{}")
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """Where the new bytes cannot take the place, the old ones stand."""
    taken = tmp_path / "taken"
    (taken / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="taken"):
        write_atomic(taken, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert (taken / "inside").is_dir()


def test_a_reader_keeps_the_file_it_opened(tmp_path: Path) -> None:
    """Who has the old file open reads it to its end."""
    path = tmp_path / "figures"
    path.write_bytes(b"before")
    with path.open("rb") as reader:
        partial_of(path).write_bytes(b"after")
        replace_atomic(partial_of(path), path)
        assert reader.read() == b"before"
    assert path.read_bytes() == b"after"


def test_a_private_folder_is_closed_to_others_also_if_it_was_open(tmp_path: Path) -> None:
    """The store's folder is the pipeline's own."""
    folder = tmp_path / "data" / "store"
    folder.mkdir(mode=0o755, parents=True)
    assert private_folder(folder).stat().st_mode & 0o777 == 0o700
