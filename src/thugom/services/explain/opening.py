"""Opening the newest publication: its entry in the journal, and everything it rests on as it was then."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from thugom.contracts import (
    ContractError,
    Contracts,
    Home,
    Policy,
    SourceMap,
    load_contracts,
    load_policy,
    load_source_maps,
)
from thugom.contracts.documents import Document, read_document
from thugom.measures.basis import Basis
from thugom.register import Register, RegisterError, load_register
from thugom.services.explain.errors import ExplainError
from thugom.settings import Settings
from thugom.store import Engine, open_engine
from thugom.store.documents import load_documents, load_publications

OUTGROWN = "What was published last rests on a policy or register that this version cannot read. Run: thugom nightly."
REMEDY = "Nothing has been published here yet. Run: thugom nightly (or name a home with --home)."


@dataclass(frozen=True, eq=False)
class Published:
    """The newest publication of a home.

    `journal`: its row of `publication`. `policy`, `policy_file`, `register`, `source_maps`: as they
    were when it was published, whatever the home's files say today. `policy_changed`: whether the
    home's policy is another by now.
    """

    home: Home
    store: Engine
    journal: Mapping[str, Any]
    contracts: Contracts
    policy: Policy
    policy_file: Document
    register: Register
    source_maps: Mapping[str, SourceMap]
    policy_changed: bool
    max_bytes: int

    @property
    def as_of(self) -> dt.date:
        """The day the figures speak of."""
        day = self.journal["as_of"]
        return day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day))

    @property
    def basis(self) -> Basis:
        """What the figures rest on besides the facts."""
        return Basis(self.policy, self.register, self.as_of)


def open_published(root: Path) -> Published:
    """Return the newest publication of the home at `root`; nothing is written.

    Raises:
        ExplainError: nothing has been published.
        HomeError, ContractError, RegisterError, StoreError: home, declarations or store cannot be read.
    """
    home = Home.open(root)
    settings = Settings()
    url = settings.database_url
    if url is None and not home.database_path.is_file():
        raise ExplainError(f"{home.database_path}\n  {REMEDY}")
    store = open_engine(url.get_secret_value() if url else home.database_path)
    journals = load_publications(store)
    if not journals:
        raise ExplainError(f"{home.database_path}\n  {REMEDY}")
    journal = journals[-1]
    documents = load_documents(store, journal["publication_id"])
    try:
        with TemporaryDirectory(prefix="thugom-explain-") as folder:
            policy_file, register, source_maps = _declared(Path(folder), documents, journal)
            policy = load_policy(policy_file.path)
    except (ContractError, RegisterError) as error:
        # An older program published under an older form of the declarations.
        raise ExplainError(f"{home.database_path}\n  {OUTGROWN}") from error
    return Published(
        home=home,
        store=store,
        journal=journal,
        contracts=load_contracts(),
        policy=dataclasses.replace(policy, path=home.policy_path),
        policy_file=dataclasses.replace(policy_file, path=home.policy_path),
        register=register,
        source_maps=source_maps,
        policy_changed=_differs(home.policy_path, documents),
        max_bytes=settings.max_file_mb * 1024 * 1024,
    )


def _declared(
    folder: Path, documents: Iterable[tuple[str, str, bytes]], journal: Mapping[str, Any]
) -> tuple[Document, Register, Mapping[str, SourceMap]]:
    """Return policy file, register and source maps of a publication, laid out in `folder` as in a home."""
    for part in ("register", "sources"):
        (folder / part).mkdir()
    for kind, path, content in documents:
        parent, name = Path(path).parent.name, Path(path).name
        if kind == "policy":
            (folder / "policy.yml").write_bytes(content)
        elif kind == "source":
            (folder / "sources" / name).write_bytes(content)
        elif kind == "register":
            # The files of a sub-folder (`synthetic`) were kept under its name.
            place = folder / "register" if parent == "register" else folder / "register" / parent
            place.mkdir(exist_ok=True)
            (place / name).write_bytes(content)
    policy = load_policy(folder / "policy.yml")
    register = load_register(
        folder / "register",
        synthetic=bool(journal["synthetic"]),
        kinds=policy.kind_settlement,
        code_length=policy.place.unit_code_length,
    )
    return read_document(folder / "policy.yml", "policy"), register, load_source_maps(folder / "sources")


def _differs(path: Path, documents: Iterable[tuple[str, str, bytes]]) -> bool:
    """Tell whether the home's policy is another than the one that was published."""
    published = next((content for kind, _, content in documents if kind == "policy"), None)
    return not path.is_file() or path.read_bytes() != published
