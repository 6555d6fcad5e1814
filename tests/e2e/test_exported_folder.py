"""The folder that a night leaves, opened by the programs for which it is made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.published import thugom

FRICTIONLESS = Path(sys.executable).with_name("frictionless")


@pytest.mark.slow
@pytest.mark.usefixtures("demo_published")
def test_frictionless_finds_the_data_package_valid(demo_home: Path) -> None:
    """`frictionless validate data/curated/datapackage.json` passes: every hash, type, key and reference holds."""
    descriptor = demo_home / "data" / "curated" / "datapackage.json"
    done = subprocess.run(
        [FRICTIONLESS, "validate", "--json", descriptor], capture_output=True, text=True, check=False, timeout=240
    )
    report = json.loads(done.stdout)
    assert [task["errors"] for task in report["tasks"] if task["errors"]] == []
    assert report["valid"]
    assert done.returncode == 0
    assert report["stats"]["tasks"] >= 20


@pytest.mark.slow
@pytest.mark.usefixtures("demo_published")
@pytest.mark.parametrize("kind", ["xlsx", "gpkg", "parquet", "csv", "datapackage", "dhis2", "sdmx"])
def test_each_kind_is_exported_on_demand(demo_home: Path, tmp_path: Path, kind: str) -> None:
    """The command ends with 0 and names what it wrote."""
    done = thugom("export", kind, "--home", demo_home, "--out", tmp_path / "out", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(Path(path).is_file() for path in json.loads(done.stdout))


def test_an_export_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    """No home, no publication, no such kind, a place that cannot be written: exit code 2 and a message each."""
    made = thugom("init", tmp_path / "home")
    assert made.returncode == 0
    asked = [
        (("csv", "--home", tmp_path / "home", "--out", tmp_path / "out"), "Nothing has been published here yet"),
        (("csv", "--home", tmp_path / "none", "--out", tmp_path / "out"), "There is no such folder"),
        (("pdf", "--out", tmp_path / "out"), "pdf"),
    ]
    for arguments, message in asked:
        done = thugom("export", *arguments)
        assert done.returncode == 2
        assert message in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
