"""What a table's content is called: a hash that depends on nothing but the figures."""

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import Table

from thugom.store.texts import Columns, json_lines


def table_hash(table: Table, columns: Columns) -> str:
    """Return the SHA-256 of the table's column names and of its rows, in the order of their key, as lines of JSON.

    Numbers stand in their shortest exact form and null is not the empty text; so the hash depends on no collation, no
    locale, no order of insertion and no type of a frame.
    """
    digest = hashlib.sha256()
    digest.update(_line(table.columns.keys()))
    for line in json_lines(columns):
        digest.update(line)
    return digest.hexdigest()


def figures_hash(table_hashes: Mapping[str, str]) -> str:
    """Return one hash for all figures of a publication.

    >>> figures_hash({"b": "2", "a": "1"}) == figures_hash({"a": "1", "b": "2"})
    True
    """
    return hashlib.sha256(_line(sorted(table_hashes.items()))).hexdigest()


def _line(values: object) -> bytes:
    """Return values as one line of JSON."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
