"""The process apart that judges uploads."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.test_desk import HEADER, REFUSED
from thugom.services.home import make_home
from thugom.services.serve import examiner as module
from thugom.services.serve.examiner import ExaminationError, Examiner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SENT = f"{HEADER}\n{REFUSED}\n".encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home whose reports may be of any month, for the clock here is the machine's."""
    return make_home(tmp_path_factory.mktemp("page") / "home").root


@pytest.fixture
def desk(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Examiner]:
    """Return an examiner whose temporary files lie where the test sees them."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = Examiner(home, 60, 1024 * 1024)
    yield made
    made.close()


@pytest.mark.slow
def test_an_upload_is_judged_and_nothing_of_it_is_left(home: Path, desk: Examiner, tmp_path: Path) -> None:
    """Not on disk, not in the home; under whatever name it comes; in the language asked for."""
    before = sorted(home.rglob("*"))
    examined = desk.examine("../../../báo <cáo>.csv", SENT.replace(b"2026-10", b"2024-10"), "vi")
    assert "H2" in [line.cell for line in examined.note.lines]
    assert not examined.note.is_good
    assert examined.receipt is not None
    assert examined.receipt.startswith(b"PK")
    assert ".." not in examined.note.file_path
    assert sorted(home.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []
    again = desk.examine("b.csv", SENT, "en")
    assert any("ba mươi” in Generated (t)" in line.message for line in again.note.lines)


@pytest.mark.slow
def test_what_takes_too_long_is_ended_and_the_next_is_judged(desk: Examiner, tmp_path: Path) -> None:
    """A workbook that keeps its reader busy for ever costs its sender the time limit, and nobody else anything."""
    desk.start()
    first = desk._process  # noqa: SLF001 - whether it is really ended is what is tested
    desk._seconds = 0.0  # noqa: SLF001 - nothing is as fast as that
    with pytest.raises(ExaminationError) as caught:
        desk.examine("a.csv", SENT, "vi")
    assert caught.value.trouble == "too_slow"
    assert first is not None
    assert not first.is_alive()
    assert list(tmp_path.iterdir()) == []
    desk._seconds = 60.0  # noqa: SLF001 - as long as a page allows
    assert desk.examine("a.csv", SENT, "vi").note.lines


@pytest.mark.slow
def test_a_process_that_dies_over_a_file_is_replaced(desk: Examiner) -> None:
    """The system ends what takes too much memory: the page stays."""
    desk.start()
    assert desk._process is not None  # noqa: SLF001 - it is to be killed
    os.kill(desk._process.pid or 0, 9)  # noqa: SLF001 - as the system would
    desk._process.join()  # noqa: SLF001 - until it is gone
    assert desk.examine("a.csv", SENT, "vi").note.lines


@pytest.mark.slow
def test_an_error_of_the_homes_is_told_from_one_of_the_files(tmp_path: Path) -> None:
    """Its sender cannot mend a policy."""
    broken = make_home(tmp_path / "home").root
    (broken / "policy.yml").write_text("nonsense: true\n", encoding="utf-8")
    desk = Examiner(broken, 60, 1024 * 1024)
    try:
        with pytest.raises(ExaminationError) as caught:
            desk.examine("a.csv", SENT, "vi")
    finally:
        desk.close()
    assert caught.value.trouble == "home"
    assert "policy.yml" in str(caught.value)


def test_loading_is_no_uploads_fault(desk: Examiner, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it judges with takes seconds to load: that has a limit of its own."""
    monkeypatch.setattr(module, "STARTING_SECONDS", 0)
    with pytest.raises(ExaminationError) as caught:
        desk.examine("a.csv", SENT, "vi")
    assert "0 seconds" in str(caught.value)
