"""The night's page beside the form: its files, its own policy, and nothing else of the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.unit.services.serve.test_site import FRAME, Stub, running
from thugom.outputs.page.browser_policy import POLICY
from thugom.services.serve.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """Serve a page that is not there yet."""
    made_of = Site(FRAME, "vi", Stub(tmp_path), lambda _: None, tmp_path / "curated" / "page")
    with running(made_of) as address, httpx.Client(base_url=address, trust_env=False, follow_redirects=True) as client:
        yield client


def test_a_page_is_served_from_the_night_that_wrote_it(client: httpx.Client, tmp_path: Path) -> None:
    """Before the first night there is none; after it, it is there without a restart."""
    assert client.get("/page/").status_code == 404
    folder = tmp_path / "curated" / "page"
    (folder / "unit").mkdir(parents=True)
    (folder / "index.html").write_text("<p>first</p>")
    (folder / "unit" / "a@2025-07-01.html").write_text("<p>unit</p>")
    assert client.get("/page").text == "<p>first</p>"
    assert client.get("/page/unit/a@2025-07-01.html").text == "<p>unit</p>"


def test_its_scripts_may_run_and_the_forms_may_not(client: httpx.Client, tmp_path: Path) -> None:
    """The page has scripts of its own beside it; the form has none at all."""
    folder = tmp_path / "curated" / "page"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("<p>first</p>")
    held = client.get("/page/").headers
    assert held["content-security-policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert held["x-content-type-options"] == "nosniff"
    assert "script-src" not in client.get("/").headers["content-security-policy"]


def test_nothing_beside_the_page_is_read(client: httpx.Client, tmp_path: Path) -> None:
    """The database lies one folder above."""
    folder = tmp_path / "curated" / "page"
    folder.mkdir(parents=True)
    (folder.parent / "thugom.db").write_text("secret")
    (folder / "link.html").symlink_to(folder.parent / "thugom.db")
    for address in ("/page/../thugom.db", "/page/%2e%2e/thugom.db", "/page/..%2fthugom.db", "/page/link.html"):
        assert "secret" not in client.get(address).text
