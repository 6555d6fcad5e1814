"""A home: where it is found, and what is said where it is not."""

import datetime as dt
from pathlib import Path

import pytest

from thugom.contracts import Home, HomeError


def declare(folder: Path, text: str = "format: 1\n") -> Path:
    """Write `home.yml` into `folder` and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "home.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_plain_home_has_its_definitions_at_its_root(tmp_path: Path) -> None:
    """What `thugom init` makes."""
    home = Home.open(declare(tmp_path))
    assert (home.root, home.definitions) == (tmp_path, tmp_path)
    assert (home.synthetic, home.as_of) == (False, None)
    assert home.policy_path == tmp_path / "policy.yml"
    assert home.raw == tmp_path / "data" / "raw"


def test_a_checkout_has_its_definitions_under_schemas(tmp_path: Path) -> None:
    """Its data is at its root all the same."""
    declare(tmp_path / "schemas", "format: 1\nsynthetic: true\nas_of: 2026-11-16\n")
    home = Home.open(tmp_path)
    assert home.definitions == tmp_path / "schemas"
    assert home.register_dir == tmp_path / "schemas" / "register"
    assert home.database_path == tmp_path / "data" / "store" / "thugom.db"
    assert (home.synthetic, home.as_of) == (True, dt.date(2026, 11, 16))


def test_a_day_may_be_pinned_in_quotes(tmp_path: Path) -> None:
    """YAML reads it as a text then, and it is the same day."""
    assert Home.open(declare(tmp_path, 'format: 1\nas_of: "2026-11-16"\n')).as_of == dt.date(2026, 11, 16)


def test_a_home_is_the_same_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages and links name where it really is."""
    declare(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert Home.open(Path()).root == tmp_path.resolve()


def test_a_folder_that_is_not_there_is_said_not_to_be(tmp_path: Path) -> None:
    """With how to make it."""
    with pytest.raises(HomeError, match="no such folder") as caught:
        Home.open(tmp_path / "nowhere")
    assert "thugom init" in caught.value.remedy


def test_a_folder_that_is_no_home_is_said_to_be_none(tmp_path: Path) -> None:
    """With how to name another."""
    with pytest.raises(HomeError, match="not a home") as caught:
        Home.open(tmp_path)
    assert "--home" in caught.value.remedy


def test_a_home_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """A newer format may mean something that this program would get wrong."""
    with pytest.raises(HomeError, match="format 2; this program knows 1") as caught:
        Home.open(declare(tmp_path, "format: 2\n"))
    assert "newer thugom" in caught.value.remedy


@pytest.mark.parametrize("text", ["format: one\n", "synthetic: true\n", "format: 1\nas_of: soon\n", "format: [1\n"])
def test_a_home_that_is_wrongly_declared_names_the_file(tmp_path: Path, text: str) -> None:
    """A word in place of a number, a key that is missing, a day that is none, broken YAML."""
    with pytest.raises(HomeError, match=r"home\.yml"):
        Home.open(declare(tmp_path, text))


@pytest.mark.parametrize("day", ['"2026-02-30"', "2026-02-30"])
def test_a_day_that_is_not_in_the_calendar_is_refused(tmp_path: Path, day: str) -> None:
    """30 February has the form of a day and is none, in quotes or without."""
    with pytest.raises(HomeError, match=r"home\.yml"):
        Home.open(declare(tmp_path, f"format: 1\nas_of: {day}\n"))
