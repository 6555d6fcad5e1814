"""The database: engine, ledger, facts and publication; and the archive of originals.

What is kept for ever (ledger, facts, journals) only ever grows; figures are computed anew every night and published in
one transaction. `prepare` comes first, then `register_files`, `append_judged`, `publish` and `snapshot`.
"""

from sqlalchemy import Connection, Engine

from thugom.store.alerts import (
    KeptEvent,
    KeptNight,
    append_events,
    events_of,
    events_since,
    knows_alerts,
    last_night,
    load_alerts,
    note_night,
)
from thugom.store.archive import FileChangedError, find, keep, keep_all
from thugom.store.copied import load_copy
from thugom.store.documents import KeptDocument, load_documents, load_publications
from thugom.store.elsewhere import deposited_before, fetched_before, note_deposited, note_fetched
from thugom.store.engine import open_engine, reading, writing
from thugom.store.errors import StoreError
from thugom.store.facts import append_judged, load_facts, load_findings, load_judgements, load_sheets
from thugom.store.geometry import knows_geometries
from thugom.store.journal import append_run, last_published_at
from thugom.store.known import Known, load_known
from thugom.store.ledger import files_awaiting, is_first_night, register_files
from thugom.store.merging import Changes
from thugom.store.outbox import Waiting, knows_notices, waiting_count
from thugom.store.publication import Publication, publish
from thugom.store.schema import prepare
from thugom.store.snapshot import snapshot
from thugom.store.submissions import load_submissions

__all__ = [
    "Changes",
    "Connection",
    "Engine",
    "FileChangedError",
    "KeptDocument",
    "KeptEvent",
    "KeptNight",
    "Known",
    "Publication",
    "StoreError",
    "Waiting",
    "append_events",
    "append_judged",
    "append_run",
    "deposited_before",
    "events_of",
    "events_since",
    "fetched_before",
    "files_awaiting",
    "find",
    "is_first_night",
    "keep",
    "keep_all",
    "knows_alerts",
    "knows_geometries",
    "knows_notices",
    "last_night",
    "last_published_at",
    "load_alerts",
    "load_copy",
    "load_documents",
    "load_facts",
    "load_findings",
    "load_judgements",
    "load_known",
    "load_publications",
    "load_sheets",
    "load_submissions",
    "note_deposited",
    "note_fetched",
    "note_night",
    "open_engine",
    "prepare",
    "publish",
    "reading",
    "register_files",
    "snapshot",
    "waiting_count",
    "writing",
]
