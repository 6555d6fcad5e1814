"""The whole site from small tables: what it says, what it escapes, and what it asks of a browser."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.unit.outputs.page.releases import (
    CONTRACTS,
    FORMER,
    HOSTILE,
    MONTHS,
    coverage,
    lineage,
    merged_units,
    nowhere,
    release,
    squares,
    unit_id,
    units,
)
from thugom.outputs.page.browser_policy import POLICY
from thugom.outputs.page.building import write_site
from thugom.outputs.page.site import VIEWS, page_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class _Read(HTMLParser):
    """What stands in a page: its elements with their attributes, and its texts."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the small release."""
    folder: Path = tmp_path_factory.mktemp("page")
    write_site(release(unit=merged_units(), unit_lineage=lineage(), commune_coverage=coverage()), squares, folder)
    return folder


def pages(site: Path) -> Mapping[str, _Read]:
    """Return every page of a site by its path."""
    return {path.relative_to(site).as_posix(): _Read(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


def chunk(path: Path) -> Any:  # noqa: ANN401 - what a chunk holds
    """Return what a chunk hands over."""
    text = path.read_text(encoding="utf-8")
    found = re.fullmatch(r'thugom\.take\("[^"]+",(.*)\);\n', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_every_view_is_there_in_both_languages(site: Path) -> None:
    """English is one click away from everywhere, and so is Vietnamese."""
    found = pages(site)
    wanted = [f"{view}.html" for view in (*VIEWS, "former")] + [
        f"unit/{page_name(unit_id(number))}" for number in range(4)
    ]
    assert sorted(found) == sorted([*wanted, *(f"en/{name}" for name in wanted)])
    assert {read.elements[0][1]["lang"] for name, read in found.items() if name.startswith("en/")} == {"en"}
    assert {read.elements[0][1]["lang"] for name, read in found.items() if not name.startswith("en/")} == {"vi"}


def test_a_report_is_listed_with_its_days_and_its_receipt(tmp_path: Path) -> None:
    """Also one of which nothing stands: it went back, and the receipt says why."""
    named = {"unit_id": unit_id(0), "period": MONTHS[1]}
    good = named | {"file_path": "tot.xlsx", "file_sha256": "ab" * 32, "arrived_at": "2026-11-03T01:00:00Z"}
    bad = named | {"file_path": "loi.xlsx", "file_sha256": "cd" * 32, "arrived_at": "2026-11-04T01:00:00Z"}
    collection = pd.DataFrame([good | {"submitted_on": pd.Timestamp("2026-11-02")}] * 2)
    made = release(
        unit=units(),
        commune_coverage=coverage(),
        collection=collection.reindex(columns=CONTRACTS["collection"].names),
        quality_issue=pd.DataFrame([bad] * 3).reindex(columns=CONTRACTS["quality_issue"].names),
    )
    receipts = {("loi.xlsx", "cd" * 32): "data/receipts/loi.cdcdcdcd.xlsx"}
    write_site(made, squares, tmp_path, lambda path, sha256: receipts.get((path, sha256)))
    page = (tmp_path / "unit" / page_name(unit_id(0))).read_text(encoding="utf-8")
    rows = re.findall("<tr>(.*?)</tr>", page[page.index('id="reports"') : page.index('id="issues"')])[1:]
    told = [re.findall(r"<t[hd][^>]*>(?:<span[^>]*>)?([^<]*)", row) for row in rows]
    assert told == [
        ["10/2026", "–", "04/11/2026", "0", "loi.xlsx", "data/receipts/loi.cdcdcdcd.xlsx"],
        ["10/2026", "02/11/2026", "03/11/2026", "2", "tot.xlsx", "–"],
    ]


def test_a_former_unit_says_into_which_it_went(site: Path) -> None:
    """A line among those that are no more, with the way to its heirs; and from their pages back to it."""
    former = (site / "en" / "former.html").read_text(encoding="utf-8")
    row = former[former.index(f'id="{FORMER}"') :].partition("</tr>")[0]
    links = re.findall(r'href="([^"]+)">([^<]+)</a>([^,<]*)', row)
    assert links == [
        (f"unit/{page_name(unit_id(0))}", "Xã Nậm Hàng", " (share 75.0%)"),
        (f"unit/{page_name(unit_id(1))}", "Xã Đoàn Kết", " (share 25.0%)"),
    ]
    heir = (site / "unit" / page_name(unit_id(0))).read_text(encoding="utf-8")
    assert f'<a href="../former.html#{FORMER}">Xã Cũ</a>' in heir
    assert chunk(site / "data" / "words-vi.js")["former"] == [FORMER]


def test_every_month_of_a_unit_can_be_taken_along(site: Path) -> None:
    """Also those that its table has no room for: a file of its own, asked for by a button; unknown is empty there."""
    rows = list(csv.DictReader(chunk(site / "data" / "unit" / f"{unit_id(3)}.js").splitlines()))
    assert [(row["period"], row["collected_treated_rate"], row["covered"]) for row in rows] == [
        (MONTHS[0], "0.25", "true"),
        (MONTHS[1], "", ""),
    ]


def test_the_table_says_that_it_has_the_newest_months_only(site: Path, tmp_path: Path) -> None:
    """Three years of them; the file has every one."""
    months = [f"{year}-{month:02d}" for year in (2023, 2024, 2025, 2026) for month in range(1, 11)]
    one = coverage()[lambda frame: frame["period"] == MONTHS[1]]
    long = pd.concat([one.assign(period=month) for month in months])
    write_site(release(unit=units(), commune_coverage=long), squares, tmp_path)
    page = (tmp_path / "unit" / page_name(unit_id(0))).read_text(encoding="utf-8")
    assert "36 tháng mới nhất trên 40." in page
    assert len(chunk(tmp_path / "data" / "unit" / f"{unit_id(0)}.js").splitlines()) == 1 + len(months)
    assert "tháng mới nhất trên" not in (site / "unit" / page_name(unit_id(0))).read_text(encoding="utf-8")


def test_every_link_leads_somewhere(site: Path) -> None:
    """A page opened from the disk has no server to ask: each address is a file of the site."""
    for name, read in pages(site).items():
        for _, held in read.elements:
            for address in (held.get("href"), held.get("src")):
                if address and not address.startswith(("#", "data:")):
                    path, _, anchor = address.partition("#")
                    place = ((site / name).parent / path).resolve()
                    assert place.is_file(), (name, address)
                    assert f'id="{anchor}"' in place.read_text(encoding="utf-8") or not anchor, (name, address)


def test_a_name_that_is_a_script_is_only_a_name(site: Path) -> None:
    """Names come from people: nothing of them becomes markup, in a page or in a chunk."""
    for name, read in pages(site).items():
        assert all(held.get("src") for tag, held in read.elements if tag == "script"), name
    assert HOSTILE in pages(site)["table.html"].text
    for path in site.rglob("*.js"):
        if "assets" not in path.parts:
            assert "<" not in path.read_text(encoding="utf-8"), path
    assert f"Xã {HOSTILE}" in chunk(site / "data" / "map" / "g1.js")["names"]


def test_no_page_needs_what_its_policy_forbids(site: Path) -> None:
    """No script or style within a page, no handler in an attribute, and the policy stands before both."""
    for name, read in pages(site).items():
        policies = [held["content"] for tag, held in read.elements if held.get("http-equiv")]
        assert policies == [POLICY], name
        for tag, held in read.elements:
            assert tag != "style", name
            assert not [key for key in held if key == "style" or key.startswith("on")], (name, tag, held)


def test_silence_has_no_colour(site: Path) -> None:
    """The silent unit is lined on the map, a dash in the table, and nowhere a zero."""
    read = pages(site)["index.html"]
    places = [number for number, (_, held) in enumerate(read.elements) if held.get("data-unit") == unit_id(3)]
    assert [read.elements[place + 1][1]["class"] for place in places] == ["unit k-unknown"]
    row = next(held for tag, held in pages(site)["table.html"].elements if held.get("data-order") == "3")
    assert (row["data-covered"], row["data-rate"]) == ("unknown", "")
    css = (site / "assets" / "shades.css").read_text()
    assert ".k-unknown { fill: url(#lined); }" in css
    assert ".k-no_report { fill: url(#lined); }" in css


def test_the_chunks_say_what_the_tables_say(site: Path) -> None:
    """Thousandths of a share, positions among classes, -1 where nothing is known."""
    held = chunk(site / "data" / "map" / "as_was-all-2026.js")
    assert held[MONTHS[1]]["covered"] == [0, 1, 0, -1]
    assert held[MONTHS[1]]["collected_treated_rate"] == [900, 0, 500, -1]
    assert held[MONTHS[0]]["collected_treated_rate"] == [900, 0, 500, 250]


def test_a_unit_without_an_urban_part_is_not_unknown_there(tmp_path: Path) -> None:
    """Nobody owes a report of a part that is not there."""
    urban = coverage()[lambda frame: frame["unit_id"].isin([unit_id(0), unit_id(3)])].assign(settlement="urban")
    write_site(release(unit=units(), commune_coverage=pd.concat([coverage(), urban])), squares, tmp_path)
    held = chunk(tmp_path / "data" / "map" / "as_was-urban-2026.js")[MONTHS[1]]
    assert held["covered"] == [0, -2, -2, -1]


def test_a_home_without_places_has_tables_in_the_stead_of_maps(tmp_path: Path) -> None:
    """The register may know neither seats nor boundaries."""
    write_site(release(unit=units(), commune_coverage=coverage()), nowhere, tmp_path)
    read = pages(tmp_path)["map.html"]
    assert not [held for tag, held in read.elements if held.get("data-unit")]
    assert "Nậm Hàng" in read.text


def test_a_home_before_its_first_month_has_a_page_that_says_so(tmp_path: Path) -> None:
    """The first night of an empty home publishes tables without rows."""
    write_site(release(), squares, tmp_path)
    read = pages(tmp_path)["index.html"]
    assert "Chưa có tháng nào đến hạn" in read.text
