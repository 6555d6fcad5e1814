"""Knowledge: a night of the past, opened again with all that was known and declared then, and with nothing else."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from thugom.contracts import ContractError, Contracts, Home, HomeError, load_contracts, load_policy
from thugom.register import RegisterError
from thugom.services.night.opening import Declared, Night, declared, opened
from thugom.settings import Settings
from thugom.store import (
    Engine,
    KeptDocument,
    StoreError,
    files_awaiting,
    load_documents,
    load_publications,
    prepare,
    reading,
)

_SCHEMAS = "schemas"
_LAST_MOMENT = dt.time(23, 59, 59)


class KnowledgeError(HomeError):
    """What was known at an instant cannot be said: names the place, why, and what to do."""

    def __init__(self, place: str | Path, problem: str, remedy: str) -> None:
        """Say where, why and what to do."""
        super().__init__(Path(place), problem, remedy)


@dataclass(frozen=True, eq=False)
class Past:
    """A night of the past.

    `asked_at`: the instant that was asked for, UTC. `publication`: the row of the journal that stood then. `night`: to
    compute with; it knows what was known when that was published.
    """

    asked_at: str
    publication: Mapping[str, Any]
    night: Night


@contextmanager
def open_past(root: Path, moment: str, as_of: dt.date | None, now: dt.datetime) -> Iterator[Past]:
    """Give the newest night that had been published at an instant; nothing of the home or its store is changed.

    Args:
        root: the home. What it declares today does not matter, but for its time zone where `moment` names none.
        moment: what `instant_of` takes.
        as_of: the day the figures speak of; that of the publication where None.
        now: the clock's reading, with a zone; a later moment is this one.

    Raises:
        KnowledgeError: there is no such moment, nothing was published then, or today's program cannot read what was
            declared then.
        HomeError, ContractError: there is no home, or its policy names no time zone.
        StoreError: documents or facts of then are missing from the store.
    """
    home, store, asked_at, publication = _asked(root, moment, now)
    with TemporaryDirectory(prefix="thugom-") as folder:
        lay_out(load_documents(store, publication["publication_id"]), Path(folder))
        there = _declared(home, Path(folder), publication)
        night = Night(
            **vars(there),
            settings=Settings(),
            store=store,
            as_of=as_of or publication["as_of"],
            now=now,
            known_at=publication["published_at"],
            judged_under=publication["rules_version"],
        )
        yield Past(asked_at, publication, night)


def inspect_past(root: Path, moment: str, now: dt.datetime) -> None:
    """Find out what would stop `open_past` at its start, before a server is started for it.

    Raises:
        as `open_past`; nothing was touched.
    """
    with open_past(root, moment, None, now) as past:
        past.night.store.dispose()


def _asked(root: Path, moment: str, now: dt.datetime) -> tuple[Home, Engine, str, dict[str, Any]]:
    """Return the home, its store, the instant that was asked for and the publication that stood then."""
    home = Home.open(root)
    asked_at = _text(min(instant_of(moment, lambda: load_policy(home.policy_path).place.time_zone), now))
    store = _opened(home)
    publication = _standing(home, load_publications(store), asked_at)
    _refuse_gaps(store, publication)
    return home, store, asked_at, publication


def instant_of(moment: str, time_zone: Callable[[], ZoneInfo]) -> dt.datetime:
    """Return the instant that a text names; of a day, its end.

    Args:
        moment: ISO 8601: a day, or a day and a time, with or without a zone.
        time_zone: asked for the home's zone where the text names none.

    Raises:
        KnowledgeError: the text names no instant.

    >>> instant_of("2026-11-16T18:30Z", lambda: ZoneInfo("UTC")).isoformat()
    '2026-11-16T18:30:00+00:00'
    >>> instant_of("2026-11-16", lambda: ZoneInfo("Asia/Ho_Chi_Minh")).isoformat()
    '2026-11-16T16:59:59+00:00'
    """
    try:
        named = _named(moment)
        return (named if named.tzinfo else named.replace(tzinfo=time_zone())).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        remedy = "Write 2026-11-16, 2026-11-16T18:30 or 2026-11-16T18:30:00Z."
        raise KnowledgeError(f"--as-known-at {moment}", "This is no instant", remedy) from error


def _named(moment: str) -> dt.datetime:
    """Return the time that a text names, with or without a zone."""
    try:
        return dt.datetime.combine(dt.date.fromisoformat(moment), _LAST_MOMENT)
    except ValueError:
        return dt.datetime.fromisoformat(moment)


def _text(instant: dt.datetime) -> str:
    """Return an instant as the journals write it."""
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _opened(home: Home) -> Engine:
    """Return the store of a home in which a night has run."""
    if Settings().database_url is None and not home.database_path.is_file():
        raise KnowledgeError(home.root, *_NEVER)
    store = opened(home)
    # A store that an older program left gains the columns declared since; one of this program is only read.
    prepare(store, load_contracts())
    return store


_NEVER = ("Nothing has been published here yet", "Run: thugom nightly (or name a home with --home).")


def _standing(home: Home, publications: list[dict[str, Any]], asked_at: str) -> dict[str, Any]:
    """Return the newest publication at an instant."""
    if not publications:
        raise KnowledgeError(home.root, *_NEVER)
    stood = [row for row in publications if row["published_at"] <= asked_at]
    if not stood:
        first = publications[0]["published_at"]
        problem = f"Nothing was published by then; the first publication was at {first}"
        raise KnowledgeError(f"--as-known-at {asked_at}", problem, "Name that instant or a later one.")
    return stood[-1]


def _refuse_gaps(store: Engine, publication: Mapping[str, Any]) -> None:
    """Refuse to compute where facts of then are missing: the figures would look like those of then, and be others."""
    with reading(store) as connection:
        gone = files_awaiting(connection, publication["rules_version"], publication["published_at"])
    if len(gone):
        place = f"{gone['file_path'].iloc[0]}, publication {publication['publication_id']}"
        problem = f"Of {len(gone)} files known then there are no facts as they were judged then"
        raise StoreError(place, problem, "Restore the database from a backup that holds them.")


def lay_out(documents: Iterable[KeptDocument], folder: Path) -> None:
    """Write the documents of a publication into an empty folder, as a home's definitions beside `schemas`."""
    for kind, path, content in documents:
        target = folder / _place(kind, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _place(kind: str, path: str) -> str:
    """Return where a document belongs.

    >>> _place("register", "synthetic/facility.csv"), _place("contract", "curated/unit.yml")
    ('register/synthetic/facility.csv', 'schemas/curated/unit.yml')
    """
    if kind in ("contract", "intake"):
        return f"{_SCHEMAS}/{path if kind == 'contract' else 'intake.yml'}"
    if kind in ("policy", "home"):
        return f"{kind}.yml"
    # The first publications kept a file of a folder of the register under that folder alone.
    return path if path.startswith(("register/", "sources/")) else f"register/{path}"


def _declared(home: Home, folder: Path, publication: Mapping[str, Any]) -> Declared:
    """Return what was declared then, of which nothing has changed since.

    Raises:
        KnowledgeError: today's program cannot read it, or it is not what the figures rested on.
    """
    place = f"{home.root}, publication {publication['publication_id']}"
    by_then = f"Use thugom {publication['code_version']}, which published it."
    try:
        there = declared(replace(Home.open(folder), root=home.root), folder / _SCHEMAS)
    except (ContractError, HomeError, RegisterError) as error:
        # One sentence, because its reader's language is found sentence by sentence.
        found = " ".join(str(error).replace(f"{folder}/", "").split()).replace(". ", "; ").rstrip(".")
        raise KnowledgeError(place, f"This program cannot read what was declared then ({found})", by_then) from error
    versions = {"policy": there.policy.sha256, "register": there.register.bytes_hash}
    wrong = [name for name, version in versions.items() if version[:12] != publication[f"{name}_version"]]
    if wrong:
        problem = (
            f"The kept {' and '.join(wrong)} is not what its figures rested on: it was changed while they were made"
        )
        raise KnowledgeError(place, problem, "Name an instant after the next night.")
    return replace(there, contracts=_with_journals(there.contracts))


def _with_journals(contracts: Contracts) -> Contracts:
    """Return the contracts of then with today's journals: those are kept up to date and never made anew."""
    figures = {name: contract for name, contract in contracts.curated.items() if contract.kind != "journal"}
    journals = {name: one for name, one in load_contracts().curated.items() if one.kind == "journal"}
    return replace(contracts, curated=figures | journals)
