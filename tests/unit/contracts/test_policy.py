"""The policy: exact decimals, due days, and what its errors say."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thugom.contracts import ContractError, Policy, load_policy, packaged_schemas
from thugom.contracts.policy_sections import Reporting

PACKAGED = packaged_schemas() / "policy.yml"


def changed(folder: Path, old: str, new: str) -> Path:
    """Return a policy in which one text is another."""
    text = PACKAGED.read_text(encoding="utf-8")
    assert old in text
    path = folder / "policy.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def with_days(due_day: int, grace_days: int) -> Policy:
    """Return the packaged policy with other due days."""
    return replace(load_policy(PACKAGED), reporting=Reporting(due_day, grace_days))


def test_targets_and_thresholds_are_exact() -> None:
    """0.95 is nineteen twentieths, not the nearest float."""
    policy = load_policy(PACKAGED)
    target = policy.target_of("communes_covered", "all")
    assert target is not None
    assert target.value == Fraction(19, 20)
    assert policy.adequate_household_coverage == Fraction(4, 5)
    assert policy.target_of("communes_covered", "urban") is None


@pytest.mark.parametrize(
    ("last_day", "due", "past_due"),
    [
        ("2026-10-31", "2026-11-05", "2026-11-10"),
        ("2025-12-31", "2026-01-05", "2026-01-10"),
        ("2024-02-29", "2024-03-05", "2024-03-10"),
        ("2025-01-31", "2025-02-05", "2025-02-10"),
    ],
)
def test_a_month_is_due_on_the_fifth_of_the_next(last_day: str, due: str, past_due: str) -> None:
    """Over a year's end and in a leap year; five days of grace follow."""
    policy, day = load_policy(PACKAGED), dt.date.fromisoformat(last_day)
    assert (policy.due_on(day).isoformat(), policy.past_due_on(day).isoformat()) == (due, past_due)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 28), st.integers(0, 60))
def test_every_due_day_exists_in_every_month(day: dt.date, due_day: int, grace: int) -> None:
    """Due after the month has ended, in the month that follows, whatever its length."""
    policy = with_days(due_day, grace)
    last_day = day.replace(day=1) - dt.timedelta(days=1)
    assert policy.due_on(last_day) == day.replace(day=due_day)
    assert policy.past_due_on(last_day) - policy.due_on(last_day) == dt.timedelta(days=grace)


def test_methods_and_levels_fall_into_their_classes() -> None:
    """Three methods treat nothing, three treat biologically; basic and better is controlled."""
    treatment = load_policy(PACKAGED).treatment
    assert treatment.methods_of("biological") == {"composting", "anaerobic_digestion", "animal_feed"}
    assert treatment.methods_of("not_treatment") == {"open_dump", "open_burning", "unspecified"}
    assert treatment.treating & treatment.methods_of("not_treatment") == set()
    assert treatment.controlled_levels == {"basic", "improved", "full"}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('target: "0.95"', "target: 0.95", "targets.1.target"),
        ("due_day: 5", "due_day: 31", "reporting.due_day"),
        ("lookback_months: 3", "lookback_months: three", "treatment.lookback_months"),
        ("class: biological", "class: magical", "treatment.methods.0.class"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    """Unquoted decimals, days that not every month has, words for numbers, classes nobody knows."""
    path = changed(tmp_path, old, new)
    with pytest.raises(ContractError) as caught:
        load_policy(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert caught.value.line is not None
    assert new in lines[caught.value.line - 1]
    assert place in str(caught.value)


def test_the_policys_hash_follows_its_bytes(tmp_path: Path) -> None:
    """Every figure carries it: a changed comment is another policy file, the same bytes are the same."""
    first = load_policy(changed(tmp_path, "version: 1", "version: 1"))
    assert first.sha256 == load_policy(PACKAGED).sha256
    assert load_policy(changed(tmp_path, "version: 1", "version: 1 # mine")).sha256 != first.sha256
