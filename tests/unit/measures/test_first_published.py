"""What each month was known to be when it was past due day and grace."""

from typing import Any

import pandas as pd

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame
from thugom.measures.accounts import COLLECTION, Grid
from thugom.measures.first_published import first_published_cells

PERIODS = frame("""
    period   period_kind  past_due_on  complete
    2026-07  month        2026-08-10   yes
    2026-08  month        2026-09-10   yes
    2026-09  month        2026-10-10   yes
    2026-10  month        2026-11-10   no
    2026-Q3  quarter      2026-10-10   yes
""")
MONTHS = ["2026-07", "2026-08", "2026-09", "2026-10"]
CELLS = pd.DataFrame({"period": MONTHS}).merge(pd.DataFrame({"unit_id": ["A", "B"]}), how="cross")
GRID = Grid(
    CELLS.assign(period_kind="month", settlement="rural", days=30, population=100, households_registered=25).astype(
        {"days": "Int64", "population": "Int64", "households_registered": "Int64", "unit_id": "str", "period": "str"}
    ),
    MONTHS,
)
FACILITIES = pd.DataFrame({"period": MONTHS, "facility_code": "F", "licensed": True, "control_level": "basic"})
PLACE: dict[str, Any] = {"sheet": "", "row_number": 1, "settlement": "rural", "submitted_on": pd.NaT, "accepted": True}


def collected(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Return collection facts: unit, month, arrival and kilograms collected."""
    facts = pd.DataFrame(rows, columns=["unit_id", "period", "arrived_at", "collected_kg"])
    facts = facts.assign(**PLACE, former_unit_code=None, file_sha256=[f"f{number}" for number in range(len(rows))])
    others = {name: pd.Series(pd.NA, facts.index, dtype="Int64") for name in COLLECTION if name != "collected_kg"}
    texts = dict.fromkeys(("unit_id", "period", "arrived_at", "former_unit_code", "file_sha256", "settlement"), "str")
    return facts.assign(**others).astype(texts | {"collected_kg": "Int64", "submitted_on": "datetime64[us]"})


def treated(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Return treatment facts: unit, month, arrival and kilograms treated."""
    facts = pd.DataFrame(rows, columns=["unit_id", "period", "arrived_at", "treated_kg"])
    facts = facts.assign(**PLACE, file_sha256=[f"t{number}" for number in range(len(rows))], reported_by="unit")
    facts = facts.assign(facility_code="F", method="sanitary_landfill", stream="domestic")
    return facts.astype(
        {"treated_kg": "Int64", "submitted_on": "datetime64[us]"}
        | dict.fromkeys(("unit_id", "period", "arrived_at", "file_sha256", "facility_code", "method", "stream"), "str")
    )


def known(collection: pd.DataFrame, treatment: pd.DataFrame | None = None) -> dict[tuple[str, str], object]:
    """Return what was known to be collected in each cell of the months that are known otherwise now."""
    treatment = treated() if treatment is None else treatment
    cells = first_published_cells(collection, treatment, PERIODS, GRID, FACILITIES, packaged_policy())
    if cells.empty:
        return {}
    keys = zip(cells["unit_id"], cells["period"], strict=True)
    return dict(zip(keys, [None if pd.isna(value) else value for value in cells["collected_kg"]], strict=True))


def test_a_month_with_a_late_report_is_known_without_it() -> None:
    """Past due on 10 October at midnight in Viet Nam, which is 17:00 UTC."""
    rows = collected(("A", "2026-09", "2026-10-10T16:59:59Z", 5), ("B", "2026-09", "2026-10-10T17:00:00Z", 7))
    assert known(rows) == {("A", "2026-09"): 5, ("B", "2026-09"): None}


def test_a_correction_that_came_later_was_not_known_then() -> None:
    """The month before is published as it stood, and revised now."""
    rows = collected(("A", "2026-09", "2026-10-03T00:00:00Z", 5), ("A", "2026-09", "2026-10-30T00:00:00Z", 9))
    assert known(rows)["A", "2026-09"] == 5


def test_a_late_report_of_an_earlier_month_matters_to_the_months_that_rest_on_it() -> None:
    """Which facilities were still to be heard of in September followed from what August's reports said by then."""
    august = [("A", "2026-08", "2026-09-02T00:00:00Z", 3), ("A", "2026-08", "2026-10-20T00:00:00Z", 4)]
    rows = collected(*august, ("A", "2026-09", "2026-10-03T00:00:00Z", 5))
    assert known(rows) == {
        ("A", "2026-08"): 3,
        ("B", "2026-08"): None,
        ("A", "2026-09"): 5,
        ("B", "2026-09"): None,
    }


def test_each_month_knows_only_what_had_arrived_by_then() -> None:
    """Tonnes of July that came in late August say in September, but not in August, that more is to come."""
    waste = treated(("A", "2026-07", "2026-09-20T00:00:00Z", 2), ("B", "2026-09", "2026-10-01T00:00:00Z", 1))
    rows = collected(("A", "2026-08", "2026-09-01T00:00:00Z", 3), ("A", "2026-09", "2026-10-03T00:00:00Z", 5))
    late = collected(("B", "2026-09", "2026-11-01T00:00:00Z", 5), ("B", "2026-08", "2026-11-01T00:00:00Z", 5))
    assert set(known(pd.concat([rows, late], ignore_index=True), waste)) >= {("A", "2026-08"), ("A", "2026-09")}


def test_what_came_at_once_on_a_first_night_was_never_known_otherwise() -> None:
    """All of it arrived long after it was due; nobody had published anything before."""
    rows = collected(("A", "2026-08", "2026-11-16T00:00:00Z", 3), ("A", "2026-09", "2026-11-16T00:00:00Z", 5))
    assert known(rows) == {}


def test_a_month_that_came_in_time_is_not_known_otherwise() -> None:
    """Nor is one that is not past due yet."""
    rows = collected(("A", "2026-09", "2026-10-03T00:00:00Z", 5), ("A", "2026-10", "2026-11-15T00:00:00Z", 5))
    assert known(rows) == {}
