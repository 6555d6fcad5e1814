"""The real register of Lai Châu with one thing wrong is refused, and the rows are named."""

import shutil
from pathlib import Path

import pytest

from tests.unit.register.registers import KIND_SETTLEMENT, register_contracts
from thugom.register import Problem, Register, RegisterError, load_register

CHECKOUT = Path(__file__).parents[3]
FILES = ("unit", "unit_lineage", "population", "facility")
FIRST = '03386,2020-03-01,03388,2025-07-01,2025-07-01,1,"Resolution 1670/NQ-UBTVQH15, article 1"'
"""The first row of the lineage, row 2 of its file: one of the seven that became Phường Đoàn Kết."""
LAST_ROW = 107


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the register's files that a test may spoil."""
    for name in FILES:
        shutil.copy(CHECKOUT / "schemas" / "register" / f"{name}.csv", tmp_path)
    return tmp_path


def load(folder: Path) -> Register:
    """Return the register in `folder`, judged as the checkout's is."""
    return load_register(folder, synthetic=False, kinds=KIND_SETTLEMENT, code_length=5, contracts=register_contracts())


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the one place in a file that reads `old`."""
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(folder: Path) -> list[Problem]:
    """Return what loading the folder complains of."""
    with pytest.raises(RegisterError) as caught:
        load(folder)
    return list(caught.value.problems)


def places(found: list[Problem], says: str) -> list[tuple[str, int | None, str | None]]:
    """Return file, row and column of the problems whose sentence holds `says`."""
    return [(problem.file.name, problem.row, problem.column) for problem in found if says in problem.allowed]


def test_the_lineage_as_it_stands_passes(folder: Path) -> None:
    """What the other tests spoil is valid before."""
    assert len(load(folder).lineage) == LAST_ROW - 1
    assert FIRST in (folder / "unit_lineage.csv").read_text(encoding="utf-8").splitlines()[1]


def test_a_share_of_nine_tenths_is_refused(folder: Path) -> None:
    """A tenth of the unit's waste would vanish at the merger."""
    spoil(folder, "unit_lineage", FIRST, FIRST.replace(",1,", ",0.9,"))
    (problem,) = problems(folder)
    assert (problem.file.name, problem.row, problem.column, problem.value) == ("unit_lineage.csv", 2, "share", "0.9")
    assert "the shares out of 03386@2020-03-01 (row 2) sum to 0.9; 1 is expected" in problem.allowed


def test_a_cycle_is_refused_with_both_its_rows(folder: Path) -> None:
    """The heir cannot pass into the unit that it came from."""
    spoil(folder, "unit_lineage", FIRST, f"{FIRST}\n03388,2025-07-01,03386,2020-03-01,2025-07-01,1,")
    circle = places(problems(folder), "lineage cannot lead in a circle")
    assert circle == [("unit_lineage.csv", 2, "to_unit_code"), ("unit_lineage.csv", 3, "to_unit_code")]


def test_a_duplicate_heir_is_refused_with_both_rows(folder: Path) -> None:
    """The unit would pass into its heir twice."""
    spoil(folder, "unit_lineage", FIRST, f"{FIRST}\n{FIRST}")
    assert places(problems(folder), "row 2 is the same") == [("unit_lineage.csv", 3, "to_unit_code")]


def test_lineage_to_a_unit_not_in_force_that_day_is_refused(folder: Path) -> None:
    """03388 was another ward until the day of the merger; nothing can pass into that one."""
    spoil(folder, "unit_lineage", FIRST, FIRST.replace("03388,2025-07-01", "03388,2020-03-01"))
    says = "the valid_from of 03388@2020-03-01 in unit.csv is expected, which is 2020-03-01"
    assert places(problems(folder), says) == [("unit_lineage.csv", 2, "effective_on")]


def test_an_ended_unit_without_an_heir_is_refused(folder: Path) -> None:
    """Its people would be missing from every figure since."""
    spoil(folder, "unit_lineage", f"{FIRST}\n", "")
    says = "an ended unit needs a row in unit_lineage.csv"
    assert places(problems(folder), says) == [("unit.csv", 2, "valid_to")]


def test_a_unit_with_an_heir_that_has_not_ended_is_refused(folder: Path) -> None:
    """It could go on reporting what its heir reports too."""
    spoil(folder, "unit", "03386,2020-03-01,2025-07-01,", "03386,2020-03-01,,")
    says = "the valid_to of 03386@2020-03-01 in unit.csv is expected, which is empty"
    assert places(problems(folder), says) == [("unit_lineage.csv", 2, "effective_on")]
