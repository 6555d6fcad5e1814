"""Contracts: what is declared, what is inherited, and what is refused with its file and line."""

from pathlib import Path

import pytest

from thugom.contracts import Contract, ContractError, load_contract, load_contracts

HEAD = """\
name: weather
kind: report
grain: one row per day
title: {vi: Thời tiết, en: Weather}
primaryKey: [day]
fields:
  - name: day
    type: date
    title: {vi: Ngày, en: Day}
    constraints: {required: true}
  - name: rain_t
    type: number
    unit: t
    title: {vi: Mưa, en: Rain}
    description: {vi: Lượng mưa., en: How much it rained.}
    constraints: {minimum: 0}
"""
CHECK = """\
checks:
  - id: weather.rain_t.plausible
    expect: ExpectColumnValuesToBeBetween
    with: {column: rain_t, max_value: 9}
    severity: warning
    column: rain_t
    because: it never rains that much
    message: {vi: "Mưa nhiều.", en: "Much rain."}
"""


def declared(folder: Path, text: str, name: str = "weather") -> Path:
    """Write a contract below `folder` and return its path."""
    path = folder / "reports" / f"{name}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> ContractError:
    """Return the error that a contract is refused with."""
    path = declared(folder, text)
    with pytest.raises(ContractError) as caught:
        load_contract(path)
    assert caught.value.path == path
    return caught.value


def line_with(text: str, part: str) -> int:
    """Return the number of the first line that holds `part`."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_contract_is_read_as_it_is_declared(tmp_path: Path) -> None:
    """Columns with unit and constraints, checks with their reason; masses are kilograms inside."""
    contract = load_contract(declared(tmp_path, HEAD + CHECK))
    assert contract.names == ["day", "rain_t"]
    rain = contract.field("rain_t")
    assert (rain.fact_name, rain.fact_type, rain.minimum, rain.required) == ("rain_kg", "integer", 0, False)
    assert contract.field("rain_kg") is rain
    assert contract.checks[0].because == "it never rains that much"
    assert contract.missing_values == ("",)


def test_an_unknown_column_is_not_found() -> None:
    """A column that the contract does not declare is a KeyError, never a guess."""
    with pytest.raises(KeyError):
        load_contracts().reports["collection"].field("collected")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    column: rain_t\n", "    column: snow_t\n"),
        ("  - id: weather.rain_t.plausible", "  - id: weather.snow_t.plausible"),
        ("    severity: warning", "    severity: fatal"),
        ("kind: report", "kind: rumour"),
        ("    type: date", "    type: day"),
        ("    because: it never rains that much", "    becuase: it never rains that much"),
        ("primaryKey: [day]", "primaryKey: [month]"),
    ],
)
def test_a_mistake_is_refused_with_the_line_it_stands_in(tmp_path: Path, old: str, new: str) -> None:
    """Unknown columns, ids that are not their column's, words outside a list, misspelt keys."""
    text = (HEAD + CHECK).replace(old, new)
    error = refused(tmp_path, text)
    misspelt_key = "becuase" in new
    # A key that nobody knows is the mistake of the entry it stands in.
    expected = line_with(text, "- id: weather") if misspelt_key else line_with(text, new.strip())
    assert error.line == expected
    assert f"line {expected}" in str(error)
    assert str(error.path) in str(error)


def test_an_error_names_what_is_allowed(tmp_path: Path) -> None:
    """Whoever mends the line need not look elsewhere."""
    error = refused(tmp_path, (HEAD + CHECK).replace("severity: warning", "severity: fatal"))
    assert "'fatal'" in str(error)
    assert "error" in error.allowed
    assert "warning" in error.allowed
    error = refused(tmp_path, (HEAD + CHECK).replace("column: rain_t\n", "column: snow_t\n"))
    assert error.allowed.endswith("day, rain_t")


def test_broken_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    """A bracket that nobody closed is named where the reader stumbled."""
    error = refused(tmp_path, HEAD.replace("primaryKey: [day]", "primaryKey: [day"))
    assert error.line is not None
    assert error.line >= line_with(HEAD, "primaryKey")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "weather"])
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    """An empty file declares nothing."""
    assert "mapping" in refused(tmp_path, text).allowed


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """A file saved in an old code page would lose its letters."""
    path = declared(tmp_path, HEAD)
    path.write_bytes(HEAD.encode("utf-16"))
    with pytest.raises(ContractError, match="UTF-8"):
        load_contract(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With what to do about it."""
    with pytest.raises(ContractError, match="thugom init") as caught:
        load_contract(tmp_path / "nowhere.yml")
    assert "nowhere.yml" in str(caught.value)


def test_two_contracts_of_one_name_are_refused(tmp_path: Path) -> None:
    """The second is named, and who has taken the name."""
    declared(tmp_path, HEAD)
    declared(tmp_path, HEAD, name="zweather")
    with pytest.raises(ContractError, match=r"taken by weather\.yml") as caught:
        load_contracts(tmp_path)
    assert caught.value.path.name == "zweather.yml"


def inheriting(folder: Path, fields: str) -> Contract:
    """Return a curated table whose columns are like those of the report."""
    declared(folder, HEAD)
    path = folder / "curated" / "climate.yml"
    path.parent.mkdir(exist_ok=True)
    head = (
        "name: climate\nkind: curated\ngrain: one row per day\ntitle: {vi: Khí hậu, en: Climate}\nprimaryKey: [day]\n"
    )
    path.write_text(f"{head}fields:\n  - {{name: day, like: reports/weather}}\n{fields}", encoding="utf-8")
    return load_contract(path)


def test_a_column_takes_over_type_unit_and_words_of_the_one_it_is_like(tmp_path: Path) -> None:
    """Constraints are not taken over: what a clerk must fill in and what a table must hold differ."""
    contract = inheriting(tmp_path, "  - {name: rain_t, like: reports/weather}\n")
    rain, day = contract.field("rain_t"), contract.field("day")
    assert (rain.type, rain.unit, rain.title.en) == ("number", "t", "Rain")
    assert rain.description is not None
    assert rain.minimum is None
    assert day.required is False


def test_a_column_may_be_like_one_of_another_name_and_say_some_things_itself(tmp_path: Path) -> None:
    """What it says itself stands."""
    fields = "  - {name: snow_t, like: reports/weather, column: rain_t, title: {vi: Tuyết, en: Snow}}\n"
    snow = inheriting(tmp_path, fields).field("snow_t")
    assert (snow.type, snow.title.en) == ("number", "Snow")


def test_a_column_like_none_is_refused(tmp_path: Path) -> None:
    """The elder contract is named."""
    with pytest.raises(ContractError, match=r"a column of reports/weather"):
        inheriting(tmp_path, "  - {name: hail_t, like: reports/weather}\n")
