"""Policy is data: a changed line moves the figures that follow from it, and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.policy_changes import CHANGES, EVERY, Change, Moved
from tests.e2e.published import CHECKOUT, FIRST_NIGHT, SCHEMAS, make_home
from tests.e2e.reports import Month, months_of_units, register_of, write
from thugom.contracts.documents import read_document
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.measuring import Tables, measure
from thugom.services.night.opening import Night, open_night

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

MONTHS = ["2025-11", "2025-12", *(f"2026-{number:02d}" for number in range(1, 11))]
LAST = MONTHS[-1]
SILENT = ("03408", "03424")
"""A ward and a commune that send nothing of the last month."""
FORGETFUL = "03388"
LIKE_A_YEAR = {"03388": "2026", "03390": "676"}
"""Units that treated farm waste, one of them as many tonnes as its month's year has."""
DERIVED = frozenset({"change", "interval_contribution", "reclassification_effect", "revision"})
"""Tables that say how published figures came to be: they follow where those move."""
pytestmark = pytest.mark.slow

POLICIES = [SCHEMAS / "policy.yml", *sorted((CHECKOUT / "examples").glob("*/policy.yml"))]
DESCRIPTIVE = frozenset({"version", "place", "kinds", "settlements"})
"""Sections that name things and set no threshold."""
TRIED_ELSEWHERE = frozenset({"bases", "balance", "evidence", "weighbridge", "alerts", "operation"})
"""The day of the basis `as_issued` is tried with the bases; these reports come without a ticket, and what rests on
tickets is tried with them; no figure ever rests on the rules of alerts, nor on how long receipts and logs are kept."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home with a year of reports of all units, the last month of two of them missing, and judge it."""
    root = make_home(tmp_path_factory.mktemp("policy") / "home", synthetic=True)
    policy = root / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    for old, new in (
        ('household_coverage: "0.80"', 'household_coverage: "0.40"'),
        ('treatment_rate: "0.80"', 'treatment_rate: "0.70"'),
        ("baseline_months: 12", "baseline_months: 6"),
    ):
        assert old in text
        text = text.replace(old, new)
    policy.write_text(text, encoding="utf-8")
    _send(root, list(_reports(root)))
    night = open_night(root, None, FIRST_NIGHT)
    judge(night, take_in(night).awaiting)
    return root


def _reports(root: Path) -> Iterator[Month]:
    """Yield what is sent; collection grows by a household in a hundred a month, so that there is a pace to project."""
    for place, month in enumerate(MONTHS):
        for one in months_of_units(register_of(root), month, unserved=("03439", "03442")):
            if month != LAST or one.unit.code not in SILENT:
                yield replace(one, people=one.people + place * one.people // 100)


def _send(root: Path, months: list[Month]) -> None:
    """Put the reports into the inbox; a ward leaves out in the last month what it sent to composting before."""
    treated = [
        line
        for one in months
        for line in one.treatment()
        if (one.unit.code, one.month, line["method"]) != (FORGETFUL, LAST, "composting")
    ]
    write(root / "data" / "raw" / "collection.csv", (one.collection() for one in months))
    write(root / "data" / "raw" / "treatment.csv", treated)
    farms = [
        one.treatment()[0] | {"stream": "agricultural", "treated_t": LIKE_A_YEAR[one.unit.code]}
        for one in months
        if one.month == "2026-06" and one.unit.code in LIKE_A_YEAR
    ]
    write(root / "data" / "raw" / "farms.csv", farms)


def _measured(root: Path) -> tuple[Night, Tables]:
    """Return the tables of a night; where the rules of judging changed, the reports are judged anew."""
    night = open_night(root, None, FIRST_NIGHT)
    awaiting = take_in(night).awaiting
    if len(awaiting):
        judge(night, awaiting)
    return night, measure(night)


@pytest.fixture(scope="module")
def before(home: Path) -> Tables:
    """Return the figures under the policy as it is."""
    return _measured(home)[1]


def _moved(night: Night, before: Tables, after: Tables) -> tuple[Moved, set[str]]:
    """Return which columns of which tables moved, and of which indicators of the province."""
    moved: Moved = {}
    indicators: set[str] = set()
    for name in before:
        key = list(night.contracts.curated[name].primary_key)
        old, new = (_by_key(tables[name], key) for tables in (before, after))
        columns = {
            column
            for row in old.keys() & new.keys()
            for column in night.contracts.curated[name].names
            if old[row][column] != new[row][column]
        } - {"policy_version"}
        columns |= {"rows"} if old.keys() != new.keys() else set()
        if columns:
            moved[name] = columns
        if name == "province_coverage":
            indicators = {row[2] for row in old if _without_version(old[row]) != _without_version(new.get(row, {}))}
    # How figures came to be moves wherever they do, and nowhere else.
    if {"province_coverage", "commune_coverage"} & moved.keys():
        moved = {name: columns for name, columns in moved.items() if name not in DERIVED}
    return moved, indicators


def _by_key(rows: pd.DataFrame, key: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return a table's rows as plain values by their key."""
    plain = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return {tuple(row[name] for name in key): {str(name): value for name, value in row.items()} for row in plain}


def _without_version(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "policy_version"}


@pytest.mark.parametrize("change", [pytest.param(one, id=one.line) for one in CHANGES])
def test_a_changed_line_moves_what_follows_from_it_and_nothing_else(home: Path, before: Tables, change: Change) -> None:
    """Exactly the figures that the line decides on move, and every figure carries the new policy's version."""
    policy = home / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    assert text.count(change.old) == 1
    policy.write_text(text.replace(change.old, change.new), encoding="utf-8")
    try:
        night, after = _measured(home)
    finally:
        policy.write_text(text, encoding="utf-8")
    moved, indicators = _moved(night, before, after)
    if change.anything:
        assert all(columns <= moved.get(name, set()) for name, columns in change.moves.items())
    else:
        assert moved == change.moves
        every = set(before["province_coverage"]["indicator"])
        assert indicators == (every if change.indicators is EVERY else change.indicators)
    version = hashlib.sha256(text.replace(change.old, change.new).encode()).hexdigest()[:12]
    carried = {name: set(rows["policy_version"]) for name, rows in after.items() if "policy_version" in rows}
    assert {name: versions for name, versions in carried.items() if versions - {version}} == {}


def test_a_longer_grace_leaves_the_last_month_without_a_verdict(home: Path, before: Tables) -> None:
    """What is not past due has no verdict, and a unit that has not reported yet is not called silent."""
    policy = home / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("grace_days: 5", "grace_days: 20"), encoding="utf-8")
    try:
        after = _measured(home)[1]
    finally:
        policy.write_text(text, encoding="utf-8")
    for tables, judged, reporting in ((before, True, {"no_report"}), (after, False, {"pending"})):
        province, units = tables["province_coverage"], tables["commune_coverage"]
        rows = province[(province["period"] == LAST) & (province["indicator"] == "communes_covered")]
        assert rows["complete"].eq(judged).all()
        assert rows["target_status"].notna().eq(judged).all()
        silent = units[(units["period"] == LAST) & (units["basis"] == "as_was") & units["unit_code"].isin(SILENT)]
        assert set(silent["reporting"]) == reporting
    assert after["priority"]["period"].max() < before["priority"]["period"].max()


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.parent.name)
def test_every_threshold_has_a_source_or_says_that_it_is_the_departments_choice(path: Path) -> None:
    """A section that decides on a figure says who set it, and each target has a source of its own."""
    content = read_document(path, "policy").content
    for name, section in content.items():
        if name not in DESCRIPTIVE:
            entries = section if isinstance(section, list) else [section]
            assert all(str(entry.get("source", "")).strip() for entry in entries), name


def test_every_line_that_decides_on_a_figure_is_tried(home: Path) -> None:
    """A section that is added to the policy is changed here too, or named as one that no figure rests on yet."""
    content = read_document(home / "policy.yml", "policy").content
    tried = {change.line.partition(".")[0] for change in CHANGES}
    assert set(content) - tried - DESCRIPTIVE - TRIED_ELSEWHERE == set()
