"""What a night prints at its end of the receipts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from thugom.cli.speech import Speech
from thugom.cli.summary import show
from thugom.language.catalogue import translator

if TYPE_CHECKING:
    from pathlib import Path

NIGHT: dict[str, Any] = {
    "place": {"vi": "Lai Châu", "en": "Lai Chau"},
    "synthetic": False,
    "as_of": "2026-11-16",
    "as_of_pinned": False,
    "period": None,
    "files": 2,
    "rows_received": 3,
    "rows_accepted": 2,
    "rows_refused": 1,
    "skipped": [],
    "issues": {"error": 1},
    "publication_id": "p",
    "changed_rows": 1,
    "step_seconds": {"receipts": 0.5},
}
RECEIPTS = {"folder": "data/receipts", "total": 1234, "written": 1, "failed": ["2026-10/[a].xlsx (ValueError: x)"]}


def shown(language: str, root: Path, **more: object) -> str:
    """Return what is printed."""
    printed = io.StringIO()
    show(Speech(language, translator(language), Console(file=printed, width=200)), {**NIGHT, **more}, root)
    return printed.getvalue()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("vi", "Phiếu kết quả trả đơn vị: 1.234 phiếu trong {folder}, 1 mới hoặc thay đổi."),
        ("en", "Receipts for the senders: 1,234 in {folder}, 1 of them new or changed."),
    ],
)
def test_the_receipts_are_counted_and_found(tmp_path: Path, language: str, expected: str) -> None:
    """Whoever runs the night knows what to send back; a file without a receipt is named, brackets and all."""
    text = shown(language, tmp_path, receipts=RECEIPTS)
    assert expected.format(folder=(tmp_path / "data/receipts").as_posix()) in text.replace("\n", "")
    assert "2026-10/[a].xlsx (ValueError: x)" in text


def test_a_night_of_the_past_has_none(tmp_path: Path) -> None:
    """What was known then is shown without receipts: they are of today."""
    assert "Receipts" not in shown("en", tmp_path, receipts=None)
