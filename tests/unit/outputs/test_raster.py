"""Pictures as PNG: with every letter of the language, and the same on every machine."""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from pathlib import Path

import pytest

from thugom.outputs import raster
from thugom.outputs.raster import write_png

CHECKOUT = Path(__file__).parents[3]
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES] + ["d", "đ"]


def picture(text: str) -> str:
    """Return a picture of a text, in a typeface that no machine has."""
    said = f'<text x="4" y="24" style="font-family:Nirgendwo,sans-serif;font-size:20px">{text}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 32" width="40" height="32">{said}</svg>'


def test_every_letter_of_vietnamese_is_drawn_as_itself(tmp_path: Path) -> None:
    """A letter that a font has not would be a box or nothing, and the same as another one that is missing."""
    drawn = {}
    for letter in ["", "\U00018b00", *LETTERS, *(letter.upper() for letter in LETTERS)]:
        write_png(picture(letter), tmp_path / "one.png")
        drawn[letter] = (tmp_path / "one.png").read_bytes()
    assert len(set(drawn.values())) >= len(drawn) - 1
    nothing = drawn.pop("")
    assert [letter for letter in LETTERS if drawn[letter] in {nothing, drawn["\U00018b00"]}] == []


def test_a_picture_has_its_size_in_dots(tmp_path: Path) -> None:
    """One and a half dots for each of its own units."""
    write_png(picture("Lai Châu"), tmp_path / "one.png")
    content = (tmp_path / "one.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (60, 48)


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    """And nothing is written."""
    with pytest.raises(ValueError, match="never closed"):
        write_png("<html>", tmp_path / "one.png")
    assert list(tmp_path.iterdir()) == []


def test_files_of_others_are_what_the_notices_say() -> None:
    """Each is named with its hash, and there is none that is not named."""
    notices = (CHECKOUT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", notices, re.MULTILINE))
    folder = Path(raster.__file__).parent / "vendor"
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
    assert found == named
