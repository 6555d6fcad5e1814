"""What `thugom backfill` says, to people and to programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.e2e.backfill.past import LATE, MONTHS, put
from tests.e2e.published import make_home
from tests.e2e.test_as_known_at import state
from thugom.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow]
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs the command in this process: in a new one it takes seconds to load what measures."""

    def run(language: str, home: Path, *options: str) -> tuple[int, str, str]:
        monkeypatch.setenv("THUGOM_LANG", language)
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr("sys.argv", ["thugom", "backfill", "--home", str(home), *options])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, output.out, output.err

    return run


def test_the_command_says_where_the_targets_stood(again: Path, say: Say) -> None:
    """A line per month where nobody sits at a terminal, then the table; the months that lie too early are named."""
    code, output, errors = say("vi", again, "--from", "2026-05", "--to", MONTHS[1])
    assert (code, errors) == (0, "")
    lines = output.splitlines()
    assert lines[0] == "1 / 2  2026-08, tính đến 11/09/2026: đã có sẵn"
    assert "thu gom – Lai Châu  DỮ LIỆU TỔNG HỢP, không phải số liệu thật" in lines
    assert "Không có bảng của 2026-05 – 2026-07: báo cáo bắt đầu từ 2026-08." in lines
    assert "Số tháng: 0 đã tính, 2 đã có sẵn, 0 lỗi." in lines


def test_programs_read_what_became_of_each_month(again: Path, say: Say) -> None:
    """With `--json` nothing else is written to standard output."""
    code, output, _ = say("en", again, "--to", "2026-08", "--json")
    told = json.loads(output)
    assert [(one["month"], one["state"]) for one in told["months"]] == [("2026-08", "there")]
    assert (code, told["synthetic"], told["fell_short"], told["interrupted"]) == (0, True, False, False)


def test_a_home_without_reports_has_no_months(tmp_path: Path, say: Say) -> None:
    """Nothing is written, and it is said what to do."""
    home = make_home(tmp_path / "home")
    code, output, _ = say("en", home)
    assert code == 1
    assert "No accepted report yet: put reports into data/raw and run thugom nightly." in output
    assert not (home / "data" / "curated" / "as_of").exists()


def test_before_the_first_publication_nothing_was_known(tmp_path: Path, say: Say) -> None:
    """Of then there is nothing to tell where no night has run."""
    code, _, errors = say("vi", make_home(tmp_path / "home"), "--known-then")
    assert (code, "Ở đây chưa công bố gì" in errors or "Chưa có gì được công bố ở đây" in errors) == (2, True)


@pytest.mark.parametrize(("language", "said"), [("vi", "hết hạn báo cáo"), ("en", "is past due day and grace from")])
def test_a_month_that_is_not_past_due_is_refused(again: Path, say: Say, language: str, said: str) -> None:
    """Wrong use is said in the reader's language, with the option and what to do, before any report is taken in."""
    put(again, "later", MONTHS[1], lambda code: code == LATE)
    before = state(again)
    code, output, errors = say(language, again, "--to", "2099-01")
    assert state(again) == before
    assert (code, output) == (2, "")
    assert errors.startswith("--to 2099-01\n")
    assert said in errors
    assert "2099-02-11" in errors
