"""One published month in full, and the province in the month of the merger: every digit, held against golden files.

`UPDATE_GOLDEN=1` writes them anew, for a change that is meant.
"""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import SHIPPED
from tests.e2e.published import CHECKOUT, JOURNALS
from thugom.contracts import load_contracts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.e2e.published import Published, Row

GOLDEN = CHECKOUT / "tests" / "golden" / "month"
MONTH, MERGER = "2026-10", "2025-07"
SHOWN = 5
VERSIONS = {"policy_version", "register_version"}
"""A word more in the policy or the register changes these, and no figure."""
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("demo_home", [SHIPPED], indirect=True)]


def in_text(rows: Sequence[Row], names: Sequence[str], key: Sequence[str]) -> str:
    """Return rows as CSV, sorted by their key; numbers to twelve digits, null as nothing."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in _ordered(rows, key))
    return stream.getvalue()


def _ordered(rows: Sequence[Row], key: Sequence[str]) -> list[Row]:
    """Return the rows sorted by their key, null first."""
    return sorted(rows, key=lambda row: [(row[name] is not None, row[name]) for name in key])


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever a database cell holds
    """Return a value as text that no machine writes otherwise.

    >>> _cell(0.1 + 0.2), _cell(38), _cell(None), _cell("03388"), _cell(1e-9)
    ('0.3', '38', '', '03388', '1e-09')
    """
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def in_period(published: Published, period: str) -> dict[str, str]:
    """Return every table with rows of a period as CSV, by its name."""
    contracts = load_contracts().curated
    found = {}
    for table in published.tables():
        names = [name for name in contracts[table].names if name not in VERSIONS] if table in contracts else []
        if table in JOURNALS or "period" not in names:
            continue
        rows = published.query(f"SELECT * FROM {table} WHERE period = ?", period)  # noqa: S608 - a contract's name
        if rows:
            found[table] = in_text(rows, names, contracts[table].primary_key)
    return found


def compare(made: dict[str, str], period: str) -> None:
    """Hold the tables against the golden files of a period, or write these anew."""
    folder = GOLDEN / period
    if os.environ.get("UPDATE_GOLDEN"):
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.csv"):
            path.unlink()
        for name, text in made.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    kept = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
    remedy = f"tests/golden/month/{period}: if the change is meant, run with UPDATE_GOLDEN=1"
    assert sorted(made) == sorted(kept), remedy
    for name, text in made.items():
        assert text == kept[name], f"{name}.csv: {_first_differences(text, kept[name])}; {remedy}"


def _first_differences(made: str, kept: str) -> list[str]:
    """Return the first lines that only one of the two has."""
    lines = [f"+ {line}" for line in made.splitlines() if line not in set(kept.splitlines())]
    lines += [f"- {line}" for line in kept.splitlines() if line not in set(made.splitlines())]
    return lines[:SHOWN]


def test_the_newest_month_is_the_golden_one(demo_published: Published) -> None:
    """Every figure table's rows of October 2026, to twelve digits: a change of any figure is a visible difference."""
    compare(in_period(demo_published, MONTH), MONTH)


def test_the_province_in_the_month_of_the_merger_is_the_golden_one(demo_published: Published) -> None:
    """The province's rows of July 2025 on all three bases, the first on the new units."""
    made = in_period(demo_published, MERGER)
    compare({"province_coverage": made["province_coverage"]}, MERGER)
