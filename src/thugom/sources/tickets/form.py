"""Recognising tickets: a file's form, by its first lines or by its columns."""

import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
import pyarrow.parquet

from thugom.contracts import Contract
from thugom.sources.cells import word_key
from thugom.sources.tickets.engine import CUT_OFF

DELIMITERS = (",", ";", "\t", "|")
MAY_BE = (".csv", ".tsv", ".txt", ".gz", ".parquet")
"""How the name of a file ends that may hold tickets."""
_SEARCH_LINES, _LONGEST_LINE = 15, 4096
_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Form:
    """How a file holds its tickets: the headers in their order, and for text its delimiter and the headers' line.

    `wide`: two bytes a sign, as spreadsheets write what they call Unicode text.
    """

    headers: tuple[str, ...]
    delimiter: str | None
    line: int
    packed: bool = False
    wide: bool = False


@dataclass(frozen=True)
class TicketFile:
    """A file of tickets: its hash, where its bytes lie, the local time at which it arrived (ISO 8601), and its form."""

    sha256: str
    content: Path
    arrived: str
    form: Form


def recognise(content: Path, contract: Contract) -> Form | None:
    """Return how a file holds tickets; None where it is none, or no headers of it can be read.

    The headers stand in one of the first lines, under the contract's own names; a column that is neither needed nor
    known is passed over. Of a Parquet file that nobody can open nothing is known, and it has a form without headers:
    only tickets come as Parquet, and whoever reads it will say that it is damaged.
    """
    needed = {word_key(field.name) for field in contract.fields if not field.optional}
    try:
        start = _beginning(content)
        if start[: len(_PARQUET)] == _PARQUET:
            names = _parquet_headers(content)
            return Form(names, None, 0) if not names or needed <= set(map(word_key, names)) else None
        packed, wide = start.startswith(_GZIP), start[:2] in _WIDE
        lines = _first_lines(content, packed=packed, encoding="utf-16" if wide else "utf-8-sig")
    except (OSError, *CUT_OFF):
        return None
    for number, line in enumerate(lines, 1):
        for delimiter in DELIMITERS:
            names = tuple(cell.strip().strip('"') for cell in line.split(delimiter))
            if needed <= set(map(word_key, names)):
                return Form(names, delimiter, number, packed, wide)
    return None


def _parquet_headers(content: Path) -> tuple[str, ...]:
    """Return the names of a Parquet file's columns; none where it cannot be opened."""
    try:
        return tuple(pyarrow.parquet.read_schema(content).names)
    except (pa.ArrowException, OSError):
        return ()


def _beginning(content: Path) -> bytes:
    """Return the first bytes of a file."""
    with content.open("rb") as stream:
        return stream.read(len(_PARQUET))


def _first_lines(content: Path, *, packed: bool, encoding: str) -> Sequence[str]:
    """Return the first lines of a text file, without a mark of its encoding."""
    with gzip.open(content) if packed else content.open("rb") as raw:
        stream = io.TextIOWrapper(cast("IO[bytes]", raw), encoding, "replace", newline="\n")
        lines = [stream.readline(_LONGEST_LINE) for _ in range(_SEARCH_LINES)]
    return [line.strip("\r\n") for line in lines]
