"""The sheet that explains a form: the page for the clerk, what each column means, and the lists to choose from."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from thugom.renderings.form import Form, FormColumn
from thugom.renderings.input_rules import Voice

_EMPHASIS = re.compile(r"\*\*|`")
_ITEM = re.compile(r"(?P<mark>-|[0-9]+\.)\s+(?P<text>.*)")


@dataclass(frozen=True)
class GuideLine:
    """One line of the page for the clerk."""

    kind: Literal["title", "heading", "text", "item"]
    text: str


@dataclass(frozen=True)
class GuideTable:
    """One table on the sheet: what a form's columns mean, or a list to choose from."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def guide_lines(page: str) -> list[GuideLine]:
    r"""Return a page of Markdown line by line; of its marks only headings and items are kept.

    >>> guide_lines("# Guide\n\n1. **One** figure\n   in a cell")
    [GuideLine(kind='title', text='Guide'), GuideLine(kind='item', text='1. One figure in a cell')]
    """
    found: list[GuideLine] = []
    is_open = False
    for raw in page.splitlines():
        text = _EMPHASIS.sub("", raw.strip())
        if is_open and text and not _ITEM.match(text) and not text.startswith("#"):
            found[-1] = GuideLine(found[-1].kind, f"{found[-1].text} {text}")
        elif text:
            found.append(_line(text))
        is_open = bool(text) and not text.startswith("#")
    return found


def _line(text: str) -> GuideLine:
    """Return the line that begins with this text."""
    if text.startswith("#"):
        return GuideLine("title" if text.startswith("# ") else "heading", text.lstrip("# "))
    if item := _ITEM.match(text):
        mark = "•" if item["mark"] == "-" else item["mark"]
        return GuideLine("item", f"{mark} {item['text']}")
    return GuideLine("text", text)


def column_tables(forms: Iterable[Form], voice: Voice) -> Iterator[GuideTable]:
    """Yield for each form what its columns mean: title, description, unit of measure, example, what they accept."""
    header = ("Column", "Meaning", "Unit of measure", "Example", "What it accepts")
    for form in forms:
        rows = tuple(_explained(column, voice) for column in form.columns)
        yield GuideTable(voice.say("Sheet “{sheet}”").format(sheet=form.sheet), _said(header, voice), rows)


def explanation(column: FormColumn, voice: Voice) -> str:
    """Return what a column means, in one sentence, with the contract's words as the form writes them."""
    if column.field is None:
        return voice.say("As in the register; filled in already.")
    text = (column.field.description or column.field.title).in_language(voice.language)
    for meant, word in sorted(column.words.items(), key=lambda pair: -len(pair[0])):
        # In brackets behind a word of the language it explains what nobody has to type here.
        text = re.sub(rf"\b{re.escape(meant)}\b", word, text.replace(f" ({meant})", ""))
    return text


def _explained(column: FormColumn, voice: Voice) -> tuple[str, ...]:
    """Return a column's row of the table."""
    example = column.field.example if column.field else None
    shown = column.shown(example) if example is not None else ""
    text = shown if isinstance(shown, str) else voice.number(shown)
    accepts = column.rule.message.removeprefix(f"{column.header}: ") if column.rule else ""
    accepts = accepts[:1].upper() + accepts[1:]
    return column.header, explanation(column, voice), voice.unit(column.unit), text, accepts


def _said(texts: Sequence[str], voice: Voice) -> tuple[str, ...]:
    """Return texts in the form's language."""
    return tuple(voice.say(text) for text in texts)
