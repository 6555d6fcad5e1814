"""Tables as CSV and Parquet, and the package that describes them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.unit.outputs.releases import HOSTILE, frame, release
from thugom.outputs.columnar import write_parquet
from thugom.outputs.data_package import Filed, files_of, package_bytes
from thugom.outputs.delimited import BYTE_ORDER_MARK, write_csv
from thugom.outputs.release import MASK, masked
from thugom.outputs.words import DENOMINATORS, INDICATORS, REASONS, STATUSES, WORDS, said

if TYPE_CHECKING:
    from pathlib import Path


def test_csv_opens_in_excel_with_its_letters_and_runs_nothing(tmp_path: Path) -> None:
    """The mark of UTF-8 comes first, and a text that begins like a formula has an apostrophe before it."""
    small = release()
    write_csv(small.contracts["unit"], small.table("unit"), tmp_path / "unit.csv")
    content = (tmp_path / "unit.csv").read_bytes()
    assert content.startswith(BYTE_ORDER_MARK)
    assert "Phường Đoàn Kết" in content.decode("utf-8-sig")
    assert pd.read_csv(tmp_path / "unit.csv", dtype="str")["full_name"].tolist()[1] == f"'{HOSTILE}"


def test_unknown_is_nothing_zero_is_zero_and_codes_keep_their_zeros(tmp_path: Path) -> None:
    """The three kinds of absence stay apart in a text file too."""
    small = release()
    write_csv(small.contracts["commune_coverage"], small.table("commune_coverage"), tmp_path / "c.csv")
    rows = pd.read_csv(tmp_path / "c.csv", dtype="str", keep_default_na=False)
    assert rows["collected_t"].tolist() == ["0", "3"]
    assert rows["collection_rate"].tolist() == ["", ""]
    assert rows["covered"].tolist() == ["false", "true"]
    assert rows["unit_code"].tolist() == ["03388", "03424"]


def test_parquet_is_exact_typed_and_says_what_its_columns_mean(tmp_path: Path) -> None:
    """Types are the contract's, texts are as they are, and each column carries its title, unit and formula."""
    small = release()
    write_parquet(small.contracts["commune_coverage"], small.table("commune_coverage"), tmp_path / "c.parquet")
    table = pq.read_table(tmp_path / "c.parquet")
    assert table.column("covered").to_pylist() == [False, True]
    assert table.column("collection_rate").null_count == 2
    about = table.schema.field("collection_rate").metadata
    assert about[b"title_vi"].decode() == "Tỷ lệ thu gom"
    assert about[b"unit"] == b"ratio"
    assert about[b"formula"] == b"C / G"


def test_a_value_that_names_a_person_is_masked_and_an_unknown_one_stays_unknown() -> None:
    """Nothing personal leaves by a file."""
    contract = release().contracts["quality_issue"]
    told = tuple(replace(field, personal=field.name == "message_vi") for field in contract.fields)
    rows = masked(replace(contract, fields=told), frame(contract, [{"message_vi": "Lò Văn Một"}, {}]))
    assert rows["message_vi"].iloc[0] == MASK
    assert pd.isna(rows["message_vi"].iloc[1])


@pytest.fixture
def descriptor() -> dict[str, Any]:
    """Return the descriptor of two files."""
    files = [
        Filed("csv/commune_coverage.csv", "a" * 64, 10, "commune_coverage", "m"),
        Filed("thugom.xlsx", "b" * 64, 20),
    ]
    content: dict[str, Any] = json.loads(package_bytes(release(), files))
    return content


def test_the_package_names_hashes_licence_sources_and_versions(descriptor: dict[str, Any]) -> None:
    """Whoever gets the folder knows what it is, from where, and whether it is whole."""
    assert [item["hash"] for item in descriptor["resources"]] == [f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"]
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert {"title": "35-CTr/TU"} in descriptor["sources"]
    assert descriptor["thugom:publication"]["policy_version"] == "p"
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


def test_the_package_describes_columns_with_unit_formula_and_example(descriptor: dict[str, Any]) -> None:
    """The words are the contract's, in both languages."""
    fields = {field["name"]: field for field in descriptor["resources"][0]["schema"]["fields"]}
    rate = fields["collection_rate"]
    assert rate["title"] == "Tỷ lệ thu gom – Collection rate"
    assert (rate["thugom:unit"], rate["thugom:formula"]) == ("ratio", "C / G")
    assert rate["example"] is not None


def test_a_key_that_does_not_hold_tonight_is_left_out() -> None:
    """The report of a unit that nobody knows is published all the same, and the package stays valid."""
    filed = [Filed("csv/commune_coverage.csv", "a", 1, "commune_coverage")]
    content = json.loads(package_bytes(release(unit=[]), filed))
    assert "foreignKeys" not in content["resources"][0]["schema"]


def test_a_list_that_leads_out_of_the_folder_is_not_followed() -> None:
    """What a list names is removed when it is gone: nothing outside the folder ever is."""
    evil = {"resources": [{"path": "../policy.yml", "hash": "sha256:0", "bytes": 1}]}
    assert files_of(json.dumps(evil).encode()) == {}


def test_every_coded_value_of_the_figures_has_words() -> None:
    """No reader of the workbook meets `not_met`."""
    contracts = release().contracts
    named = [("unit_path", "status"), ("commune_coverage", "reporting"), ("province_coverage", "target_status")]
    codes = {code for table, column in named for code in contracts[table].field(column).enum or ()}
    codes |= set(contracts["province_coverage"].field("denominator_kind").enum or ())
    assert codes
    assert [code for code in sorted(codes) if said(code) == code] == []


def test_the_words_of_two_lists_do_not_contradict_each_other() -> None:
    """A code that stands in two lists is called the same in both."""
    lists = (WORDS, REASONS, INDICATORS, DENOMINATORS)
    for first in lists:
        for second in lists:
            assert all(first[code] == second[code] for code in first.keys() & second.keys())
    assert all(WORDS[code] == shade.text for code, shade in STATUSES.items())
