"""Reports as their senders might write them, broken at random: what hypothesis sends through reading and judging."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import xlsxwriter
from hypothesis import strategies as st

from tests.unit.sources.packed import SHEET, packed, parts_of
from tests.unit.sources.papers import CANONICAL, FORM, ROW, TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlsxwriter.worksheet import Worksheet

Rows: TypeAlias = list[list[object]]

_SECOND = ("03390", "Xã Bình Lư", "Nông thôn", 8200, 1900, 400, 1200, 98.4, 31.25, 2)
_TREATMENT = "unit_code,period,settlement,facility_code,method,stream,treated_t,reported_by,submitted_on"
_REPORTS: Sequence[Sequence[Sequence[object]]] = (
    (TITLE, FORM, ROW, _SECOND, ("", "Tổng cộng", "", 17700, 4400, 2500, 1500, 408.9, 319.5, "")),
    (
        CANONICAL.split(","),
        ["03388", "2026-10", "urban", "9500", "2500", "2100", "300", "310.5", "288.25", "7", "2026-11-03"],
        ["03390", "2026-10", "rural", "8200", "1900", "400", "1200", "98.4", "31.25", "2", "2026-11-03"],
    ),
    (
        _TREATMENT.split(","),
        ["03388", "2026-10", "urban", "SYN-LC", "composting", "domestic", "120.5", "unit", "2026-11-03"],
        ["03390", "2026-10", "rural", "SYN-LC", "sanitary_landfill", "", "31.25", "", "2026-11-03"],
    ),
)
_JUNK = (
    *(None, "", " ", "-", "x", "0", 0, -1, 1e300, -0.0, 3388, 3388.5, True, "798,6 +35", "180-300", "15 tấn", "2.023"),
    *(
        "đang cập nhật",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+84 912 345 678",
        "@SUM(A1)",
        "Nguyễn Văn An",
        "\u00a0",
        "a" * 400,
    ),
    *(
        "1e99999999",
        "NaN",
        "Infinity",
        "\uff11\uff12",
        "1/0",
        "#DIV/0!",
        "Tháng 13/2026",
        "2026-02-30",
        "Tổng cộng",
        "Ghi chú: x",
    ),
    *(
        dt.date(2026, 10, 1),
        dt.date(1900, 1, 1),
        "{value}",
        "'",
        '"',
        "\n",
        "\u202eabc",
        "🚮",
        "Mù Cả".encode().decode("latin-1"),
    ),
)
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258", "cp1252", "utf-7")
_NAMES = ("báo cáo.xlsx", "x.csv", "x.xls", "x.ods", "x.txt", "..\\..\\x.xlsx", "x")
_XML = (
    b"<v>",
    b"</v>",
    b'r="',
    b"</c>",
    b"<row ",
    b"<f>A1</f>",
    b'hidden="1" ',
    b't="e"',
    b't="s"',
    b"&#x0;",
    b"<!--",
    b"<c/>",
)


@dataclass
class Draft:
    """A report before it is written: its rows, and what is done to the sheet and to the bytes."""

    rows: Rows
    on_sheet: list[Callable[[Worksheet, xlsxwriter.Workbook], None]] = field(default_factory=list)
    on_bytes: list[Callable[[bytes], bytes]] = field(default_factory=list)


class Sent:
    """A file that was sent: its name, its bytes, and what befell it."""

    def __init__(self, name: str, content: bytes, story: tuple[str, ...] = ()) -> None:
        """Hold them."""
        self.name, self.content, self.story = name, content, story

    def __repr__(self) -> str:
        """Say what befell it, and not its bytes."""
        return f"Sent({self.name!r}, {len(self.content)} bytes, {', '.join(self.story)})"


@st.composite
def sent_files(draw: st.DrawFn) -> Sent:
    """Return the name and the bytes of a report that one to four things have befallen."""
    draft = Draft([list(row) for row in draw(st.sampled_from(_REPORTS))])
    is_workbook = draw(st.booleans())
    steps = [*_ON_ROWS, *(_ON_SHEETS if is_workbook else ()), *((_ON_PARTS,) if is_workbook else ()), *_ON_BYTES]
    taken = draw(st.lists(st.sampled_from(steps), min_size=1, max_size=4))
    for step in taken:
        step(draft, draw)
    content = _workbook(draft) if is_workbook else _csv(draft, draw)
    for change in draft.on_bytes:
        content = change(content)
    name = draw(st.sampled_from(_NAMES)) if draw(st.integers(0, 4)) == 0 else ("x.xlsx" if is_workbook else "x.csv")
    return Sent(name, content, tuple(step.__name__ for step in taken))


def good_reports() -> list[Sent]:
    """Return the reports that are broken, before they are."""
    drafts = [Draft([list(row) for row in report]) for report in _REPORTS]
    return [Sent("x.xlsx", _workbook(draft)) for draft in drafts]


def _workbook(draft: Draft) -> bytes:
    """Return the draft as an xlsx workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"nan_inf_to_errors": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Báo cáo")
        for number, cells in enumerate(draft.rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, column, dt.datetime.combine(cell, dt.time()), day)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write(number, column, cell)
        for change in draft.on_sheet:
            change(sheet, book)
    return buffer.getvalue()


def _csv(draft: Draft, draw: st.DrawFn) -> bytes:
    """Return the draft as CSV, in some encoding and with some delimiter."""
    text = io.StringIO()
    csv.writer(text, delimiter=draw(st.sampled_from(",;\t|"))).writerows(draft.rows)
    return text.getvalue().encode(draw(st.sampled_from(_ENCODINGS)), "replace")


def _place(draft: Draft, draw: st.DrawFn) -> tuple[int, int]:
    """Return the place of some cell."""
    row = draw(st.integers(0, len(draft.rows) - 1))
    return row, draw(st.integers(0, max(len(draft.rows[row]) - 1, 0)))


def _put_junk(draft: Draft, draw: st.DrawFn) -> None:
    """Put something else into a cell."""
    row, column = _place(draft, draw)
    draft.rows[row][column : column + 1] = [draw(st.sampled_from(_JUNK) | st.text(max_size=12) | st.floats())]


def _swap_cells(draft: Draft, draw: st.DrawFn) -> None:
    """Let two cells change places."""
    (row, column), (other_row, other_column) = _place(draft, draw), _place(draft, draw)
    if draft.rows[row] and draft.rows[other_row]:
        here, there = draft.rows[row][column], draft.rows[other_row][other_column]
        draft.rows[row][column], draft.rows[other_row][other_column] = there, here


def _spoil_header(draft: Draft, draw: st.DrawFn) -> None:
    """Change, repeat or empty a header."""
    header = draft.rows[min(1, len(draft.rows) - 1) if draft.rows[0][:1] == [TITLE[0]] else 0]
    place = draw(st.integers(0, max(len(header) - 1, 0)))
    header[place : place + 1] = [draw(st.sampled_from([None, "Mã xã", "unit_code", "collected_t", "Số hộ", " "]))]


def _repeat_row(draft: Draft, draw: st.DrawFn) -> None:
    """Send a row twice, or a few times."""
    row, _ = _place(draft, draw)
    draft.rows[row:row] = [list(draft.rows[row]) for _ in range(draw(st.integers(1, 3)))]


def _drop_row(draft: Draft, draw: st.DrawFn) -> None:
    """Leave a row out."""
    if len(draft.rows) > 1:
        del draft.rows[_place(draft, draw)[0]]


def _shift_row(draft: Draft, draw: st.DrawFn) -> None:
    """Let a row slip by a cell."""
    row, column = _place(draft, draw)
    draft.rows[row].insert(column, draw(st.sampled_from(_JUNK)))


def _hide(draft: Draft, draw: st.DrawFn) -> None:
    """Hide the sheet, a row or a column."""
    row, column = _place(draft, draw)
    what = draw(st.sampled_from(["sheet", "row", "column"]))

    def change(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        if what == "sheet" and "Trang khác" not in book.sheetnames:
            book.add_worksheet("Trang khác").activate()
            sheet.hide()
        elif what == "row":
            sheet.set_row(row, None, None, {"hidden": True})
        else:
            sheet.set_column(column, column, None, None, {"hidden": True})

    draft.on_sheet.append(change)


def _merge(draft: Draft, draw: st.DrawFn) -> None:
    """Merge some cells; the place of an earlier merge is left as it is."""
    row, column = _place(draft, draw)
    down, across = draw(st.integers(0, 3)), draw(st.integers(1, 3))

    def change(sheet: Worksheet, book: xlsxwriter.Workbook) -> None:
        if not sheet.merge:
            sheet.merge_range(row, column, row + down, column + across, "gộp", book.add_format())

    draft.on_sheet.append(change)


def _write_formula(draft: Draft, draw: st.DrawFn) -> None:
    """Put a formula into a cell, with or without a value, or with an error."""
    row, column = _place(draft, draw)
    value = draw(st.sampled_from([0, 12.5, "", "#DIV/0!", "văn bản", True]))
    draft.on_sheet.append(lambda sheet, _: sheet.write_formula(row, column, "=A1", None, value))


def _add_sheet(draft: Draft, draw: st.DrawFn) -> None:
    """Send the report on a second sheet too."""
    rows, name = [list(row) for row in draft.rows], draw(st.sampled_from(["Thu gom", "thugom", "x" * 31]))

    def change(_: Worksheet, book: xlsxwriter.Workbook) -> None:
        if name not in book.sheetnames:
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write_string(number, column, str(cell))

    draft.on_sheet.append(change)


def _break_xml(draft: Draft, draw: st.DrawFn) -> None:
    """Spoil the XML of a part, in an archive whose checksums are right."""
    part = draw(st.sampled_from([SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]))
    at, gone, put = draw(st.floats(0, 1)), draw(st.integers(0, 12)), draw(st.sampled_from(_XML) | st.binary(max_size=6))

    def change(content: bytes) -> bytes:
        try:
            parts = parts_of(content)
        except Exception:  # noqa: BLE001 - broken before
            return content
        whole = parts.get(part, b"")
        place = int(at * len(whole))
        return packed(parts | {part: whole[:place] + put + whole[place + gone :]})

    draft.on_bytes.append(change)


def _flip(draft: Draft, draw: st.DrawFn) -> None:
    """Flip some bytes."""
    places, mask = draw(st.lists(st.floats(0, 0.999), min_size=1, max_size=6)), draw(st.integers(1, 255))

    def change(content: bytes) -> bytes:
        spoilt = bytearray(content)
        for place in places if spoilt else ():
            spoilt[int(place * len(spoilt))] ^= mask
        return bytes(spoilt)

    draft.on_bytes.append(change)


def _cut(draft: Draft, draw: st.DrawFn) -> None:
    """Cut the file off."""
    kept = draw(st.floats(0, 1))
    draft.on_bytes.append(lambda content: content[: int(kept * len(content))])


def _insert(draft: Draft, draw: st.DrawFn) -> None:
    """Put some bytes in."""
    at, put = draw(st.floats(0, 1)), draw(st.binary(min_size=1, max_size=20))
    draft.on_bytes.append(lambda content: content[: int(at * len(content))] + put + content[int(at * len(content)) :])


_ON_ROWS = (_put_junk, _put_junk, _put_junk, _swap_cells, _spoil_header, _repeat_row, _drop_row, _shift_row)
_ON_SHEETS = (_hide, _merge, _write_formula, _write_formula, _add_sheet)
_ON_PARTS = _break_xml
_ON_BYTES = (_flip, _cut, _insert)
