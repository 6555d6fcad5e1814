"""Files of tickets among others: whoever judges, answers or checks a file asks here what it is."""

from pathlib import Path

from thugom.services.night.opening import Declared
from thugom.sources.tickets import MAY_BE, Form, recognise

TICKET = "ticket"
"""The stream of weighbridge tickets."""


def form_of(here: Declared, path: str, content: Path) -> Form | None:
    """Return how a file holds tickets; None where it is none, or the program knows of none.

    Args:
        here: what the home declares.
        path: what the file is called: most are told by its end, and not opened.
        content: where its bytes lie.
    """
    contract = here.contracts.streams.get(TICKET)
    return recognise(content, contract) if contract and path.lower().endswith(MAY_BE) else None
