"""The page on a new source is true: its files, followed to the letter, give what it prints."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.e2e.homes import CHECKOUT, query
from thugom.flows.nightly import in_order
from thugom.services.home import make_home

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (CHECKOUT / "docs" / "a-new-source.md").read_text(encoding="utf-8")
NOW = dt.datetime(2026, 10, 20, 3, 0, tzinfo=dt.UTC)
FILE = re.compile(r"`trial/(?P<path>[^`]+)`:\n\n```\w+\n(?P<text>.*?)```", re.DOTALL)
QUERY = re.compile(r"```sql\n(?P<statement>.*?)```\n\n(?P<table>(?:\|[^\n]*\n)+)", re.DOTALL)
COMMAND = re.compile(r"^\$ thugom nightly --home trial --as-of (?P<day>\S+)$", re.MULTILINE)
MISTAKE = re.compile(r"\| `(?P<old>[^`]+)` → `(?P<new>[^`]+)` \| (?P<cell>\S+) \| (?P<rule>\S+) \| (?P<message>.*) \|")

pytestmark = pytest.mark.slow


class Question(NamedTuple):
    """A query on the page and the table that is printed under it."""

    statement: str
    answer: list[tuple[str, ...]]


def files() -> dict[str, str]:
    """Return the files that the page has its reader make, by their path in the home."""
    found = {match["path"]: match["text"] for match in FILE.finditer(PAGE)}
    assert len(found) == PAGE.count("`trial/")
    return found


def questions() -> list[Question]:
    """Return the page's queries with their answers."""
    return [Question(match["statement"], cells(match["table"])) for match in QUERY.finditer(PAGE)]


def cells(table: str) -> list[tuple[str, ...]]:
    """Return the rows of a table in Markdown, without header and rule."""
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()[2:]]


def followed(home: Path, **changes: str) -> Path:
    """Return a home in which the page was followed, its files changed as told, after the night that it runs."""
    make_home(home)
    for path, text in files().items():
        target = home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(changes.get(path, text), encoding="utf-8", newline="\n")
    day = COMMAND.search(PAGE)
    assert day is not None
    in_order(home, dt.date.fromisoformat(day["day"]), NOW)
    return home


def shown(value: object) -> str:
    """Return a value as the page prints it."""
    return "" if value is None else str(value)


def as_workbook(path: Path, text: str) -> None:
    """Write the statement as the plant keeps it: numbers as numbers, the upper header merged over the months."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for line in csv.reader(io.StringIO(text), delimiter=";"):
        sheet.append([typed(cell) for cell in line])
    sheet.merge_cells("D5:F5")
    for column in "ABC":
        sheet.merge_cells(f"{column}5:{column}6")
    book.save(path)


def typed(cell: str) -> str | float | None:
    """Return a cell as a spreadsheet holds it."""
    number = cell.replace(".", "").replace(",", ".")
    return float(number) if number.replace(".", "").isdecimal() else cell or None


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home at the end of the page."""
    return followed(tmp_path_factory.mktemp("page") / "trial")


def test_the_page_adds_no_code() -> None:
    """What is written is data: a file as it came, a line of the register, a source map."""
    assert {path.rpartition(".")[2] for path in files()} == {"csv", "yml"}
    assert sum(path.startswith("sources/") for path in files()) == 1


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.statement.split("FROM")[-1].split()[0])
def test_what_is_published_is_what_the_page_prints(home: Path, question: Question) -> None:
    """Each query on the page gives the table under it, row by row and digit by digit."""
    rows = [tuple(map(shown, row)) for row in query(home, question.statement)]
    assert rows == question.answer


def test_there_is_something_to_compare() -> None:
    """A page whose tables were not found would be true of anything."""
    assert len(questions()) == PAGE.count("```sql") >= 4
    assert all(question.answer for question in questions())
    assert len(list(MISTAKE.finditer(PAGE))) == PAGE.count("` → `") >= 4


@pytest.mark.parametrize("mistake", list(MISTAKE.finditer(PAGE)), ids=lambda match: match["rule"])
def test_what_is_wrong_is_said_as_the_page_says(tmp_path: Path, mistake: re.Match[str]) -> None:
    """Each mistake that the page has its reader make is found in the cell and in the words that it prints."""
    ((path, text),) = [(path, text) for path, text in files().items() if path.startswith("data/raw/")]
    assert text.count(mistake["old"]) == 1
    home = followed(tmp_path / "trial", **{path: text.replace(mistake["old"], mistake["new"])})
    found = query(home, "SELECT DISTINCT cell, message_en FROM quality_issue WHERE rule_id = ?", mistake["rule"])
    assert found == [(mistake["cell"], mistake["message"].strip())]


def test_the_same_statement_as_a_workbook_gives_the_same_figures(tmp_path: Path) -> None:
    """With merged headers and typed numbers, under the same map, which says nothing of either."""
    home = tmp_path / "trial"
    make_home(home)
    for path, text in files().items():
        target = home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.startswith("data/raw/"):
            as_workbook(target.with_suffix(".xlsx"), text)
        else:
            target.write_text(text, encoding="utf-8", newline="\n")
    in_order(home, None, NOW)
    first = questions()[0]
    assert [tuple(map(shown, row)) for row in query(home, first.statement)] == first.answer
