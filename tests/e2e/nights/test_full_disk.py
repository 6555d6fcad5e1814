"""A disk that fills up in the middle of a night: said clearly, nothing half published, made good by the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights.hamlet import SECOND
from tests.e2e.nights.machines import fill, make_room, small_disk
from tests.e2e.nights.troubling import FINE, is_vietnamese

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.nights.troubling import Quiet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
LARGE = 24
"""Mebibytes: the home takes a third of it."""
WRONG = 2


@pytest.mark.parametrize(
    ("step", "leave", "place"),
    [
        pytest.param("inbox", 0, "data/archive", id="as originals are archived"),
        pytest.param("facts", 0, "data/store/thugom.db", id="as facts are entered", marks=pytest.mark.soak),
        pytest.param("merge", 0, "data/store/thugom.db", id="before the transaction that publishes"),
        pytest.param("commit", 60_000, "data/store/thugom.db", id="in the commit of the publication"),
        pytest.param("snapshot", 60_000, "data/curated/thugom.db", id="in the copy for analysts"),
        pytest.param("files again", 0, "data/curated/thugom.db", id="before the files", marks=pytest.mark.soak),
        pytest.param("files again", 600_000, None, id="in the middle of the files"),
    ],
)
def test_a_full_disk_ends_a_night_with_a_message_and_costs_nothing(
    quiet: Quiet, tmp_path: Path, step: str, leave: int, place: str | None
) -> None:
    """It names the place, says so in Vietnamese, and once there is room again the next night needs nobody."""
    program = quiet.program
    with small_disk(tmp_path / "disk", LARGE) as disk:
        program.fresh(disk / "home")
        end = program.night(SECOND, befall={step: lambda: fill(disk, leave)}, environment={"THUGOM_LANG": "vi"})
        assert end.came_to == (step,)
        if place is None:
            # The figures are published: the files of the last publication stand together, and the log names them.
            assert end.code in FINE, end.err
        else:
            assert end.code == WRONG, end.out
            assert end.err.splitlines()[-2] == f"{disk}/home/{place}"
            assert "đầy" in end.err.splitlines()[-1]
            assert is_vietnamese(end.err)
        quiet.check_trouble(end)
        left = [path.name for path in (disk / "home" / "data").rglob(".*.partial")]
        assert left == []
        make_room(disk)
        quiet.check_recovery(end)
        program.fresh()


def test_a_full_disk_keeps_notices_for_the_next_night(quiet: Quiet, tmp_path: Path) -> None:
    """What cannot be marked as sent is not sent: the night is done, says so, and tells people tomorrow."""
    program = quiet.program
    with small_disk(tmp_path / "disk", LARGE) as disk:
        program.fresh(disk / "home")
        end = program.night(SECOND, befall={"outbox": lambda: fill(disk)}, environment={"THUGOM_LANG": "vi"})
        assert end.code in FINE
        assert is_vietnamese(end.err)
        quiet.check_trouble(end)
        make_room(disk)
        quiet.check_recovery(end)
        program.fresh()
