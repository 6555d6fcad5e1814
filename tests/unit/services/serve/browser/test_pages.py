"""The table browser, as a browser meets it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

from tests.unit.services.serve.browser.editions import CONTRACTS, PLACE, publish
from thugom.services.serve.browser.pages import Pages, guarded
from thugom.services.serve.browser.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

OWN = "http://localhost"
SHOWN = [
    "/",
    "/thugom",
    "/thugom?sql=select+1",
    "/thugom?sql=nonsense",
    "/nowhere",
    "/thugom/unit/00001~402025-07-01",
    *(f"/thugom/{question.name}" for question in QUESTIONS),
    *(f"/thugom/{name}" for name in CONTRACTS),
    "/thugom/commune_coverage?period_kind=month&basis=as_is&_sort=unit_name",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a first publication lies."""
    publish(tmp_path / "thugom.db", "first")
    return tmp_path / "thugom.db"


def visit(path: Path, work: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever the work finds
    """Let a visitor work with the pages, and close them behind."""

    async def visited() -> Any:  # noqa: ANN401 - as above
        """Open, work, close."""
        pages = Pages(path, CONTRACTS, PLACE)
        transport = httpx.ASGITransport(app=guarded(pages))
        try:
            async with httpx.AsyncClient(transport=transport, base_url=OWN, timeout=30) as client:
                return await work(client)
        finally:
            await pages.close()

    return asyncio.run(visited())


def fetched(path: Path, *addresses: str, **headers: str) -> list[httpx.Response]:
    """Return what lies under some addresses."""

    async def work(client: httpx.AsyncClient) -> list[httpx.Response]:
        """Fetch one after the other."""
        return [await client.get(address, headers=headers) for address in addresses]

    found: list[httpx.Response] = visit(path, work)
    return found


class Drawn(HTMLParser):
    """What a page loads, runs and leads to."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.addresses: list[str] = []
        self.active: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses, scripts and styles."""
        if tag in {"script", "style", "iframe", "object", "embed", "base"}:
            self.active.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "action", "srcset", "poster", "data"}:
                self.addresses.append(value or "")
            if name == "style" or name.startswith("on"):
                self.active.append(f"{tag} {name}")


def test_no_page_takes_anything_from_outside_or_runs_a_script(path: Path) -> None:
    """The department's computers may have no network; a page that needs nothing may forbid everything."""
    for page in fetched(path, *SHOWN):
        drawn = Drawn(page.text)
        assert drawn.active == [], page.url
        assert drawn.addresses, page.url
        assert [one for one in drawn.addresses if re.match(r"(\w+:)?//", one) and not one.startswith(f"{OWN}/")] == []


def test_every_page_is_there_and_in_vietnamese(path: Path) -> None:
    """None of them is Datasette's own, in English."""
    for page in fetched(path, *SHOWN):
        expected = {"/nowhere": 404, "/thugom?sql=nonsense": 400}
        assert page.status_code == expected.get(page.url.raw_path.decode(), 200), page.url
        assert '<html lang="vi">' in page.text
        assert not re.search(r"This data as|Suggested facets|\d rows? in|Powered by|Custom SQL", page.text), page.url


def test_every_answer_carries_what_keeps_browsers_safe(path: Path) -> None:
    """Nothing but the pages' own style may be loaded, by nobody else's page."""
    for page in fetched(path, "/", "/thugom/unit", "/thugom/unit.json", "/-/settings", "/style/browser.css"):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["x-frame-options"] == "DENY"
        assert "access-control-allow-origin" not in page.headers


def test_it_answers_to_this_machines_names_only(path: Path) -> None:
    """A site that points its own name here reads nothing."""
    (page,) = fetched(path, "/", host="evil.example")
    assert page.status_code == 400


@pytest.mark.parametrize(
    "address", ["/-/settings", "/-/metadata.json", "/-/databases", "/-/patterns", "/_internal", "/thugom.db"]
)
def test_datasettes_own_rooms_are_closed(path: Path, address: str) -> None:
    """Paths, settings and the internal tables are nobody's business."""
    (page,) = fetched(path, address)
    assert page.status_code in {403, 404}
    assert str(path) not in page.text


def test_a_publication_is_shown_at_once_without_a_restart(path: Path) -> None:
    """Whoever asks after the night reads the night's figures."""

    async def work(client: httpx.AsyncClient) -> tuple[str, str, str]:
        """Ask before and after a publication."""
        before = (await client.get("/")).text
        publish(path, "second")
        return before, (await client.get("/")).text, (await client.get("/thugom/unit.csv")).text

    before, after, rows = visit(path, work)
    assert "<strong>first</strong>" in before
    assert "<strong>second</strong>" in after
    assert "Xã second" in rows
    assert "Xã first" not in rows


def test_a_reader_in_the_middle_reads_one_publication_to_its_end(tmp_path: Path) -> None:
    """A long answer that began before a publication is whole and of the old night; then the old file is let go."""
    path = tmp_path / "thugom.db"
    publish(path, "first", communes=4500)

    async def work(_: httpx.AsyncClient) -> tuple[str, str, int]:
        """Read the first lines, publish, read on."""
        pages = Pages(path, CONTRACTS, PLACE)
        began, go_on = asyncio.Event(), asyncio.Event()
        text: list[bytes] = []

        async def send(message: dict[str, Any]) -> None:
            """Stop after the first piece until somebody says to go on."""
            text.append(message.get("body", b""))
            if len(text) > 1:
                began.set()
                await go_on.wait()

        async def receive() -> dict[str, Any]:
            """Send nothing."""
            return {"type": "http.request", "body": b"", "more_body": False}

        address = b"/thugom/commune_coverage.csv"
        scope = {
            "type": "http",
            "method": "GET",
            "path": address.decode(),
            "raw_path": address,
            "scheme": "http",
            "query_string": b"_stream=on",
            "headers": [(b"host", b"localhost")],
            "http_version": "1.1",
        }
        reading = asyncio.ensure_future(pages(scope, receive, send))
        await began.wait()
        publish(path, "second")
        transport = httpx.ASGITransport(app=pages)
        async with httpx.AsyncClient(transport=transport, base_url=OWN) as client:
            now = (await client.get("/")).text
        go_on.set()
        await reading
        left = len(pages.readers)
        await pages.close()
        return b"".join(text).decode(), now, left

    rows, now, left = visit(path, work)
    assert rows.count("Xã first") == 4500
    assert "second" not in rows
    assert "<strong>second</strong>" in now
    assert left == 1


@pytest.mark.parametrize(
    "order", ["", "_sort=period", "_sort_desc=period", "_sort=generated_t", "_sort_desc=unit_code"]
)
def test_turning_pages_shows_every_row_once_in_any_order(tmp_path: Path, order: str) -> None:
    """Rows that are equal in the sorted column, or unknown, are neither left out nor shown twice."""
    path = tmp_path / "thugom.db"
    publish(path, "first", communes=25)

    async def work(client: httpx.AsyncClient) -> list[str]:
        """Turn pages to the end."""
        address, codes = f"/thugom/commune_coverage.json?_shape=objects&_size=4&{order}", []
        while address:
            found = (await client.get(address)).json()
            codes += [row["unit_code"] for row in found["rows"]]
            address = found.get("next_url")
        return codes

    codes = visit(path, work)
    assert sorted(codes) == [f"{number:05d}" for number in range(25)]


def test_nothing_is_left_of_an_edition_that_was_closed(path: Path) -> None:
    """A year of nights must not leave a year of threads and open files."""

    async def work(client: httpx.AsyncClient) -> tuple[int, int]:
        """Count the threads after one and after five publications."""
        await client.get("/thugom/unit")
        early = threading.active_count()
        for number in range(5):
            publish(path, f"night-{number}")
            await client.get("/thugom/unit")
        await asyncio.sleep(0.2)
        return early, threading.active_count()

    early, late = visit(path, work)
    # asyncio keeps a thread or two of its own for waiting.
    assert late <= early + 2


def test_a_publication_that_cannot_be_read_leaves_the_last_one_standing(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A broken file is told to whoever runs the page; readers see the last good night."""

    async def work(client: httpx.AsyncClient) -> list[str]:
        """Break the file in between."""
        first = (await client.get("/")).text
        broken = path.with_suffix(".broken")
        broken.write_bytes(b"broken" * 1000)
        broken.replace(path)
        return [first, (await client.get("/thugom/unit")).text]

    pages = visit(path, work)
    assert all("<strong>first</strong>" in page for page in pages)
    assert "thugom.db" in capfd.readouterr().err


def test_before_the_first_night_it_says_what_is_missing(tmp_path: Path) -> None:
    """An empty home has no figures yet: that is no error of the reader's."""
    page, style = fetched(tmp_path / "thugom.db", "/", "/style/browser.css")
    assert page.status_code == 503
    assert "thugom nightly" in page.text
    assert style.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "sql",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "DELETE FROM unit",
        "SELECT zeroblob(100000000)",
        "PRAGMA journal_mode = WAL",
    ],
)
def test_no_question_keeps_the_machine_busy_or_changes_anything(path: Path, sql: str) -> None:
    """Analysts ask what they like: within two seconds, and without a pen."""
    (page,) = fetched(path, f"/thugom?sql={quote(sql)}")
    assert page.status_code == 400
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM unit").fetchone() == (3,)
    connection.close()


def test_figures_read_as_people_write_them_and_load_as_programs_do(path: Path) -> None:
    """A decimal comma and a dash on the page; plain numbers and empty cells in CSV and JSON."""
    asked = "/thugom{}?sql=select+0.25+as+rate,null+as+empty"
    page, csv, json = fetched(path, asked.format(""), asked.format(".csv"), asked.format(".json") + "&_shape=array")
    assert ">0,25<" in page.text
    assert ">–<" in page.text
    assert csv.text.splitlines() == ["rate,empty", "0.25,"]
    assert json.json() == [{"rate": 0.25, "empty": None}]
