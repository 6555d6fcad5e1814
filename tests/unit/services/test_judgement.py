"""The judgement of files, with no ledger and no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from thugom.contracts import Home
from thugom.services.home import make_home
from thugom.services.judgement import Original, judged, read_batch
from thugom.services.night.opening import declared

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.services.night.opening import Declared

HEADER = "unit_code,period,settlement,population,households,households_served,households_self_managed,generated_t,collected_t,collections_per_week,submitted_on"  # noqa: E501
DAMAGED = "03388,26-Oct,urban,30000,7000,6000,100,900,800,7,02/11/2026"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Declared:
    """Return what a new home declares."""
    return declared(Home.open(make_home(tmp_path_factory.mktemp("judgement") / "home").root))


def test_what_excel_did_is_undone_by_the_day_of_arrival(here: Declared, tmp_path: Path) -> None:
    """The period 26-Oct has no year but that of the arrival; the row counts, and both cells are marked."""
    path = tmp_path / "a.csv"
    path.write_text(f"{HEADER}\n{DAMAGED}\n", encoding="utf-8")
    done = judged(here, read_batch(here, [Original("a", "a.csv", path, "2026-11-03T02:00:00Z")], 10**6))
    assert done.judgements[["rows_received", "rows_accepted"]].to_numpy().tolist() == [[1, 1]]
    marked = done.findings[["cell", "rule_id", "severity"]].to_numpy().tolist()
    assert ["B2", "collection.period.period_restored", "warning"] in marked
    assert ["K2", "collection.submitted_on.date_restored", "warning"] in marked


SIDE_BY_SIDE = """name: side_by_side
report: collection
title: {vi: Biểu, en: Form}
period_kind: month
columns: {unit_code: {headers: [Mã xã]}}
headings: {year: ["Năm {year}"]}
constants: {settlement: urban}
wide:
  column: period
  figures: {collected_t: {}}
  values:
    "{year}-08": {collected_t: [Tháng 8]}
    "{year}-09": {collected_t: [Tháng 9]}
    "{year}-10": {collected_t: [Tháng 10]}
"""


def test_figures_side_by_side_are_judged_as_rows_of_their_own(tmp_path: Path) -> None:
    """Every cell that holds something is received; what is wrong with one refuses its own row and no other."""
    root = make_home(tmp_path / "home").root
    (root / "sources" / "side_by_side.yml").write_text(SIDE_BY_SIDE, encoding="utf-8")
    path = tmp_path / "a.csv"
    path.write_text(
        "Năm 2026;;;\nMã xã;Tháng 8;Tháng 9;Tháng 10\n03388;300.5;15 tấn;320\n99999;;;4\n", encoding="utf-8"
    )
    here = declared(Home.open(root))
    done = judged(here, read_batch(here, [Original("a", "a.csv", path, "2026-11-03T02:00:00Z")], 10**6))
    facts = done.facts["collection"].set_index(["sheet", "row_number"])
    assert facts.index.is_unique
    assert {place: row["accepted"] for place, row in facts.iterrows()} == {
        ("[2026-08]", 3): True,
        ("[2026-09]", 3): False,
        ("[2026-10]", 3): True,
        ("[2026-10]", 4): False,
    }
    refused = done.findings[done.findings["severity"] == "error"]
    assert refused[["cell", "rule_id", "value"]].to_numpy().tolist() == [
        ["C3", "collection.collected_t.not_a_number", "15 tấn"],
        ["A4", "collection.unit_code.known", "99999"],
    ]
