"""What a night's arrivals changed in figures that had been published: told by the night, and held against both."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.published import Published, make_home, run_night
from tests.e2e.reports import Month, months_of_units, register_of, write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

pytestmark = [pytest.mark.slow]
FIRST, SECOND, THIRD = (dt.datetime(2026, 10, day, 20, tzinfo=dt.UTC) for day in (14, 15, 16))
DAY = dt.date(2026, 10, 20)
"""All nights speak of one day: what differs is what arrived."""
COVERED = 19
"""Half of the 38 units, which is what the target of these tests asks for."""

Change = tuple[Any, ...]


def unserved(home: Path) -> list[str]:
    """Return the codes of the units that collect nothing."""
    return [unit.code for unit in register_of(home).in_force("2026-09")][COVERED:]


def reports(home: Path, month: str = "2026-09") -> list[Month]:
    """Return what every unit has to say of a month."""
    return months_of_units(register_of(home), month, unserved(home))


def put(home: Path, name: str, months: Iterable[Month]) -> None:
    """Put both reports of some units into the inbox."""
    listed = list(months)
    write(home / "data" / "raw" / f"{name}-collection.csv", (one.collection() for one in listed))
    write(home / "data" / "raw" / f"{name}-treatment.csv", (line for one in listed for line in one.treatment()))


def correct(home: Path) -> str:
    """One unit that had collected says it did not; return its id."""
    one = next(one for one in reports(home) if one.is_served)
    line = one.collection(collected_t="0", households_served="0", collections_per_week="0", submitted_on="2026-10-15")
    write(home / "data" / "raw" / "correction.csv", [line])
    lines = [treated | {"treated_t": "0", "submitted_on": "2026-10-15"} for treated in one.treatment()]
    write(home / "data" / "raw" / "correction-treatment.csv", lines)
    return one.unit.unit_id


def differences(before: Published, after: Published) -> set[Change]:
    """Return what differs between two publications, by nothing but their tables."""
    found: set[Change] = set()
    sides = [{key: cells for published in [side] for key, cells in figures_of(published)} for side in (before, after)]
    for key in sides[0].keys() & sides[1].keys():
        if sides[0][key] != sides[1][key]:
            found.add((*key, *sides[0][key], *sides[1][key]))
    return found


def figures_of(published: Published) -> Iterable[tuple[Change, Change]]:
    """Yield key and cells of each figure that a revision may tell of."""
    for row in published.rows("province_coverage"):
        key = ("province_coverage", row["period"], row["indicator"], row["settlement"], row["basis"])
        yield (*key, row["denominator_kind"], ""), (row["value"], row["lower"], row["upper"], row["target_status"])
    for row in published.rows("commune_coverage"):
        for name in ("covered", "collected_treated_rate"):
            key = ("commune_coverage", row["period"], name, row["settlement"], row["basis"])
            yield (*key, "", row["unit_id"]), (row[name], None, None, None)


def told(published: Published) -> set[Change]:
    """Return what the table `revision` says differs."""
    key = ("table_name", "period", "indicator", "settlement", "basis", "denominator_kind", "unit_id")
    cells = [f"{name}_{side}" for side in ("before", "after") for name in ("value", "lower", "upper", "target_status")]
    return {tuple(row[name] for name in (*key, *cells)) for row in published.rows("revision")}


def keep(home: Path, folder: Path) -> Published:
    """Return what is published now, kept for later."""
    kept = Published(home)
    folder.mkdir()
    kept.path = folder / "thugom.db"
    shutil.copy(Published(home).path, kept.path)
    return kept


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Published, str]:
    """Return a home with a correction in its second night, what the first published, and whom it corrects."""
    folder = tmp_path_factory.mktemp("revised")
    home = make_home(folder / "home", synthetic=True)
    policy = home / "policy.yml"
    policy.write_text(policy.read_text(encoding="utf-8").replace('target: "0.95"', 'target: "0.50"'), encoding="utf-8")
    for month in ("2026-08", "2026-09"):
        put(home, month, reports(home, month))
    run_night(home, FIRST, DAY)
    before = keep(home, folder / "first")
    unit = correct(home)
    run_night(home, SECOND, DAY)
    return home, before, unit


def test_a_first_night_revises_nothing(corrected: tuple[Path, Published, str]) -> None:
    """Nothing had been published before it."""
    _, before, _ = corrected
    assert before.rows("revision") == []


def test_every_figure_that_differs_is_told_of_and_no_other(corrected: tuple[Path, Published, str]) -> None:
    """The table is the difference between what two nights published, figure by figure."""
    home, before, _ = corrected
    after = Published(home)
    assert told(after) == differences(before, after) != set()


def test_a_flipped_verdict_is_marked_with_the_file_that_flipped_it(corrected: tuple[Path, Published, str]) -> None:
    """An officer sees at once that the target is no longer met, and whose report did it."""
    home, _, unit = corrected
    rows = Published(home).query(
        "SELECT * FROM revision WHERE indicator = 'communes_covered' AND period = '2026-09' AND basis = 'as_was'"
    )
    (row,) = [row for row in rows if row["settlement"] == "all"]
    assert (row["target_status_before"], row["target_status_after"], row["verdict_flipped"]) == ("met", "not_met", 1)
    assert row["files"] == "correction-treatment.csv; correction.csv"
    assert (row["known_before_at"], row["known_after_at"]) == ("2026-10-14T20:00:00Z", "2026-10-15T20:00:00Z")
    units = Published(home).query(
        "SELECT * FROM revision WHERE unit_id <> '' AND indicator = 'covered' AND basis = 'as_was'"
    )
    assert {row["unit_id"] for row in units} == {unit}
    assert {(row["value_before"], row["value_after"]) for row in units if row["period"] == "2026-09"} == {(1.0, 0.0)}


def test_the_same_bytes_again_and_another_policy_revise_nothing(
    corrected: tuple[Path, Published, str], tmp_path: Path
) -> None:
    """What a policy changes is its doing and no report's; a copy of a report brings nothing new."""
    home, _, _ = corrected
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    before = told(Published(copy))
    raw = copy / "data" / "raw"
    shutil.copy(raw / "correction.csv", raw / "again.csv")
    run_night(copy, THIRD, DAY)
    assert told(Published(copy)) == before
    policy = copy / "policy.yml"
    policy.write_text(policy.read_text(encoding="utf-8").replace('target: "0.50"', 'target: "0.40"'), encoding="utf-8")
    run_night(copy, THIRD + dt.timedelta(days=1), DAY)
    kept = {row[:7] for row in told(Published(copy))}
    assert kept == {row[:7] for row in before}
    assert not [row for row in Published(copy).rows("revision") if row["verdict_flipped"]]


def test_a_month_that_had_not_ended_is_not_revised(tmp_path: Path) -> None:
    """Reports of a new month are its first figures; the months before them are not told of."""
    home = make_home(tmp_path / "home", synthetic=True)
    put(home, "2026-08", reports(home, "2026-08")[:4])
    run_night(home, dt.datetime(2026, 9, 20, 20, tzinfo=dt.UTC))
    put(home, "2026-09", reports(home)[:4])
    run_night(home, SECOND)
    rows = Published(home).rows("revision")
    assert {row["period"] for row in rows} <= {"2026-Q3", "2026-H2", "2026"}


@pytest.mark.parametrize("months", [("2025-02",), ("2025-12", "2026-01")])
def test_only_the_years_that_are_touched_are_computed_and_nothing_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, months: tuple[str, ...]
) -> None:
    """Over a merger and over the turn of a year the difference is the same as over the whole series."""
    home = make_home(tmp_path / "home", synthetic=True)
    for month in ("2024-11", "2024-12", "2025-02", "2025-07", "2025-12", "2026-01", "2026-02"):
        put(home, month, reports(home, month)[1 if month in months else 0 : 12])
    run_night(home, FIRST, DAY)
    before = keep(home, tmp_path / "first")
    for month in months:
        put(home, f"late-{month}", reports(home, month)[:1])
    spans: list[str] = []
    _spy(monkeypatch, spans)
    run_night(home, SECOND, DAY)
    after = Published(home)
    assert told(after) == differences(before, after) != set()
    assert min(spans) >= f"{int(min(months)[:4]) - 1}-10"


def _spy(monkeypatch: pytest.MonkeyPatch, spans: list[str]) -> None:
    """Note of which months the figures from before are computed."""
    # Its imports take seconds: not while tests are collected.
    from thugom.measures.figures import coverage as made  # noqa: PLC0415

    def noted(collection: Any, treatment: Any, basis: Any) -> Any:  # noqa: ANN401 - frames
        spans.extend(collection["period"])
        return made(collection, treatment, basis)

    monkeypatch.setattr("thugom.measures.newest_arrivals.coverage", noted)
