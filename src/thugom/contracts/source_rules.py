"""What a source map must not say: rules beyond its schema, and the words in which it may name units."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

UNITS = ("t", "kg", "ta", "lb", "m3")
FROM_HEADER = "header"
"""The unit that stands in the header's own text, in brackets."""

Content: TypeAlias = Mapping[str, Any]
Contradiction: TypeAlias = tuple[list[str | int], object, str]
"""Where it stands, what stands there, and what is allowed."""

_UNIT_WORDS: Mapping[str, str] = {
    "t": "t",
    "tấn": "t",
    "tonne": "t",
    "tonnes": "t",
    "kg": "kg",
    "tạ": "ta",
    "lb": "lb",
    "lbs": "lb",
    "m3": "m3",
    "m³": "m3",
}
_IN_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]")


def unit_in(header: str) -> str | None:
    """Return the unit that stands in brackets in a header; None where there is none, or more than one.

    >>> unit_in("Khối lượng (tấn) / Phát sinh"), unit_in("Thể tích [m³]"), unit_in("Số hộ (hộ)"), unit_in("a (kg) (t)")
    ('t', 'm3', None, None)
    """
    words = (word.casefold() for word in _IN_BRACKETS.findall(unicodedata.normalize("NFC", header)))
    units = {_UNIT_WORDS[word] for word in words if word in _UNIT_WORDS}
    return units.pop() if len(units) == 1 else None


def folded_pattern(pattern: str) -> re.Pattern[str]:
    r"""Return a regular expression that is held against text without case and marks.

    >>> bool(folded_pattern(r"^[IVX]+\. Huyện").match("ii. huyen muong te"))
    True
    """
    decomposed = unicodedata.normalize("NFD", pattern).replace("đ", "d").replace("Đ", "D")
    return re.compile("".join(sign for sign in decomposed if not unicodedata.combining(sign)), re.IGNORECASE)


def contradictions(content: Content) -> Iterator[Contradiction]:
    """Yield what of a map, valid under its schema, cannot hold together."""
    yield from _half_said(content)
    yield from _broken_patterns(content)
    for name, item in content["columns"].items():
        yield from _unclear_unit(["columns", name], item, item["headers"], content["columns"])
    wide = content.get("wide")
    if wide:
        yield from _unclear_width(wide, content["columns"])


def _half_said(content: Content) -> Iterator[Contradiction]:
    """Yield what names no rows or columns at all, though it speaks of some."""
    said: list[tuple[list[str | int], Content, tuple[str, ...]]] = [
        (["drop", number], rule, ("starts_with", "pattern")) for number, rule in enumerate(content.get("drop", ()))
    ]
    keys: Mapping[str, tuple[str, ...]] = {"totals": ("values", "starts_with", "above"), "wide": ("values", "patterns")}
    said += [([key], content[key], words) for key, words in keys.items() if key in content]
    for place, item, words in said:
        if not any(word in item for word in words):
            yield place, dict(item), f"one of {', '.join(f'`{word}`' for word in words)} is expected"


def _broken_patterns(content: Content) -> Iterator[Contradiction]:
    """Yield the regular expressions that are none."""
    patterns: list[tuple[list[str | int], str]] = [
        (["drop", number, "pattern"], rule["pattern"])
        for number, rule in enumerate(content.get("drop", ()))
        if "pattern" in rule
    ]
    if "above" in content.get("totals", {}):
        patterns.append((["totals", "above"], content["totals"]["above"]))
    for place, pattern in patterns:
        try:
            folded_pattern(pattern)
        except re.error:
            yield place, pattern, "a regular expression is expected"


def _unclear_unit(
    place: list[str | int], item: Content, headers: list[str], columns: Content
) -> Iterator[Contradiction]:
    """Yield why a column's unit would be a guess."""
    unit = item.get("unit")
    units: set[str | None] = {unit} if isinstance(unit, str) else set()
    if unit == FROM_HEADER:
        found = {header: unit_in(header) for header in headers}
        units = set(found.values())
        for header in (header for header, word in found.items() if word is None):
            yield [*place, "headers"], header, "a unit in brackets is expected in every header, as in (kg)"
    elif isinstance(unit, dict):
        units = set((columns.get(unit["column"], {}).get("values") or {"": None}).values())
        if units - set(UNITS):
            said = f"a column whose `values` say which of {', '.join(UNITS)} a word means is expected"
            yield [*place, "unit", "column"], unit["column"], said
    if "m3" in units and "density_t_per_m3" not in item:
        yield [*place, "unit"], "m3", "a volume needs `density_t_per_m3`"


def _unclear_width(wide: Content, columns: Content) -> Iterator[Contradiction]:
    """Yield what of `wide` does not fit together."""
    figures = wide["figures"]
    values: Content = wide.get("values", {})
    for place, names in [
        *((["values", value], one) for value, one in values.items()),
        (["patterns"], wide.get("patterns", {})),
    ]:
        for name in names:
            if name not in figures:
                yield ["wide", *place, name], name, f"one of `figures` is expected: {', '.join(figures)}"
    for name in (*figures, wide["column"]):
        if name in columns:
            yield ["columns", name], name, "what `wide` says is not said again under `columns`"
    for name, item in figures.items():
        headers = [header for one in values.values() for header in one.get(name, ())]
        yield from _unclear_unit(["wide", "figures", name], item, headers, columns)
