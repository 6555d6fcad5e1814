"""Every view opens, in both languages, at both widths, from the disk and from a server, without a complaint."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.homes import query
from tests.e2e.page.browser import WIDTHS
from thugom.outputs.page.site import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.page.browser import Reader

UNIT = "unit/03434@2025-07-01.html"
ADDRESSES = [f"{view}.html" for view in (*VIEWS, "former")] + [UNIT]
LARGEST_FIRST_PAGE = 1_500_000


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["", "en/"])
def test_all_views_are_reached_by_their_menu(read: Callable[..., Reader], root: str, language: str, width: int) -> None:
    """From the first screen by clicks alone, and nothing is wider than the window."""
    reader = read(width)
    page = reader.open(f"{root}/{language}index.html")
    for view in VIEWS:
        page.locator(f"nav a[href$='{view}.html']").click()
        page.wait_for_load_state("load")
        assert page.locator("h1").inner_text()
        assert page.locator("nav a[aria-current=page]").get_attribute("href") == f"{view}.html"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), view
    page.locator("nav a").nth(VIEWS.index("table")).click()
    page.get_by_role("link", name="Nậm Hàng").click()
    page.wait_for_load_state("load")
    assert page.locator("h1").inner_text() == "Xã Nậm Hàng"
    page.locator(".language a").click()
    page.wait_for_load_state("load")
    assert page.locator("html").get_attribute("lang") == ("vi" if language else "en")
    assert page.locator("h1").inner_text() == "Xã Nậm Hàng"
    assert all(address.startswith((root, "data:")) for address in reader.asked)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_no_violation(
    read: Callable[..., Reader], served: str, address: str, language: str, width: int
) -> None:
    """With every rule of axe-core, none switched off."""
    page = read(width, without_policy=True).open(f"{served}/{language}{address}")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_a_wide_screen_shows_every_view_whole(read: Callable[..., Reader], served: str, language: str) -> None:
    """At 1920 pixels, as on the wall of a meeting room; axe looks at what is shown there first."""
    reader = read(1920, without_policy=True)
    for view in reversed(VIEWS):
        page = reader.open(f"{served}/{language}{view}.html")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), view
    found = Axe().run(reader.page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_first_screen_is_readable_before_any_script(
    chromium_without_script: Callable[[str], str], page_folder: Path, language: str
) -> None:
    """Figures, verdicts, both pictures and the map stand in the page itself."""
    text = chromium_without_script(f"{page_folder.as_uri()}/{language}index.html")
    assert text.count("%") > 6
    assert ("Chưa đạt" if not language else "Not met") in text


def test_the_first_page_is_light(page_folder: Path) -> None:
    """With its style and scripts, for whoever pays by the megabyte."""
    files = [page_folder / "index.html", *(page_folder / "assets").iterdir()]
    assert sum(path.stat().st_size for path in files) <= LARGEST_FIRST_PAGE


def test_a_link_from_a_notice_leads_to_the_unit(read: Callable[..., Reader], root: str) -> None:
    """Notices name a unit by its id, and know nothing of the site's files."""
    page = read().open(f"{root}/index.html#unit=03434@2025-07-01")
    page.wait_for_url("**/unit/03434@2025-07-01.html")
    assert page.locator("h1").inner_text() == "Xã Nậm Hàng"


def test_a_link_to_a_former_unit_leads_to_what_became_of_it(read: Callable[..., Reader], root: str) -> None:
    """A notice may be older than the merger; from there its heir is one click away."""
    page = read().open(f"{root}/index.html#unit=03434@2020-03-01")
    page.wait_for_url("**/former.html#03434@2020-03-01")
    page.locator("tr:target a").first.click()
    page.wait_for_load_state("load")
    assert page.locator("h1").inner_text() == "Xã Nậm Hàng"


def test_every_month_of_a_unit_is_downloaded(
    read: Callable[..., Reader], root: str, demo_home: Path, tmp_path: Path
) -> None:
    """By a button, from the disk too; to the last digit what the database has."""
    page = read().open(f"{root}/{UNIT}")
    with page.expect_download() as waiting:
        page.locator("#series").click()
    assert waiting.value.suggested_filename == "thugom-03434@2025-07-01.csv"
    path = tmp_path / "series.csv"
    waiting.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    statement = """
        select period, collected_t, collected_treated_rate, reporting from commune_coverage
        where unit_id = '03434@2025-07-01' and basis = 'as_is' and settlement = 'all' and period_kind = 'month'
            and period <= '2026-10' order by period"""
    held = [tuple("" if value is None else str(value) for value in row) for row in query(demo_home, statement)]
    names = ("period", "collected_t", "collected_treated_rate", "reporting")
    assert [tuple(row[name] for name in names) for row in rows] == held
    assert len(held) >= 24


@pytest.mark.parametrize("language", ["", "en/"])
def test_receipts_are_linked_where_they_lie_and_named_elsewhere(
    read: Callable[..., Reader], page_folder: Path, served: str, language: str
) -> None:
    """Opened where the night wrote it, the page leads to them; a server has only the page, so it leads nowhere."""
    place = f"{language}{UNIT}"
    page = read().open(f"{page_folder.as_uri()}/{place}")
    links = page.locator("[data-receipt] a")
    assert links.count() > 0
    for address in links.evaluate_all("all => all.map(one => one.href)"):
        assert Path(url2pathname(urlsplit(address).path)).read_bytes().startswith(b"PK")
    said = page.locator("[data-receipt]").all_inner_texts()
    page = read().open(f"{served}/{place}")
    assert page.locator("[data-receipt]").all_inner_texts() == said
    assert page.locator("[data-receipt] a").count() == 0


@pytest.mark.parametrize("view", ["index", "map"])
def test_a_keyboard_goes_over_the_map_in_one_step(read: Callable[..., Reader], root: str, view: str) -> None:
    """The link before the map is seen when it has the focus, and the next thing after it is no unit of the map."""
    page = read().open(f"{root}/{view}.html")
    link = page.locator(".mapped .skip")
    link.focus()
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg.map')") is None
    assert page.evaluate(
        """document.querySelector('svg.map').compareDocumentPosition(document.activeElement)
            & Node.DOCUMENT_POSITION_FOLLOWING"""
    )


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_first_screen_prints_on_one_sheet(read: Callable[..., Reader], page_folder: Path, language: str) -> None:
    """A4, for a file; the sheet is counted in the PDF that Chromium prints."""
    page = read().open(f"{page_folder.as_uri()}/{language}index.html")
    content = page.pdf(prefer_css_page_size=True)
    assert content.count(b"/Type /Page\n") == 1
