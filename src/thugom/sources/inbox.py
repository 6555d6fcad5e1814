"""The inbox: which files under `data/raw` are reports that somebody sent."""

import os
from pathlib import Path, PurePath

from thugom.language.order import plain

ARRIVALS = "arrivals.csv"
_LOCKS_AND_TEMPORARIES = (".", "~")
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".lock", ".swp", ".bak~")


def discover(raw: Path) -> list[Path]:
    """Return the files below `raw` that are to be read, sorted by their path.

    Left out: hidden files and folders, lock files that an open spreadsheet leaves, unfinished
    copies, symbolic links (they lead out of the inbox), a folder's README, and the arrivals list
    of a synthetic home.

    Raises:
        FileNotFoundError: `raw` does not exist.
        NotADirectoryError: `raw` is a file.
    """
    found: list[Path] = []
    for folder, folders, names in os.walk(raw, onerror=_refuse, followlinks=False):
        here = Path(folder)
        folders[:] = [name for name in folders if not name.startswith(".") and not (here / name).is_symlink()]
        found += [here / name for name in names if _is_report(here / name, raw)]
    return sorted(found, key=lambda path: path.relative_to(raw).as_posix())


def _refuse(error: OSError) -> None:
    """Let a folder that cannot be listed stop the night: a report in it would be taken for silence."""
    raise error


def _is_report(path: Path, raw: Path) -> bool:
    """Tell whether a file is one that somebody sent: a regular file, by a name of its own."""
    return is_report_name(path.relative_to(raw)) and path.is_file() and not path.is_symlink()


def is_report_name(path: PurePath) -> bool:
    """Tell whether a path below the inbox is that of a report, and no trace of a program or note for people.

    >>> is_report_name(PurePath("2026-10/bao cao.xlsx")), is_report_name(PurePath(".git/bao cao.xlsx"))
    (True, False)
    """
    *folders, last = path.parts
    name = plain(last)
    if name.startswith(_LOCKS_AND_TEMPORARIES) or name.endswith(_UNFINISHED):
        return False
    if any(folder.startswith(".") for folder in folders):
        return False
    return not name.startswith("readme") and (bool(folders) or name != ARRIVALS)
