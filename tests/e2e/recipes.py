"""The recipes of `docs/analysts.md`: what the page asks, in SQL and in pandas, and the answer that it shows."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.e2e.published import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PAGE = CHECKOUT / "docs" / "analysts.md"
RENEW = "RENEW_ANSWERS"
"""Set to 1, a run of the tests writes the answers into the page instead of holding them against it."""
_SECTION = re.compile(
    r"^## (?P<title>\d+\. [^\n]+)\n\n```sql\n(?P<sql>.+?)\n```\n\n"
    r"<!-- answer -->\n(?P<answer>.*?)<!-- /answer -->\n\n```python\n(?P<pandas>.+?)\n```\n",
    re.DOTALL | re.MULTILINE,
)
_OPENING = re.compile(r"```python\n(.+?)\n```\n", re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """A question of the page."""

    title: str
    sql: str
    pandas: str
    answer: str


def recipes() -> tuple[Recipe, ...]:
    """Return the page's questions."""
    text = PAGE.read_text(encoding="utf-8")
    return tuple(
        Recipe(*(found[part] for part in ("title", "sql", "pandas", "answer"))) for found in _SECTION.finditer(text)
    )


def opening() -> str:
    """Return the lines of pandas with which all others begin."""
    found = _OPENING.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def shown(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return an answer as the page shows it: four decimals at most, a dash for what is unknown."""
    lines = [columns, ["---"] * len(columns), *([_cell(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def renew(answer_of: Callable[[Recipe], str]) -> None:
    """Write the answers into the page."""
    text = PAGE.read_text(encoding="utf-8")
    for recipe in recipes():
        head = f"## {recipe.title}\n"
        before, after = text.split(head)
        begin = after.index("<!-- answer -->\n") + len("<!-- answer -->\n")
        end = after.index("<!-- /answer -->")
        text = f"{before}{head}{after[:begin]}{answer_of(recipe)}{after[end:]}"
    PAGE.write_text(text, encoding="utf-8")


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever a database gives
    """Return a value as text."""
    if value is None or value != value or str(value) == "<NA>":  # noqa: PLR0124 - NaN is not itself
        return "–"
    if isinstance(value, str):
        return value
    number = float(value)
    return str(int(number)) if math.isclose(number, round(number), abs_tol=5e-5) else f"{number:.4f}".rstrip("0")
