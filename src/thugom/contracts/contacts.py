"""Contacts: who hears of what, when, in which language and through which channel; never an address."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from thugom.contracts.documents import Document, read_document
from thugom.contracts.errors import ContractError
from thugom.contracts.home import Home

Digest = Literal["daily", "weekly"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNIT = "the code of a unit of the register is expected"
_EXPECTED = {
    "units": _UNIT,
    "unit_code": _UNIT,
    "districts": "the code of a district of the register is expected",
    "facility_code": "the code of a facility of the register is expected",
    "rules": "the name of a rule of the policy's section `alerts` is expected",
}


@dataclass(frozen=True)
class QuietHours:
    """The hours in which nothing is sent to a person, in the home's zone; they may go over midnight."""

    begins: dt.time
    ends: dt.time


@dataclass(frozen=True)
class Person:
    """Somebody in the department who hears of alerts.

    Attributes:
        id: the name by which notices and the command line call this person.
        name: as it is written.
        language: `vi` or `en`.
        channels: the names of channels; every notice goes through each.
        rules: the rules of which this person hears; None for all.
        units: codes of units; None for all.
        districts: codes of districts; None for all. Where units are named as well, both count.
        escalations: whether what nobody took on is passed to this person, at once.
        digest: how often the digest comes.
        weekday: the day of a weekly digest, 0 for Monday.
        phone: to ring.
        quiet: when nothing is sent; None for never.
    """

    id: str
    name: str
    language: str
    channels: tuple[str, ...]
    rules: frozenset[str] | None = None
    units: frozenset[str] | None = None
    districts: frozenset[str] | None = None
    escalations: bool = False
    digest: Digest = "daily"
    weekday: int = 0
    phone: str | None = None
    quiet: QuietHours | None = None


@dataclass(frozen=True)
class Sender:
    """Whoever sends reports for a unit or a facility, to ring and to send receipts to.

    Attributes:
        code: the unit's or the facility's code.
        name: whom to ask for.
        phone: the number.
        channels: where receipts go; none where they lie in `data/receipts` only.
        is_facility: whether it is a facility.
    """

    code: str
    name: str | None = None
    phone: str | None = None
    channels: tuple[str, ...] = ()
    is_facility: bool = False


@dataclass(frozen=True)
class Contacts:
    """A home's contacts: nobody where the file is missing or empty."""

    people: tuple[Person, ...] = ()
    senders: tuple[Sender, ...] = ()

    @property
    def channels(self) -> frozenset[str]:
        """The names of all channels that somebody is reached by."""
        of_people = {name for person in self.people for name in person.channels}
        return frozenset(of_people | {name for sender in self.senders for name in sender.channels})

    def sender_of(self, code: str) -> Sender | None:
        """Return who sends for a unit or a facility, if the contacts say so."""
        return next((sender for sender in self.senders if sender.code == code), None)


@dataclass(frozen=True)
class KnownNames:
    """What a contact may name: the codes of units, districts and facilities, and the policy's rules."""

    units: frozenset[str]
    districts: frozenset[str]
    facilities: frozenset[str]
    rules: frozenset[str]


def load_contacts(home: Home) -> Contacts:
    """Return the home's contacts; nobody where there is no `contacts.yml`, or nothing stands in it.

    Raises:
        ContractError: the file breaks its schema or names somebody twice; names file and line.
    """
    document = _document(home)
    if document is None:
        return Contacts()
    for place, value, allowed in _contradictions(document.content):
        raise ContractError(document.path, document.line_of(place), value, allowed)
    people = tuple(_person(item) for item in document.content.get("people") or ())
    return Contacts(people, tuple(_sender(item) for item in document.content.get("senders") or ()))


def unknown_names(home: Home, known: KnownNames) -> list[ContractError]:
    """Return a complaint with its line for every unit, district, facility and rule that the contacts alone know.

    A contact that names one is not wrong in itself: the register may have changed. Nobody is stopped by it, and
    nothing is told to whom it would concern.
    """
    document = _document(home)
    return [] if document is None else list(_strangers(document, known))


def codes_named(home: Home) -> list[tuple[str, int | None]]:
    """Return the codes of units that the contacts name, each with its line."""
    document = _document(home)
    if document is None:
        return []
    named: list[tuple[str, int | None]] = []
    for number, person in enumerate(document.content.get("people") or ()):
        for which, code in enumerate(person.get("units", ())):
            named.append((code, document.line_of(["people", number, "units", which])))
    for number, sender in enumerate(document.content.get("senders") or ()):
        if "unit_code" in sender:
            named.append((sender["unit_code"], document.line_of(["senders", number, "unit_code"])))
    return named


def _document(home: Home) -> Document | None:
    """Return the file; None where there is none, or where nothing but comments stands in it."""
    path = home.contacts_path
    if not path.is_file() or not _says_something(path):
        return None
    return read_document(path, "contacts")


def _says_something(path: Path) -> bool:
    """Tell whether a file holds more than blank lines and comments."""
    lines = path.read_bytes().lstrip(b"\xef\xbb\xbf").splitlines()
    return any(line.strip() and not line.lstrip().startswith(b"#") for line in lines)


def _contradictions(content: dict[str, Any]) -> Iterator[tuple[list[str | int], object, str]]:
    """Yield what the schema cannot see: its place, what stands there and what is expected."""
    for number, person in enumerate(content.get("people") or ()):
        quiet = person.get("quiet_hours", {})
        if quiet and quiet["from"] == quiet["until"]:
            yield ["people", number, "quiet_hours"], quiet["from"], "an end other than the beginning is expected"
        if "weekday" in person and person.get("digest") != "weekly":
            yield ["people", number, "weekday"], person["weekday"], "`digest: weekly` is expected beside a weekday"
    for number, sender in enumerate(content.get("senders") or ()):
        if ("unit_code" in sender) == ("facility_code" in sender):
            yield ["senders", number], sender, "either `unit_code` or `facility_code` is expected"
    for section, names in (
        ("people", [person["id"] for person in content.get("people") or ()]),
        ("senders", [sender.get("unit_code", sender.get("facility_code")) for sender in content.get("senders") or ()]),
    ):
        for number, name in enumerate(names):
            if name in names[:number]:
                yield [section, number], name, "each is to be named once"


def _person(item: dict[str, Any]) -> Person:
    """Return one entry of `people`."""
    return Person(
        id=item["id"],
        name=item["name"],
        language=item.get("language", "vi"),
        channels=tuple(item["channels"]),
        rules=_few(item, "rules"),
        units=_few(item, "units"),
        districts=_few(item, "districts"),
        escalations=item.get("escalations", False),
        digest=item.get("digest", "daily"),
        weekday=WEEKDAYS.index(item.get("weekday", "monday")),
        phone=item.get("phone"),
        quiet=_quiet(item["quiet_hours"]) if "quiet_hours" in item else None,
    )


def _few(item: dict[str, Any], key: str) -> frozenset[str] | None:
    """Return the names of a list; None, for all, where there is no such list."""
    return frozenset(item[key]) if key in item else None


def _quiet(item: dict[str, str]) -> QuietHours:
    """Return quiet hours."""
    return QuietHours(dt.time.fromisoformat(item["from"]), dt.time.fromisoformat(item["until"]))


def _sender(item: dict[str, Any]) -> Sender:
    """Return one entry of `senders`."""
    code = item.get("unit_code", item.get("facility_code"))
    channels = tuple(item.get("channels", ()))
    return Sender(str(code), item.get("name"), item.get("phone"), channels, is_facility="facility_code" in item)


def _strangers(document: Document, known: KnownNames) -> Iterator[ContractError]:
    """Yield a complaint for every name that nothing else knows."""
    remedy = "Until that is corrected, nobody hears of it through this line."
    lists = {"units": known.units, "districts": known.districts, "rules": known.rules}
    for number, person in enumerate(document.content.get("people") or ()):
        for key, names in lists.items():
            for which, name in enumerate(person.get(key, ())):
                if name not in names:
                    line = document.line_of(["people", number, key, which])
                    yield ContractError(document.path, line, name, _EXPECTED[key], remedy)
    for number, sender in enumerate(document.content.get("senders") or ()):
        for key, names in (("unit_code", known.units), ("facility_code", known.facilities)):
            if key in sender and sender[key] not in names:
                line = document.line_of(["senders", number, key])
                yield ContractError(document.path, line, sender[key], _EXPECTED[key], remedy)
