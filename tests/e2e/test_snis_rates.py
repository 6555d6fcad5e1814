"""Real figures above 100 %: Brazilian municipalities of 2008 that serve more people than they have."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.e2e.homes import CHECKOUT, copied_home, query, run_night

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = CHECKOUT.parent / "shared" / "real" / "snis" / "rs-orgao-gestor-mun_2008.csv"
MONTH = "2008-12"
CODE, URBAN_PEOPLE, SERVED, PUBLISHED = 0, 11, 44, 424
"""Columns: municipality, POP_URB, CO050 (people served) and IN016, the coverage that the source itself publishes."""

REPORT = (
    *("unit_code", "period", "settlement", "population", "households", "households_served"),
    *("households_self_managed", "generated_t", "collected_t", "collections_per_week", "submitted_on"),
)

pytestmark = pytest.mark.skipif(
    not SOURCE.is_file(), reason="the source's own data (../shared/real) is not beside this checkout"
)


class Municipality(NamedTuple):
    """What the source says of one municipality; None where it says nothing."""

    code: str
    people: int
    served: int | None
    published: str


@pytest.fixture(scope="module")
def source() -> list[Municipality]:
    """The source's municipalities: UTF-16LE without a byte-order mark, 1.234 for 1234, a total row at the end."""
    rows = csv.reader(io.StringIO(SOURCE.read_bytes().decode("utf-16-le"), newline=""), delimiter=";")
    return [
        Municipality(row[CODE], _whole(row[URBAN_PEOPLE]) or 0, _whole(row[SERVED]), row[PUBLISHED])
        for row in rows
        if row and row[CODE].isdigit()
    ]


def _whole(text: str) -> int | None:
    """Return a number written with points between its thousands."""
    return int(text.replace(".", "")) if text.strip() else None


@pytest.fixture(scope="module")
def home(source: list[Municipality], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of these municipalities after its night: people stand where households stand, shares are the same."""
    home = copied_home(CHECKOUT / "examples" / "emilia-romagna", tmp_path_factory.mktemp("snis") / "home")
    policy = (home / "policy.yml").read_text(encoding="utf-8")
    (home / "policy.yml").write_text(
        policy.replace("unit_code_length: 7", "unit_code_length: 6"), encoding="utf-8", newline="\n"
    )
    for path in (home / "register").rglob("*.csv"):
        header = path.read_text(encoding="utf-8").splitlines()[0]
        path.write_text(header + "\n", encoding="utf-8")
    with (home / "register" / "unit.csv").open("a", encoding="utf-8", newline="") as stream:
        names = (home / "register" / "unit.csv").read_text(encoding="utf-8").strip().split(",")
        writer = csv.DictWriter(stream, names, restval="")
        for one in source:
            known = {"unit_code": one.code, "name": one.code, "kind": "comune", "valid_from": "2000-01-01"}
            writer.writerow(known | {"province_code": "0", "province_name": "Brasil"})
    with (home / "data" / "raw" / "served.csv").open("w", encoding="utf-8", newline="") as stream:
        lines = csv.DictWriter(stream, REPORT, restval="")
        lines.writeheader()
        for one in source:
            place = {"unit_code": one.code, "period": MONTH, "settlement": "urban", "submitted_on": "2009-01-05"}
            lines.writerow(place | {"households": one.people, "households_served": one.served})
    run_night(home, dt.datetime(2009, 2, 1, 3, 0, tzinfo=dt.UTC))
    return home


def test_a_rate_above_one_is_published_as_it_is_and_marked(home: Path, source: list[Municipality]) -> None:
    """102 municipalities serve more people than live in their towns; 97 of them publish exactly 100 % themselves."""
    above = {one.code: one for one in source if one.served is not None and one.served > one.people}
    assert len(above) == 102
    assert sum(one.published == "100,00" for one in above.values()) == 97
    rows = query(
        home,
        "SELECT unit_code, household_coverage, rate_above_one FROM commune_coverage "
        "WHERE basis = 'as_was' AND settlement = 'urban' AND period = ?",
        MONTH,
    )
    assert len(rows) == len(source)
    marked = {code: rate for code, rate, flag in rows if flag}
    assert marked.keys() == above.keys()
    for code, rate in marked.items():
        assert rate == pytest.approx((above[code].served or 0) / above[code].people, abs=1e-9)


def test_each_of_them_is_named_to_its_sender(home: Path) -> None:
    """A warning at the cell, and the row is kept: what is capped cannot be asked about."""
    rule = "collection.households_served.within_households"
    found = query(home, "SELECT severity FROM quality_issue WHERE rule_id = ?", rule)
    assert [severity for (severity,) in found] == ["warning"] * 102


def test_nobody_served_stays_nobody(home: Path) -> None:
    """Rio Branco reports that it serves nobody: 0, and not unknown."""
    (row,) = query(
        home,
        "SELECT households_served, household_coverage FROM commune_coverage "
        "WHERE basis = 'as_was' AND settlement = 'urban' AND period = ? AND unit_code = '120040'",
        MONTH,
    )
    assert row == (0, 0.0)


def test_the_sum_keeps_the_excess_and_its_interval_does_not(home: Path) -> None:
    """The province's value is what was reported; no municipality's excess pays for another's gap in the bounds."""
    (row,) = query(
        home,
        "SELECT value, upper, rate_above_one FROM province_coverage WHERE basis = 'as_was' AND settlement = 'urban' "
        "AND indicator = 'household_coverage' AND period = ?",
        MONTH,
    )
    assert row[2] == 1
    assert row[1] <= 1
