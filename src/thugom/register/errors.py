"""What is wrong with a register, all of it at once, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SHOWN_PROBLEMS = 20
"""A wrong separator breaks every row; a screen full of the same sentence hides the cause."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the place, what was found, what is allowed and what to do."""

    file: Path
    row: int | None
    column: str | None
    value: str
    allowed: str
    remedy: str = "Correct it and run again."

    def __str__(self) -> str:
        r"""Return the problem as two lines: where it stands, then what to do.

        >>> print(Problem(Path("unit.csv"), 3, "valid_to", "2019-13-01", "a day such as 2025-07-01 is expected"))
        unit.csv, row 3, column valid_to
          found "2019-13-01"; a day such as 2025-07-01 is expected. Correct it and run again.
        """
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f'{self.file}{row}{column}\n  found "{self.value}"; {self.allowed}. {self.remedy}'


class RegisterError(Exception):
    """A register cannot be used: names every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Say each problem, the first few in full."""
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:SHOWN_PROBLEMS]]
        if len(self.problems) > SHOWN_PROBLEMS:
            lines.append(f"and {len(self.problems) - SHOWN_PROBLEMS} more")
        super().__init__("\n".join(lines))
