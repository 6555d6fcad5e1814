"""Channels: by which address each name that the contacts use is reached. An address is a secret: nothing quotes it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import SecretStr

from thugom.contracts.documents import Document, read_document
from thugom.contracts.errors import ContractError
from thugom.contracts.home import Home
from thugom.settings import Settings

VARIABLE = "THUGOM_CHANNEL_"
"""The beginning of the variables of the environment that hold one address each."""
_HIDDEN = "•••"
_OTHERS = 0o077


class _Hidden:
    """Stands in a message for what must not be quoted."""

    def __repr__(self) -> str:
        """Return a mask."""
        return _HIDDEN


def channels_file(home: Home) -> Path:
    """Return where the addresses stand: the setting's file, else the home's own."""
    return Settings().channels_file or home.root / "channels.yml"


def load_channels(home: Home) -> dict[str, SecretStr]:
    """Return the address of every channel, by its name; the environment goes before the file.

    Raises:
        ContractError: the file may be read by others, is no YAML, breaks its schema, or a channel goes through one
            that there is not; names file and line and quotes no address.
    """
    variables = {name: value for name, value in os.environ.items() if name.startswith(VARIABLE) and value}
    named = {name.removeprefix(VARIABLE).lower(): value for name, value in variables.items()}
    document = _document(channels_file(home))
    entries: dict[str, Any] = {} if document is None else document.content
    direct = {name: entry for name, entry in entries.items() if isinstance(entry, str)} | named
    through = {
        name: _through(document, name, direct)
        for name, entry in entries.items()
        if document is not None and not isinstance(entry, str) and name not in direct
    }
    return {name: SecretStr(address) for name, address in sorted((direct | through).items())}


def _document(path: Path) -> Document | None:
    """Return the file of addresses; None where there is none."""
    if not path.is_file():
        return None
    mode = path.stat().st_mode & 0o777
    if mode & _OTHERS:
        remedy = f"Close it to others: chmod 600 {path}"
        raise ContractError(path, None, f"{mode:03o}", "a file that only its owner can read is expected", remedy)
    try:
        return read_document(path, "channels")
    except ContractError as error:
        line, allowed = error.line, "a name, and after it an address or {through: NAME, to: ADDRESS}, is expected"
    # Outside the handler: neither the message nor the chain of causes may quote what stands there.
    raise ContractError(path, line, _Hidden(), allowed)


def _through(document: Document, name: str, direct: Mapping[str, str]) -> str:
    """Return the address of a channel that is another one, sent to somebody else."""
    entry = document.content[name]
    if entry["through"] not in direct:
        allowed = "the name of a channel that has an address of its own is expected"
        raise ContractError(document.path, document.line_of([name, "through"]), entry["through"], allowed)
    address = direct[entry["through"]]
    return f"{address}{'&' if '?' in address else '?'}to={quote(entry['to'], safe='')}"
