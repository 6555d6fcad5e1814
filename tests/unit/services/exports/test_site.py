"""The page comes to its place whole, or the last one stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.unit.outputs.page.releases import coverage, release, units
from thugom.contracts import Home
from thugom.services.exports import site
from thugom.services.exports.site import receipts_of, restore, write_page

if TYPE_CHECKING:
    from pathlib import Path

MAP = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home without boundaries."""
    (tmp_path / "home.yml").write_text("format: 1\nsynthetic: true\n", encoding="utf-8")
    (tmp_path / "register").mkdir()
    home = Home.open(tmp_path)
    home.curated.mkdir(parents=True)
    return home


def test_the_page_replaces_the_last_one_whole(home: Home) -> None:
    """A page of a unit that is gone does not stay, and nothing begun is left beside."""
    made = release(unit=units(), commune_coverage=coverage())
    write_page(made, home, home.curated)
    (home.curated / "page" / "unit" / "gone.html").write_text("gone")
    write_page(made, home, home.curated)
    assert (home.curated / "page" / "index.html").is_file()
    assert not (home.curated / "page" / "unit" / "gone.html").exists()
    assert sorted(path.name for path in home.curated.iterdir()) == ["figures", "page"]


def test_the_pictures_for_a_report_lie_together(home: Home) -> None:
    """The night's map stands beside the paths; one of an earlier night does not stay."""
    made = release(unit=units(), commune_coverage=coverage())
    (home.curated / "map.svg").write_text(MAP)
    write_page(made, home, home.curated)
    assert (home.curated / "figures" / "map.svg").read_text() == MAP
    assert (home.curated / "figures" / "map.png").read_bytes().startswith(b"\x89PNG")
    (home.curated / "map.svg").unlink()
    write_page(made, home, home.curated)
    assert [path.name for path in (home.curated / "figures").iterdir() if path.name.startswith("map")] == []


def test_a_report_has_its_receipt_if_a_night_wrote_one(home: Home) -> None:
    """By the index of receipts; a workbook that somebody else put into the folder is none."""
    home.receipts.mkdir(parents=True)
    (home.receipts / "receipts.json").write_text(json.dumps({"2026-10/bao-cao.abababab.xlsx": "seal"}))
    (home.receipts / "2026-10").mkdir()
    (home.receipts / "2026-10" / "bao-cao.cdcdcdcd.xlsx").write_bytes(b"")
    receipt_of = receipts_of(home)
    assert receipt_of("2026-10/bao-cao.xlsx", "ab" * 32) == "data/receipts/2026-10/bao-cao.abababab.xlsx"
    assert receipt_of("2026-10/bao-cao.xlsx", "cd" * 32) is None


def test_a_page_that_fails_leaves_the_last_one(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle costs tonight's page, and not yesterday's."""
    write_page(release(), home, home.curated)
    before = (home.curated / "page" / "index.html").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site, "write_site", full)
    with pytest.raises(OSError, match="No space left"):
        write_page(release(unit=units(), commune_coverage=coverage()), home, home.curated)
    assert (home.curated / "page" / "index.html").read_bytes() == before
    assert sorted(path.name for path in home.curated.iterdir()) == ["figures", "page"]


def test_a_crash_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    """The last page waits under a hidden name, and is put back by the next night's start."""
    (tmp_path / ".page.before").mkdir()
    (tmp_path / ".page.before" / "index.html").write_text("last")
    restore(tmp_path / "page")
    assert (tmp_path / "page" / "index.html").read_text() == "last"
    assert not (tmp_path / ".page.before").exists()
