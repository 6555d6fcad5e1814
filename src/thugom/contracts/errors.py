"""What is wrong with a contract, a policy or a home, and where."""

from pathlib import Path


class ContractError(Exception):
    """A file that declares something is wrong: names the file, the line, the value and the remedy."""

    def __init__(self, path: Path, line: int | None, value: object, allowed: str, remedy: str = "") -> None:
        """Say where it stands, what was found, what is allowed and what to do."""
        self.path, self.line, self.value, self.allowed = path, line, value, allowed
        self.remedy = remedy or "Correct this line and run again."
        place = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{place}\n  found {_shortened(value)}; {allowed}. {self.remedy}")


class HomeError(Exception):
    """A folder is not a home, or is one that this program cannot read."""

    def __init__(self, root: Path, problem: str, remedy: str) -> None:
        """Name the folder, what is wrong with it and what to do."""
        self.root, self.problem, self.remedy = root, problem, remedy
        super().__init__(f"{root}\n  {problem}. {remedy}")


def _shortened(value: object) -> str:
    """Return `value` as it would be quoted, cut to a line."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."  # noqa: PLR2004 - the width of a line
