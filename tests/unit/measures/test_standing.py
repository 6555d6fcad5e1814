"""Which submission stands: the newest accepted one, whatever order the files were read in."""

from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.measures.frames import frame
from thugom.measures.standing import standing_rows, unplaced_refusals

GROUP = ["unit_id", "period", "settlement"]
KEY = [*GROUP, "former_unit_code"]
MARKS = ["settlement", "former_unit_code", "collected_kg", "accepted", "correction_refused"]


def received(table: str) -> pd.DataFrame:
    """Return received rows: file, day it arrived, settlement, former unit, accepted, kilograms."""
    rows = frame(table)
    defaults: dict[str, Any] = {
        "unit_id": "A",
        "period": "2026-01",
        "sheet": "",
        "submitted_on": pd.NaT,
        "former_unit_code": None,
    }
    for name, value in defaults.items():
        rows[name] = rows.get(name, value)
    return rows.assign(
        arrived_at=rows.pop("arrived_on").dt.strftime("%Y-%m-%dT00:00:00Z"),
        file_sha256=rows.pop("file"),
        row_number=rows["row_number"] if "row_number" in rows else range(len(rows)),
        submitted_on=rows["submitted_on"].astype("datetime64[us]"),
        former_unit_code=rows["former_unit_code"].astype("str"),
    )


def stands(table: str) -> list[str]:
    """Return what stands, as text: settlement, former unit, kilograms, refused or corrected in vain."""
    rows = standing_rows(received(table), GROUP, KEY)
    texts = []
    for row in rows[MARKS].itertuples(index=False, name=None):
        settlement, former, kilograms, accepted, correction_refused = row
        mark = "" if accepted and not correction_refused else " stale" if accepted else " refused"
        part = "" if pd.isna(former) else f" {former}"
        texts.append(f"{settlement}{part} {kilograms}{mark}")
    return texts


def test_the_newest_accepted_submission_stands() -> None:
    """A correction replaces what it corrects."""
    assert stands("""
        file  arrived_on  settlement  accepted  collected_kg
        old   2026-02-01  urban       yes       10
        new   2026-02-02  urban       yes       20
    """) == ["urban 20"]


def test_the_day_of_submission_goes_before_the_day_of_arrival() -> None:
    """A file that came late by post but was written first does not replace the newer one."""
    assert stands("""
        file  arrived_on  submitted_on  settlement  accepted  collected_kg
        late  2026-02-09  2026-02-01    urban       yes       10
        new   2026-02-03  2026-02-02    urban       yes       20
    """) == ["urban 20"]


def test_a_row_without_a_date_counts_from_the_day_it_arrived() -> None:
    """Undated rows take their place by arrival."""
    assert stands("""
        file    arrived_on  submitted_on  settlement  accepted  collected_kg
        dated   2026-02-01  2026-02-01    urban       yes       10
        undated 2026-02-02  .             urban       yes       20
    """) == ["urban 20"]


def test_the_day_of_arrival_is_that_of_the_home() -> None:
    """What came at one in the morning of the 2nd in Lai Châu came on the 2nd, though it was the 1st in Greenwich."""
    facts = received("""
        file      arrived_on  submitted_on  settlement  accepted  collected_kg
        dated     2026-02-01  2026-02-01    urban       yes       10
        undated   2026-02-01  .             urban       yes       20
        next-day  2026-02-05  2026-02-02    urban       yes       30
    """)
    night = {"undated": "2026-02-01T18:00:00Z"}
    facts["arrived_at"] = facts["file_sha256"].map(night).fillna(facts["arrived_at"])
    # Both of the 2nd: of two written on one day the one that arrived last stands.
    facts["arrived_at"] = facts["arrived_at"].where(facts["file_sha256"] != "next-day", "2026-02-01T17:30:00Z")
    stood = {
        zone: standing_rows(facts, GROUP, KEY, ZoneInfo(zone))["collected_kg"].tolist()
        for zone in ("Asia/Ho_Chi_Minh", "UTC")
    }
    assert stood == {"Asia/Ho_Chi_Minh": [20], "UTC": [30]}


def test_a_tie_goes_to_the_greater_hash() -> None:
    """Two files of one instant stand in the order of their hashes, not of their reading."""
    table = """
        file  arrived_on  settlement  accepted  collected_kg
        b     2026-02-01  urban       yes       20
        a     2026-02-01  urban       yes       10
    """
    assert stands(table) == ["urban 20"]


def test_a_refused_correction_leaves_the_earlier_row_standing_and_marked() -> None:
    """What was accepted stays, and says that a correction was refused."""
    assert stands("""
        file  arrived_on  settlement  accepted  collected_kg
        old   2026-02-01  urban       yes       10
        new   2026-02-02  urban       no        20
    """) == ["urban 10 stale"]


def test_an_accepted_row_after_a_refused_one_is_not_marked() -> None:
    """A refusal that was put right is over."""
    assert stands("""
        file  arrived_on  settlement  accepted  collected_kg
        old   2026-02-01  urban       no        10
        new   2026-02-02  urban       yes       20
    """) == ["urban 20"]


def test_a_refusal_that_nothing_replaces_is_returned() -> None:
    """A unit whose only report was refused is known to have reported, and not what."""
    assert stands("""
        file  arrived_on  settlement  accepted  collected_kg
        only  2026-02-01  urban       no        10
    """) == ["urban 10 refused"]


def test_of_two_refusals_the_newest_is_returned() -> None:
    """One open question per key is enough."""
    assert stands("""
        file  arrived_on  settlement  accepted  collected_kg
        old   2026-02-01  urban       no        10
        new   2026-02-02  urban       no        20
    """) == ["urban 20 refused"]


def test_a_submission_stands_whole() -> None:
    """Parts that the newest submission no longer names do not survive from an older one."""
    assert stands("""
        file  arrived_on  settlement  former_unit_code  accepted  collected_kg
        old   2026-02-01  urban       03386             yes       10
        old   2026-02-01  urban       03389             yes       11
        new   2026-02-02  urban       03386             yes       20
    """) == ["urban 03386 20"]


def test_a_refused_part_falls_back_on_its_own_earlier_row() -> None:
    """Within the newest submission one refused part leaves that part's earlier figure, marked."""
    assert stands("""
        file  arrived_on  settlement  former_unit_code  accepted  collected_kg
        old   2026-02-01  urban       03386             yes       10
        old   2026-02-01  urban       03389             yes       11
        new   2026-02-02  urban       03386             yes       20
        new   2026-02-02  urban       03389             no        21
    """) == ["urban 03386 20", "urban 03389 11 stale"]


def test_a_refused_part_without_an_earlier_row_is_returned_beside_the_others() -> None:
    """The sum of the parts is then unknown, not smaller."""
    assert stands("""
        file  arrived_on  settlement  former_unit_code  accepted  collected_kg
        only  2026-02-01  urban       03386             yes       20
        only  2026-02-01  urban       03389             no        21
    """) == ["urban 03386 20", "urban 03389 21 refused"]


def test_the_settlements_of_a_unit_are_revised_each_on_its_own() -> None:
    """A correction of the urban part leaves the rural part as it was."""
    assert stands("""
        file  arrived_on  settlement  accepted  collected_kg
        old   2026-02-01  rural       yes       10
        old   2026-02-01  urban       yes       11
        new   2026-02-02  urban       yes       21
    """) == ["rural 10", "urban 21"]


def test_newer_parts_replace_an_older_whole() -> None:
    """`all` and settlements of one unit-month never count together: the newest kind stands."""
    assert stands("""
        file  arrived_on  settlement  accepted  collected_kg
        old   2026-02-01  all         yes       100
        new   2026-02-02  urban       yes       60
        new   2026-02-02  rural       yes       50
    """) == ["rural 50", "urban 60"]


def test_a_newer_whole_replaces_older_parts() -> None:
    """A unit that now sends one figure no longer stands by its parts."""
    assert stands("""
        file  arrived_on  settlement  accepted  collected_kg
        old   2026-02-01  urban       yes       60
        old   2026-02-01  rural       yes       50
        new   2026-02-02  all         yes       100
    """) == ["all 100"]


def test_units_and_months_do_not_touch_each_other() -> None:
    """A newer report of another unit or month replaces nothing."""
    rows = received("""
        file  arrived_on  unit_id  period   settlement  accepted  collected_kg
        old   2026-02-01  A        2026-01  urban       yes       10
        new   2026-03-02  A        2026-02  urban       yes       20
        new   2026-03-02  B        2026-01  urban       yes       30
    """)
    assert sorted(standing_rows(rows, GROUP, KEY)["collected_kg"]) == [10, 20, 30]


def test_nothing_received_is_nothing_standing() -> None:
    """An empty home has no rows, and the columns are there all the same."""
    rows = standing_rows(received("file arrived_on settlement accepted collected_kg"), GROUP, KEY)
    assert rows.empty
    assert "correction_refused" in rows


def unplaced(table: str) -> list[int]:
    """Return the kilograms of the refused rows that nobody can place and nothing replaces."""
    return sorted(unplaced_refusals(received(table), ["unit_id", "period"])["collected_kg"])


def test_a_refused_row_of_no_known_settlement_stays_open_beside_its_own_file() -> None:
    """What the row meant to say is not in the other rows of its file."""
    assert unplaced("""
        file  arrived_on  settlement  accepted  collected_kg
        only  2026-02-01  urban       yes       10
        only  2026-02-01  town        no        20
        only  2026-02-01  .           no        30
        only  2026-02-01  rural       no        40
    """) == [20, 30]


def test_a_refused_row_of_no_known_settlement_is_replaced_by_a_newer_file_and_by_no_older_one() -> None:
    """A correction closes the question; what came before it does not."""
    assert unplaced("""
        file  arrived_on  unit_id  settlement  accepted  collected_kg
        old   2026-02-01  A        urban       yes       10
        bad   2026-02-02  A        town        no        20
        bad   2026-02-02  B        town        no        30
        new   2026-02-03  B        urban       yes       40
    """) == [20]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "file_sha256": st.sampled_from("abc"),
            "settlement": st.sampled_from(["urban", "rural", "all"]),
            "former_unit_code": st.sampled_from([None, "03386", "03389"]),
            "accepted": st.booleans(),
        }
    ),
    min_size=1,
    max_size=9,
    unique_by=lambda row: (row["file_sha256"], row["settlement"], row["former_unit_code"]),
)


@settings(max_examples=20)
@given(ROWS, st.permutations(["2026-02-01", "2026-02-02", "2026-02-02"]), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_files_never_matters(
    rows: list[dict[str, object]], days: list[str], random: Random
) -> None:
    """Files first seen on one night give the same result in any order."""
    arrived = dict(zip("abc", days, strict=True))
    facts = pd.DataFrame(rows).assign(
        unit_id="A",
        period="2026-01",
        sheet="",
        submitted_on=pd.Series(pd.NaT, index=range(len(rows)), dtype="datetime64[us]"),
        row_number=range(len(rows)),
        collected_kg=range(len(rows)),
    )
    facts["arrived_at"] = facts["file_sha256"].map(arrived)
    facts["former_unit_code"] = facts["former_unit_code"].astype("str")
    shuffled = facts.sample(frac=1, random_state=random.randint(0, 99), ignore_index=True)
    expected = standing_rows(facts, GROUP, KEY)
    assert standing_rows(shuffled, GROUP, KEY)[expected.columns].equals(expected)
    kinds = set(expected.loc[expected["accepted"], "settlement"])
    assert kinds == {"all"} or "all" not in kinds
    assert not expected.duplicated(KEY).any()
