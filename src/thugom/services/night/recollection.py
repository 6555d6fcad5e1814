"""Recollection: the figures of a past night, computed again, written apart, and held against what was published."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from thugom import __version__
from thugom.files import write_atomic
from thugom.services.night.completing import complete
from thugom.services.night.knowledge import Past
from thugom.services.night.publishing import DATABASE_FILE, STATUS_FILE
from thugom.services.night.summary import Summary, summarise
from thugom.services.night.tally import Tally
from thugom.store import Publication, open_engine, prepare, publish, snapshot

FOLDER = "as_known_at"
"""Below what analysts read: one folder per instant that was asked for. It may be deleted at any time."""


@dataclass(frozen=True)
class Recollection:
    """What was known at an instant.

    `asked_at`: the instant, UTC; `asked_on` and `asked_time` are its day and time in the home's zone. `publication_id`
    and `published_at`: the publication that stood then; `code_version`: the program that made it. `folder`: where the
    figures lie, below the home. `differing`: the tables that are not, to the digit, what was published; None where
    another day was asked for, so that they need not be.
    """

    summary: Summary
    asked_at: str
    asked_on: str
    asked_time: str
    publication_id: str
    published_at: str
    code_version: str
    computed_with: str
    folder: str
    differing: list[str] | None

    @property
    def fell_short(self) -> bool:
        """Whether there was no figure then."""
        return self.summary.period is None

    def as_json(self) -> str:
        """Return the summary as JSON text, with what it is a recollection of."""
        known = {name: value for name, value in vars(self).items() if name != "summary"}
        content = asdict(self.summary) | {"as_known_at": known}
        return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)


def recollect(past: Past, tables: Mapping[str, pd.DataFrame], step_seconds: Mapping[str, float]) -> Recollection:
    """Write the figures of the past beside those of today, and return what they say; nothing is published.

    The summary comes last: whoever reads it may trust that the database beside it is there.
    """
    night = past.night
    folder = night.home.curated / FOLDER / past.asked_at.replace("-", "").replace(":", "")
    again = _write(past, tables, folder / DATABASE_FILE)
    local = dt.datetime.fromisoformat(past.asked_at).astimezone(night.policy.place.time_zone)
    recollection = Recollection(
        summary=_summary(past, tables, again, step_seconds),
        asked_at=past.asked_at,
        asked_on=local.date().isoformat(),
        asked_time=local.strftime("%H:%M"),
        publication_id=past.publication["publication_id"],
        published_at=past.publication["published_at"],
        code_version=past.publication["code_version"],
        computed_with=__version__,
        folder=folder.relative_to(night.home.root).as_posix(),
        differing=_differing(past, again),
    )
    write_atomic(folder / STATUS_FILE, recollection.as_json().encode())
    return recollection


def _write(past: Past, tables: Mapping[str, pd.DataFrame], target: Path) -> Publication:
    """Write the tables as analysts read them, and return what they are called."""
    night = past.night
    journal = {**past.publication, "as_of": night.as_of.isoformat(), "known_at": past.asked_at}
    # By the way of every publication, through a store of its own: the same types, the same order, the same hashes.
    with TemporaryDirectory(prefix="thugom-") as beside:
        store = open_engine(Path(beside) / "store" / DATABASE_FILE)
        prepare(store, night.contracts)
        again = publish(store, complete(night, tables), journal)
        snapshot(store, night.contracts.curated, target)
    return again


def _summary(
    past: Past, tables: Mapping[str, pd.DataFrame], again: Publication, step_seconds: Mapping[str, float]
) -> Summary:
    """Return the summary as that night would have shown it, less what arrived in it."""
    stood = replace(again, publication_id=past.publication["publication_id"], changes={})
    summary = summarise(past.night, tables, Tally(), stood, step_seconds, [])
    return replace(summary, published_at=past.publication["published_at"])


def _differing(past: Past, again: Publication) -> list[str] | None:
    """Return the tables whose hash is not the published one, in the order of their names."""
    if past.night.as_of != past.publication["as_of"]:
        return None
    published = json.loads(past.publication["table_hashes"])
    return sorted(name for name in published if again.table_hashes.get(name) != published[name])
