"""What can stop a night, each with a message that names the place and the remedy."""

from thugom.checks.errors import JudgementError
from thugom.contracts import ContractError, HomeError
from thugom.files import HomeLockedError
from thugom.files.remote import RemoteError
from thugom.register import RegisterError
from thugom.store import StoreError

NIGHT_ERRORS = (
    ContractError,
    HomeError,
    HomeLockedError,
    JudgementError,
    OSError,
    RegisterError,
    RemoteError,
    StoreError,
)
"""Every error that a person can mend; anything else is a fault of this program."""
