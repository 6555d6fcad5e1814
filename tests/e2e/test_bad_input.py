"""Bad input at the command line: one clear message with place and remedy, nothing lost, nothing half published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.published import Published, make_home, run_night, thugom
from tests.e2e.reports import months_of_units, register_of, send, write

pytestmark = [pytest.mark.slow, pytest.mark.prefect]
MONTH = "2026-09"


@pytest.fixture(scope="module")
def published_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home that has published a good month."""
    root = make_home(tmp_path_factory.mktemp("bad") / "home", synthetic=True)
    send(root, months_of_units(register_of(root), MONTH))
    run_night(root)
    return root


@pytest.fixture
def home(published_home: Path, tmp_path: Path) -> Path:
    """Return a copy of that home for one test to spoil."""
    return Path(shutil.copytree(published_home, tmp_path / "home"))


def assert_refused(home: Path, words: tuple[str, ...], expected_code: int = 2) -> None:
    """Run the night and see it end with one message of these words, leaving what was published as it was."""
    before = Published(home).figures()
    done = thugom("nightly", "--home", home)
    said = " ".join(done.stderr.split())
    assert done.returncode == expected_code, done.stdout + done.stderr
    assert [word for word in words if word not in said] == [], said
    assert "Traceback" not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout
    assert Published(home).figures() == before


def test_a_missing_inbox_is_named(home: Path) -> None:
    """Without data/raw nothing is taken for silence: the folder is named, and what to do."""
    shutil.rmtree(home / "data" / "raw")
    assert_refused(home, (str(home / "data" / "raw"), "Make this folder"))


def test_a_folder_that_is_no_home_is_named(tmp_path: Path) -> None:
    """A folder without home.yml is refused before anything is written into it."""
    done = thugom("nightly", "--home", tmp_path)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert "thugom init" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "line", "wrong", "words"),
    [
        pytest.param("policy.yml", "  due_day: 5", "  due_day: five", ("policy.yml", "five"), id="wrong value"),
        pytest.param("policy.yml", "reporting:", "reporting: [", ("policy.yml",), id="no YAML"),
        pytest.param("home.yml", "format: 1", "format: 99", ("home.yml", "99", "newer thugom"), id="newer home"),
        pytest.param(
            "register/unit.csv",
            "03388,2025-07-01,",
            "03388,2025-13-01,",
            ("unit.csv", "2025-13-01"),
            id="wrong day in the register",
        ),
    ],
)
def test_a_wrong_declaration_is_named_with_its_line(
    home: Path, file: str, line: str, wrong: str, words: tuple[str, ...]
) -> None:
    """An error in policy, home or register names file and value, and nothing is judged by it."""
    text = (home / file).read_text(encoding="utf-8")
    assert line in text
    (home / file).write_text(text.replace(line, wrong, 1), encoding="utf-8")
    assert_refused(home, words)


def test_a_wrong_source_map_is_named(home: Path) -> None:
    """A source map that speaks of an unknown report is refused by name."""
    path = min((home / "sources").glob("*.yml"))
    text = path.read_text(encoding="utf-8")
    report = next(line for line in text.splitlines() if line.startswith("report:"))
    path.write_text(text.replace(report, "report: hearsay"), encoding="utf-8")
    assert_refused(home, (path.name, "hearsay"))


def test_a_database_that_cannot_be_opened_is_named(home: Path) -> None:
    """A folder where the working database belongs stops the night; the published copy stays."""
    database = home / "data" / "store" / "thugom.db"
    for path in database.parent.glob("thugom.db*"):
        path.unlink()
    database.mkdir()
    assert_refused(home, (str(database),))


def test_a_file_that_is_no_database_is_named_and_kept(home: Path) -> None:
    """A damaged working database is neither used nor overwritten."""
    database = home / "data" / "store" / "thugom.db"
    for path in database.parent.glob("thugom.db-*"):
        path.unlink()
    database.write_bytes(b"this was a database once " * 400)
    assert_refused(home, (str(database),))
    assert database.read_bytes().startswith(b"this was a database once")


def test_a_wrong_day_is_wrong_use(home: Path) -> None:
    """--as-of takes a day and says which form it has."""
    done = thugom("nightly", "--home", home, "--as-of", "16/11/2026")
    assert done.returncode == 2
    assert "16/11/2026" in done.stderr
    assert "2026-11-16" in done.stderr


def test_an_empty_inbox_falls_short(tmp_path: Path) -> None:
    """A home into which nobody has sent anything publishes nothing, says where reports belong, and ends with 1."""
    root = make_home(tmp_path / "home", synthetic=True)
    done = thugom("nightly", "--home", root)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "data/raw" in done.stderr
    assert Published(root).rows("province_coverage") == []
    assert "Traceback" not in done.stderr


def test_a_night_of_nothing_but_refusals_falls_short_and_names_them(home: Path) -> None:
    """When all that arrived is refused the night ends with 1, names each file and its reason, and keeps the figures."""
    first = months_of_units(register_of(home), MONTH)[0]
    inbox = home / "data" / "raw"
    write(inbox / "future.csv", [first.collection(period="2036-03")])
    write(inbox / "unknown.csv", [first.collection(unit_code="99999")])
    write(inbox / "ended.csv", [first.collection(unit_code="03387")])
    (inbox / "empty.csv").touch()
    before = Published(home).figures()
    done = thugom("nightly", "--home", home)
    assert done.returncode == 1, done.stdout + done.stderr
    said = " ".join(done.stderr.split())
    for words in (
        ("future.csv", "B2", "2036-03", "Correct the period and send it again."),
        ("unknown.csv", "A2", "99999", "Check the code and send it again."),
        ("ended.csv", "A2", "03387", "Report under the new code."),
        ("empty.csv", "Check what was saved and send it again."),
    ):
        assert [word for word in words if word not in said] == [], said
    assert "Traceback" not in done.stderr
    after = Published(home).figures()
    assert {table for table in before if after[table] != before[table]} == {"quality_issue", "submission"}
    assert {row["file_path"] for row in Published(home).rows("quality_issue")} == {
        "future.csv",
        "unknown.csv",
        "ended.csv",
        "empty.csv",
    }
