"""The table as people use it: sort, search, filter, and take along what is shown."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from tests.e2e.homes import query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.e2e.page.browser import Reader


def names(page: Page) -> list[str]:
    """Return the names in the table, those that are shown, in their order."""
    return page.locator("#units tbody tr:visible th").all_inner_texts()


def test_a_name_is_found_without_its_marks(read: Callable[..., Reader], root: str) -> None:
    """And with them, also as a keyboard that writes letter and mark apart sends them."""
    page = read().open(f"{root}/table.html")
    for asked in ("nam hang", "Nậm Hàng", "NA\u0323\u0302M HA\u0300NG"):
        page.locator("#search").fill(asked)
        assert names(page) == ["Xã Nậm Hàng"], asked
    page.locator("#search").fill("doan ket")
    assert names(page) == ["Phường Đoàn Kết"]
    page.locator("#search").fill("nowhere")
    assert page.locator("#none").is_visible()


def test_columns_sort_both_ways_with_the_unknown_last(read: Callable[..., Reader], root: str, demo_home: Path) -> None:
    """By rate, as the database has it; units without one stay at the end."""
    page = read().open(f"{root}/table.html")
    held = dict(
        query(
            demo_home,
            """select unit.full_name, collected_treated_rate from commune_coverage join unit using (unit_id)
            where period = '2026-10' and basis = 'as_is' and settlement = 'all'""",
        )
    )
    for way in (1, -1):
        page.locator("#units thead th[data-key=rate] button").click()
        rates = [held[name] for name in names(page)]
        known = [rate for rate in rates if rate is not None]
        assert known == sorted(known, key=lambda rate: way * rate)
        assert rates[len(known) :] == [None] * (len(rates) - len(known))


def test_what_is_shown_is_what_is_downloaded(
    read: Callable[..., Reader], root: str, demo_home: Path, tmp_path: Path
) -> None:
    """The filtered rows, in their order, to the last digit of the database."""
    page = read().open(f"{root}/table.html")
    page.locator("#search").fill("nam")
    page.locator("#units thead th[data-key=people] button").click()
    listed = names(page)
    with page.expect_download() as waiting:
        page.locator("#download").click()
    path = tmp_path / "shown.csv"
    waiting.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == len(listed) > 2
    stored = {
        row[0]: row[1:]
        for row in query(
            demo_home,
            """select c.unit_id, u.full_name, u.name, u.population, c.collected_treated_rate, c.covered, c.reporting,
                c.evidence_grade, p.status
            from commune_coverage c join unit u using (unit_id)
            left join unit_path p on (p.unit_id, p.period, p.settlement) = (c.unit_id, c.period, c.settlement)
            where c.period = '2026-10' and c.basis = 'as_is' and c.settlement = 'all'""",
        )
    }
    for row, name in zip(rows, listed, strict=True):
        full, short, people, rate, covered, reporting, grade, status = stored[row["unit_id"]]
        assert (row["name"], name) == (short, full)
        assert (row["population"], row["reporting"], row["evidence_grade"]) == (str(people), reporting, grade)
        assert row["collected_treated_rate"] == ("" if rate is None else repr(rate))
        assert row["covered"] == {1: "true", 0: "false", None: ""}[covered]
        assert row["status"] == (status or "")


def test_a_status_is_filtered(read: Callable[..., Reader], root: str) -> None:
    """Only the units of that status stay, and their number is said."""
    page = read().open(f"{root}/table.html")
    values = page.locator("#state option").evaluate_all("all => all.map(one => one.value)")
    total = 0
    for value in values[1:]:
        page.locator("#state").select_option(value)
        count = len(names(page))
        assert f" {count} " in page.locator("#shown").inner_text()
        total += count
    assert total == 38
