"""Notes for receipts, invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from thugom.checks.receipt_note import ReceiptLine, ReceiptNote

ERROR = ReceiptLine("Thu gom", 3, "B3", "Khối lượng", "12 t", "collection.x.y", "error", "Không phải số.")
WARNING = replace(ERROR, cell="C3", severity="warning", message="Lớn hơn số hộ.")


def note(*lines: ReceiptLine, **more: Any) -> ReceiptNote:  # noqa: ANN401 - any field of a note
    """Return a note with these lines."""
    fields: dict[str, Any] = {
        "file_path": "2026-10/báo cáo.xlsx",
        "place": "Lai Châu",
        "arrived_on": "2026-11-05",
        "language": "vi",
        "received": 3,
        "accepted": 2,
        "refused": 1,
        "is_sent": True,
        "is_synthetic": False,
    }
    return ReceiptNote(lines=lines, **(fields | more))
