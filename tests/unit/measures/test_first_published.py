"""What each month was known to be when it was past due day and grace."""

import pandas as pd

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame
from thugom.measures.first_published import first_published

PERIODS = frame("""
    period   period_kind  past_due_on  complete
    2026-07  month        2026-08-10   yes
    2026-08  month        2026-09-10   yes
    2026-09  month        2026-10-10   yes
    2026-10  month        2026-11-10   no
    2026-Q3  quarter      2026-10-10   yes
""")
NOTHING = pd.DataFrame({"period": pd.Series(dtype="str"), "arrived_at": pd.Series(dtype="str")})


def arrivals(*rows: tuple[str, str]) -> pd.DataFrame:
    """Return facts of these months, arrived at these instants."""
    return pd.DataFrame(rows, columns=["period", "arrived_at"]).astype("str")


def asked(facts: pd.DataFrame) -> dict[str, tuple[list[str], list[str]]]:
    """Return for each month that is computed again its facts' arrivals, and the months it rests on."""
    calls: dict[str, tuple[list[str], list[str]]] = {}

    def measured(collection: pd.DataFrame, _: pd.DataFrame, smallest: pd.DataFrame, month: str) -> pd.DataFrame:
        calls[month] = (collection["arrived_at"].tolist(), smallest["period"].tolist())
        return pd.DataFrame({"period": [month]})

    found = first_published(facts, NOTHING, PERIODS, packaged_policy(), measured)
    assert list(calls) == (found["period"].tolist() if len(found) else [])
    return calls


def test_a_month_with_a_late_report_is_computed_without_it() -> None:
    """Past due on 10 October at midnight in Viet Nam, which is 17:00 UTC."""
    facts = arrivals(("2026-09", "2026-10-10T16:59:59Z"), ("2026-09", "2026-10-10T17:00:00Z"))
    assert asked(facts) == {"2026-09": (["2026-10-10T16:59:59Z"], ["2026-07", "2026-08", "2026-09"])}


def test_a_late_report_of_an_earlier_month_matters_to_the_months_that_rest_on_it() -> None:
    """Which facilities are still to be heard of follows from the three months before."""
    facts = arrivals(("2026-08", "2026-09-02T00:00:00Z"), ("2026-08", "2026-10-20T00:00:00Z"))
    facts = pd.concat([facts, arrivals(("2026-09", "2026-10-03T00:00:00Z"))])
    assert list(asked(facts)) == ["2026-08", "2026-09"]


def test_what_came_at_once_on_a_first_night_was_never_known_otherwise() -> None:
    """All of it arrived long after it was due; nobody had published anything before."""
    assert asked(arrivals(("2026-08", "2026-11-16T00:00:00Z"), ("2026-09", "2026-11-16T00:00:00Z"))) == {}


def test_a_month_that_came_in_time_is_not_computed_again() -> None:
    """Nor is one that is not past due yet."""
    assert asked(arrivals(("2026-09", "2026-10-03T00:00:00Z"), ("2026-10", "2026-11-15T00:00:00Z"))) == {}
