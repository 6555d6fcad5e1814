"""What a file's bytes are called."""

from pathlib import Path

from thugom.files import sha256_of


def test_a_hash_is_of_the_bytes_and_not_of_the_name(tmp_path: Path) -> None:
    """The same bytes under two names are one file."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of(tmp_path / "a.csv") == sha256_of(tmp_path / "b.csv") == expected
