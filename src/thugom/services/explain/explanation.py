"""An explanation: one published figure, and everything it was made of, as frames."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from thugom.contracts import Text
from thugom.services.explain.policy_lines import PolicyLine


@dataclass(frozen=True)
class Provenance:
    """Which publication the figure is of, and the versions of all that made it."""

    publication_id: str
    run_id: str
    published_at: str
    as_of: str
    known_at: str
    code_version: str
    rules_version: str
    policy_version: str
    register_version: str
    synthetic: bool
    policy_changed: bool
    """Whether the home's policy is another by now."""


@dataclass(frozen=True)
class Difference:
    """Where what was published is not what its terms add up to."""

    name: str
    published: float | None
    added_up: float | None


@dataclass(frozen=True, eq=False)
class Explanation:
    """One published figure down to the cells of the reports.

    Attributes:
        title: its name for people.
        published: the row it was published in.
        figure: what its terms add up to: value, lower and upper, each with numerator and denominator.
        differences: where that is not what was published.
        terms: one row per unit, smallest period and settlement (counts: one per unit): unit_id,
            unit_name, period, settlement, `state` (`complete`, `partial`, `silent`), `answer` (of
            counts), and value, least and most above and below the line (`value_n` … `most_d`).
        accounts: per cell what is known and how far the unknown can reach (`measures.accounts.account`),
            `counted`, whether the figure adds it up (else it says how a whole unit's report was divided), and
            `treated_state`, why T is known or not.
        pieces: on another map than the reports': the reported cell, where it lies there, its share, and
            whether the report itself tells that part apart.
        rows: every report row that names those units, what became of it, and the rules it breaks.
        cells: of each row the cells that count: address, what stands there, what it was read as.
        estimates: cells whose waste (`generation_assumed`) or households (`households_assumed`) were not
            reported: people, kilograms per person and day, days, and the kilograms; households of the register.
        facilities: facility and period: whether it was licensed, and how well it was controlled.
        findings: what the rules found on those rows, in both languages.
        policy: the lines of the policy it rests on.
        provenance: publication, run and versions.
    """

    indicator: str
    title: Text
    table: str
    column: str
    unit_id: str | None
    unit_name: str | None
    period: str
    period_kind: str
    settlement: str
    basis: str
    denominator_kind: str | None
    measured_in: str
    place: Text
    published: Mapping[str, Any]
    figure: Mapping[str, float | None]
    differences: list[Difference]
    terms: pd.DataFrame
    accounts: pd.DataFrame
    pieces: pd.DataFrame
    rows: pd.DataFrame
    cells: pd.DataFrame
    estimates: pd.DataFrame
    facilities: pd.DataFrame
    findings: pd.DataFrame
    policy: list[PolicyLine]
    provenance: Provenance

    @property
    def agrees(self) -> bool:
        """Whether the terms add up to what was published."""
        return not self.differences

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values; a frame is a list of its rows."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    def as_json(self) -> str:
        """Return everything as JSON text."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a part of an explanation
    """Return a part of an explanation as plain values."""
    if isinstance(value, pd.DataFrame):
        return json.loads(value.to_json(orient="records", date_format="iso", date_unit="s", double_precision=15))
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return asdict(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
