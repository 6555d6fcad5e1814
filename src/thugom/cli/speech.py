"""What a command says: in whose language, to which stream, and with which exit code it ends."""

import datetime as dt
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from thugom.language.catalogue import Translate, language_of, translator

DONE, FELL_SHORT, WRONG_USE, BUSY = 0, 1, 2, 75
"""75 is what systems call a failure that passes by itself (EX_TEMPFAIL): another run is writing."""

_NO_RIGHT = "Give this user the right to read and write there, then run again."
_SYSTEM_REMEDIES = {
    errno.ENOSPC: "Free some space and run again.",
    errno.EDQUOT: "Free some space and run again.",
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: "This file system is read-only: mount it for writing, then run again.",
}

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="The home to work in (default: THUGOM_HOME, else this folder).", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


class WrongUseError(Exception):
    """Something is wrong with the command or the home: exit code 2 and one clear message."""

    code = WRONG_USE


class BusyError(WrongUseError):
    """Another run is writing here: nothing is wrong, and later it will do; an exit code of its own."""

    code = BUSY


@dataclass(frozen=True)
class Speech:
    """A language, its texts and the terminal."""

    language: str
    say: Translate
    console: Console

    @classmethod
    def of_system(cls, fallback: str = "vi") -> "Speech":
        """Return the speech for whoever sits at this terminal."""
        language = language_of(os.environ.get("THUGOM_LANG"), fallback)
        return cls(language, translator(language), Console(highlight=False, soft_wrap=False))

    def complain_of(self, message: str) -> None:
        """Say on standard error what is wrong, each sentence in the reader's language."""
        lines = [self._said(line) for line in message.splitlines()]
        Console(stderr=True, highlight=False, soft_wrap=True, markup=False).print("\n".join(lines), style="red")

    def _said(self, line: str) -> str:
        """Return a line of a message in the reader's language: the place first, then sentence by sentence."""
        indent, text = line[: len(line) - len(line.lstrip())], line.strip()
        sentences = text.split(". ")
        if len(sentences) == 1:
            return indent + self.say(text)
        return indent + " ".join(self._sentence(sentence.removesuffix(".") + ".") for sentence in sentences)

    def _sentence(self, sentence: str) -> str:
        """Return one sentence in the reader's language, with its full stop if it had one."""
        bare = sentence.removesuffix(".")
        said = self.say(bare)
        return f"{said}." if said != bare else self.say(sentence)


def chosen_home(option: Path | None) -> Path:
    """Return the home that was named: by the option, by THUGOM_HOME, or by standing in it."""
    named = os.environ.get("THUGOM_HOME")
    return option or (Path(named) if named else Path.cwd())


def day_asked(text: str | None) -> dt.date | None:
    """Return the day that --as-of names; None where it names none."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        message = f"--as-of {text}: a day such as 2026-11-16 is expected."
        raise WrongUseError(message) from None


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn every error that somebody can mend into one message and exit code 2, or that of a home that is in use."""
    from thugom.contracts import ContractError, HomeError
    from thugom.files import HomeLockedError

    try:
        yield
    except (ContractError, HomeError) as error:
        raise WrongUseError(str(error)) from error
    except HomeLockedError as error:
        raise BusyError(str(error)) from error
    except OSError as error:
        raise WrongUseError(said_by_system(error)) from error


def said_by_system(error: OSError) -> str:
    r"""Return what is said of an error of the operating system: the place, what is wrong, and what to do, where known.

    >>> said_by_system(OSError(errno.ENOSPC, "No space left on device", "data/curated/status.json"))
    'data/curated/status.json\n  No space left on device. Free some space and run again.'
    """
    remedy = _SYSTEM_REMEDIES.get(error.errno or 0)
    problem = error.strerror or str(error)
    return f"{error.filename or ''}\n  {problem}" + (f". {remedy}" if remedy else "")
