"""A home for the demonstration: made where there is none, then filled with synthetic reports."""

import datetime as dt
import re
from pathlib import Path

from thugom.contracts import Home, HomeError, load_policy
from thugom.register import load_register
from thugom.services.demo import DemoSummary, make_demo
from thugom.services.demo.plan import load_plan
from thugom.services.home import make_home

PINNED_DAY = 16
"""The day of the month after the last one: past the due day and the grace of any sensible policy."""


def fill_home(folder: Path, *, months: int, last: str, seed: int, tickets: int = 0) -> DemoSummary:
    """Fill the synthetic home at `folder` with reports and tickets, and make it first where there is none.

    Raises:
        HomeError: the home holds a department's own data; it is not touched.
        HomeExistsError: the folder is no home and holds something.
    """
    if not _is_home(folder):
        made = make_home(folder, synthetic=True, as_of=_day_after(last))
        _begin_paths(made.policy_path)
        _let_handcarts_pass(made.policy_path, tickets)
    home = Home.open(folder)
    if not home.synthetic:
        remedy = "Name another folder: synthetic reports are never mixed with real ones."
        raise HomeError(folder, "This home holds a department's own data", remedy)
    policy = load_policy(home.policy_path)
    register = load_register(home.register_dir, synthetic=True, kinds=policy.kind_settlement)
    return make_demo(folder, register, policy, months=months, last=last, seed=seed, tickets=tickets)


def _begin_paths(policy: Path) -> None:
    """Write into a new home's policy where its paths begin; a department's own lines stay as they are.

    Reports of the demonstration are never quite complete, so twelve full months would be long in coming.
    """
    lines = (f'{name}: {{on: {month}, value: "{value}"}}' for name, (month, value) in load_plan().baselines.items())
    begun = f"  # Invented, as every figure in this home is.\n  baselines: {{{', '.join(lines)}}}\n"
    policy.write_text(policy.read_text(encoding="utf-8").replace("  baselines: {}\n", begun), encoding="utf-8")


def _let_handcarts_pass(policy: Path, tickets: int) -> None:
    """Write into a new home's policy that light loads are loads, where so many tickets could not be of trucks."""
    handcarts = load_plan().tickets.handcarts
    if tickets < handcarts.tickets:
        return
    text, least = policy.read_text(encoding="utf-8"), f"  net_kg_least: {handcarts.net_kg_least}\n"
    policy.write_text(re.sub(r"^  net_kg_least: \d+\n", least, text, flags=re.MULTILINE), encoding="utf-8")


def _is_home(folder: Path) -> bool:
    """Return whether a home stands there."""
    return any((folder / name).is_file() for name in ("home.yml", "schemas/home.yml"))


def _day_after(last: str) -> dt.date:
    """Return the day to which the home is pinned, so that its last month is past due.

    >>> _day_after("2026-12")
    datetime.date(2027, 1, 16)
    """
    year, month = int(last[:4]), int(last[5:])
    return dt.date(year + month // 12, month % 12 + 1, PINNED_DAY)
