"""What a judgement raises; apart from the judge, whose library takes seconds to import."""

from thugom.contracts import Contract


class JudgementError(Exception):
    """A rule could not be judged: the night must not take its silence for a pass."""

    def __init__(self, contract: Contract, rule_id: str, reason: str) -> None:
        """Name the contract, the rule and what went wrong."""
        super().__init__(
            f"{contract.path}: rule {rule_id} could not be judged ({reason}). "
            "Nothing was published. Correct the rule, or the measured column it reads."
        )
