"""Which templates are written where, and what is said where none can be."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.templates.forms import CHECKOUT, opened
from thugom.services.home import make_home
from thugom.services.templates import Request, TemplateError, write_templates

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the demonstration in which nothing was published."""
    return make_home(tmp_path_factory.mktemp("home") / "home", synthetic=True).root


def test_all_units_in_force_get_a_workbook_named_like_their_reports(home: Path, tmp_path: Path) -> None:
    """One for each of the 38 units, called as the demonstration calls what they send."""
    written = write_templates(home, Request("2026-10", every_unit=True), tmp_path / "out")
    names = {path.name for path in written}
    assert len(names) == 38
    sent = {path.name for path in (CHECKOUT / "data/raw/2026-10").glob("bao-cao-*.xlsx") if "-cum-" not in path.name}
    assert sent
    assert sent <= names
    assert names == {path.name for path in (tmp_path / "out").iterdir()}


def test_units_of_one_name_get_files_of_their_own(tmp_path: Path) -> None:
    """The second would take the place of the first."""
    home = make_home(tmp_path / "home", synthetic=True).root
    path = home / "register" / "unit.csv"
    lines = path.read_text(encoding="utf-8").replace("Xã Bình Lư", "Xã Tả Lèng").replace("Bình Lư", "Tả Lèng")
    path.write_text(lines, encoding="utf-8")
    written = write_templates(home, Request("2026-11", every_unit=True), tmp_path / "out")
    names = {path.name for path in written}
    assert len(names) == 38
    assert {"bao-cao-03390-xa-ta-leng-2026-11.xlsx", "bao-cao-03405-xa-ta-leng-2026-11.xlsx"} <= names


def test_before_the_merger_the_former_units_are_asked(home: Path, tmp_path: Path) -> None:
    """A code that was used again means the unit of the month that is asked for."""
    (path,) = write_templates(home, Request("2025-06", unit="03388"), tmp_path)
    assert path.name == "bao-cao-phuong-quyet-tien-2025-06.xlsx"
    (path,) = write_templates(home, Request("2025-07", unit="03388@2025-07-01"), tmp_path)
    assert path.name == "bao-cao-phuong-doan-ket-2025-07.xlsx"


def test_one_report_alone(home: Path, tmp_path: Path) -> None:
    """Whoever weighs is not always who counts households."""
    (path,) = write_templates(home, Request("2026-11", unit="03405", report="treatment"), tmp_path)
    assert opened(path.read_bytes()).sheetnames == ["Xử lý", "Hướng dẫn", "thugom"]


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request("2026-13", every_unit=True), "--period 2026-13"),
        (Request("2026-Q3", every_unit=True), "A month such as 2026-11"),
        (Request("1999-01", every_unit=True), "No unit of the register is in force"),
        (Request("2026-11", unit="99999"), "No unit has this code"),
        (Request("2026-11", unit="03386"), "Its area is now in Phường Đoàn Kết (03388)"),
        (Request("2026-11", unit="03388@2020-03-01"), "Its area is now in Phường Đoàn Kết (03388)"),
        (Request("2025-06", unit="03388@2025-07-01"), "It begins in 2025-07"),
        (Request("2026-11", facility="SYN-XX"), "SYN-LC, SYN-MT"),
        (Request("2026-11", facility="SYN-LC", report="collection"), "There are: treatment"),
        (Request("2026-11", unit="03405", report="tickets"), "There are: collection, treatment"),
        (Request("2026-11"), "Name one unit with --unit"),
        (Request("2026-11", unit="03405", every_unit=True), "Name one unit with --unit"),
    ],
)
def test_what_cannot_be_made_is_said_with_what_can(home: Path, tmp_path: Path, request_: Request, said: str) -> None:
    """The message names what was asked for and what there is; nothing is written."""
    with pytest.raises(TemplateError) as refused:
        write_templates(home, request_, tmp_path / "out")
    assert said in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_a_filled_template_is_never_written_over(home: Path, tmp_path: Path) -> None:
    """The same file again is no matter; one that differs stops all of them."""
    request = Request("2026-11", unit="03405")
    (path,) = write_templates(home, request, tmp_path)
    assert write_templates(home, request, tmp_path) == [path]
    path.write_bytes(path.read_bytes() + b"filled in")
    with pytest.raises(TemplateError, match="may be filled in"):
        write_templates(home, Request("2026-11", every_unit=True), tmp_path)
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


def test_templates_are_not_written_into_the_inbox(home: Path) -> None:
    """The next night would take an empty form for a report."""
    with pytest.raises(TemplateError, match="read the templates as reports"):
        write_templates(home, Request("2026-11", unit="03405"), home / "data" / "raw" / "2026-11")


@pytest.mark.skipif(os.name == "nt", reason="folders of POSIX")
def test_a_folder_that_cannot_be_written_is_an_error_with_its_name(home: Path, tmp_path: Path) -> None:
    """A file where the folder should be, or a folder without the right to write."""
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="taken"):
        write_templates(home, Request("2026-11", unit="03405"), taken)


def test_a_home_without_facilities_has_templates_too(tmp_path: Path) -> None:
    """A new home's list of facilities is empty: the column is open, and the night says what is missing."""
    home = make_home(tmp_path / "home").root
    (path,) = write_templates(home, Request("2026-11", unit="03405"), tmp_path / "out")
    book = opened(path.read_bytes())
    assert "DỮ LIỆU TỔNG HỢP" not in str([one.value for line in book["Thu gom"].iter_rows() for one in line])


def test_a_home_in_english_has_english_words_around_its_own_headers(tmp_path: Path) -> None:
    """The policy says in which language people fill in; the headers are those of the source maps."""
    home = make_home(tmp_path / "home", synthetic=True).root
    policy = home / "policy.yml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("language: vi", "language: en"), encoding="utf-8")
    (path,) = write_templates(home, Request("2026-11", unit="03405"), tmp_path / "out")
    assert path.name == "report-xa-ta-leng-2026-11.xlsx"
    assert opened(path.read_bytes()).sheetnames == ["Collection", "Treatment", "Guide", "thugom"]
    shutil.rmtree(home)
