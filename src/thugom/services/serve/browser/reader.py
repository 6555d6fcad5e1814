"""The reader: Datasette on one edition. This is its only door."""

import asyncio
import queue
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

from datasette.app import Datasette
from datasette.database import Database, WriteTask
from datasette.plugins import pm
from markupsafe import Markup

from thugom.contracts import Contract, Text
from thugom.services.serve.browser.edition import CONNECTIONS, Edition
from thugom.services.serve.browser.labels import DATABASE, metadata, shelf

HERE = Path(__file__).parent
SETTINGS = {
    "allow_download": False,
    "default_cache_ttl": 0,
    "default_page_size": 50,
    "facet_time_limit_ms": 500,
    "max_csv_mb": 100,
    "max_returned_rows": 2000,
    "num_sql_threads": CONNECTIONS,
    "sql_time_limit_ms": 2000,
    "suggest_facets": False,
    "template_debug": False,
    "trace_debug": False,
    "truncate_cells_html": 300,
}
"""Analysts may ask what they like, but nobody may keep the machine busy: two seconds, two thousand rows."""
# It would print every variable of a question that went wrong.
pm.get_plugin("datasette.handle_exception").rich = None
App: TypeAlias = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


class _Held(Database):  # type: ignore[misc]
    """The edition's file as Datasette's database: connections come from the edition and never from the path."""

    def __init__(self, datasette: Datasette, edition: Edition) -> None:
        """Take the edition's connections; its size and hash are those of the publication."""
        super().__init__(datasette, path=str(edition.path), is_mutable=False)
        self._waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for connection in edition.connections:
            self._waiting.put(connection)
        self.cached_size = edition.identity.size
        # Datasette would hash the whole file, which may be another by now.
        self.cached_hash = edition.facts.publication_id
        self._cached_table_counts = dict(edition.facts.rows)

    def connect(self, write: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - Datasette's own signature
        """Hand out the next connection: there is one for each of Datasette's threads."""
        if write:
            raise PermissionError("the published figures are read only")
        return self._waiting.get_nowait()


class Reader:
    """Datasette on one edition, until it is closed."""

    def __init__(self, edition: Edition, contracts: Mapping[str, Contract], place: Text) -> None:
        """Make the application; nothing listens yet."""
        self.edition = edition
        self._datasette = Datasette(
            immutables=[str(edition.path)],
            metadata=metadata(contracts, place, edition.facts),
            template_dir=str(HERE / "templates"),
            static_mounts=[("style", str(HERE / "static"))],
            settings=SETTINGS,
        )
        self._datasette.remove_database(next(name for name in self._datasette.databases if name != "_internal"))
        self._datasette.add_database(_Held(self._datasette, edition), name=DATABASE)
        environment = self._datasette.jinja_env
        environment.filters["figure"] = figure
        environment.globals["site"] = shelf(contracts, place, edition.facts)
        self.app: App = self._datasette.app()

    async def close(self) -> None:
        """Let go of the file and of everything that was started for it; nobody may be reading any more."""
        await asyncio.to_thread(self._datasette.executor.shutdown)
        self.edition.close()
        internal = self._datasette.databases["_internal"]
        if internal._write_queue is not None:  # noqa: SLF001 - its thread waits for ever, and Datasette never ends it
            internal._write_queue.put(WriteTask(_end_the_thread, None, None))  # noqa: SLF001 - as above
        internal.close()


def _end_the_thread(_: object) -> None:
    """End the thread that runs this, without a word."""
    raise SystemExit


def figure(value: object) -> object:
    """Return a cell as a person reads it: four decimals, a decimal comma, and a dash for what is unknown.

    >>> figure(0.72973), figure(12), figure(None), figure(1630.488), figure(-2.0)
    ('0,7297', 12, '–', '1630,488', '-2')
    """
    if value is None or value == Markup("&nbsp;"):
        return "–"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    return value
