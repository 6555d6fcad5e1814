"""Conditions run on today's boundaries: the merger of July 2025 stops no service, hides none, and starts none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import make_home
from tests.e2e.reports import months_of_units, register_of, send
from thugom.alerts.conditions import episodes
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.measuring import measure
from thugom.services.night.opening import open_night

if TYPE_CHECKING:
    import pandas as pd

NIGHT = dt.datetime(2025, 10, 16, 18, 0, tzinfo=dt.UTC)
BEFORE, AFTER = ("2025-04", "2025-05", "2025-06"), ("2025-07", "2025-08", "2025-09")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], pd.DataFrame]:
    """Return three heirs of several communes each, and the episodes of a home in which they fare differently.

    The first is no longer served; the second is, though one of its parts was not; the third is not, and never was.
    """
    root = make_home(tmp_path_factory.mktemp("merger") / "home", synthetic=True)
    night = open_night(root, None, NIGHT)
    lineage = night.register.lineage
    whole = lineage[lineage["effective_on"].astype(str).str.startswith("2025-07-01") & (lineage["share"] == 1)]
    parts = {heir: [unit[:5] for unit in rows["from_unit_id"]] for heir, rows in whole.groupby("to_unit_id")}
    stopped, mixed, never = [str(heir) for heir, units in parts.items() if len(units) > 2][:3]
    register = register_of(root)
    unserved = {month: [parts[mixed][0], *parts[never]] for month in BEFORE}
    unserved |= {month: [stopped[:5], never[:5]] for month in AFTER}
    send(root, [one for month in (*BEFORE, *AFTER) for one in months_of_units(register, month, unserved[month])])
    judge(night, take_in(night).awaiting)
    return [stopped, mixed, never], episodes(measure(night), night.policy)


def test_a_service_that_stopped_with_the_merger_is_told_of_the_heir(
    found: tuple[list[str], pd.DataFrame],
) -> None:
    """Its parts were covered before; a part that was not makes no difference, and who never was has lost nothing."""
    heirs, rows = found
    told = rows[rows["rule"] == "service_stopped"]
    assert told["subject"].tolist() == [heirs[0]]
    assert told[["began_in", "opened_in", "confirmed_in"]].to_numpy().tolist() == [[AFTER[0], AFTER[0], AFTER[-1]]]
    assert told["ended_in"].isna().all()


def test_a_fall_is_measured_from_the_parts_together(found: tuple[list[str], pd.DataFrame]) -> None:
    """Three eighths of its waste were treated before July, and nothing since; nobody else fell."""
    heirs, rows = found
    told = rows[rows["rule"] == "sharp_drop"]
    assert told["subject"].tolist() == [heirs[0]]
    assert told["reference"].tolist() == pytest.approx([0.375], abs=1e-3)
    assert told["value"].tolist() == [0]


def test_no_condition_speaks_of_a_unit_that_has_ended(found: tuple[list[str], pd.DataFrame]) -> None:
    """Every month counts for the units of today."""
    assert set(found[1]["unit_id"].dropna().str[6:]) == {"2025-07-01"}
