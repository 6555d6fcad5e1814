"""A month: its tables as of its day, measured as by any night, and written into a folder of its own."""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import pandas as pd

from thugom import __version__
from thugom.contracts import Text
from thugom.files import sha256_of
from thugom.outputs.data_package import PACKAGE_FILE
from thugom.outputs.release import Release
from thugom.services.backfill.listing import LIST_FILE, Listed
from thugom.services.exports.folder import write_folder
from thugom.services.exports.reading import release_of
from thugom.services.night.completing import complete
from thugom.services.night.errors import NIGHT_ERRORS
from thugom.services.night.knowledge import open_past
from thugom.services.night.measuring import measure
from thugom.services.night.opening import Declared, Night, opened
from thugom.services.night.publishing import DATABASE_FILE
from thugom.services.night.summary import standings
from thugom.services.night.weighing import weighed
from thugom.settings import Settings
from thugom.store import open_engine, prepare, publish, snapshot

FORMS = ("parquet",)
"""Of the files of a night, those that are written for every month: exact, typed and small."""
COMPUTED, THERE, FAILED = "computed", "there", "failed"


@dataclass(frozen=True)
class Month:
    """A month to compute: of which day, into which folder, and under which key.

    `known_at`: the instant of the publication whose knowledge counts; None for all that is known now.
    """

    label: str
    as_of: date
    folder: Path
    key: str
    known_at: str | None = None


@dataclass(frozen=True, eq=False)
class Ground:
    """What all months share, in whatever process they are computed.

    Attributes:
        here: what is declared.
        now: the clock's one reading.
        known_from: when the newest of what is known was entered, UTC: it stands for the instant of publication, which
            these tables have none of.
        tickets: what was weighed, added up once for all months; None where nothing was.
        scratch: a folder for what is thrown away.
    """

    here: Declared
    now: datetime
    known_from: str
    tickets: pd.DataFrame | None
    scratch: Path


@dataclass(frozen=True)
class Outcome:
    """What became of a month: `computed`, `there` or `failed`, with the reason; and where the targets stand."""

    month: str
    as_of: str
    state: str
    seconds: float = 0.0
    reason: str = ""
    targets: tuple[Mapping[str, Any], ...] = ()


def compute(ground: Ground, month: Month) -> Outcome:
    """Compute a month and write it; what goes wrong is said, and costs no other month."""
    began, as_of = perf_counter(), month.as_of.isoformat()
    try:
        listed = _written(ground, month)
    except NIGHT_ERRORS as error:
        return Outcome(month.label, as_of, FAILED, reason=str(error))
    except Exception as error:  # noqa: BLE001 - a fault of the program in one month must not cost the others
        place = ground.here.home.store / "last-error.txt"
        place.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        advice = "The other months are computed all the same. Send this file to whoever looks after the program."
        return Outcome(month.label, as_of, FAILED, reason=f"{place}\n  The month stopped: {error}. {advice}")
    return Outcome(month.label, as_of, COMPUTED, round(perf_counter() - began, 3), targets=tuple(listed.targets))


def _written(ground: Ground, month: Month) -> Listed:
    """Compute a month, write its files and then the list that vouches for them."""
    with _night_of(ground, month) as (night, journal):
        tables = measure(night, ground.tickets if month.known_at is None else weighed(night))
        release = _release(ground, night, tables, journal)
        # Of nothing that is replaced below may a list go on to speak.
        (month.folder / LIST_FILE).unlink(missing_ok=True)
        write_folder(release, night.home, month.folder, FORMS)
        standing = standings(night, tables).get(month.label)
        listed = Listed(
            month=month.label,
            as_of=month.as_of.isoformat(),
            known_at=month.known_at,
            key=month.key,
            code_version=__version__,
            package_sha256=sha256_of(month.folder / PACKAGE_FILE),
            targets=[asdict(line) for line in standing.targets] if standing else [],
        )
        listed.write(month.folder)
    return listed


@contextmanager
def _night_of(ground: Ground, month: Month) -> Iterator[tuple[Night, dict[str, Any]]]:
    """Give the night that the month's tables speak of, and what a journal would say of it."""
    home = ground.here.home
    if month.known_at is not None:
        with open_past(home.root, month.known_at, month.as_of, ground.now) as past:
            try:
                yield past.night, {**past.publication, "known_at": month.known_at}
            finally:
                past.night.store.dispose()
        return
    store = opened(home)
    try:
        night = Night(**vars(ground.here), settings=Settings(), store=store, as_of=month.as_of, now=ground.now)
        journal = {"run_id": "", "published_at": ground.known_from, "known_at": None, "synthetic": home.synthetic}
        yield night, journal | {"rules_version": night.rules_version, **night.basis.versions}
    finally:
        store.dispose()


def _release(ground: Ground, night: Night, tables: Mapping[str, pd.DataFrame], journal: Mapping[str, Any]) -> Release:
    """Return the tables as those of a publication, less its journals: nothing was published, and nobody alerted."""
    entry = {**journal, "as_of": night.as_of.isoformat(), "code_version": __version__}
    # By the way of every publication, through a store of its own: the same types, the same order, the same hashes.
    with TemporaryDirectory(dir=ground.scratch) as beside:
        store, copy = open_engine(Path(beside) / "store" / DATABASE_FILE), Path(beside) / DATABASE_FILE
        prepare(store, night.contracts)
        publish(store, complete(night, tables), entry)
        snapshot(store, night.contracts.curated, copy)
        store.dispose()
        release = release_of(copy, night.contracts.curated, night.policy.place.name, night.home.licence)
    kept = {name: table for name, table in release.tables.items() if release.contracts[name].kind == "curated"}
    return replace(release, tables=kept, remark=_remark(entry["as_of"]))


def _remark(as_of: str) -> Text:
    """Return what whoever finds the files must know: no publication has their id."""
    return Text(
        vi=f"Bảng tính lại, tính đến ngày {as_of}; không phải một lần công bố.",
        en=f"Computed again, as of {as_of}; this is no publication.",
    )
