"""The method of waste whose report names the facility alone."""

from pathlib import Path

import pandas as pd
import pytest

from tests.unit.measures.accounts import packaged_policy
from tests.unit.measures.frames import frame
from tests.unit.register.registers import HEADERS, write_register
from thugom.measures.methods import method_table, with_classes, with_methods
from thugom.register import Register, load_register

PLACES = "\n".join(
    [
        f"{','.join(HEADERS['facility'].split())},method",
        "LF1,2020-01-01,none,,,Bãi rác,,,,,,open_dump",
        "LF1,2026-06-15,basic,,,Bãi chôn lấp,,,,,,sanitary_landfill",
        "BOTH,2020-01-01,basic,,,Nhà máy,,,,,,",
    ]
)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A register with a dump that became a landfill in June 2026, and a plant of several methods."""
    write_register(tmp_path, {})
    (tmp_path / "facility.csv").write_text(PLACES, encoding="utf-8")
    return load_register(tmp_path, synthetic=False)


def methods(register: Register, table: str) -> list[str | None]:
    """Return the rows' methods, null as None."""
    rows = frame(table)
    rows["method"] = rows["method"].astype("str")
    rows["last_on"] = pd.to_datetime(rows["last_on"])
    found = with_methods(rows, register)["method"]
    return found.astype(object).where(found.notna(), None).tolist()


def test_a_row_without_a_method_takes_what_its_facility_did_at_the_end_of_the_period(register: Register) -> None:
    """Rows in any order: each is told by the line that held on its own last day."""
    table = """
        facility_code method last_on
        LF1           .      2026-06-30
        LF1           .      2026-05-31
    """
    assert methods(register, table) == ["sanitary_landfill", "open_dump"]


def test_a_row_without_a_period_takes_the_newest_method(register: Register) -> None:
    """It is refused for its period; a second complaint, of a method that the register knows, helps nobody."""
    assert methods(register, "facility_code method last_on\nLF1 . .") == ["sanitary_landfill"]


def test_a_method_that_was_reported_stands(register: Register) -> None:
    """The register fills in and never corrects."""
    assert methods(register, "facility_code method last_on\nLF1 recycling 2026-06-30") == ["recycling"]


@pytest.mark.parametrize("row", ["BOTH . 2026-06-30", "NEW . 2026-06-30", "LF1 . 2019-12-31", ". . 2026-06-30"])
def test_where_the_register_says_nothing_the_method_stays_unknown(register: Register, row: str) -> None:
    """A plant of several methods, an unknown facility, a time before its first line: unknown, and refused later."""
    beside = "LF1 . 2026-06-30"
    assert methods(register, f"facility_code method last_on\n{row}\n{beside}") == [None, "sanitary_landfill"]


def test_every_method_has_its_class_from_the_policy() -> None:
    """Recycling and energy are recovery, burning and landfill disposal; a dump treats nothing."""
    table = method_table(packaged_policy()).set_index("method")
    assert table["method_class"].value_counts().to_dict() == {
        "biological": 3,
        "not_treatment": 3,
        "recovery": 2,
        "disposal": 2,
    }
    assert table.index[~table["treats"]].tolist() == ["open_dump", "open_burning", "unspecified"]
    assert (table.loc["sanitary_landfill", "title_vi"], table.loc["recycling", "method_class"]) == (
        "Chôn lấp hợp vệ sinh",
        "recovery",
    )


def test_a_row_carries_the_class_of_its_method() -> None:
    """Analysts group by it; what the policy does not know has none."""
    rows = with_classes(pd.DataFrame({"method": ["composting", "open_dump", "magic"]}), packaged_policy())
    assert rows["method_class"].fillna("–").tolist() == ["biological", "not_treatment", "–"]
