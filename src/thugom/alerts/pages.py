"""Pages: a letter as HTML that mail programs show as it is meant. The only door to jinja2."""

import functools

from jinja2 import Environment, PackageLoader, StrictUndefined

from thugom.alerts.letter import Letter

COLOURS = {
    "new": "#9c4a00",
    "upward": "#8f1d1d",
    "closed": "#1f6b45",
    "told": "#8f1d1d",
    "open": "#44525f",
    "ring": "#1d4f7a",
    "returned": "#44525f",
}
"""Of the bar beside each heading: dark enough on white for weak eyes, and never the only sign."""


def page_of(letter: Letter) -> str:
    """Return a letter as a page: no pictures, nothing from elsewhere, every text of it escaped."""
    return _environment().get_template("letter.html.j2").render(letter=letter, colours=COLOURS, dialled=dialled)


def dialled(phone: str) -> str:
    """Return a number as a telephone dials it; "" where it is none.

    >>> dialled("0213 3 876 501 (văn phòng)"), dialled("ask at the gate")
    ('02133876501', '')
    """
    digits = "".join(sign for sign in phone.partition("(")[0] if sign in "+0123456789")
    return digits if len(digits) >= len("1234567") else ""


@functools.cache
def _environment() -> Environment:
    """Return where the templates are, and that nothing is left open in them."""
    loader = PackageLoader("thugom.alerts", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
