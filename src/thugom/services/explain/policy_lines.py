"""The lines of the policy that a figure rests on: each with its value, its words of source, and where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from thugom.contracts import Target
from thugom.services.explain.indicators import TREATMENT, Indicator, Place
from thugom.services.explain.opening import Published

VERDICT: tuple[Place, ...] = (("reporting", "due_day"), ("reporting", "grace_days"))
"""What decides from when on a period is judged."""


@dataclass(frozen=True)
class PolicyLine:
    """One line: its place (`organic.fraction`), what it says, its source's words, file and line."""

    place: str
    value: str
    source: str
    file: str
    line: int | None


def policy_lines(
    published: Published, indicator: Indicator, target: Target | None, estimated: Iterable[str]
) -> list[PolicyLine]:
    """Return the lines that a figure rests on.

    Args:
        published: the publication.
        indicator: what the figure rests on.
        target: the target set for it, if there is one.
        estimated: the settlements in which waste generated was estimated.
    """
    return [_line(published, place) for place in _places(published, indicator, target, estimated)]


def _places(
    published: Published, indicator: Indicator, target: Target | None, estimated: Iterable[str]
) -> Iterator[Place]:
    """Yield the places of the lines."""
    if target is not None:
        yield "targets", published.policy.targets.index(target), "target"
        yield from VERDICT
    yield from indicator.policy
    if indicator.treatment:
        yield from TREATMENT
    for settlement in sorted(set(estimated)):
        yield "generation", "kg_per_person_day", settlement


def _line(published: Published, place: Place) -> PolicyLine:
    """Return one line of the policy."""
    content: Any = published.policy_file.content
    source, named = "", []
    for step in place:
        content = content[step]
        if isinstance(content, dict):
            # An entry's own source stands before that of its section.
            source = content.get("source", source)
        named.append(str(content["id"]) if isinstance(step, int) else step)
    return PolicyLine(
        place=".".join(named),
        value=_text(content),
        source=source,
        file=str(published.home.policy_path),
        line=published.policy_file.line_of(place),
    )


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a line of YAML holds
    """Return what a line says, on one line.

    >>> _text([{"method": "composting", "class": "biological"}]), _text(None)
    ('composting: biological', '–')
    """
    if isinstance(value, list):
        return ", ".join(": ".join(map(str, item.values())) if isinstance(item, dict) else str(item) for item in value)
    return "–" if value is None else str(value)
