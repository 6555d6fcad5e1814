"""Texts for people, in the language they read: English in the code, Vietnamese in `vi.po`."""

import functools
import os
import re
from collections.abc import Callable
from importlib import resources

from babel.messages.pofile import read_po

Translate = Callable[[str], str]
LANGUAGES = ("vi", "en")
_TELLING_LETTERS = 4


def language_of(setting: str | None, fallback: str) -> str:
    """Return the language to speak: the setting, else the system's, else that of the home.

    The locales C and POSIX say nothing about who reads, so they leave it to the home.

    >>> language_of("en", "vi")
    'en'
    """
    if setting in LANGUAGES:
        return str(setting)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        # Not `locale.normalize`: it takes C for American English.
        spoken = re.split(r"[_.@]", os.environ.get(name, ""))[0].lower()
        if spoken in LANGUAGES:
            return spoken
    return fallback


def translator(language: str) -> Translate:
    """Return the function that says an English text in `language`; a text it lacks stays English."""
    if language == "en":
        return str
    texts, filled = _texts(language), _filled_texts(language)

    def say(text: str) -> str:
        """Return the text in the language, also one whose placeholders are already filled in."""
        if text in texts:
            return texts[text]
        for pattern, template in filled:
            if found := pattern.fullmatch(text):
                return template.format(**{name: say(value) for name, value in found.groupdict().items()})
        return text

    return say


@functools.cache
def _filled_texts(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Return the texts with placeholders as patterns, the longest first, each with its translation.

    An error is put into words where it is raised, and translated where it is shown.
    """
    templates = [(text, said) for text, said in _texts(language).items() if "{" in text and _is_telling(text)]
    templates.sort(key=lambda pair: -len(pair[0]))
    return [(_pattern(text), said) for text, said in templates]


def _is_telling(text: str) -> bool:
    """Tell whether enough of a text is its own to be recognised when its placeholders are filled in.

    >>> _is_telling("{missing} of {needed}"), _is_telling("{place}, line {line}")
    (False, True)
    """
    return sum(letter.isalpha() for letter in re.sub(r"\{\w+\}", "", text)) >= _TELLING_LETTERS


def _pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of a text whose placeholders are filled in.

    >>> _pattern("found {value}; {allowed}").fullmatch("found x; a day")["allowed"]
    'a day'
    """
    parts = re.split(r"\{(\w+)\}", text)
    pieces = [re.escape(part) if number % 2 == 0 else f"(?P<{part}>.*?)" for number, part in enumerate(parts)]
    return re.compile("".join(pieces), re.DOTALL)


@functools.cache
def _texts(language: str) -> dict[str, str]:
    """Return the catalogue of a language."""
    source = resources.files("thugom.language").joinpath(f"{language}.po")
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    return {str(message.id): str(message.string) for message in catalogue if message.id}
