"""Reviewing: what more than one file tells, every night anew."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd

from thugom.services.home import make_home
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.opening import open_night
from thugom.services.night.reviewing import review, warned
from thugom.store import load_facts, load_findings

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.services.night.opening import Night

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
HEADER = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on\n"
)
MONTHS = ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"]
FIGURES = ["600", "601", "600.5", "600", "602", "601", "300"]


def report(period: str, collected: str, submitted_on: str = "2026-10-03") -> str:
    """Return the collection report of a ward for one month; generation differs from month to month."""
    generated = 700 + MONTHS.index(period)
    return f"{HEADER}03388,{period},urban,21973,5616,5000,300,{generated},{collected},7,{submitted_on}\n"


def judged(root: Path, *batches: list[tuple[str, str]]) -> tuple[Night, dict[str, pd.DataFrame]]:
    """Return the night that took in these files, batch by batch, and all that they say."""
    home = make_home(root)
    night = open_night(home.root, None, NOW)
    for files in batches:
        for name, text in files:
            (home.raw / name).write_text(text, encoding="utf-8")
        judge(night, take_in(night).awaiting)
    contracts = night.contracts.reports
    return night, {name: load_facts(night.store, contracts[name], night.rules_version, None) for name in contracts}


def year() -> list[tuple[str, str]]:
    """Return seven months of reports, the last of them half of what was usual."""
    return [(f"{month}.csv", report(month, figure)) for month, figure in zip(MONTHS, FIGURES, strict=True)]


def rules(findings: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return each finding's rule, month and cell."""
    return list(
        findings[["rule_id", "period", "cell"]].sort_values(["period", "rule_id"]).itertuples(index=False, name=None)
    )


JUMP = ("collection.collected_t.history", "2026-09", "I2")


def test_what_needs_more_than_a_file_is_found_among_the_rows_that_stand(tmp_path: Path) -> None:
    """Six months in files of their own, and the seventh stands out from them."""
    night, facts = judged(tmp_path / "home", year())
    found = review(night, facts)
    assert rules(found) == [JUMP]
    assert warned(found, facts, ZONE).to_dict("records") == [
        {"unit_id": "03388@2025-07-01", "period": "2026-09", "settlement": "urban"}
    ]


def test_a_correction_ends_what_was_found_and_what_it_warned_of(tmp_path: Path) -> None:
    """The row that stood out stands no more; it stays on record, and lowers nobody's evidence."""
    wrong_served = report("2026-08", "601").replace("5000", "5700")
    corrected = [("worse.csv", wrong_served), ("fix8.csv", report("2026-08", "601", "2026-10-09"))]
    night, facts = judged(
        tmp_path / "home", [*year(), *corrected, ("fix9.csv", report("2026-09", "600", "2026-10-10"))]
    )
    assert rules(review(night, facts)) == []
    kept = load_findings(night.store, night.rules_version, None)
    assert set(kept["period"]) == {"2026-08"}
    assert warned(kept, facts, ZONE).empty


def test_a_warning_of_the_files_own_checks_lowers_the_evidence_of_its_month(tmp_path: Path) -> None:
    """More households served than there are: the row stands and is in doubt."""
    night, facts = judged(tmp_path / "home", [("a.csv", report("2026-08", "601").replace("5000", "5700"))])
    kept = load_findings(night.store, night.rules_version, None)
    assert warned(kept, facts, ZONE)["period"].tolist() == ["2026-08"]


def test_a_refusal_with_nothing_in_its_place_is_in_doubt_and_so_is_what_it_meant_to_correct(tmp_path: Path) -> None:
    """A row refused for good, and an earlier one that stands because its correction was refused."""
    refused = report("2026-07", "khoảng 600")
    correction = report("2026-08", "khoảng 600", "2026-10-09")
    night, facts = judged(
        tmp_path / "home", [("a.csv", refused), ("b.csv", report("2026-08", "601")), ("c.csv", correction)]
    )
    kept = load_findings(night.store, night.rules_version, None)
    assert warned(kept, facts, ZONE)["period"].tolist() == ["2026-07", "2026-08"]


def test_the_order_of_the_files_never_matters(tmp_path: Path) -> None:
    """The same files, the newest month taken in first, are found the same fault with; and so they are once more."""
    files = year()
    night, facts = judged(tmp_path / "first", files)
    again, others = judged(tmp_path / "second", files[6:], files[:3], files[3:6])
    one, other = review(night, facts), review(again, others)
    pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(one, review(night, facts))


def test_a_home_without_a_report_has_nothing_to_review(tmp_path: Path) -> None:
    """A first night before anybody has sent anything."""
    night, facts = judged(tmp_path / "home")
    found = review(night, facts)
    assert found.empty
    assert {"file_path", "arrived_at", "rule_id", "message_vi"} <= set(found)
    assert warned(found, facts, ZONE).empty
