"""A month is licensed only if every day of it is, and controlled only as well as on its worst day."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.register.registers import register_contracts, register_of
from thugom.register import CONTROL_LEVELS, facility_capacity, facility_months


def months(*periods: str) -> pd.DataFrame:
    """Return months with their first and last day."""
    first = pd.to_datetime(pd.Series([f"{period}-01" for period in periods])).astype("datetime64[us]")
    return pd.DataFrame({"period": periods, "first_on": first, "last_on": first + pd.offsets.MonthEnd(0)})


def licensed(folder: Path, rows: Sequence[str], *periods: str) -> list[bool | None]:
    """Return whether the one facility of these rows is licensed in each period, None where not in force."""
    found = facility_months(register_of(folder, {"facility": rows}).facilities, months(*periods))
    return [None if pd.isna(value) else bool(value) for value in found["licensed"]]


def test_a_licence_that_ends_on_the_first_of_a_month_covers_the_month_before(tmp_path: Path) -> None:
    """`licensed_to` is the first day without the licence."""
    rows = ["LF1 2020-01-01 basic 2020-01-01 2025-07-01"]
    assert licensed(tmp_path, rows, "2025-06", "2025-07") == [True, False]


def test_one_day_without_a_licence_is_a_month_without(tmp_path: Path) -> None:
    """A licence that ends on the last day of June does not cover it."""
    rows = ["LF1 2020-01-01 basic 2020-01-01 2025-06-30"]
    assert licensed(tmp_path, rows, "2025-05", "2025-06") == [True, False]


def test_licences_that_follow_each_other_are_one(tmp_path: Path) -> None:
    """A renewal in the middle of a month, to the day, leaves the month licensed; a gap of a day does not."""
    first = "LF1 2020-01-01 basic 2020-01-01 2025-06-15"
    assert licensed(tmp_path, [first, "LF1 2025-06-15 basic 2025-06-15 ."], "2025-06") == [True]
    assert licensed(tmp_path, [first, "LF1 2025-06-16 basic 2025-06-16 ."], "2025-06") == [False]


def test_a_renewal_entered_ahead_of_time_counts_from_its_own_day(tmp_path: Path) -> None:
    """The row is valid in May, its licence begins when the old one ends."""
    rows = ["LF1 2020-01-01 basic 2020-01-01 2025-06-15", "LF1 2025-05-01 basic 2025-06-15 ."]
    assert licensed(tmp_path, rows, "2025-05", "2025-06", "2025-07") == [True, True, True]


def test_a_longer_licence_is_not_shortened_by_a_later_one_within_it(tmp_path: Path) -> None:
    """Overlapping licences cover what any of them covers."""
    rows = ["LF1 2020-01-01 basic 2020-01-01 2030-01-01", "LF1 2022-01-01 basic 2022-01-01 2023-01-01"]
    assert licensed(tmp_path, rows, "2025-06") == [True]


def test_a_later_row_corrects_the_end_of_a_licence(tmp_path: Path) -> None:
    """A licence that was taken away early is entered with its own first day and the new end."""
    rows = ["LF1 2020-01-01 basic 2020-01-01 2030-01-01", "LF1 2025-01-01 basic 2020-01-01 2025-01-01"]
    assert licensed(tmp_path, rows, "2024-12", "2025-01") == [True, False]


def test_a_row_without_a_licence_ends_what_earlier_rows_granted(tmp_path: Path) -> None:
    """An open-ended licence ends when the register says that there is none."""
    rows = ["LF1 2020-01-01 basic 2020-01-01 .", "LF1 2025-06-15 none . .", "LF1 2025-09-01 basic 2025-09-01 ."]
    assert licensed(tmp_path, rows, "2025-05", "2025-06", "2025-08", "2025-09") == [True, False, False, True]


def test_the_lowest_level_held_in_the_month_counts(tmp_path: Path) -> None:
    """An upgrade counts from the first whole month, a downgrade from its first day."""
    rows = ["LF1 2020-01-01 limited . .", "LF1 2025-06-15 full . .", "LF1 2025-08-31 basic . ."]
    register = register_of(tmp_path, {"facility": rows})
    found = facility_months(register.facilities, months("2025-06", "2025-07", "2025-08", "2025-09"))
    assert found["control_level"].tolist() == ["limited", "full", "basic", "basic"]


def test_before_its_first_row_a_facility_is_unknown(tmp_path: Path) -> None:
    """Unknown is neither licensed nor unlicensed; the month in which it begins knows it."""
    rows = ["LF1 2025-06-15 basic 2025-06-15 ."]
    register = register_of(tmp_path, {"facility": rows})
    found = facility_months(register.facilities, months("2025-05", "2025-06", "2025-07"))
    assert found["in_force"].tolist() == [False, True, True]
    assert licensed(tmp_path, rows, "2025-05", "2025-06", "2025-07") == [None, False, True]
    assert found["control_level"].isna().tolist() == [True, False, False]


def test_a_year_is_licensed_if_all_its_days_are(tmp_path: Path) -> None:
    """Sources that report by year ask for the year as one period."""
    register = register_of(tmp_path, {"facility": ["LF1 2010-01-01 basic 2010-01-01 2011-12-31"]})
    years = months("2010-12", "2011-12").assign(
        period=["2010", "2011"], first_on=pd.to_datetime(["2010-01-01", "2011-01-01"]).astype("datetime64[us]")
    )
    assert facility_months(register.facilities, years)["licensed"].tolist() == [True, False]


@pytest.mark.parametrize("periods", [(), ("2025-06",)])
def test_no_facilities_or_no_periods_give_no_rows(tmp_path: Path, periods: tuple[str, ...]) -> None:
    """A department begins without a facility, and its night must not fail over it."""
    found = facility_months(register_of(tmp_path, {}).facilities, months(*periods))
    assert len(found) == 0
    assert list(found) == ["facility_code", "period", "in_force", "licensed", "control_level"]


def test_the_ladder_is_that_of_the_contract() -> None:
    """What a register may say and what the program can compare are the same levels in the same order."""
    assert register_contracts()["facility"].field("control_level").enum == CONTROL_LEVELS


def test_capacity_adds_up_day_by_day_over_every_line_in_force() -> None:
    """10 t a day, 20.5 from the eleventh; nothing before the first line, unknown where a line does not say."""
    lines = pd.DataFrame(
        {
            "facility_code": ["P", "P", "Q"],
            "valid_from": pd.to_datetime(["2026-09-29", "2026-10-11", "2026-10-31"]),
            "capacity_t_per_day": [10.0, 20.5, None],
        }
    )
    year = pd.DataFrame({"period": ["2026"], "first_on": ["2026-01-01"], "last_on": ["2026-12-31"]})
    year = year.astype({"first_on": "datetime64[us]", "last_on": "datetime64[us]"})
    found = facility_capacity(lines, pd.concat([months("2026-08", "2026-09", "2026-10"), year]))
    places = zip(found["facility_code"], found["period"], strict=True)
    values = [None if pd.isna(mass) else int(mass) for mass in found["capacity_kg"]]
    known = dict(zip(places, values, strict=True))
    assert known["P", "2026-09"] == 2 * 10_000
    assert known["P", "2026-10"] == 10 * 10_000 + 21 * 20_500
    assert known["P", "2026"] == 12 * 10_000 + (21 + 30 + 31) * 20_500
    assert known["Q", "2026-10"] is None
    assert ("P", "2026-08") not in known
