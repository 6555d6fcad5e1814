"""Workbooks of the worst kind, made part by part for the tests of reading."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

import xlsxwriter

from tests.unit.sources.papers import FORM, ROW, TITLE

SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
Rows = Iterable[Iterable[object]]


def report_bytes(rows: Rows = (TITLE, FORM, ROW)) -> bytes:
    """Return a workbook with one report on the sheet `Báo cáo`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Báo cáo")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return buffer.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """Return a workbook with parts put in or put in others' place; `__` in a keyword stands for a slash."""
    named = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    return packed(parts_of(content) | named)


def with_declaration(content: bytes, part: str, declaration: bytes) -> bytes:
    """Return a workbook of which one part begins with a declaration of a document type."""
    parts = parts_of(content)
    _, _, rest = parts[part].partition(b"?>")
    return packed(parts | {part: DECLARATION + declaration + rest})


def with_false_size(content: bytes, part: str, size: int) -> bytes:
    """Return a workbook that says of a part that it is `size` bytes long, with a checksum that fits those."""
    parts = parts_of(content)
    checksum = zlib.crc32(parts[part][:size])
    spoilt = bytearray(packed(parts))
    for signature, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        place = spoilt.find(signature)
        while place >= 0:
            name_at = place + (30 if at == 14 else 46)
            if spoilt[name_at : name_at + len(part)] == part.encode():
                spoilt[place + at : place + at + 4] = struct.pack("<I", checksum)
                spoilt[place + at + 8 : place + at + 12] = struct.pack("<I", size)
            place = spoilt.find(signature, place + 4)
    return bytes(spoilt)


def with_xml(content: bytes, old: bytes, new: bytes, part: str = SHEET) -> bytes:
    """Return a workbook with some XML put in another's place."""
    parts = parts_of(content)
    assert old in parts[part], parts[part]
    return packed(parts | {part: parts[part].replace(old, new, 1)})


def ods_bytes(table: str, styles: str = "") -> bytes:
    """Return an ods workbook with one table, given by its attributes and rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{table}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return packed(
        {"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode(), "content.xml": content.encode()},
        zipfile.ZIP_STORED,
    )


def ods_row(cells: Iterable[object], attributes: str = "") -> str:
    """Return a row of an ods table; a text that begins with `<` is a cell's own XML."""
    return f"<table:table-row {attributes}>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(cell: object) -> str:
    """Return one cell of an ods table."""
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'


def xls_record(kind: int, content: bytes = b"") -> bytes:
    """Return a record of an xls file."""
    return struct.pack("<HH", kind, len(content)) + content


def xls_cell(row: int, column: int, value: object, *, is_formula: bool = False) -> bytes:
    """Return the record of a cell: a text, a number, or a number that a formula gave."""
    if isinstance(value, str):
        letters = struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le")
        return xls_record(0x0204, letters)
    number = float(str(value))
    if is_formula:
        return xls_record(0x0006, struct.pack("<HHHdHIH3s", row, column, 0, number, 0, 0, 3, b"\x1e\x01\x00"))
    return xls_record(0x0203, struct.pack("<HHHd", row, column, 0, number))


def xls_cells(rows: Rows) -> bytes:
    """Return the records of the cells of some rows."""
    return b"".join(
        xls_cell(row, column, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell is not None
    )


def xls_bytes(cells: bytes, name: str = "S") -> bytes:
    """Return an xls file of one sheet, given by its records."""
    begin = [xls_record(0x0809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0)) for kind in (0x05, 0x10)]
    letters = name.encode("utf-16-le")
    place = len(begin[0]) + 4 + 8 + len(letters) + 4
    listed = xls_record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 1) + letters)
    stream = begin[0] + listed + xls_record(0x000A) + begin[1] + cells + xls_record(0x000A)
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors = [table, end, *range(3, 2 + len(stream) // 512), end]
    sectors += [free] * (128 - len(sectors))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        head = title.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 2 * len(title) + 2, kind, 1)
        return head + struct.pack("<III", free, free, child) + bytes(36) + struct.pack("<III", start, size, 0)

    directory = (entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))).ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    return header + struct.pack("<128I", *sectors) + directory + stream
