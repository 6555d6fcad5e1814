"""The runbook for a merger, followed to the letter with the reform that it invents."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import typer

from tests.e2e.published import CHECKOUT, Published, make_home, run_night, thugom
from tests.e2e.reports import Month, months_of_units, register_of, write
from tests.e2e.truth.register import Unit
from thugom.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RUNBOOK = (CHECKOUT / "docs" / "runbooks" / "a-merger.md").read_text(encoding="utf-8")
BEFORE, SINCE, DAY = "2026-03", "2026-04", "2026-04-01"
FIRST_NIGHT = dt.datetime(2026, 4, 20, 18, 0, tzinfo=dt.UTC)
SECOND_NIGHT = dt.datetime(2026, 5, 20, 18, 0, tzinfo=dt.UTC)
ENDED = ("03463", "03532", "03538")
HEIRS = {"03463": ("Xã Tà Tổng", 4000, 700), "03464": ("Xã Nậm Ngà", 3253, 506), "03538": ("Xã Nậm Mạ", 12775, 2505)}
"""Code, name, people and households of the new communes, as they would report themselves."""


def blocks(language: str) -> list[str]:
    """Return the runbook's blocks in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", RUNBOOK, re.MULTILINE | re.DOTALL)


def csv_steps() -> list[tuple[str, list[dict[str, str]]]]:
    """Return the files that the runbook changes, with their new lines, step by step."""
    steps = re.findall(r"^Step \d, `register/(\w+)\.csv`:\n\n```csv\n(.*?)^```", RUNBOOK, re.MULTILINE | re.DOTALL)
    return [(name, list(csv.DictReader(io.StringIO(text)))) for name, text in steps]


def queries() -> list[tuple[str, str | None]]:
    """Return the runbook's queries, each with the result that it prints, where it does."""
    found = re.findall(r"^```sql\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", RUNBOOK, re.MULTILINE | re.DOTALL)
    return [(query, result or None) for query, result in found]


def answered(home: Path, query: str) -> str:
    """Return what sqlite3 prints for a query."""
    with closing(sqlite3.connect(home / "data" / "curated" / "thugom.db")) as connection:
        return "".join("|".join(map(str, row)) + "\n" for row in connection.execute(query))


def entered(home: Path) -> None:
    """Enter the runbook's lines: each replaces the one with its key, or is added."""
    keys = {"unit": 2, "unit_lineage": 4}
    for name, lines in csv_steps():
        path = home / "register" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        header = list(rows[0])
        assert all(list(line) == header for line in lines)
        by_key = {tuple(row.values())[: keys[name]]: row for row in [*rows, *lines]}
        write(path, by_key.values())


def send(home: Path, name: str, months: Iterable[Month]) -> None:
    """Put both reports of some units into the inbox, handed in on the fifth of the month after."""
    listed = list(months)
    year, month = (int(part) for part in listed[0].month.split("-"))
    handed_in = {"submitted_on": f"{year}-{month + 1:02}-05"}
    raw = home / "data" / "raw"
    write(raw / f"{name}-collection.csv", (one.collection(**handed_in) for one in listed))
    write(raw / f"{name}-treatment.csv", (line | handed_in for one in listed for line in one.treatment()))


def months_since(before: list[Month]) -> list[Month]:
    """Return the reports of the month after the reform: all others as before, the heirs by their new codes."""
    kept = [dataclasses.replace(one, month=SINCE) for one in before if one.unit.code not in ENDED]
    begun = dt.date.fromisoformat(DAY)
    heirs = [
        Month(Unit(f"{code}@{DAY}", code, name, "commune", begun, None), "rural", SINCE, people, households)
        for code, (name, people, households) in HEIRS.items()
    ]
    return [*kept, *heirs]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Live through the reform: a night before, the runbook's steps, a month later a night after."""
    root = make_home(tmp_path_factory.mktemp("merger") / "home", synthetic=True)
    before = months_of_units(register_of(root), BEFORE)
    send(root, "march", before)
    run_night(root, FIRST_NIGHT)
    (root / "sums-before.txt").write_text(answered(root, queries()[0][0]), encoding="utf-8")
    entered(root)
    send(root, "april", months_since(before))
    run_night(root, SECOND_NIGHT)
    return root


@pytest.fixture(scope="module")
def published(home: Path) -> Published:
    """Read what the second night published."""
    return Published(home)


def test_the_runbook_changes_what_its_story_tells() -> None:
    """Three units are closed, three opened, and four lines say what became of what."""
    (_, closed), (_, opened), (_, lineage) = csv_steps()
    assert [line["valid_to"] for line in closed] == [DAY] * 3
    assert [(line["valid_from"], line["valid_to"]) for line in opened] == [(DAY, "")] * 3
    assert {line["from_unit_code"] for line in lineage} == {line["unit_code"] for line in closed} == set(ENDED)
    assert {line["to_unit_code"] for line in lineage} == {line["unit_code"] for line in opened} == set(HEIRS)


def test_every_command_of_the_runbook_exists() -> None:
    """Nobody who follows it meets "No such command" or "No such option"."""
    (script,) = blocks("sh")
    for line in script.splitlines():
        words = line.split()[1:]
        command = typer.main.get_command(app)
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]  # type: ignore[attr-defined]
        assert not getattr(command, "commands", {}), line
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_the_doctor_finds_the_register_well(home: Path) -> None:
    """With all lines entered nothing is left to mend; with the lineage left out each closed unit is named."""
    well = thugom("doctor", "--home", home).stdout
    assert "unit_lineage.csv" not in well
    # This home's nights are of a day that is long past.
    assert [line for line in well.splitlines() if line.startswith("✗") and not line.startswith("✗ last night")] == []
    lineage = home / "register" / "unit_lineage.csv"
    text = lineage.read_text(encoding="utf-8")
    lineage.write_text("".join(line for line in text.splitlines(keepends=True) if DAY not in line), encoding="utf-8")
    try:
        told = thugom("doctor", "--home", home)
    finally:
        lineage.write_text(text, encoding="utf-8")
    assert told.returncode != 0
    assert told.stdout.count("needs a row in unit_lineage.csv") == len(ENDED)


def test_sums_are_the_same_on_every_basis_and_as_before(home: Path) -> None:
    """March weighs what it weighed, in tonnes, people and households, on old units and new."""
    before = (home / "sums-before.txt").read_text(encoding="utf-8")
    since = answered(home, queries()[0][0])
    assert [line.split("|")[0] for line in since.splitlines()] == ["as_is", "as_issued", "as_was"]
    assert len({line.partition("|")[2] for line in since.splitlines()}) == 1
    assert since == before


@pytest.mark.parametrize("place", [place for place, (_, result) in enumerate(queries()) if result is not None])
def test_the_queries_give_what_the_runbook_prints(home: Path, place: int) -> None:
    """An officer who compares finds the printed lines, digit by digit."""
    query, printed = queries()[place]
    assert answered(home, query) == printed


def test_the_month_before_is_shown_on_the_new_units(published: Published) -> None:
    """On today's map March of Nậm Mạ is the sum of both communes, and Tà Tổng's is divided."""
    was, now = (
        {
            row["unit_id"]: row
            for row in published.query(
                "SELECT * FROM commune_coverage WHERE basis = ? AND period = ? AND settlement = 'all'", basis, BEFORE
            )
        }
        for basis in ("as_was", "as_is")
    )
    assert len(was) == len(now) == 38
    merged, *parts = now[f"03538@{DAY}"], was["03538@2025-07-01"], was["03532@2025-07-01"]
    for name in ("generated_t", "collected_t", "treated_t", "population", "households"):
        assert merged[name] == pytest.approx(sum(part[name] for part in parts), abs=1e-9)
        halves = [now[f"{code}@{DAY}"] for code in ("03463", "03464")]
        assert sum(half[name] for half in halves) == pytest.approx(was["03463@2025-07-01"][name], abs=1e-9)
        assert all(half["apportioned"] for half in halves)
        assert halves[0][name] / was["03463@2025-07-01"][name] == pytest.approx(312.01 / 512.01, abs=1e-3)


def test_the_month_after_is_complete_under_the_new_codes(published: Published) -> None:
    """April expects the 38 units that are in force since, and hears of all of them."""
    (row,) = published.query("SELECT * FROM reporting_rate WHERE period = ?", SINCE)
    assert (row["units_expected"], row["units_accepted"]) == (38, 38)


def test_an_old_code_is_refused_with_the_heir_and_a_late_report_of_before_is_not(home: Path) -> None:
    """What counts is the month that a report speaks of, not the day on which it comes."""
    gone = Unit("03532@2025-07-01", "03532", "Xã Pu Sam Cáp", "commune", dt.date(2025, 7, 1), dt.date(2026, 4, 1))
    send(home, "under-the-old-code", [Month(gone, "rural", SINCE, 100, 20)])
    send(home, "late", [Month(gone, "rural", BEFORE, 7000, 1300)])
    run_night(home, SECOND_NIGHT + dt.timedelta(days=1))
    refused = Published(home).query(queries()[-1][0])
    assert {row["file_path"].rpartition("/")[2] for row in refused} == {
        "under-the-old-code-collection.csv",
        "under-the-old-code-treatment.csv",
    }
    for row in refused:
        assert f"> {row['message_vi']}\n" in RUNBOOK
        assert f"> {row['message_en']}\n" in RUNBOOK
    (late,) = Published(home).query(
        "SELECT households FROM commune_coverage WHERE basis = 'as_was' AND period = ? AND settlement = 'all' "
        "AND unit_id = ?",
        BEFORE,
        gone.unit_id,
    )
    assert late["households"] == 1300
