"""The night's page: written from what was published, on the ground of each month, and what it never costs."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from tests.unit.services.night.test_mapping import NOW, home, imported
from thugom.flows.nightly import in_order

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from thugom.contracts import Home

__all__ = ["home"]


def ground(page: Path, key: str = "g1") -> Any:  # noqa: ANN401 - what a chunk holds
    """Return a ground of the page's map."""
    text = (page / "data" / "map" / f"{key}.js").read_text(encoding="utf-8")
    found = re.fullmatch(r'thugom\.take\("[^"]+",(.*)\);\n', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_a_night_writes_the_page(home: Home) -> None:
    """A sketch without boundaries, which the page says; with them, none."""
    in_order(home.root, None, NOW)
    page = home.curated / "page"
    assert "Sơ đồ, không phải ranh giới" in (page / "index.html").read_text(encoding="utf-8")
    assert ground(page)["schematic"] is True
    imported(home, 4)
    in_order(home.root, None, NOW + dt.timedelta(days=1))
    assert "Sơ đồ, không phải ranh giới" not in (page / "index.html").read_text(encoding="utf-8")
    assert ground(page)["schematic"] is False


def test_a_page_that_cannot_be_written_is_named_and_costs_nothing(
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The figures and files are those of tonight; the page is the last one, and says of when it is."""
    in_order(home.root, None, NOW)
    before = (home.curated / "page" / "index.html").read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("thugom.services.exports.site.write_site", fail)
    assert in_order(home.root, None, NOW + dt.timedelta(days=1)).period == "2026-10"
    assert "curated/page: không ghi được trang của đêm nay (a fault)" in caplog.text
    assert (home.curated / "page" / "index.html").read_bytes() == before
    assert (home.curated / "datapackage.json").is_file()
    assert json.loads((home.curated / "status.json").read_text(encoding="utf-8"))
