"""Spells: the episodes of tonight's frame, as the life of alerts reads them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from thugom.alerts.alert import Alert, Measured

Key = tuple[str, str]
"""A rule and a subject."""

_FIGURES = ["value", "expected", "gap_pp", "reference"]
_TEXTS = ["rule", "subject", "unit_id", "began_in", "opened_in", "confirmed_in", "ended_in"]


@dataclass(frozen=True)
class Spell:
    """One episode of a rule: the months from its beginning to the one that ended it, None while it holds."""

    rule: str
    subject: str
    unit_id: str | None
    began_in: str
    opened_in: str
    confirmed_in: str
    ended_in: str | None
    measured: Measured

    @property
    def holds(self) -> bool:
        """Whether no month has ended it."""
        return self.ended_in is None

    def covers(self, alert: Alert) -> bool:
        """Tell whether this is what the alert speaks of: their months overlap."""
        return self.began_in <= alert.confirmed_in and (self.ended_in is None or self.ended_in > alert.began_in)


def spells_by_key(episodes: pd.DataFrame) -> Mapping[Key, list[Spell]]:
    """Return the episodes by rule and subject, each key's in the order of their months.

    Args:
        episodes: one row per rule, subject and episode: `rule`, `subject`, `unit_id`, `began_in`, `opened_in`,
            `confirmed_in`, `ended_in` (null while it holds), `value`, `expected`, `gap_pp`, `reference`.
    """
    ordered = episodes.sort_values(["rule", "subject", "began_in"], kind="stable")
    columns = [ordered[name].astype(object).where(ordered[name].notna(), None) for name in (*_TEXTS, *_FIGURES)]
    spells: dict[Key, list[Spell]] = defaultdict(list)
    for row in zip(*columns, strict=True):
        texts, figures = row[: len(_TEXTS)], row[len(_TEXTS) :]
        measured = Measured(*(None if figure is None else float(figure) for figure in figures))
        rule, subject, unit_id, began_in, opened_in, confirmed_in, ended_in = texts
        spell = Spell(rule, subject, unit_id, began_in, opened_in, confirmed_in, ended_in, measured)
        spells[spell.rule, spell.subject].append(spell)
    return spells
