"""What the lines of the mass balance say of a unit, for the alert on tickets and reports that disagree."""

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import answers
from thugom.alerts.month_records import unit_balances

Answer = bool | None


@pytest.mark.parametrize(
    ("own", "lines", "said"),
    [
        (False, [False, False], False),
        # Two that are wrong cancel each other in the sum.
        (False, [True, False], True),
        # What went where nobody weighs hides in no agreement of the lines that are known.
        (None, [False, None], None),
        (None, [True, None], True),
        (False, [None], False),
        (True, [False], True),
    ],
)
def test_one_line_out_of_balance_is_enough_and_only_the_units_own_ends_it(
    own: Answer, lines: list[Answer], said: Answer
) -> None:
    """A unit is in balance where its own line is and no facility's is out."""
    rows = pd.DataFrame({"line": ["unit", *["facility"] * len(lines)], "out_of_balance": [own, *lines]})
    rows = rows.assign(unit_id="A", period="2026-10", stream="domestic", balance_ratio=[0.9, *[2.0] * len(lines)])
    found = unit_balances(rows, packaged_policy())
    assert (answers(found["out_of_balance"]), found["balance_ratio"].tolist()) == ([said], [0.9])


def test_other_streams_raise_no_alert() -> None:
    """The targets speak of domestic waste."""
    rows = pd.DataFrame(
        {"line": ["unit", "facility"], "stream": ["domestic", "other"], "out_of_balance": [False, True]}
    )
    found = unit_balances(rows.assign(unit_id="A", period="2026-10", balance_ratio=1.0), packaged_policy())
    assert answers(found["out_of_balance"]) == [False]
