"""Who would hear of an alert: what the doctor says of contacts and channels."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from thugom.contracts.contacts import load_contacts
from thugom.services.diagnosis import Diagnosis
from thugom.services.doctor import examine
from thugom.services.hearing import SUBJECT, examine_contacts
from thugom.services.home import CONTACTS_YML, make_home

if TYPE_CHECKING:
    from pathlib import Path

    from thugom.contracts import Home

TODAY = dt.date(2026, 11, 16)
SECRET = "hush-hush"  # noqa: S105 - what must not be seen
MAI = "people:\n  - {id: mai, name: Mai, channels: [mai_mail]}\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home as `thugom init` makes it."""
    return make_home(tmp_path / "home")


def told(home: Home, contacts: str, channels: str = "") -> list[Diagnosis]:
    """Return what is said of these contacts and channels."""
    home.contacts_path.write_text(contacts, encoding="utf-8")
    path = home.root / "channels.yml"
    path.write_text(channels or "{}\n", encoding="utf-8")
    path.chmod(0o600)
    found = list(examine_contacts(home, TODAY))
    assert SECRET not in repr(found)
    assert {one.subject for one in found} == {SUBJECT}
    assert all(one.remedy for one in found if not one.well or one.is_noteworthy)
    return found


def test_a_new_home_says_that_nobody_would_hear(home: Home) -> None:
    """That is no fault of the installation, and somebody wants to know."""
    (found,) = [one for one in examine(home.root) if one.subject == SUBJECT]
    assert (found.well, found.is_noteworthy) == (True, True)
    assert "Nobody would hear of an alert" in found.found


def test_the_example_in_a_new_home_is_right_once_its_signs_are_taken_away(home: Home) -> None:
    """Whoever follows it word by word has contacts that can be read; nothing of it works by itself."""
    assert load_contacts(home).people == ()
    lines = [line.removeprefix("# ") for line in CONTACTS_YML.splitlines()]
    began = next(number for number, line in enumerate(lines) if line.startswith("people:"))
    text = "\n".join(line for line in lines[began:] if not re.match(r"#|Who sends", line))
    home.contacts_path.write_text(text, encoding="utf-8")
    contacts = load_contacts(home)
    assert [person.id for person in contacts.people] == ["mai", "head"]
    assert [sender.code for sender in contacts.senders] == ["03388", "NM-01"]
    assert [one.found.split("; ")[0].split("\n")[-1] for one in told(home, text)][:1] == ["  found 'NM-01'"]


def test_a_home_keeps_addresses_out_of_version_control(home: Home) -> None:
    """Whoever puts a home under git puts no password there."""
    assert "channels.yml" in (home.root / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_where_all_is_well_it_says_who_hears(home: Home) -> None:
    """One line."""
    assert told(home, MAI, f"mai_mail: mailtos://u:{SECRET}@smtp.example?to=mai%40a.example\n") == [
        Diagnosis(SUBJECT, well=True, found="Mai")
    ]


def test_a_channel_without_an_address_is_named_with_whom_it_was_to_reach(home: Home) -> None:
    """And where it was the only one, that nobody would hear."""
    found = told(home, MAI)
    assert [(one.well, one.found) for one in found] == [
        (False, "Channel mai_mail has no address; to reach: Mai"),
        (False, "Nobody would hear of an alert: no channel works."),
    ]


def test_an_address_that_means_nothing_is_named_without_being_quoted(home: Home) -> None:
    """The others are reached all the same."""
    text = MAI + "  - {id: an, name: An, channels: [hook]}\n"
    found = told(home, text, f"mai_mail: nosuch://{SECRET}.example\nhook: json://hook.example/{SECRET}\n")
    assert [one.found for one in found] == ["Channel mai_mail has an address that cannot be understood; to reach: Mai"]


def test_channels_that_nobody_uses_are_worth_a_look(home: Home) -> None:
    """A server that others go through is used."""
    channels = (
        f"server: mailtos://u:{SECRET}@smtp.example\nmai_mail: {{through: server, to: mai@a.example}}\n"
        f"old: json://old.example/{SECRET}\n"
    )
    found = told(home, MAI, channels)
    assert [(one.well, one.is_noteworthy, one.found) for one in found] == [
        (True, True, "Channels that nobody uses: old"),
        (True, False, "Mai"),
    ]


def test_a_unit_that_a_merger_replaced_is_pointed_out_with_its_heir(home: Home) -> None:
    """What concerns the new unit would reach nobody; a code that the new unit took over goes on."""
    text = (
        "people:\n  - id: mai\n    name: Mai\n    channels: [mai_mail]\n    units:\n      - '03388'\n      - '03386'\n"
    )
    found = told(home, text, f"mai_mail: json://hook.example/{SECRET}\n")
    assert [one.found for one in found] == [
        (
            f"{home.contacts_path}, line 7\n"
            "  Phường Quyết Thắng (03386) has been replaced; its area is now Phường Đoàn Kết (03388)"
        )
    ]


def test_names_that_nothing_knows_are_said_with_their_line(home: Home) -> None:
    """Units, districts, facilities and rules."""
    text = MAI.replace("]}", ", other], rules: [no_rapport], districts: ['999']}").replace(", other", "")
    found = told(home, text, f"mai_mail: json://hook.example/{SECRET}\n")
    assert [re.findall(r"line \d+\n  found '(\w+)'", one.found) for one in found] == [["999"], ["no_rapport"]]


def test_a_file_of_addresses_that_others_can_read_is_a_fault(home: Home) -> None:
    """Said once, and nothing else is looked at."""
    home.contacts_path.write_text(MAI, encoding="utf-8")
    path = home.root / "channels.yml"
    path.write_text(f"mai_mail: json://hook.example/{SECRET}\n", encoding="utf-8")
    path.chmod(0o644)
    (found,) = examine_contacts(home, TODAY)
    assert not found.well
    assert found.remedy == f"Close it to others: chmod 600 {path}"


def test_contacts_that_cannot_be_read_are_a_fault(home: Home) -> None:
    """With the line."""
    (found,) = told(home, "people:\n  - {id: mai}\n")
    assert not found.well
    assert "contacts.yml, line 2" in found.found


def test_a_policy_without_rules_is_worth_a_look(home: Home) -> None:
    """A home from before there were alerts goes on, and raises none."""
    text = home.policy_path.read_text(encoding="utf-8")
    began = text.index("\nalerts:\n")
    end = re.search(r"^\S", text[began + len("\nalerts:\n") :], re.MULTILINE)
    rest = text[began + len("\nalerts:\n") + end.start() :] if end else ""
    home.policy_path.write_text(text[: began + 1] + rest, encoding="utf-8")
    found = told(home, MAI, f"mai_mail: json://hook.example/{SECRET}\n")
    assert [one.found for one in found if one.is_noteworthy] == [
        "The policy has no section `alerts`: no alerts are raised."
    ]


def test_a_register_that_cannot_be_read_hides_no_other_finding(home: Home) -> None:
    """The doctor says that it did not get as far as the contacts."""
    home.policy_path.write_text("nonsense", encoding="utf-8")
    found = {one.subject: one for one in examine(home.root)}
    assert (found[SUBJECT].well, found[SUBJECT].found) == (False, "not looked at")
    assert "disk" in found
