"""The ledger as people read it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.e2e.homes import NOW, query, run_night
from thugom.services.home import make_home
from thugom.services.night.submissions import sender_code

if TYPE_CHECKING:
    from pathlib import Path

COLLECTION = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on\n"
)
TREATMENT = "unit_code,period,settlement,facility_code,method,stream,treated_t,reported_by,submitted_on\n"
OCTOBER = "03388,2026-10,urban,21973,5616,5000,300,700,600,7,2026-11-03\n"
OTHER_UNIT = "03408,2026-09,urban,31626,7000,5000,300,900,-5,7,2026-11-03\n"
CORRECTED = "03388,2026-10,urban,21973,5616,5100,300,700,650,7,2026-11-04\n"
COLUMNS = "sender_code, reports, units, first_period, last_period, rows_received, rows_accepted, rows_refused"
NIGHTS = [NOW + dt.timedelta(days=day) for day in range(3)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home in which three files came on the first night: two reports in one, one in another, and no report."""
    root = make_home(tmp_path / "home", synthetic=True).root
    for name, content in {
        "03388-doan-ket/thang 10.csv": COLLECTION + OCTOBER + OTHER_UNIT,
        "2026-10/xu ly.csv": TREATMENT + "03388,2026-10,urban,SYN-TU,incineration,domestic,500,unit,2026-11-03\n",
        "khong phai bao cao.txt": "a;b\n1;2\n",
    }.items():
        path = root / "data" / "raw" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def test_every_file_that_came_is_counted_with_its_sender_and_rows(home: Path) -> None:
    """Received are accepted and refused together, and a file in which nothing was recognised stands there too."""
    run_night(home)
    assert query(home, f"SELECT file_path, {COLUMNS} FROM submission ORDER BY file_path") == [  # noqa: S608 - columns named here
        ("03388-doan-ket/thang 10.csv", "03388", "collection", 2, "2026-09", "2026-10", 2, 1, 1),
        ("2026-10/xu ly.csv", None, "treatment", 1, "2026-10", "2026-10", 1, 1, 0),
        ("khong phai bao cao.txt", None, None, 0, None, None, 0, 0, 0),
    ]


def test_the_same_bytes_are_one_submission_and_a_correction_is_another(home: Path) -> None:
    """Sent again under another name nothing counts twice; what a later report replaces is kept, and stands no more."""
    run_night(home, NIGHTS[0])
    raw = home / "data" / "raw"
    (raw / "again.csv").write_bytes((raw / "03388-doan-ket" / "thang 10.csv").read_bytes())
    run_night(home, NIGHTS[1])
    (raw / "03388-doan-ket" / "thang 10 sua.csv").write_text(COLLECTION + CORRECTED, encoding="utf-8")
    run_night(home, NIGHTS[2])
    found = "SELECT file_path, arrival_basis, rows_accepted, rows_standing FROM submission"
    assert query(home, f"{found} WHERE reports = 'collection' ORDER BY arrived_at") == [
        ("03388-doan-ket/thang 10.csv", "declared", 1, 0),
        ("03388-doan-ket/thang 10 sua.csv", "observed", 1, 1),
    ]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("03388/a.csv", "03388"),
        ("03388 Phường Đoàn Kết/2026/a.csv", "03388"),
        ("033889/a.csv", None),
        ("SYN-TU-2026/a.csv", "SYN-TU"),
        ("2026-10/a.csv", None),
        ("2026/a.csv", None),
        ("03388.csv", None),
        ("huyen/03388/a.csv", None),
    ],
)
def test_only_a_folder_of_its_own_tells_the_sender(path: str, code: str | None) -> None:
    """Anybody may write any name upon a file; whose the first folder is, the department decides."""
    assert sender_code(path, {"03388", "2026", "SYN-TU", "SYN"}) == code
