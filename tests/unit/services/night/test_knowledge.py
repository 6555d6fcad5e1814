"""Opening a night of the past: what stood then, laid out again, or why it cannot be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, delete

from tests.unit.register.test_boundaries_shares import keep, written
from thugom.contracts import Home, HomeError
from thugom.flows.nightly import in_order
from thugom.register.boundaries_shares import FILE_NAME
from thugom.services.home import make_home
from thugom.services.night.knowledge import KnowledgeError, inspect_past, instant_of, lay_out, open_past
from thugom.services.night.opening import open_night
from thugom.store import StoreError, open_engine, writing
from thugom.store.ledger import JUDGEMENT, PUBLICATION_DOCUMENT

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 16, 18, 30, tzinfo=dt.UTC)
AFTER = NOW + dt.timedelta(days=9)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
REPORT = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on\n"
    "03388,2026-10,urban,21973,5616,5000,300,700,600,7,2026-11-03\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which one night has run."""
    home = make_home(tmp_path / "home")
    (home.raw / "october.csv").write_text(REPORT, encoding="utf-8")
    in_order(home.root, None, NOW)
    return home


@pytest.mark.parametrize(
    ("moment", "instant"),
    [
        ("2026-11-17", "2026-11-17T16:59:59"),
        ("2026-11-17T03:00", "2026-11-16T20:00:00"),
        ("2026-11-17 03:00:30", "2026-11-16T20:00:30"),
        ("2026-11-17T03:00Z", "2026-11-17T03:00:00"),
        ("2026-11-17T03:00:00+02:00", "2026-11-17T01:00:00"),
    ],
)
def test_an_instant_is_of_the_home_unless_it_names_a_zone(moment: str, instant: str) -> None:
    """A day means its end: whoever asks for it means all that arrived on it."""
    assert instant_of(moment, lambda: HANOI) == dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-02-30", "17/11/2026", "0001-01-01T00:00+14:00"])
def test_what_is_no_instant_is_refused_by_name(moment: str) -> None:
    """The message says how one is written."""
    with pytest.raises(KnowledgeError, match=r"This is no instant. Write 2026-11-16,"):
        instant_of(moment, lambda: HANOI)


def test_before_the_first_publication_nothing_was_known(home: Home) -> None:
    """The message names the first instant at which something was."""
    with pytest.raises(KnowledgeError, match="the first publication was at 2026-11-16T18:30:00Z"):
        inspect_past(home.root, "2026-11-16T18:29:59Z", AFTER)
    inspect_past(home.root, "2026-11-16T18:30:00Z", AFTER)


def test_a_home_without_a_night_has_no_past_and_gets_no_store(tmp_path: Path) -> None:
    """Asking changes nothing."""
    home = make_home(tmp_path / "home")
    with pytest.raises(HomeError, match=r"Nothing has been published here yet. Run: thugom nightly"):
        inspect_past(home.root, "2026-11-16", AFTER)
    assert not home.store.exists()


def test_the_past_rests_on_what_was_declared_then(home: Home) -> None:
    """Policy, register, source maps and contracts are those of the publication, and so is the day."""
    then = open_night(home.root, None, NOW)
    text = home.policy_path.read_text(encoding="utf-8")
    home.policy_path.write_text(text.replace('target: "0.95"', 'target: "0.50"'), encoding="utf-8")
    with open_past(home.root, "2026-11-17", None, AFTER) as past:
        assert past.night.basis.versions == then.basis.versions
        assert (past.night.as_of, past.night.rules_version) == (then.as_of, then.rules_version)
        assert past.night.home.curated == home.curated
        assert past.night.source_maps.keys() == then.source_maps.keys()
        for group in ("reports", "register", "curated"):
            now = {name: one.sha256 for name, one in getattr(then.contracts, group).items()}
            assert {name: one.sha256 for name, one in getattr(past.night.contracts, group).items()} == now


def test_shares_by_boundaries_are_those_of_then(tmp_path: Path) -> None:
    """What was imported since, or removed, moves no figure of the past; tonight's rest on another register."""
    home = make_home(tmp_path / "home")
    written(home.register_dir)
    keep(home.register_dir, 103.25)
    report = REPORT.replace("03388", "00002").replace("urban", "rural")
    (home.raw / "october.csv").write_text(report, encoding="utf-8")
    in_order(home.root, None, NOW)
    (home.register_dir / FILE_NAME).unlink()
    tonight = open_night(home.root, None, AFTER)
    assert set(tonight.register.lineage["share_basis"]) == {"equal"}
    with open_past(home.root, "2026-11-17", None, AFTER) as past:
        lineage = past.night.register.lineage
        assert lineage["share"].round(4).tolist() == [0.25, 0.75]
        assert set(lineage["share_basis"]) == {"geometry"}
        assert past.night.basis.versions["register_version"] == past.publication["register_version"]
        assert past.night.basis.versions != tonight.basis.versions


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (JUDGEMENT, r"october.csv, publication \w+\n  Of 1 files known then there are no facts"),
        (PUBLICATION_DOCUMENT, r"publication \w+\n  The documents that its figures rest on are missing"),
    ],
)
def test_what_is_missing_is_said_and_not_made_up(home: Home, table: Table, message: str) -> None:
    """Figures from half of what was known would pass for those of then."""
    with writing(open_engine(home.database_path)) as connection:
        connection.execute(delete(table))
    with pytest.raises(StoreError, match=message):
        inspect_past(home.root, "2026-11-17", AFTER)


def test_what_this_program_cannot_read_is_named_as_it_was_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place is the document, and not the folder into which it was laid for a moment."""
    documents = [("policy", "policy.yml", b"targets: []\n"), ("home", "home.yml", b"format: 1\n")]
    monkeypatch.setattr("thugom.services.night.knowledge.load_documents", lambda *_: documents)
    with pytest.raises(KnowledgeError, match=r"cannot read what was declared then \(policy.yml, line 1 found") as error:
        inspect_past(home.root, "2026-11-17", AFTER)
    assert "/tmp/thugom-" not in str(error.value)  # noqa: S108 - where it was laid out
    assert "Use thugom 0." in str(error.value)


def test_documents_lie_where_a_home_has_them(tmp_path: Path) -> None:
    """Also those of the first publications, which kept a file of a sub-folder under that folder alone."""
    paths = [
        ("register", "register/unit.csv"),
        ("register", "synthetic/facility.csv"),
        ("intake", "schemas/intake.yml"),
    ]
    lay_out([(kind, path, b"") for kind, path in paths], tmp_path)
    laid = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert laid == ["register/synthetic/facility.csv", "register/unit.csv", "schemas/intake.yml"]
