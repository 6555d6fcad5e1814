"""Canaries: names, numbers and secrets that stand in reports are in no output, no log and no database of ours."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from tests.e2e.published import make_home, thugom
from tests.unit.sources.papers import CANONICAL, FORM, ROW

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.prefect]

WORD = "Canary"
"""What every planted name has in it."""
NUMBERS = ("0912 345 678", "0912345678", "+84 987 654 321", "037912000111")
SECRETS = ("sk-canary-4f9a8b7c6d5e", "canary.person@example.vn", "canary-password-7391")
TELLING = (WORD, WORD.upper(), WORD.lower(), *NUMBERS, "345 678", "654 321", *SECRETS)
OWN = ("raw", "archive")
"""Where the originals themselves lie."""


def spoilt_workbook() -> bytes:
    """Return a report with people in refused cells, headings, notes, signatures, a column of its own and a comment."""
    rows = [
        (f"UBND xã. Người phụ trách: Bùi Thị {WORD}, {NUMBERS[0]}",),
        (f"Báo cáo thu gom. Tháng 10 năm 2026. Người báo cáo: Trần Văn {WORD}",),
        (*FORM, f"Người nhập {WORD}"),
        (*ROW, f"Đỗ Thị {WORD}"),
        ("03390", "Xã Bình Lư", "Nông thôn", f"hỏi chị Vàng Thị {WORD}", *ROW[4:], f"Đỗ Thị {WORD}"),
        ("03391", f"Nguyễn Thị {WORD}", "Nông thôn", NUMBERS[1], *ROW[4:], NUMBERS[2]),
        (f"Lò Văn {WORD}", "", f"Phạm Văn {WORD}", *ROW[3:]),
        ("03394", "", NUMBERS[2], *ROW[3:7], SECRETS[0], SECRETS[1], 7),
        ("03400", "", "Nông thôn", "số liệu do kế toán xã nhập nhầm, hỏi lại chị canary ở phòng bên", *ROW[4:]),
        (f"Người lập biểu: Giàng A {WORD}", f"Chủ tịch {WORD} Văn Lộc"),
        ("", f"Giàng A {WORD}", "", NUMBERS[0], "", f"ĐT {NUMBERS[1]}"),
        (f"Ghi chú: gọi {NUMBERS[2]}",),
    ]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_urls": False}) as book:
        book.set_properties({"author": f"Nguyễn Văn {WORD}", "comments": SECRETS[0]})
        sheet = book.add_worksheet("Báo cáo")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        sheet.write_comment("A4", f"Số của Lý Thị {WORD}: {NUMBERS[0]}")
        sheet.write_formula("I5", f'="Hoàng Văn {WORD}"', None, f"Hoàng Văn {WORD}")
        book.add_worksheet("Ẩn").write("A1", f"Cư A {WORD}")
    return buffer.getvalue()


def spoilt_csv() -> bytes:
    """Return the same kinds of trouble in a CSV file."""
    good = ["03388", "2026-10", "urban", "9500", "2500", "2100", "300", "310.5", "288.25", "7", "2026-11-03"]
    rows = [CANONICAL.split(","), good]
    for place, said in enumerate((f"Mùa A {WORD}", NUMBERS[0], SECRETS[0], f"Tẩn Thị {WORD}", NUMBERS[3], SECRETS[1])):
        rows.append([*good[:place], said, *good[place + 1 :]])
    rows.append([*good, f"Phùng Văn {WORD}", NUMBERS[1]])
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def send(raw: Path) -> None:
    """Put the reports into an inbox, with files that cannot be read at all."""
    (raw / "bao-cao.xlsx").write_bytes(spoilt_workbook())
    (raw / "bao-cao.csv").write_bytes(spoilt_csv())
    (raw / "cat.xlsx").write_bytes(spoilt_workbook()[:3000])
    (raw / "ngoac.csv").write_bytes(f'{CANONICAL}\n"Vừ A {WORD},{NUMBERS[0]}\n'.encode())
    (raw / "danh-ba.csv").write_bytes(f"Họ tên,Điện thoại {NUMBERS[0]}\nSùng A {WORD},{NUMBERS[1]}\n".encode())
    (raw / "ma-hoa.csv").write_bytes(f"{CANONICAL}\nNgười gửi,{WORD}\n".encode("utf-32"))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run a real night on what was sent, and check it on a desk; return the home and all that was printed."""
    root = make_home(tmp_path_factory.mktemp("canaries") / "home", synthetic=True)
    send(root / "data" / "raw")
    # What stands in the environment is a secret too.
    secrets = {"THUGOM_SMTP_PASSWORD": SECRETS[2], "CANARY_KEY": SECRETS[0]}
    done = thugom("nightly", "--home", root, **secrets)
    assert done.returncode == 0, done.stdout + done.stderr
    desk = root.parent / "desk"
    desk.mkdir()
    send(desk)
    checked = thugom("check", "--home", root, *sorted(desk.iterdir()), **secrets)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    return root, f"{done.stdout}\n{done.stderr}\n{checked.stdout}\n{checked.stderr}"


def betrayed(text: str) -> list[str]:
    """Return what of the planted a text tells."""
    return [word for word in TELLING if word in text]


def test_what_the_terminal_shows_tells_nothing(night: tuple[Path, str]) -> None:
    """Neither the summary nor a warning quotes a person, nor what `thugom check` says of a file on a desk."""
    assert betrayed(night[1]) == []


def test_no_file_of_ours_tells_anything(night: tuple[Path, str]) -> None:
    """Curated tables, the working store, Prefect's database, logs: every byte, in either encoding of text."""
    root, _ = night
    ours = [path for path in sorted(root.rglob("*")) if path.is_file() and not is_own(path, root)]
    names = {path.name for path in ours}
    assert {"thugom.db", "prefect.db", "status.json"} <= names
    for path in ours:
        content = path.read_bytes()
        told = betrayed(content.decode("utf-8", "replace")) + betrayed(content.decode("utf-16-le", "replace"))
        assert told == [], path.relative_to(root)


def is_own(path: Path, root: Path) -> bool:
    """Tell whether a file is what its sender sent, or his own workbook given back, which is looked at by itself."""
    inside = path.relative_to(root).parts
    return inside[0] == "data" and (inside[1] in OWN or (inside[1] == "receipts" and path.suffix == ".xlsx"))


def test_the_list_of_a_receipt_tells_nothing(night: tuple[Path, str]) -> None:
    """A receipt goes back to its sender with his own cells; what is added to it is read by others too."""
    receipts = sorted((night[0] / "data" / "receipts").rglob("*.xlsx"))
    assert len(receipts) == 6
    for path in receipts:
        book = openpyxl.load_workbook(path)
        cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
        assert betrayed("\n".join(cells)) == [], path.name
        remarks = [cell.comment for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
        ours = [remark.text for remark in remarks if remark.author == "thugom"]
        assert betrayed("\n".join(ours)) == [], path.name


def test_every_refusal_still_names_its_cell(night: tuple[Path, str]) -> None:
    """Masked is not silent: the cell's address stands, so that its sender finds it in his own file."""
    receipts = sorted((night[0] / "data" / "receipts").glob("bao-cao.*.xlsx"))
    books = [openpyxl.load_workbook(path) for path in receipts]
    (book,) = [book for book in books if "Báo cáo" in book.sheetnames]
    listed = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert any("D5" in text for text in listed), listed
    assert any("•••" in text for text in listed)


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("THUGOM_DATABASE_URL", "postgresql+psycopg://thugom:{}@127.0.0.1:1/thugom"),
        ("THUGOM_INBOX_URL", "sftp://thugom:{}@127.0.0.1:1/inbox"),
        # A library that quotes the whole of what it does not understand.
        ("THUGOM_INBOX_URL", "s3://thugom:{}@bucket/inbox"),
    ],
    ids=["database", "inbox", "bucket"],
)
def test_a_password_in_the_settings_is_never_said(tmp_path: Path, setting: str, url: str) -> None:
    """A server that does not answer is named without the password; no file keeps it either."""
    root = make_home(tmp_path / "home", synthetic=True)
    done = thugom("nightly", "--home", root, **{setting: url.format(SECRETS[2])})
    assert done.returncode != 0
    assert SECRETS[2] not in done.stdout + done.stderr
    assert [path for path in root.rglob("*") if path.is_file() and SECRETS[2].encode() in path.read_bytes()] == []
