"""Questions to the register by name, for the tests of names."""

from __future__ import annotations

import functools
import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from thugom.contracts import load_policy, packaged_schemas
from thugom.register import Register, load_register
from thugom.register.names import find_by_name

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

SINCE, BEFORE = "2026-10-31", "2025-06-30"
SHORT = {"commune": "X.", "ward": "P.", "township": "TT.", "special_zone": "ĐK."}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aeiouy"


@functools.cache
def kinds() -> dict[str, str]:
    """Return the words for the kinds of unit, as the packaged policy has them."""
    return {kind: title.vi for kind, title in load_policy(packaged_schemas() / "policy.yml").kind_titles.items()}


@functools.cache
def province() -> Register:
    """Return the register of Lai Châu."""
    return load_register(packaged_schemas() / "register", synthetic=False)


def asked(
    names: Sequence[str],
    on: str = SINCE,
    *,
    provinces: Sequence[str | None] | str | None = None,
    districts: Sequence[str | None] | str | None = None,
    register: Register | None = None,
) -> pd.DataFrame:
    """Return what the register says to names, one row each, null as None."""
    said = {"name": names, "province": provinces, "district": districts}
    columns = {
        name: pd.Series([value] * len(names) if value is None or isinstance(value, str) else list(value), dtype="str")
        for name, value in said.items()
    }
    found = find_by_name(register or province(), pd.DataFrame(columns).assign(on=pd.Timestamp(on)), kinds())
    return found.astype(object).where(found.notna(), None)


def answer(name: str, on: str = SINCE, **places: Any) -> dict[str, Any]:  # noqa: ANN401 - passed on as they are
    """Return what the register says to one name."""
    return {str(column): value for column, value in asked([name], on, **places).iloc[0].items()}


def with_tones_moved(name: str, chance: random.Random) -> str:
    """Return a name with the tone of each syllable over any of its vowels, as people place it.

    >>> import random
    >>> with_tones_moved("Khoá", random.Random(1)) in {"Khoá", "Khóa"}
    True
    """
    return " ".join(_tone_moved(word, chance) for word in name.split(" "))


def _tone_moved(word: str, chance: random.Random) -> str:
    """Return a word with its tone over any vowel of the run that has it."""
    signs = list(unicodedata.normalize("NFD", word))
    place = next((position for position, sign in enumerate(signs) if sign in _TONES), None)
    if place is None:
        return word
    tone = signs.pop(place)
    start = end = place
    while start and (signs[start - 1].lower() in _VOWELS or unicodedata.combining(signs[start - 1])):
        start -= 1
    while end < len(signs) and (signs[end].lower() in _VOWELS or unicodedata.combining(signs[end])):
        end += 1
    vowels = [position for position in range(start, end) if signs[position].lower() in _VOWELS]
    after = chance.choice(vowels) + 1
    while after < len(signs) and unicodedata.combining(signs[after]):
        after += 1
    return unicodedata.normalize("NFC", "".join([*signs[:after], tone, *signs[after:]]))
