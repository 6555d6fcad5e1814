"""Where a receipt lies: under its file's own folders and name, whatever that name holds."""

import re
from pathlib import PurePosixPath

_UNFIT = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
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
    parts = [fitting(part) for part in re.split(r"[/\\]", file_path) if part.strip(" .")]
    *folders, name = parts or ["_"]
    stem = fitting(PurePosixPath(name).stem)
    return PurePosixPath(*folders[-_DEEPEST:], f"{stem}.{sha256[:_DIGITS]}.xlsx")


def fitting(part: str) -> str:
    """Return a part of a path that every file system takes: no control, no leading dot, no end of spaces, not too long.

    >>> fitting("  x. "), len(fitting("ế" * 300).encode()) <= 160
    ('x', True)
    """
    plain = _UNFIT.sub("_", part).strip().rstrip(". ")
    plain = f"_{plain[1:]}" if plain.startswith(".") else plain
    return plain.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(". ") or "_"
