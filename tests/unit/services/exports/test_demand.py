"""Files of the newest publication, on demand."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.unit.outputs.releases import queried, release
from thugom.contracts import ContractError, Home, packaged_schemas
from thugom.services.exports import ExportError, demand
from thugom.services.exports.demand import FILES, FOLDERS, KINDS, PAGE, export
from thugom.services.exports.folder import write_folder
from thugom.services.exports.reading import released

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home whose newest publication is the small one."""
    root = tmp_path / "home"
    (root / "register").mkdir(parents=True)
    for name in ("home.yml", "policy.yml", "exchange.yml"):
        shutil.copy(packaged_schemas() / name, root)
    monkeypatch.setattr(demand, "released", lambda _: release())
    return Home.open(root)


def names(folder: Path) -> list[str]:
    """Return the files below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_every_kind_makes_a_file_or_a_folder() -> None:
    """The command's words are those of the service."""
    assert set(KINDS) == FILES.keys() | FOLDERS.keys() | {PAGE}


@pytest.mark.parametrize("kind", [*FILES])
def test_a_file_is_written_under_its_name_or_into_a_folder(home: Home, tmp_path: Path, kind: str) -> None:
    """A folder is enough: the file has a name of its own; nothing else is left there."""
    out = tmp_path / "out"
    out.mkdir()
    assert export(home, kind, out) == [out / FILES[kind]]
    assert export(home, kind, tmp_path / "new" / f"mine{out.suffix}") == [tmp_path / "new" / "mine"]
    assert names(out) == [FILES[kind]]
    assert names(tmp_path / "new") == ["mine"]


def test_the_files_are_what_they_are_called(home: Home, tmp_path: Path) -> None:
    """A workbook opens as one, a GeoPackage as a database, the others as text."""
    made = {kind: export(home, kind, tmp_path / FILES[kind])[0] for kind in FILES}
    with pytest.warns(UserWarning, match="extension is not supported"):
        assert openpyxl.load_workbook(made["xlsx"]).sheetnames[0] == "Tổng quan"
    assert queried(made["gpkg"], "SELECT count(*) FROM unit_now") == [(2,)]
    assert json.loads(made["dhis2"].read_bytes())["dataValues"]
    assert made["sdmx"].read_text(encoding="utf-8").startswith("DATAFLOW,FREQ,")


def test_a_folder_of_tables_has_a_list_of_exactly_its_files(home: Home, tmp_path: Path) -> None:
    """The descriptor beside the tables names them with their hashes, and nothing else."""
    paths = export(home, "csv", tmp_path / "out")
    listed = json.loads((tmp_path / "out" / "datapackage.json").read_bytes())["resources"]
    assert sorted(item["path"] for item in listed) == [name for name in names(tmp_path / "out") if "/" in name]
    assert sorted(paths) == sorted(tmp_path / "out" / name for name in names(tmp_path / "out"))


def test_another_kind_into_the_same_folder_replaces_the_first(home: Home, tmp_path: Path) -> None:
    """A folder holds one export: its list would be wrong otherwise."""
    export(home, "csv", tmp_path / "out")
    export(home, "parquet", tmp_path / "out")
    assert not [name for name in names(tmp_path / "out") if name.endswith(".csv")]


def test_the_page_goes_into_a_folder_of_its_own(home: Home, tmp_path: Path) -> None:
    """New, or empty, or an earlier page, of which nothing stays."""
    out = tmp_path / "site"
    paths = export(home, "page", out)
    assert paths[0] == out / "index.html"
    assert sorted(path.relative_to(out).as_posix() for path in paths) == names(out)
    (out / "unit" / "gone.html").write_text("gone")
    assert export(home, "page", out) == paths
    assert sorted(path.relative_to(out).as_posix() for path in paths) == names(out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "site"]


@pytest.mark.parametrize(
    ("name", "content"), [("index.html", "<h1>Ours</h1>"), (".htaccess", ""), ("data/photo.jpg", "")]
)
def test_the_page_takes_nobody_elses_place(home: Home, tmp_path: Path, name: str, content: str) -> None:
    """A web server's folder may hold another site; an earlier page with something beside it is refused, too."""
    out = tmp_path / "site"
    if not name.endswith(".html"):
        export(home, "page", out)
    if name.startswith("data/"):
        (out / "index.html").unlink()
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    (out / name).write_text(content)
    before = names(out)
    with pytest.raises(ExportError, match="This folder holds other files"):
        export(home, "page", out)
    assert names(out) == before
    assert (out / name).read_text() == content


def test_the_same_export_twice_is_the_same_bytes(home: Home, tmp_path: Path) -> None:
    """Whoever compares two copies finds no difference where there is none."""
    for name in ("a", "b"):
        export(home, "datapackage", tmp_path / name)
    assert names(tmp_path / "a") == names(tmp_path / "b")
    # The list of the files comes last: it holds their hashes, and would only say that one of them differs.
    for name in sorted(names(tmp_path / "a"), key=lambda name: (name == "datapackage.json", name)):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_folder_with_somebody_elses_files_is_not_touched(home: Home, tmp_path: Path) -> None:
    """What the old list names would be removed: a stranger's list is no list of ours."""
    out = tmp_path / "theirs"
    out.mkdir()
    (out / "kept.csv").write_text("1", encoding="utf-8")
    (out / "datapackage.json").write_text('{"name": "x", "resources": [{"path": "kept.csv"}]}', encoding="utf-8")
    with pytest.raises(ExportError, match="holds other files"):
        export(home, "csv", out)
    assert names(out) == ["datapackage.json", "kept.csv"]


def test_the_nights_own_folder_and_a_file_are_refused(home: Home, tmp_path: Path) -> None:
    """The command says what to name instead."""
    home.curated.mkdir(parents=True)
    with pytest.raises(ExportError, match="Name another one with --out"):
        export(home, "csv", home.curated)
    (tmp_path / "file").write_text("1", encoding="utf-8")
    with pytest.raises(ExportError, match="A folder is expected"):
        export(home, "csv", tmp_path / "file")


def test_what_was_there_stands_when_writing_fails(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk costs the new file and not the old one, and leaves nothing beside it."""

    def full(_release: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(path))

    (tmp_path / "out.xlsx").write_bytes(b"old")
    monkeypatch.setattr(demand, "write_book", full)
    with pytest.raises(OSError, match="No space left"):
        export(home, "xlsx", tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.xlsx"]


def test_a_home_without_names_for_others_says_how_to_get_them(home: Home, tmp_path: Path) -> None:
    """Another province's codes are never taken in their stead."""
    (home.definitions / "exchange.yml").unlink()
    with pytest.raises(ContractError, match="thugom init FOLDER"):
        export(home, "sdmx", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_nothing_published_is_said(home: Home) -> None:
    """Before the first night there is nothing to export, and the message says what to run."""
    with pytest.raises(ExportError, match="Run: thugom nightly"):
        released(home)


def test_a_table_that_did_not_change_keeps_its_files(home: Home, tmp_path: Path) -> None:
    """A night that changes nothing writes no table anew; a file that somebody saved over is made good."""
    write_folder(release(), home, tmp_path / "out")
    kept, spoilt = tmp_path / "out" / "csv" / "unit.csv", tmp_path / "out" / "csv" / "target.csv"
    before, good = kept.stat().st_ino, spoilt.read_bytes()
    spoilt.write_bytes(b"saved by a spreadsheet")
    write_folder(release(), home, tmp_path / "out")
    assert kept.stat().st_ino == before
    assert spoilt.read_bytes() == good
