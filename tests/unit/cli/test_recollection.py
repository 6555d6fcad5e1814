"""What was known at an instant, as it is read in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from thugom.cli.recollection import show_recollection
from thugom.cli.speech import Speech
from thugom.language.catalogue import translator
from thugom.services.night.recollection import Recollection
from thugom.services.night.summary import Summary

SUMMARY = Summary(
    place={"vi": "Lai Châu", "en": "Lai Chau"},
    language="vi",
    synthetic=False,
    as_of="2026-11-16",
    as_of_pinned=False,
    period=None,
    targets=[],
    reporting=None,
    months={},
    issues={},
    files=0,
    skipped=[],
    rows_received=0,
    rows_accepted=0,
    rows_refused=0,
    refusals=[],
    publication_id="abc123",
    published_at="2026-11-16T18:30:00Z",
    changed_rows=0,
    step_seconds={},
)


def shown(language: str, **known: Any) -> list[str]:  # noqa: ANN401 - fields of the recollection
    """Return the printed lines."""
    stood: dict[str, Any] = {
        "asked_at": "2026-11-17T16:59:59Z",
        "asked_on": "2026-11-17",
        "asked_time": "23:59",
        "publication_id": "abc123",
        "published_at": "2026-11-16T18:30:00Z",
        "code_version": "1",
        "computed_with": "1",
        "folder": "data/curated/as_known_at/20261117T165959Z",
        "differing": [],
    }
    console = Console(width=300)
    speech = Speech(language, translator(language), console)
    with console.capture() as captured:
        show_recollection(speech, Recollection(SUMMARY, **(stood | known)), Path("/home"))
    return captured.get().splitlines()


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", "Figures as known at 23:59 on 17 November 2026, not those of today; nothing was published now."),
        ("vi", "Số liệu như đã biết lúc 23:59 ngày 17/11/2026, không phải số liệu hôm nay; lần này không công bố gì."),
    ],
)
def test_the_first_line_says_that_these_are_figures_of_the_past(language: str, first: str) -> None:
    """Nobody may take them for those of today."""
    lines = shown(language)
    assert lines[0] == first
    assert lines[-1].endswith("/home/data/curated/as_known_at/20261117T165959Z/thugom.db")
    assert any("abc123" in line for line in lines)


@pytest.mark.parametrize(
    ("known", "note"),
    [
        ({}, "Every table is, to the digit, what was published then."),
        ({"differing": ["change", "unit_path"]}, "the program may have changed since: change, unit_path."),
        ({"differing": None}, "Another day was asked for than was published, so nothing can be compared."),
        ({"computed_with": "2"}, "Published with thugom 1, computed with 2: figures differ where a formula changed."),
    ],
)
def test_how_far_the_figures_are_those_of_then_is_said(known: dict[str, Any], note: str) -> None:
    """Whoever holds them against an old report knows whether they must agree."""
    assert any(note in line for line in shown("en", **known))
