"""`thugom check` as its users meet it: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.test_desk import GOOD, REFUSED, WARNED, written
from thugom.services.home import make_home

if TYPE_CHECKING:
    from pathlib import Path


def check(home: Path, *arguments: str | Path, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "thugom.cli", "check", *arguments, "--home", home, "--as-of", "2026-11-05"],
        env=os.environ | {"THUGOM_LANG": language},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home."""
    return make_home(tmp_path_factory.mktemp("check") / "home").root


@pytest.mark.slow
def test_a_warning_is_told_and_is_no_failure(home: Path, tmp_path: Path) -> None:
    """Exit code 0: everything would be accepted. The receipt speaks the home's language, the terminal its reader's."""
    done = check(home, written(tmp_path, "a.csv", WARNED))
    assert (done.returncode, done.stderr) == (0, "")
    assert "▲ Warning  F2" in done.stdout
    assert "7500 households served out of 7000." in done.stdout
    assert "The file can be sent." in done.stdout
    assert str(tmp_path / "a.ket-qua.xlsx") in done.stdout.replace("\n", "")


@pytest.mark.slow
def test_one_refused_row_among_files_is_exit_code_1(home: Path, tmp_path: Path) -> None:
    """A script that sends reports must stop, whatever the other files say; in Vietnamese, as JSON."""
    files = [written(tmp_path, name, row) for name, row in (("a.csv", GOOD), ("b.csv", REFUSED))]
    done = check(home, *files, "--out", tmp_path / "phieu", "--json", language="vi")
    assert done.returncode == 1
    good, bad = json.loads(done.stdout)
    assert (good["accepted"], good["receipt"], good["findings"]) == (True, None, [])
    assert (bad["accepted"], bad["rows_refused"], bad["errors"]) == (False, 1, 1)
    assert bad["receipt"] == str(tmp_path / "phieu" / "b.ket-qua.xlsx")
    (finding,) = bad["findings"]
    assert (finding["cell"], finding["value"]) == ("H2", "ba mươi")
    assert "một số duy nhất" in finding["message"]


@pytest.mark.parametrize("what", ["no-such.xlsx", "."])
def test_what_is_no_file_is_wrong_use(home: Path, tmp_path: Path, what: str) -> None:
    """Exit code 2, at once and by its name: nothing was judged."""
    done = check(home, tmp_path / what)
    assert (done.returncode, done.stdout) == (2, "")
    assert str(tmp_path) in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr


def test_without_a_home_nothing_can_be_judged(tmp_path: Path) -> None:
    """The rules are the home's: exit code 2, and what to do."""
    done = check(tmp_path, written(tmp_path, "a.csv", GOOD))
    assert done.returncode == 2
    assert "thugom init" in done.stderr
