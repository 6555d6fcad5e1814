"""The wheel is enough: installed outside any checkout, it brings definitions, flows and the command line."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Installation:
    """A second environment that holds the wheel, and the folder it lies in."""

    wheel: Path
    folder: Path

    def run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program of the second environment from a folder that knows no checkout."""
        return subprocess.run(
            [self.folder / "venv/bin" / program, *arguments],
            cwd=self.folder,
            env=os.environ | {"HOME": str(self.folder), "COLUMNS": "120"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Build the wheel without network, and install it alone beside the packages that this environment has."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT)
    (wheel,) = folder.glob("thugom-*.whl")
    _run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    uv = Path(sys.executable).with_name("uv")
    target = folder / "venv/bin/python"
    _run(uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--no-index", "--python", target, wheel)
    # A path file is not followed further: the editable install of the first environment stays out of sight.
    packages = sysconfig.get_path("purelib", vars={"base": str(folder / "venv")})
    Path(packages, "first_environment.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Installation(wheel, folder)


@pytest.mark.parametrize("carried", ["schemas", "flows"])
def test_the_wheel_carries_every_definition_and_flow(installation: Installation, carried: str) -> None:
    """What stands in schemas/ and flows/ in the checkout stands in the wheel, file by file."""
    with zipfile.ZipFile(installation.wheel) as archive:
        inside = {name for name in archive.namelist() if name.startswith(f"thugom/{carried}/")}
    tracked = _run("git", "ls-files", "-z", carried, folder=CHECKOUT).split("\0")
    assert {f"thugom/{name}" for name in tracked if name} - inside == set()


def test_the_installed_package_is_the_wheels_and_not_the_checkouts(installation: Installation) -> None:
    """The second environment imports the wheel's files; otherwise the tests here would prove nothing."""
    done = installation.run("python", "-c", "import thugom.flows; print(thugom.flows.__file__)")
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(installation.folder)


def test_the_command_line_of_the_wheel_explains_itself(installation: Installation) -> None:
    """`thugom --help` names the commands of the main job."""
    done = installation.run("thugom", "--help")
    assert done.returncode == 0, done.stderr
    assert [word for word in ("init", "nightly", "status", "demo", "doctor") if word not in done.stdout] == []


def test_a_home_made_by_the_wheel_is_complete_and_healthy(installation: Installation) -> None:
    """`thugom init DIR` outside any checkout makes a home in which `thugom doctor` finds nothing wrong."""
    home = installation.folder / "department"
    made = installation.run("thugom", "init", home)
    assert made.returncode == 0, made.stdout + made.stderr
    assert [
        name for name in ("home.yml", "policy.yml", "register", "sources", "data") if not (home / name).exists()
    ] == []
    checked = installation.run("thugom", "doctor", "--home", home)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_home_is_never_made_over_another(installation: Installation) -> None:
    """`thugom init` on a folder that holds something refuses, names the folder, and touches nothing."""
    home = installation.folder / "taken"
    home.mkdir()
    (home / "policy.yml").write_text("ours\n", encoding="utf-8")
    refused = installation.run("thugom", "init", home)
    assert refused.returncode == 2
    assert "taken" in (refused.stdout + refused.stderr).replace("\n", "")
    assert [path.name for path in home.iterdir()] == ["policy.yml"]


def _run(*command: str | Path, folder: Path | None = None) -> str:
    """Run a command that must succeed, and return what it printed."""
    done = subprocess.run(list(command), cwd=folder, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout
