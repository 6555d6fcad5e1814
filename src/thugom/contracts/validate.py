"""Everything that is declared, validated at once: `python -m thugom.contracts.validate` in a checkout.

It reads every YAML file under `schemas/` and in each home under `examples/`, prints one line per group of files, and
ends with exit code 1 if any file is wrong: then the first error of each stands on standard error with its line.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from thugom.contracts.contract import load_contract
from thugom.contracts.documents import packaged_schemas, read_document
from thugom.contracts.errors import ContractError
from thugom.contracts.exchange import read_exchange
from thugom.contracts.finding import load_intake_rules
from thugom.contracts.policy import load_policy
from thugom.contracts.source_map import read_source_map


@dataclass(frozen=True)
class Group:
    """Files that declare the same kind of thing: where they lie below a folder, and what reads one."""

    pattern: str
    read: Callable[[Path], object]


@dataclass(frozen=True)
class Outcome:
    """What was found in one group of one folder."""

    place: str
    files: int
    errors: tuple[ContractError, ...]

    def __str__(self) -> str:
        """Return the outcome as one line.

        >>> str(Outcome("schemas/reports/*.yml", 2, ()))
        'schemas/reports/*.yml: 2 valid'
        """
        wrong = f", {len(self.errors)} wrong" if self.errors else ""
        return f"{self.place}: {self.files - len(self.errors)} valid{wrong}"


def validate(checkout: Path) -> Iterator[Outcome]:
    """Yield what is found in each group of files of a checkout: `schemas/`, then each of `examples/`."""
    for folder in (checkout / "schemas", *sorted(checkout.glob("examples/*/"))):
        for group in GROUPS:
            files = sorted(folder.glob(group.pattern))
            if files:
                errors = tuple(error for path in files for error in _first_error(group.read, path))
                yield Outcome((folder / group.pattern).relative_to(checkout).as_posix(), len(files), errors)
        yield from _undeclared(checkout, folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Validate every declaration of a checkout; return 1 if one is wrong."""
    parser = argparse.ArgumentParser(prog="python -m thugom.contracts.validate", description=main.__doc__)
    parser.add_argument("checkout", type=Path, nargs="?", default=Path(), help="default: the current folder")
    checkout = parser.parse_args(arguments).checkout
    outcomes = list(validate(checkout))
    for outcome in outcomes:
        sys.stdout.write(f"{outcome}\n")
        for error in outcome.errors:
            sys.stderr.write(f"{error}\n")
    if not outcomes:
        sys.stderr.write(f"{checkout / 'schemas'}\n  Nothing is declared here. Run this at the top of a checkout.\n")
    return 0 if outcomes and not any(outcome.errors for outcome in outcomes) else 1


def _first_error(read: Callable[[Path], object], path: Path) -> Iterator[ContractError]:
    """Yield what is wrong with a file, if anything is: the first thing that is found."""
    try:
        read(path)
    except ContractError as error:
        yield error
    except (ValueError, KeyError) as error:
        # What no schema can say: a time zone that does not exist, a level that is not on the ladder.
        yield ContractError(path, None, str(error.args[0] if error.args else error), "a known value is expected")


def _undeclared(checkout: Path, folder: Path) -> Iterator[Outcome]:
    """Yield the YAML files that no group claims: nothing would ever read them."""
    claimed = {path for group in GROUPS for path in folder.glob(group.pattern)}
    # What lies in an example's data folder is somebody's file.
    inside: Iterable[Path] = (path for ending in ("yml", "yaml") for path in folder.rglob(f"*.{ending}"))
    strangers = sorted(path for path in inside if path not in claimed and "data" not in path.relative_to(folder).parts)
    if strangers:
        allowed = "one of " + ", ".join(group.pattern for group in GROUPS)
        errors = tuple(ContractError(path, None, path.name, allowed, "Move or rename this file.") for path in strangers)
        yield Outcome(f"{folder.relative_to(checkout).as_posix()}: other files", len(strangers), errors)


def _read_schema(path: Path) -> None:
    """Read one of the JSON Schemas that the declarations are held against."""
    try:
        Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise ContractError(path, error.lineno, error.msg, "JSON is expected") from error
    except SchemaError as error:
        raise ContractError(path, None, error.message, "a JSON Schema (2020-12) is expected") from error


def _read_source(path: Path) -> None:
    """Read a source map, and see that the report it speaks of is declared."""
    source = read_source_map(path)
    reports = sorted(file.stem for file in (packaged_schemas() / "reports").glob("*.yml"))
    if source.report not in reports:
        line = read_document(path, "source").line_of(["report"])
        raise ContractError(path, line, source.report, f"one of {', '.join(reports)} is expected")


def _valid_under(schema: str) -> Callable[[Path], object]:
    """Return what reads a document that one JSON Schema describes."""
    return lambda path: read_document(path, schema)


GROUPS = (
    Group("*.schema.json", _read_schema),
    Group("reports/*.yml", load_contract),
    Group("reviews/*.yml", load_contract),
    Group("streams/*.yml", load_contract),
    Group("register/*.yml", load_contract),
    Group("curated/*.yml", load_contract),
    Group("sources/*.yml", _read_source),
    Group("policy.yml", load_policy),
    Group("home.yml", _valid_under("home")),
    Group("exchange.yml", read_exchange),
    Group("intake.yml", load_intake_rules),
    Group("demo.yml", _valid_under("demo")),
)
"""Every kind of file that is declared, in the order in which they build on each other."""


if __name__ == "__main__":
    sys.exit(main())
