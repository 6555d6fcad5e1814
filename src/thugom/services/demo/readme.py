"""The page beside the synthetic data that says, in both languages, what it is."""

from collections.abc import Sequence
from string import Template

from thugom.contracts import packaged_schemas


def readme(months: Sequence[str], seed: int, wanted: int, tickets: int) -> bytes:
    """Return the page for these months and this seed, and for so many tickets where any were wanted."""
    words = {
        "first": months[0],
        "last": months[-1],
        "months": len(months),
        "seed": seed,
        "wanted": wanted,
        "tickets": tickets,
    }
    names = ("demo.README.md", *(("demo.tickets.README.md",) if tickets else ()))
    texts = [(packaged_schemas() / name).read_text(encoding="utf-8") for name in names]
    return "".join(Template(text).substitute(words) for text in texts).encode()
