"""What every view is made from: a release, its atlas, and where the pages of units are."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from thugom.outputs.page.series import Atlas
from thugom.outputs.release import Release
from thugom.outputs.units_now import units_in_force

ReceiptOf = Callable[[str, str], str | None]
"""Returns where the receipt of a file lies, by its path and SHA-256, below the home; None where it has none."""
VIEWS = ("index", "map", "table", "reporting", "quality", "changes", "method")
"""The views in the order of the menu; each is a page of its name."""
PARTS = frozenset({*(f"{view}.html" for view in VIEWS), "assets", "data", "en", "former.html", "unit"})
"""What a site has at its top."""
_MARK = b'<meta name="generator" content="thugom">'
_UNFIT = re.compile(r"[^0-9A-Za-z@._-]")


@dataclass(frozen=True, eq=False)
class Edition:
    """A release as the page shows it, and where the receipts of its files lie."""

    release: Release
    atlas: Atlas
    receipt_of: ReceiptOf

    @cached_property
    def units(self) -> pd.DataFrame:
        """The units in force, in Vietnamese order: each has a page of its own."""
        return units_in_force(self.release).sort_values(["name_order", "unit_id"], ignore_index=True)

    @cached_property
    def names(self) -> dict[str, str]:
        """The full names of all units that ever were."""
        units = self.release.table("unit")
        return dict(zip(units["unit_id"], units["full_name"], strict=True))

    @cached_property
    def former(self) -> pd.DataFrame:
        """The units that are no more, in Vietnamese order, the newest of a name first."""
        units = self.release.table("unit")
        gone = units[units["valid_to"].notna() & (units["valid_to"] <= pd.Timestamp(self.release.as_of))]
        by = ["name_order", "valid_to", "unit_id"]
        return gone.sort_values(by, ascending=[True, False, True], ignore_index=True)

    @cached_property
    def _former_ids(self) -> frozenset[str]:
        """The units that are no more."""
        return frozenset(self.former["unit_id"])

    @cached_property
    def _with_page(self) -> frozenset[str]:
        """The units that have a page."""
        return frozenset(self.units["unit_id"])

    @property
    def schematic(self) -> bool:
        """Whether the map of today is a sketch."""
        month = self.release.period
        return (
            month is not None
            and ("as_was", month) in self.atlas.ground_at
            and self.atlas.ground("as_was", month).schematic
        )

    def page_of(self, unit_id: object) -> str | None:
        """Return the address of what a view's language says of a unit, from its first screen.

        The page of a unit in force, the line of a former one; None for a unit that is still to come.
        """
        if unit_id in self._with_page:
            return f"unit/{page_name(str(unit_id))}"
        return f"former.html#{self.anchor_of(str(unit_id))}" if unit_id in self._former_ids else None

    def anchor_of(self, unit_id: str) -> str:
        """Return the anchor of a former unit."""
        return page_name(unit_id).removesuffix(".html")


def is_page(folder: Path) -> bool:
    """Tell whether a folder holds a site of ours, and nothing beside it.

    Raises:
        OSError: the folder cannot be read.
    """
    index = folder / "index.html"
    return index.is_file() and _MARK in index.read_bytes() and {path.name for path in folder.iterdir()} <= PARTS


def page_name(unit_id: str) -> str:
    """Return the name of a unit's page: codes are the register's, and may hold anything.

    >>> page_name("03388@2025-07-01"), page_name("../x y@2025-07-01")
    ('03388@2025-07-01.html', '.._x_y@2025-07-01.html')
    """
    return f"{_UNFIT.sub('_', unit_id)}.html"
