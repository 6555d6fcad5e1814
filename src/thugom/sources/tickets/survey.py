"""Surveying a text file of tickets: what its bytes alone tell, before anybody takes them for rows."""

import gzip
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1024 * 1024


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
        EOFError: it is packed, and was cut off.
        zlib.error, gzip.BadGzipFile: it is packed, and damaged.
        OSError: it cannot be read.
    """
    feeds = returns = pairs = odd = 0
    last = b""
    with gzip.open(content) if packed else content.open("rb") as stream:
        while piece := stream.read(_PIECE):
            feeds += piece.count(b"\n")
            odd += piece.count(b'"') + piece.count(b"\0")
            found = piece.count(b"\r")
            if found or last == b"\r":
                returns += found
                pairs += piece.count(b"\r\n") + (last == b"\r" and piece[:1] == b"\n")
            last = piece[-1:]
    uniform = returns == pairs and pairs in {0, feeds}
    return Survey(feeds + (last not in {b"", b"\n"}), uniform and not odd, "\r\n" if pairs else "\n")
