"""The commands as their users meet them: what they print, in whose language, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from thugom.services.home import make_home

SUMMARY = {
    "place": {"vi": "Lai Châu", "en": "Lai Chau"},
    "language": "vi",
    "synthetic": True,
    "as_of": "2026-11-16",
    "as_of_pinned": True,
    "period": "2026-10",
    "targets": [
        {
            "id": "communes_covered",
            "title": {"vi": "Số xã được thu gom", "en": "Communes covered"},
            "target": 0.95,
            "due": "2030-12",
            "headline": "by_units",
            "value": 0.8421,
            "lower": 0.78,
            "upper": 0.86,
            "status": "not_met",
            "measured_in": "units",
            "numerator": 32.0,
            "denominator": 38.0,
            "needed": 37,
            "missing_units": 7,
            "missing_units_best": 4,
            "verdict_depends_on_denominator": None,
        }
    ],
    "reporting": {"expected": 38, "received": 37, "accepted": 36, "in_time": 30},
    "months": {},
}


def run(*arguments: str, language: str = "en", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as its user does."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("THUGOM_", "LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-m", "thugom.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=bare | {"THUGOM_LANG": language, "COLUMNS": "120"} | environment,
    )


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder in which a night has left its summary."""
    curated = tmp_path / "data" / "curated"
    curated.mkdir(parents=True)
    (curated / "status.json").write_text(json.dumps(SUMMARY), encoding="utf-8")
    return tmp_path


def test_status_shows_value_interval_and_verdict(published: Path) -> None:
    """A reader sees where the target stands, how sure that is, and how many communes are missing."""
    done = run("status", "--home", str(published))
    assert done.returncode == 0
    for part in ("Communes covered", "95.0%", "84.2%", "78.0% – 86.0%", "4–7 of 37", "SYNTHETIC", "October 2026"):
        assert part in done.stdout


def test_status_names_the_open_alerts_of_the_newest_night(published: Path) -> None:
    """At a glance: how many, and the worst; asked for an older month, it does not mix them with that."""
    both = {"vi": "Ngừng thu gom", "en": "Service has stopped"}
    unit = {"vi": "Xã Nậm Mạ", "en": "Xã Nậm Mạ"}
    worst = {"title": both, "subject": unit, "unit_code": "03538", "since": "2026-05", "gap_pp": None}
    alerts = {"open": 1, "by_rule": [{"rule": "s", "title": both, "count": 1}], "worst": [worst]}
    months = {"2026-09": {"targets": SUMMARY["targets"], "reporting": SUMMARY["reporting"]}}
    place = published / "data" / "curated" / "status.json"
    place.write_text(json.dumps({**SUMMARY, "alerts": alerts, "months": months}), encoding="utf-8")
    done = run("status", "--home", str(published))
    assert "Alerts: 1 open (Service has stopped 1). See: thugom alerts list" in done.stdout
    assert "Xã Nậm Mạ (03538): Service has stopped, since May 2026" in done.stdout
    older = run("status", "--home", str(published), "--period", "2026-09")
    assert (older.returncode, "Alerts" in older.stdout) == (0, False)


def test_status_speaks_vietnamese(published: Path) -> None:
    """Many read Vietnamese only: numbers, days and words are theirs."""
    done = run("status", "--home", str(published), language="vi")
    for part in ("Số xã được thu gom", "84,2%", "chưa đạt", "DỮ LIỆU TỔNG HỢP", "tháng 10/2026", "16/11/2026"):
        assert part in done.stdout


@pytest.mark.parametrize("locale", ["C.UTF-8", "POSIX", ""])
def test_a_system_without_a_language_speaks_that_of_the_home(published: Path, locale: str) -> None:
    """A server's locale C says nothing about who reads."""
    done = run("status", "--home", str(published), language="", LANG=locale)
    assert "chưa đạt" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("both", [False, True], ids=["output", "output and errors"])
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["table", "json"])
def test_what_cannot_be_printed_is_said_in_a_sentence(published: Path, options: tuple[str, ...], *, both: bool) -> None:
    """A timer's output goes into a file, and its disk fills up: no traceback, and no exit code that nobody knows."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "thugom.cli", "status", "--home", published, *options],
            stdout=full,
            stderr=full if both else subprocess.PIPE,
            text=True,
            check=False,
            env=os.environ | {"THUGOM_LANG": "vi"},
        )
    said = (
        None
        if both
        else "Nội dung lệnh này in ra (việc đã làm vẫn giữ nguyên)\n  Ổ đĩa đã đầy. Giải phóng ổ đĩa rồi chạy lại.\n"
    )
    assert (done.returncode, done.stderr) == (2, said)


def test_status_as_json_is_what_was_published(published: Path) -> None:
    """Another program reads the same figures."""
    done = run("status", "--home", str(published), "--json")
    assert json.loads(done.stdout)["targets"] == SUMMARY["targets"]


def test_status_of_an_unknown_month_says_which_there_are(published: Path) -> None:
    """A month outside the series is wrong use, and not an empty table."""
    done = run("status", "--home", str(published), "--period", "2020-01")
    assert done.returncode == 2
    assert "2020-01" in done.stderr


@pytest.mark.parametrize("heavy", ["great_expectations", "pandas", "prefect", "sqlalchemy", "thugom.contracts"])
def test_status_loads_nothing_heavy(published: Path, heavy: str) -> None:
    """At a glance: what takes a second to import is not loaded to read one small file."""
    script = (
        "import sys, thugom.cli\n"
        f"sys.argv = ['thugom', 'status', '--home', {str(published)!r}]\n"
        "try:\n    thugom.cli.main()\nexcept SystemExit:\n    pass\n"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_status_before_the_first_night_says_what_to_run(tmp_path: Path) -> None:
    """Nothing published yet is no traceback."""
    done = run("status", "--home", str(tmp_path))
    assert (done.returncode, "thugom nightly" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_init_makes_a_home_and_says_what_is_where(tmp_path: Path) -> None:
    """A department starts with policy, register and sources of its own, and no demonstration in them."""
    done = run("init", str(tmp_path / "home"))
    assert done.returncode == 0
    assert "policy.yml" in done.stdout
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == [
        ".gitignore",
        "contacts.yml",
        "data",
        "exchange.yml",
        "home.yml",
        "policy.yml",
        "register",
        "sources",
    ]
    assert "SYN-" not in (tmp_path / "home" / "register" / "facility.csv").read_text(encoding="utf-8")


def test_a_blank_home_has_headers_only(tmp_path: Path) -> None:
    """Another province begins with an empty register."""
    home = make_home(tmp_path / "home", blank=True)
    assert {len(path.read_text(encoding="utf-8").splitlines()) for path in home.register_dir.glob("*.csv")} == {1}


def test_errors_are_said_in_vietnamese(tmp_path: Path) -> None:
    """The person at the terminal reads what is wrong and what to do."""
    done = run("nightly", "--home", str(tmp_path / "nowhere"), language="vi")
    assert done.returncode == 2
    assert "Không có thư mục này. Tạo bằng lệnh: thugom init" in done.stderr


def test_doctor_names_the_line_to_mend(tmp_path: Path) -> None:
    """One fault hides no other, and each has its remedy."""
    home = make_home(tmp_path / "home")
    text = home.policy_path.read_text(encoding="utf-8").replace("settlement: urban", "settlement: town", 1)
    home.policy_path.write_text(text, encoding="utf-8")
    done = run("doctor", "--home", str(home.root))
    assert done.returncode == 1
    assert "policy.yml, line" in done.stdout
    assert "Correct policy.yml" in done.stdout


def test_the_demonstration_never_enters_a_departments_home(tmp_path: Path) -> None:
    """Synthetic reports are never mixed with real ones."""
    home = make_home(tmp_path / "home")
    done = run("demo", "--months", "1", "--out", str(home.root))
    assert done.returncode == 2
    assert not any(home.raw.iterdir())


def test_a_fault_nobody_foresaw_is_kept_for_whoever_mends_it(tmp_path: Path) -> None:
    """Its user reads a sentence in his language; the traceback lies in a file that the sentence names."""
    home = make_home(tmp_path / "home")
    script = (
        "import sys, thugom.cli, thugom.services.night.opening as opening\n"
        "def fail(root):\n    raise ZeroDivisionError('a fault')\n"
        "opening.inspect_home = fail\n"
        f"sys.argv = ['thugom', 'nightly', '--home', {str(home.root)!r}]\n"
        "thugom.cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"THUGOM_LANG": "vi"},
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "Chương trình đêm đã dừng: a fault. Không có gì được công bố dở dang." in done.stderr
    assert "ZeroDivisionError: a fault" in (home.store / "last-error.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("THUGOM_MAX_FILE_MB", "s3cret", "A whole number is expected."),
        ("THUGOM_TASK_RUNNER", "dask://u:s3cret@host", "One of threads, processes, dask://HOST:PORT is expected."),
        ("THUGOM_LANG", "tiếng Việt", "One of vi, en is expected."),
    ],
)
def test_a_setting_that_cannot_be_is_named_and_its_value_is_not(
    tmp_path: Path, variable: str, value: str, said: str
) -> None:
    """One message with the variable and what to do; what it holds may be a password."""
    home = make_home(tmp_path / "home", synthetic=True).root
    done = run("nightly", "--home", str(home), **{variable: value})
    assert (done.returncode, "Traceback" in done.stderr, value in done.stderr + done.stdout) == (2, False, False)
    # A language that nobody knows is said in Vietnamese.
    if variable != "THUGOM_LANG":
        assert f"{variable}\n  {said} Correct this variable of the environment, or unset it." in done.stderr


def test_a_setting_that_is_set_to_nothing_is_not_set(tmp_path: Path) -> None:
    """A scheduler's file with `THUGOM_DATABASE_URL=` asks for no database."""
    home = make_home(tmp_path / "home", synthetic=True).root
    done = run("doctor", "--home", str(home), THUGOM_MAX_FILE_MB="", THUGOM_DATABASE_URL="")
    assert "THUGOM_" not in done.stderr
    assert "Traceback" not in done.stderr


def test_template_writes_what_a_commune_fills_in(tmp_path: Path) -> None:
    """The path is printed, and how many workbooks there are."""
    home = make_home(tmp_path / "home", synthetic=True).root
    arguments = ("--period", "2026-11", "--unit", "03595", "--out", str(tmp_path / "out"), "--home", str(home))
    done = run("template", *arguments)
    assert done.returncode == 0, done.stderr
    assert "bao-cao-xa-than-uyen-2026-11.xlsx" in done.stdout
    assert (tmp_path / "out" / "bao-cao-xa-than-uyen-2026-11.xlsx").is_file()
    assert json.loads(run("template", *arguments, "--json").stdout) == [
        str(tmp_path / "out" / "bao-cao-xa-than-uyen-2026-11.xlsx")
    ]


def test_template_names_the_heirs_of_a_unit_that_ended(tmp_path: Path) -> None:
    """The message says, in the reader's language, whose template to ask for instead."""
    home = make_home(tmp_path / "home", synthetic=True).root
    done = run(
        "template", "--period", "2026-11", "--unit", "03386", "--out", str(tmp_path), "--home", str(home), language="vi"
    )
    assert done.returncode == 2
    assert "Phường Quyết Thắng không có hiệu lực trong kỳ 2026-11" in done.stderr
    assert "Địa bàn nay thuộc Phường Đoàn Kết (03388)" in done.stderr
    assert "Traceback" not in done.stderr
