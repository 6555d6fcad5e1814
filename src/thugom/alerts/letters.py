"""The short letters: what cannot wait, a report that goes back, and a test of a channel."""

from thugom.alerts.alert import Alert
from thugom.alerts.digest import closing, lead, new_part, subject_of, upward_part
from thugom.alerts.letter import Letter, Part
from thugom.alerts.news import Change, ReceiptNews
from thugom.alerts.wording import Words, shortened
from thugom.language.numbers import whole


def urgent_letter(words: Words, changes: tuple[Change, ...], notice_id: str) -> Letter:
    """Return what cannot wait for the digest."""
    alerts = [change.alert for change in changes]
    return Letter(
        language=words.language,
        subject=subject_of(words, f"{words.place}: {_in_short(words, changes)}"),
        heading=words.say("Household waste: urgent"),
        lead=lead(words),
        warning=words.warning,
        summary=tuple(dict.fromkeys(words.rule(alert.rule) for alert in alerts)),
        parts=(*new_part(words, changes), *upward_part(words, changes)),
        closing=closing(words),
        link=words.link(alerts[0].unit_id if len(alerts) == 1 else None),
        link_text=words.say("Open the page"),
        notice_id=notice_id,
        notice_text=words.say("Notice {id}").format(id=notice_id),
        is_urgent=True,
    )


def _in_short(words: Words, changes: tuple[Change, ...]) -> str:
    """Return urgent news as a subject says it: the first of it, and how much more there is."""
    first = min((change.alert for change in changes), key=lambda alert: _weight(words, alert))
    text = words.say("urgent: {where}: {what}").format(where=words.where(first), what=words.rule(first.rule))
    if len(changes) == 1:
        return text
    return words.say("{first}, and {count} more").format(first=text, count=whole(len(changes) - 1, words.language))


def _weight(words: Words, alert: Alert) -> tuple[bool, int, str]:
    """Return where an alert stands among the urgent: targets, then the most people."""
    unit = words.news.names.get(alert.unit_id or "")
    return alert.unit_id is not None, -((unit.people if unit else None) or 0), alert.alert_id


def receipt_letter(words: Words, receipt: ReceiptNews, notice_id: str) -> Letter:
    """Return the letter with which a report goes back to whoever sent it."""
    say, name = words.say, shortened(receipt.file_path.rpartition("/")[2])
    steps = (
        say("Open the attached workbook: its first sheet lists every place, what stands there and what is expected."),
        say("Correct those places in your own file and send the whole file again."),
        say("What was accepted already stays accepted; nothing is counted twice."),
    )
    return Letter(
        language=words.language,
        subject=subject_of(words, say("{place}: please correct {file}").format(place=words.place, file=name)),
        heading=say("Your report needs a correction"),
        lead=words.place,
        warning=words.warning,
        summary=(_verdict(words, receipt),),
        parts=(Part("returned", name, ()),),
        steps=steps if receipt.attachment else steps[1:],
        closing=(),
        notice_id=notice_id,
        notice_text=say("Notice {id}").format(id=notice_id),
    )


def _verdict(words: Words, receipt: ReceiptNews) -> str:
    """Return what became of a file."""
    if receipt.is_unreadable:
        return words.say("The file could not be read: none of its figures were counted.")
    return words.say("{refused} of {received} rows were not accepted; {accepted} were.").format(
        refused=whole(receipt.refused, words.language),
        received=whole(receipt.received, words.language),
        accepted=whole(receipt.accepted, words.language),
    )
