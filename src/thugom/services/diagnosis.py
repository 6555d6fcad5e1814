"""A diagnosis: one thing that was looked at in an installation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnosis:
    """One thing that was looked at: what was found, whether it is well, and what to do if not.

    `is_noteworthy`: nothing is wrong, and somebody may still want to know.
    """

    subject: str
    well: bool
    found: str
    remedy: str = ""
    is_noteworthy: bool = False
