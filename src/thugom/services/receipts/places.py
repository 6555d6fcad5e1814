"""Where a receipt lies: under its file's own folders and name, whatever that name holds."""

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

INDEX_FILE = "receipts.json"
"""Which receipts a night wrote, and of what: what is not in it was put there by somebody else, and stays."""
_UNFIT = re.compile(r'[<>:"|?*/\\\x00-\x1f\x7f]')
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")
_LONGEST_NAME, _DEEPEST = 160, 12
_DIGITS = 8


def receipt_path(file_path: str, sha256: str) -> PurePosixPath:
    r"""Return where the receipt of a file lies, below the folder of receipts.

    The first digits of the file's hash keep two files of one name apart.

    >>> receipt_path("2026-10/bao cao.xlsx", "ab" * 32).as_posix()
    '2026-10/bao cao.abababab.xlsx'
    >>> receipt_path("../..\\a:b/.hidden.csv", "cd" * 32).as_posix()
    'a_b/_hidden.cdcdcdcd.xlsx'
    """
    *folders, name = _parts(file_path)
    stem = fitting(PurePosixPath(name).stem)
    return PurePosixPath(*folders[-_DEEPEST:], f"{stem}.{sha256[:_DIGITS]}.xlsx")


def written_receipts(folder: Path) -> Mapping[str, str]:
    """Return which receipts earlier nights wrote: place and fingerprint; none where nobody can say."""
    try:
        index = json.loads((folder / INDEX_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(place): str(said) for place, said in index.items()} if isinstance(index, dict) else {}


def base_name(file_path: str) -> str:
    """Return the last part of a path, as a name that every file system takes; its ending stays, which says its kind.

    >>> base_name("../../etc/báo cáo?.csv"), base_name(".."), base_name("x" * 300 + ".csv")[-5:]
    ('báo cáo_.csv', '_', 'x.csv')
    """
    name = PurePosixPath(re.split(r"[/\\]", file_path)[-1])
    return fitting(name.stem) + name.suffix if _ENDING.fullmatch(name.suffix) else fitting(name.name)


def _parts(file_path: str) -> list[str]:
    """Return the parts of a path, whichever way its slashes lean; one at least."""
    return [fitting(part) for part in re.split(r"[/\\]", file_path) if part.strip(" .")] or ["_"]


def fitting(part: str) -> str:
    """Return a part of a path that every file system takes, and that leads nowhere.

    >>> fitting("  x. "), len(fitting("ế" * 300).encode()) <= 160
    ('x', True)
    """
    plain = _UNFIT.sub("_", part).strip().rstrip(". ")
    plain = f"_{plain[1:]}" if plain.startswith(".") else plain
    return plain.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(". ") or "_"
