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


ALERTS: dict[str, Any] = {
    "open": 3,
    "by_rule": [
        {"rule": "service_stopped", "title": {"vi": "Ngừng thu gom", "en": "Service has stopped"}, "count": 1},
        {"rule": "behind_path", "title": {"vi": "Chậm so với lộ trình", "en": "Behind the path"}, "count": 2},
    ],
    "worst": [
        {
            "alert_id": "3ee4dd5146",
            "title": {"vi": "Chậm so với lộ trình", "en": "Behind the path"},
            "subject": {"vi": "Xã Nậm Mạ", "en": "Xã Nậm Mạ"},
            "unit_code": "03538",
            "since": "2026-05",
            "gap_pp": -6.31,
            "state": "open",
        },
        {
            "alert_id": "2d7fc100ca",
            "title": {"vi": "Mục tiêu có nguy cơ", "en": "Target at risk"},
            "subject": {"vi": "Số xã được thu gom", "en": "Communes covered"},
            "unit_code": None,
            "since": "2026-10",
            "gap_pp": None,
            "state": "open",
        },
    ],
    "tonight": {"opened": 2, "closed": 1, "seen_again": 7},
    "failed": None,
}
STANDING: dict[str, Any] = {"period": "2026-10", "targets": [], "reporting": None}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "vi",
            (
                "Cảnh báo: 3 đang mở (Ngừng thu gom 1 · Chậm so với lộ trình 2). Xem: thugom alerts list",
                "Xã Nậm Mạ (03538): Chậm so với lộ trình, từ tháng 05/2026, thiếu 6,3 điểm phần trăm",
                "Số xã được thu gom: Mục tiêu có nguy cơ, từ tháng 10/2026",
                "Cảnh báo đêm nay: 2 mới, 0 tái diễn, 0 chuyển lên cấp trên, 1 đã đóng.",
            ),
        ),
        (
            "en",
            (
                "Alerts: 3 open (Service has stopped 1 · Behind the path 2). See: thugom alerts list",
                "Xã Nậm Mạ (03538): Behind the path, since May 2026, 6.3 points short",
                "Communes covered: Target at risk, since October 2026",
                "Alerts tonight: 2 opened, 0 opened again, 0 passed upwards, 1 closed.",
            ),
        ),
    ],
)
def test_a_night_says_what_is_open_and_what_became_of_alerts(
    tmp_path: Path, language: str, expected: tuple[str, ...]
) -> None:
    """How many, of which rules, the worst by name, and what this night did; what is seen again is no news."""
    lines = [line.strip() for line in shown(language, tmp_path, **STANDING, alerts=ALERTS).splitlines()]
    assert [line for line in expected if line not in lines] == []


def test_a_night_that_left_alerts_alone_says_how_they_stand_and_nothing_of_tonight(tmp_path: Path) -> None:
    """A night of a past day judges none; none open is said, too."""
    text = shown("en", tmp_path, **STANDING, alerts={**ALERTS, "tonight": None})
    assert "Alerts: 3 open" in text
    assert "Alerts tonight" not in text
    nothing = {**ALERTS, "open": 0, "by_rule": [], "worst": [], "tonight": {}}
    assert "No alert is open." in shown("en", tmp_path, **STANDING, alerts=nothing)


def test_alerts_that_could_not_be_judged_are_named_with_the_reason(tmp_path: Path) -> None:
    """The figures are published; whoever looks after the night learns that alerts wait for the next."""
    text = shown("vi", tmp_path, **STANDING, alerts={**ALERTS, "tonight": None, "failed": "ValueError: [x]"})
    assert "Đêm nay chưa xét được cảnh báo, đêm sau sẽ xét: ValueError: [x]" in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("vi", ("Tin báo: 2 đã gửi, 1 đang chờ.", "kênh box_an: máy chủ không trả lời kịp. Chương trình sẽ thử lại.")),
        ("en", ("Notices: 2 sent, 1 waiting.", "channel box_an nothing could be sent: the server did not answer")),
    ],
)
def test_notices_are_counted_and_a_dead_channel_is_named(
    tmp_path: Path, language: str, expected: tuple[str, ...]
) -> None:
    """Whoever looks after the night sees that a notice waits, through which channel, and why."""
    failed = (("box_an", "the server did not answer in time"),)
    delivered = {"sent": 2, "waiting": 1, "failed": failed, "trouble": None}
    text = shown(language, tmp_path, **STANDING, delivered=delivered)
    assert [part for part in expected if part not in text] == []
    quiet = {"sent": 0, "waiting": 0, "failed": (), "trouble": None}
    assert "Notices" not in shown("en", tmp_path, **STANDING, delivered=quiet)
