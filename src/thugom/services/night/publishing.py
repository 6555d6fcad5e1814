"""Publishing: one transaction, then the copy that analysts read, then the file that `status` reads."""

from collections.abc import Mapping

import pandas as pd

from thugom import __version__
from thugom.files import write_atomic
from thugom.services.night.completing import complete
from thugom.services.night.handing_out import hand_out
from thugom.services.night.journal import run_id
from thugom.services.night.mapping import write_map
from thugom.services.night.opening import Night, declarations
from thugom.services.night.summary import Summary
from thugom.store import Publication, publish, snapshot
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


def write_curated(night: Night, summary: Summary) -> None:
    """Write what people open: the curated database, the map, the files, and the summary for `thugom status`.

    The summary comes last: whoever reads it may trust that the database beside it is there.
    """
    night.home.curated.mkdir(parents=True, exist_ok=True)
    snapshot(night.store, night.contracts.curated, night.home.curated / DATABASE_FILE)
    write_map(night, summary)
    hand_out(night)
    write_atomic(night.home.curated / STATUS_FILE, summary.as_json().encode())
