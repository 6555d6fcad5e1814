"""`thugom status --max-age`, as a watchdog asks it, beside what `/healthz` answers of the same publication."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from tests.unit.cli.test_commands import SUMMARY, run
from thugom.services.serve.health import Health

if TYPE_CHECKING:
    from pathlib import Path

HOUR = dt.timedelta(hours=1)


def published(home: Path, age: dt.timedelta) -> dt.datetime:
    """Publish in a home so long ago; return when."""
    at = (dt.datetime.now(dt.UTC) - age).replace(microsecond=0)
    curated = home / "data" / "curated"
    curated.mkdir(parents=True)
    text = {"published_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "publication_id": "9848b4042d3c"}
    (curated / "status.json").write_text(json.dumps(SUMMARY | text), encoding="utf-8")
    return at


def state(home: Path) -> str:
    """Return what `/healthz` says of a home."""
    return str(Health(home / "data" / "curated", 26 * HOUR, {}).account()["state"])


@pytest.mark.parametrize(
    ("age", "code", "said", "healthy"),
    [
        (2 * HOUR, 0, "", "ok"),
        (25.9 * HOUR, 0, "", "ok"),
        (26.2 * HOUR, 1, "The last publication is 26 hours old; 26h are allowed. Run: thugom doctor.", "late"),
        (50 * HOUR, 1, "The last publication is 50 hours old; 26h are allowed. Run: thugom doctor.", "late"),
        # A clock that was put right by a minute is nothing to ring for.
        (-0.5 * HOUR, 0, "", "ok"),
        (-3 * HOUR, 1, "The last publication lies in the future. Set this machine's clock by a time server", "clock"),
    ],
)
def test_a_watchdog_learns_how_old_the_last_publication_is(
    tmp_path: Path, age: dt.timedelta, code: int, said: str, healthy: str
) -> None:
    """0 and nothing on standard error while all is well, else 1 with the instant and what to do; the page agrees."""
    at = published(tmp_path, age)
    done = run("status", "--home", str(tmp_path), "--max-age", "26h")
    assert done.returncode == code, done.stderr
    if said:
        first, second = done.stderr.splitlines()[:2]
        assert first == at.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert second.strip().startswith(said)
    else:
        assert done.stderr == ""
    # The figures are shown all the same: they are the newest there are.
    assert "Communes covered" in done.stdout
    assert state(tmp_path) == healthy


def test_a_home_that_never_published_is_another_matter(tmp_path: Path) -> None:
    """2, and what to run; the page says `none`."""
    done = run("status", "--home", str(tmp_path), "--max-age", "26h")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Nothing has been published here yet. Run: thugom nightly" in done.stderr
    assert state(tmp_path) == "none"


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (30 * HOUR, "Lần công bố gần nhất đã 30 giờ trước; chỉ được phép 26h."),
        (-30 * HOUR, "Lần công bố gần nhất nằm ở tương lai."),
    ],
)
def test_who_is_rung_up_reads_vietnamese(tmp_path: Path, age: dt.timedelta, said: str) -> None:
    """What is wrong, in the language of the home."""
    published(tmp_path, age)
    done = run("status", "--home", str(tmp_path), "--max-age", "26h", language="vi")
    assert done.returncode == 1
    assert said in done.stderr


@pytest.mark.parametrize("asked", ["26", "h", "a day", "-1h", "1.5h"])
def test_an_age_that_is_none_is_wrong_use(tmp_path: Path, asked: str) -> None:
    """It is never taken for well."""
    published(tmp_path, HOUR)
    done = run("status", "--home", str(tmp_path), f"--max-age={asked}")
    assert done.returncode == 2
    assert f"--max-age {asked}: hours or days such as 26h or 2d are expected." in done.stderr
