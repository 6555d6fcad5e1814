"""Surveying a text file of tickets: what its bytes alone tell, before anybody takes them for rows."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_PIECE = 4 * 1024 * 1024
"""Large, and unpacked by Arrow: between two pieces a reader may have to wait for whoever else holds Python."""


@dataclass(frozen=True)
class Survey:
    """What a look at every byte tells.

    `lines`: how many there are, the last one also where no break ends it. `plain`: a machine wrote it, with one kind
    of line break and without quotes, so that a reader of CSV and a reader of lines see the same rows. `breaks`: the
    line break.
    """

    lines: int
    plain: bool
    breaks: str


def survey(content: Path, *, packed: bool) -> Survey:
    """Look at every byte of a file; of a packed one, at what comes out of it, up to its own check sum.

    Raises:
        gzip.BadGzipFile: it is packed, and was cut off or damaged.
        OSError: it cannot be read.
    """
    feeds = returns = pairs = odd = 0
    last = b""
    for piece in _pieces(content, packed=packed):
        signs = np.frombuffer(piece, dtype=np.uint8)
        feeds += _count(signs, b"\n")
        odd += _count(signs, b'"') + _count(signs, b"\0")
        found = _count(signs, b"\r")
        if found or last == b"\r":
            returns += found
            pairs += piece.count(b"\r\n") + (last == b"\r" and piece[:1] == b"\n")
        last = piece[-1:]
    uniform = returns == pairs and pairs in {0, feeds}
    return Survey(feeds + (last not in {b"", b"\n"}), uniform and not odd, "\r\n" if pairs else "\n")


def _count(signs: npt.NDArray[np.uint8], sign: bytes) -> int:
    """Return how often a sign occurs, without holding up other threads as `bytes.count` does."""
    return int(np.count_nonzero(signs == ord(sign)))


def _pieces(content: Path, *, packed: bool) -> Iterator[bytes]:
    """Yield the bytes of a file, or what comes out of a packed one, piece by piece."""
    try:
        with pa.input_stream(str(content), compression="gzip" if packed else None, buffer_size=_PIECE) as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except OSError as error:
        # What the system complains of has a number; what Arrow does has none.
        if packed and error.errno is None:
            raise gzip.BadGzipFile(str(error)) from error
        raise
