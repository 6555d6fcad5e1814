"""What the figures rest on besides the facts."""

import datetime as dt
from dataclasses import dataclass

from thugom.contracts import Policy
from thugom.register import Register


@dataclass(frozen=True)
class Basis:
    """What the figures rest on besides the facts: policy, register, and the day they speak of."""

    policy: Policy
    register: Register
    as_of: dt.date

    @property
    def versions(self) -> dict[str, str]:
        """The versions that every figure row carries."""
        return {
            "policy_version": self.policy.sha256[:12],
            "register_version": self.register.bytes_hash[:12],
        }
