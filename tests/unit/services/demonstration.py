"""The shipped demonstration and freshly made ones, for the tests of the demo."""

import csv
import functools
import zipfile
from collections import defaultdict
from io import BytesIO
from pathlib import Path

import openpyxl

from thugom.contracts import Policy, load_policy, packaged_schemas
from thugom.register import Register, load_register
from thugom.services.demo import DemoSummary, make_demo

SHIPPED = Path(__file__).parents[3] / "data"
Row = dict[str, str]


@functools.cache
def policy() -> Policy:
    """Return the shipped policy."""
    return load_policy(packaged_schemas() / "policy.yml")


@functools.cache
def register() -> Register:
    """Return the shipped register, with the demonstration's facilities."""
    return load_register(packaged_schemas() / "register", synthetic=True)


def make(home: Path, months: int, seed: int = 7) -> DemoSummary:
    """Make a demonstration in an empty home."""
    return make_demo(home, register(), policy(), months, seed=seed)


def rows_of(name: str, data: Path = SHIPPED) -> list[Row]:
    """Return the rows of a CSV below `data/demo`."""
    with (data / "demo" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def parts_of(content: bytes) -> dict[str, bytes] | bytes:
    """Return what a workbook packs, so that another build of zlib makes no difference; other content as it is."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return content


@functools.cache
def workbook(path: Path) -> openpyxl.Workbook:
    """Return a workbook."""
    return openpyxl.load_workbook(path)


def by_unit_month(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """Return rows by unit and month."""
    grouped = defaultdict(list)
    for row in rows:
        grouped[f"{row['unit_code']}@{row['valid_from']}", row["period"]].append(row)
    return grouped
