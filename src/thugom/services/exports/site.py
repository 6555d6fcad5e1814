"""The page of a publication: built beside the one in place, and put there whole."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd

from thugom.contracts import Home
from thugom.outputs.page.building import write_site
from thugom.outputs.page.figures import write_figures
from thugom.outputs.page.ground import Draw
from thugom.outputs.page.site import ReceiptOf
from thugom.outputs.raster import write_png
from thugom.outputs.release import Release
from thugom.register.boundaries import load_boundaries
from thugom.register.schematic import shapes_of
from thugom.services.night.mapping import MAP_FILE
from thugom.services.receipts.places import receipt_path, written_receipts

PAGE_FOLDER, FIGURES_FOLDER = "page", "figures"


def write_page(release: Release, home: Home, folder: Path) -> None:
    """Write the page and its pictures into `folder`, in the stead of those of the last publication.

    Raises:
        OSError: the folder cannot be written; the last page stands.
    """
    write_page_alone(release, home, folder / PAGE_FOLDER)
    draw = drawing(release, home)
    put_whole(folder / FIGURES_FOLDER, lambda begun: _write_pictures(release, draw, begun, folder / MAP_FILE))


def write_page_alone(release: Release, home: Home, place: Path) -> None:
    """Write the page to a place, in the stead of the one that stands there.

    Raises:
        OSError: the place, or the folder that it is in, cannot be written; the last page stands.
    """
    put_whole(place, partial(write_site, release, drawing(release, home), receipt_of=receipts_of(home)))


def drawing(release: Release, home: Home) -> Draw:
    """Return what draws some units: by the boundaries of the home's register, or as a sketch."""
    boundaries = load_boundaries(home.register_dir, release.table("unit"))
    return lambda units: shapes_of(seated(units, release), boundaries)


def put_whole(place: Path, write: Callable[[Path], None]) -> None:
    """Write a folder beside its place, and put it there when it is finished; what fails leaves the last one.

    Raises:
        OSError: the folder above cannot be written.
    """
    restore(place)
    begun = _beside(place, "next")
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(parents=True)
    try:
        write(begun)
        _put_in_place(begun, place)
    finally:
        shutil.rmtree(begun, ignore_errors=True)


def _write_pictures(release: Release, draw: Draw, folder: Path, month_map: Path) -> None:
    """Write the pictures for a report; the month's map was drawn with the night, and lies with the others."""
    write_figures(release, draw, folder)
    if month_map.is_file():
        shutil.copyfile(month_map, folder / month_map.name)
        picture = month_map.read_text(encoding="utf-8")
        write_png(picture, (folder / month_map.name).with_suffix(".png"))


def receipts_of(home: Home) -> ReceiptOf:
    """Return what says where the receipt of a file lies, of those that a night wrote."""
    written = written_receipts(home.receipts)
    below = home.receipts.relative_to(home.root)

    def receipt_of(path: str, sha256: str) -> str | None:
        place = receipt_path(path, sha256)
        return (below / place).as_posix() if place.as_posix() in written else None

    return receipt_of


def seated(units: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Return units with a place for those whose seat is not known: that of the unit that took over most of them.

    For a sketch, which says that it is one: a former commune is drawn where its heir is, beside its sisters.

    Args:
        units: `unit_id`, `lon`, `lat`.
        release: its `unit` and `unit_lineage`.
    """
    lineage = release.table("unit_lineage").sort_values(["share", "to_unit_id"], ascending=[False, True])
    heir = lineage.drop_duplicates("from_unit_id").set_index("from_unit_id")["to_unit_id"]
    seats = release.table("unit").set_index("unit_id")
    heirs = units["unit_id"].map(heir)
    return units.assign(
        **{
            name: units[name].astype("float64").fillna(heirs.map(seats[name]).astype("float64"))
            for name in ("lon", "lat")
        }
    )


def restore(place: Path) -> None:
    """Put back the folder that a crash left beside its place, between the two renames.

    Raises:
        OSError: the folder above cannot be written.
    """
    before = _beside(place, "before")
    if before.is_dir() and not place.exists():
        before.rename(place)
    shutil.rmtree(before, ignore_errors=True)


def _put_in_place(begun: Path, place: Path) -> None:
    """Put a finished folder in its place; a folder cannot be renamed over another that holds something."""
    before = _beside(place, "before")
    if place.exists():
        place.rename(before)
    try:
        begun.rename(place)
    except OSError:
        if before.is_dir():
            before.rename(place)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _beside(place: Path, what: str) -> Path:
    """Return the hidden folder beside a place.

    >>> _beside(Path("data/curated/page"), "next").as_posix()
    'data/curated/.page.next'
    """
    return place.with_name(f".{place.name}.{what}")
