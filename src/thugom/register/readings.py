"""Readings: what a text that names a unit may say, its kind, its name, and the places it is said to lie in."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from thugom.language.spelling import bare_letters, lacks_marks_of

_SENDERS = (("ubnd",), ("uỷ", "ban", "nhân", "dân"), ("uỷ", "ban"))
_REGIONS = frozenset(["tinh", "thanhpho", "tp", "huyen", "h", "quan", "q", "thixa", "tx", "t"])
"""The words before a province or district."""
_PLACES = re.compile(r"\s*[,;/()\[\]]\s*")
_DASH = re.compile(r"\s+[-–]\s+")
_MOST_PLACES = 3


@dataclass(frozen=True)
class Reading:
    """One thing that a text may mean: a name, of a kind where it says one (None: of any)."""

    kind: str | None
    name: str


def readings(text: str, kinds: Mapping[str, str]) -> list[Reading]:
    """Return what a text may name: all of it, and what follows a word for a kind, in full or short.

    Args:
        text: the name of a unit as somebody wrote it.
        kinds: the words for the kinds of unit.

    >>> kinds = {"commune": "Xã", "township": "Thị trấn"}
    >>> [(one.kind, one.name) for one in readings("TT.Than Uyên", kinds)]
    [(None, 'TT. Than Uyên'), ('township', 'Than Uyên')]
    >>> [(one.kind, one.name) for one in readings("UBND xã Nậm Hàng", kinds)]
    [(None, 'xã Nậm Hàng'), ('commune', 'Nậm Hàng')]
    """
    words = _without_sender(_words(text))
    found = [Reading(None, " ".join(words))]
    for kind, title in kinds.items():
        rest = words
        # Registers themselves write `Phường Phường Đúc` and call a commune `xã Bắc Sơn`.
        while (after := _after_kind(rest, title)) is not None:
            found.append(Reading(kind, " ".join(after)))
            rest = after
    return found


def parted(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the ways to part a text into a name and the places behind it: at commas, the whole, then at dashes.

    Run together, `Aracatu/BA` spells another town, Araçatuba; a dash may be a part of a name.

    >>> list(parted("Xã Nậm Hàng, huyện Nậm Nhùn"))
    [('Xã Nậm Hàng', ('huyện Nậm Nhùn',)), ('Xã Nậm Hàng, huyện Nậm Nhùn', ())]
    """
    yield from _parted_at(_PLACES, text)
    yield text, ()
    yield from _parted_at(_DASH, text)


def _parted_at(sign: re.Pattern[str], text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name and the places of a text that has such a sign."""
    name, *places = [part for part in sign.split(text) if part.strip()] or [""]
    if places and len(places) <= _MOST_PLACES:
        yield name, tuple(places)


def has_parts(text: str) -> bool:
    """Tell whether a text has a sign at which it may be parted: a name that has one of its own is rare.

    >>> has_parts("Chân Mây - Lăng Cô"), has_parts("Aracatu/BA"), has_parts("Ea H'leo")
    (True, True, False)
    """
    return _DASH.search(text) is not None or _PLACES.search(text) is not None


@functools.lru_cache(maxsize=4096)
def place_keys(text: str) -> frozenset[str]:
    """Return the keys under which a province or district is looked up, with the word before it and without.

    >>> place_keys("TP. Lai Châu") & place_keys("Thành phố Lai Châu")
    frozenset({'laichau'})
    """
    words = _words(text)
    starts = [count for count in (0, 1, 2) if count < len(words) and _is_region(words[:count])]
    return frozenset(bare_letters("".join(words[count:])) for count in starts) - {""}


def _is_region(words: list[str]) -> bool:
    """Tell whether these words stand before a place's name; none do."""
    return not words or bare_letters("".join(words)) in _REGIONS


def _words(text: str) -> list[str]:
    """Return the words of a text; a full stop or a digit begins a new one, as in `P.1` and `P1`."""
    apart = re.sub(r"(?<=[^\W\d])(?=[0-9])", " ", re.sub(r"\.(?=\S)", ". ", text.replace(":", " ")))
    return apart.split()


def _without_sender(words: list[str]) -> list[str]:
    """Return the words without the people's committee before the unit's name."""
    for sender in _SENDERS:
        if len(words) > len(sender) and _are(words[: len(sender)], sender):
            return words[len(sender) :]
    return words


def _are(words: list[str], wanted: tuple[str, ...]) -> bool:
    """Tell whether words are those wanted, marks left out or not."""
    return all(lacks_marks_of(word, other) for word, other in zip(words, wanted, strict=True))


def _after_kind(words: list[str], title: str) -> list[str] | None:
    """Return the words after a kind's title, its initials (`TT.`, `T.T.`) or the title in one word; None without."""
    titles = tuple(title.split())
    count = len(titles)
    initials = tuple(word[0] for word in titles)
    whole = len(words) > count and (_are(words[:count], titles) or _are(words[:count], initials))
    if whole:
        return words[count:]
    short = len(words) > 1 and any(lacks_marks_of(words[0], "".join(form)) for form in (titles, initials))
    return words[1:] if short else None
