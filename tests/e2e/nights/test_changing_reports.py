"""Reports that change, or go away, while a night reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights.hamlet import SECOND
from tests.e2e.nights.troubling import FINE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.nights.troubling import Quiet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
REPORT = "2026-09-lai-collection.csv"


def cut(report: Path) -> None:
    """Leave the half of a report that its sender has copied so far."""
    content = report.read_bytes()
    report.write_bytes(content[: len(content) // 2])


def lengthen(report: Path) -> None:
    """Go on writing a report."""
    with report.open("a", encoding="utf-8") as more:
        more.write("90006,")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param(cut, None, id="it was copied while the night looked"),
        pytest.param(None, lengthen, id="its sender went on writing"),
        pytest.param(None, lambda report: report.unlink(), id="it was moved away"),
    ],
)
def test_a_report_that_changes_under_the_night_waits_for_the_next(
    quiet: Quiet, first: Callable[[Path], None] | None, then: Callable[[Path], None] | None
) -> None:
    """All others are published, the summary names it, no half of it is kept, and the next night makes it good."""
    program = quiet.program
    program.fresh()
    report = program.home / "data" / "raw" / REPORT
    whole = report.read_bytes()

    def begin() -> None:
        if first is not None:
            first(report)

    def go_on() -> None:
        # It was hashed by now, and is not kept yet.
        then(report) if then is not None else report.write_bytes(whole)

    end = program.night(SECOND, befall={"inbox": begin, "archive": go_on})
    assert end.code in FINE, end.err
    assert end.came_to == ("inbox", "archive")
    assert REPORT in end.out
    quiet.check_files()
    kept = program.state().archive
    assert kept < quiet.held.after.archive
    assert len(quiet.held.after.archive - kept) == 1
    report.write_bytes(whole)
    quiet.check_recovery(end)
