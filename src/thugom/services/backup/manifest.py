"""The list that a backup begins with: what is in it, with hashes, so that it can be checked before anything is made."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from thugom.store.carrying import Content

FORMAT = 1
"""The newest format of a backup that this program reads."""
LIST_NAME = "manifest.json"
DATABASE_NAME = "database.sqlite"
HOME = "home/"
"""Below this, every path is one of the restored home."""


class BackupError(Exception):
    """A backup cannot be made or restored: names the place, what is wrong, and what to do."""

    def __init__(self, place: object, problem: str, remedy: str) -> None:
        """Say where, what and what to do."""
        super().__init__(f"{place}\n  {problem}. {remedy}")


@dataclass(frozen=True)
class Member:
    """One file of a backup: how large it is, and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What is in a backup.

    Attributes:
        made_at: when, UTC ISO 8601.
        code_version: the program that made it.
        files: every file by its name in the backup, the database included.
        tables: what every table holds.
        originals_elsewhere: the originals lie on another machine, and are not in it.
    """

    made_at: str
    code_version: str
    files: Mapping[str, Member]
    tables: Mapping[str, Content]
    originals_elsewhere: bool

    def as_json(self) -> bytes:
        """Return the list as it is written."""
        return json.dumps({"format": FORMAT} | asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, place: object, written: bytes) -> "Manifest":
        """Return the list that was written.

        Raises:
            BackupError: it is none, or a newer program wrote it.
        """
        not_one = BackupError(place, "This file is no backup of thugom", "Name a file that thugom backup made.")
        try:
            content: dict[str, Any] = json.loads(written)
            found = content["format"]
        except (ValueError, KeyError, TypeError) as error:
            raise not_one from error
        if found != FORMAT:
            remedy = "Install the thugom that made it, or a newer one."
            raise BackupError(place, f"This backup has format {found}; this program knows {FORMAT}", remedy)
        try:
            return cls(
                content["made_at"],
                content["code_version"],
                {name: Member(**one) for name, one in content["files"].items()},
                {name: Content(**one) for name, one in content["tables"].items()},
                content["originals_elsewhere"],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise not_one from error
