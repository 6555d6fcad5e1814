"""Texts for people, in the language they read: English in the code, Vietnamese in `vi.po`."""

import functools
import locale
import os
from collections.abc import Callable
from importlib import resources

from babel.messages.pofile import read_po

Translate = Callable[[str], str]
LANGUAGES = ("vi", "en")


def language_of(setting: str | None, fallback: str) -> str:
    """Return the language to speak: the setting, else the system's, else that of the home.

    The locales C and POSIX say nothing about who reads, so they leave it to the home.

    >>> language_of("en", "vi")
    'en'
    """
    if setting in LANGUAGES:
        return str(setting)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = locale.normalize(os.environ.get(name, "")).partition("_")[0]
        if spoken in LANGUAGES:
            return spoken
    return fallback


def translator(language: str) -> Translate:
    """Return the function that says an English text in `language`; a text it lacks stays English."""
    if language == "en":
        return str
    texts = _texts(language)
    return lambda text: texts.get(text) or text


@functools.cache
def _texts(language: str) -> dict[str, str]:
    """Return the catalogue of a language."""
    source = resources.files("thugom.language").joinpath(f"{language}.po")
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    return {str(message.id): str(message.string) for message in catalogue if message.id}
