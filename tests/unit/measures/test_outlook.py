"""What follows from the figures: which months are published, and whose evidence is whose."""

import pandas as pd

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame
from thugom.measures.outlook import Beside, graded, newest_month
from thugom.register.overlap import Links

POLICY = packaged_policy()


def units(*names: str) -> pd.DataFrame:
    """Return October's rows of complete units, whole and rural."""
    rows = [(name, "2026-10", "month", settlement) for name in names for settlement in ("rural", "all")]
    table = pd.DataFrame(rows, columns=["unit_id", "period", "period_kind", "settlement"]).astype("str")
    return table.assign(silent=False, generation_estimated=False)


def test_the_newest_month_is_the_newest_past_due_day_and_grace() -> None:
    """A month still pending is not the newest published one; neither is a longer period."""
    periods = frame("""
        period   period_kind  complete
        2026-08  month        yes
        2026-09  month        yes
        2026-10  month        no
        2026-Q3  quarter      yes
    """)
    assert newest_month(periods) == "2026-09"
    assert newest_month(periods.assign(complete=False)) is None


def test_a_silent_unit_has_the_worst_grade_and_a_warned_one_a_poorer() -> None:
    """`D` without a report, `C` where a check warned, `B` else; the same in each settlement's row."""
    warned = pd.DataFrame({"unit_id": ["B"], "period": ["2026-10"]}, dtype="str")
    rows = units("A", "B", "C").assign(silent=lambda table: table["unit_id"] == "C")
    found = graded(rows, None, None, Beside(warned=warned), POLICY).set_index(["unit_id", "settlement"])[
        "evidence_grade"
    ]
    assert found.to_dict() == {
        (unit, settlement): grade
        for unit, grade in (("A", "B"), ("B", "C"), ("C", "D"))
        for settlement in ("rural", "all")
    }


def test_a_unit_of_another_map_is_as_well_known_as_the_worst_known_of_its_parts() -> None:
    """Merged of a good report and none it is `D`; each part of a divided unit is known as the whole is."""
    as_was = units("A", "B", "C").assign(silent=lambda table: table["unit_id"] == "B")
    as_was = graded(as_was, None, None, Beside(), POLICY)
    edges = frame("""
        era  unit_id  settlement  to_unit_id  to_settlement  weight
        0    A        rural       AB          rural          1
        0    B        rural       AB          rural          1
        0    C        rural       C1          rural          1
        0    C        rural       C2          rural          1
    """)
    links = Links({"2026-10": 0}, edges)
    found = graded(units("AB", "C1", "C2"), as_was, links, Beside(), POLICY)
    assert found.drop_duplicates("unit_id").set_index("unit_id")["evidence_grade"].to_dict() == {
        "AB": "D",
        "C1": "B",
        "C2": "B",
    }
