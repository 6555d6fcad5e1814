"""Who reported, in time, and what the state of each unit's reporting is."""

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame, records
from thugom.measures.periods import calendar
from thugom.measures.reporting import (
    accepted_on,
    due_days,
    received_in,
    reporting_rates,
    reporting_states,
    with_counted_day,
)

EXPECTED = frame("unit_id settlement\nA urban\nB rural\nB urban")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def days_accepted(table: str) -> dict[tuple[str, ...], str]:
    """Return the day on which each unit was accepted in January."""
    facts = frame(table).assign(period="2026-01").astype({"period": "str"})
    found = accepted_on(facts, EXPECTED)
    return {key: str(row["accepted_on"])[:10] for key, row in records(found, "unit_id").items()}


@pytest.mark.parametrize(
    ("arrived_at", "submitted_on", "basis", "counted"),
    [
        ("2026-02-03T01:00:00Z", "2026-02-01", "observed", "2026-02-03"),  # the later of the two
        ("2026-02-03T01:00:00Z", "2026-02-04", "observed", "2026-02-04"),
        ("2026-02-03T01:00:00Z", ".", "observed", "2026-02-03"),
        ("2026-02-05T17:30:00Z", "2026-02-05", "observed", "2026-02-06"),  # half past midnight in Việt Nam
        ("2026-08-01T01:00:00Z", "2026-02-05", "declared", "2026-02-05"),  # it lay there on the first night
    ],
)
def test_the_day_that_counts_is_the_later_of_the_rows_own_and_its_arrival(
    arrived_at: str, submitted_on: str, basis: str, counted: str
) -> None:
    """In the home's time zone; of files that lay there on the first night, their own."""
    facts = frame(f"arrived_at submitted_on arrival_basis\n{arrived_at} {submitted_on} {basis}")
    assert str(with_counted_day(facts, VIETNAM)["counted_on"].iloc[0])[:10] == counted


def test_a_unit_is_accepted_when_its_last_expected_settlement_is() -> None:
    """B reports in two parts, and counts from the later one."""
    assert days_accepted("""
        unit_id  settlement  accepted  counted_on
        A        urban       yes       2026-02-01
        B        urban       yes       2026-02-02
        B        rural       yes       2026-02-04
    """) == {("A",): "2026-02-01", ("B",): "2026-02-04"}


def test_a_missing_settlement_leaves_the_unit_unaccepted() -> None:
    """Half a report is received, not accepted."""
    assert days_accepted("unit_id settlement accepted counted_on\nB urban yes 2026-02-02") == {}


def test_a_row_for_the_whole_unit_accepts_every_settlement() -> None:
    """`all` speaks of both parts."""
    table = "unit_id settlement accepted counted_on\nB all yes 2026-02-02"
    assert days_accepted(table) == {("B",): "2026-02-02"}


def test_a_correction_keeps_the_first_days_time_only_if_the_first_was_accepted() -> None:
    """A refused first report counts from its correction; an accepted one from the first day."""
    assert days_accepted("""
        unit_id  settlement  accepted  counted_on
        A        urban       yes       2026-02-01
        A        urban       yes       2026-02-20
    """) == {("A",): "2026-02-01"}
    assert days_accepted("""
        unit_id  settlement  accepted  counted_on
        A        urban       no        2026-02-01
        A        urban       yes       2026-02-20
    """) == {("A",): "2026-02-20"}


def test_the_due_day_itself_is_in_time_and_the_day_after_is_not() -> None:
    """Completeness counts the accepted, timeliness those accepted by the due day, over the expected."""
    units = frame("unit_id period\nA 2026-01\nB 2026-01\nC 2026-01\nD 2026-01")
    periods = due_days(calendar(["2026-01"]), packaged_policy(), dt.date(2026, 2, 20))
    accepted = frame("""
        unit_id  period   accepted_on
        A        2026-01  2026-02-05
        B        2026-01  2026-02-06
    """)
    received = frame("unit_id period\nA 2026-01\nB 2026-01\nC 2026-01")
    row = reporting_rates(units, periods, received, accepted).iloc[0]
    assert [row[f"units_{name}"] for name in ("expected", "received", "accepted", "accepted_in_time")] == [4, 3, 2, 1]
    assert (row["completeness"], row["timeliness"]) == (0.5, 0.25)
    assert (str(row["due_on"])[:10], str(row["past_due_on"])[:10]) == ("2026-02-05", "2026-02-10")


def test_received_is_any_row_that_names_a_unit_and_a_period() -> None:
    """Refused rows too; a row of no known unit is nobody's."""
    facts = frame("unit_id period accepted\nA 2026-01 no\nA 2026-01 yes\n. 2026-01 yes\nB . yes")
    assert list(received_in(facts).itertuples(index=False, name=None)) == [("A", "2026-01")]


@pytest.mark.parametrize(
    ("received", "accepted", "complete", "due", "state"),
    [
        ("no", "no", "no", "yes", "no_report"),
        ("yes", "no", "no", "yes", "rejected"),
        ("yes", "yes", "no", "yes", "incomplete"),
        ("yes", "yes", "yes", "yes", "complete"),
        ("no", "no", "no", "no", "pending"),
        ("yes", "no", "no", "no", "pending"),
        ("yes", "yes", "yes", "no", "complete"),
    ],
)
def test_the_state_of_a_report(received: str, accepted: str, complete: str, due: str, state: str) -> None:
    """Until due day and grace are over nothing that is not complete counts as missing."""
    units = frame(f"unit_id period complete\nA 2026-01 {complete}")
    named = frame("unit_id period\nA 2026-01")
    found = reporting_states(
        units,
        named if received == "yes" else named.iloc[:0],
        named if accepted == "yes" else named.iloc[:0],
        frame(f"period due\n2026-01 {due}"),
    )
    assert found.tolist() == [state]


def test_a_period_is_past_due_on_the_day_after_its_grace() -> None:
    """The last day of grace is still within it."""
    past = [
        bool(due_days(calendar(["2025-12"]), packaged_policy(), dt.date(2026, 1, day))["due"].iloc[0])
        for day in (10, 11)
    ]
    assert past == [False, True]
    assert (
        pd.Timestamp("2026-01-05")
        == due_days(calendar(["2025-12"]), packaged_policy(), dt.date(2026, 1, 1))["due_on"].iloc[0]
    )
