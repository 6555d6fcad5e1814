"""Wording: an alert in the words of whoever reads of it.

Names come from reports and registers: each is made one line without signs that nobody sees.
"""

from urllib.parse import quote

from thugom.alerts.alert import Alert
from thugom.alerts.letter import Entry
from thugom.alerts.news import News, ReceiptNews, RingLine
from thugom.alerts.pieces import on_one_line
from thugom.alerts.telling import Telling
from thugom.language.numbers import whole

_LONGEST_NAME = 80


class Words(Telling):
    """Says what a night knows, in one language."""

    def __init__(self, news: News, language: str) -> None:
        """Remember what the night knows, and the language."""
        super().__init__(language)
        self.news = news

    @property
    def place(self) -> str:
        """The department's place."""
        return shortened(self.news.place.in_language(self.language))

    @property
    def warning(self) -> str:
        """That the data are invented; "" where they are not."""
        return self.say("SYNTHETIC DATA, not real figures") if self.news.synthetic else ""

    def where(self, alert: Alert) -> str:
        """Return the name of an alert's unit, or the title of its target."""
        if alert.unit_id is not None:
            return self.unit(alert.unit_id)
        target = self.news.targets.get(alert.subject)
        return shortened(target.in_language(self.language) if target else alert.subject)

    def unit(self, unit_id: str) -> str:
        """Return a unit's name."""
        known = self.news.names.get(unit_id)
        return shortened(known.name if known else unit_id)

    def people(self, unit_id: str | None) -> str:
        """Return how many live in a unit; "" where nobody knows."""
        known = self.news.names.get(unit_id or "")
        return "" if known is None or known.people is None else self._people(known.people)

    def _people(self, count: int) -> str:
        """Return a number of people."""
        return self.say("{count} people").format(count=whole(count, self.language))

    def rule(self, rule: str) -> str:
        """Return the title of a rule."""
        known = self.news.rules.get(rule)
        return on_one_line(known.title.in_language(self.language) if known else rule)

    def advice(self, rule: str) -> str:
        """Return what can be done about a rule's alerts."""
        known = self.news.rules.get(rule)
        return on_one_line(known.advice.in_language(self.language)) if known else ""

    def entry(self, alert: Alert, *facts: str) -> Entry:
        """Return an alert with what is to be said of it."""
        return Entry(
            self.where(alert),
            self.people(alert.unit_id),
            _sentence(facts),
            self.link(alert.unit_id),
            alert.alert_id,
        )

    def link(self, unit_id: str | None) -> str | None:
        """Return where the page shows a unit; None where nobody said where the page is."""
        if self.news.page_url is None:
            return None
        return self.news.page_url + (f"#unit={quote(unit_id, safe='@')}" if unit_id else "")

    def since(self, alert: Alert) -> str:
        """Return since when a condition holds."""
        began, last = self.month(alert.began_in), self.month(alert.confirmed_in)
        if alert.confirmed_in != self.news.newest_period:
            return self.say("since {month}, last seen in {last}").format(month=began, last=last)
        text = self.say("in {month}") if alert.began_in == alert.confirmed_in else self.say("since {month}")
        return text.format(month=began)

    def ring(self, line: RingLine) -> Entry:
        """Return a unit to ring."""
        if line.months == 1:
            fact = self.say("no report for {month}").format(month=self.month(line.since))
        else:
            fact = self.say("no report for {count} months, since {month}").format(
                count=whole(line.months, self.language), month=self.month(line.since)
            )
        people = "" if line.people is None else self._people(line.people)
        person, phone = shortened(line.person or ""), shortened(line.phone or "")
        return Entry(self.unit(line.unit_id), people, _sentence((fact,)), self.link(line.unit_id), "", person, phone)

    def file(self, receipt: ReceiptNews) -> Entry:
        """Return a file that was sent back, or should be."""
        name = shortened(receipt.file_path.rpartition("/")[2])
        if receipt.is_unreadable:
            return Entry(name, "", _sentence((self.say("could not be read"),)))
        text = self.say("{refused} of {received} rows were not accepted")
        refused, received = whole(receipt.refused, self.language), whole(receipt.received, self.language)
        return Entry(name, "", (text.format(refused=refused, received=received),))


def _sentence(facts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what there is to say, the first of it with a capital.

    >>> _sentence(("", "from May", "again"))
    ('From May', 'again')
    """
    said = [fact for fact in facts if fact]
    return (said[0][0].upper() + said[0][1:], *said[1:]) if said else ()


def shortened(name: str) -> str:
    """Return a name on one line, cut where it is longer than any name.

    >>> shortened("Xã" + chr(10) + "Nậm Hàng"), len(shortened("x" * 5000))
    ('Xã Nậm Hàng', 80)
    """
    line = on_one_line(name[: 4 * _LONGEST_NAME])
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"
