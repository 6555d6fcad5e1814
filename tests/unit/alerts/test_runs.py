"""Runs of months: what opens an episode, what ends it, and what does neither."""

import numpy as np
import pytest

from thugom.alerts.runs import ENDS, HOLDS, NEITHER, NONE, UNKNOWN, Months, States, find_episodes

SIGNS = {"?": UNKNOWN, "-": NEITHER, "#": HOLDS, "o": ENDS}


def episodes_of(line: str, needed: int) -> list[tuple[int, int, int, int]]:
    """Return the episodes of one subject: months counted from 0, -1 for none."""
    states = np.array([SIGNS[sign] for sign in line], dtype="int8")
    found = find_episodes(lambda month, _: states[[month]], 1, len(line), needed)
    return list(
        zip(*(part.tolist() for part in (found.began, found.opened, found.confirmed, found.ended)), strict=True)
    )


@pytest.mark.parametrize(
    ("line", "needed", "episodes"),
    [
        ("", 1, []),
        ("o-?o", 1, []),
        ("#", 1, [(0, 0, 0, NONE)]),
        ("##", 2, [(0, 1, 1, NONE)]),
        ("#-#o#o##", 2, [(6, 7, 7, NONE)]),
        ("#?#", 2, [(0, 2, 2, NONE)]),
        ("???#????#o", 2, [(3, 8, 8, 9)]),
        ("##-?-#-o", 2, [(0, 1, 5, 7)]),
        ("##o##o", 2, [(0, 1, 1, 2), (3, 4, 4, 5)]),
        ("##o#", 2, [(0, 1, 1, 2)]),
        ("#o#o", 1, [(0, 0, 0, 1), (2, 2, 2, 3)]),
        ("#--------", 1, [(0, 0, 0, NONE)]),
        ("###", 3, [(0, 2, 2, NONE)]),
    ],
)
def test_a_row_of_months_that_hold_opens_and_only_a_month_that_ends_it_closes(
    line: str, needed: int, episodes: list[tuple[int, int, int, int]]
) -> None:
    """`#` holds, `o` ends, `-` is neither and breaks a row, `?` is unknown and does not."""
    assert episodes_of(line, needed) == episodes


def test_subjects_are_followed_apart() -> None:
    """Each has its own count, and its own episode."""
    lines = ["##o?", "?##o", "#-#-", "oooo"]
    states = np.array([[SIGNS[sign] for sign in line] for line in lines], dtype="int8").T
    found = find_episodes(lambda month, _: states[month], 4, 4, 2)
    order = np.argsort(found.subject)
    assert found.subject[order].tolist() == [0, 1]
    assert found.opened[order].tolist() == [1, 2]
    assert found.ended[order].tolist() == [2, 3]


def test_what_judges_a_month_is_told_when_the_episode_opened() -> None:
    """A fall is measured from there; a month that has closed one is told nothing any more."""
    told: list[int] = []

    def judge(month: int, opened: Months) -> States:
        told.append(int(opened[0]))
        return np.array([[HOLDS, NEITHER, ENDS, NEITHER][month]], dtype="int8")

    find_episodes(judge, 1, 4)
    assert told == [NONE, 0, 0, NONE]


def test_without_subjects_or_months_there_is_nothing() -> None:
    """A home that reports by year has no month that is due."""
    none = np.empty((3, 0), dtype="int8")
    assert len(find_episodes(lambda month, _: none[month], 0, 3).subject) == 0
    assert len(find_episodes(lambda month, _: none[month], 5, 0).subject) == 0
