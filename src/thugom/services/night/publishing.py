"""Publishing: one transaction, then the copy that analysts read, then the file that `status` reads."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from thugom import __version__
from thugom.files import write_atomic
from thugom.services.night.completing import complete
from thugom.services.night.handing_out import hand_out
from thugom.services.night.mapping import write_map
from thugom.services.night.opening import Night, declarations
from thugom.services.night.summary import Summary
from thugom.services.night.timing import run_name
from thugom.store import Publication, append_run, publish, snapshot
from thugom.store.alone import Confirm
from thugom.store.publication import Beside

STATUS_FILE = "status.json"
DATABASE_FILE = "thugom.db"


def publish_tables(
    night: Night,
    tables: Mapping[str, pd.DataFrame],
    beside: Beside | None = None,
    confirm: Confirm = lambda: None,
) -> Publication:
    """Merge the night's tables into the published ones, all or nothing, and keep what they rest on.

    `beside` writes what is kept if and only if the figures are; `confirm` raises where the lock was lost.
    """
    journal = {
        "published_at": night.started_at,
        "run_id": run_id(night),
        "as_of": night.as_of.isoformat(),
        "known_at": None,
        "code_version": __version__,
        "rules_version": night.rules_version,
        "synthetic": night.home.synthetic,
        **night.basis.versions,
    }
    documents = [(kind, belongs, path.read_bytes()) for kind, belongs, path in declarations(night)]
    return publish(night.store, complete(night, tables), journal, documents, beside, confirm)


def run_id(night: Night) -> str:
    """Return the name of the night's run: its instant, which the lock makes unique."""
    return run_name(night.now)


def write_curated(night: Night, summary: Summary) -> None:
    """Write what people open: the curated database, the map, the files, and the summary for `thugom status`.

    The summary comes last: whoever reads it may trust that the database beside it is there.
    """
    night.home.curated.mkdir(parents=True, exist_ok=True)
    snapshot(night.store, night.contracts.curated, night.home.curated / DATABASE_FILE)
    write_map(night, summary)
    hand_out(night)
    write_atomic(night.home.curated / STATUS_FILE, summary.as_json().encode())


def ended(night: Night) -> str:
    """Return the instant at which a night ends, UTC ISO 8601: not before it began, where the clock is set back."""
    return max(dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), night.started_at)


def record_run(night: Night, ended_at: str, summary: Summary) -> None:
    """Enter the run in the journal."""
    append_run(
        night.store,
        {
            "run_id": run_id(night),
            "started_at": night.started_at,
            "ended_at": ended_at,
            "as_of": night.as_of.isoformat(),
            "known_at": None,
            "outcome": "data_fell_short" if summary.fell_short else "published",
            "code_version": __version__,
            "rules_version": night.rules_version,
            **night.basis.versions,
            **_counts(summary),
        },
    )


def _counts(summary: Summary) -> dict[str, Any]:
    """Return what the run's journal says of files, rows and time."""
    return {
        "files_new": summary.files,
        "rows_received": summary.rows_received,
        "rows_accepted": summary.rows_accepted,
        "rows_refused": summary.rows_refused,
        "step_seconds": json.dumps(dict(summary.step_seconds)),
        "publication_id": summary.publication_id,
    }
