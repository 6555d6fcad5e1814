"""Homes whose reports name their units only: what is clear counts, what is not comes back with its proposals."""

from __future__ import annotations

import datetime as dt
import json
import random
import unicodedata
from typing import TYPE_CHECKING

import pytest

from tests.e2e.published import Published, Row, make_home, run_night
from tests.e2e.reports import Line, Month, months_of_units, register_of, send, write
from tests.unit.register.naming import SHORT, with_tones_moved
from tests.unit.sources.papers import FORM, TITLE, workbook
from thugom.language.order import plain
from thugom.services.explain import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

pytestmark = pytest.mark.slow
MONTH = "2026-09"
AS_OF = dt.date(2026, 10, 20)
NOW = dt.datetime(2026, 10, 20, 18, 0, tzinfo=dt.UTC)
REST_ON = {"file_path", "file_sha256", "register_version", "policy_version"}
"""What says where a row comes from, and not what it says."""


DISTRICTS = {"Mường Tè", "Nậm Nhùn", "Phong Thổ", "Sìn Hồ", "Tam Đường", "Tân Uyên", "Than Uyên"}
"""Without its kind a commune of such a name may be a row of its former district's subtotal."""


def night(home: Path) -> Published:
    """Run the night as of the twentieth after the month, and return what it published."""
    run_night(home, NOW, AS_OF)
    return Published(home)


def by_name(line: Line, name: str) -> Line:
    """Return a line of a report with the unit's name in the place of its code."""
    return {"unit_name": name} | {column: value for column, value in line.items() if column != "unit_code"}


def ways_to_write(full_name: str, kind: str, chance: random.Random) -> str:
    """Return a unit's name in one of the ways in which nothing of it is lost."""
    name = with_tones_moved(full_name, chance)
    bare = name.split(" ", 2)[-1] if kind == "township" else name.split(" ", 1)[-1]
    ways: list[Callable[[], str]] = [
        lambda: name,
        lambda: unicodedata.normalize("NFD", name),
        name.upper,
        lambda: f"  {name.lower()} ",
        lambda: f"{SHORT[kind]} {bare}",
        lambda: f"{SHORT[kind]}{bare}",
        lambda: name if unicodedata.normalize("NFC", bare) in DISTRICTS else bare,
        lambda: f"UBND {name}",
        lambda: f"{name}, tỉnh Lai Châu",
    ]
    return chance.choice(ways)()


def reported(published: Published, table: str) -> set[tuple[tuple[str, object], ...]]:
    """Return what a table says, wherever it has it from."""
    rows = published.rows(table)
    return {tuple(sorted((name, value) for name, value in row.items() if name not in REST_ON)) for row in rows}


def test_a_month_by_names_is_the_month_by_codes(tmp_path: Path) -> None:
    """38 units written in many ways give the facts and figures that their codes give, and no word is said of them."""
    coded, named = (make_home(tmp_path / name, synthetic=True) for name in ("coded", "named"))
    months = months_of_units(register_of(coded), MONTH)
    units = {row["unit_id"]: row for row in _units(coded)}
    chance = random.Random(20)  # noqa: S311 - a way of writing is no secret

    def called(one: Month, line: Line) -> Line:
        unit = units[one.unit.unit_id]
        return by_name(line, ways_to_write(unit["full_name"], unit["kind"], chance))

    send(coded, months)
    inbox = named / "data" / "raw"
    write(inbox / "collection.csv", [called(one, one.collection()) for one in months])
    write(inbox / "treatment.csv", [called(one, line) for one in months for line in one.treatment()])
    first, second = night(coded), night(named)
    assert second.rows("quality_issue") == []
    (run,) = second.rows("run")
    assert (run["rows_received"], run["rows_refused"]) == (3 * len(months), 0)
    for table in ("collection", "treatment", "commune_coverage", "province_coverage"):
        assert reported(first, table) == reported(second, table)
        assert len(reported(first, table)) > 0
    cells = explain(named, "collection_rate", MONTH, settlement="urban").cells
    read_as = cells[(cells["column"] == "unit_code") & (cells["report"] == "collection")].set_index("cell")
    # What stands for the code is the name, at the name's own address.
    assert read_as.loc["A2", "fact"] == "03388"
    assert "doan ket" in plain(read_as.loc["A2", "raw"])


def _units(home: Path) -> list[Row]:
    """Return the units of a home's register, with their keys."""
    lines = (home / "register" / "unit.csv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    rows = [dict(zip(names, line.split(","), strict=False)) for line in lines[1:]]
    return [row | {"unit_id": f"{row['unit_code']}@{row['valid_from']}"} for row in rows]


SAID = {
    "Xã Nậm Hàng": ("03434", ""),
    "xa Bum To": ("03433", "collection.unit_code.name_marked"),
    "Sin Súi Hồ": ("03394", ""),
    "Nậm Xỏ": ("", "collection.unit_code.name_proposed"),
    "Phường Quyết Tiến": ("", "collection.unit_code.not_ended"),
    "Thị trấn Than Uyên": ("", "collection.unit_code.not_ended"),
    "Lê Lợi, Quảng Ninh": ("", "collection.unit_code.name_proposed"),
    "Hạ Long": ("", "collection.unit_code.name_known"),
    "-": ("", "collection.unit_code.required"),
}
"""What stands for a unit in a sheet of September 2026: the code it is read as, and what its sender is told."""


def test_what_becomes_of_each_name_in_a_clerks_workbook(tmp_path: Path) -> None:
    """Of nine rows three count; the others are refused, each with one finding at its name that says what to do."""
    home = make_home(tmp_path / "home", synthetic=True)
    header = [text for text in FORM if text != "Mã xã"]
    lines = [(name, "Nông thôn", 2000, 500, 400, 50, 30.5, 20.25, 3) for name in SAID]
    title = TITLE[0].replace("10", "09")
    workbook(home / "data" / "raw" / "names.xlsx", {"Thu gom": [(title,), header, *lines]})
    published = night(home)
    (run,) = published.rows("run")
    accepted = [code for code, _ in SAID.values() if code]
    assert (run["rows_received"], run["rows_accepted"]) == (len(SAID), len(accepted))
    assert run["rows_accepted"] + run["rows_refused"] == run["rows_received"]
    assert sorted(row["unit_id"][:5] for row in published.rows("collection")) == sorted(accepted)
    told = {row["row_number"]: row for row in published.rows("quality_issue")}
    said = {row: rule for row, (_, rule) in enumerate(SAID.values(), start=3) if rule}
    assert {row: told[row]["rule_id"] for row in told} == said
    for row, rule in said.items():
        # The form has no column for codes: a cell that is missing cannot be pointed at.
        assert told[row]["cell"] == ("" if rule.endswith("required") else f"A{row}")
        assert "{" not in told[row]["message_vi"] + told[row]["message_en"]
    assert "Xã Nậm Sỏ (03613)" in told[6]["message_vi"]
    assert "Phường Đoàn Kết (03388)" in told[7]["message_vi"]
    assert "Xã Than Uyên (03595)" in told[8]["message_vi"]


def _judged(home: Path, lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Return the month's units that count and the rules that others broke."""
    write(home / "data" / "raw" / "names.csv", lines)
    published = night(home)
    units = sorted((row["unit_id"], "") for row in published.rows("collection"))
    return units + [("", row["rule_id"]) for row in published.rows("quality_issue")]


def test_a_province_beside_the_name_is_heeded(tmp_path: Path) -> None:
    """A home of one province need not be told which; a stranger's row is never taken for its own."""
    home = make_home(tmp_path / "home", synthetic=True)
    said = {"03434": "Lai Châu", "03433": "Tỉnh Lai Châu", "03405": "", "03487": "Quảng Ninh", "03598": "Điện Biên"}
    months = {one.unit.code: one.collection() for one in months_of_units(register_of(home), MONTH)}
    names = {row["unit_code"]: row["full_name"] for row in _units(home) if not row["valid_to"]}
    lines = [by_name(months[code], names[code]) | {"province_name": province} for code, province in said.items()]
    assert _judged(home, lines) == [
        *((f"{code}@2025-07-01", "") for code in ("03405", "03433", "03434")),
        *[("", "collection.unit_code.name_known")] * 2,
    ]


def test_a_spelling_that_a_department_adds_judges_its_files_anew(tmp_path: Path) -> None:
    """What was refused yesterday counts today, without being sent again."""
    home = make_home(tmp_path / "home", synthetic=True)
    (one,) = [one for one in months_of_units(register_of(home), MONTH) if one.unit.code == "03613"][:1]
    assert _judged(home, [by_name(one.collection(), "Nậm Xỏ")]) == [("", "collection.unit_code.name_proposed")]
    with (home / "register" / "name_variant.csv").open("a", encoding="utf-8") as file:
        file.write("12,Nậm Sỏ,Nậm Xỏ,so its people write it\n")
    run_night(home, NOW + dt.timedelta(days=1), AS_OF)
    published = Published(home)
    assert [row["unit_id"] for row in published.rows("collection")] == ["03613@2025-07-01"]
    assert published.rows("quality_issue") == []
    versions = [json.dumps(row["rules_version"]) for row in published.rows("run")]
    assert len(set(versions)) == 2
