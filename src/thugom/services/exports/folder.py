"""The files of a publication in one folder: a table at a time, the map's layers, the workbook, and what lists them.

A table whose rows are those of the last time keeps its files: what decides a file's bytes is written down beside its
hash, and a file that is still what the list says is not written again.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa

from thugom.contracts import Contract, Home
from thugom.files import Replacement, sha256_of
from thugom.outputs.book import write_book
from thugom.outputs.columnar import write_parquet
from thugom.outputs.data_package import PACKAGE_FILE, Filed, files_of, package_bytes
from thugom.outputs.delimited import write_csv
from thugom.outputs.geopackage import write_geopackage
from thugom.outputs.map_layers import layers_of
from thugom.outputs.release import Release
from thugom.outputs.units_now import units_in_force
from thugom.register.boundaries import load_boundaries
from thugom.register.schematic import shapes_of

GEOPACKAGE_FILE, WORKBOOK_FILE = "thugom.gpkg", "thugom.xlsx"
Writer = Callable[[Path], None]


@dataclass(frozen=True)
class _Wanted:
    """A file that is wanted: how it is written, which table it holds, and what decides its bytes."""

    path: str
    write: Writer
    table: str | None = None
    made_of: str | None = None


def write_folder(release: Release, home: Home, folder: Path, suffixes: Collection[str] | None = None) -> None:
    """Write the files of a release into `folder`, replaced together with those of the last one.

    Args:
        release: the tables.
        home: whose boundaries the map has.
        folder: made where it is missing.
        suffixes: only files of these kinds, such as `csv`; all where None.

    Raises:
        OSError: the folder cannot be written; its files are those of the last release.
    """
    replacement = Replacement(folder, PACKAGE_FILE)
    listing = folder / PACKAGE_FILE
    before = files_of(listing.read_bytes()) if listing.is_file() else {}
    try:
        files = [_filed(wanted, replacement, before.get(wanted.path)) for wanted in _wanted(release, home, suffixes)]
        gone = sorted(before.keys() - {file.path for file in files})
        replacement.complete(package_bytes(release, files), gone)
    finally:
        replacement.abandon()


def _wanted(release: Release, home: Home, suffixes: Collection[str] | None) -> Iterator[_Wanted]:
    """Yield the files of a release in the order of their list, or those of some kinds."""
    for wanted in _every(release, home):
        if suffixes is None or wanted.path.rpartition(".")[2] in suffixes:
            yield wanted


def _every(release: Release, home: Home) -> Iterator[_Wanted]:
    """Yield every file of a release."""
    for name, frame in sorted(release.tables.items()):
        contract = release.contracts[name]
        made_of = _made_of(release, contract)
        for suffix, write in (("csv", write_csv), ("parquet", write_parquet)):
            yield _Wanted(f"{suffix}/{name}.{suffix}", partial(write, contract, frame), name, made_of)
    if release.period is not None:
        yield _Wanted(GEOPACKAGE_FILE, partial(write_map_layers, release, home))
        yield _Wanted(WORKBOOK_FILE, partial(write_book, release))


def write_map_layers(release: Release, home: Home, path: Path) -> None:
    """Write the GeoPackage of a release, with the boundaries of the home's register or a sketch.

    Raises:
        OSError: `path` cannot be written.
    """
    units = units_in_force(release)
    shapes, schematic = shapes_of(units, load_boundaries(home.register_dir, release.table("unit")))
    write_geopackage(release, layers_of(release, shapes, schematic=schematic), path)


def _made_of(release: Release, contract: Contract) -> str | None:
    """Return what decides the bytes of a table's files; None for a journal, whose rows have no hash."""
    rows = release.hashes.get(contract.name)
    return f"{rows}.{contract.sha256[:16]}.{release.code_version}.{pa.__version__}" if rows else None


def _filed(wanted: _Wanted, replacement: Replacement, before: Filed | None) -> Filed:
    """Return a file of the new list: the one in place where it is still what it must be, else a new one."""
    same = before is not None and wanted.made_of is not None and before.made_of == wanted.made_of
    if before is not None and same and _is_still(replacement.folder / wanted.path, before):
        return before
    path = replacement.path_of(wanted.path)
    wanted.write(path)
    return Filed(wanted.path, sha256_of(path), path.stat().st_size, wanted.table, wanted.made_of)


def _is_still(place: Path, file: Filed) -> bool:
    """Tell whether a file in place is the one that the list names: somebody may have opened and saved it."""
    return place.is_file() and place.stat().st_size == file.size and sha256_of(place) == file.sha256
