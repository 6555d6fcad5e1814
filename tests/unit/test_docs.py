"""What the documentation says is there, and what is there is in the documentation."""

import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from thugom.cli.app import app
from thugom.contracts import load_contracts, load_intake_rules

CHECKOUT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/*/*.md", "schemas/**/*.md", "data/demo/*.md")
    for path in CHECKOUT.glob(pattern)
)
METHODOLOGY = [CHECKOUT / "docs/methodology.md", *sorted((CHECKOUT / "docs/methodology").glob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FENCE_LINE = re.compile(r"^```.*$", re.MULTILINE)
EXTERNAL = ("http://", "https://", "mailto:")


def text_of(path: Path) -> str:
    """Return a page's text."""
    return path.read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, TyperCommand]]:
    """Yield every command of the command line with its name as it is typed."""
    whole = typer.main.get_command(app)
    assert isinstance(whole, TyperGroup)
    waiting: list[tuple[str, object]] = [("thugom", whole)]
    while waiting:
        name, command = waiting.pop()
        if isinstance(command, TyperGroup):
            waiting += [(f"{name} {child}", command.commands[child]) for child in command.commands]
        elif isinstance(command, TyperCommand):
            yield name, command


def section(text: str, name: str) -> str:
    """Return what a page says under the heading that names a command."""
    found = re.search(rf"^## `{name}\b.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section of docs/command-line.md is headed `{name}`"
    return found.group()


@pytest.mark.parametrize(("name", "command"), [pytest.param(*one, id=one[0]) for one in commands()])
def test_every_command_and_flag_is_described(name: str, command: TyperCommand) -> None:
    """Each command has its section in docs/command-line.md, and each of its options stands in it."""
    described = section(text_of(CHECKOUT / "docs/command-line.md"), name)
    for parameter in command.params:
        for word in (*parameter.opts, *parameter.secondary_opts):
            # An argument is written in capitals, as in the command's own help.
            assert (word if word.startswith("-") else word.upper()) in described, f"{name} {word}"


def test_no_option_is_described_that_does_not_exist() -> None:
    """Whoever follows docs/command-line.md meets no "No such option"."""
    text = text_of(CHECKOUT / "docs/command-line.md")
    for name, command in commands():
        described = set(re.findall(r"^\| `(--[a-z-]+)", section(text, name), re.MULTILINE))
        known = {word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts)}
        assert described <= known, name


def test_every_curated_table_is_in_the_readme_and_in_the_dictionary() -> None:
    """An analyst finds each published table from the first page on."""
    readme, index = text_of(CHECKOUT / "README.md"), text_of(CHECKOUT / "docs/dictionary/README.md")
    for contract in load_contracts().curated.values():
        assert f"`{contract.name}`" in readme
        assert f"({contract.kind}-{contract.name}.md)" in index


@pytest.mark.parametrize("page", [pytest.param(page, id=page.relative_to(CHECKOUT).as_posix()) for page in PAGES])
def test_links_inside_the_checkout_lead_somewhere(page: Path) -> None:
    """A relative link names a file or folder that is there."""
    targets = LINK.findall(FENCE.sub("", text_of(page)))
    missing = [
        target
        for target in targets
        if not target.startswith((*EXTERNAL, "#")) and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", [pytest.param(page, id=page.stem) for page in METHODOLOGY])
def test_the_examples_of_the_methodology_give_what_it_says(page: Path) -> None:
    """Every number in an example of the methodology's pages is what the code computes."""
    # A fence right below an output would be taken for a part of it; the lines stay, so that errors name the right one.
    examples = doctest.DocTestParser().get_doctest(FENCE_LINE.sub("", text_of(page)), {}, page.name, str(page), 0)
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    failures: list[str] = []
    result = doctest.DocTestRunner(verbose=False, optionflags=flags).run(examples, out=failures.append)
    assert result.attempted > 0
    assert not result.failed, "".join(failures)


def test_every_decision_is_numbered_once_and_says_what_was_turned_down() -> None:
    """A successor finds the reasons, and the ways that were not taken."""
    decisions = sorted((CHECKOUT / "docs/decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        assert text_of(path).startswith(f"# {path.name[:4]}: ")
        assert "**Turned down.**" in text_of(path)


def test_every_test_that_the_page_on_intake_names_is_there() -> None:
    """Each hostile file and each kind of dirt stands beside the test that fails without what is promised."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text_of(CHECKOUT / "docs/intake.md"))
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in text_of(CHECKOUT / path)]
    assert missing == []
    rows = [line for line in text_of(CHECKOUT / "docs/intake.md").splitlines() if line.startswith("| ")]
    assert all("`tests/" in row or row.endswith("| test |") for row in rows)


def test_every_rule_of_intake_is_on_its_page_or_says_what_a_cell_lacks() -> None:
    """Whoever reads a rule in `quality_issue` finds on one page what it means for a file."""
    page = text_of(CHECKOUT / "docs/intake.md")
    cells = {"required", "not_whole", "too_large_number", "minimum", "not_a_date", "not_a_period", "enum"}
    files = {"empty", "no_rows", "looks_like_year"}
    assert [rule for rule in load_intake_rules() if f"`{rule}`" not in page and rule not in cells | files] == []
