"""The weighbridge by night: what is published of a demonstration's tickets is the truth, whenever its files come."""

import csv
import stat
from pathlib import Path

import pytest

from tests.e2e.homes import NOW, query, run_night
from thugom.services.demo_home import fill_home

pytestmark = pytest.mark.slow
COUNTS = (
    "unit_code, facility_code, period, stream, settlement, tickets, round(net_t * 1000), refused, duplicates, conflicts"
)


def truth(home: Path, name: str) -> list[dict[str, str]]:
    """Return a file of the truth that the demonstration was made from."""
    with (home / "data/demo/truth" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration of five months, whose tickets of a later month come in a second night."""
    root = tmp_path_factory.mktemp("weighbridge") / "home"
    fill_home(root, months=5, last="2026-10", seed=7, tickets=6_000)
    later = sorted((root / "data/raw").glob("2026-08/*ticket*"))
    assert later
    for path in later:
        path.rename(root / path.name)
    run_night(root)
    for path in later:
        (root / path.name).rename(path)
    run_night(root, NOW.replace(hour=2))
    return root


def test_every_cell_of_the_month_table_is_the_truth(home: Path) -> None:
    """Tickets, kilograms, refused ones, duplicates and conflicts, also of copies that lay in files of two nights."""
    expected = {
        tuple(row[name] for name in ("unit_code", "facility_code", "period", "stream", "settlement"))
        + tuple(int(row[name]) for name in ("tickets", "net_kg", "refused", "duplicates", "conflicts"))
        for row in truth(home, "weighbridge_month")
    }
    assert {tuple(row) for row in query(home, f"SELECT {COUNTS} FROM weighbridge_month")} == expected  # noqa: S608 - a constant


def test_every_refused_ticket_is_listed_at_its_file_and_line(home: Path) -> None:
    """By the rule that it was planted to break; the table of refusals counts the same."""
    planted = {
        (row["file"].removeprefix("data/raw/"), int(row["row_number"]), row["rule_id"])
        for row in truth(home, "ticket_dirt")
        if row["effect"] == "refused"
    }
    statement = "SELECT file_path, row_number, rule_id FROM quality_issue WHERE table_name = 'ticket'"
    found = {tuple(row) for row in query(home, statement)}
    assert planted <= found
    assert {row[:2] for row in planted} == {row[:2] for row in found}
    assert query(home, "SELECT sum(rows), sum(listed) FROM weighbridge_refusal") == [(len(found), len(found))]


def test_no_vehicle_is_kept_as_it_was_written(home: Path) -> None:
    """The key lies in the store, for its owner alone; so does what was accepted."""
    key = home / "data/store/vehicle.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "data/store/tickets").stat().st_mode) == 0o700
    assert not list((home / "data/store/tickets").rglob("*.duckdb*"))
