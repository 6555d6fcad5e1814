"""Alert rules: the section `alerts` of the policy, each rule with its kind, its numbers and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from thugom.contracts.contract import Text
from thugom.contracts.documents import Document
from thugom.contracts.errors import ContractError


@dataclass(frozen=True)
class Numbers:
    """The numbers that a kind of rule must have, and those that it may have."""

    needed: tuple[str, ...] = ()
    optional: Mapping[str, Fraction] | None = None


_MONTHS = {"months": Fraction(1)}
KINDS = {
    "behind_path": Numbers(("months", "closes_from_pp")),
    "service_stopped": Numbers(optional=_MONTHS),
    "sharp_drop": Numbers(("drop_pp", "of_months", "closes_from_pp")),
    "no_report": Numbers(optional=_MONTHS),
    "report_rejected": Numbers(optional=_MONTHS),
    "mass_imbalance": Numbers(optional=_MONTHS),
    "target_at_risk": Numbers(optional=_MONTHS),
}
"""Every kind of rule: what a policy must and may say of it. `months` is 1 where it is not said."""
NUMBERS = ("months", "closes_from_pp", "drop_pp", "of_months")


@dataclass(frozen=True)
class AlertRule:
    """One rule: which condition it looks for, and what people are told of it.

    Attributes:
        id: the rule's name in the tables.
        kind: which condition; several rules may look for one kind with other numbers.
        enabled: whether it is on.
        urgent: whether it is told at once.
        title: what it is called.
        advice: what the officer can do.
        numbers: the kind's numbers, by name (`NUMBERS`).
        source: who set it.
    """

    id: str
    kind: str
    enabled: bool
    urgent: bool
    title: Text
    advice: Text
    numbers: Mapping[str, Fraction]
    source: str

    def whole(self, name: str) -> int:
        """Return a number that counts months."""
        return int(self.numbers[name])

    def points(self, name: str) -> float:
        """Return a number of percentage points, as gaps are: rounded, and then compared."""
        return float(self.numbers[name])


@dataclass(frozen=True)
class Alerting:
    """The rules, and the days after which an alert that nobody took on is passed upwards; None for never."""

    rules: tuple[AlertRule, ...] = ()
    escalate_after_days: int | None = None

    @property
    def active(self) -> tuple[AlertRule, ...]:
        """The rules that are on."""
        return tuple(rule for rule in self.rules if rule.enabled)


def alerting_of(document: Document) -> Alerting:
    """Return the section `alerts` of a policy; without rules where it has none.

    Raises:
        ContractError: two rules share a name, a kind lacks a number or has one that it does not know, or a rule would
            be over where it opens.
    """
    section = document.content.get("alerts")
    if section is None:
        return Alerting()
    _refuse_doubles(document, section["rules"])
    rules = tuple(_rule(document, place, item) for place, item in enumerate(section["rules"]))
    for place, rule in enumerate(rules):
        _refuse_no_room(document, place, rule)
    return Alerting(rules, section["escalate_after_days"])


def _rule(document: Document, place: int, item: Mapping[str, Any]) -> AlertRule:
    """Return one rule."""
    return AlertRule(
        id=item["rule"],
        kind=item["kind"],
        enabled=item.get("enabled", True),
        urgent=item.get("urgent", False),
        title=Text(**item["title"]),
        advice=Text(**item["advice"]),
        numbers=_numbers(document, place, item),
        source=item["source"],
    )


def _numbers(document: Document, place: int, item: Mapping[str, Any]) -> Mapping[str, Fraction]:
    """Return the numbers of a rule: those of its kind, all of them and no other."""
    kind = KINDS[item["kind"]]
    optional, given = kind.optional or {}, {name for name in NUMBERS if name in item}
    for name in sorted(given - {*kind.needed, *optional}):
        known = ", ".join((*kind.needed, *optional))
        expected = f"alerts.rules.{place}: {item['kind']} has no {name}; {known} is expected"
        raise ContractError(document.path, document.line_of(["alerts", "rules", place, name]), item[name], expected)
    for name in kind.needed:
        if name not in given:
            expected = f"alerts.rules.{place}: {item['kind']} needs {name}"
            raise ContractError(document.path, document.line_of(["alerts", "rules", place]), item["rule"], expected)
    return {**optional, **{name: Fraction(item[name]) for name in sorted(given)}}


def _refuse_no_room(document: Document, place: int, rule: AlertRule) -> None:
    """Refuse a rule that is over where it opens: between the two lies what keeps an alert from coming and going."""
    behind = Fraction(document.content["path"]["watch_from_pp"])
    opens = {"behind_path": behind, "sharp_drop": -rule.numbers.get("drop_pp", Fraction(0))}.get(rule.kind)
    if opens is not None and rule.numbers["closes_from_pp"] <= opens:
        line = document.line_of(["alerts", "rules", place, "closes_from_pp"])
        expected = f"alerts.rules.{place}.closes_from_pp: more than {float(opens):g} is expected, where {rule.id} opens"
        raise ContractError(document.path, line, str(rule.numbers["closes_from_pp"]), expected)


def _refuse_doubles(document: Document, rules: list[dict[str, Any]]) -> None:
    """Refuse a name that two rules share: an alert could not say which of them it is."""
    names = [item["rule"] for item in rules]
    for place, name in enumerate(names):
        if name in names[:place]:
            line = document.line_of(["alerts", "rules", place, "rule"])
            raise ContractError(document.path, line, name, f"alerts.rules.{place}.rule: a name of its own is expected")
