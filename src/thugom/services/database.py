"""Making a PostgreSQL ready for the nights, and bringing a home's database to this release."""

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from thugom.contracts import ContractError, Home, load_contracts
from thugom.services.one_writer import writing_alone
from thugom.settings import Settings
from thugom.store import Engine, open_engine
from thugom.store.roles import ANALYST, PIPELINE, install
from thugom.store.schema import upgrade

VARIABLES = {PIPELINE: "THUGOM_PIPELINE_PASSWORD", ANALYST: "THUGOM_ANALYST_PASSWORD"}
"""By role: the variable of the environment, or the line of a file, that holds its password."""
_OTHERS = 0o077
_ALLOWED = " or ".join(f"{name}=…" for name in VARIABLES.values())


@dataclass(frozen=True)
class Initialised:
    """What a database has now.

    `has_roles`: it is a PostgreSQL; of the embedded SQLite nothing else is said, for it needs nothing.
    """

    place: str
    has_roles: bool
    new_roles: tuple[str, ...] = ()
    passwords_set: tuple[str, ...] = ()
    without_password: tuple[str, ...] = ()
    geometries: bool = False


@dataclass(frozen=True)
class Upgraded:
    """From which revision a database came to which; `before` is null where it was empty."""

    place: str
    before: str | None
    now: str

    @property
    def changed(self) -> bool:
        """Whether there was anything to do.

        >>> Upgraded("thugom.db", "0001", "0005").changed, Upgraded("thugom.db", "0005", "0005").changed
        (True, False)
        """
        return self.before != self.now


def initialise(home: Home, passwords_file: Path | None = None) -> Initialised:
    """Make roles, schemas, rights and tables in the PostgreSQL of the settings; as often as wanted.

    Raises:
        ContractError: the file of passwords may be read by others, or has a line that is none.
        StoreError: the database refused; nothing was changed.
    """
    passwords = _passwords(passwords_file)
    engine = _opened(home)
    if engine.dialect.name == "sqlite":
        return Initialised(_place(engine), has_roles=False)
    spoken = {role: password.get_secret_value() for role, password in passwords.items()}
    made = install(engine, load_contracts(), spoken)
    return Initialised(
        place=_place(engine),
        has_roles=True,
        new_roles=made.new_roles,
        passwords_set=tuple(sorted(passwords)),
        without_password=tuple(role for role in made.new_roles if role not in passwords),
        geometries=made.geometries,
    )


def bring_up_to_date(home: Home) -> Upgraded:
    """Bring the database of a home to this release: all of it, or nothing.

    Raises:
        StoreError: the database refused, or a newer program wrote it; it is as it was.
        HomeLockedError: another run writes in it.
    """
    engine = _opened(home)
    with writing_alone(home):
        before, now = upgrade(engine, load_contracts())
    return Upgraded(_place(engine), before, now)


def _opened(home: Home) -> Engine:
    """Return the database of the settings, else the home's own."""
    url = Settings().database_url
    return open_engine(url.get_secret_value() if url else home.database_path)


def _place(engine: Engine) -> str:
    """Return the database as it may be shown."""
    url = engine.url
    return str(url.database) if engine.dialect.name == "sqlite" else url.render_as_string(hide_password=True)


def _passwords(path: Path | None) -> dict[str, SecretStr]:
    """Return the passwords that are named, by role; the environment goes before the file."""
    named = (_read(path) if path else {}) | {name: value for name, value in os.environ.items() if value}
    return {role: SecretStr(named[name]) for role, name in VARIABLES.items() if name in named}


def _read(path: Path) -> dict[str, str]:
    """Return what the lines of a file set; it is closed to others, and nothing of it is quoted."""
    mode = path.stat().st_mode & 0o777
    if mode & _OTHERS:
        remedy = f"Close it to others: chmod 600 {path}"
        raise ContractError(path, None, f"{mode:03o}", "a file that only its owner can read is expected", remedy)
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        name, _, value = line.partition("=")
        if not line.strip() or line.startswith("#"):
            continue
        if name.strip() not in VARIABLES.values() or not value.strip():
            raise ContractError(path, number, "•••", f"{_ALLOWED} is expected")
        found[name.strip()] = value.strip()
    return found
