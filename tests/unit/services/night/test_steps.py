"""The steps of a night, one at a time."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from thugom.contracts import ContractError
from thugom.files import sha256_of
from thugom.flows import nightly
from thugom.flows.nightly import in_order
from thugom.services.home import make_home
from thugom.services.night.arrivals import take_in
from thugom.services.night.judging import judge
from thugom.services.night.opening import open_night

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.contracts import Home

NOW = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
HEADER = (
    "unit_code,period,settlement,population,households,households_served,households_self_managed,"
    "generated_t,collected_t,collections_per_week,submitted_on\n"
)
ROW = "03388,2026-10,urban,21973,5616,5000,300,700,600,7,2026-11-03\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A department's own home with one report in its inbox."""
    home = make_home(tmp_path / "home")
    (home.raw / "october.csv").write_text(HEADER + ROW, encoding="utf-8")
    return home


def test_a_file_name_that_is_no_text_does_not_cost_the_night(home: Home) -> None:
    """A share mounted with the wrong encoding gives such names; the file counts all the same."""
    strange = os.path.join(os.fsencode(home.raw), b"b\xe1o c\xe1o.csv")  # noqa: PTH118 - a path of bytes
    with open(strange, "wb") as file:  # noqa: PTH123 - the same
        file.write((HEADER + ROW.replace("03388", "03408").replace("21973", "31626")).encode())
    night = open_night(home.root, None, NOW)
    awaiting = take_in(night).awaiting
    assert sorted(awaiting["file_path"]) == ["b?o c?o.csv", "october.csv"]
    assert judge(night, awaiting).accepted == 2


def test_a_first_night_with_nothing_in_the_inbox_publishes_that_nothing_is_known(home: Home) -> None:
    """Also on a day of today, when alerts are judged: there is no figure to be alarmed at."""
    (home.raw / "october.csv").unlink()
    summary = in_order(home.root, None, NOW, with_alerts=True)
    assert (summary.files, summary.period) == (0, None)


def test_a_file_is_taken_in_once(home: Home) -> None:
    """The same bytes under another name, or on another night, are the same submission."""
    (home.raw / "again.csv").write_bytes((home.raw / "october.csv").read_bytes())
    night = open_night(home.root, None, NOW)
    assert len(take_in(night).awaiting) == 1
    judge(night, take_in(night).awaiting)
    assert take_in(open_night(home.root, None, NOW)).awaiting.empty


def test_a_corrected_register_judges_anew(home: Home) -> None:
    """A row refused for an unknown unit counts as soon as the register knows the unit; nobody sends it again."""
    units = home.register_dir / "unit.csv"
    whole = units.read_text(encoding="utf-8")
    (home.raw / "october.csv").write_text(HEADER + ROW.replace("03388", "09999"), encoding="utf-8")
    assert in_order(home.root, None, NOW).rows_accepted == 0
    line = next(line for line in whole.splitlines() if line.startswith("03388,2025-07-01"))
    units.write_text(whole.rstrip("\n") + "\n" + line.replace("03388", "09999") + "\n", encoding="utf-8")
    later = in_order(home.root, None, NOW + dt.timedelta(days=1))
    assert (later.files, later.rows_accepted) == (1, 1)


def test_a_target_changes_the_verdict_and_judges_nothing_anew(home: Home) -> None:
    """Policy is data: figures follow it, facts do not."""
    first = in_order(home.root, None, NOW)
    text = home.policy_path.read_text(encoding="utf-8").replace('target: "0.95"', 'target: "0.00"')
    home.policy_path.write_text(text, encoding="utf-8")
    second = in_order(home.root, None, NOW + dt.timedelta(days=1))
    assert (first.files, second.files) == (1, 0)
    statuses = [{line.id: line.status for line in night.targets} for night in (first, second)]
    assert statuses[0]["communes_covered"] == "undetermined"
    assert statuses[1]["communes_covered"] == "met"


def test_a_source_map_for_no_report_is_named(home: Home) -> None:
    """A map that leads nowhere is an error of the home, with its file, before any report is touched."""
    path = home.sources_dir / "lai_chau_collection.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("report: collection", "report: collecting"), encoding="utf-8"
    )
    with pytest.raises(ContractError, match=r"lai_chau_collection\.yml"):
        open_night(home.root, None, NOW)


def test_what_lies_there_on_the_first_night_counts_by_its_own_date(home: Home) -> None:
    """Nobody knows when such files came: their own date counts, and the table says so."""
    night = open_night(home.root, None, NOW)
    awaiting = take_in(night).awaiting
    assert awaiting["arrival_basis"].tolist() == ["declared"]
    judge(night, awaiting)
    (home.raw / "later.csv").write_text(HEADER + ROW.replace("03388", "03408"), encoding="utf-8")
    tomorrow = open_night(home.root, None, NOW + dt.timedelta(days=1))
    assert take_in(tomorrow).awaiting["arrival_basis"].tolist() == ["observed"]


def test_a_file_that_cannot_be_read_is_named_and_costs_nobody_else(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share that denies one file must not cost the night; the file is looked at again the next one."""

    def refuse(path: Path) -> str:
        if path.name == "closed.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return sha256_of(path)

    (home.raw / "closed.csv").write_text(HEADER, encoding="utf-8")
    monkeypatch.setattr("thugom.services.night.inbox.sha256_of", refuse)
    summary = in_order(home.root, None, NOW)
    assert (summary.skipped, summary.rows_accepted) == (["closed.csv"], 1)


def runs(home: Home) -> list[dict[str, object]]:
    """Return the journal of runs."""
    with closing(sqlite3.connect(home.database_path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM run ORDER BY run_id")]


@pytest.mark.parametrize(
    ("step", "name"), [("take_in", "take in"), ("measure", "measure"), ("write_receipts", "receipts")]
)
def test_a_night_that_fails_is_in_the_journal_with_its_step(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str, name: str
) -> None:
    """Whoever asks why there are no new figures finds the step, and the next night beside it."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "the disk is broken")

    with monkeypatch.context() as broken:
        broken.setattr(nightly, step, fail)
        with pytest.raises(OSError, match="the disk is broken"):
            in_order(home.root, None, NOW)
    in_order(home.root, None, NOW + dt.timedelta(hours=1))
    failed, mended = runs(home)
    assert (failed["outcome"], failed["failed_in"], failed["publication_id"]) == ("failed", name, None)
    assert failed["policy_version"] == mended["policy_version"]
    assert name not in json.loads(str(failed["step_seconds"]))
    assert (mended["outcome"], mended["failed_in"]) == ("published", None)


def test_the_journal_says_what_each_step_counted(home: Home) -> None:
    """One report of one row, which is accepted; its seconds and its counts are of the same steps."""
    in_order(home.root, None, NOW, with_alerts=True)
    (run,) = runs(home)
    counted = json.loads(str(run["step_counts"]))
    assert counted["judge"] == {"files": 1, "put_off": 0, "received": 1, "accepted": 1, "refused": 0}
    assert counted["publish"]["changed_rows"] > 0
    assert counted["receipts"] == {"total": 0, "written": 0, "failed": 0}
    assert counted.keys() == json.loads(str(run["step_seconds"])).keys() - {"start", "load"}


def test_a_night_whose_store_is_gone_fails_over_what_went_wrong(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """No entry can be made, and that hides nothing."""

    def fail(*_: object, **__: object) -> None:
        (home.database_path).unlink()
        (home.database_path).mkdir()
        raise OSError(errno.EIO, "the disk is broken")

    monkeypatch.setattr(nightly, "measure", fail)
    with pytest.raises(OSError, match="the disk is broken"):
        in_order(home.root, None, NOW)
