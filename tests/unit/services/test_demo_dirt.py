"""The planted dirt: as much as promised, each piece where the list says, and none that nobody listed."""

import csv
import datetime as dt
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.unit.services.demonstration import SHIPPED, Row, by_unit_month, rows_of, workbook
from thugom.contracts import load_contracts, load_intake_rules
from thugom.services.demo.plan import load_plan

RAW = SHIPPED / "raw"
DIRT = rows_of("truth/dirt.csv")
SUBMISSIONS = rows_of("truth/submissions.csv")
FIRST = [row for row in SUBMISSIONS if row["reporter"] == "unit" and row["state"] != "correction"]


def reports() -> list[Row]:
    """Return one row for each unit's month, of two CSV files the collection report."""
    return [row for row in FIRST if row["report"] != "treatment"]


def local_day(moment: str) -> str:
    """Return the day of an instant in the home's zone."""
    return dt.datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()


def test_there_are_at_least_fifteen_kinds_and_five_of_each() -> None:
    """A kind counts by the files or rows it was planted in, a pair of duplicates once."""
    planted = {(row["kind"], row["file"], row["unit_code"]) for row in DIRT}
    kinds = Counter(kind for kind, _, _ in planted)
    assert len(kinds) >= 15
    assert min(kinds.values()) >= 5, kinds
    assert set(kinds) == {defect.kind for defect in load_plan().defects}


@pytest.mark.parametrize(("state", "share"), [("late", 0.08), ("missing", 0.05)])
def test_reports_are_late_and_missing_as_often_as_promised(state: str, share: float) -> None:
    """8 % late and 5 % missing, over all units and months."""
    counts = Counter(row["state"] for row in reports())
    assert counts[state] / len(reports()) == pytest.approx(share, abs=0.005)


def test_late_means_after_the_due_day_here_and_not_in_utc() -> None:
    """The later of the day written and the local day of arrival decides; some come just after midnight."""
    due = {}
    for row in SUBMISSIONS:
        if row["state"] in {"on_time", "late"}:
            year, month = int(row["period"][:4]), int(row["period"][5:])
            due_on = dt.date(year + month // 12, month % 12 + 1, 5).isoformat()
            came = max(row["submitted_on"], local_day(row["arrived_at"]))
            assert (came > due_on) == (row["state"] == "late"), row
            due[row["file"]] = (due_on, row["arrived_at"][:10], row["state"])
    assert any(state == "late" and utc_day <= due_on for due_on, utc_day, state in due.values())


def test_every_unit_has_one_first_report_for_every_month() -> None:
    """1,456 of them: 8 months of 106 units and 16 of 38."""
    assert len(reports()) == 8 * 106 + 16 * 38
    assert all(len(rows) == 1 for rows in by_unit_month(reports()).values())


def test_some_reports_of_the_last_month_are_late_and_some_missing() -> None:
    """The newest month is not tidier than the others."""
    states = Counter(row["state"] for row in reports() if row["period"] == "2026-10")
    assert states["missing"] >= 1
    assert states["late"] >= 1


def test_complete_months_lose_nothing() -> None:
    """Nobody is missing in them, and whatever was refused came again."""
    complete = load_plan().habits.complete_months
    assert not [row for row in reports() if row["period"] in complete and row["state"] == "missing"]
    for row in DIRT:
        if row["period"] in complete and row["effect"] in {"refused", "unreadable"}:
            assert row["superseded_by"] or row["kind"] == "all_beside_parts", row
    assert not [row for row in DIRT if row["period"] in complete and row["kind"] == "placeholder"]


def test_a_warning_that_changes_a_figure_is_always_put_right() -> None:
    """A row that is kept and marked stands in the figures, so the truth must come after it."""
    changing = {"served_above_households", "accounted_above_households", "collected_above_generated"}
    for row in DIRT:
        if row["kind"] in changing:
            assert (row["effect"], bool(row["superseded_by"])) == ("marked", True)


def test_a_correction_comes_after_what_it_corrects_and_restates_the_unit_month() -> None:
    """Later by the day written and by arrival, so that it stands however the files are ordered."""
    arrived = {row["file"]: row["arrived_at"] for row in rows_of("arrivals.csv")}
    written = {row["file"]: row["submitted_on"] for row in SUBMISSIONS}
    first = {row["file"] for row in FIRST}
    restated = {row["file"]: row for row in SUBMISSIONS if row["state"] == "correction"}
    for row in (row for row in DIRT if row["superseded_by"]):
        later = restated[row["superseded_by"]]
        assert row["file"] in first
        assert arrived[row["file"]] < arrived[row["superseded_by"]]
        assert written[row["file"]] < written[row["superseded_by"]]
        assert (later["unit_code"], later["period"]) == (row["unit_code"], row["period"])
    # Some corrections answer no rule at all: the first figures looked right.
    assert len(restated) > len({row["superseded_by"] for row in DIRT if row["superseded_by"]})


def test_no_unit_month_holds_two_defects() -> None:
    """One cause for each refusal, or nobody could say which rule found what."""
    for key, rows in by_unit_month([row for row in DIRT if row["unit_code"]]).items():
        assert len({row["kind"] for row in rows}) == 1, key
    totals = {row["file"] for row in DIRT if row["kind"] == "total_differs"}
    assert not [row for row in DIRT if row["file"] in totals and row["kind"] != "total_differs"]


def test_every_rule_that_must_find_a_defect_exists() -> None:
    """Each id is that of a check, of a rule of intake, or of a file."""
    contracts, intake = load_contracts().reports, load_intake_rules()
    checks = {check.id: check.severity for contract in contracts.values() for check in contract.checks}
    for row in DIRT:
        rule_id = row["rule_id"]
        severity = checks.get(rule_id) or intake[rule_id.rsplit(".", 1)[-1]].severity
        assert severity == ("error" if row["effect"] in {"refused", "unreadable"} else "warning"), row


def value_at(path: Path, sheet: str, cell: str) -> str:
    """Return what stands in a cell of a workbook or CSV, as text."""
    if path.suffix == ".csv":
        column, number = ord(cell[0]) - ord("A"), int(cell[1:])
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))[number - 1][column]
    found = workbook(path)[sheet][cell].value
    return "" if found is None else str(found)


def test_every_listed_defect_stands_where_the_list_says() -> None:
    """The named cell holds the named value, in the named row unless it heads the sheet."""
    rows = [row for row in DIRT if row["effect"] != "unreadable"]
    wrong = [row for row in rows if value_at(RAW / row["file"], row["sheet"], row["cell"]) != row["value"]]
    assert wrong == []
    elsewhere = [row for row in rows if row["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != row["row_number"]]
    assert {row["kind"] for row in elsewhere} == {"future_period"}


def test_a_lost_file_is_empty_or_cannot_be_opened() -> None:
    """No bytes at all, or a workbook cut off on its way."""
    for row in (row for row in DIRT if row["effect"] == "unreadable"):
        content = (RAW / row["file"]).read_bytes()
        assert (content == b"") == (row["kind"] == "empty")
        assert not zipfile.is_zipfile(RAW / row["file"])


def test_every_kind_of_defect_looks_like_itself() -> None:
    """Text where a number belongs, a minus, an empty cell: a look at what was planted."""
    by_kind: dict[str, list[str]] = {}
    for row in DIRT:
        by_kind.setdefault(row["kind"], []).append(row["value"])
    assert all(float(value.replace(",", ".")) < 0 for value in by_kind["negative"])
    assert all(re.fullmatch(r"[\d.,]+ ?\+ ?[\d.,]+", value) for value in by_kind["two_numbers"])
    assert all(re.fullmatch(r"[\d.,]+ ?- ?[\d.,]+", value) for value in by_kind["range"])
    assert set(by_kind["settlement_missing"]) == {""}
    assert all(re.fullmatch(r"\d{4}", value) for value in by_kind["leading_zero_lost"])
    # A word without any figure would be a placeholder, which is another thing.
    assert all(re.search(r"\d", value) for value in by_kind["text_in_number"] + by_kind["number_with_unit"])


def plain_rows(path: Path) -> list[tuple[str, list[Any]]]:
    """Return the rows of a workbook's first sheet below its header, by unit code as it stands there."""
    sheet = workbook(path).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    header = next(number for number, row in enumerate(rows) if "Khu vực" in row)
    first = 1 if rows[header][0] == "TT" else 0
    return [(str(row[first]), row[first:]) for row in rows[header + 1 :] if row[first]]


def test_a_report_without_a_listed_defect_shows_the_truth_or_is_corrected() -> None:
    """Of every unit's month the last file sent holds the truth to the kilogram, unless the list says otherwise."""
    truth = {(row["unit_code"], row["period"], row["settlement"]): row for row in rows_of("truth/collection.csv")}
    words = {"Đô thị": "urban", "Nông thôn": "rural"}
    last = {(row["unit_code"], row["period"]): row["file"] for row in reports() if row["file"]}
    last |= {(row["unit_code"], row["period"]): row["file"] for row in SUBMISSIONS if row["state"] == "correction"}
    dirty = {(row["unit_code"], row["period"]) for row in DIRT if not row["superseded_by"]}
    compared = 0
    for (code, period), name in last.items():
        if not name.endswith(".xlsx") or (code, period) in dirty:
            continue
        for found, row in plain_rows(RAW / name):
            if found == code:
                true = truth[code, period, words[str(row[2])]]
                collected = row[8] if isinstance(row[8], str) else f"{row[8]:.3f}".replace(".", ",")
                whole, _, rest = collected.replace(".", "").partition(",")
                assert int(whole) * 1000 + int(rest.ljust(3, "0")) == int(true["collected_kg"]), (name, code)
                compared += 1
    assert compared > 1000
