"""The digest: what is new first, then what waits, what is over, what still stands, and whom to ring."""

from collections.abc import Callable, Iterable
from itertools import groupby

from thugom.alerts.alert import Alert
from thugom.alerts.letter import Entry, Group, Letter, Part, Tone
from thugom.alerts.news import Change, News
from thugom.alerts.pieces import on_one_line
from thugom.alerts.routing import Heard
from thugom.alerts.wording import Words
from thugom.language.numbers import whole

NEW_LINES = 48
"""What a part shows of what is new, over all rules: a country's worst night still fits into what mail programs show."""
FEWEST_LINES = 5
"""What each rule shows, however many rules there are."""
CONTEXT_LINES = 24
RING_LINES = 30
LONGEST_SUBJECT = 140


def new_part(words: Words, changes: Iterable[Change]) -> list[Part]:
    """Return what opened or came back: by rule, the most people first."""
    alerts = [change.alert for change in changes if change.kind in {"opened", "reopened"}]
    # A home's first night finds what is years old: it is new to the reader only.
    title = words.say("Found on the first night") if words.news.first_night else words.say("New")
    return _part(words, "new", title, alerts, lambda alert: _what(words, alert), advised=True)


def upward_part(words: Words, changes: Iterable[Change]) -> list[Part]:
    """Return what nobody took on in time."""
    alerts = [change.alert for change in changes if change.kind == "escalated"]
    title = words.say("Waiting too long")
    return _part(
        words, "upward", title, alerts, lambda alert: (*_what(words, alert), words.waiting(alert)), advised=True
    )


def digest_letter(words: Words, heard: Heard, notice_id: str) -> Letter:
    """Return the digest of what a person heard."""
    news, say = words.news, words.say
    closed = [change.alert for change in heard.news if change.kind == "closed"]
    told = [change.alert for change in heard.told]
    parts = [
        *new_part(words, heard.news),
        *upward_part(words, heard.news),
        *_part(words, "closed", say("Over"), closed, lambda alert: (words.why_closed(alert),)),
        *_part(words, "told", say("Told at once already"), told, lambda alert: _what(words, alert)),
        *_part(words, "open", say("Still open"), list(heard.still_open), lambda alert: _standing(words, alert)),
        *_ring_part(words, heard),
        *_returned_part(words, heard),
    ]
    counts = _counts(words, heard)
    day = words.day(news.as_of.isoformat())
    return Letter(
        language=words.language,
        subject=subject_of(words, f"{words.place} {day}: {', '.join(counts[:3])}"),
        heading=say("Household waste: alerts of {day}").format(day=day),
        lead=lead(words),
        warning=words.warning,
        summary=tuple(counts),
        parts=tuple(parts),
        closing=closing(words),
        link=words.link(None),
        link_text=say("Open the page"),
        notice_id=notice_id,
        notice_text=say("Notice {id}").format(id=notice_id),
    )


def subject_of(words: Words, text: str) -> str:
    """Return the subject of a notice: one line that mail programs show whole, and that says where data are invented."""
    line = on_one_line(f"[{words.say('SYNTHETIC')}] {text}" if words.news.synthetic else text)
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def closing(words: Words) -> tuple[str, ...]:
    """Return what can be done with an alert."""
    return (
        words.say("To take an alert on: thugom alerts ack ID. To put it off: thugom alerts snooze ID --until DAY."),
        words.say("Who hears of what stands in contacts.yml."),
    )


def lead(words: Words) -> str:
    """Return whose figures these are, and up to which month."""
    newest = words.news.newest_period
    if newest is None:
        return words.place
    return words.say("{place}; newest month past due: {month}").format(place=words.place, month=words.month(newest))


def _counts(words: Words, heard: Heard) -> list[str]:
    """Return the digest in numbers, those first that ask for something."""
    kinds, say = [change.kind for change in heard.news], words.say
    counts = (
        (say("{count} new"), sum(kind in {"opened", "reopened"} for kind in kinds)),
        (say("{count} waiting too long"), kinds.count("escalated")),
        (say("{count} over"), kinds.count("closed")),
        (say("{count} still open"), len(heard.still_open) + len(heard.told)),
        (say("{count} to ring"), len(heard.ring)),
    )
    return [text.format(count=whole(count, words.language)) for text, count in counts if count]


def _what(words: Words, alert: Alert) -> tuple[str, ...]:
    """Return since when, and how far."""
    again = words.say("again") if alert.reopened else ""
    late = words.say("learnt of only now") if alert.known_before and not words.news.first_night else ""
    return words.since(alert), words.how_far(alert), again, late


def _standing(words: Words, alert: Alert) -> tuple[str, ...]:
    """Return since when, how far, and what somebody does about it."""
    return words.since(alert), words.in_short(alert), words.state(alert)


def _part(
    words: Words,
    tone: Tone,
    title: str,
    alerts: list[Alert],
    facts: Callable[[Alert], tuple[str, ...]],
    *,
    advised: bool = False,
) -> list[Part]:
    """Return a part with its alerts grouped by rule, the policy's urgent ones first; none where there are no alerts."""
    order = {rule: place for place, rule in enumerate(_in_order(words.news))}
    ordered = sorted(alerts, key=lambda alert: (order.get(alert.rule, len(order)), alert.rule, *_weight(words, alert)))
    by_rule = [(rule, list(found)) for rule, found in groupby(ordered, lambda alert: alert.rule)]
    lines = max(FEWEST_LINES, (NEW_LINES if advised else CONTEXT_LINES) // max(len(by_rule), 1))
    groups = [
        _group(words, words.rule(rule), words.advice(rule) if advised else "", found, facts, lines)
        for rule, found in by_rule
    ]
    return [Part(tone, title, tuple(groups))] if groups else []


def _group(
    words: Words,
    title: str,
    advice: str,
    alerts: list[Alert],
    facts: Callable[[Alert], tuple[str, ...]],
    lines: int,
) -> Group:
    """Return the alerts of one rule, and how many more there are."""
    counted = title if len(alerts) == 1 else f"{title} ({whole(len(alerts), words.language)})"
    entries = tuple(words.entry(alert, *facts(alert)) for alert in alerts[:lines])
    return Group(counted, advice, entries, _more(words, len(alerts) - lines))


def _more(words: Words, count: int) -> str:
    """Return how many more there are and where they stand; "" where all are there."""
    if count <= 0:
        return ""
    number = whole(count, words.language)
    if words.news.page_url is None:
        return words.say("and {count} more: thugom alerts list").format(count=number)
    return words.say("and {count} more: on the page, or thugom alerts list").format(count=number)


def _in_order(news: News) -> list[str]:
    """Return the rules, the urgent ones first, each kind as the policy has them."""
    return sorted(news.rules, key=lambda rule: not news.rules[rule].urgent)


def _weight(words: Words, alert: Alert) -> tuple[int, int, str, str]:
    """Return where an alert stands among those of its rule: targets, then the most people."""
    unit = words.news.names.get(alert.unit_id or "")
    return (alert.unit_id is not None, -((unit.people if unit else None) or 0), alert.subject, alert.alert_id)


def _ring_part(words: Words, heard: Heard) -> list[Part]:
    """Return whom to ring."""
    if not heard.ring or words.news.newest_period is None:
        return []
    title = words.say("Not reported: whom to ring first")
    entries = tuple(words.ring(line) for line in heard.ring[:RING_LINES])
    return [Part("ring", title, (Group("", "", entries, _more(words, len(heard.ring) - RING_LINES)),))]


def _returned_part(words: Words, heard: Heard) -> list[Part]:
    """Return the files that nobody could be sent back to."""
    if not heard.unsent:
        return []
    title = words.say("Refused, and nobody known to send it back to")
    entries: tuple[Entry, ...] = tuple(words.file(receipt) for receipt in heard.unsent[:CONTEXT_LINES])
    advice = words.say("The receipts lie in data/receipts; contacts.yml can say who sends for a unit.")
    return [Part("returned", title, (Group("", advice, entries, _more(words, len(heard.unsent) - CONTEXT_LINES)),))]
