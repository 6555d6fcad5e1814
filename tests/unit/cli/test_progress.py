"""How far a night has come, as whoever watches sees it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from thugom.cli.progress import MANY, Bar, progress_shown
from thugom.cli.speech import Speech
from thugom.language.catalogue import translator
from thugom.services.night.progress import current

if TYPE_CHECKING:
    import pytest


def drawn(language: str, files: int) -> str:
    """Return what a bar writes of a step that judges so many files."""
    terminal = Console(file=io.StringIO(), force_terminal=True, width=120)
    bar = Bar(Speech(language, translator(language), terminal), terminal)
    bar.begin("judge", files)
    for _ in range(files):
        bar.advance()
    bar.close()
    assert isinstance(terminal.file, io.StringIO)
    return terminal.file.getvalue()


def test_many_files_are_counted_in_the_readers_language() -> None:
    """What is being done, and how many files of how many are done."""
    assert "Đang kiểm tra báo cáo" in drawn("vi", MANY)
    assert f"{MANY} / {MANY}" in drawn("vi", MANY)
    assert "Judging reports" in drawn("en", MANY)


def test_a_few_files_need_no_bar() -> None:
    """An evening's ten reports are done before anybody could read it."""
    assert drawn("vi", MANY - 1) == ""


def test_where_no_terminal_is_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """A timer's log, and a pipe that reads JSON, hold no half-drawn bars."""
    with progress_shown(Speech.of_system("vi")):
        current().begin("judge", MANY)
        current().advance()
    assert capsys.readouterr() == ("", "")
