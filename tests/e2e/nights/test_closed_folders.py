"""Folders that may not be written: a night that needs one says which, and the next one needs nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights.hamlet import SECOND
from tests.e2e.nights.machines import read_only
from tests.e2e.nights.troubling import FINE, is_vietnamese

if TYPE_CHECKING:
    from tests.e2e.nights.troubling import Quiet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
WRONG = 2


@pytest.mark.parametrize(
    ("folder", "place"),
    [
        ("data/archive", "data/archive"),
        ("data/store", "data/store"),
        ("data/curated", "data/curated/thugom.db"),
    ],
)
def test_a_folder_that_may_not_be_written_is_named(quiet: Quiet, folder: str, place: str) -> None:
    """With what to do, in Vietnamese; what stood stands, and once the folder is open all is made good."""
    program = quiet.program
    program.fresh()
    with read_only(program.home / folder):
        end = program.night(SECOND, environment={"THUGOM_LANG": "vi"})
    assert end.code == WRONG, end.out
    assert end.err.splitlines()[-2].startswith(f"{program.home}/{place}")
    assert "chỉ đọc" in end.err or "quyền" in end.err
    assert is_vietnamese(end.err)
    quiet.check_trouble(end)
    quiet.check_recovery(end)


@pytest.mark.parametrize("folder", ["data/raw", "data/receipts"])
def test_a_night_does_without_writing_into_the_inbox_or_the_receipts(quiet: Quiet, folder: str) -> None:
    """An inbox is read, and receipts are for later: the figures are published all the same."""
    program = quiet.program
    program.fresh()
    with read_only(program.home / folder):
        end = program.night(SECOND, environment={"THUGOM_LANG": "vi"})
        quiet.check_trouble(end)
        assert program.state().copied == quiet.held.after.copied
    assert end.code in FINE, end.err
    # Whoever reads the summary hears of it, and only of it.
    assert ("data/receipts (Hệ tệp chỉ đọc" in end.out or "data/receipts (" in end.out) == (folder == "data/receipts")
    quiet.check_recovery(end)
