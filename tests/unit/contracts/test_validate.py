"""Everything that is declared, validated at once."""

import shutil
from pathlib import Path

import pytest

from thugom.contracts.validate import Outcome, main, validate

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of what this checkout declares."""
    shutil.copytree(CHECKOUT / "schemas", tmp_path / "schemas")
    ignored = shutil.ignore_patterns("data", "*.csv")
    shutil.copytree(CHECKOUT / "examples", tmp_path / "examples", ignore=ignored)
    return tmp_path


def replaced(path: Path, old: str, new: str) -> int:
    """Replace a text that stands once in a file, and return the line it stands in."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def wrong(outcomes: list[Outcome]) -> list[tuple[str, int | None]]:
    """Return the file and line of every error."""
    return [(error.path.name, error.line) for outcome in outcomes for error in outcome.errors]


def test_everything_that_this_checkout_declares_is_valid() -> None:
    """No contract, policy, source map or home breaks its schema, and there is none that nothing reads."""
    outcomes = list(validate(CHECKOUT))
    assert wrong(outcomes) == []
    assert {outcome.place.partition("/")[0] for outcome in outcomes} == {"schemas", "examples"}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("schemas/reports/collection.yml", "kind: report", "kind: rumour"),
        ("schemas/reports/collection.yml", "    column: households_served", "    column: households_saved"),
        ("schemas/policy.yml", "  due_day: 5", "  due_day: fifth"),
        ("schemas/policy.yml", 'target: "0.95"', "target: 0.95"),
        ("schemas/intake.yml", "  - rule: empty\n    severity: error", "  - rule: empty\n    severity: fatal"),
        ("schemas/demo.yml", "  anchor: 2024-11", "  anchor: soon"),
        ("schemas/home.yml", "format: 1", "format: one"),
        ("schemas/sources/lai_chau_treatment.yml", "report: treatment", "report: weather"),
        ("examples/emilia-romagna/policy.yml", "  unit_code_length: 7", "  unit_code_length: seven"),
    ],
)
def test_an_error_is_named_with_its_file_and_line(checkout: Path, file: str, old: str, new: str) -> None:
    """What breaks a schema is found in the file and on the line where somebody has to mend it."""
    path = checkout / file
    line = replaced(path, old, new) + old.count("\n")
    assert (path.name, line) in wrong(list(validate(checkout)))


def test_the_first_error_of_each_file_is_told_and_no_file_hides_another(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two wrong files are two errors; each group has its line, and the exit code is 1."""
    replaced(checkout / "schemas/home.yml", "format: 1", "format: one")
    replaced(checkout / "schemas/reports/treatment.yml", "kind: report", "kind: rumour")
    assert main([str(checkout)]) == 1
    said = capsys.readouterr()
    assert "schemas/reports/*.yml: 1 valid, 1 wrong" in said.out.splitlines()
    assert "schemas/home.yml: 0 valid, 1 wrong" in said.out.splitlines()
    assert "schemas/reports/treatment.yml, line 2" in said.err
    assert "found 'rumour'" in said.err


def test_yaml_is_read_as_version_1_2(checkout: Path) -> None:
    """A unit code without quotes is a number to YAML, and is refused instead of losing its zero."""
    replaced(checkout / "schemas/demo.yml", '["03442", "03451", "03463", "03529", "03544"]', "[03442]")
    assert [name for name, _ in wrong(list(validate(checkout)))] == ["demo.yml"]


def test_a_file_that_nothing_reads_is_an_error(checkout: Path) -> None:
    """A misplaced declaration would be believed and never used."""
    (checkout / "schemas/targets.yaml").write_text("targets: []\n", encoding="utf-8")
    assert wrong(list(validate(checkout))) == [("targets.yaml", None)]


def test_a_value_that_only_the_machine_can_refuse_is_an_error_too(checkout: Path) -> None:
    """A time zone that does not exist passes the schema and not the reading."""
    replaced(checkout / "schemas/policy.yml", "Asia/Ho_Chi_Minh", "Asia/Lai_Chau")
    assert wrong(list(validate(checkout))) == [("policy.yml", None)]


def test_a_folder_that_declares_nothing_is_said_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Run in the wrong folder, it does not say that all is well."""
    assert main([str(tmp_path)]) == 1
    assert "Nothing is declared here" in capsys.readouterr().err
