"""Hostile and damaged files: each costs its own report, is named to its sender, and harms nobody else."""

from __future__ import annotations

import datetime as dt
import io
import resource
import time
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

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
from tests.unit.sources.papers import FORM, ROW, TITLE, finding_in, maps, read, reports, written
from thugom.checks.cast import cast
from thugom.contracts import Finding, load_intake_rules
from thugom.sources import Sheet, discover, parts, read_report
from thugom.sources.workbooks import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

SECOND_ROW = ("03390", *ROW[1:])


def rules_in(findings: list[Finding]) -> list[tuple[str, str]]:
    """Return rule and cell of findings."""
    return [(finding.rule, finding.cell) for finding in findings]


def cast_sheet(sheet: Sheet) -> tuple[list[bool], list[Finding]]:
    """Return which rows the cast refuses, and what it finds."""
    known = frozenset({"03388", "03390"})
    done = cast(
        sheet,
        reports()[sheet.report],
        maps().get(sheet.source),
        known_codes=known,
        code_length=5,
        mass_t_most=1_000_000,  # type: ignore[arg-type] # a whole number is a fraction
    )
    return done.rows["refused"].tolist(), done.findings


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


# Formulas


def formula_book(value: object) -> bytes:
    """Return a report whose collected tonnage is a formula with this stored value."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("S")
        for number, cells in enumerate((TITLE, FORM, ROW, SECOND_ROW)):
            sheet.write_row(number, 0, cells)
        sheet.write_formula("I3", "=H3-22.25", None, value)
    return buffer.getvalue()


def test_a_formula_counts_with_its_stored_value_and_is_marked(tmp_path: Path) -> None:
    """What the sender saw is what counts; that it was computed is said at its cell."""
    reading = read(written(tmp_path / "x.xlsx", formula_book(288.25)))
    (sheet,) = reading.sheets
    assert [(one.rule_id, one.cell, one.value) for one in reading.findings] == [
        ("collection.collected_t.formula_value", "I3", "288.25")
    ]
    assert cast_sheet(sheet)[0] == [False, False]


def test_a_formula_without_a_value_refuses_its_row_at_its_cell(tmp_path: Path) -> None:
    """A program that writes formulas and does not compute them has sent no figure: it is never blank, never 0."""
    content = with_xml(formula_book(0), b"</f><v>0</v>", b"</f><v></v>")
    (sheet,) = read(written(tmp_path / "x.xlsx", content)).sheets
    refused, findings = cast_sheet(sheet)
    assert refused == [True, False]
    assert [(one.rule_id, one.cell) for one in findings] == [("collection.collected_t.formula_without_value", "I3")]


def test_a_formula_without_a_value_is_seen_beyond_the_last_value(tmp_path: Path) -> None:
    """Openpyxl writes formulas without values: a row of nothing else is a row, and refused."""
    book = openpyxl.Workbook()
    for row in (TITLE, FORM, ["=A1"] * len(ROW)):
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    (sheet,) = read(written(tmp_path / "x.xlsx", buffer.getvalue())).sheets
    refused, findings = cast_sheet(sheet)
    assert refused == [True]
    assert {one.rule for one in findings} >= {"formula_without_value"}


def test_formulas_of_an_ods_are_told_apart_too(tmp_path: Path) -> None:
    """With a stored value they count and are marked, without one they refuse their row."""
    stored = (
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="288.25">'
        "<text:p>288,25</text:p></table:table-cell>"
    )
    missing = '<table:table-cell table:formula="of:=1+1"/>'
    rows = [[TITLE[0]], FORM, (*ROW[:8], stored, 7), (*SECOND_ROW[:8], missing, 7)]
    table = f'<table:table table:name="S">{"".join(map(ods_row, rows))}</table:table>'
    reading = read(written(tmp_path / "x.ods", ods_bytes(table)))
    assert rules_in(reading.findings) == [("formula_value", "I3")]
    refused, findings = cast_sheet(reading.sheets[0])
    assert refused == [False, True]
    assert rules_in(findings) == [("formula_without_value", "I4")]


def test_an_error_in_an_ods_is_no_blank(tmp_path: Path) -> None:
    """A division by zero is refused at its cell, in either kind of workbook."""
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    rows = [[TITLE[0]], FORM, (*ROW[:8], error, 7)]
    table = f'<table:table table:name="S">{"".join(map(ods_row, rows))}</table:table>'
    (sheet,) = read(written(tmp_path / "x.ods", ods_bytes(table))).sheets
    refused, findings = cast_sheet(sheet)
    assert (refused, [one.value for one in findings]) == ([True], ["#DIV/0!"])


# What nobody sees


def hidden_book(sheet_hidden: bool, visible: list[tuple[object, ...]]) -> bytes:  # noqa: FBT001 - the statement of the test
    """Return a workbook with a report on its second sheet, hidden or not, and some rows on the first."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        first, second = book.add_worksheet("Thấy"), book.add_worksheet("Ẩn")
        for sheet, rows in ((first, visible), (second, [TITLE, FORM, SECOND_ROW])):
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
        if sheet_hidden:
            second.hide()
    return buffer.getvalue()


def test_a_report_on_a_hidden_sheet_is_not_taken_and_said_to_be_there(tmp_path: Path) -> None:
    """What nobody sees nobody has signed: it may be last month's. Its sender is told to show it or leave it."""
    reading = read(written(tmp_path / "x.xlsx", hidden_book(sheet_hidden=True, visible=[TITLE, FORM, ROW])))
    assert [sheet.sheet for sheet in reading.sheets] == ["Thấy"]
    assert [(one.rule, one.severity, one.sheet) for one in reading.findings] == [("hidden_sheet", "error", "Ẩn")]
    shown = read(written(tmp_path / "y.xlsx", hidden_book(sheet_hidden=False, visible=[TITLE, FORM, ROW])))
    assert [sheet.sheet for sheet in shown.sheets] == ["Thấy", "Ẩn"]


def test_a_workbook_whose_only_report_is_hidden_says_so(tmp_path: Path) -> None:
    """It is no unrecognised file: the report is named with its sheet."""
    reading = read(written(tmp_path / "x.xlsx", hidden_book(sheet_hidden=True, visible=[("Ghi chú",)])))
    assert reading.sheets == []
    assert [one.rule for one in reading.findings] == ["hidden_sheet"]


def test_a_hidden_sheet_that_is_no_report_says_nothing(tmp_path: Path) -> None:
    """Lists and stamps stand on hidden sheets, ours too."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, stamp = book.add_worksheet("S"), book.add_worksheet("thugom")
        for number, cells in enumerate((TITLE, FORM, ROW)):
            sheet.write_row(number, 0, cells)
        stamp.write("A1", "version")
        stamp.very_hidden()
    reading = read(written(tmp_path / "x.xlsx", buffer.getvalue()))
    assert (reading.findings, len(reading.sheets)) == ([], 1)


def test_hidden_rows_and_columns_count_and_are_marked(tmp_path: Path) -> None:
    """A filter hides rows that belong to the report: they are read, and their sender is told which."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("S")
        for number, cells in enumerate((TITLE, FORM, ROW, SECOND_ROW)):
            sheet.write_row(number, 0, cells)
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(9, None, None, {"hidden": True})
        sheet.set_column("D:D", None, None, {"hidden": True})
        sheet.set_column("Z:Z", None, None, {"hidden": True})
    reading = read(written(tmp_path / "x.xlsx", buffer.getvalue()))
    assert [len(sheet.cells) for sheet in reading.sheets] == [2]
    assert [(one.rule_id, one.row_number, one.cell) for one in reading.findings] == [
        ("collection.hidden_row", 4, ""),
        ("collection.population.hidden_column", None, "D"),
    ]


def test_hidden_rows_and_columns_of_an_ods_are_marked(tmp_path: Path) -> None:
    """The same words in the other kind of workbook."""
    columns = '<table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/>'
    rows = ods_row([TITLE[0]]) + ods_row(FORM) + ods_row(ROW) + ods_row(SECOND_ROW, 'table:visibility="filter"')
    reading = read(written(tmp_path / "x.ods", ods_bytes(f'<table:table table:name="S">{columns}{rows}</table:table>')))
    assert [(one.rule_id, one.row_number, one.cell) for one in reading.findings] == [
        ("collection.hidden_row", 4, ""),
        ("collection.population.hidden_column", None, "D"),
    ]


# Dates and merges


def test_dates_of_the_1904_system_are_the_days_that_their_sender_sees() -> None:
    """A workbook from an old Macintosh counts its days from 1904: four years would be lost."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0]["A1"] = dt.date(2026, 10, 31)
    buffer = io.BytesIO()
    book.save(buffer)
    (grid,) = read_workbook(buffer.getvalue()).grids
    assert str(grid.rows[0][0])[:10] == "2026-10-31"


def test_what_a_merge_left_blank_is_marked_and_never_filled(tmp_path: Path) -> None:
    """A merged figure belongs to its first row; the others are unknown, whatever the sheet looks like."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("S")
        for number, cells in enumerate((TITLE, FORM, ROW, (*SECOND_ROW[:3], None, *SECOND_ROW[4:]))):
            sheet.write_row(number, 0, cells)
        sheet.merge_range("D3:D4", 9500)
        sheet.merge_range("E3:E4", 2500)
    reading = read(written(tmp_path / "x.xlsx", buffer.getvalue()))
    (table,) = reading.sheets
    assert table.cells["population"].tolist() == [9500, None]
    assert [(one.rule_id, one.cell, one.values["first"]) for one in reading.findings] == [
        ("collection.population.merged_blank", "D4", "D3"),
        # What lies beneath a merge counts as it stands, and nobody sees it.
        ("collection.households.merged_covered", "E4", "E3"),
    ]


def test_what_a_merge_left_blank_in_an_ods_is_marked(tmp_path: Path) -> None:
    """The covered cell of an ods table is as blank."""
    merged = (
        '<table:table-cell office:value-type="float" office:value="9500" table:number-rows-spanned="2" '
        'table:number-columns-spanned="1"><text:p>9500</text:p></table:table-cell>'
    )
    rows = [[TITLE[0]], FORM, (*ROW[:3], merged, *ROW[4:]), (*SECOND_ROW[:3], "<table:covered-table-cell/>", *ROW[4:])]
    table = f'<table:table table:name="S">{"".join(map(ods_row, rows))}</table:table>'
    reading = read(written(tmp_path / "x.ods", ods_bytes(table)))
    assert rules_in(reading.findings) == [("merged_blank", "D4")]


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
