"""One register file: its bytes, then its text, then a typed frame; every fault a problem with its row."""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from thugom.contracts import Contract, Field
from thugom.register.errors import Problem

DTYPES: dict[str, Any] = {"string": "str", "integer": "Int64", "number": "float64", "date": "datetime64[us]"}
_SAVE_AGAIN = "Save the file as CSV (UTF-8, comma delimited) and run again."
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Table:
    """A register file as read: typed rows, indexed by their row in the file, and what is wrong."""

    path: Path
    rows: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    readable: bool = True
    """False where rows or columns are missing altogether: further checks would only mislead."""

    def text(self, row: int, column: str) -> str:
        """Return one cell as a message quotes it: a day as a day, nothing where it is empty."""
        value = self.rows[column].loc[row]
        if pd.isna(value):
            return ""
        return f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else str(value)

    def problem(self, row: int, column: str, allowed: str, remedy: str = "Correct it and run again.") -> Problem:
        """Return a problem with one cell of this table."""
        return Problem(self.path, row, column, _shown(self.text(row, column)), allowed, remedy)


def read_table(path: Path, content: bytes, contract: Contract) -> Table:
    """Return the CSV in `content` with the contract's columns and types.

    Text is UTF-8 with or without a byte-order mark, in Unicode form NFC; codes stay text. The
    index is the 1-based row in the file, the header being row 1. A cell that cannot be read is
    null and a problem.
    """
    try:
        text = content.decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        return _unreadable(path, contract, "bytes that are no UTF-8", f"UTF-8 text is expected ({error.reason})")
    except csv.Error as error:
        return _unreadable(path, contract, str(error), "comma separated values are expected")
    header = [_clean(name) for name in records[0]] if records else []
    faults = _header_problems(path, header, contract)
    if faults:
        return Table(path, _typed({}, [], contract), faults, readable=False)
    body = {number: record for number, record in enumerate(records[1:], start=2) if any(map(_clean, record))}
    faults = [_width_problem(path, n, record, header) for n, record in body.items() if len(record) != len(header)]
    if faults:
        return Table(path, _typed({}, [], contract), faults, readable=False)
    columns = {name: [_clean(record[place]) for record in body.values()] for place, name in enumerate(header)}
    return _cast(path, columns, list(body), contract)


def _clean(text: str) -> str:
    """Return a cell's text without outer blanks, marks joined to their letters."""
    return unicodedata.normalize("NFC", text).strip()


def _shown(text: str) -> str:
    """Return a text as a message quotes it, cut if it is long."""
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _unreadable(path: Path, contract: Contract, value: str, allowed: str) -> Table:
    """Return an empty table with the one problem that nothing of it can be read."""
    problem = Problem(path, None, None, value, allowed, _SAVE_AGAIN)
    return Table(path, _typed({}, [], contract), [problem], readable=False)


def _header_problems(path: Path, header: list[str], contract: Contract) -> list[Problem]:
    """Name the columns that are missing, unknown or there twice."""
    found = _shown(", ".join(header)) or "an empty file"
    needed = [item.name for item in contract.fields if not item.optional]
    missing = [name for name in needed if name not in header]
    if missing:
        remedy = _SAVE_AGAIN if ";" in found else f"Add it; the header is: {','.join(needed)}"
        return [Problem(path, 1, name, found, "this column is expected", remedy) for name in missing]
    # A misspelt optional column would otherwise be ignored without a word.
    unknown = [name for name in header if name not in contract.names]
    twice = sorted({name for name in header if header.count(name) > 1})
    allowed = "one of the columns " + ", ".join(contract.names) + " is expected"
    return [
        *(Problem(path, 1, name, name, allowed, "Rename or remove this column.") for name in unknown),
        *(Problem(path, 1, name, name, "each column stands once", "Remove one of the two.") for name in twice),
    ]


def _width_problem(path: Path, row: int, record: list[str], header: list[str]) -> Problem:
    """Say that a row has too few or too many cells; a shifted row would be read as something else."""
    allowed = f"{len(header)} cells are expected, as in the header"
    remedy = 'Put text that holds a comma in double quotes ("...").'
    return Problem(path, row, None, f"{len(record)} cells", allowed, remedy)


def _cast(path: Path, columns: dict[str, list[str]], index: list[int], contract: Contract) -> Table:
    """Return the typed table, with a problem for every cell that breaks its field."""
    problems: list[Problem] = []
    values: dict[str, list[Any]] = {}
    for item in contract.fields:
        texts = columns.get(item.name, [""] * len(index))
        # Each distinct text is read once: a national register has 13,356 rows and few distinct days.
        read = {text: _read_cell(text, item, contract) for text in dict.fromkeys(texts)}
        values[item.name] = [read[text][0] for text in texts]
        faults = ((row, text, read[text][1]) for row, text in zip(index, texts, strict=True))
        problems += [Problem(path, row, item.name, _shown(text), fault) for row, text, fault in faults if fault]
    return Table(path, _typed(values, index, contract), problems)


def _read_cell(text: str, item: Field, contract: Contract) -> tuple[Any, str]:
    """Return a cell's value, null if unreadable, and what was expected if it breaks its field."""
    if text in contract.missing_values:
        fault = "a value is expected in this column" if item.required else ""
        return item.default, fault
    reader, expected = _READERS[item.type]
    value = reader(text)
    if value is None:
        return None, expected
    return value, _broken_constraint(value, item)


def _broken_constraint(value: Any, item: Field) -> str:  # noqa: ANN401 - whatever the field's type reads as
    """Return which of its field's constraints a value breaks, in words, or an empty string."""
    if item.enum and value not in item.enum:
        return "one of " + ", ".join(item.enum) + " is expected"
    if item.pattern and not re.search(item.pattern, value):
        return f"a text of the form {item.pattern} is expected"
    if item.minimum is not None and value < item.minimum:
        return f"{item.minimum:g} or more is expected"
    if item.maximum is not None and value > item.maximum:
        return f"{item.maximum:g} or less is expected"
    return ""


def _integer(text: str) -> int | None:
    """Return a whole number; no thousands separators are guessed at."""
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,15}", text) else None


def _number(text: str) -> float | None:
    """Return a number with a decimal point."""
    return float(Decimal(text)) if re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]+)?", text) else None


def _day(text: str) -> dt.date | None:
    """Return an ISO day; Excel's own forms (1/7/2025) can mean two days and are not guessed at."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


_READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (str, ""),
    "integer": (_integer, "a whole number such as 1234 is expected"),
    "number": (_number, "a number such as 0.25 is expected, with a point for decimals"),
    "date": (_day, "a day such as 2025-07-01 is expected"),
}


def _typed(values: dict[str, list[Any]], index: list[int], contract: Contract) -> pd.DataFrame:
    """Return the columns as a frame of the contract's types."""
    columns = {
        item.name: pd.Series(values.get(item.name, []), index=index, dtype="object").astype(DTYPES[item.type])
        for item in contract.fields
    }
    return pd.DataFrame(columns, index=pd.Index(index, name="row", dtype="int64"))
