"""Spelling: the same Vietnamese name in the ways in which people write it, and what a way of writing left out.

One name has many spellings that nobody means to differ: letters in one code point or in several, the tone of `Khoá`
over one vowel or over the other, `Ð` for `Đ`, a hyphen or an apostrophe more or less. They have one *spelling* here.
Marks that were left out are another matter: without them several names may be one.
"""

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS = frozenset("aeiouy")
_STROKE = "\u0335"
"""What tells đ from d; Unicode does not take the letter apart."""
_SAME_LETTER = str.maketrans({"đ": f"d{_STROKE}", "ð": f"d{_STROKE}"})
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")

Sign = tuple[str, frozenset[str]]
"""A letter or digit, and the marks on it; the tone of a syllable stands on the last of its vowels."""


@functools.lru_cache(maxsize=65536)
def signs(name: str) -> tuple[Sign, ...]:
    """Return the letters of a name with their marks, however they were typed.

    Case, spaces, hyphens, apostrophes, full stops and the zeros before a number do not count.

    >>> signs("Pa Khoá") == signs("pa  kho\u0301a") == signs("PA KHÓA")
    True
    >>> signs("Ea H’leo") == signs("Ea H'Leo"), signs("Phường 01") == signs("phường 1")
    (True, True)
    >>> signs("Tà Gia") == signs("Ta Gia")
    False
    """
    lower = unicodedata.normalize("NFC", name).lower().translate(_SAME_LETTER)
    found: list[Sign] = []
    for run_of_vowels, run in itertools.groupby(_marked(_LEADING_ZEROS.sub("", lower)), key=_is_vowel):
        letters = [sign for sign in run if sign[0].isalnum()]
        if run_of_vowels:
            letters = _tone_last(letters)
        found += letters
    return tuple(found)


def _marked(text: str) -> Iterator[Sign]:
    """Yield every sign of a text with the marks that follow it."""
    letter, marks = "", set[str]()
    for sign in unicodedata.normalize("NFD", text):
        if unicodedata.combining(sign):
            marks.add(sign)
            continue
        if letter:
            yield letter, frozenset(marks)
        letter, marks = sign, set()
    if letter:
        yield letter, frozenset(marks)


def _is_vowel(sign: Sign) -> bool:
    """Tell whether a sign is a vowel; spaces and hyphens end a run of vowels."""
    return sign[0] in _VOWELS


def _tone_last(vowels: list[Sign]) -> list[Sign]:
    """Return the vowels of one syllable with its tone on the last of them."""
    tones = frozenset(mark for _, marks in vowels for mark in marks & _TONES)
    bare = [(letter, marks - _TONES) for letter, marks in vowels]
    return [*bare[:-1], (bare[-1][0], bare[-1][1] | tones)]


def lacks_marks_of(given: str, full: str) -> bool:
    """Tell whether `given` is `full`, or `full` with some of its marks left out, and none that it does not have.

    >>> [lacks_marks_of(given, "Pa Vệ Sử") for given in ("Pa Ve Su", "Pa Vê Sử", "Pa Vệ Sử", "Pa Vệ Sứ", "Pá Vệ Sử")]
    [True, True, True, False, False]
    """
    pairs = list(zip(signs(given), signs(full), strict=False))
    if len(signs(given)) != len(signs(full)):
        return False
    return all(one == other and marks <= others for (one, marks), (other, others) in pairs)


def bare_letters(name: str) -> str:
    """Return the letters and digits of a name without any mark.

    >>> bare_letters("Đắk R'Măng"), bare_letters("Phường 01")
    ('dakrmang', 'phuong1')
    """
    return "".join(letter for letter, _ in signs(name))


def has_marks(name: str) -> bool:
    """Tell whether a name has any mark at all: who leaves them out leaves out all of them, as a rule.

    >>> has_marks("Nam Hang"), has_marks("Nậm Hang")
    (False, True)
    """
    return any(marks for _, marks in signs(name))


def spelt(name: str) -> str:
    """Return one text for all spellings of a name, its letters taken apart, so that texts can be likened.

    >>> spelt("Pa Khoá") == spelt("PA KHÓA"), len(spelt("Lê Lợi"))
    (True, 8)
    """
    return "".join(letter + "".join(sorted(marks)) for letter, marks in signs(name))
