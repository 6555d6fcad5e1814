"""Making a home: a department's own policy, register and sources, outside the checkout."""

import datetime as dt
import shutil
from pathlib import Path

from thugom.contracts import Home, packaged_schemas

REGISTER_FILES = ("unit.csv", "unit_lineage.csv", "population.csv", "facility.csv", "name_variant.csv")
HOME_YML = """\
# This folder is a home of thugom. Keep this file: it says which format the folder has.
format: 1
synthetic: {synthetic}
"""
PINNED = """\
# The day is pinned, so that the last month of these invented reports is past due whatever today is.
as_of: {as_of}
"""
CONTACTS_YML = """\
# Whom to tell about what; addresses stand in settings or the environment, never here.
"""


class HomeExistsError(Exception):
    """The folder for a new home holds something already."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(f"{folder}\n  This folder is not empty. Name a folder that is empty or does not exist.")


def make_home(folder: Path, *, blank: bool = False, synthetic: bool = False, as_of: dt.date | None = None) -> Home:
    """Return a new home in `folder`: policy, register and source maps of the package, no data.

    Args:
        folder: empty, or not there.
        blank: leave the register's files with their headers only.
        synthetic: a home for the demonstration, with its invented facilities.
        as_of: the day to pin the home to.

    Raises:
        HomeExistsError: the folder holds something.
        OSError: the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise HomeExistsError(folder)
    schemas = packaged_schemas()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(schemas / "policy.yml", folder / "policy.yml")
    shutil.copytree(schemas / "sources", folder / "sources", ignore=shutil.ignore_patterns("*.schema.json"))
    _copy_register(schemas / "register", folder / "register", blank=blank, synthetic=synthetic)
    (folder / "contacts.yml").write_text(CONTACTS_YML, encoding="utf-8")
    # home.yml comes last: a folder that has it is whole.
    (folder / "data" / "raw").mkdir(parents=True)
    text = HOME_YML.format(synthetic=str(synthetic).lower()) + (PINNED.format(as_of=as_of) if as_of else "")
    (folder / "home.yml").write_text(text, encoding="utf-8")
    return Home.open(folder)


def _copy_register(source: Path, target: Path, *, blank: bool, synthetic: bool) -> None:
    """Copy the register's files, or their headers alone."""
    target.mkdir()
    for name in REGISTER_FILES:
        text = (source / name).read_text(encoding="utf-8")
        header = text.partition("\n")[0] + "\n"
        (target / name).write_text(header if blank else text, encoding="utf-8")
    if synthetic:
        shutil.copytree(source / "synthetic", target / "synthetic")
