"""The disk: hashes, atomic writes and locks."""

from thugom.files.atomic import partial_of, private_folder, replace_atomic, write_atomic
from thugom.files.harmless import harmless
from thugom.files.hashes import sha256_of
from thugom.files.lock import Holder, HomeLock, HomeLockedError
from thugom.files.replacement import Replacement, finish_replacement

__all__ = [
    "Holder",
    "HomeLock",
    "HomeLockedError",
    "Replacement",
    "finish_replacement",
    "harmless",
    "partial_of",
    "private_folder",
    "replace_atomic",
    "sha256_of",
    "write_atomic",
]
