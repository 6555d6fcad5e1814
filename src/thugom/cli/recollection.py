"""What was known at an instant, as a person reads it in a terminal."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from thugom.cli.speech import Speech
from thugom.cli.summary import below, show_standing
from thugom.language.numbers import day

if TYPE_CHECKING:
    from thugom.services.night.recollection import Recollection


def show_recollection(speech: Speech, known: "Recollection", root: Path) -> None:
    """Print what was known, that it is not what is known today, and how far it can be trusted."""
    console, say = speech.console, speech.say
    first = say("Figures as known at {time} on {day}, not those of today; nothing was published now.")
    console.print(
        first.format(time=known.asked_time, day=day(known.asked_on, speech.language)), style="bold", soft_wrap=True
    )
    show_standing(speech, asdict(known.summary))
    stood = say("What stood then: publication {id} of {instant}.")
    console.print(stood.format(id=known.publication_id, instant=known.published_at), soft_wrap=True)
    for note, style in _notes(speech, known):
        console.print(note, style=style, soft_wrap=True)
    console.print(say("Written: {place}").format(place=below(root, f"{known.folder}/thugom.db")), soft_wrap=True)


def _notes(speech: Speech, known: "Recollection") -> list[tuple[str, str | None]]:
    """Return what a reader must know of these figures, each with its style."""
    say, notes = speech.say, list[tuple[str, str | None]]()
    if known.code_version != known.computed_with:
        text = say("Published with thugom {then}, computed with {now}: figures differ where a formula changed.")
        notes.append((text.format(then=known.code_version, now=known.computed_with), "yellow"))
    if known.differing is None:
        notes.append((say("Another day was asked for than was published, so nothing can be compared."), None))
    elif known.differing:
        text = say("Not to the digit what was published then; the program may have changed since: {tables}.")
        notes.append((text.format(tables=", ".join(known.differing)), "yellow"))
    else:
        notes.append((say("Every table is, to the digit, what was published then."), None))
    return notes
