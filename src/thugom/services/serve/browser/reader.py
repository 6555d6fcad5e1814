"""The reader: Datasette on one edition. This is its only door."""

import asyncio
import queue
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

from datasette.app import Datasette
from datasette.database import Database, Results
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
# What Datasette asks for a page of a table that is sorted by one column.
_SORTED_PAGE = re.compile(
    r"select (?!distinct\b)[^()]+ from (?P<table>\w+) .*order by (?P<by>\S+(?: desc)?) limit \d+", re.DOTALL
)


class _Quiet(Datasette):  # type: ignore[misc]
    """Datasette without its own notes of what tables there are: no plugin reads them, and their thread never ends."""

    async def refresh_schemas(self) -> None:
        """Note nothing: an edition never changes."""


class _Held(Database):  # type: ignore[misc]
    """The edition's file as Datasette's database: connections come from the edition and never from the path."""

    def __init__(self, datasette: Datasette, edition: Edition, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Take the edition's connections and its tables' keys; its size and hash are those of the publication."""
        super().__init__(datasette, path=str(edition.path), is_mutable=False)
        self._keys = keys
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

    async def execute(self, sql: str, *args: Any, **how: Any) -> Results:  # noqa: ANN401 - Datasette's own signature
        """Ask the edition; a page that is sorted by one column is sorted by the key after it.

        Datasette does so from the second page on, which then leaves out what the first had in another order.
        """
        page = _SORTED_PAGE.fullmatch(sql)
        if page and page["table"] in self._keys:
            by = ", ".join((page["by"], *self._keys[page["table"]]))
            sql = f"{sql[: page.start('by')]}{by}{sql[page.end('by') :]}"
        return await super().execute(sql, *args, **how)


class Reader:
    """Datasette on one edition, until it is closed."""

    def __init__(self, edition: Edition, contracts: Mapping[str, Contract], place: Text) -> None:
        """Make the application; nothing listens yet."""
        self.edition = edition
        self._datasette = _Quiet(
            immutables=[str(edition.path)],
            metadata=metadata(contracts, place, edition.facts),
            template_dir=str(HERE / "templates"),
            static_mounts=[("style", str(HERE / "static"))],
            settings=SETTINGS,
        )
        self._datasette.remove_database(next(name for name in self._datasette.databases if name != "_internal"))
        keys = {name: contracts[name].primary_key for name in edition.facts.rows if name in contracts}
        self._datasette.add_database(_Held(self._datasette, edition, keys), name=DATABASE)
        environment = self._datasette.jinja_env
        environment.filters["figure"] = figure
        environment.globals["site"] = shelf(contracts, place, edition.facts)
        self.app: App = self._datasette.app()

    async def close(self) -> None:
        """Let go of the file and of everything that was started for it; nobody may be reading any more."""
        await asyncio.to_thread(self._datasette.executor.shutdown)
        self.edition.close()


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
