"""A file of the newest publication on demand: `thugom export`."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from thugom.contracts import Home
from thugom.contracts.exchange import load_exchange
from thugom.files import replace_atomic
from thugom.outputs.book import write_book
from thugom.outputs.data_package import PACKAGE_FILE, is_ours
from thugom.outputs.dhis2 import dhis2_bytes
from thugom.outputs.page.site import is_page
from thugom.outputs.release import Release
from thugom.outputs.sdmx import sdmx_bytes
from thugom.services.exports.errors import ExportError
from thugom.services.exports.folder import GEOPACKAGE_FILE, WORKBOOK_FILE, write_folder, write_map_layers
from thugom.services.exports.reading import released
from thugom.services.exports.site import write_page_alone

FILES: Mapping[str, str] = {
    "xlsx": WORKBOOK_FILE,
    "gpkg": GEOPACKAGE_FILE,
    "dhis2": "thugom-dhis2.json",
    "sdmx": "thugom-sdmx.csv",
}
"""What makes one file, and what it is called where only a folder is named."""
FOLDERS: Mapping[str, tuple[str, ...] | None] = {"parquet": ("parquet",), "csv": ("csv",), "datapackage": None}
"""What makes a folder with its `datapackage.json`, and of which files; None for all of them."""
PAGE = "page"
"""What makes a folder to put on a web server."""
KINDS = ("xlsx", "gpkg", "parquet", "csv", "datapackage", "page", "dhis2", "sdmx")
_NO_PERIOD = "No period is past its due day and grace yet, so there is nothing to show. Run this again then."


def export(home: Home, kind: str, out: Path) -> list[Path]:
    """Write the newest publication as `kind` to `out`, whole or not at all; return what was written.

    Args:
        home: whose publication.
        kind: one of `KINDS`.
        out: the file, or a folder for it; for the kinds of `FOLDERS` and for the page a folder that is empty, new, or
            holds an earlier export.

    Raises:
        ExportError: nothing was published, no period is due, or `out` holds something else.
        ContractError: the home's exchange.yml or policy is missing or wrong.
        OSError: `out` cannot be written; what was there still is.
    """
    if kind == PAGE:
        return _export_page(home, out.resolve())
    if kind in FOLDERS:
        return _export_folder(home, FOLDERS[kind], out)
    path = out / FILES[kind] if out.is_dir() else out
    write = _writer(home, kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    # GDAL goes by the ending of a name.
    beside = path.with_name(f".{path.name}.partial{Path(FILES[kind]).suffix}")
    try:
        write(beside)
        replace_atomic(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return [path]


def _writer(home: Home, kind: str) -> Callable[[Path], object]:
    """Return what writes the file: all that can be wrong with the home is found before anything is."""
    exchange = load_exchange(home) if kind in ("dhis2", "sdmx") else None
    release = released(home)
    if release.period is None:
        raise ExportError(f"{home.curated}\n  {_NO_PERIOD}")
    if exchange is not None:
        content = dhis2_bytes(release, exchange.dhis2) if kind == "dhis2" else sdmx_bytes(release, exchange.sdmx)
        return lambda path: path.write_bytes(content)
    return partial(write_map_layers, release, home) if kind == "gpkg" else partial(write_book, release)


def _export_folder(home: Home, suffixes: tuple[str, ...] | None, out: Path) -> list[Path]:
    """Write a folder of files with its list, into a place where nothing else stands."""
    release = released(home)
    _refuse_foreign(home, out)
    write_folder(release, home, out, suffixes)
    return _files_below(release, out, suffixes)


def _export_page(home: Home, out: Path) -> list[Path]:
    """Write the page into a place where nothing else stands: all that is there is replaced with it."""
    release = released(home)
    if out.exists() and not out.is_dir():
        raise ExportError(f"{out}\n  This is a file. A folder is expected: name one with --out.")
    if out.exists() and any(out.iterdir()) and not is_page(out):
        remedy = "Name a folder that is new or empty, or holds an earlier export."
        raise ExportError(f"{out}\n  This folder holds other files. {remedy}")
    write_page_alone(release, home, out)
    first = out / "index.html"
    return [first, *sorted(path for path in out.rglob("*") if path.is_file() and path != first)]


def _files_below(release: Release, out: Path, suffixes: tuple[str, ...] | None) -> list[Path]:
    """Return what an export wrote: the list first."""
    kinds = suffixes or ("csv", "parquet")
    tables = [out / kind / f"{name}.{kind}" for name in sorted(release.tables) for kind in kinds]
    whole = [out / name for name in (GEOPACKAGE_FILE, WORKBOOK_FILE) if suffixes is None and release.period]
    return [out / PACKAGE_FILE, *tables, *whole]


def _refuse_foreign(home: Home, out: Path) -> None:
    """Refuse a folder in which something stands that no export wrote: what its list names would be removed."""
    if out.resolve() == home.curated:
        raise ExportError(f"{out}\n  This folder is written by every night. Name another one with --out.")
    if not out.exists():
        return
    if not out.is_dir():
        raise ExportError(f"{out}\n  This is a file. A folder is expected: name one with --out.")
    listing = out / PACKAGE_FILE
    if any(out.iterdir()) and not (listing.is_file() and is_ours(listing.read_bytes())):
        remedy = "Name a folder that is new or empty, or holds an earlier export."
        raise ExportError(f"{out}\n  This folder holds other files. {remedy}")
