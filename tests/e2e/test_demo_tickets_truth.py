"""The demonstration's tickets, judged and added up a second time, in plain Python that knows nothing of thugom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.truth.reading import read_policy, rows_of
from tests.e2e.truth.register import read_facilities, read_register
from tests.e2e.truth.tickets import Cell, MonthCell, judge, read_limits, read_scopes, read_tickets, weighbridge_months
from thugom.services.demo_home import fill_home

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.truth.register import Register
    from tests.e2e.truth.tickets import Judged

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration of twelve months with 25,000 tickets."""
    root = tmp_path_factory.mktemp("tickets") / "home"
    fill_home(root, months=12, last="2026-10", seed=7, tickets=25_000)
    return root


@pytest.fixture(scope="module")
def register(home: Path) -> Register:
    """The home's units."""
    return read_register(home / "register", read_policy(home / "policy.yml"))


@pytest.fixture(scope="module")
def judged(home: Path, register: Register) -> Judged:
    """Every ticket, accepted or refused."""
    facilities = read_facilities(home / "register" / "synthetic" / "facility.csv")
    tickets = read_tickets(home / "data" / "raw")
    return judge(tickets, register, facilities, read_policy(home / "policy.yml"), read_limits(home / "policy.yml"))


def test_every_planted_defect_is_found_at_its_line_and_no_other_ticket_is_refused(home: Path, judged: Judged) -> None:
    """By the rule that the list names, among others that the same ticket may break."""
    planted = [row for row in rows_of(home / "data/demo/truth/ticket_dirt.csv") if row["effect"] == "refused"]
    expected = {(row["file"], int(row["row_number"])): row["rule_id"] for row in planted}
    assert judged.refused.keys() == expected.keys()
    assert [place for place, rule in expected.items() if rule not in judged.refused[place]] == []
    assert len({row["kind"] for row in planted}) == 5


def test_the_month_table_of_the_demonstration_is_what_its_files_come_to(
    home: Path, register: Register, judged: Judged
) -> None:
    """Tickets, kilograms, refused ones, duplicates and conflicts, in every cell."""
    scopes = read_scopes(home / "register" / "synthetic" / "facility.csv")
    stated = {
        Cell(
            f"{row['unit_code']}@{row['valid_from']}",
            *(row[name] for name in ("facility_code", "period", "stream", "settlement")),
        ): MonthCell(*(int(row[name]) for name in ("tickets", "net_kg", "refused", "duplicates", "conflicts")))
        for row in rows_of(home / "data/demo/truth/weighbridge_month.csv")
    }
    assert weighbridge_months(judged, register, scopes) == stated
    assert sum(cell.conflicts for cell in stated.values()) > 3
