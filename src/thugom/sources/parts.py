"""The parts of a packed workbook (xlsx, xlsm, xlsb, ods), unpacked within bounds before any reader opens it.

What is said of a part is not believed: it is unpacked here, counted while it is, and packed anew for
the reader, which so sees what was looked at and nothing else.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from thugom.sources.cells import UnreadableError

MOST_UNPACKED = 1024**3
"""Bytes to which a workbook may unpack, formats of empty cells included."""
MOST_KEPT = 256 * 1024**2
"""Bytes that may be left of it when those are gone."""
MOST_PARTS = 2_000
"""Parts that a workbook may have; one sheet needs about ten."""

MACROS = ("xl/vbaProject.bin", "xl/macrosheets/", "Basic/", "Scripts/")
LINKS = ("xl/externalLinks/", "xl/connections", "xl/queryTables/")

_ENTRY = b"PK\x01\x02"
_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_LOCKED = 1
_MANIFEST, _ENCRYPTED = "META-INF/manifest.xml", b"encryption-data"
_CHUNK, _SLICE, _LONGEST_TEXT = 1024**2, 64 * 1024, 16 * 1024**2
_XML = (".xml", ".rels", ".vml")
_SHEETS = ("xl/worksheets/", "content.xml")
_UNREAD = ("docProps/", "customXml/", "xl/theme/", "xl/drawings/", "xl/charts/", *MACROS, *LINKS)
# A cell or row that closes itself has a format and no content.
_BARE = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^<>]*?\br=[\"'][A-Z]{0,3}[0-9]{1,7}[\"'][^<>]*/>")
_SOURCES = re.compile(rb"<(?:table:table-source|table:cell-range-source|office:dde-source)\b")
_ENCODING = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_PLAIN = (b"utf-8", b"us-ascii", b"ascii")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def is_packed(content: bytes) -> bool:
    """Tell whether a file is an archive of parts."""
    return content.startswith(_LOCAL)


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts that say something of the cells, by name; sheets without their bare formats.

    Raises:
        UnreadableError: it is no archive, is damaged or locked, unpacks to more than a night can
            hold, or holds XML that no spreadsheet program writes.
    """
    # Counted before the list is read: a million entries are a bomb of their own.
    if content.count(_ENTRY) > MOST_PARTS:
        raise UnreadableError("it has too many parts", "unpacks_too_large")
    try:
        entries = [entry for entry in zipfile.ZipFile(io.BytesIO(content)).infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableError(str(error)) from error
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UnreadableError("it unpacks to more than a night can hold", "unpacks_too_large")
    parts: dict[str, bytes] = {}
    kept = 0
    # The manifest first: of a locked ods file it is the only part that can be read.
    for entry in sorted(entries, key=lambda entry: entry.filename != _MANIFEST):
        if entry.filename in parts:
            raise UnreadableError(f"two parts are called {entry.filename}")
        parts[entry.filename] = b"".join(_part(content, entry, MOST_KEPT - kept))
        kept += len(parts[entry.filename])
        if _ENCRYPTED in parts.get(_MANIFEST, b""):
            raise UnreadableError("its parts are encrypted", "password_protected")
    return parts


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of the parts that a reader of cells needs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            if not name.startswith(_UNREAD):
                archive.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()


def flags(parts: Mapping[str, bytes]) -> list[str]:
    """Return the rules of what the workbook carries beside its cells: macros and links to other files.

    >>> flags({"xl/vbaProject.bin": b"", "xl/workbook.xml": b""})
    ['macros']
    """
    found = []
    if any(name.startswith(MACROS) for name in parts):
        found.append("macros")
    if any(name.startswith(LINKS) for name in parts) or _SOURCES.search(parts.get("content.xml", b"")):
        found.append("external_links")
    return found


def _part(content: bytes, entry: zipfile.ZipInfo, room: int) -> Iterator[bytes]:
    """Yield one part; of XML nothing that is unsafe, of a sheet no bare format."""
    if entry.flag_bits & _LOCKED:
        raise UnreadableError("its parts are locked", "password_protected")
    is_xml = entry.filename.endswith(_XML)
    if not is_xml and not entry.filename.endswith((".bin", "mimetype")):
        # A picture is not unpacked at all.
        return
    pieces = _inflated(content, entry)
    for number, piece in enumerate(_whole_tags(pieces) if is_xml else pieces):
        if is_xml:
            _refuse_unsafe(piece, first=number == 0)
        slim = _BARE.sub(b"", piece) if entry.filename.startswith(_SHEETS) else piece
        room -= len(slim)
        if room < 0:
            raise UnreadableError("it unpacks to more than a night can hold", "unpacks_too_large")
        yield slim


def _inflated(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of a part: as many as it declares, with the checksum that it declares."""
    left, checksum = entry.file_size, 0
    for piece in _raw(content, entry):
        left -= len(piece)
        if left < 0:
            raise UnreadableError(f"{entry.filename} is larger than it says", "unpacks_too_large")
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if left or checksum != entry.CRC:
        raise UnreadableError(f"{entry.filename} is damaged")


def _raw(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part holds, however much that is, in pieces."""
    head = content[entry.header_offset : entry.header_offset + _LOCAL_SIZE]
    if len(head) < _LOCAL_SIZE or not head.startswith(_LOCAL):
        raise UnreadableError(f"{entry.filename} is not where it should be")
    names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    start = entry.header_offset + _LOCAL_SIZE + names
    end = start + entry.compress_size
    if entry.compress_type == zipfile.ZIP_STORED:
        yield content[start:end]
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise UnreadableError(f"{entry.filename} is packed in a way that no spreadsheet program packs")
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for place in range(start, end, _SLICE):
            packed = content[place : min(place + _SLICE, end)]
            while packed and not inflater.eof:
                yield inflater.decompress(packed, _CHUNK)
                packed = inflater.unconsumed_tail
    except zlib.error as error:
        raise UnreadableError(f"{entry.filename}: {error}") from error


def _whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes, cut behind the end of a tag only."""
    rest = b""
    for piece in pieces:
        text = rest + piece
        end = text.rfind(b">") + 1
        if end:
            yield text[:end]
        rest = text[end:]
        if len(rest) > _LONGEST_TEXT:
            raise UnreadableError("a text without end", "unpacks_too_large")
    yield rest


def _refuse_unsafe(piece: bytes, *, first: bool) -> None:
    """Refuse XML that declares entities, or hides in an encoding in which it would not be seen to."""
    if any(word in piece for word in _DECLARATIONS):
        raise UnreadableError("it declares a document type or entities", "unsafe_xml")
    declared = _ENCODING.match(piece.removeprefix(b"\xef\xbb\xbf")) if first else None
    if b"\0" in piece or (declared is not None and declared[1].lower() not in _PLAIN):
        raise UnreadableError("its XML is not in UTF-8", "unsafe_xml")
