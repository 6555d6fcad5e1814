"""Every published figure of the demonstration is walked down to raw cells, and added up again from them."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.e2e.published import FIRST_NIGHT, Row, make_demo_home, run_night, thugom
from tests.e2e.reports import months_of_units, register_of, write
from tests.e2e.truth.cells import estimated_generation
from tests.e2e.walker import PARTS, Walker
from thugom.services.explain.accounts import accounts_behind
from thugom.services.explain.evidence import known_at
from thugom.services.explain.opening import Published as Opened
from thugom.services.explain.opening import open_published
from thugom.services.explain.question import COMMUNE, PROVINCE, Figure
from thugom.services.explain.terms import added_up, terms_of
from thugom.services.explain.walk import explain, explain_figure
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.opening import open_night

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.services.explain import Explanation

TOLERANCE = 1e-9
MONTH = "2026-10"
ENDS = ("value", "lower", "upper")
NAMES = [*ENDS, *(f"{end}{part}" for end in ("", "lower_", "upper_") for part in PARTS)]
SAMPLED_MONTHS = ("2024-12", "2025-06", "2025-07", "2026-01", "2026-06")
LONGER = ("2025-Q3", "2026-H1", "2025")
SAMPLE = 5
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a night on a copy of the shipped home."""
    root = make_demo_home(tmp_path_factory.mktemp("explain") / "home")
    run_night(root)
    return root


@pytest.fixture(scope="module")
def opened(home: Path) -> Opened:
    """Open what the night published."""
    return open_published(home)


@pytest.fixture(scope="module")
def walker(home: Path, opened: Opened) -> Walker:
    """Send somebody down the trails."""
    return Walker(home, opened)


def _same(published: float | None, exact: Fraction | float | None) -> bool:
    if published is None or exact is None:
        return published is None and exact is None
    return abs(published - float(exact)) <= TOLERANCE * max(1.0, abs(published))


def _wrong(walker: Walker, rows: list[Row]) -> list[tuple[object, ...]]:
    """Return where what the raw cells add up to is not what was published, or the explanation says otherwise."""
    wrong: list[tuple[object, ...]] = []
    for row in rows:
        found = walker.explained(row)
        again = walker.added_up(found)
        key = (row["period"], row["indicator"], row["settlement"], row["denominator_kind"])
        wrong += [(*key, name, row[name], again[name]) for name in NAMES if not _same(row[name], again[name])]
        wrong += [(*key, one) for one in found.differences]
    return wrong


def test_every_province_figure_of_a_month_adds_up_from_raw_cells(walker: Walker) -> None:
    """Each figure of the newest month is found again, to 1e-9, from the cells that its explanation names."""
    rows = walker.figures(MONTH)
    assert len(rows) > 25
    assert _wrong(walker, rows) == []


def _sample(walker: Walker, periods: tuple[str, ...]) -> list[Row]:
    choice = random.Random(7)  # noqa: S311 - a sample, and no secret
    return [row for period in periods for row in choice.sample(walker.figures(period), SAMPLE)]


def test_figures_of_other_months_add_up_from_raw_cells(walker: Walker) -> None:
    """The months around the merger of July 2025 too."""
    assert _wrong(walker, _sample(walker, SAMPLED_MONTHS)) == []


def test_figures_of_longer_periods_add_up_from_the_raw_cells_of_their_months(walker: Walker) -> None:
    """A quarter, a half-year and a year are walked through their months."""
    assert _wrong(walker, _sample(walker, LONGER)) == []


def test_every_figure_of_the_province_is_what_its_terms_add_up_to(walker: Walker) -> None:
    """No figure of any period differs from the sum of the terms that its explanation names."""
    periods = [row["period"] for row in walker.published.query("SELECT DISTINCT period FROM province_coverage")]
    assert len(periods) > 30
    for period in periods:
        accounts = accounts_behind(walker.opened, period, known_at(walker.opened))
        for row in walker.figures(period):
            total = added_up(terms_of(walker.opened, Figure(PROVINCE, "value", row, None), accounts))
            key = (period, row["indicator"], row["settlement"], row["denominator_kind"])
            assert [name for name in NAMES if not _same(row[name], total[name])] == [], key


@pytest.mark.parametrize("basis", ["as_is", "as_issued"])
@pytest.mark.parametrize("period", [MONTH, "2025-06", "2025-Q3"])
def test_a_recast_figure_names_what_was_recast_and_is_what_it_adds_up_to(
    walker: Walker, basis: str, period: str
) -> None:
    """On another map too: the reported cells, the share of each, and the figure that their parts add up to."""
    accounts = accounts_behind(walker.opened, period, known_at(walker.opened))
    statement = "SELECT * FROM province_coverage WHERE period = ? AND basis = ? AND indicator IN (?, ?)"
    for row in walker.published.query(statement, period, basis, "urban_collected_treated", "communes_covered"):
        found = explain_figure(walker.opened, Figure(PROVINCE, "value", row, None), accounts)
        assert found.agrees, (row["indicator"], found.differences)
    statement = "SELECT * FROM commune_coverage WHERE period = ? AND basis = ? AND unit_code = ?"
    for row in walker.published.query(statement, period, basis, "03388"):
        for column in ("generated_t", "treatment_rate", "organic_recovery_rate", "covered", "population"):
            found = explain_figure(walker.opened, Figure(COMMUNE, column, row, row["unit_id"]), accounts)
            assert found.agrees, (row["settlement"], column, found.differences)
            assert set(found.pieces["to_unit_id"]) == {row["unit_id"]}
            assert set(found.pieces["unit_id"]) <= set(found.accounts["unit_id"])


@pytest.fixture(scope="module")
def newest(home: Path) -> Explanation:
    """Explain the first target as a person would ask."""
    return explain(home, "urban_collected_treated")


def test_a_question_without_a_period_is_about_the_newest_month_and_the_headline(newest: Explanation) -> None:
    """Nobody has to know how the tables are keyed."""
    assert (newest.period, newest.settlement, newest.denominator_kind) == (MONTH, "urban", "by_generated")
    assert newest.agrees


def test_the_lines_of_the_policy_are_named_with_their_source_and_their_line(home: Path, newest: Explanation) -> None:
    """Each line is where the explanation says, says what it says, and has somebody who set it."""
    lines = (home / "policy.yml").read_text(encoding="utf-8").splitlines()
    named = {line.place: line for line in newest.policy}
    assert "35-CTr/TU" in named["targets.urban_collected_treated.target"].source
    assert "generation.kg_per_person_day.urban" in named
    for line in newest.policy:
        assert line.place.rpartition(".")[2] in lines[(line.line or 0) - 1]
        assert line.source


def test_the_publication_the_run_and_the_versions_are_named(walker: Walker, newest: Explanation) -> None:
    """Whoever doubts a figure knows which night and which rules made it."""
    journal = walker.published.query("SELECT * FROM publication")[0]
    for name in ("publication_id", "run_id", "rules_version", "policy_version", "register_version", "known_at"):
        stated = getattr(newest.provenance, name)
        assert stated == (journal[name] or journal["published_at"])


def test_the_silent_are_named_with_what_they_were_assumed_to_be(newest: Explanation) -> None:
    """A unit that sent nothing stands in the terms, and its estimate is people x kilograms x days."""
    silent = newest.terms[newest.terms["state"] == "silent"]
    assert len(silent) > 0
    for unit in silent["unit_id"]:
        row = newest.estimates[newest.estimates["unit_id"] == unit].iloc[0]
        factor = Fraction(str(row["kg_per_person_day"]))
        assert row["generation_kg"] == estimated_generation(int(row["population"]), factor, int(row["days"]))


def test_a_refused_row_names_its_rule(newest: Explanation) -> None:
    """What did not count is on the trail with the rule that refused it, in words of both languages."""
    refused = newest.rows[newest.rows["use"] == "refused"]
    assert len(refused) > 0
    assert refused["rules"].ne("").all()
    assert newest.findings[["message_vi", "message_en"]].notna().all(axis=None)


@pytest.mark.parametrize("period", [MONTH, "2026-Q3"])
def test_every_figure_of_a_unit_is_what_its_terms_add_up_to(walker: Walker, period: str) -> None:
    """A commune's own tonnes, rates and answers are explained as they were published."""
    statement = "SELECT * FROM commune_coverage WHERE period = ? AND basis = 'as_was' AND unit_code IN (?, ?)"
    rows = walker.published.query(statement, period, "03388", "03390")
    accounts = accounts_behind(walker.opened, period, known_at(walker.opened))
    assert rows
    for row in rows:
        for column in ("collected_t", "collected_treated_rate", "organic_recovery_rate", "covered", "population"):
            found = explain_figure(walker.opened, Figure(COMMUNE, column, row, row["unit_id"]), accounts)
            assert found.agrees, (row["unit_id"], row["settlement"], column, found.differences)


def test_everything_is_there_as_plain_values(newest: Explanation) -> None:
    """What another program reads holds every frame, row by row."""
    content = newest.as_dict()
    assert len(content["cells"]) == len(newest.cells)
    assert content["figure"] == dict(newest.figure)
    assert {row["use"] for row in content["rows"]} == set(newest.rows["use"])


def test_a_report_that_came_after_the_publication_is_no_part_of_its_explanation(home: Path, tmp_path: Path) -> None:
    """A night that was killed between judging and publishing leaves facts that no published figure knows of."""
    later = tmp_path / "home"
    shutil.copytree(home, later)
    before = explain(later, "collected_t", MONTH, unit="03388")
    register = register_of(later)
    one = next(one for one in months_of_units(register, MONTH) if one.unit.code == "03388")
    write(later / "data" / "raw" / "late.csv", [one.collection(submitted_on="2026-11-17", collected_t="1")])
    night = open_night(later, None, FIRST_NIGHT + dt.timedelta(days=2))
    judge(night, take_in(night).awaiting)
    found = explain(later, "collected_t", MONTH, unit="03388")
    assert found.agrees
    assert dict(found.figure) == dict(before.figure)
    assert "late.csv" not in set(found.rows["file_path"])


def test_a_policy_that_was_changed_since_explains_nothing_and_is_named(home: Path, tmp_path: Path) -> None:
    """The lines are those that the figure was published under, and who reads them is told that they have changed."""
    later = tmp_path / "home"
    shutil.copytree(home, later)
    policy = later / "policy.yml"
    policy.write_text(policy.read_text(encoding="utf-8").replace('target: "0.95"', 'target: "0.90"'), encoding="utf-8")
    found = explain(later, "communes_covered", MONTH)
    assert found.agrees
    assert found.provenance.policy_changed
    assert next(line.value for line in found.policy if line.place.endswith("target")) == "0.95"


def test_a_missing_original_leaves_its_cells_unread_and_stops_nothing(home: Path, tmp_path: Path) -> None:
    """The address is known from the store; only the text that stood there is gone."""
    bare = tmp_path / "home"
    shutil.copytree(home, bare)
    shutil.rmtree(bare / "data" / "archive")
    found = explain(bare, "urban_collected_treated")
    assert found.agrees
    assert found.cells["raw"].isna().all()
    assert found.cells["cell"].str.fullmatch(r"[A-Z]+\d+").all()
    assert pd.api.types.is_bool_dtype(found.accounts["counted"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_command_fits_a_terminal_and_names_file_sheet_row_and_cell(home: Path, language: str) -> None:
    """Who asks at the terminal reads the trail in his language, in eighty columns."""
    done = thugom("explain", "urban_collected_treated", "--home", home, THUGOM_LANG=language, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if len(line) > 80 and "/" not in line] == []
    words = {"vi": ("Hiện nay", "trang tính", "dòng", "tháng 10/2026"), "en": ("Value", "sheet", "row", "October 2026")}
    for part in (*words[language], "policy.yml", "35-CTr/TU", "“541.614”", "--full"):
        assert part in done.stdout, part


def test_the_command_shows_everything_to_who_asks_for_all(home: Path) -> None:
    """With --full each unit and each row of a report stands there, and nothing is left to be shown."""
    done = thugom("explain", "urban_collected_treated", "--home", home, "--full", COLUMNS="200")
    found = explain(home, "urban_collected_treated")
    assert "--full" not in done.stdout
    for path in found.rows["file_path"].unique():
        assert path in done.stdout
    for name in found.terms["unit_name"]:
        assert name in done.stdout


def test_the_command_gives_everything_to_another_program(home: Path) -> None:
    """With --json the whole explanation is there."""
    done = thugom("explain", "communes_covered", "--home", home, "--period", "2026-Q3", "--json")
    content = json.loads(done.stdout)
    assert content["period"] == "2026-Q3"
    assert content["differences"] == []
    assert len(content["terms"]) == content["published"]["units_in_force"]
    assert all(cell["cell"] for cell in content["cells"])


def test_the_command_lists_what_can_be_explained(home: Path, walker: Walker) -> None:
    """Every indicator that is published is in the list, with its names."""
    done = thugom("explain", "--list", "--json", "--home", home)
    names = {(one["name"], one["of"]) for one in json.loads(done.stdout)}
    published = walker.published.query("SELECT DISTINCT indicator FROM province_coverage")
    assert {(row["indicator"], "province") for row in published} <= names
    assert ("covered", "unit") in names


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (["nothing_like_it"], "communes_covered"),
        (["collected_t"], "--unit"),
        (["communes_covered", "--period", "2019-01"], "2026-10"),
        (["communes_covered", "--settlement", "urban"], "all"),
        (["communes_covered", "--basis", "as_it_will_be"], "as_was"),
        (["urban_collected_treated", "--denominator", "by_units"], "by_household"),
        (["collected_t", "--unit", "99999"], "03388@2025-07-01"),
        (["communes_covered", "--unit", "03388"], "collected_treated_rate"),
        ([], "--list"),
    ],
)
def test_what_is_not_there_is_answered_with_what_there_is(home: Path, asked: list[str], answer: str) -> None:
    """A wrong name is wrong use: one message, exit code 2, and the names that would do."""
    done = thugom("explain", *asked, "--home", home)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)
    assert answer in done.stderr


def test_before_the_first_night_there_is_nothing_to_explain(tmp_path: Path) -> None:
    """A home in which nothing was published says what to run."""
    done = thugom("explain", "communes_covered", "--home", make_demo_home(tmp_path / "home", inbox=False))
    assert done.returncode == 2
    assert "thugom nightly" in done.stderr
