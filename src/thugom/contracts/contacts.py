"""Contacts: who hears of what, when, in which language and through which channel; never an address."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Digest = Literal["daily", "weekly"]


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
    """

    code: str
    name: str | None = None
    phone: str | None = None
    channels: tuple[str, ...] = ()


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
