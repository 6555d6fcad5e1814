"""A home: the folder that holds one department's policy, register, sources and data."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from thugom.contracts.documents import read_document
from thugom.contracts.errors import ContractError, HomeError

HOME_FORMAT = 1
"""The newest format of `home.yml` that this program reads."""


@dataclass(frozen=True)
class Licence:
    """Under which licence a department gives its figures away: its short name, what it is called, where it stands."""

    name: str
    title: str
    path: str


@dataclass(frozen=True)
class Home:
    """One department's home: where its definitions and its data lie.

    In the checkout the definitions stand under `schemas/`; everywhere else at the home's root.
    """

    root: Path
    definitions: Path
    synthetic: bool
    as_of: dt.date | None
    licence: Licence | None = None

    @classmethod
    def open(cls, root: Path) -> "Home":
        """Return the home at `root`.

        Raises:
            HomeError: there is no `home.yml`, it is wrong, or it was written by a newer program.
        """
        root = root.resolve()
        if not root.is_dir():
            raise HomeError(root, "There is no such folder", f"Make it with: thugom init {root}")
        nested = root / "schemas" / "home.yml"
        definitions = nested.parent if nested.is_file() else root
        if not (definitions / "home.yml").is_file():
            remedy = f"Name another folder with --home, or make one with: thugom init {root}"
            raise HomeError(root, "This folder is not a home: it has no home.yml", remedy)
        return cls._declared(root, definitions)

    @classmethod
    def _declared(cls, root: Path, definitions: Path) -> "Home":
        """Return the home as its `home.yml` declares it."""
        try:
            content = read_document(definitions / "home.yml", "home").content
        except ContractError as error:
            raise HomeError(root, str(error), "") from error
        if content["format"] > HOME_FORMAT:
            problem = f"home.yml has format {content['format']}; this program knows {HOME_FORMAT}"
            raise HomeError(root, problem, "Install a newer thugom.")
        licence = content.get("licence")
        return cls(
            root,
            definitions,
            synthetic=content.get("synthetic", False),
            as_of=_pinned_day(root, content.get("as_of")),
            licence=Licence(**licence) if licence else None,
        )

    @property
    def policy_path(self) -> Path:
        """Targets, thresholds and deadlines."""
        return self.definitions / "policy.yml"

    @property
    def contacts_path(self) -> Path:
        """Who hears of what; there need not be one."""
        return self.definitions / "contacts.yml"

    @property
    def register_dir(self) -> Path:
        """Units, lineage, population and facilities."""
        return self.definitions / "register"

    @property
    def sources_dir(self) -> Path:
        """Source maps."""
        return self.definitions / "sources"

    @property
    def data(self) -> Path:
        """Everything that arrives, is kept and is published."""
        return self.root / "data"

    @property
    def raw(self) -> Path:
        """What arrives."""
        return self.data / "raw"

    @property
    def curated(self) -> Path:
        """What analysts read."""
        return self.data / "curated"

    @property
    def store(self) -> Path:
        """The working database and Prefect's home; closed to others."""
        return self.data / "store"

    @property
    def archive(self) -> Path:
        """Originals, immutable, by hash."""
        return self.data / "archive"

    @property
    def receipts(self) -> Path:
        """Workbooks that go back to their senders."""
        return self.data / "receipts"

    @property
    def demo(self) -> Path:
        """The truth behind synthetic reports, and when they arrived."""
        return self.data / "demo"

    @property
    def database_path(self) -> Path:
        """The embedded working database."""
        return self.store / "thugom.db"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own files."""
        return self.store / "prefect"


def _pinned_day(root: Path, text: str | None) -> dt.date | None:
    """Return the day that a home's figures speak of, where it is pinned."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise HomeError(root, f"home.yml says as_of: {text}, which is no day", "Correct it and run again.") from error
