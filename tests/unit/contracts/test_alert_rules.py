"""The rules of alerts: what the policy says of them, and what is refused."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.unit.contracts.test_policy import PACKAGED, changed
from thugom.contracts import Alerting, ContractError, load_policy

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_the_packaged_policy_has_the_seven_rules_of_the_methodology() -> None:
    """All are on; two are told at once; numbers are exact."""
    alerting = load_policy(PACKAGED).alerting
    rules = {rule.id: rule for rule in alerting.active}
    assert sorted(rules) == [
        *("behind_path", "mass_imbalance", "no_report", "report_rejected"),
        *("service_stopped", "sharp_drop", "target_at_risk"),
    ]
    assert {name for name, rule in rules.items() if rule.urgent} == {"service_stopped", "target_at_risk"}
    assert rules["behind_path"].numbers == {"months": Fraction(2), "closes_from_pp": Fraction(-2)}
    assert rules["no_report"].numbers == {"months": Fraction(1)}
    assert alerting.escalate_after_days == 14


@pytest.mark.parametrize("example", ["snis", "emilia-romagna"])
def test_a_policy_without_the_section_raises_no_alerts(example: str) -> None:
    """Homes of before have none, and homes that report by year need none."""
    assert load_policy(EXAMPLES / example / "policy.yml").alerting == Alerting((), None)


def test_a_rule_that_is_off_stays_in_the_list(tmp_path: Path) -> None:
    """What was told of it before can still be named."""
    alerting = load_policy(changed(tmp_path, "kind: no_report", "kind: no_report\n      enabled: false")).alerting
    assert {rule.id for rule in alerting.rules} - {rule.id for rule in alerting.active} == {"no_report"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rule: no_report", "rule: behind_path", "alerts.rules.3.rule: a name of its own"),
        ("kind: no_report", "kind: no_rain", "alerts.rules.3.kind: one of behind_path"),
        ("kind: no_report", 'kind: no_report\n      drop_pp: "3"', "alerts.rules.3: no_report has no drop_pp"),
        ("      months: 2\n", "", "alerts.rules.0: behind_path needs months"),
        ("      months: 2\n", "      months: 0\n", "alerts.rules.0.months"),
        ('drop_pp: "20"', "drop_pp: 20", "alerts.rules.2.drop_pp: string is expected"),
        ('drop_pp: "20"', 'drop_pp: "-20"', "alerts.rules.2.drop_pp"),
        ('closes_from_pp: "-2"', 'closes_from_pp: "-5"', "alerts.rules.0.closes_from_pp: more than -5 is expected"),
        ('closes_from_pp: "-10"', 'closes_from_pp: "-20.5"', "alerts.rules.2.closes_from_pp: more than -20"),
        ("escalate_after_days: 14", "escalate_after_days: 0", "alerts.escalate_after_days"),
    ],
)
def test_a_mistake_in_a_rule_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Names said twice, unknown kinds, numbers that a kind lacks or does not have, no room to come back in."""
    with pytest.raises(ContractError) as caught:
        load_policy(changed(tmp_path, old, new))
    assert said in str(caught.value)
    assert caught.value.line is not None


def test_a_policy_of_before_keeps_its_bound_on_years(tmp_path: Path) -> None:
    """A home whose policy says nothing of it is judged as it was."""
    older = load_policy(changed(tmp_path, '  year_times: "3"\n', ""))
    assert older.plausibility.masses == load_policy(PACKAGED).plausibility.masses
