"""Plain text: a letter as chats, telephones and old mail programs show it."""

from collections.abc import Iterator

from thugom.alerts.letter import Entry, Group, Letter, Part


def text_of(letter: Letter) -> str:
    """Return a letter as plain text."""
    lines = [line for block in _blocks(letter) for line in (*block, "")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _blocks(letter: Letter) -> Iterator[list[str]]:
    """Yield the letter block by block."""
    yield [line for line in (letter.warning, letter.heading, letter.lead) if line]
    if letter.summary:
        yield [" · ".join(letter.summary)]
    if letter.link:
        yield [f"{letter.link_text}: {letter.link}"]
    for part in letter.parts:
        yield from _part(part)
    if letter.steps:
        yield [f"{number}. {step}" for number, step in enumerate(letter.steps, start=1)]
    yield [*letter.closing, letter.notice_text]


def _part(part: Part) -> Iterator[list[str]]:
    """Yield a part, its heading with its first group."""
    heading = [f"== {part.title} =="]
    if not part.groups:
        yield heading
    for group in part.groups:
        yield [*heading, *_group(group)]
        heading = []


def _group(group: Group) -> Iterator[str]:
    """Yield a group's lines."""
    if group.title:
        yield group.title
    if group.advice:
        yield f"→ {group.advice}" if group.title else group.advice
    for entry in group.entries:
        yield from _entry(entry)
    if group.more:
        yield f"  … {group.more}"


def _entry(entry: Entry) -> Iterator[str]:
    """Yield an entry: where and what on one line, whom to ask for on the next."""
    where = f"{entry.where} ({entry.aside})" if entry.aside else entry.where
    reference = f" [{entry.reference}]" if entry.reference else ""
    yield f"- {where}: {'; '.join(entry.facts)}{reference}" if entry.facts else f"- {where}{reference}"
    if entry.person or entry.phone:
        yield "  ☎ " + ", ".join(part for part in (entry.person, entry.phone) if part)
