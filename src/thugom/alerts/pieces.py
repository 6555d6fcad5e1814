"""Pieces: a text as short messages take it, and texts that can do no harm where they stand."""

import re
import unicodedata
from collections.abc import Callable

CUT = "[…]"
"""Stands where a text goes on that was too long for its messages."""
_LONGEST_SIGN = 6
"""The bytes that one sign may take, where it is escaped as in HTML."""
# What turns writing round, joins or hides signs: a name could pretend with them to be another.
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})
_BRACKETS = str.maketrans("<>", "()")


def on_one_line(text: str) -> str:
    """Return a text on one line without signs that nobody sees: no subject becomes two headers.

    >>> on_one_line("Xã A" + chr(13) + chr(10) + "Bcc: somebody" + chr(0x202e))
    'Xã A Bcc: somebody'
    """
    spaced = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in text)
    return " ".join(spaced.split())


def without_commands(text: str) -> str:
    """Return a text in which no chat finds a mention, a tag or a link that hides where it leads.

    >>> without_commands("<!channel> [here](https://elsewhere.example)")
    '(!channel) [here] (https://elsewhere.example)'
    """
    return text.translate(_BRACKETS).replace("](", "] (")


def in_pieces(text: str, most: int, count: int, as_sent: Callable[[str], str]) -> list[str]:
    r"""Return a text in at most `count` pieces of at most `most` bytes each, broken between lines; the rest is cut.

    Args:
        text: the text.
        most: the bytes that a piece may have once it is sent.
        count: the pieces.
        as_sent: what becomes of a piece on its way, such as HTML.

    >>> in_pieces("one" + chr(10) + "two" + chr(10) + "three", 8, 2, str)
    ['one\ntwo', 'three']
    >>> in_pieces("one" + chr(10) + "two" + chr(10) + "three", 8, 1, str)
    ['one\n[…]']
    """
    pieces: list[str] = []
    lines = _short_lines(text, most, as_sent)
    while lines and len(pieces) < count:
        taken = _fitting(lines, most, as_sent)
        if taken < len(lines) and len(pieces) == count - 1:
            taken = _fitting(lines, most - len(CUT.encode()) - 1, as_sent)
            return [*pieces, "\n".join([*lines[:taken], CUT])]
        pieces.append("\n".join(lines[:taken]).strip("\n"))
        lines = lines[taken:]
    return [piece for piece in pieces if piece]


def _fitting(lines: list[str], most: int, as_sent: Callable[[str], str]) -> int:
    """Return how many of these lines fit together; at least one."""
    size = -1
    for taken, line in enumerate(lines):
        size += 1 + len(as_sent(line).encode())
        if size > most:
            return max(taken, 1)
    return len(lines)


def _short_lines(text: str, most: int, as_sent: Callable[[str], str]) -> list[str]:
    """Return the lines of a text, those that are too long for a message broken between words or within them."""
    lines: list[str] = []
    room = max(most - len(CUT.encode()) - 1, _LONGEST_SIGN)
    for line in text.splitlines():
        rest = line
        while len(as_sent(rest).encode()) > room:
            # What is certain to fit, at a word's end if there is one.
            end = room // _LONGEST_SIGN
            cut = re.match(r".*\s", rest[:end], re.DOTALL)
            end = cut.end() if cut else end
            lines.append(rest[:end].rstrip())
            rest = rest[end:]
        lines.append(rest)
    return lines
