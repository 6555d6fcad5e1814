"""YAML files that declare something: read as YAML 1.2, checked against a JSON Schema, errors with their line."""

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from thugom.contracts.errors import ContractError


@dataclass(frozen=True)
class Document:
    """One declaration file: its plain content, its bytes' SHA-256 and a way back to its lines."""

    path: Path
    content: dict[str, Any]
    sha256: str
    marked: CommentedMap

    def line_of(self, place: Sequence[str | int]) -> int | None:
        """Return the 1-based line of the value at `place`, a path of keys and positions."""
        return _line_of(self.marked, list(place))


def packaged_schemas() -> Path:
    """Return the folder `schemas/` that belongs to the installed package."""
    return Path(str(resources.files("thugom").joinpath("schemas")))


def read_document(path: Path, schema: str) -> Document:
    """Return the YAML file at `path`, valid under the JSON Schema named `schema`.

    Raises:
        ContractError: the file is missing, is not YAML, or breaks the schema; names file and line.
    """
    return _document(path, _bytes_of(path), schema)


# A contract that takes columns over from another reads it once for each of them; parsing is what costs.
@functools.lru_cache(maxsize=64)
def _document(path: Path, raw: bytes, schema: str) -> Document:
    """Return these bytes of the file at `path`, parsed and valid."""
    marked = _parse(path, raw)
    content = _plain(marked)
    document = Document(path, content, hashlib.sha256(raw).hexdigest(), marked)
    errors = list(_validator(schema).iter_errors(content))
    if errors:
        # The deepest cause first: `anyOf` alone would only say that nothing fits.
        raise _schema_error(document, best_match(errors))
    return document


def _bytes_of(path: Path) -> bytes:
    """Return the file's bytes, or say that it is missing."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        message = "this file is needed"
        raise ContractError(path, None, "no file", message, "Make it, or run thugom init.") from None
    except OSError as error:
        raise ContractError(path, None, error.strerror, "a readable file is needed") from error


def _parse(path: Path, raw: bytes) -> CommentedMap:
    """Return the file's mapping, with line marks."""
    try:
        # YAML 1.2 only: under 1.1 an unquoted 03273 reads as the octal number 1723.
        marked = YAML(typ="rt", pure=True).load(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ContractError(path, None, str(error), "UTF-8 text is expected") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ContractError(path, line, error.problem, "YAML is expected") from error
    except ValueError as error:
        # A day such as 2026-02-30 is read as a date, and is none.
        raise ContractError(path, None, str(error), "days of the calendar are expected") from error
    if not isinstance(marked, CommentedMap):
        raise ContractError(path, 1, marked, "a mapping of names to values is expected")
    return marked


def _plain(value: Any) -> Any:  # noqa: ANN401 - YAML holds anything until the schema has spoken
    """Return `value` without line marks, days as ISO text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    # ruamel's scalar subclasses would leak into JSON and comparisons.
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


@functools.cache
def _validator(schema: str) -> Draft202012Validator:
    """Return the validator for `schemas/<schema>.schema.json`."""
    text = (packaged_schemas() / f"{schema}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _schema_error(document: Document, error: ValidationError) -> ContractError:
    """Return `error` as a sentence with the line of its value."""
    place = list(error.absolute_path)
    line = document.line_of(place) or (document.line_of(place[:-1]) if place else 1)
    where = ".".join(str(step) for step in place) or "the file"
    return ContractError(document.path, line, error.instance, f"{where}: {_expected(error)}")


def _expected(error: ValidationError) -> str:
    """Return what the schema expects, in words."""
    rule: Any = error.validator_value
    if error.validator == "enum":
        return "one of " + ", ".join(str(value) for value in rule)
    if error.validator == "type":
        return f"{rule} is expected (quote codes and exact decimals)"
    return str(error.message)


def _line_of(node: object, place: list[str | int]) -> int | None:
    """Return the line of the node at `place` below `node`."""
    line: int | None = None
    for step in place:
        if isinstance(node, CommentedMap):
            key = next((k for k in node if str(k) == str(step)), None)
            if key is None:
                break
            line = node.lc.key(key)[0] + 1
            node = node[key]
        elif isinstance(node, CommentedSeq):
            line = node.lc.item(int(step))[0] + 1
            node = node[int(step)]
    return line


def yaml_files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files of `folder` by name."""
    yield from sorted(folder.glob("*.yml"))
