"""A letter: what a notice says, before it is written as a page or as plain text. Every text in it is said already."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["new", "upward", "closed", "open", "told", "ring", "returned"]


@dataclass(frozen=True)
class Entry:
    """One unit or file, with what is to be said of it.

    Attributes:
        where: the unit, the target or the file.
        aside: how many live there; "" where that says nothing.
        facts: what, since when, how far: a sentence each.
        link: where to read on; None where there is no page.
        reference: the alert's id; "" where there is none.
        person: whom to ask for; "" where nobody is known.
        phone: that person's number.
    """

    where: str
    aside: str = ""
    facts: tuple[str, ...] = ()
    link: str | None = None
    reference: str = ""
    person: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Group:
    """Entries of one rule: what happened and what can be done, once for all of them; `more` says what was cut."""

    title: str
    advice: str
    entries: tuple[Entry, ...]
    more: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a letter under its own heading."""

    tone: Tone
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Letter:
    """A letter.

    Attributes:
        language: `vi` or `en`.
        subject: the notice's subject, one line.
        heading: the first line of the letter.
        lead: whose figures, of which day.
        warning: that the data are invented; "" where they are not.
        summary: the letter in one line, piece by piece.
        parts: what it says.
        steps: what to do, one after the other.
        closing: what can be done with it, a sentence each.
        link: the page; None where there is none.
        link_text: what the link is called.
        notice_id: the id, by which whoever hears twice can see it.
        notice_text: what the id is called.
        is_urgent: whether it looks urgent.
    """

    language: str
    subject: str
    heading: str
    lead: str
    warning: str
    parts: tuple[Part, ...]
    closing: tuple[str, ...]
    notice_id: str
    notice_text: str
    summary: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    link: str | None = None
    link_text: str = ""
    is_urgent: bool = False
