"""YAML as it is meant: codes stay text, and an error says where."""

from pathlib import Path

import pytest

from thugom.contracts import ContractError, load_intake_rules, load_source_maps, packaged_schemas
from thugom.contracts.documents import read_document

MAP = (packaged_schemas() / "sources" / "lai_chau_collection.yml").read_text(encoding="utf-8")


def test_an_unquoted_code_is_refused_where_text_is_needed(tmp_path: Path) -> None:
    """03273 without quotes is a number, and its leading zero is gone: the line and the remedy are named."""
    text = MAP + "constants: {unit_code: 03273}\n"
    path = tmp_path / "map.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        load_source_maps(tmp_path)
    assert caught.value.line == len(text.splitlines())
    assert "quote codes" in str(caught.value)
    assert "1723" not in str(caught.value)


def test_a_quoted_code_stays_as_it_is(tmp_path: Path) -> None:
    """Text is text."""
    (tmp_path / "map.yml").write_text(MAP + 'constants: {unit_code: "03273"}\n', encoding="utf-8")
    assert load_source_maps(tmp_path)["lai_chau_collection"].constants == {"unit_code": "03273"}


def test_words_that_yaml_1_1_takes_for_booleans_stay_words(tmp_path: Path) -> None:
    """`no`, `on` and `off` are words in YAML 1.2."""
    (tmp_path / "map.yml").write_text(MAP + "constants: {settlement: no}\n", encoding="utf-8")
    assert load_source_maps(tmp_path)["lai_chau_collection"].constants == {"settlement": "no"}


def test_two_source_maps_of_one_name_are_refused(tmp_path: Path) -> None:
    """Which of them spoke could not be said."""
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(MAP, encoding="utf-8")
    with pytest.raises(ContractError, match="a name of its own"):
        load_source_maps(tmp_path)


def test_a_home_without_source_maps_has_none(tmp_path: Path) -> None:
    """A missing folder is no error: the department may send the canonical files only."""
    assert load_source_maps(tmp_path / "nowhere") == {}


def test_a_days_document_is_the_same_however_it_was_written(tmp_path: Path) -> None:
    """A bare day is read as ISO text."""
    path = tmp_path / "home.yml"
    path.write_text("format: 1\nas_of: 2026-11-16\n", encoding="utf-8")
    assert read_document(path, "home").content == {"format": 1, "as_of": "2026-11-16"}


def test_every_intake_rule_speaks_both_languages() -> None:
    """No rule without its reason and its words."""
    for rule in load_intake_rules().values():
        assert rule.because
        assert rule.message.vi != rule.message.en
