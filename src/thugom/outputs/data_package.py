"""`datapackage.json`: what lies in the folder, by the words of the Data Package standard, version 2."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from thugom.contracts import Contract, Field, ForeignKey
from thugom.outputs.map import SYNTHETIC
from thugom.outputs.release import Release
from thugom.renderings.descriptions import described

PACKAGE_FILE = "datapackage.json"
PROFILES = "https://datapackage.org/profiles/2.0"
_MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NAME = "thugom"


@dataclass(frozen=True)
class Filed:
    """A file of the package: where it lies below the package's folder, its bytes' SHA-256, and how many they are.

    `table`: the table it holds, where it is one table's; `made_of`: the hash of all that decides its bytes.
    """

    path: str
    sha256: str
    size: int
    table: str | None = None
    made_of: str | None = None


def package_bytes(release: Release, files: Iterable[Filed]) -> bytes:
    """Return the descriptor of the package as JSON text; it holds no moment but that of the publication."""
    return (json.dumps(_package(release, files), ensure_ascii=False, indent=1) + "\n").encode()


def files_of(descriptor: bytes) -> dict[str, Filed]:
    """Return the files that a descriptor lists, by path; none of what cannot be read.

    >>> files_of(b"{"), files_of(b'{"resources": [{"path": "a.csv", "hash": "sha256:0", "bytes": 1}]}')
    ({}, {'a.csv': Filed(path='a.csv', sha256='0', size=1, table=None, made_of=None)})
    """
    try:
        resources = json.loads(descriptor)["resources"]
        listed = [
            Filed(
                item["path"],
                item["hash"].removeprefix("sha256:"),
                item["bytes"],
                item.get("thugom:table"),
                item.get("thugom:madeOf"),
            )
            for item in resources
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {file.path: file for file in listed if _is_below(file.path)}


def is_ours(descriptor: bytes) -> bool:
    """Tell whether a descriptor is one of ours: what it lists may be replaced.

    >>> is_ours(b'{"name": "thugom", "thugom:publication": {}}'), is_ours(b'{"name": "thugom"}'), is_ours(b"[")
    (True, False, False)
    """
    try:
        content = json.loads(descriptor)
    except ValueError:
        return False
    return isinstance(content, dict) and content.get("name") == _NAME and "thugom:publication" in content


def _is_below(path: object) -> bool:
    """Tell whether a path leads nowhere but below the package's folder: what is gone from a list is removed.

    >>> _is_below("csv/unit.csv"), _is_below("../../etc/passwd"), _is_below("/etc/passwd"), _is_below(3)
    (True, False, False, False)
    """
    return isinstance(path, str) and not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts


def _package(release: Release, files: Iterable[Filed]) -> dict[str, Any]:
    """Return the descriptor."""
    said = f" {SYNTHETIC['vi']} – {SYNTHETIC['en']}." if release.synthetic else ""
    first = f"{release.remark.vi}\n{release.remark.en}\n" if release.remark else ""
    licence = release.licence
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": _NAME,
        "id": release.publication_id,
        "title": f"{release.place.vi}: rác thải sinh hoạt – {release.place.en}: domestic waste",
        "description": (
            f"{first}Thu gom và xử lý rác thải sinh hoạt theo xã.{said}\n"
            "Collection and treatment of domestic waste by commune. An empty cell means unknown, never zero. In CSV "
            "files a text that a spreadsheet would take for a formula has an apostrophe before it."
        ),
        "version": release.publication_id,
        "created": release.published_at,
        **({"licenses": [{"name": licence.name, "title": licence.title, "path": licence.path}]} if licence else {}),
        "sources": [{"title": title} for title in _sources(release)],
        "thugom:publication": {
            "publication_id": release.publication_id,
            "published_at": release.published_at,
            "as_of": release.as_of,
            "period": release.period,
            "code_version": release.code_version,
            "policy_version": release.policy_version,
            "register_version": release.register_version,
            "synthetic": release.synthetic,
        },
        "resources": [_resource(release, file) for file in files],
    }


def _sources(release: Release) -> list[str]:
    """Return what the figures rest on, as policy and register name it, each once and sorted."""
    found: set[str] = set()
    for name in ("target", "unit", "unit_lineage", "facility"):
        frame = release.table(name)
        if "source" in frame:
            found |= set(frame["source"].dropna().unique())
    return sorted(found)


def _resource(release: Release, file: Filed) -> dict[str, Any]:
    """Return one file of the package; a table in CSV is described column by column."""
    suffix = file.path.rpartition(".")[2]
    contract = release.contracts[file.table] if file.table else None
    is_csv = suffix == "csv"
    about: dict[str, Any] = {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": file.table if is_csv and file.table else file.path.replace("/", "-").replace(".", "-").lower(),
        "type": "table" if is_csv else "file",
        "path": file.path,
        "format": suffix,
        "mediatype": _MEDIA_TYPES.get(suffix, "application/octet-stream"),
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if contract is not None:
        about["title"] = f"{contract.title.vi} – {contract.title.en}"
        about["description"] = f"{described(contract, 'vi')}\n{described(contract, 'en')}"
        about |= {"thugom:table": contract.name, "thugom:grain": contract.grain, "thugom:madeOf": file.made_of}
    if contract is not None and is_csv:
        about |= {"encoding": "utf-8", "schema": _schema(release, contract)}
    return about


def _schema(release: Release, contract: Contract) -> dict[str, Any]:
    """Return the schema of a table, with those of its foreign keys that hold tonight.

    The report of a unit that nobody knows has its row in `quality_issue` all the same: the key is declared, and left
    out of the package while it does not hold.
    """
    frame = release.table(contract.name)
    keys = [_foreign_key(key) for key in contract.foreign_keys if _holds(release, frame, key)]
    return {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(contract, field, frame[field.name]) for field in contract.fields if field.name in frame],
        "primaryKey": list(contract.primary_key),
        **({"foreignKeys": keys} if keys else {}),
        "missingValues": [""],
    }


def _field(contract: Contract, field: Field, values: pd.Series) -> dict[str, Any]:
    """Return a column in the standard's words."""
    constraints = dict(_constraints(contract, field, values))
    return {
        "name": field.name,
        "type": field.type,
        "title": f"{field.title.vi} – {field.title.en}",
        "description": f"{described(field, 'vi')}\n{described(field, 'en')}",
        **({"example": field.example} if field.example is not None else {}),
        **({"thugom:unit": field.unit} if field.unit else {}),
        **({"thugom:formula": field.formula} if field.formula else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _constraints(contract: Contract, field: Field, values: pd.Series) -> Iterator[tuple[str, Any]]:
    """Yield what every value of the column satisfies; an empty text is a value here, and none to the standard."""
    required = field.required or field.name in contract.primary_key
    if required and not (field.type == "string" and bool(values.eq("").any())):
        yield "required", True
    if field.minimum is not None:
        yield "minimum", field.minimum
    if field.maximum is not None:
        yield "maximum", field.maximum
    if field.enum is not None:
        yield "enum", list(field.enum)
    if field.pattern is not None:
        yield "pattern", field.pattern


def _holds(release: Release, frame: pd.DataFrame, key: ForeignKey) -> bool:
    """Tell whether every row that the key names is there."""
    if key.table not in release.tables or not set(key.fields) <= set(frame.columns):
        return False
    named = pd.MultiIndex.from_frame(frame[list(key.fields)].dropna().drop_duplicates())
    there = pd.MultiIndex.from_frame(release.tables[key.table][list(key.reference)])
    return bool(named.isin(there).all())


def _foreign_key(key: ForeignKey) -> Mapping[str, Any]:
    """Return a foreign key in the standard's words."""
    return {"fields": list(key.fields), "reference": {"resource": key.table, "fields": list(key.reference)}}
