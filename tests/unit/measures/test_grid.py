"""Which cells there are to account for, on the province's own register."""

import datetime as dt
import functools
from dataclasses import replace

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from thugom.contracts import packaged_schemas
from thugom.measures.grid import grid_cells, published_periods, reported_calendar
from thugom.measures.periods import calendar
from thugom.register import Register, load_register


@functools.cache
def province() -> Register:
    """Return the packaged register."""
    return load_register(packaged_schemas() / "register", synthetic=False)


def reported(*periods: str | None, as_of: str) -> list[str]:
    """Return the periods to account for."""
    series = pd.Series(periods, dtype="str")
    return reported_calendar(series, dt.date.fromisoformat(as_of))["period"].tolist()


def cells_of(*periods: str) -> pd.DataFrame:
    """Return the cells of these periods."""
    return grid_cells(calendar(periods), province(), packaged_policy())


def test_months_run_without_a_gap_to_the_last_that_has_ended() -> None:
    """A month in which nobody reported is there all the same: its silence is a figure."""
    assert reported("2026-01", "2026-04", None, as_of="2026-06-10") == [f"2026-0{month}" for month in range(1, 6)]


@pytest.mark.parametrize(("as_of", "last"), [("2026-01-31", "2025-12"), ("2026-02-01", "2026-01")])
def test_a_month_has_ended_on_the_day_after_its_last(as_of: str, last: str) -> None:
    """On its last day it still runs."""
    assert reported("2025-11", as_of=as_of)[-1] == last


def test_figures_of_months_to_come_make_no_calendar() -> None:
    """`--as-of` filters months: what lies after it is not yet there."""
    assert reported("2026-05", as_of="2026-03-10") == []
    assert reported("2026-02", "2026-05", as_of="2026-03-10") == ["2026-02"]


def test_years_reported_as_a_whole_stand_where_no_month_does() -> None:
    """They are never spread over months, and never counted beside them."""
    assert reported("2015", "2014", as_of="2026-03-10") == ["2014", "2015"]
    assert reported("2024", "2025", "2025-11", as_of="2026-01-10") == ["2024", "2025-11", "2025-12"]


def test_a_year_that_has_not_ended_is_not_accounted_for() -> None:
    """An annual figure sent in its own year waits for the year's end."""
    assert reported("2026", as_of="2026-12-31") == []
    assert reported("2026", as_of="2027-01-01") == ["2026"]


def test_nothing_accepted_leaves_nothing_to_account_for() -> None:
    """An empty home has an empty calendar."""
    assert reported(as_of="2026-03-10") == []


@pytest.mark.parametrize(("month", "units"), [("2025-06", 106), ("2025-07", 38), ("2026-10", 38)])
def test_the_units_of_a_month_are_those_in_force_on_its_last_day(month: str, units: int) -> None:
    """106 units to June 2025, 38 from July: Resolution 1670/NQ-UBTVQH15."""
    assert cells_of(month)["unit_id"].nunique() == units


def test_a_code_that_was_used_again_is_another_unit_with_other_people() -> None:
    """03388 was Phường Quyết Tiến to the end of June 2025 and is Phường Đoàn Kết from July on."""
    cells = cells_of("2025-06", "2025-07")
    cells = cells[cells["unit_id"].str.startswith("03388@")]
    assert list(zip(cells["period"], cells["unit_id"], cells["settlement"], strict=True)) == [
        ("2025-06", "03388@2020-03-01", "urban"),
        ("2025-07", "03388@2025-07-01", "urban"),
    ]
    before, after = cells["population"]
    assert before < after


def test_a_merger_moves_no_people() -> None:
    """One population series serves both sides: the province's people are the same in June and in July."""
    people = cells_of("2025-06", "2025-07").groupby("period")["population"].sum()
    assert people["2025-06"] == people["2025-07"] > 0


def test_a_commune_with_a_former_township_reports_in_both_settlements() -> None:
    """The part that was a township reports in a row of its own; a ward is all urban."""
    cells = cells_of("2026-01").groupby("unit_id")["settlement"].agg(tuple)
    assert set(cells) == {("urban",), ("rural",), ("rural", "urban")}
    assert cells["03388@2025-07-01"] == ("urban",)


def test_a_year_is_a_cell_of_the_units_in_force_on_its_last_day() -> None:
    """A source by year has the year as its smallest period, with the year's days."""
    cells = cells_of("2025")
    assert cells["unit_id"].nunique() == 38
    assert set(cells["days"]) == {365}


def test_a_unit_without_population_is_there_with_its_people_unknown() -> None:
    """It is never left out, and never counted as empty."""
    register = province()
    gone = register.population[~register.population["unit_id"].str.startswith("03388@")]
    cells = grid_cells(calendar(["2025-06"]), replace(register, population=gone), packaged_policy())
    cell = cells[cells["unit_id"] == "03388@2020-03-01"].iloc[0]
    assert pd.isna(cell["population"])
    assert pd.isna(cell["households_registered"])


def published(*months: str, as_of: str) -> dict[str, bool]:
    """Return which periods are published, and whether each is complete."""
    rows = published_periods(calendar(months), packaged_policy(), dt.date.fromisoformat(as_of))
    return dict(zip(rows["period"], rows["complete"].tolist(), strict=True))


QUARTER = ("2026-01", "2026-02", "2026-03")


def test_a_month_is_complete_once_due_day_and_grace_are_over() -> None:
    """January is due on 5 February, its grace ends on the 10th: from the 11th on it is complete."""
    assert published("2026-01", as_of="2026-02-10")["2026-01"] is False
    assert published("2026-01", as_of="2026-02-11")["2026-01"] is True


def test_a_longer_period_is_complete_when_its_last_month_is() -> None:
    """A quarter that still runs carries no verdict; nor does the year around it."""
    rows = published(*QUARTER, as_of="2026-04-11")
    assert (rows["2026-Q1"], rows["2026-H1"], rows["2026"]) == (True, False, False)
    assert published(*QUARTER, as_of="2026-04-10")["2026-Q1"] is False


def test_a_longer_period_that_the_series_begins_in_is_never_complete() -> None:
    """A quarter of which the first month is not accounted for is no quarter."""
    rows = published("2026-02", "2026-03", as_of="2026-09-01")
    assert (rows["2026-03"], rows["2026-Q1"]) == (True, False)


def test_a_year_reported_as_a_whole_is_complete_once_it_is_due() -> None:
    """Though months of a later year are accounted for, too."""
    rows = published("2015", as_of="2026-09-01")
    assert rows == {"2015": True}
    assert published("2015", "2026-01", as_of="2026-09-01")["2015"] is True
