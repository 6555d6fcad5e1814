"""What no single file can tell: defects planted in seven months of seven communes, each found at its own cell."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import Published, make_home, run_night
from tests.e2e.reports import Line, Month, register_of, tonnes, write

if TYPE_CHECKING:
    from tests.e2e.truth.register import Unit

pytestmark = pytest.mark.slow

MONTHS = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02")
LAST = len(MONTHS) - 1
NIGHT = dt.datetime(2026, 3, 16, 18, 30, tzinfo=dt.UTC)
PEOPLE, HOUSEHOLDS = 20_000, 5_000
GOOD, JUMPING, COPYING, TREATING, FILLING, SILENT, CONTRADICTED = range(7)
"""The communes, by what is planted in their reports; in those of the first nothing is."""

Planted = dict[tuple[int, int], dict[str, str]]
Finding = tuple[str, str, str, str]
IN_COLLECTION: Planted = {
    **{(JUMPING, place): {"collected_t": "330"} for place in range(LAST)},
    (JUMPING, LAST): {"collected_t": "530"},
    (COPYING, LAST): {"generated_t": "605.000", "collected_t": "325.000"},
    (FILLING, LAST): {"collected_t": "337"},
}
"""Cells that differ from a good report, by commune and month."""
IN_TREATMENT: Planted = {
    (TREATING, LAST): {"treated_t": "326.001"},
    **{(FILLING, place): {"facility_code": "SYN-NN"} for place in range(LAST)},
    # 12 tonnes a day, and 28 days.
    (FILLING, LAST): {"facility_code": "SYN-NN", "treated_t": "336.001"},
}


def collection_row(unit: Unit, sender: int, place: int) -> Line:
    """Return a month's collection: a kilogram a person and day, a tonne more each month."""
    figures = {"generated_t": tonnes(600_000 + 1_000 * place), "collected_t": tonnes(320_000 + 1_000 * place)}
    good = Month(unit, "rural", MONTHS[place], PEOPLE, HOUSEHOLDS).collection(submitted_on="2026-03-05", **figures)
    return good | IN_COLLECTION.get((sender, place), {})


def treatment_row(unit: Unit, sender: int, place: int) -> Line:
    """Return a month's treatment: five tonnes less than was collected, all of it at one landfill."""
    good = Month(unit, "rural", MONTHS[place], PEOPLE, HOUSEHOLDS).treatment()[0]
    good |= {"treated_t": tonnes(315_000 + 1_000 * place), "submitted_on": "2026-03-05"}
    return good | IN_TREATMENT.get((sender, place), {})


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Send seven months of seven communes, one file a month and report, and run the night after them."""
    home = make_home(tmp_path_factory.mktemp("review") / "home", synthetic=True)
    # These seven steady series differ by a few tonnes: a department may say that this is worth no call.
    policy = (home / "policy.yml").read_text(encoding="utf-8")
    (home / "policy.yml").write_text(
        policy.replace('least_change: "0"', 'least_change: "0.10"'), encoding="utf-8", newline="\n"
    )
    register = register_of(home)
    rural = [unit for unit in register.in_force(MONTHS[-1]) if register.settlements[unit.unit_id] == ("rural",)]
    senders = list(enumerate(rural[: CONTRADICTED + 1]))
    for place, month in enumerate(MONTHS):
        raw = home / "data" / "raw"
        write(raw / f"{month}-collection.csv", (collection_row(unit, sender, place) for sender, unit in senders))
        told = [(sender, unit) for sender, unit in senders if (sender, place) != (SILENT, LAST)]
        rows = [treatment_row(unit, sender, place) for sender, unit in told]
        if place == LAST:
            rows.append(rows[-1] | {"reported_by": "facility", "treated_t": "300"})
        write(raw / f"{month}-treatment.csv", rows)
    run_night(home, NIGHT)
    return Published(home)


def in_collection(rule: str, sender: int, place: int = LAST) -> Finding:
    """Return what is to be found in a cell of tonnes collected."""
    return f"collection.collected_t.{rule}", f"{MONTHS[place]}-collection.csv", f"I{sender + 2}", "warning"


def in_treatment(rule: str, row: int) -> Finding:
    """Return what is to be found in a cell of tonnes treated of the last month."""
    return f"treatment.treated_t.{rule}", f"{MONTHS[LAST]}-treatment.csv", f"G{row + 2}", "warning"


def test_each_planted_defect_is_found_at_its_cell_and_nothing_else(published: Published) -> None:
    """Seven kinds of defect over fourteen files: nothing is found in the good reports beside them."""
    rows = published.query("SELECT rule_id, file_path, cell, severity FROM quality_issue")
    found = sorted((row["rule_id"], row["file_path"], row["cell"], row["severity"]) for row in rows)
    assert found == sorted(
        [
            # The fourth month of one figure, and those after it, until it jumps.
            *(in_collection("constant_value", JUMPING, place) for place in range(3, LAST)),
            in_collection("history", JUMPING),
            in_collection("same_report", COPYING),
            in_collection("treatment_named", SILENT),
            in_treatment("within_collected", TREATING),
            in_treatment("within_capacity", FILLING),
            # One row less stands before it: that of the commune which sent none.
            in_treatment("as_facility_says", CONTRADICTED - 1),
        ]
    )


def test_a_finding_says_both_figures_that_do_not_agree(published: Published) -> None:
    """Whoever reads that the landfill was over capacity need not look for how much it may take."""
    (row,) = published.query("SELECT * FROM quality_issue WHERE rule_id = 'treatment.treated_t.within_capacity'")
    assert "received 336.001 t from all units; its capacity for the period is 336 t" in row["message_en"]


def test_what_is_found_lowers_the_evidence_of_its_month_and_of_no_other(published: Published) -> None:
    """Every defect is somebody's month of doubt; the figures themselves stand."""
    doubtful = published.query(
        "SELECT unit_id, period FROM commune_coverage WHERE basis = 'as_was' AND settlement = 'all' "
        "AND period_kind = 'month' AND evidence_grade = 'C'"
    )
    warned = published.query("SELECT DISTINCT unit_id, period FROM quality_issue")
    key = [(row["unit_id"], row["period"]) for row in doubtful]
    assert sorted(key) == sorted((row["unit_id"], row["period"]) for row in warned)
