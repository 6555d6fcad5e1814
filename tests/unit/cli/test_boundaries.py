"""`thugom boundaries` as its users meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import shapely

from tests.unit.register.polygons import SINCE, land, write_land_file, write_reformed_land
from thugom.services.home import make_home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of the four units, and of the one that they were."""
    home = make_home(tmp_path / "home", blank=True)
    write_reformed_land(home.register_dir, SHARES)
    return home.root


SHARES = (0.3, 0.2, 0.25, 0.25)
"""By area each is a quarter."""


def run(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the command as its user does."""
    return subprocess.run(
        [sys.executable, "-m", "thugom.cli", "boundaries", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"THUGOM_LANG": language},
    )


def test_an_import_is_kept_told_and_found_by_the_check(home: Path, tmp_path: Path) -> None:
    """A whole set without a fault ends with 0 and one line."""
    path = write_land_file(tmp_path / "land.gpkg", land().to_crs("EPSG:9205"))
    done = run("import", str(path), "--home", str(home))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("4 of 4 units in force on ")
    assert (home / "register" / "boundaries.parquet").is_file()
    assert run("check", "--home", str(home)).returncode == 0


def test_an_error_keeps_the_whole_import_out(home: Path, tmp_path: Path) -> None:
    """Exit code 1, the reason in the reader's language, and what was there before stands."""
    good = write_land_file(tmp_path / "good.gpkg")
    assert run("import", str(good), "--home", str(home)).returncode == 0
    before = (home / "register" / "boundaries.parquet").read_bytes()
    names = land().assign(name=["Quyết Tiến", "Pa Ủ", "Tà Tổng", "Tân Phong"])
    done = run("import", str(write_land_file(tmp_path / "old.gpkg", names)), "--home", str(home), language="vi")
    assert done.returncode == 1
    assert "mã này vào ngày khác là Xã Quyết Tiến" in done.stdout
    assert "Chưa lưu gì" in done.stdout
    assert (home / "register" / "boundaries.parquet").read_bytes() == before


def test_the_same_codes_are_other_units_on_another_day(home: Path, tmp_path: Path) -> None:
    """With both days there, the check holds the lineage against the ground."""
    run("import", str(write_land_file(tmp_path / "new.gpkg")), "--home", str(home))
    old = land({"00001": shapely.box(103.0, 22.0, 103.2, 22.2)}).iloc[:1].assign(name="Quyết Tiến")
    path = write_land_file(tmp_path / "old.gpkg", old)
    done = run("import", str(path), "--home", str(home), "--valid-on", "2025-06-30")
    assert (done.returncode, done.stderr) == (0, "")
    done = run("check", "--home", str(home), "--json")
    found = json.loads(done.stdout)["findings"]
    assert done.returncode == 1
    assert [(finding["rule"], finding["unit_ids"][1]) for finding in found] == [
        ("share", f"00001@{SINCE}"),
        ("share", f"00002@{SINCE}"),
    ]
    assert set(found[0]["message"]) == {"vi", "en"}


def test_a_file_that_cannot_be_used_is_wrong_use(home: Path, tmp_path: Path) -> None:
    """Exit code 2, every such file named, no traceback, nothing kept of the good one."""
    (tmp_path / "a.txt").write_text("no map", encoding="utf-8")
    good = write_land_file(tmp_path / "good.gpkg")
    files = [str(path) for path in (good, tmp_path / "a.txt", tmp_path / "b.shp")]
    done = run("import", *files, "--home", str(home), language="vi")
    assert done.returncode == 2
    assert "a.txt" in done.stderr
    assert "b.shp" in done.stderr
    assert "cần một tệp bản đồ vectơ" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "register" / "boundaries.parquet").exists()


def test_features_that_are_no_unit_are_refused_with_their_columns(home: Path, tmp_path: Path) -> None:
    """The user learns what there is to choose from."""
    strange = land().assign(code=["x1", "x2", "x3", "x4"], name="?")
    done = run("import", str(write_land_file(tmp_path / "a.gpkg", strange)), "--home", str(home))
    assert done.returncode == 1
    assert "Its columns are: code, name" in done.stdout
    assert not (home / "register" / "boundaries.parquet").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--valid-on", "30/6/2025"], "a day such as 2025-07-01"), (["--valid-on", "1990-01-01"], "unit in force")],
)
def test_a_day_that_is_none_or_before_all_units_is_wrong_use(
    home: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    """And says which day is wanted."""
    done = run("import", str(write_land_file(tmp_path / "a.gpkg")), "--home", str(home), *arguments)
    assert (done.returncode, said in done.stderr) == (2, True)
