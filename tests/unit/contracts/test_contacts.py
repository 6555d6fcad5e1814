"""Who hears of what: what `contacts.yml` may say, and what is said of what it may not."""

import datetime as dt
from pathlib import Path

import pytest

from thugom.contracts import ContractError, Home
from thugom.contracts.contacts import Contacts, KnownNames, Person, QuietHours, Sender, load_contacts, unknown_names

AT_LENGTH = "people:\n  - id: mai\n    name: Mai\n    channels: [mail]\n"
MAI = "people:\n  - {id: mai, name: Mai, channels: [mail]}\n"
KNOWN = KnownNames(frozenset({"03388"}), frozenset({"105"}), frozenset({"F-01"}), frozenset({"no_report"}))


def _home(folder: Path, text: str | None) -> Home:
    """Return a home whose contacts are these lines; None for no file."""
    (folder / "home.yml").write_text("format: 1\n", encoding="utf-8")
    if text is not None:
        (folder / "contacts.yml").write_text(text, encoding="utf-8")
    return Home.open(folder)


@pytest.mark.parametrize("text", [None, "", "# nobody yet\n\n  # nor here\n", "people:\n", "people: []\nsenders:\n"])
def test_a_home_without_contacts_tells_nobody(tmp_path: Path, text: str | None) -> None:
    """Alerts are raised all the same; that nobody hears of them is no error of the night."""
    assert load_contacts(_home(tmp_path, text)) == Contacts()


def test_all_that_a_contact_may_say_is_read(tmp_path: Path) -> None:
    """Every key of the file arrives, and what is left out has its default."""
    text = """\
people:
  - id: mai
    name: Nguyễn Thị Mai
    phone: "0213 000 001"
    language: en
    channels: [mai_mail, office]
    rules: [no_report]
    units: ["03388"]
    districts: ["105"]
    escalations: true
    digest: weekly
    weekday: friday
    quiet_hours: {from: "21:00", until: "06:30"}
  - {id: an, name: An, channels: [office]}
senders:
  - {unit_code: "03388", name: Lò Văn Một, phone: "0213 000 002", channels: [nam_hang]}
  - {facility_code: F-01}
"""
    contacts = load_contacts(_home(tmp_path, text))
    mai = Person(
        id="mai",
        name="Nguyễn Thị Mai",
        language="en",
        channels=("mai_mail", "office"),
        rules=frozenset({"no_report"}),
        units=frozenset({"03388"}),
        districts=frozenset({"105"}),
        escalations=True,
        digest="weekly",
        weekday=4,
        phone="0213 000 001",
        quiet=QuietHours(dt.time(21), dt.time(6, 30)),
    )
    assert contacts.people == (mai, Person("an", "An", "vi", ("office",)))
    assert contacts.sender_of("03388") == Sender("03388", "Lò Văn Một", "0213 000 002", ("nam_hang",))
    assert contacts.sender_of("F-01") == Sender("F-01", is_facility=True)
    assert contacts.sender_of("03389") is None
    assert contacts.channels == {"mai_mail", "office", "nam_hang"}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("people:\n  - {id: mai, name: Mai}\n", 2, "channels"),
        ("people:\n  - {id: Mai, name: Mai, channels: [mail]}\n", 2, "people.0.id"),
        (MAI + "    digest: hourly\n", None, "YAML"),
        (AT_LENGTH + "    digest: hourly\n", 5, "daily, weekly"),
        (AT_LENGTH + "    weekday: friday\n", 5, "digest: weekly"),
        (AT_LENGTH + "    phone: 0213000001\n", 5, "string is expected"),
        (AT_LENGTH + "    units: [03388]\n", 5, "string is expected"),
        (
            AT_LENGTH + '    quiet_hours: {from: "25:00", until: "06:00"}\n',
            5,
            "25:00",
        ),
        (
            AT_LENGTH + '    quiet_hours: {from: "06:00", until: "06:00"}\n',
            5,
            "an end other than the beginning",
        ),
        (MAI + "  - {id: mai, name: Mai, channels: [mail]}\n", 3, "named once"),
        ('senders:\n  - {unit_code: "03388", facility_code: F-01}\n', 2, "either"),
        ("senders:\n  - {name: Somebody}\n", 2, "either"),
        ('senders:\n  - {unit_code: "03388"}\n  - {unit_code: "03388"}\n', 3, "named once"),
        ("persons: []\n", 1, "persons"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    """Whoever mends the file finds the place."""
    with pytest.raises(ContractError, match=said) as error:
        load_contacts(_home(tmp_path, text))
    assert line is None or error.value.line == line


def test_names_that_nothing_else_knows_are_pointed_out_and_stop_nobody(tmp_path: Path) -> None:
    """The register changes after the contacts were written; a night must not fail because of it."""
    text = """\
people:
  - id: mai
    name: Mai
    channels: [mail]
    units: ["03388", "99999"]
    districts: ["106"]
    rules: [no_report, no_rapport]
senders:
  - unit_code: "99999"
  - facility_code: F-02
  - facility_code: F-01
"""
    home = _home(tmp_path, text)
    assert len(load_contacts(home).people) == 1
    complaints = unknown_names(home, KNOWN)
    assert [(one.line, one.value) for one in complaints] == [
        (5, "99999"),
        (6, "106"),
        (7, "no_rapport"),
        (9, "99999"),
        (10, "F-02"),
    ]
    assert unknown_names(_home(tmp_path, None), KNOWN) != []
    (tmp_path / "contacts.yml").unlink()
    assert unknown_names(home, KNOWN) == []
