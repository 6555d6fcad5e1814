"""The map as people use it: months, boundaries, what is shown; by pointer and by keys; the table says the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.homes import query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.e2e.page.browser import Reader

COVERED = {1: "Được thu gom và xử lý", 0: "Chưa được thu gom và xử lý", None: "Chưa biết"}


def move_to(page: Page, month: str) -> None:
    """Move the slider to a month, one step at a time, as an arrow key does."""
    page.locator("#month").focus()
    for _ in range(200):
        if str(page.locator("#map").get_attribute("data-shown")).endswith(month):
            return
        before = str(page.locator("#map").get_attribute("data-shown"))
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#map")).not_to_have_attribute("data-shown", before)
    raise AssertionError(month)


def wait_for(page: Page, part: str) -> None:
    """Wait until the map shows something.

    Not by a function that the page runs itself: its policy forbids to make programs out of texts.
    """
    expect(page.locator("#map")).to_have_attribute("data-shown", re.compile(re.escape(part)))


def shown(page: Page) -> dict[str, str]:
    """Return what the table below the map says of each unit."""
    rows = page.locator("#rows tr").all_inner_texts()
    return {name.strip(): said.strip() for name, _, said in (row.partition("\t") for row in rows)}


def stored(home: Path, month: str, basis: str) -> dict[str, str]:
    """Return what the database says of each unit."""
    statement = """
        select unit.full_name, covered from commune_coverage join unit using (unit_id)
        where period = ? and basis = ? and settlement = 'all'"""
    return {name: COVERED[covered] for name, covered in query(home, statement, month, basis)}


def test_the_slider_goes_over_the_merger_with_the_units_of_each_month(
    read: Callable[..., Reader], root: str, demo_home: Path
) -> None:
    """July 2025 has 38 units and June 106, on the map and in the table, with the figures of the database."""
    page = read().open(f"{root}/map.html")
    for month, units in (("2025-07", 38), ("2025-06", 106)):
        move_to(page, month)
        assert page.locator("#map [data-unit]").count() == units
        assert page.locator("#rows tr").count() == units
        held = stored(demo_home, month, "as_was")
        assert {name: said for name, said in shown(page).items() if held[name] != said} == {}


@pytest.mark.parametrize(("basis", "units"), [("as_is", 38), ("as_issued", 106)])
def test_the_basis_is_switched(read: Callable[..., Reader], root: str, demo_home: Path, basis: str, units: int) -> None:
    """The newest month on today's units, and on those of the programme."""
    page = read().open(f"{root}/map.html")
    page.locator("#basis").select_option(basis)
    wait_for(page, basis)
    assert page.locator("#map [data-unit]").count() == units
    held = stored(demo_home, "2026-10", basis)
    assert sorted(shown(page).values()) == sorted(held.values())


def test_what_has_no_urban_part_is_neither_known_nor_unknown(
    read: Callable[..., Reader], root: str, demo_home: Path
) -> None:
    """The map of what is urban leaves the rural communes white, and the table and the legend say why."""
    page = read().open(f"{root}/map.html")
    page.locator("#settlement").select_option("urban")
    wait_for(page, " urban ")
    urban = query(
        demo_home,
        """select count(*) from commune_coverage
        where period = '2026-10' and basis = 'as_was' and settlement = 'urban'""",
    )[0][0]
    assert 0 < urban < 38
    assert page.locator("#map .unit.k-absent").count() == 38 - urban
    assert list(shown(page).values()).count("Không có khu vực này") == 38 - urban
    assert "Không có khu vực này" in page.locator("#legend").inner_text()


def test_pointer_tap_and_keys_give_the_same_figures(read: Callable[..., Reader], root: str) -> None:
    """What a unit is said to be does not depend on how it is asked."""
    page = read(360).open(f"{root}/map.html")
    page.locator("#shading").select_option("collected_treated_rate")
    wait_for(page, "collected")
    held = shown(page)
    unit = page.locator("#map [data-unit='03434@2025-07-01']")
    unit.locator("path").click()
    assert page.locator("#told .name").inner_text() == "Xã Nậm Hàng"
    assert page.locator("#told .value").inner_text() == held["Xã Nậm Hàng"]
    page.keyboard.press("ArrowRight")
    name = page.locator("#told .name").inner_text()
    assert name != "Xã Nậm Hàng"
    assert page.locator("#told .value").inner_text() == held[name]
    page.locator("#told a").click()
    page.wait_for_load_state("load")
    assert page.locator("h1").inner_text() == name


def test_what_is_unknown_is_lined_on_every_map(read: Callable[..., Reader], root: str) -> None:
    """Whatever is shown: a unit of which nothing is known has the class without a colour."""
    page = read().open(f"{root}/map.html")
    for shading in page.locator("#shading option").evaluate_all("all => all.map(one => one.value)"):
        page.locator("#shading").select_option(shading)
        wait_for(page, f"{shading} ")
        fills = page.evaluate(
            """() => [...document.querySelectorAll('#map .unit.k-unknown, #map .unit.k-no_report')]
                .map(one => getComputedStyle(one).fill)"""
        )
        assert all("#lined" in fill for fill in fills), shading
