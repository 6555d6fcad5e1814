"""Files of tickets as rows of text: the quick way and the sure way tell the same of the same file."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.checks.scales import CONTRACT, HEADER, line, ticket_file
from thugom.sources.tickets import STAGED, TicketFile, open_engine, stage
from thugom.sources.tickets.lines import stage_lines

Rows = list[tuple[Any, ...]]


def staged(folder: Path, files: list[TicketFile]) -> Rows:
    """Return the rows of files as a night stages them: file, line, whole, cells."""
    folder.mkdir()
    with open_engine(folder, 300) as engine:
        stage(engine, files, CONTRACT)
        return engine.execute(f"FROM {STAGED} ORDER BY file_number, row_number").fetchall()


def by_lines(folder: Path, files: list[TicketFile]) -> Rows:
    """Return the rows of files, each read line by line."""
    folder.mkdir()
    rows: Rows = []
    with open_engine(folder, 300) as engine:
        for number, file in enumerate(files):
            stage_lines(engine, number, file, CONTRACT, f"lines_{number}")
            rows += engine.execute(f"FROM lines_{number} ORDER BY row_number").fetchall()
    return rows


CELLS = st.sampled_from(["A1", "", "-", " x ", "Đoàn Kết", "12 000", "#", "'", "1e3", "NULL", "\ufeff", "a\tb", "\\N"])
LINES = st.one_of(
    st.builds(line, ticket_number=CELLS, stream=CELLS, gross_kg=CELLS),
    st.sampled_from(["", "A1,F1", HEADER, line() + ",9", '"A,1"' + line()[2:], 'A"1' + line()[2:], "  "]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.one_of(st.builds(line), LINES), max_size=6), min_size=1, max_size=3),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "last"]),
    st.sampled_from([".csv", ".csv.gz"]),
)
def test_whichever_way_a_file_is_read_its_rows_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[str]], breaks: str, ends: str, suffix: str
) -> None:
    """Blank lines, odd cells, cells too many or too few, quotes; each kind of line break; packed or not."""
    folder, listed = tmp_path_factory.mktemp("staged"), []
    for place, lines in enumerate(files):
        content = (breaks.join([HEADER, *lines]) + (breaks if ends else "")).encode()
        path = folder / f"{place}{suffix}"
        path.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
        listed.append(ticket_file(path))
    assert staged(folder / "night", listed) == by_lines(folder / "lines", listed)


def test_bytes_that_are_no_text_send_one_file_the_sure_way_and_no_other(tmp_path: Path) -> None:
    """The line that nobody can decode is refused; the good file's lines, and its own, keep their numbers."""
    (tmp_path / "good.csv").write_text("\n".join([HEADER, *[line(ticket_number=f"G{n}") for n in range(50)]]) + "\n")
    bad = HEADER.encode() + b"\n" + line().encode() + b"\n\xff\xfe\n" + line(ticket_number="A3").encode() + b"\n"
    (tmp_path / "bad.csv").write_bytes(bad)
    rows = staged(tmp_path / "engine", [ticket_file(tmp_path / name) for name in ("bad.csv", "good.csv")])
    assert [(row[:3], row[3]) for row in rows if row[0] == 0] == [
        ((0, 2, True), "A1"),
        ((0, 3, False), None),
        ((0, 4, True), "A3"),
    ]
    assert [row[1:4] for row in rows if row[0] == 1] == [(n + 2, True, f"G{n}") for n in range(50)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_what_a_spreadsheet_calls_unicode_text_is_read(tmp_path: Path, encoding: str) -> None:
    """Two bytes a sign, tabs between the cells; a half of a sign at the end costs its line alone."""
    lines = [one.replace(",", "\t") for one in (HEADER, line(), line(ticket_number="Đ2"), "")]
    mark = "" if encoding == "utf-16" else "\ufeff"
    path = tmp_path / "a.txt"
    path.write_bytes((mark + "\r\n".join(lines)).encode(encoding))
    rows = staged(tmp_path / "engine", [ticket_file(path)])
    assert [row[1:4] for row in rows] == [(2, True, "A1"), (3, True, "Đ2")]
    path.write_bytes(path.read_bytes() + b"\x41")
    rows = staged(tmp_path / "again", [ticket_file(path)])
    assert [row[1:4] for row in rows] == [(2, True, "A1"), (3, True, "Đ2"), (4, False, None)]
