"""Folders on other machines; on real protocols they are tested in `tests/e2e/test_remote_inbox.py`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import fsspec
import pytest

from thugom.files.remote import RemoteError, RemoteFile, RemoteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "/test-remote"


@pytest.fixture
def there() -> Iterator[fsspec.AbstractFileSystem]:
    """Give the owner's view of the folder."""
    memory = fsspec.filesystem("memory")
    memory.makedirs(FOLDER)
    yield memory
    memory.rm(FOLDER, recursive=True)


def test_files_are_listed_below_the_folder_and_by_their_content(there: fsspec.AbstractFileSystem) -> None:
    """A file that was written anew is another one, also where its size is the same."""
    there.pipe(f"{FOLDER}/2026-10/a.csv", b"12")
    (before,) = RemoteFolder(f"memory://{FOLDER}").files()
    there.pipe(f"{FOLDER}/2026-10/a.csv", b"21")
    (after,) = RemoteFolder(f"memory://{FOLDER}").files()
    assert (before.path, before.size) == (after.path, after.size) == ("2026-10/a.csv", 2)
    assert before.stamp != after.stamp


def test_a_file_that_is_gone_or_another_by_now_is_not_there(there: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    """Whoever asked learns it, and no half file counts."""
    there.pipe(f"{FOLDER}/a.csv", b"12")
    folder = RemoteFolder(f"memory://{FOLDER}")
    assert folder.fetch(RemoteFile("a.csv", 2, ""), tmp_path / "a")
    assert not folder.fetch(RemoteFile("a.csv", 3, ""), tmp_path / "b")
    assert not folder.fetch(RemoteFile("gone.csv", 3, ""), tmp_path / "c")


def test_a_missing_folder_is_an_error_where_one_is_looked_through_and_empty_where_one_hash_is_sought() -> None:
    """An inbox has to be there; an archive makes the folder of a hash when its first original comes."""
    with pytest.raises(RemoteError, match=r"nowhere\n  It cannot be listed \(.*\)\. Check the address"):
        RemoteFolder("memory://nowhere").files()
    assert RemoteFolder("memory://nowhere").holds("ab") == []


def test_a_protocol_that_nobody_knows_is_named() -> None:
    """A slip in the setting is one sentence and no traceback."""
    with pytest.raises(RemoteError, match="sfpt://host/inbox\n  It cannot be reached"):
        RemoteFolder("sfpt://host/inbox")


def test_what_is_not_installed_is_said_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """S3 and SFTP are extras; without them the program works on folders of its own machine."""
    monkeypatch.setitem(sys.modules, "s3fs", None)
    # What an earlier test loaded is kept; fsspec would not ask again.
    monkeypatch.delitem(sys.modules["fsspec.registry"].__dict__["_registry"], "s3", raising=False)
    with pytest.raises(RemoteError, match=r'not installed\. Install it: pip install "thugom\[s3\]"'):
        RemoteFolder("s3://department/inbox")
