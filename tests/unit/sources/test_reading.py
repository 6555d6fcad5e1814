"""Files of whatever content: sheets, or a finding that says why not."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.papers import (
    CANONICAL,
    FORM,
    LINE,
    ROW,
    TITLE,
    finding_in,
    map_of,
    maps,
    read,
    reports,
    sheet_in,
    workbook,
    written,
)
from thugom.contracts import load_source_maps
from thugom.sources import Reading, read_report
from thugom.sources.cells import tidy


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("empty.xlsx", b"", "file.empty"),
        ("spaces.csv", b" \n\n", "file.empty"),
        ("text.xlsx", b"unit_code,period\n", "file.unreadable"),
        ("zeros.csv", bytes(100), "file.unknown_encoding"),
        ("letter.pdf", b"%PDF-1.7", "file.unknown_kind"),
        ("no ending", b"unit_code", "file.unknown_kind"),
        ("quotes.csv", CANONICAL.encode() + b'\n"03388,2026-10\n', "file.open_quotation"),
        ("headers only.csv", CANONICAL.encode(), "file.no_rows"),
        ("shopping.csv", b"milk,eggs\n1,2\n", "file.unrecognised"),
    ],
)
def test_each_kind_of_bad_file_has_its_rule(tmp_path: Path, name: str, content: bytes, rule: str) -> None:
    """A file that holds no report is a finding, whatever it holds, and never an exception."""
    finding = finding_in(written(tmp_path / name, content))
    assert (finding.rule_id, finding.severity, finding.file) == (rule, "error", name)


def test_a_workbook_cut_off_on_its_way_is_unreadable(tmp_path: Path) -> None:
    """Half a workbook is not read by half."""
    whole = workbook(tmp_path / "x.xlsx", {"S": [TITLE, FORM, ROW]}).read_bytes()
    finding = finding_in(written(tmp_path / "half.xlsx", whole[: len(whole) // 2]))
    assert finding.rule_id == "file.unreadable"


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    """One huge file must not stop the night for everyone else."""
    path = written(tmp_path / "x.csv", b"x" * 2_000_000)
    reading = read_report(path, "x.csv", maps(), reports(), max_bytes=1024 * 1024)
    assert [(found.rule_id, found.values) for found in reading.findings] == [
        ("file.too_large", {"size": "1.9", "limit": "1"})
    ]


def test_a_file_that_is_gone_is_unreadable_and_no_crash(tmp_path: Path) -> None:
    """What the disk cannot give is a finding like any other."""
    assert finding_in(tmp_path / "gone.csv").rule_id == "file.unreadable"


def test_names_are_known_in_one_unicode_form(tmp_path: Path) -> None:
    """A name from a Mac, with its marks apart, is the same name."""
    path = written(tmp_path / "x.csv", b"")
    (finding,) = read_report(path, unicodedata.normalize("NFD", "xã/Tà Tổng.csv"), {}, reports(), max_bytes=9).findings
    assert finding.file == "xã/Tà Tổng.csv"


def test_the_content_decides_and_not_the_ending(tmp_path: Path) -> None:
    """A workbook that somebody renamed is still a workbook."""
    path = workbook(tmp_path / "x.xlsx", {"S": [TITLE, FORM, ROW]})
    assert sheet_in(path.rename(tmp_path / "x.csv")).report == "collection"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_in_every_usual_form(tmp_path: Path, delimiter: str, encoding: str, *, quoted: bool) -> None:
    """Delimiter, quotation marks and the mark of UTF-8 are found out, not asked for."""
    quote = '"' if quoted else ""
    lines = [delimiter.join(f"{quote}{cell}{quote}" for cell in line.split(",")) for line in (CANONICAL, LINE)]
    sheet = sheet_in(written(tmp_path / "x.csv", "\r\n".join(lines).encode(encoding)))
    assert sheet.cells.loc[2, "collected_t"] == "288.25"


def test_a_first_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    """A line such as `sep=;`, which spreadsheets write, stands above the headers."""
    text = f"sep=;\n{CANONICAL}\n{LINE}\n".replace(",", ";")
    assert sheet_in(written(tmp_path / "x.csv", text)).cells.index.tolist() == [3]


def test_an_old_encoding_is_read_where_a_map_declares_it(tmp_path: Path) -> None:
    """The map's encoding is for the map's files: canonical headers in it are not recognised."""
    known = map_of(
        tmp_path / "maps",
        "period_kind: year\nencoding: latin-1\ncolumns:\n  unit_code: {headers: [codice città]}\n"
        "  unit_name: {headers: [comune]}\n",
    )
    foreign = written(tmp_path / "a.csv", "codice città,comune\n1,Forlì\n".encode("latin-1"))
    assert sheet_in(foreign, known).cells.loc[2, "unit_name"] == "Forlì"
    canonical = written(tmp_path / "b.csv", f"{CANONICAL},note\n{LINE},Forlì\n".encode("latin-1"))
    assert finding_in(canonical, known).rule_id == "file.unrecognised"


def test_a_vietnamese_windows_file_is_read_where_a_map_declares_it(tmp_path: Path) -> None:
    """Windows-1258 writes tone marks behind their letters; the names come out as anybody else's."""
    known = map_of(
        tmp_path / "maps",
        "period_kind: month\nencoding: windows-1258\ncolumns:\n  unit_code: {headers: [Mã xã]}\n"
        "  unit_name: {headers: [Tên xã]}\n",
    )
    # Letters with their circumflex, breve or horn are one byte; a tone mark is a byte of its own behind them.
    text = "Ma\u0303 xa\u0303;Tên xa\u0303\n03388;Ta\u0300 Tô\u0309ng\n"
    sheet = sheet_in(written(tmp_path / "x.csv", text.encode("cp1258")), known)
    assert tidy(str(sheet.cells.loc[2, "unit_name"])) == "Tà Tổng"


def test_of_two_old_encodings_the_headers_tell_which_it_is(tmp_path: Path) -> None:
    """Eight-bit encodings fit any bytes; the file is read in the one whose map knows its headers."""
    folder = tmp_path / "maps"
    columns = "columns:\n  unit_code: {headers: [%s]}\n"
    map_of(folder, "period_kind: year\nencoding: latin-1\n" + columns % "comune")
    text = (folder / "foreign.yml").read_text(encoding="utf-8").replace("latin-1", "cp1258").replace("comune", "Đơn vị")
    (folder / "native.yml").write_text(text.replace("name: foreign", "name: native"), encoding="utf-8")
    path = written(tmp_path / "x.csv", b"\xd0\xf5n vi\xf2\n03388\n")
    assert sheet_in(path, load_source_maps(folder)).source == "native"


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_text_in_tcvn3_is_named_and_never_guessed(tmp_path: Path, ending: str) -> None:
    """Letters that only an old font shows: the sender learns the encoding's name and how to leave it."""
    headers = ["M· x·", "Tªn ®¬n vÞ", "Khèi l\xadîng ph\xb8t sinh (tÊn)"]
    path = tmp_path / f"x{ending}"
    if ending == ".csv":
        written(path, (";".join(headers) + "\n03388;Tµ Tæng;5\n").encode("latin-1"))
    else:
        workbook(path, {"S": [headers, ["03388", "Tµ Tæng", 5]]})
    finding = finding_in(path)
    assert (finding.rule_id, finding.values["encoding"]) == ("file.old_encoding", "TCVN3 (ABC)")


@pytest.mark.parametrize("header_ends", ["", ","])
@pytest.mark.parametrize("line_ends", ["", ",", ",,"])
def test_a_trailing_separator_shifts_no_column(tmp_path: Path, header_ends: str, line_ends: str) -> None:
    """Separators at the end of the headers, of the rows, or of both make no column and move none."""
    text = f"{CANONICAL}{header_ends}\n{LINE}{line_ends}\n{LINE}\n"
    sheet = sheet_in(written(tmp_path / "x.csv", text))
    assert sheet.cells["collected_t"].tolist() == ["288.25"] * 2
    assert sheet.cells["submitted_on"].tolist() == ["2026-11-03"] * 2
    assert sheet.address("submitted_on", 2) == "K2"


def test_a_slipped_row_is_refused_though_the_headers_end_in_a_separator(tmp_path: Path) -> None:
    """The empty column behind a trailing separator is no room for a figure that slipped."""
    slipped = LINE.replace("310.5", "310,5")
    sheet = sheet_in(written(tmp_path / "x.csv", f"{CANONICAL},\n{slipped}\n"))
    assert sheet.cells["submitted_on"].tolist() == ["7 | 2026-11-03"]


def test_a_decimal_comma_between_commas_costs_its_line_only(tmp_path: Path) -> None:
    """A slipped line is received with a cell that nobody can read; the lines beside it stand."""
    slipped = LINE.replace("310.5", "310,5")
    sheet = sheet_in(written(tmp_path / "x.csv", f"{CANONICAL}\n{slipped}\n{LINE}\n"))
    assert sheet.cells["submitted_on"].tolist() == ["7 | 2026-11-03", "2026-11-03"]


def test_an_explanation_sheet_beside_a_report_is_passed_over(tmp_path: Path) -> None:
    """What looks like no table is nobody's mistake where another sheet is the report."""
    notes = [["Hướng dẫn"], ["Điền vào bảng Thu gom."]]
    assert (
        sheet_in(workbook(tmp_path / "x.xlsx", {"Hướng dẫn": notes, "Thu gom": [TITLE, FORM, ROW]})).sheet == "Thu gom"
    )


def test_a_report_with_a_spoilt_header_is_not_passed_over(tmp_path: Path) -> None:
    """Beside a good sheet, one that is nearly a form is said to be unrecognised, with what is missing."""
    spoilt = [*FORM[:3], "Dân xố", *FORM[4:]]
    reading = read(workbook(tmp_path / "x.xlsx", {"A": [TITLE, FORM, ROW], "B": [TITLE, spoilt, ROW]}))
    assert [sheet.sheet for sheet in reading.sheets] == ["A"]
    (finding,) = reading.findings
    assert (finding.rule_id, finding.sheet, finding.values["missing"]) == ("file.unrecognised", "B", "“Dân số”")


def test_a_form_without_a_row_is_said_to_be_empty(tmp_path: Path) -> None:
    """A form that was sent before it was filled in is named by its sheet."""
    finding = finding_in(workbook(tmp_path / "x.xlsx", {"Thu gom": [TITLE, FORM, [None, "Người lập"]]}))
    assert (finding.rule_id, finding.sheet, finding.values["sheet"]) == ("file.no_rows", "Thu gom", "Thu gom")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a good workbook's bytes."""
    return workbook(tmp_path_factory.mktemp("whole") / "x.xlsx", {"S": [TITLE, FORM, ROW]}).read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where files are written that live for one example."""
    return tmp_path_factory.mktemp("place")


def _is_told(reading: Reading) -> bool:
    """Tell whether a reading has either sheets or a finding."""
    return bool(reading.sheets or reading.findings)


@given(data=st.binary(max_size=300), ending=st.sampled_from([".csv", ".xlsx", ".xls", ".ods", ".tsv", ""]))
def test_no_bytes_whatever_raise(place: Path, data: bytes, ending: str) -> None:
    """Any content under any name is read or reported."""
    assert _is_told(read(written(place / f"x{ending}", data)))


@given(changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=5))
def test_no_damage_to_a_workbook_raises(place: Path, whole: bytes, changes: list[tuple[float, int]]) -> None:
    """A workbook with bytes changed at random is read or reported."""
    spoilt = bytearray(whole)
    for where, byte in changes:
        spoilt[int(where * len(spoilt))] = byte
    assert _is_told(read(written(place / "x.xlsx", bytes(spoilt))))


@given(text=st.text(max_size=80), row=st.integers(0, 3))
def test_no_text_among_the_lines_of_a_csv_raises(place: Path, text: str, row: int) -> None:
    """A line of anything at all among good ones is read or reported."""
    lines = [CANONICAL, LINE, LINE]
    lines.insert(row, text)
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    assert _is_told(read(written(place / "x.csv", content)))
