"""A register is taken whole or refused whole, with everything that is wrong with it named at once."""

import codecs
import shutil
from pathlib import Path

import pytest

from tests.unit.register.registers import Tables, load, register_of, write_register
from thugom.register import RegisterError

MERGER: Tables = {
    "unit": [
        "00001 2020-01-01 2025-07-01 township",
        "00002 2020-01-01 2025-07-01 commune",
        "00001 2025-07-01 . commune",
    ],
    "unit_lineage": [
        "00001 2020-01-01 00001 2025-07-01 2025-07-01 1",
        "00002 2020-01-01 00001 2025-07-01 2025-07-01 1",
    ],
}


def refusal(folder: Path, tables: Tables, code_length: int | None = None) -> RegisterError:
    """Return what loading these rows complains of."""
    write_register(folder, tables)
    with pytest.raises(RegisterError) as caught:
        load(folder, code_length=code_length)
    return caught.value


def places(error: RegisterError) -> list[tuple[str, int | None, str | None]]:
    """Return where the problems stand: file, row, column."""
    return [(problem.file.name, problem.row, problem.column) for problem in error.problems]


def test_a_code_that_is_used_again_is_two_units(tmp_path: Path) -> None:
    """The key is the code with the day from which it is valid."""
    register = register_of(tmp_path, MERGER)
    assert register.units["unit_id"].tolist() == ["00001@2020-01-01", "00001@2025-07-01", "00002@2020-01-01"]
    assert register.lineage["to_unit_id"].unique().tolist() == ["00001@2025-07-01"]


def test_a_byte_order_mark_changes_nothing_but_the_version(tmp_path: Path) -> None:
    """Excel writes one, other programs do not; both are UTF-8."""
    plain = register_of(tmp_path, MERGER)
    path = tmp_path / "unit.csv"
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    marked = load(tmp_path)
    assert marked.units.equals(plain.units)
    assert marked.bytes_hash != plain.bytes_hash


def test_the_version_is_that_of_the_bytes_wherever_they_lie(tmp_path: Path) -> None:
    """The same four files in another folder are the same version; one changed cell is another."""
    (tmp_path / "here").mkdir()
    here = register_of(tmp_path / "here", MERGER)
    there = load(shutil.copytree(tmp_path / "here", tmp_path / "there"))
    assert there.bytes_hash == here.bytes_hash
    population = {**MERGER, "population": ["00002 2020-01-01 rural 2019-04-01 10 3"]}
    assert register_of(tmp_path / "there", population).bytes_hash != here.bytes_hash


def test_names_are_ranked_in_vietnamese_order_and_searchable_without_marks(tmp_path: Path) -> None:
    """Đoàn Kết stands between Dào San and Êa, and is found by what people type."""
    rows = [f"0000{n} 2020-01-01 . commune {name}" for n, name in enumerate(["Êa", "Đoàn_Kết", "Dào_San"])]
    units = register_of(tmp_path, {"unit": rows}).units
    assert units.set_index("name")["name_order"].to_dict() == {"Dào San": 1, "Đoàn Kết": 2, "Êa": 3}
    assert units["name_plain"].tolist() == ["ea", "doan ket", "dao san"]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """An officer who maintains the register mends it in one go, not error by error."""
    error = refusal(
        tmp_path,
        {
            "unit": ["00001 2020-13-01 . commune", "00002 2020-01-01 2019-01-01 hamlet"],
            "population": ["00009 2020-01-01 rural 2019-04-01 many 3"],
        },
    )
    assert set(places(error)) == {
        ("unit.csv", 2, "valid_from"),
        ("unit.csv", 3, "valid_to"),
        ("unit.csv", 3, "kind"),
        ("population.csv", 2, "unit_code"),
        ("population.csv", 2, "population"),
        ("population.csv", 2, "status"),
    }


def test_an_error_names_place_value_expectation_and_remedy(tmp_path: Path) -> None:
    """What an officer needs to mend it stands in one message."""
    error = refusal(tmp_path, {"unit": ["00001 1/7/2025 . commune"]})
    assert str(error) == (
        f"{tmp_path / 'unit.csv'}, row 2, column valid_from\n"
        '  found "1/7/2025"; a day such as 2025-07-01 is expected. Correct it and run again.'
    )


def test_a_screenful_of_the_same_error_is_cut(tmp_path: Path) -> None:
    """A column of wrong days says so twenty times and counts the rest."""
    error = refusal(tmp_path, {"unit": [f"{n:05} 1/7/2025 . commune" for n in range(50)]})
    assert len(error.problems) == 50
    assert str(error).endswith("and 30 more")


@pytest.mark.parametrize(
    ("tables", "place", "says"),
    [
        (
            {"unit": ["00001 2020-01-01 . commune", "00001 2020-01-01 . ward"]},
            ("unit.csv", 3, "unit_code"),
            "row 2 is the same",
        ),
        (
            {"unit": ["00001 2020-01-01 . commune", "00001 2025-01-01 . ward"]},
            ("unit.csv", 3, "valid_from"),
            "valid from 2020-01-01 must have ended by then",
        ),
        ({"unit": ["00001 2020-01-01 2020-01-01 commune"]}, ("unit.csv", 2, "valid_to"), "a day after valid_from"),
        ({"unit": ["00001 2020-01-01 . hamlet"]}, ("unit.csv", 2, "kind"), "commune, ward, township"),
        ({"unit": ["00001 2020-01-01 2025-07-01 commune"]}, ("unit.csv", 2, "valid_to"), "needs a row in unit_lineage"),
        (
            {**MERGER, "unit_lineage": [*MERGER["unit_lineage"], "00003 2020-01-01 00001 2025-07-01 2025-07-01 1"]},
            ("unit_lineage.csv", 4, "from_unit_code"),
            "00003@2020-01-01 is not in unit.csv",
        ),
        (
            {**MERGER, "unit_lineage": [MERGER["unit_lineage"][0], "00002 2020-01-01 00001 2025-07-01 2025-07-01 0.9"]},
            ("unit_lineage.csv", 3, "share"),
            "sum to 0.9; 1 is expected",
        ),
        (
            {**MERGER, "unit_lineage": [MERGER["unit_lineage"][0], "00002 2020-01-01 00001 2025-07-01 2025-07-01 1.2"]},
            ("unit_lineage.csv", 3, "share"),
            "1 or less is expected",
        ),
        (
            {**MERGER, "unit_lineage": [*MERGER["unit_lineage"], "00002 2020-01-01 00001 2025-07-01 2025-07-01 1"]},
            ("unit_lineage.csv", 4, "to_unit_code"),
            "row 3 is the same",
        ),
        (
            {**MERGER, "unit_lineage": [MERGER["unit_lineage"][0], "00002 2020-01-01 00001 2025-07-01 2025-07-02 1"]},
            ("unit_lineage.csv", 3, "effective_on"),
            "the valid_to of 00002@2020-01-01 in unit.csv is expected, which is 2025-07-01",
        ),
        (
            {**MERGER, "unit_lineage": [*MERGER["unit_lineage"], "00001 2025-07-01 00001 2025-07-01 2025-07-01 1"]},
            ("unit_lineage.csv", 4, "to_unit_code"),
            "another unit than the ended one",
        ),
        (
            {**MERGER, "population": ["00001 2025-07-01 all 2025-07-01 10 3", "00001 2025-07-01 rural 2025-07-01 5 1"]},
            ("population.csv", 2, "settlement"),
            "either the whole unit or its settlements",
        ),
        (
            {"facility": ["LF1 2020-01-01 splendid"]},
            ("facility.csv", 2, "control_level"),
            "one of none, limited, basic, improved, full",
        ),
        (
            {"facility": ["LF1 2020-01-01 basic 2020-01-01 2019-01-01"]},
            ("facility.csv", 2, "licensed_to"),
            "a day after licensed_from",
        ),
        ({"facility": ["LF1 2020-01-01 basic . 2021-01-01"]}, ("facility.csv", 2, "licensed_to"), "has begun"),
    ],
)
def test_what_no_register_may_hold_is_refused(
    tmp_path: Path, tables: Tables, place: tuple[str, int, str], says: str
) -> None:
    """Each rule on the register has a row that breaks it, and is named at its cell."""
    error = refusal(tmp_path, tables)
    assert place in places(error)
    assert says in str(error)


@pytest.mark.parametrize(("last", "accepted"), [("0.333333", True), ("0.333332", False), ("0.333336", False)])
def test_three_thirds_to_six_decimals_are_a_whole(tmp_path: Path, last: str, *, accepted: bool) -> None:
    """Shares may miss 1 by a millionth, which is what rounding each to six decimals costs, and by no more."""
    tables: Tables = {
        "unit": ["00001 2020-01-01 2025-07-01 commune", *(f"0000{n} 2025-07-01 . commune" for n in (2, 3, 4))],
        "unit_lineage": [
            f"00001 2020-01-01 0000{n} 2025-07-01 2025-07-01 {share}"
            for n, share in ((2, "0.333333"), (3, "0.333333"), (4, last))
        ],
    }
    if accepted:
        assert len(register_of(tmp_path, tables).lineage) == 3
    else:
        assert "rows 2, 3, 4" in str(refusal(tmp_path, tables))


def test_lineage_in_a_circle_is_named_row_by_row(tmp_path: Path) -> None:
    """Of three rows only the two that lead round are named as a circle."""
    error = refusal(
        tmp_path,
        {
            "unit": [f"0000{n} 2020-01-01 2025-07-01 commune" for n in (1, 2, 3)],
            "unit_lineage": [
                "00001 2020-01-01 00002 2020-01-01 2025-07-01 1",
                "00002 2020-01-01 00001 2020-01-01 2025-07-01 1",
                "00003 2020-01-01 00001 2020-01-01 2025-07-01 1",
            ],
        },
    )
    circle = [problem.row for problem in error.problems if "circle" in problem.allowed]
    assert circle == [2, 3]


def test_a_lost_leading_zero_is_recognised(tmp_path: Path) -> None:
    """A spreadsheet that took the code for a number leaves four signs of five."""
    error = refusal(tmp_path, {"unit": ["3388 2025-07-01 . ward"]}, code_length=5)
    assert places(error) == [("unit.csv", 2, "unit_code")]
    assert "leading zero" in str(error)


def test_a_missing_column_is_named_and_nothing_else_is_judged(tmp_path: Path) -> None:
    """Without the column every further complaint would be an echo of the first."""
    write_register(tmp_path, MERGER)
    text = (tmp_path / "unit.csv").read_text(encoding="utf-8")
    (tmp_path / "unit.csv").write_text(text.replace("valid_to", "until", 1), encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        load(tmp_path)
    assert places(caught.value) == [("unit.csv", 1, "valid_to")]


def test_a_misspelt_optional_column_is_not_ignored(tmp_path: Path) -> None:
    """A column `notes` beside the contract's `note` would lose what stands in it."""
    write_register(tmp_path, MERGER)
    text = (tmp_path / "population.csv").read_text(encoding="utf-8")
    (tmp_path / "population.csv").write_text(text.replace("note", "notes", 1), encoding="utf-8")
    with pytest.raises(RegisterError, match="Rename or remove this column"):
        load(tmp_path)


def test_semicolons_are_named_with_the_way_out(tmp_path: Path) -> None:
    """Excel under a Vietnamese locale writes them when it says CSV."""
    write_register(tmp_path, MERGER)
    text = (tmp_path / "unit.csv").read_text(encoding="utf-8")
    (tmp_path / "unit.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    with pytest.raises(RegisterError, match="comma delimited"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "an empty file"),
        ("unit_code;Phường".encode("utf-16"), "UTF-8 text is expected"),
        (b'unit_code,"valid', "comma separated values are expected"),
    ],
)
def test_a_file_that_is_no_csv_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    """Whatever the bytes are, the message names the file and not a line of the program."""
    write_register(tmp_path, MERGER)
    (tmp_path / "unit.csv").write_bytes(content)
    with pytest.raises(RegisterError, match=says) as caught:
        load(tmp_path)
    assert {problem.file.name for problem in caught.value.problems} == {"unit.csv"}


def test_a_row_with_a_cell_too_many_is_refused(tmp_path: Path) -> None:
    """A comma inside a name would shift everything behind it."""
    write_register(tmp_path, MERGER)
    with (tmp_path / "unit.csv").open("a", encoding="utf-8") as file:
        file.write("00004,2020-01-01,,commune,Xã A, Xã B,,12,Lai Châu,,,,,\n")
    with pytest.raises(RegisterError, match='row 5\n  found "14 cells"; 13 cells are expected'):
        load(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """An empty folder lacks all four files, and all four are named."""
    with pytest.raises(RegisterError) as caught:
        load(tmp_path)
    assert [problem.file.name for problem in caught.value.problems] == [
        "unit.csv",
        "unit_lineage.csv",
        "population.csv",
        "facility.csv",
    ]


def test_the_demonstrations_facilities_never_enter_a_real_home(tmp_path: Path) -> None:
    """Tonnes to a plant that was made up must not be treated waste."""
    write_register(tmp_path, {"facility": ["LF1 2020-01-01 basic"]})
    (tmp_path / "synthetic").mkdir()
    header = (tmp_path / "facility.csv").read_text(encoding="utf-8").splitlines()[0]
    made_up = f"{header}\nDEMO1,2020-01-01,full,,,Made up,,,,,\n"
    (tmp_path / "synthetic" / "facility.csv").write_text(made_up, encoding="utf-8")
    real = load(tmp_path)
    demonstration = load(tmp_path, synthetic=True)
    assert real.facilities["facility_code"].tolist() == ["LF1"]
    assert demonstration.facilities["facility_code"].tolist() == ["DEMO1", "LF1"]
    assert real.bytes_hash != demonstration.bytes_hash


def test_a_made_up_facility_cannot_take_a_real_ones_code(tmp_path: Path) -> None:
    """Otherwise its level and licence would stand for the real one's."""
    write_register(tmp_path, {"facility": ["LF1 2020-01-01 basic"]})
    (tmp_path / "synthetic").mkdir()
    text = (tmp_path / "facility.csv").read_text(encoding="utf-8")
    (tmp_path / "synthetic" / "facility.csv").write_text(text.replace("basic", "full"), encoding="utf-8")
    with pytest.raises(RegisterError, match=r"a code that .* does not use is expected"):
        load(tmp_path, synthetic=True)


def test_an_empty_register_is_a_register(tmp_path: Path) -> None:
    """A new home begins with four headers."""
    register = register_of(tmp_path, {})
    assert len(register.units) == len(register.lineage) == len(register.population) == len(register.facilities) == 0


VARIANT = "province_code,name,variant,source\n12,00001,Nậm Hàng,a list\n"


def test_known_spellings_are_read_and_are_a_part_of_the_version(tmp_path: Path) -> None:
    """A spelling more may accept a row that was refused: under the version before it was judged by other rules."""
    without = register_of(tmp_path, {"unit": ["00001 2020-01-01 . commune"]})
    assert len(without.name_variants) == 0
    (tmp_path / "name_variant.csv").write_text(VARIANT, encoding="utf-8")
    found = load(tmp_path)
    assert found.name_variants[["province_code", "name", "variant"]].to_numpy().tolist() == [
        ["12", "00001", "Nậm Hàng"]
    ]
    (tmp_path / "name_variant.csv").write_text(VARIANT.replace("Hàng", "Hằng"), encoding="utf-8")
    assert len({without.bytes_hash, found.bytes_hash, load(tmp_path).bytes_hash}) == 3


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("12,00001,Nậm Hàng,a list", "variant", "row 2 is the same"),
        ("12,00001,,a list", "variant", "a value is expected"),
    ],
)
def test_a_spelling_that_stands_twice_or_is_none_is_refused(tmp_path: Path, line: str, column: str, says: str) -> None:
    """Whoever keeps the list is told at which cell."""
    write_register(tmp_path, {"unit": ["00001 2020-01-01 . commune"]})
    (tmp_path / "name_variant.csv").write_text(f"{VARIANT}{line}\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=says) as caught:
        load(tmp_path)
    assert [(one.file.name, one.row, one.column) for one in caught.value.problems] == [("name_variant.csv", 3, column)]
