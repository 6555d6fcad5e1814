"""What came last, and what was known and published before it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd

from thugom.contracts import load_policy, packaged_schemas
from thugom.measures.newest_arrivals import newest_arrivals, published_before

if TYPE_CHECKING:
    from thugom.measures.newest_arrivals import NewestArrivals

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
POLICY = load_policy(packaged_schemas() / "policy.yml")


def facts(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """Return received rows: file, arrival, its basis, and unit's period; all of one unit and accepted."""
    table = pd.DataFrame(rows, columns=["file_path", "arrived_at", "arrival_basis", "period"], dtype="str")
    return table.assign(unit_id=pd.Series("A", index=table.index, dtype="str"), accepted=True)


def newest(*rows: tuple[str, str, str, str | None]) -> NewestArrivals | None:
    """Return the newest arrivals of collection reports."""
    return newest_arrivals(facts(*rows), facts(), HANOI)


def test_what_came_at_once_has_nothing_before_it() -> None:
    """On a first night nothing had been published."""
    assert newest() is None
    at = "2026-10-05T20:00:00Z"
    assert newest(("a", at, "declared", "2026-09"), ("b", at, "declared", "2026-08")) is None


def test_two_nights_of_one_day_are_two() -> None:
    """Whoever runs the night again for one more file sees what that file changed."""
    found = newest(
        ("a", "2026-10-05T20:00:00Z", "observed", "2026-09"),
        ("b", "2026-10-05T20:30:00Z", "observed", "2026-09"),
    )
    assert found is not None
    assert (found.before_at, found.after_at) == ("2026-10-05T20:00:00Z", "2026-10-05T20:30:00Z")
    assert (found.collection["file_path"].tolist(), found.named["file_path"].tolist()) == (["a"], ["b"])


def test_the_invented_arrivals_of_a_day_are_one_nights() -> None:
    """The day is that of the home: one at seven in the evening of Greenwich belongs to the next."""
    found = newest(
        ("a", "2026-10-05T02:00:00Z", "synthetic", "2026-09"),
        ("b", "2026-10-05T16:59:00Z", "synthetic", "2026-09"),
        ("c", "2026-10-05T17:01:00Z", "synthetic", "2026-09"),
        ("d", "2026-10-06T04:00:00Z", "synthetic", "2026-09"),
    )
    assert found is not None
    assert (found.before_at, found.after_at) == ("2026-10-05T16:59:00Z", "2026-10-06T04:00:00Z")
    assert found.collection["file_path"].tolist() == ["a", "b"]


def test_a_row_of_no_period_changes_nothing_and_arrives_all_the_same() -> None:
    """The newest arrivals are then of no effect, and those before them are not told of again."""
    found = newest(
        ("a", "2026-10-05T20:00:00Z", "observed", "2026-09"),
        ("b", "2026-10-06T20:00:00Z", "observed", None),
    )
    assert found is not None
    assert (found.after_at, len(found.named)) == ("2026-10-06T20:00:00Z", 0)


def test_a_month_is_published_when_it_has_ended_in_the_home() -> None:
    """On 1 November in Lai Châu October had ended, though in Greenwich it had not."""
    periods = [
        published_before(found, POLICY)
        for at in ("2026-10-31T16:00:00Z", "2026-10-31T18:00:00Z")
        if (found := newest(("a", at, "observed", "2026-09"), ("b", "2026-12-01T00:00:00Z", "observed", "2026-10")))
    ]
    assert [sorted(period for period in of if len(period) == len("2026-10")) for of in periods] == [
        ["2026-09", "2026-H2", "2026-Q3"],
        ["2026-09", "2026-10", "2026-H2", "2026-Q3", "2026-Q4"],
    ]
