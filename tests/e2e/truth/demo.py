"""The whole truth of a demonstration home, read and computed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.e2e.truth.cells import Truth, read_truth, with_estimates
from tests.e2e.truth.knowledge import Defect, Known, Record, known_figures, read_defects, read_submissions
from tests.e2e.truth.province import Province
from tests.e2e.truth.reading import Policy, read_policy
from tests.e2e.truth.register import Register, read_facilities, read_register

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class TrueDemo:
    """What is true, what of it became known, and what the pipeline must take for the rest."""

    policy: Policy
    register: Register
    record: Record
    defects: list[Defect]
    known: Known
    truth: Truth
    estimated: Truth

    @property
    def months(self) -> list[str]:
        """The months of the truth, in order."""
        return sorted({cell.month for cell in self.truth})

    def province(self) -> Province:
        """Return the province as it is."""
        return Province(self.truth, self.known, self.register, self.policy)

    def province_on_estimates(self) -> Province:
        """Return the province with estimated G and H where nothing was reported."""
        return Province(self.estimated, self.known, self.register, self.policy)


def read_demo(home: Path) -> TrueDemo:
    """Return the truth of a home whose definitions stand at its root."""
    policy = read_policy(home / "policy.yml")
    register = read_register(home / "register", policy)
    facilities = read_facilities(home / "register" / "synthetic" / "facility.csv")
    folder = home / "data" / "demo" / "truth"
    truth = read_truth(folder, register, facilities, policy)
    defects = read_defects(folder / "dirt.csv")
    record = Record(read_submissions(folder / "submissions.csv"), defects)
    known = known_figures(truth, record, folder / "treatment.csv", policy)
    estimated = with_estimates(truth, known, register, policy)
    return TrueDemo(policy, register, record, defects, known, truth, estimated)
