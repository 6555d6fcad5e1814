"""What the bytes of a file of tickets tell."""

import gzip
from pathlib import Path

import pytest

from thugom.sources.tickets import survey as module
from thugom.sources.tickets.survey import Survey, survey


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Survey(0, plain=True, breaks="\n")),
        (b"a,b\n1,2\n", Survey(2, plain=True, breaks="\n")),
        (b"a,b\n1,2", Survey(2, plain=True, breaks="\n")),
        (b"a,b\r\n1,2\r\n", Survey(2, plain=True, breaks="\r\n")),
        (b"a,b\r\n1,2\n", Survey(2, plain=False, breaks="\r\n")),
        (b"a,b\n1\r,2\n", Survey(2, plain=False, breaks="\n")),
        (b'a,b\n"1",2\n', Survey(2, plain=False, breaks="\n")),
        (b"a,b\n1\0,2\n", Survey(2, plain=False, breaks="\n")),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 1024])
def test_lines_are_counted_and_anything_odd_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, expected: Survey, piece: int
) -> None:
    """However the file is cut into pieces, packed or not."""
    monkeypatch.setattr(module, "_PIECE", piece)
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(content))
    assert survey(tmp_path / "a.csv", packed=False) == expected
    assert survey(tmp_path / "a.csv.gz", packed=True) == expected


def test_a_packed_file_is_held_against_its_own_check_sum(tmp_path: Path) -> None:
    """Cut off, it ends early; with one byte of its sum changed it is no longer what was packed."""
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 1000)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(packed[:-12])
    with pytest.raises(gzip.BadGzipFile):
        survey(path, packed=True)
    path.write_bytes(packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:])
    with pytest.raises(gzip.BadGzipFile):
        survey(path, packed=True)
