"""The list of a month: what its tables were made of, and where the targets stand; written last, so that it vouches.

A month whose list names what it would be made of today, and whose files are those that were listed, is there already.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from thugom import __version__
from thugom.files import sha256_of, write_atomic
from thugom.outputs.data_package import PACKAGE_FILE, files_of
from thugom.services.night.opening import Night, declarations

LIST_FILE = "backfill.json"


@dataclass(frozen=True)
class Listed:
    """What is listed of a month.

    Attributes:
        month: such as 2026-10.
        as_of: the day of which its tables speak.
        known_at: the instant whose knowledge they rest on; None for what is known now.
        key: the hash of all that they were made of.
        code_version: the program that made them.
        package_sha256: the hash of the list of its files, which holds a hash of each.
        targets: where each target stands on that day, as in `status.json`.
    """

    month: str
    as_of: str
    known_at: str | None
    key: str
    code_version: str
    package_sha256: str
    targets: list[Mapping[str, Any]]

    def write(self, folder: Path) -> None:
        """Write the list: from here on the month is there.

        Raises:
            OSError: the folder cannot be written.
        """
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_atomic(folder / LIST_FILE, text.encode())


def listed_in(folder: Path, key: str) -> Listed | None:
    """Return the list in a folder where the month is there, made of what `key` names; else None."""
    try:
        listed = Listed(**json.loads((folder / LIST_FILE).read_text(encoding="utf-8")))
        package = (folder / PACKAGE_FILE).read_bytes()
        is_whole = hashlib.sha256(package).hexdigest() == listed.package_sha256 and all(
            sha256_of(folder / file.path) == file.sha256 for file in files_of(package).values()
        )
    except (OSError, ValueError, TypeError):
        return None
    return listed if is_whole and listed.key == key else None


def rests_on(night: Night, fingerprint: str) -> str:
    """Return the hash of all that figures rest on today besides their day: what is declared, and what is known.

    Args:
        night: the rules, and the files of its policy, register, source maps and contracts.
        fingerprint: names the facts that are known.
    """
    files = sorted(f"{kind} {belongs} {sha256_of(path)}" for kind, belongs, path in declarations(night))
    return _hash(night.rules_version, *files, fingerprint)


def key_of_now(rested_on: str, as_of: str) -> str:
    """Return the hash of all that decides a month's files where what is known today counts."""
    return _hash(rested_on, as_of)


def key_of_then(publication_id: str, as_of: str) -> str:
    """Return the same where that counts which a publication knew: it kept all that its figures rested on."""
    return _hash(publication_id, as_of)


def _hash(*parts: str) -> str:
    """Return the hash of these and of the programs that make files of them."""
    return hashlib.sha256("\n".join([__version__, pa.__version__, *parts]).encode()).hexdigest()
