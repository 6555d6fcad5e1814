"""Telling: what can be said of an alert by itself, in one language."""

from thugom.alerts.alert import Alert
from thugom.language.catalogue import Translate, translator
from thugom.language.numbers import day, percent, period, points


class Telling:
    """Says what an alert is, in one language."""

    def __init__(self, language: str) -> None:
        """Remember the language."""
        self.language = language
        self.say: Translate = translator(language)

    def day(self, iso: str) -> str:
        """Return a day."""
        return day(iso, self.language)

    def month(self, label: str) -> str:
        """Return a month."""
        return period(label, self.language)

    def in_short(self, alert: Alert) -> str:
        """Return how far below the path, or how far down, a figure is, in few words; "" where the rule has no such."""
        if alert.measured.expected is None or alert.measured.gap_pp is None:
            return self.how_far(alert)
        return self.say("{points} points short").format(points=points(alert.measured.gap_pp, self.language))

    def how_far(self, alert: Alert) -> str:
        """Return how far below the path, or how far down, a figure is; "" where the rule measures none."""
        measured = alert.measured
        if measured.value is not None and measured.reference is not None:
            return self.say("fell from {before} to {value}").format(
                before=percent(measured.reference, self.language), value=percent(measured.value, self.language)
            )
        if measured.value is not None and measured.expected is not None and measured.gap_pp is not None:
            short = (
                self.say("at most {value}, the path asks for {expected}: {points} points short")
                if alert.unit_id is None
                else self.say("{value} of the waste treated, the path asks for {expected}: {points} points short")
            )
            return short.format(
                value=percent(measured.value, self.language),
                expected=percent(measured.expected, self.language),
                points=points(measured.gap_pp, self.language),
            )
        return ""

    def state(self, alert: Alert) -> str:
        """Return what somebody has done about an alert; "" where nobody has."""
        if alert.state == "acknowledged" and alert.acknowledged_on:
            return self.say("taken on, {day}").format(day=self.day(alert.acknowledged_on.isoformat()))
        if alert.state == "snoozed" and alert.snoozed_until:
            return self.say("put off until {day}").format(day=self.day(alert.snoozed_until.isoformat()))
        if alert.state == "escalated" and alert.escalated_on:
            return self.say("passed upwards, {day}").format(day=self.day(alert.escalated_on.isoformat()))
        return ""

    def waiting(self, alert: Alert) -> str:
        """Return since when an alert that was passed upwards has waited."""
        if alert.acknowledged_on:
            return self.say("taken on {day}, and not over").format(day=self.day(alert.acknowledged_on.isoformat()))
        opened = (alert.reopened_on or alert.opened_on).isoformat()
        return self.say("open since {day}, nobody has taken it on").format(day=self.day(opened))

    def why_closed(self, alert: Alert) -> str:
        """Return why an alert closed."""
        if alert.closed_because == "recovered" and alert.closed_in:
            return self.say("well again in {month}").format(month=self.month(alert.closed_in))
        reasons = {
            "recovered": self.say("well again"),
            "late_data": self.say("data that came late show that it was not so"),
            "by_hand": self.say("closed by an officer"),
            "unit_ended": self.say("the unit no longer exists"),
            "passed_on": self.say("goes on with the unit that took it over"),
            "rule_off": self.say("the rule is no longer in use"),
        }
        return reasons.get(str(alert.closed_because), "")
