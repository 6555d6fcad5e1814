"""Figures as they were known: every earlier night can be had again, to the digit, whatever came after it."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.published import Published, make_home, run_night
from tests.e2e.reports import Month, months_of_units, register_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

pytestmark = [pytest.mark.slow]
LAST_CLOCK = dt.datetime(2026, 12, 24, 12, 0, tzinfo=dt.UTC)
LATE, CORRECTED, MISSPELT = "03408", "03388", "03390"

Figures = dict[str, set[tuple[tuple[str, Any], ...]]]


@dataclass(frozen=True)
class Night:
    """One night and what it published."""

    at: dt.datetime
    figures: Figures
    hashes: dict[str, str]


def of_units(home: Path, month: str) -> list[Month]:
    """Return what every unit has to say of a month."""
    return months_of_units(register_of(home), month)


def put(home: Path, name: str, months: Iterable[Month], **changes: str) -> None:
    """Put both reports of some units into the inbox."""
    listed = list(months)
    raw = home / "data" / "raw"
    write(raw / f"{name}-collection.csv", (one.collection(**changes) for one in listed))
    write(raw / f"{name}-treatment.csv", (line for one in listed for line in one.treatment()))


def first_reports(home: Path) -> None:
    """Two months of all units but one."""
    for month in ("2026-08", "2026-09"):
        put(home, month, (one for one in of_units(home, month) if one.unit.code != LATE))


def a_late_report(home: Path) -> None:
    """One unit sends a month after all others."""
    put(home, "late", (one for one in of_units(home, "2026-09") if one.unit.code == LATE), submitted_on="2026-10-19")


def a_correction_and_a_refusal(home: Path) -> None:
    """A month of all units; one unit's month before is corrected, and another's correction cannot be read."""
    put(home, "2026-10", of_units(home, "2026-10"))
    before = {one.unit.code: one for one in of_units(home, "2026-09")}
    raw = home / "data" / "raw"
    for code, tonnes in ((CORRECTED, "12.5"), (MISSPELT, "798,6 +35")):
        line = before[code].collection(collected_t=tonnes, submitted_on="2026-11-05")
        write(raw / f"correction-{code}.csv", [line])


def another_policy(home: Path) -> None:
    """A target, a factor and a bound of plausibility change; the last of them judges every file anew."""
    edit(home / "policy.yml", 'target: "0.95"', 'target: "0.50"')
    edit(home / "policy.yml", 'rural: "0.5"', 'rural: "0.6"')
    edit(home / "policy.yml", 'mass_t_most: "', 'mass_t_most: "1')


def another_register(home: Path) -> None:
    """A facility loses its licence, and a unit its name; a report comes in the same night."""
    facilities = home / "register" / "synthetic" / "facility.csv"
    lines = facilities.read_text(encoding="utf-8").splitlines()
    facilities.write_text("\n".join(line for line in lines if not line.startswith("SYN-UP")) + "\n", encoding="utf-8")
    put(home, "later", (one for one in of_units(home, "2026-08") if one.unit.code == LATE), submitted_on="2026-11-11")


def another_source_map(home: Path) -> None:
    """A source map says something else, and the same bytes come under another name."""
    source = min((home / "sources").glob("*.yml"))
    source.write_text(source.read_text(encoding="utf-8") + "\n# Corrected by hand.\n", encoding="utf-8")
    raw = home / "data" / "raw"
    shutil.copy(raw / "late-collection.csv", raw / "again.csv")


def nothing(_: Path) -> None:
    """Do nothing: time passes, and a month falls due."""


NIGHTS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("2026-10-05T20:00:00Z", first_reports),
    ("2026-10-19T20:00:00Z", a_late_report),
    ("2026-11-05T20:00:00Z", a_correction_and_a_refusal),
    ("2026-11-07T20:00:00Z", another_policy),
    ("2026-11-11T20:00:00Z", another_register),
    ("2026-11-12T20:00:00Z", another_source_map),
    ("2026-12-11T20:00:00Z", nothing),
)


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Night]]:
    """Return a home in which all nights have run, and what each of them published."""
    home = make_home(tmp_path_factory.mktemp("past") / "home", synthetic=True)
    nights = []
    for instant, happens in NIGHTS:
        happens(home)
        at = dt.datetime.fromisoformat(instant)
        run_night(home, at)
        published = Published(home)
        nights.append(Night(at, published.figures(), published.table_hashes()))
    return home, nights


def recall(home: Path, moment: str, as_of: dt.date | None = None) -> tuple[Any, Figures, dict[str, str]]:
    """Return what the command says was known, its tables, and their hashes."""
    # Prefect takes seconds to import: not while tests are collected.
    from thugom.flows.nightly import in_retrospect  # noqa: PLC0415

    known = in_retrospect(home, moment, as_of, LAST_CLOCK)
    recalled = Published(home)
    recalled.path = home / known.folder / "thugom.db"
    return known, recalled.figures(), recalled.table_hashes()


def state(home: Path) -> dict[str, Any]:
    """Return all that must not change: the store row by row, and what analysts and `status` read."""
    with closing(sqlite3.connect(home / "data" / "store" / "thugom.db")) as connection:
        rows = hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()
    curated = home / "data" / "curated"
    return {"store": rows} | {path.name: path.read_bytes() for path in curated.iterdir() if path.is_file()}


def test_the_nights_differ(past: tuple[Path, list[Night]]) -> None:
    """Each change moved a figure, so that no night can be taken for another; a comment in a source map moved none."""
    _, nights = past
    same = {after.at for before, after in itertools.pairwise(nights) if before.hashes == after.hashes}
    assert same == {dt.datetime.fromisoformat(at) for at, happens in NIGHTS if happens is another_source_map}


@pytest.mark.parametrize("number", range(len(NIGHTS)))
def test_every_night_can_be_had_again_to_the_digit(past: tuple[Path, list[Night]], number: int) -> None:
    """At the instant of a night exactly its tables were known, cell by cell."""
    home, nights = past
    night = nights[number]
    known, figures, hashes = recall(home, night.at.isoformat())
    assert known.differing == []
    assert {table: rows ^ night.figures[table] for table, rows in figures.items() if rows != night.figures[table]} == {}
    assert (figures.keys(), hashes) == (night.figures.keys(), night.hashes)


def test_a_night_stands_until_the_next(past: tuple[Path, list[Night]]) -> None:
    """A second before a night the one before it stood; a time to come is now."""
    home, nights = past
    known, figures, _ = recall(home, (nights[3].at - dt.timedelta(seconds=1)).isoformat())
    assert (known.published_at, figures) == ("2026-11-05T20:00:00Z", nights[2].figures)
    known, figures, _ = recall(home, "2099-01-01")
    assert (known.asked_at, figures) == ("2026-12-24T12:00:00Z", nights[-1].figures)


def test_looking_back_changes_nothing(past: tuple[Path, list[Night]]) -> None:
    """Neither the store nor what was published knows that somebody looked; twice gives the same file."""
    home, nights = past
    before = state(home)
    files = [home / recall(home, nights[1].at.isoformat())[0].folder / "thugom.db" for _ in range(2)]
    assert state(home) == before
    assert len({path.read_bytes() for path in files}) == 1


def test_the_present_night_run_again_changes_nothing(past: tuple[Path, list[Night]], tmp_path: Path) -> None:
    """After all the looking back the newest figures are what they were."""
    home, nights = past
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    recall(copy, nights[0].at.isoformat())
    run_night(copy, nights[-1].at + dt.timedelta(hours=1))
    assert Published(copy).figures() == nights[-1].figures


def test_what_the_home_declares_today_does_not_matter(past: tuple[Path, list[Night]], tmp_path: Path) -> None:
    """A policy and a register that nobody can read today leave the past alone."""
    home, nights = past
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    (copy / "policy.yml").write_text("no policy", encoding="utf-8")
    shutil.rmtree(copy / "register")
    shutil.rmtree(copy / "data" / "raw")
    _, figures, _ = recall(copy, nights[2].at.isoformat())
    assert figures == nights[2].figures


def test_another_day_filters_months_of_what_was_known_then(past: tuple[Path, list[Night]]) -> None:
    """With `--as-of` the months due on another day are shown, from no more than was known."""
    home, nights = past
    known, figures, _ = recall(home, nights[2].at.isoformat(), dt.date(2026, 9, 20))
    assert known.differing is None
    assert {dict(row)["period"] for row in figures["reporting_rate"]} == {"2026-08"}


def test_a_file_of_an_invented_past_is_known_from_the_night_that_saw_it(tmp_path: Path) -> None:
    """A synthetic home's arrivals lie in the past of the first night, which did not know the file all the same."""
    home = make_home(tmp_path / "home", synthetic=True)
    put(home, "first", of_units(home, "2026-09")[:9])
    demo = home / "data" / "demo"
    demo.mkdir()
    names = [f"{name}-{report}.csv" for name in ("first", "second") for report in ("collection", "treatment")]
    lines = [f"{name},2026-10-04T02:00:00Z" for name in names]
    (demo / "arrivals.csv").write_text("\n".join(["file,arrived_at", *lines]) + "\n", encoding="utf-8")
    first, second = (dt.datetime(2026, 11, day, 20, tzinfo=dt.UTC) for day in (5, 6))
    run_night(home, first)
    figures = Published(home).figures()
    put(home, "second", of_units(home, "2026-09")[9:])
    run_night(home, second)
    assert recall(home, first.isoformat())[1] == figures
    assert recall(home, second.isoformat())[1] == Published(home).figures() != figures
