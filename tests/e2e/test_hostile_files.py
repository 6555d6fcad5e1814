"""Hostile and damaged files: each costs its own report, is named to its sender, and harms nobody else."""

from __future__ import annotations

import resource
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.unit.sources.packed import (
    DOCTYPE,
    EXTERNAL,
    SHEET,
    ods_bytes,
    ods_row,
    packed,
    parts_of,
    report_bytes,
    with_declaration,
    with_false_size,
    with_parts,
    with_xml,
)
from tests.unit.sources.papers import (
    FORM,
    ROW,
    TITLE,
    finding_in,
    maps,
    read,
    reports,
    rules_in,
    written,
)
from thugom.contracts import load_intake_rules
from thugom.sources import discover, parts, read_report

if TYPE_CHECKING:
    from pathlib import Path


# Zip bombs


def test_a_zip_bomb_is_stopped_before_it_fills_the_memory(tmp_path: Path) -> None:
    """A small file that says it unpacks to more than a gigabyte is not unpacked."""
    big = b" " * 1024**2 * 64
    bomb = packed(parts_of(report_bytes()) | {f"xl/media/{number}.xml": big for number in range(17)})
    assert len(bomb) < 2 * 1024**2
    assert finding_in(written(tmp_path / "bomb.xlsx", bomb)).rule == "unpacks_too_large"


def test_many_small_parts_are_a_bomb_too(tmp_path: Path) -> None:
    """A hundred thousand parts of nothing are not even listed."""
    bomb = packed(parts_of(report_bytes()) | {f"xl/{number}.xml": b"" for number in range(parts.MOST_PARTS)})
    assert finding_in(written(tmp_path / "bomb.xlsx", bomb)).rule == "unpacks_too_large"


def test_a_bomb_within_a_workbook_is_not_opened(tmp_path: Path) -> None:
    """An archive in an archive, whatever its ratio, is a part that nobody unpacks."""
    inner = packed({"a.xml": b" " * 1024**2 * 64})
    nested = packed(parts_of(report_bytes()) | {"xl/embeddings/x.zip": packed({"b.zip": inner})})
    assert read(written(tmp_path / "nested.xlsx", nested)).findings == []


@pytest.mark.parametrize("size", [0, 100])
def test_a_part_that_is_larger_than_it_says_is_not_believed(tmp_path: Path, size: int) -> None:
    """The declared size is what a limit reads; it may be a lie, so that what comes out is counted."""
    liar = with_false_size(report_bytes(), SHEET, size)
    assert finding_in(written(tmp_path / "liar.xlsx", liar)).rule == "unpacks_too_large"


def test_the_reader_sees_what_was_looked_at(tmp_path: Path) -> None:
    """A second archive behind the first, which another reader might take instead, is never read."""
    twice = report_bytes() + report_bytes([["nothing"]])
    reading = read(written(tmp_path / "two.xlsx", twice))
    assert [finding.rule for finding in reading.findings] == ["unrecognised"]
    double = packed(parts_of(report_bytes()) | {"xl/worksheets/sheet9.xml": b"<worksheet/>"})
    named_twice = double.replace(b"sheet9", b"sheet1")
    assert finding_in(written(tmp_path / "double.xlsx", named_twice)).rule == "unreadable"


def test_an_ods_row_that_repeats_itself_is_bounded(tmp_path: Path) -> None:
    """A few bytes of XML that stand for seventeen thousand million cells are refused with the last of them."""
    cell = (
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384">'
        "<text:p>1</text:p></table:table-cell>"
    )
    row = ods_row([cell], 'table:number-rows-repeated="1048576"')
    table = f'<table:table table:name="S">{row}</table:table>'
    finding = finding_in(written(tmp_path / "bomb.ods", ods_bytes(table)))
    assert (finding.rule, finding.values) == ("cells_too_far", {"last": "XFD1048576"})


def test_an_xlsb_cell_in_the_far_corner_is_refused(tmp_path: Path) -> None:
    """The binary kind of workbook has the same bounds."""

    def row(number: int, column: int) -> bytes:
        return b"\x00\x04" + number.to_bytes(4, "little") + b"\x02\x0c" + column.to_bytes(4, "little") + bytes(8)

    book = {
        "xl/workbook.xml": b'<workbook xmlns:r="r"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<r><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></r>',
        "xl/worksheets/sheet1.bin": row(0, 0) + row(1_048_575, 16_383),
    }
    assert finding_in(written(tmp_path / "far.xlsb", packed(book))).rule == "cells_too_far"


def test_far_cells_are_refused_without_an_address_too(tmp_path: Path) -> None:
    """Cells need not name their place: they are counted all the same, over all sheets together."""
    row = b"<row>" + b"<c><v>1</v></c>" * 16_384 + b"</row>"
    sheet = b'<worksheet xmlns="x"><sheetData>' + row + b'<row r="5000"><c><v>1</v></c></row></sheetData></worksheet>'
    content = packed(parts_of(report_bytes()) | {SHEET: sheet})
    assert finding_in(written(tmp_path / "far.xlsx", content)).rule == "cells_too_far"


# XML


@pytest.mark.parametrize("declaration", [DOCTYPE, EXTERNAL], ids=["entity bomb", "external entity"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml"])
def test_entities_are_refused_in_whatever_part_they_stand(tmp_path: Path, part: str, declaration: bytes) -> None:
    """Neither the fast reader nor openpyxl ever sees a workbook that declares entities."""
    content = with_declaration(report_bytes(), part, declaration)
    assert finding_in(written(tmp_path / "x.xlsx", content)).rule == "unsafe_xml"


@pytest.mark.parametrize("declaration", [DOCTYPE, EXTERNAL], ids=["entity bomb", "external entity"])
def test_entities_in_an_ods_are_refused(tmp_path: Path, declaration: bytes) -> None:
    """The same for the content of an ods file."""
    content = with_declaration(ods_bytes("<table:table/>"), "content.xml", declaration)
    assert finding_in(written(tmp_path / "x.ods", content)).rule == "unsafe_xml"


@pytest.mark.parametrize("encoding", ["utf-16", "cp037"])
def test_entities_do_not_hide_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    """XML that is not UTF-8 would hide a declaration from whoever looks for it."""
    text = f'<?xml version="1.0" encoding="{encoding}"?>'
    body = DOCTYPE.decode() + "<worksheet/>"
    hidden = (text + body).encode("utf-16") if encoding == "utf-16" else text.encode() + body.encode("cp037")
    content = packed(parts_of(report_bytes()) | {SHEET: hidden})
    assert finding_in(written(tmp_path / "x.xlsx", content)).rule == "unsafe_xml"


# Links and macros


def test_links_to_other_files_are_flagged_and_the_stored_value_is_used(tmp_path: Path) -> None:
    """A link is never followed: the figures stand, and the file is marked."""
    content = with_parts(report_bytes(), xl__externalLinks__externalLink1_dot_xml=b"<externalLink/>")
    reading = read(written(tmp_path / "x.xlsx", content))
    assert rules_in(reading.findings) == [("external_links", "")]
    assert [len(sheet.cells) for sheet in reading.sheets] == [1]


def test_links_of_an_ods_are_flagged(tmp_path: Path) -> None:
    """The same where an ods table comes from another file."""
    rows = "".join(map(ods_row, ([TITLE[0]], FORM, ROW)))
    table = f'<table:table table:name="S"><table:table-source/>{rows}</table:table>'
    reading = read(written(tmp_path / "x.ods", ods_bytes(table)))
    assert rules_in(reading.findings) == [("external_links", "")]
    assert [len(sheet.cells) for sheet in reading.sheets] == [1]


@pytest.mark.parametrize("part", ["xl__vbaProject_dot_bin", "xl__macrosheets__sheet1_dot_xml"])
def test_macros_are_flagged_and_not_looked_into(tmp_path: Path, part: str) -> None:
    """A workbook with macros is read for its figures; what the macros are does not matter."""
    reading = read(written(tmp_path / "x.xlsm", with_parts(report_bytes(), **{part: b"<noise/>"})))
    assert rules_in(reading.findings) == [("macros", "")]
    assert [len(sheet.cells) for sheet in reading.sheets] == [1]


# Locked and cut off


def test_a_locked_workbook_is_said_to_be_locked_in_both_languages(tmp_path: Path) -> None:
    """Its sender reads that there is a password, and not the words of a library."""
    streams = "".join(name.ljust(32, "\0") for name in ("Root Entry", "EncryptedPackage", "EncryptionInfo"))
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + streams.encode("utf-16-le")
    finding = finding_in(written(tmp_path / "x.xlsx", content))
    assert finding.rule == "password_protected"
    words = load_intake_rules()["password_protected"].message
    assert "mật khẩu" in words.vi
    assert "password" in words.en


def test_a_workbook_with_locked_parts_is_said_to_be_locked(tmp_path: Path) -> None:
    """A zip program's password is one too."""
    spoilt = bytearray(report_bytes())
    spoilt[spoilt.index(b"PK\x01\x02") + 8] |= 1
    assert finding_in(written(tmp_path / "x.xlsx", bytes(spoilt))).rule == "password_protected"


def test_a_locked_ods_is_said_to_be_locked(tmp_path: Path) -> None:
    """An ods file says in its manifest that it is encrypted."""
    content = parts_of(ods_bytes("<table:table/>"))
    manifest = content.pop("META-INF/manifest.xml")
    locked = manifest.replace(b"/></manifest", b"><manifest:encryption-data/></manifest:file-entry></manifest")
    noise = content | {"content.xml": bytes(range(256)), "META-INF/manifest.xml": locked}
    assert finding_in(written(tmp_path / "x.ods", packed(noise))).rule == "password_protected"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_workbook_cut_off_on_its_way_is_refused_whole(tmp_path: Path, kept: float) -> None:
    """Whatever is left of it, nothing is taken from half a file."""
    content = report_bytes()
    assert finding_in(written(tmp_path / "x.xlsx", content[: int(len(content) * kept)])).rule == "unreadable"


def test_a_byte_that_was_flipped_on_its_way_is_seen(tmp_path: Path) -> None:
    """The checksum of a part is held against what comes out of it: a figure is never another figure."""
    content = bytearray(packed(parts_of(report_bytes()), zipfile.ZIP_STORED))
    place = content.index(b"288.25")
    content[place] ^= 1
    assert finding_in(written(tmp_path / "x.xlsx", bytes(content))).rule == "unreadable"


# Empty formats


@pytest.mark.slow
def test_a_million_empty_formatted_rows_are_fast_and_small(tmp_path: Path) -> None:
    """Whoever formatted a whole sheet has sent one row, and the night neither waits nor swells for the rest."""
    bare = b"".join(b'<c r="%s%%d" s="1"/>' % letter.encode() for letter in "ABCD")
    rows = b"".join(
        b'<row r="%d" s="1" customFormat="1">' % number + bare.replace(b"%d", b"%d" % number) + b"</row>"
        for number in range(4, 1_048_577)
    )
    content = with_xml(report_bytes(), b"</sheetData>", rows + b"</sheetData>")
    path = written(tmp_path / "x.xlsx", content)
    del rows, content
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    reading = read_report(path, path.name, maps(), reports(), max_bytes=64 * 1024**2)
    assert [len(sheet.cells) for sheet in reading.sheets] == [1]
    assert reading.findings == []
    assert time.monotonic() - began < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


# Names, links and sizes


def test_a_part_that_climbs_out_of_its_archive_goes_nowhere(tmp_path: Path) -> None:
    """Nothing is ever unpacked to the disk: a part called ../../x is a part that nobody reads."""
    before = sorted(tmp_path.parent.iterdir())
    content = packed(parts_of(report_bytes()) | {"../../evil.xml": b"<x/>", "/etc/evil.xml": b"<x/>"})
    assert [len(sheet.cells) for sheet in read(written(tmp_path / "x.xlsx", content)).sheets] == [1]
    assert sorted(tmp_path.parent.iterdir()) == before
    relation = b'Target="worksheets/sheet1.xml"'
    away = with_xml(report_bytes(), relation, b'Target="../../../../etc/passwd"', "xl/_rels/workbook.xml.rels")
    assert finding_in(written(tmp_path / "y.xlsx", away)).rule in {"unreadable", "empty"}


def test_links_in_the_inbox_lead_nowhere(tmp_path: Path) -> None:
    """Neither a file nor a folder behind a symbolic link is taken for a report."""
    raw, outside = tmp_path / "raw", tmp_path / "outside"
    raw.mkdir()
    outside.mkdir()
    written(outside / "x.xlsx", report_bytes())
    (raw / "x.xlsx").symlink_to(outside / "x.xlsx")
    (raw / "folder").symlink_to(outside)
    assert list(discover(raw)) == []


def test_a_file_over_the_settings_size_is_not_opened(tmp_path: Path) -> None:
    """The setting THUGOM_MAX_FILE_MB bounds what is read into memory, and both sizes are said."""
    path = written(tmp_path / "x.xlsx", report_bytes())
    (finding,) = read_report(path, path.name, maps(), reports(), max_bytes=1024).findings
    assert finding.rule == "too_large"
    assert set(finding.values) == {"size", "limit"}
