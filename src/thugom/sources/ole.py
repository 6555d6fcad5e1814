"""The stream of records in an xls file: an old disk in a file, with sectors, chains and a directory."""

import struct
from collections.abc import Iterator, Sequence

from thugom.sources.cells import UnreadableError

_HEADER = 512
_ENTRY, _NAME = 128, 64
_FIRST_SECTORS, _FIRST_COUNT = 76, 109
_LAST_SECTOR = 0xFFFFFFFA
_ROOT = 5
_STREAMS = ("workbook", "book")


def records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield the records of an xls file: where each begins in its stream, its kind and its bytes.

    Raises:
        UnreadableError: the file is damaged, or holds no workbook.
    """
    stream = _workbook(content)
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _workbook(content: bytes) -> bytes:
    """Return the workbook's stream."""
    try:
        disk = _Disk(content)
        entries = [disk.directory[at : at + _ENTRY] for at in range(0, len(disk.directory) - _ENTRY + 1, _ENTRY)]
        root = next(entry for entry in entries if entry[66] == _ROOT)
        found = next(entry for entry in entries if _name(entry) in _STREAMS)
        start, size = struct.unpack_from("<II", found, 116)
        if size >= disk.cutoff:
            return disk.stream(start)[:size]
        small = disk.stream(struct.unpack_from("<I", root, 116)[0])
        return disk.small_stream(small, start)[:size]
    except (struct.error, IndexError, StopIteration) as error:
        raise UnreadableError(f"no xls file: {type(error).__name__}") from error


def _name(entry: bytes) -> str:
    """Return the name of a directory's entry, in lower case."""
    (length,) = struct.unpack_from("<H", entry, _NAME)
    return entry[: max(min(length, _NAME) - 2, 0)].decode("utf-16-le", "replace").lower()


class _Disk:
    """The sectors of a file, and the tables that say which follows which."""

    def __init__(self, content: bytes) -> None:
        """Read the tables."""
        self.content = content
        shift, small_shift = struct.unpack_from("<HH", content, 30)
        # Two sizes were ever written; others would be an attempt on the memory.
        if shift not in {9, 12} or small_shift != 6:  # noqa: PLR2004 - the exponents of those sizes
            raise UnreadableError("sectors of a size that nobody writes")
        self.size, self.small_size = 1 << shift, 1 << small_shift
        directory, _, self.cutoff, small, _, more, _ = struct.unpack_from("<7I", content, 48)
        sectors = [*struct.unpack_from(f"<{_FIRST_COUNT}I", content, _FIRST_SECTORS)]
        seen: set[int] = set()
        while more < _LAST_SECTOR and more not in seen:
            seen.add(more)
            *listed, more = struct.unpack(f"<{self.size // 4}I", self.sector(more))
            sectors += listed
        table = b"".join(self.sector(number) for number in sectors if number < _LAST_SECTOR)
        self.next: Sequence[int] = struct.unpack(f"<{len(table) // 4}I", table)
        self.directory = self.stream(directory)
        small_table = self.stream(small)
        self.next_small: Sequence[int] = struct.unpack(f"<{len(small_table) // 4}I", small_table)

    def sector(self, number: int) -> bytes:
        """Return a sector; the last one may be short."""
        return self.content[(number + 1) * self.size : (number + 2) * self.size].ljust(self.size, b"\0")

    def stream(self, start: int) -> bytes:
        """Return the sectors of a chain, joined."""
        return b"".join(self.sector(number) for number in _chain(start, self.next))

    def small_stream(self, small: bytes, start: int) -> bytes:
        """Return the small sectors of a chain, joined."""
        size = self.small_size
        return b"".join(small[number * size : (number + 1) * size] for number in _chain(start, self.next_small))


def _chain(start: int, following: Sequence[int]) -> Iterator[int]:
    """Yield the sectors of a chain; one that runs in a circle ends where it would begin anew.

    >>> list(_chain(0, [2, 9, 1, 7])), list(_chain(0, [1, 0]))
    ([0, 2, 1], [0, 1])
    """
    seen: set[int] = set()
    while start < len(following) and start not in seen:
        seen.add(start)
        yield start
        start = following[start]
