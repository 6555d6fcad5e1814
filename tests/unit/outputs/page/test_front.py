"""What the first screen says in words."""

from __future__ import annotations

import pytest

from thugom.outputs.page.courses import TargetCourse
from thugom.outputs.page.front import course_words
from thugom.outputs.page.tongue import Tongue


def told(**row: object) -> str:
    """Return the first sentence of a target's course whose newest month has no value that counts."""
    newest = {"period": "2026-10", "expected": 0.778, "gap_pp": None} | row
    return course_words(TargetCourse(target={}, now=newest, path=[newest], biological=None), Tongue("en"))[0]


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (-9.4, -4.1, "Behind the path (77.8% by now) by 4.1 to 9.4 points, whatever the missing reports say."),
        (0.0, 2.5, "Ahead of the path (77.8% by now) by 0.0 to 2.5 points, whatever the missing reports say."),
        (-3.0, 1.0, "Too few reports to compare with the path (77.8%): between −3.0 and +1.0 points."),
    ],
)
def test_what_is_sure_of_a_gap_is_said_as_sure(least: float, most: float, said: str) -> None:
    """Missing reports leave the value open, and often not the side of the path."""
    assert told(gap_lower_pp=least, gap_upper_pp=most) == said
