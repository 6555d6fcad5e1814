"""What a backfill came to, as it is read in a terminal and in a log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from thugom.cli.backfilled import Lines, show_backfilled
from thugom.cli.speech import Speech
from thugom.contracts import Text
from thugom.flows.backfill import Backfilled
from thugom.language.catalogue import translator
from thugom.services.backfill.month import COMPUTED, FAILED, THERE, Month, Outcome
from thugom.services.backfill.plan import Plan
from thugom.services.night.tally import Tally

ROOT = Path("/home")
TARGET = {
    "id": "communes_covered",
    "title": {"vi": "Số xã được thu gom", "en": "Communes covered"},
    "value": 0.75,
    "lower": 0.7,
    "upper": 0.8,
    "status": "not_met",
}
MONTHS = tuple(
    Month(label, dt.date(2026, number, 11), ROOT / "data" / "curated" / "as_of" / label, "")
    for label, number in (("2026-08", 9), ("2026-09", 10))
)
OUTCOMES = (
    Outcome("2026-08", "2026-09-11", COMPUTED, 1.25, targets=(TARGET,)),
    Outcome("2026-09", "2026-10-11", FAILED, reason="/home/data\n  The disk is full. Free some space."),
)


def speech_of(language: str) -> Speech:
    """Return a speech whose console is wide."""
    return Speech(language, translator(language), Console(width=200, highlight=False))


def shown(language: str, **known: Any) -> list[str]:  # noqa: ANN401 - fields of what it came to
    """Return the printed lines."""
    of_all: dict[str, Any] = {
        "place": Text(vi="Lai Châu", en="Lai Chau"),
        "synthetic": False,
        "known_then": False,
        "plan": Plan(MONTHS, (), "2026-08", "2026-11-01T00:00:00Z"),
        "tally": Tally(),
        "skipped": (),
        "processes": 1,
        "outcomes": OUTCOMES,
        "interrupted": False,
    }
    speech = speech_of(language)
    with speech.console.capture() as captured:
        show_backfilled(speech, Backfilled(**(of_all | known)), ROOT)
    return [line.rstrip() for line in captured.get().splitlines()]


def test_each_month_has_its_line_with_its_day_and_where_the_targets_stood() -> None:
    """A month that failed has no figures and is not left out."""
    lines = shown("en")
    assert lines[:2] == [
        "thu gom – Lai Chau",
        "Each month as of the first day on which it was past due day and grace, with all that is known today.",
    ]
    assert [" ".join(line.split()) for line in lines[2:5]] == [
        "Month As of Communes covered",
        "✓ 2026-08 11 September 2026 75.0% 70.0% – 80.0%",
        "✗ 2026-09 11 October 2026 –",
    ]
    assert lines[5] == "Months: 1 computed, 0 there already, 1 failed."
    assert lines[6].startswith("Tables: /home/data/curated/as_of, a folder per month. What is published stays as it")


def test_what_went_wrong_is_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """The month comes first, then the place and what to do."""
    shown("en")
    assert capsys.readouterr().err.startswith("2026-09: /home/data\n  The disk is full. Free some space.")


def test_an_invented_home_and_what_was_known_then_say_so_in_vietnamese() -> None:
    """Nobody takes invented figures for real ones, or what is known today for what was known then."""
    lines = shown("vi", synthetic=True, known_then=True)
    assert lines[0] == "thu gom – Lai Châu  DỮ LIỆU TỔNG HỢP, không phải số liệu thật"
    assert lines[1].endswith("theo những gì đã công bố đến ngày đó.")


def test_what_was_taken_in_and_what_was_not_is_told() -> None:
    """A file that somebody still writes is not in these tables: its name may have brackets, which are no styles."""
    lines = shown("en", tally=Tally(2, 38, 37, 1, (), ("big.csv",)), skipped=("thang [10].xlsx",))
    assert "Taken in first: 2 new files, 38 rows, 37 accepted, 1 refused." in lines
    assert "The next night publishes what they say: thugom nightly" in lines
    assert "Not read, still being written or closed to this user: thang [10].xlsx" in lines
    assert "Put off to the next night, memory or disk space ran out: big.csv" in lines


@pytest.mark.parametrize(
    ("before", "begins", "said"),
    [
        (("2026-05", "2026-06"), "2026-07", "No tables of 2026-05 – 2026-06: the reports begin in 2026-07."),
        (("2026-05",), "2026", "No tables of 2026-05: the reports begin in 2026."),
        (
            ("2026-05",),
            "2026-07-08",
            "Nothing had been published by the day of 2026-05; the first publication was on 2026-07-08.",
        ),
        (("2026-05",), None, "No accepted report yet: put reports into data/raw and run thugom nightly."),
    ],
)
def test_months_that_lie_too_early_are_named_with_the_reason(
    before: tuple[str, ...], begins: str | None, said: str
) -> None:
    """Whoever asked for them is not left to guess why there is no folder."""
    assert said in shown("en", plan=Plan(MONTHS, before, begins, ""))


def test_who_was_interrupted_hears_how_to_go_on() -> None:
    """What was computed is there."""
    assert shown("vi", interrupted=True)[-1] == "Đã bị ngắt. Chạy lại lệnh: chương trình làm tiếp từ chỗ dừng."


def test_a_log_has_a_line_per_month() -> None:
    """As each is done, with how many there are and how long it took."""
    speech = speech_of("vi")
    with speech.console.capture() as captured:
        lines = Lines(speech)
        lines.begin(3)
        for one in (*OUTCOMES, Outcome("2026-07", "2026-08-11", THERE)):
            lines.done(one)
        lines.stopping()
    assert captured.get().splitlines() == [
        "1 / 3  2026-08, tính đến 11/09/2026: đã tính, 1,2 s",
        "2 / 3  2026-09, tính đến 11/10/2026: lỗi",
        "3 / 3  2026-07, tính đến 11/08/2026: đã có sẵn",
        "Đang dừng: tính xong các tháng đang làm dở rồi thôi. Bấm ngắt lần nữa để thoát ngay.",
    ]
