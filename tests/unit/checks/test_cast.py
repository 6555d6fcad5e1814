"""The cast: every received row comes out typed, with what is wrong named at its cell."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.checks.sheets import cast_column, cast_sheet, facts, report, rules, sheet
from thugom.sources import read_report
from thugom.sources.cells import Cell

MORNING = dt.datetime(2026, 11, 5, 8)  # noqa: DTZ001 - a cell knows no time zone
ANYTHING: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(["-", "x", "đang cập nhật", "2026-10", "03388", "Đô thị", "1.234,5"]),
)


@given(st.integers(0, 4).flatmap(lambda rows: st.tuples(*[st.lists(ANYTHING, min_size=rows, max_size=rows)] * 6)))
def test_rows_in_are_rows_out(columns: tuple[list[Cell], ...]) -> None:
    """Whatever stands in the cells, each row comes out once; a refused one has an error at one of its cells."""
    names = ["unit_code", "period", "settlement", "households", "collected_t", "submitted_on"]
    received = sheet(dict(zip(names, columns, strict=True)))
    done = cast_sheet(received)
    assert done.rows.index.tolist() == received.cells.index.tolist()
    errors = {finding.row_number for finding in done.findings if finding.severity == "error"}
    assert set(done.rows.index[done.rows["refused"]]) == errors


def test_a_column_has_the_type_of_its_contract() -> None:
    """In contract order, absent columns included, whatever the sheet holds."""
    done = cast_sheet(sheet({"unit_code": ["03388"], "period": ["2026-10"]}))
    assert [str(dtype) for dtype in done.rows.dtypes] == [
        *["str"] * 4,
        *["Int64"] * 6,
        "Float64",
        "datetime64[us]",
        *["str"] * 4,
        "bool",
    ]
    said = ["unit_name_given", "province_given", "district_given", "former_name_given"]
    assert done.rows.columns.tolist() == [*(field.fact_name for field in report().fields), *said, "refused"]


def test_a_refused_row_keeps_its_other_cells() -> None:
    """Only the cell that cannot be read is null; the judge and the clerk see the rest."""
    done = cast_sheet(sheet({"unit_code": ["03388"], "collected_t": ["15 tấn"], "generated_t": ["20,5"]}))
    (row,) = done.rows.to_dict("records")
    assert (row["unit_code"], row["generated_kg"], row["refused"]) == ("03388", 20_500, True)
    assert facts(done, "collected_kg") == [None]


def test_a_finding_names_its_place() -> None:
    """File, sheet, row, column, cell and what was found, for the clerk to go there."""
    (finding,) = cast_sheet(sheet({"unit_code": ["03388"], "collected_t": ["15 tấn"]})).findings
    assert (finding.file, finding.sheet, finding.row_number) == ("2026-10/a.xlsx", "Thu gom", 8)
    assert (finding.column, finding.cell, finding.value) == ("collected_t", "B8", "15 tấn")
    assert finding.rule_id == "collection.collected_t.not_a_number"


@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0"])
def test_a_blank_cell_is_not_known_and_nothing_is_said_of_it(blank: Cell) -> None:
    """Unknown is not zero, and whether a cell must be filled in is for the contract to say."""
    done = cast_column("collected_t", [blank, 0])
    assert (facts(done, "collected_kg"), done.findings) == ([None, 0], [])


@pytest.mark.parametrize("text", ["-", "…", "X", "đang cập nhật", "Đang  cập nhật", "CHƯA CÓ SỐ LIỆU"])
def test_a_placeholder_in_a_number_column_is_marked_and_kept_as_not_known(text: str) -> None:
    """A warning, and the row counts."""
    done = cast_column("collected_t", [text])
    assert (facts(done, "collected_kg"), rules(done)) == ([None], [("A8", "placeholder")])
    assert not done.rows["refused"].any()


def test_a_placeholder_among_words_is_a_blank() -> None:
    """A dash for the former unit says that there is none."""
    done = cast_column("former_unit_code", ["-", "03390"])
    assert (facts(done, "former_unit_code"), done.findings) == ([None, "03390"], [])


def test_the_source_s_words_become_the_report_s() -> None:
    """In any case and without marks; a word that nobody declared stays as it is, for the judge to refuse."""
    done = cast_column("settlement", ["ĐÔ THỊ", "nong thon", "urban", "Ngoại ô"])
    assert facts(done, "settlement") == ["urban", "rural", "urban", "Ngoại ô"]


def test_a_lost_zero_is_put_back_where_the_register_leaves_one_reading() -> None:
    """From text under a map that allows it, and from a number cell; marked both times."""
    done = cast_column("unit_code", ["3388", 3388.0, 3388, "03388"])
    assert facts(done, "unit_code") == ["03388"] * 4
    assert rules(done) == [(f"A{row}", "leading_zero_restored") for row in (8, 9, 10)]
    assert done.findings[0].values == {"repaired": "03388"}
    assert not done.rows["refused"].any()


def test_a_short_code_that_the_register_does_not_explain_stays_as_it_is() -> None:
    """3389 is no unit with a zero either, and letters are no digits."""
    done = cast_column("unit_code", [3389, "338a"])
    assert (facts(done, "unit_code"), done.findings) == (["3389", "338a"], [])


def test_a_canonical_text_is_taken_at_its_word() -> None:
    """A CSV that somebody's program wrote has no spreadsheet to blame for a zero."""
    assert facts(cast_column("unit_code", ["3388"], None), "unit_code") == ["3388"]
    assert facts(cast_column("unit_code", [3388.0], None), "unit_code") == ["03388"]


def test_an_absent_optional_column_takes_its_default() -> None:
    """So does a blank cell in it."""
    done = cast_sheet(sheet({"stream": ["agricultural", None]}, None, name="treatment"), None)
    assert facts(done, "stream") == ["agricultural", "domestic"]
    assert facts(done, "reported_by") == ["unit", "unit"]


def test_a_heading_that_is_no_period_is_named_once() -> None:
    """At its own cell, with its own row and text; every row under it is refused."""
    found = sheet({"unit_code": ["03388", "03390"]}, headings={"period": ("B3", "Tháng 13 năm 2026")})
    found.cells["period"] = "2026-13"
    done = cast_sheet(found)
    assert rules(done) == [("B3", "not_a_period")]
    assert (done.findings[0].row_number, done.findings[0].value) == (3, "Tháng 13 năm 2026")
    assert done.rows["refused"].all()


def test_text_is_tidied_and_never_changed_otherwise() -> None:
    """One Unicode form, no spaces around it; a number in a text column is its digits."""
    done = cast_sheet(sheet({"facility_code": [" CS\u00a0-01 ", 7.0, "Ca\u0309"]}, None, name="treatment"), None)
    assert facts(done, "facility_code") == ["CS -01", "7", "C\u1ea3"]


def test_the_name_beside_a_code_is_kept_for_comparison() -> None:
    """It is no column of the report; without such a column nothing is said."""
    done = cast_sheet(sheet({"unit_code": ["03388", "03390"], "unit_name": [" Phường  Đoàn Kết", None]}))
    assert facts(done, "unit_name_given") == ["Phường Đoàn Kết", None]
    assert facts(cast_column("unit_code", ["03388"]), "unit_name_given") == [None]


def test_a_date_is_a_day() -> None:
    """A date cell, ISO text, and day before month in a mapped sheet."""
    done = cast_column("submitted_on", [MORNING, "2026-11-05", "5/11/2026", "mai"])
    days = done.rows["submitted_on"].dt.date.tolist()
    assert days[:3] == [dt.date(2026, 11, 5)] * 3
    assert rules(done) == [("A11", "not_a_date")]


def test_a_blank_among_texts_of_a_file_is_null_all_the_way(tmp_path: Path) -> None:
    """Read and cast, a blank settlement is missing, and never the text that a library shows for it."""
    text = ",".join(field.name for field in report().fields) + "\n03388,2026-10,,,1,1,1,0,1,1,7,2026-11-05\n"
    text += "03390,2026-10,rural,,1,1,1,0,1,1,7,2026-11-05\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (found,) = read_report(tmp_path / "a.csv", "a.csv", {}, {"collection": report()}, max_bytes=10**6).sheets
    assert facts(cast_sheet(found, None), "settlement") == [None, "rural"]
