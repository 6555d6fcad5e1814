"""What is wrong with an installation, examined one thing at a time: one fault hides no other."""

import datetime as dt
import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

from thugom.contracts import Home, load_contracts, load_policy, load_source_maps
from thugom.files.remote import RemoteFolder
from thugom.register import load_register
from thugom.services.cluster_check import examine_cluster
from thugom.services.diagnosis import Diagnosis
from thugom.services.hearing import SUBJECT, examine_contacts
from thugom.services.night.errors import NIGHT_ERRORS
from thugom.services.night.opening import inbox_folder
from thugom.services.originals import Originals
from thugom.services.upkeep import examine_upkeep
from thugom.settings import Settings
from thugom.store import knows_geometries, open_engine, reading

LEAST_FREE_MB = 500
_WITH_POSTGIS = "PostGIS is there: unit and facility have geom, a point with an index."
_WITHOUT_POSTGIS = "PostGIS is not there: unit and facility have geom_wkb. Install it, and the next night adds geom."


def examine(root: Path) -> list[Diagnosis]:
    """Return what was found, from the program to the home to its database."""
    findings = [_python(), *_versions()]
    try:
        home = Home.open(root)
    except NIGHT_ERRORS as error:
        return [*findings, Diagnosis("home", well=False, found=str(error), remedy="Make a home with: thugom init DIR")]
    findings.append(Diagnosis("home", well=True, found=str(home.root)))
    looks: list[tuple[str, Callable[[Home], str], str]] = [
        ("contracts", _contracts, "Install thugom anew: its own declarations are damaged."),
        ("policy", _policy, "Correct policy.yml as the message says."),
        ("register", _register, "Correct the register as the message says."),
        ("sources", _sources, "Correct the source map as the message says."),
        ("reports", _reports, "Make the folder data/raw and put the reports there."),
        (
            "archive",
            _archive,
            "Check the path or address in THUGOM_ARCHIVE_URL, and the credentials in the environment.",
        ),
        ("database", _database, "Check the path, the rights and the settings of the database."),
    ]
    findings += [_look(home, *look) for look in looks]
    findings += _cluster(home)
    findings += _contacts(home)
    findings += _upkeep(home)
    findings.append(_disk(home))
    return findings


def _look(home: Home, subject: str, look: Callable[[Home], str], remedy: str) -> Diagnosis:
    """Return what a look found; what it raises is the finding."""
    try:
        return Diagnosis(subject, well=True, found=look(home))
    except NIGHT_ERRORS as error:
        return Diagnosis(subject, well=False, found=str(error), remedy=remedy)


def _cluster(home: Home) -> list[Diagnosis]:
    """Return who of a Dask cluster can judge, where the settings name one; what keeps a night from it is said above."""
    try:
        return examine_cluster(home, Settings())
    except NIGHT_ERRORS:
        return []


def _contacts(home: Home) -> list[Diagnosis]:
    """Return who would hear of an alert, and who would not."""
    try:
        return list(examine_contacts(home, dt.datetime.now(dt.UTC).date()))
    except NIGHT_ERRORS:
        # Whatever keeps policy or register from being read is a finding already.
        remedy = "Mend what is named above first."
        return [Diagnosis(SUBJECT, well=False, found="not looked at", remedy=remedy)]


def _upkeep(home: Home) -> list[Diagnosis]:
    """Return how the home is kept; what cannot be read is a finding already."""
    try:
        return list(examine_upkeep(home, dt.datetime.now(dt.UTC)))
    except NIGHT_ERRORS:
        return []


def _python() -> Diagnosis:
    """Return the Python that runs."""
    return Diagnosis("Python", well=True, found=sys.version.split()[0])


def _versions() -> Iterator[Diagnosis]:
    """Yield the libraries that stand outside the range that works together; else that all stand inside."""
    wrong = []
    for text in importlib.metadata.requires("thugom") or []:
        needed = Requirement(text)
        if needed.marker is not None and not needed.marker.evaluate():
            continue
        try:
            found = importlib.metadata.version(needed.name)
        except importlib.metadata.PackageNotFoundError:
            found = "missing"
        if found == "missing" or not needed.specifier.contains(found, prereleases=True):
            wrong.append(f"{needed.name} {found} ({needed.specifier})")
    remedy = "Install the locked versions: make setup, or pip install -r requirements.lock"
    yield Diagnosis("versions", well=not wrong, found=", ".join(wrong) or "as pinned", remedy=remedy)


def _contracts(_: Home) -> str:
    """Return how many contracts there are."""
    contracts = load_contracts()
    return f"{len(contracts.reports) + len(contracts.register) + len(contracts.curated)}"


def _policy(home: Home) -> str:
    """Return the policy's version."""
    policy = load_policy(home.policy_path)
    return f"{policy.place.name.vi}, {policy.sha256[:12]}"


def _register(home: Home) -> str:
    """Return how many units the register holds."""
    policy = load_policy(home.policy_path)
    register = load_register(
        home.register_dir,
        synthetic=home.synthetic,
        kinds=policy.kind_settlement,
        code_length=policy.place.unit_code_length,
    )
    return f"{len(register.units)}"


def _sources(home: Home) -> str:
    """Return the source maps."""
    return ", ".join(load_source_maps(home.sources_dir)) or "–"


def _reports(home: Home) -> str:
    """Return how many entries the inbox has; of one on another machine, how many files."""
    settings = Settings()
    folder = inbox_folder(home, settings)
    if folder is None and settings.inbox_url is not None:
        return f"{len(RemoteFolder(settings.inbox_url.get_secret_value()).files())}"
    return f"{sum(1 for _ in (folder or home.raw).iterdir())}"


def _archive(home: Home) -> str:
    """Return where the originals are kept; an archive on another machine has to answer."""
    originals = Originals.of(home, Settings())
    return originals.there.shown if originals.there else str(originals.folder)


def _database(home: Home) -> str:
    """Return which database answers, and on a server what it knows of places."""
    url = Settings().database_url
    engine = open_engine(url.get_secret_value() if url else home.database_path)
    shown = str(engine.url.render_as_string(hide_password=True))
    if engine.dialect.name != "postgresql":
        return shown
    with reading(engine) as connection:
        return f"{shown}\n{_WITH_POSTGIS if knows_geometries(connection) else _WITHOUT_POSTGIS}"


def _disk(home: Home) -> Diagnosis:
    """Return how much space is free."""
    free = shutil.disk_usage(home.root).free // 1024**2
    remedy = "Free some space: a night needs room for the database twice."
    return Diagnosis("disk", well=free >= LEAST_FREE_MB, found=f"{free} MB", remedy=remedy)
