"""The officer's commands: what they print in either language, what they keep, and how they refuse."""

from __future__ import annotations

import getpass
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.e2e.alerting.chronicle import POLICY, Chronicle
from tests.e2e.alerting.district import BY_KEY, make_district
from tests.e2e.alerting.history import hand_in, history, of_share
from tests.e2e.alerting.receivers import MailServer, WebReceiver
from thugom.cli.app import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTACTS = """
people:
  - {id: an, name: Lò Thị An, channels: [hook_an]}
senders:
  - {unit_code: "90006", name: Tòng Thị Nhàn, phone: 0900 000 006}
"""
FIRST, SECOND = "2024-01", "2024-02"
SILENT = ("MUTE", "BIG")


class Said(NamedTuple):
    """What a command said: its exit code, and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - what JSON can hold
        """What it printed, read."""
        return json.loads(self.out)


Say = Callable[..., Said]


@pytest.fixture(scope="module")
def web() -> Iterator[WebReceiver]:
    """Run a web server that takes notices."""
    with WebReceiver().listening() as server:
        yield server


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, web: WebReceiver) -> Path:
    """A home with two nights behind it: in the second one commune has stopped, and two units are silent."""
    home = make_district(tmp_path_factory.mktemp("alerts") / "home", POLICY, CONTACTS)
    channels = home / "channels.yml"
    channels.write_text(f'hook_an: "{web.address("an")}"\ndead: "json://127.0.0.1:9/x"\n', encoding="utf-8")
    channels.chmod(0o600)
    chronicle = Chronicle(home, MailServer(), web)
    hand_in(home, FIRST, history()[FIRST])
    chronicle.night("2024-02-11")
    told = (one for one in history()[SECOND] if one.place.key not in {"STOP", *SILENT})
    hand_in(home, SECOND, [of_share(BY_KEY["STOP"], SECOND, 0), *told])
    chronicle.night("2024-03-11")
    return home


@pytest.fixture
def home(lived: Path, tmp_path: Path) -> Path:
    """A copy of that home, for one test to change."""
    return shutil.copytree(lived, tmp_path / "home")


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path) -> Say:
    """Run `thugom alerts …` on the home as its user does."""

    def run(*arguments: str, language: str = "en", at: Path = home, columns: int = 120) -> Said:
        monkeypatch.setenv("THUGOM_LANG", language)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys, "argv", ["thugom", "alerts", *arguments, "--home", str(at)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return run


def id_of(say: Say, rule: str, key: str) -> str:
    """Return the id of an alert."""
    (found,) = [one for one in say("list", "--all", "--json").json if (one["rule"], one["subject"]) == (rule, _id(key))]
    return str(found["alert_id"])


def _id(key: str) -> str:
    return BY_KEY[key].unit_id


@pytest.mark.parametrize(
    ("language", "heads", "rules", "end"),
    [
        (
            "vi",
            ("Cảnh báo", "Ở đâu", "Từ", "Tình trạng"),
            ("Ngừng thu gom hoặc xử lý (1)", "Chưa gửi báo cáo (2)"),
            "3 cảnh báo, 3 đang mở.",
        ),
        (
            "en",
            ("Alert", "Where", "Since", "State"),
            ("Service has stopped (1)", "No report (2)"),
            "3 alerts, 3 of them open.",
        ),
    ],
)
def test_the_list_names_what_is_open_by_rule_urgent_first(
    say: Say, language: str, heads: tuple[str, ...], rules: tuple[str, str], end: str
) -> None:
    """Whoever opens it sees what cannot wait on top, each unit with its name and code."""
    said = say("list", language=language)
    lines = said.out.splitlines()
    assert said.code == 0
    first = lines.index(rules[0])
    assert {word for head in heads for word in head.split()} <= set(" ".join(lines[:first]).split())
    assert "Xã Bến Dừng (90004)" in lines[first + 1]
    assert ("đang mở" if language == "vi" else "open") in lines[first + 1]
    assert lines.index(rules[1]) == first + 2
    assert lines[-1] == end


@pytest.mark.parametrize("columns", [80, 60])
def test_on_a_narrow_terminal_lines_break_and_no_id_does(say: Say, columns: int) -> None:
    """An id that is cut in two cannot be copied."""
    alert = id_of(say, "service_stopped", "STOP")
    say("ack", alert, "--by", "mai")
    said = say("list", columns=columns)
    assert alert in said.out
    assert max(map(len, said.out.splitlines())) <= columns
    assert "2024" in said.out


def test_the_list_can_be_narrowed_and_says_when_nothing_is_left(say: Say) -> None:
    """By rule, by unit and by code; what no rule is called is wrong use, with the names of those there are."""
    assert [one["unit_code"] for one in say("list", "--rule", "service_stopped", "--json").json] == ["90004"]
    assert [one["rule"] for one in say("list", "--unit", "90006", "--json").json] == ["no_report"]
    assert [one["rule"] for one in say("list", "--unit", _id("MUTE"), "--json").json] == ["no_report"]
    assert say("list", "--unit", "90009").out == "No such alert.\n"
    refused = say("list", "--rule", "nonsense", language="vi")
    assert refused.code == 2
    assert "--rule nonsense: không có quy tắc này" in refused.err
    assert "behind_path" in refused.err


def test_one_alert_is_shown_with_all_that_happened_to_it(say: Say) -> None:
    """What, where, since when, what can be done, and every event with its day, by whom, and the note."""
    alert = id_of(say, "service_stopped", "STOP")
    taken = say("ack", alert[:6], "--by", "Nguyễn Thị Mai", "--note", "đã gọi")
    assert taken.out == f"Taken on: {alert} · Service has stopped · Xã Bến Dừng (90004)\n"
    said = say("show", alert[:6])
    for part in (f"{alert}  Service has stopped", "Where: Xã Bến Dừng (90004)", "Since: February 2024", "Ring the"):
        assert part in said.out
    head, _, events = said.out.partition("\n\n")
    assert "State: taken on" in head
    assert [line.split(" · ")[1:] for line in events.splitlines()] == [
        ["opened"],
        ["first notice sent"],
        ["taken on", "by Nguyễn Thị Mai", "đã gọi"],
    ]
    assert events.startswith("11 March 2024 · opened")
    vietnamese = say("show", alert, language="vi").out
    assert "11/03/2024 · mở cảnh báo" in vietnamese
    assert "nhận xử lý · người làm: Nguyễn Thị Mai · đã gọi" in vietnamese
    assert "Việc nên làm: Gọi ngay" in vietnamese


def test_json_holds_the_alert_and_its_events(say: Say) -> None:
    """Another program reads names, days and figures without parsing a table."""
    alert = id_of(say, "no_report", "MUTE")
    found = say("show", alert, "--json").json
    assert (found["rule"], found["unit_code"], found["unit_name"]) == ("no_report", "90006", "Xã Bến Lặng")
    assert (found["began_in"], found["opened_on"], found["state"]) == (SECOND, "2024-03-11", "open")
    assert [(event["kind"], event["by"], event["on"]) for event in found["events"]] == [
        ("opened", None, "2024-03-11"),
        ("notified", None, "2024-03-11"),
    ]


def test_who_acted_is_kept_or_this_machines_user(say: Say, home: Path) -> None:
    """Every act is on record with who and when."""
    for key, by in (("MUTE", ["--by", "  Hai "]), ("BIG", [])):
        assert say("ack", id_of(say, "no_report", key), *by).code == 0
    with closing(sqlite3.connect(home / "data/store/thugom.db")) as store:
        kept = store.execute('SELECT "by", happened_at FROM alert_event WHERE kind = ?', ("acknowledged",)).fetchall()
    assert [row[0] for row in kept] == ["Hai", getpass.getuser()]
    assert all(str(row[1]).endswith("Z") for row in kept)


def test_an_alert_is_put_off_until_a_day(say: Say) -> None:
    """The day stands in the list and in the history; a day that is past, or none at all, is refused."""
    alert = id_of(say, "no_report", "BIG")
    done = say("snooze", alert, "--until", "2099-12-01", "--by", "mai", language="vi")
    assert done.out == f"Đã tạm hoãn: {alert} · Chưa gửi báo cáo · Phường An Lớn (90001)\n"
    assert "put off until 1 December 2099" in " ".join(say("show", alert).out.split())
    late, none = say("snooze", alert, "--until", "2024-01-01"), say("snooze", alert, "--until", "soon", language="vi")
    assert (late.code, none.code) == (2, 2)
    assert late.err.startswith("2024-01-01: a day after")
    assert none.err == "--until soon: cần một ngày như 2026-12-01.\n"


def test_a_closed_alert_leaves_the_list_and_keeps_its_reason(say: Say) -> None:
    """It is found again with --all; closing it twice, or without saying why, is wrong use."""
    alert = id_of(say, "no_report", "MUTE")
    assert say("close", alert, "--because", "  ").code == 2
    assert say("close", alert, "--because", "đường bị sạt", "--by", "mai").out.startswith(f"Closed: {alert}")
    assert alert not in say("list").out
    listed = say("list", "--all")
    assert "closed by an officer" in listed.out
    assert "3 alerts, 2 of them open." in listed.out
    assert "by mai · đường bị sạt" in say("show", alert).out
    again = say("close", alert, "--because", "x", language="vi")
    assert again.code == 2
    assert f"Cảnh báo {alert} đã được đóng ngày" in again.err


def test_a_wrong_id_among_several_changes_nothing(say: Say) -> None:
    """All or none: an officer who mistypes the third id does not have to find out what became of the first two."""
    alert = id_of(say, "no_report", "MUTE")
    refused = say("ack", alert, "zz", "--by", "mai", language="vi")
    assert refused.code == 2
    assert refused.err == "zz: không có cảnh báo nào mang mã này.\n  Xem: thugom alerts list --all\n"
    assert say("show", alert, "--json").json["state"] == "open"
    vague = say("ack", "", language="en")
    assert (vague.code, "no alert has this name" in vague.err) == (2, True)


def test_whom_to_ring_is_ordered_by_people_with_the_number(say: Say) -> None:
    """The city of 120,000 before the commune of 3,000; who is not known is a dash and no guess."""
    said = say("ring")
    lines = said.out.splitlines()
    assert lines[0] == "Not reported for February 2024: 2 units, 123,000 people"
    assert "Phường An Lớn (90001)" in lines[3]
    assert "Xã Bến Lặng (90006)" in lines[4]
    assert "Tòng Thị Nhàn" in lines[4]
    assert "0900 000 006" in lines[4]
    assert [(one["name"], one["people"], one["months"], one["phone"]) for one in say("ring", "--json").json] == [
        ("Phường An Lớn", 120_000, 1, None),
        ("Xã Bến Lặng", 3_000, 1, "0900 000 006"),
    ]
    assert say("ring", "--period", FIRST, language="vi").out == "Mọi đơn vị đã gửi báo cáo tháng 01/2024.\n"
    refused = say("ring", "--period", "2030-01")
    assert refused.code == 2
    assert "the newest: 2024-02" in refused.err


def test_a_channel_is_tried_at_once_with_who_asked(say: Say, web: WebReceiver) -> None:
    """The notice is there before the command ends; it is on record as a test, and no alert is told by it."""
    before = len(web.letters)
    said = say("test", "HOOK_AN", "--by", "Mai", language="vi")
    assert (said.code, said.out) == (0, "Đã gửi một tin thử qua kênh hook_an.\n")
    (letter,) = web.letters[before:]
    assert "Mai" in letter.text
    assert "Kênh này hoạt động" in letter.text


def test_a_channel_that_fails_says_why_and_not_where(say: Say) -> None:
    """Exit code 1, the cause in the reader's language, and no address anywhere."""
    said = say("test", "dead", language="vi")
    assert said.code == 1
    assert "Gửi thử qua kênh dead không được: máy chủ từ chối kết nối." in said.err
    assert "127.0.0.1" not in said.out + said.err
    unknown = say("test", "nobody")
    assert unknown.code == 2
    assert "nobody: no address is set for this channel (known: dead, hook_an)." in unknown.err


def test_a_channel_can_be_tried_before_the_first_night(say: Say, tmp_path: Path, web: WebReceiver) -> None:
    """Whoever sets a home up sees its channels work at once; there is no alert yet, and the first night finds none."""
    fresh = make_district(tmp_path / "fresh", POLICY, CONTACTS)
    (fresh / "channels.yml").write_text(f'hook_an: "{web.address("an")}"\n', encoding="utf-8")
    (fresh / "channels.yml").chmod(0o600)
    assert say("test", "hook_an", at=fresh).code == 0
    assert say("list", at=fresh).out == "No alert is open.\n"


@pytest.mark.parametrize("command", [("list",), ("show", "x"), ("ack", "x"), ("ring",), ("send",)])
def test_before_the_first_night_the_desk_says_what_to_run(say: Say, tmp_path: Path, command: tuple[str, ...]) -> None:
    """One message and exit code 2; no store is made by looking."""
    fresh = make_district(tmp_path / "fresh", POLICY, CONTACTS)
    said = say(*command, at=fresh, language="vi")
    assert said.code == 2
    assert "Chạy: thugom nightly" in said.err
    assert not (fresh / "data" / "store").exists()


def test_what_is_no_home_is_said_to_be_none(say: Say, tmp_path: Path) -> None:
    """The message names the folder."""
    said = say("list", at=tmp_path / "nowhere")
    assert said.code == 2
    assert "nowhere" in said.err


def test_sending_says_what_was_sent_and_what_waits(say: Say, home: Path, web: WebReceiver) -> None:
    """A timer's line: nothing due is exit code 0; a channel that fails is 1, named, and its notice waits."""
    assert say("send").out == "Notices: 0 sent, 0 waiting.\n"
    with closing(sqlite3.connect(home / "data/store/thugom.db")) as store:
        store.execute("UPDATE notice SET sent_at = NULL")
        store.commit()
        (count,) = store.execute("SELECT count(*) FROM notice WHERE kind <> 'test'").fetchone()
    web.manner = "refuse"
    failed = say("send", language="vi")
    web.manner = "accept"
    assert failed.code == 1
    assert f"Tin báo: 0 đã gửi, {count} đang chờ." in failed.out
    assert "Không gửi được qua kênh hook_an: máy chủ trả lời lỗi 503. Chương trình sẽ thử lại." in failed.out
    assert say("send", "--json").json["sent"] in range(count + 1)
