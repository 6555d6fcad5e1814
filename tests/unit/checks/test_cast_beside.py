"""Figures side by side, from the file to the facts: no cell is lost, and each finding points to its own."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.papers import map_of, read, reports, written
from thugom.checks.cast import cast
from thugom.contracts import SourceMap, load_source_maps
from thugom.contracts.policy_sections import Masses
from thugom.sources.cells import column_position
from thugom.sources.sheet import worksheet_of

METHODS = """
period_kind: month
encoding: windows-1258
columns:
  unit_code: {headers: [Mã xã], fill: down}
  unit_name: {headers: [Tên xã]}
  facility_code: {headers: [Cơ sở]}
headings: {period: ["Tháng {month}/{year}"]}
constants: {settlement: all, stream: domestic, reported_by: unit}
numbers: {decimal: ",", thousands: "."}
totals: {column: unit_name, values: [Cộng]}
wide:
  column: method
  figures: {treated_t: {unit: t}}
  values:
    composting: {treated_t: [Ủ phân]}
    incineration: {treated_t: [Đốt]}
    sanitary_landfill: {treated_t: [Chôn lấp]}
"""
TOP = ["Tháng 10/2026;;;;;", "Mã xã;Tên xã;Cơ sở;Ủ phân;Đốt;Chôn lấp"]
_CELLS = st.sampled_from(
    ["", "", "0", "1,5", "1.234,5", "-", "x", "15 tấn", "180-300", "798,6 +35", "-3", "2026", "đang cập nhật", " "]
)
_ROWS = st.lists(st.tuples(st.sampled_from(["03388", "03390", ""]), _CELLS, _CELLS, _CELLS), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the map lies, and files that live for one example."""
    folder = tmp_path_factory.mktemp("beside")
    map_of(folder / "maps", METHODS)
    path = folder / "maps" / "foreign.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("report: collection", "report: treatment"), encoding="utf-8"
    )
    return folder


@given(rows=_ROWS)
def test_every_figure_side_by_side_is_a_row_and_every_finding_its_cell(
    place: Path, rows: list[tuple[str, ...]]
) -> None:
    """As many rows as cells that hold something, each with its own number; what a finding quotes stands in its cell."""
    maps: dict[str, SourceMap] = load_source_maps(place / "maps")
    lines = [*TOP, *(f"{code};a;F1;{';'.join(figures)}" for code, *figures in rows)]
    reading = read(written(place / "x.csv", "\n".join(lines)), maps)
    figures = [cell for _, *cells in rows for cell in cells if cell.strip()]
    assert sum(len(sheet.cells) for sheet in reading.sheets) == len(figures)
    for sheet in reading.sheets:
        assert worksheet_of(sheet.sheet) == ""
        done = cast(
            sheet,
            reports()["treatment"],
            maps["foreign"],
            known_codes=frozenset({"03388", "03390"}),
            code_length=5,
            masses=Masses(Fraction(1_000_000), Fraction(3)),
        )
        assert len(done.rows) == len(sheet.cells)
        assert done.rows.index.is_unique
        for finding in done.findings:
            letter, number = finding.cell[:1], int(finding.cell[1:])
            assert lines[number - 1].split(";")[column_position(letter)].strip() == finding.value
