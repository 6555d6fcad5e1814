"""The page beside the synthetic data that says, in both languages, what it is."""

from collections.abc import Sequence
from string import Template

from thugom.contracts import packaged_schemas


def readme(months: Sequence[str], seed: int) -> bytes:
    """Return the page for these months and this seed."""
    text = (packaged_schemas() / "demo.README.md").read_text(encoding="utf-8")
    return Template(text).substitute(first=months[0], last=months[-1], months=len(months), seed=seed).encode()
