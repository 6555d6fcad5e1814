"""Tickets on the engine that judges in production: every rule on either side, dirt by file and line, and copies."""

import gzip
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.checks.scales import CONTRACT, HEADER, judged, line, reasons, ticket_file, written
from thugom.checks.tickets import keep, months, parts_with_copies, read_kept, recall, refusals, remember
from thugom.renderings.predicates import broken_when
from thugom.sources.tickets import open_engine

EXAMPLES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "ticket_number.row_whole": ({}, {"tare_kg": "6000,7"}),
    "ticket_number.given": ({"ticket_number": "0"}, {"ticket_number": ""}),
    "facility_code.known": ({}, {"facility_code": "F9"}),
    "facility_code.open": ({"weighed_at": "2020-01-01 00:00"}, {"weighed_at": "2019-12-31 23:59"}),
    "weighed_at.given": ({}, {"weighed_at": "-"}),
    "weighed_at.readable": ({"weighed_at": "2026-03-31T16:30:00Z"}, {"weighed_at": "31/03/2026 23:30"}),
    "weighed_at.not_in_future": ({"weighed_at": "2026-11-16 08:00"}, {"weighed_at": "2026-11-16 08:01"}),
    "unit_code.known": ({}, {"unit_code": "1"}),
    "unit_code.in_force": (
        {"unit_code": "00002", "weighed_at": "2026-05-31 23:59"},
        {"unit_code": "00002", "weighed_at": "2026-06-01 00:00"},
    ),
    "stream.enum": ({"stream": "other"}, {"stream": "gold"}),
    "gross_kg.minimum": ({}, {"gross_kg": "-1"}),
    "tare_kg.minimum": ({"tare_kg": "0"}, {"tare_kg": "-1"}),
    "gross_kg.given": ({}, {"gross_kg": ""}),
    "gross_kg.number": ({"gross_kg": "12000.5"}, {"gross_kg": "245540 lb"}),
    "tare_kg.given": ({}, {"tare_kg": "N/A"}),
    "tare_kg.number": ({}, {"tare_kg": "6_000"}),
    "gross_kg.within_limit": ({"gross_kg": "60000", "tare_kg": "20000"}, {"gross_kg": "60001", "tare_kg": "21000"}),
    "tare_kg.below_gross": ({"tare_kg": "11980"}, {"tare_kg": "12000"}),
    "gross_kg.net_least": ({"tare_kg": "11980"}, {"tare_kg": "11981"}),
    "gross_kg.net_most": ({"gross_kg": "46000"}, {"gross_kg": "46001"}),
}


def test_every_rule_has_an_example() -> None:
    """No rule stands untried."""
    assert {f"ticket.{rule}" for rule in EXAMPLES} == set(broken_when(CONTRACT))


def test_every_rule_accepts_one_row_and_refuses_another(tmp_path: Path) -> None:
    """Each example stands on either side of its rule's limit, and every refused row is named by its line."""
    lines = [line(**row) for pair in EXAMPLES.values() for row in pair]
    found = reasons(judged(tmp_path / "engine", [written(tmp_path / "a.csv", lines)]))
    for place, rule in enumerate(EXAMPLES):
        assert 2 + 2 * place not in found, (rule, found[2 + 2 * place])
        assert rule in found[3 + 2 * place], rule


def test_bad_rows_cost_no_other_and_are_found_by_their_line(tmp_path: Path) -> None:
    """Blank lines, cells too many or too few, a header in the middle, another encoding, a quoted line break."""
    bad = [line(), "", line(ticket_number="A2") + ",9", "A3,F1", HEADER, line(ticket_number='"A4"'), '"A', '5",F1']
    content = "\n".join([HEADER, *bad]).encode() + b"\n\xff\xfe" + line(ticket_number="A6").encode()
    path = tmp_path / "a.csv"
    path.write_bytes(content + b"\n" + line(ticket_number="A7", vehicle='"x, y"').encode())
    engine = judged(tmp_path / "engine", [path])
    assert sorted(reasons(engine)) == [4, 5, 6, 8, 9, 10]
    assert months(engine)["tickets"].tolist() == [3]
    kept = engine.execute("SELECT row_number FROM accepted ORDER BY 1").fetchall()
    assert kept == [(2,), (7,), (11,)]


def test_a_truncated_gzip_counts_as_far_as_it_goes(tmp_path: Path) -> None:
    """What came through is judged; the row that was cut is refused."""
    lines = [line(ticket_number=f"A{number}", gross_kg=str(12000 + number % 977)) for number in range(20_000)]
    packed = gzip.compress("\n".join([HEADER, *lines]).encode())
    path = tmp_path / "a.csv.gz"
    path.write_bytes(packed[: len(packed) // 2])
    engine = judged(tmp_path / "engine", [path])
    (count,) = engine.execute("SELECT count(*) FROM accepted").fetchone() or (0,)
    assert 1_000 < count < 20_000


def test_parquet_is_read_as_text_whatever_its_types_are(tmp_path: Path) -> None:
    """A timestamp with a zone, whole and broken weights, and a code that is a number without its zeros."""
    times = pd.to_datetime(["2026-03-31 17:30", "2026-03-31 16:30"], utc=True)
    frame = pd.DataFrame({"ticket_number": ["A1", "A2"], "facility_code": "F1", "weighed_at": times})
    frame = frame.assign(unit_code=["00001", "1"], gross_kg=[12000.0, 12000.4], tare_kg=[6000, 6000])
    path = tmp_path / "a.parquet"
    frame.to_parquet(path)
    engine = judged(tmp_path / "engine", [path])
    assert reasons(engine) == {2: ["unit_code.known"]}
    # Half past midnight in the home's zone: April already.
    assert months(engine)[["period", "net_kg", "stream"]].to_numpy().tolist() == [["2026-04", 6000, "domestic"]]


@pytest.mark.parametrize("turn", [1, -1])
def test_of_differing_copies_the_smallest_net_counts_whatever_the_order(tmp_path: Path, turn: int) -> None:
    """Then the earliest; a refused copy never counts, and numbers begin anew with the scope."""
    lines = [
        line(tare_kg="5000"),
        line(tare_kg="7000", weighed_at="2026-04-01 00:10"),
        line(tare_kg="7000"),
        line(tare_kg="11999"),
        line(weighed_at="2025-12-31 10:00"),
        line(facility_code="F2"),
        line(facility_code="F2", weighed_at="2026-03-30 10:00"),
        line(facility_code="F3"),
        line(facility_code="F3", weighed_at="2024-03-30 10:00"),
    ]
    files = [written(tmp_path / f"{place}.csv", [one]) for place, one in enumerate(lines)]
    found = months(judged(tmp_path / "engine", files[::turn])).set_index(["facility_code", "period"])
    counted = found.loc[[key == ("F1", "2026-03") for key in found.index]]
    assert counted[["tickets", "net_kg", "refused", "duplicates", "conflicts"]].to_numpy().tolist() == [
        [1, 5000, 1, 2, 1]
    ]
    assert found["tickets"].to_dict() == {("F1", "2025-12"): 1, ("F1", "2026-03"): 1, ("F2", "2026-03"): 2} | {
        ("F3", "2024-03"): 1
    }


TICKETS = st.lists(
    st.builds(
        line,
        ticket_number=st.sampled_from(["A1", "A2", "A3"]),
        facility_code=st.sampled_from(["F1", "F2", "F9"]),
        weighed_at=st.sampled_from(["2026-03-31 23:30", "2026-04-01 00:30", "2025-03-31 23:30", "2027-01-01 00:00"]),
        unit_code=st.sampled_from(["00001", "00002", "1"]),
        stream=st.sampled_from(["", "other"]),
        gross_kg=st.sampled_from(["12000", "13000", "1"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TICKETS, st.data())
def test_the_same_tickets_in_any_files_give_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], data: st.DataObject
) -> None:
    """However they are divided and ordered."""
    folder = tmp_path_factory.mktemp("tickets")
    shuffled = data.draw(st.permutations(lines))
    cut = data.draw(st.integers(0, len(lines)))
    parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
    whole = judged(folder / "one", [written(folder / "whole.csv", lines)])
    divided = judged(folder / "two", [written(folder / f"{place}.csv", part) for place, part in enumerate(parts)])
    pd.testing.assert_frame_equal(months(whole), months(divided))
    sums = [refusals(engine).groupby("rule_id")["rows"].sum() for engine in (whole, divided)]
    pd.testing.assert_series_equal(sums[0], sums[1])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TICKETS, st.data())
def test_nights_that_only_count_what_is_new_come_to_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], data: st.DataObject
) -> None:
    """Each night adds some files to what the nights before have counted; a copy may come in any of them."""
    folder = tmp_path_factory.mktemp("nights")
    whole = judged(folder / "one", [written(folder / "whole.csv", lines)])
    before: list[Path] = []
    counted, found = pd.DataFrame(), pd.DataFrame()
    night_of = data.draw(st.lists(st.integers(0, 2), min_size=len(lines), max_size=len(lines)))
    for night in sorted(set(night_of)):
        come = [text for text, of in zip(lines, night_of, strict=True) if of == night]
        files = [written(folder / f"{night}-{place}.csv", come[place::2]) for place in range(min(2, len(come)))]
        given_files = [ticket_file(path) for path in files]
        keep(judged(folder / f"judging-{night}", files), given_files, folder / f"new-{night}")
        (folder / f"counting-{night}").mkdir()
        with open_engine(folder / f"counting-{night}", 300) as engine:
            read_kept(engine, [folder / f"new-{night}" / path.name for path in files])
            if before:
                recall(
                    engine,
                    folder / f"counted-{max(set(night_of) & set(range(night)))}",
                    parts_with_copies(engine, before),
                )
            counted, found = months(engine), refusals(engine)
            remember(engine, folder / f"counted-{night}")
        before += [folder / f"new-{night}" / path.name for path in files]
    pd.testing.assert_frame_equal(counted, months(whole))
    sums = [one.groupby("rule_id")["rows"].sum() for one in (refusals(whole), found)]
    pd.testing.assert_series_equal(sums[0], sums[1])
