"""Composing: from a night's news to the notices that wait to be sent, one of a kind per person and channel."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from thugom.alerts.digest import digest_letter
from thugom.alerts.letter import Letter
from thugom.alerts.letters import receipt_letter, urgent_letter
from thugom.alerts.news import Change, News
from thugom.alerts.notice import Kind, Notice
from thugom.alerts.pages import page_of
from thugom.alerts.pieces import on_one_line
from thugom.alerts.plain import text_of
from thugom.alerts.routing import heard_by, not_before, receipts_to_send
from thugom.alerts.wording import Words
from thugom.contracts import Text
from thugom.contracts.contacts import Contacts, Person
from thugom.language.catalogue import translator

RECEIPT_LANGUAGE = "vi"
_ID_DIGITS = 12


def compose(news: News, contacts: Contacts) -> list[Notice]:
    """Return the notices of a night: what cannot wait, the digests, and the reports that go back.

    The same news give the same notices, with the same ids, whenever and however often they are composed.
    """
    notices = [notice for person in contacts.people for notice in _to_person(person, news, contacts)]
    return [*notices, *_receipts(news, contacts)]


def compose_trial(channel: str, language: str, place: Text, at: str, *, synthetic: bool, by: str) -> Notice:
    """Return a notice that only tests a channel.

    Args:
        channel: its name.
        language: `vi` or `en`.
        place: the department's place.
        at: now, UTC ISO 8601.
        synthetic: whether the home holds invented data.
        by: who asked for it.
    """
    say = translator(language)
    notice_id = _id("test", channel, channel, [at, by])
    mark = f"[{say('SYNTHETIC')}] " if synthetic else ""
    name = place.in_language(language)
    letter = Letter(
        language=language,
        subject=mark + on_one_line(say("{place}: test of the channel {name}").format(place=name, name=channel)),
        heading=say("This channel works"),
        lead=on_one_line(name),
        warning=say("SYNTHETIC DATA, not real figures") if synthetic else "",
        parts=(),
        closing=(
            say("Alerts about household waste will arrive here as this message did."),
            say("Asked for by {who}.").format(who=on_one_line(by)),
        ),
        notice_id=notice_id,
        notice_text=say("Notice {id}").format(id=notice_id),
    )
    return _notice(letter, "test", (channel, channel), at)


def _to_person(person: Person, news: News, contacts: Contacts) -> Iterable[Notice]:
    """Yield a person's notices, the same through each channel."""
    heard, words = heard_by(person, news, contacts), Words(news, person.language)
    if heard.urgent:
        yield from _through_channels(
            person, news, heard.urgent, "urgent", lambda notice_id: urgent_letter(words, heard.urgent, notice_id)
        )
    if heard.news:
        yield from _through_channels(
            person, news, heard.news, "digest", lambda notice_id: digest_letter(words, heard, notice_id)
        )


def _through_channels(
    person: Person, news: News, changes: tuple[Change, ...], kind: Kind, letter_of: Callable[[str], Letter]
) -> Iterable[Notice]:
    """Yield one notice for each channel of a person."""
    told = [f"{change.alert.alert_id} {change.kind} {change.alert.reopened}" for change in changes]
    waits = not_before(person.quiet, news.at, news.time_zone)
    for channel in person.channels:
        notice_id = _id(kind, person.id, channel, [news.as_of.isoformat(), *sorted(told)])
        notice = _notice(letter_of(notice_id), kind, (person.id, channel), news.at)
        yield replace(notice, alert_ids=tuple(change.alert.alert_id for change in changes), not_before=waits)


def _receipts(news: News, contacts: Contacts) -> Iterable[Notice]:
    """Yield the reports that go back, each once."""
    words = Words(news, RECEIPT_LANGUAGE)
    for receipt, sender in receipts_to_send(news, contacts):
        for channel in sender.channels:
            notice_id = _id("receipt", sender.code, channel, [receipt.file_sha256])
            letter = receipt_letter(words, receipt, notice_id)
            notice = _notice(letter, "receipt", (sender.code, channel), news.at)
            yield replace(notice, attachment=receipt.attachment, file_sha256=receipt.file_sha256)


def _notice(letter: Letter, kind: Kind, to: tuple[str, str], at: str) -> Notice:
    """Return a letter as a notice to a recipient through a channel."""
    recipient, channel = to
    return Notice(
        notice_id=letter.notice_id,
        kind=kind,
        recipient=recipient,
        channel=channel,
        language=letter.language,
        subject=letter.subject,
        text=text_of(letter),
        html=page_of(letter),
        attachment=None,
        alert_ids=(),
        created_at=at,
        not_before=None,
    )


def _id(kind: str, recipient: str, channel: str, told: list[str]) -> str:
    """Return the id of a notice: of what it tells to whom, and not of when it was composed."""
    content = "\n".join([kind, recipient, channel, *told])
    return hashlib.sha256(content.encode()).hexdigest()[:_ID_DIGITS]
