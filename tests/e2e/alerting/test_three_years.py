"""Three years of nights: every rule opens, escalates and closes as computed by hand, and nobody hears anything else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.e2e.alerting.chronicle import ACTS, Chronicle, found, key_of, live_through
from tests.e2e.alerting.district import BY_KEY
from tests.e2e.alerting.expected import life, notices

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.alerting.receivers import Letter, MailServer, WebReceiver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
LAST = "2027-01-26"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, mail: MailServer, web: WebReceiver) -> Chronicle:
    """Return a home whose three years are over."""
    root: Path = tmp_path_factory.mktemp("three-years") / "home"
    chronicle = found(root, mail, web)
    live_through(chronicle)
    return chronicle


def test_every_alert_opens_escalates_and_closes_in_its_month(lived: Chronicle) -> None:
    """What the nights did to alerts is what the tables of reports call for, and nothing else."""
    assert lived.life() == life()


def test_officers_acts_stand_beside_the_nights(lived: Chronicle) -> None:
    """Who did what is kept with the day on which it was done."""
    done = {
        (str(row["happened_on"]), row["kind"], row["alert"]["rule"], key_of(row["alert"]["subject"]), row["by"])
        for row in lived.events()
        if row["by"] is not None
    }
    kinds = {"ack": "acknowledged", "close": "closed", "snooze": "snoozed"}
    assert done == {(day, kinds[command], rule, key, "an") for day, command, rule, key in ACTS.values()}


def test_everybody_hears_exactly_what_concerns_them(lived: Chronicle) -> None:
    """Night by night the servers took the notices of that night, each once, and no others."""
    assert lived.sent() == notices()


def test_no_notice_waits_and_none_came_twice(lived: Chronicle) -> None:
    """Every notice that was written was sent in its night, under an id of its own."""
    ids = [letter.notice_id for _, letter in lived.heard]
    assert len(set(ids)) == len(ids) == len(notices())
    assert lived.query("SELECT notice_id FROM notice WHERE sent_at IS NULL OR attempts > 0") == []
    assert {row["notice_id"] for row in lived.query("SELECT notice_id FROM notice")} == set(ids)


def test_each_letter_names_its_units_and_its_id(lived: Chronicle) -> None:
    """Whoever hears reads the unit's name, in the text and on the page, and the notice's id."""
    for (_, letter), expected in zip(_in_order(lived), notices(), strict=True):
        keys = [alert.partition(":")[2] for alert in expected.alerts]
        names = [BY_KEY[key].name for key in keys if key in BY_KEY]
        pages = [letter.text, letter.html] if letter.html else [letter.text]
        assert letter.html or letter.to == "binh"
        for page in pages:
            assert [name for name in names if name not in page] == [], (expected, page)
            assert letter.notice_id in page


def _in_order(lived: Chronicle) -> list[tuple[str, Letter]]:
    """Return what was heard in the order of the expected notices."""
    kinds = {row["notice_id"]: row["kind"] for row in lived.query("SELECT notice_id, kind FROM notice")}
    return sorted(lived.heard, key=lambda one: (one[0], one[1].to, kinds[one[1].notice_id]))


def test_a_refused_reports_receipt_reaches_its_sender_once_and_opens(lived: Chronicle) -> None:
    """The sender gets the workbook back, in Vietnamese, with the cell to mend named; each of the two files once."""
    letters = [letter for _, letter in lived.heard if letter.to == "nhan"]
    assert len(letters) == 2
    for letter in letters:
        ((name, content),) = letter.attachments
        assert name.endswith(".xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        words = " ".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell
        )
        assert "798,6 +35" in words
        assert "không phải" in words
        assert "báo cáo" in letter.text.lower()


def test_whoever_is_nobodys_sender_gets_no_attachment(lived: Chronicle) -> None:
    """Receipts go to whom the file came from alone."""
    assert [letter.to for _, letter in lived.heard if letter.attachments] == ["nhan", "nhan"]


def test_a_unit_around_the_threshold_for_two_years_is_three_pieces_of_news(lived: Chronicle) -> None:
    """WAVE crosses the threshold fifteen times: it opens, escalates and closes once, and `an` hears of it thrice."""
    told = [sent.night for sent in lived.sent() if "behind_path:WAVE" in sent.alerts]
    assert told == ["2025-08-11", "2025-08-26", "2026-08-11"]


def test_a_merger_opens_nothing_and_ends_nothing_by_itself(lived: Chronicle) -> None:
    """In the night after it, alerts go on under the heirs' names, and no alert of theirs is new."""
    that_night = [row for row in lived.life() if row.night == "2025-07-11"]
    assert [row for row in that_night if row.what in {"opened", "reopened"}] == []
    assert {(row.what, row.key) for row in that_night if row.key in {"NEW", "NEWW"}} == {
        ("passed_on", "NEW"),
        ("passed_on", "NEWW"),
    }
    heirs = {row["alert"]["subject"] for row in lived.events() if row["kind"] == "passed_on"}
    assert heirs == {BY_KEY["NEW"].unit_id, BY_KEY["NEWW"].unit_id}


def test_an_alert_is_one_row_for_ever(lived: Chronicle) -> None:
    """Each opening has one row, closed with its reason or still open; each says when somebody first heard of it."""
    opened = [row for row in life() if row.what == "opened"]
    rows = lived.query("SELECT * FROM alert")
    assert len(rows) == len(opened)
    assert {row["state"] for row in rows} == {"closed"}
    assert [row["alert_id"] for row in rows if row["notified_at"] is None] == []
    notified = [row["alert_id"] for row in lived.events() if row["kind"] == "notified"]
    assert sorted(notified) == sorted(row["alert_id"] for row in rows)


@pytest.mark.parametrize("reruns", [5, pytest.param(20, marks=pytest.mark.soak)])
def test_reruns_tell_nobody_anything_and_change_no_alert(lived: Chronicle, reruns: int) -> None:
    """The last night again and again, at other hours: no letter, no event, no row that differs."""
    before = lived.events(), lived.query("SELECT * FROM alert ORDER BY alert_id"), lived.query("SELECT * FROM notice")
    heard = len(lived.heard)
    for minute in range(reruns):
        lived.night(LAST, minute=minute + 1)
    after = lived.events(), lived.query("SELECT * FROM alert ORDER BY alert_id"), lived.query("SELECT * FROM notice")
    assert lived.heard[heard:] == []
    assert after == before
