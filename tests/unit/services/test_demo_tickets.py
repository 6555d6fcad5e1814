"""The demonstration's tickets: its treatment to the kilogram, the same every time, dirty where it is listed."""

import csv
import datetime as dt
import functools
import gzip
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from tests.unit.services.demonstration import Row, files_below, policy, register, rows_of
from thugom.contracts import load_policy
from thugom.services import demo_home
from thugom.services.demo import DemoSummary, make_demo
from thugom.services.demo.plan import load_plan

WANTED = 20_000
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
Place = tuple[str, int]


@functools.cache
def made() -> tuple[DemoSummary, Path]:
    """Return a demonstration of ten months with tickets, and its folder `data`."""
    home = Path(tempfile.mkdtemp(prefix="thugom-tickets-"))
    return make_demo(home, register(), policy(), 10, tickets=WANTED), home / "data"


@functools.cache
def tickets() -> dict[Place, Row]:
    """Return every ticket by file and line, as texts; times by the clock on the wall."""
    raw = made()[1] / "raw"
    found: dict[Place, Row] = {}
    for path in sorted(raw.rglob("synthetic-tickets-*")):
        name = path.relative_to(raw).as_posix()
        if path.suffix == ".parquet":
            rows = pq.read_table(path).to_pylist()
            texts = [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
            found |= {(name, line): _local(row) for line, row in enumerate(texts, 1)}
        else:
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            rows = csv.DictReader(content.decode().splitlines())
            found |= {(name, line): _local(row) for line, row in enumerate(rows, 2)}
    return found


def _local(row: Row) -> Row:
    """Return a ticket with its time in the home's zone, to the second, without an offset."""
    moment = dt.datetime.fromisoformat(row["weighed_at"])
    local = moment.astimezone(HERE) if moment.tzinfo else moment
    return {**row, "weighed_at": local.strftime("%Y-%m-%d %H:%M:%S")}


def dirt(kind: str) -> list[Row]:
    """Return the planted defects of a kind."""
    return [row for row in rows_of("truth/ticket_dirt.csv", made()[1]) if row["kind"] == kind]


def ticket_at(row: Row, prefix: str = "") -> Row:
    """Return the ticket at the place that a defect names."""
    return tickets()[row[f"{prefix}file"], int(row[f"{prefix}row_number"])]


def net(ticket: Row) -> int:
    """Return a ticket's net weight."""
    return int(ticket["gross_kg"]) - int(ticket["tare_kg"])


def test_the_same_seed_gives_the_same_tickets(tmp_path: Path) -> None:
    """Twice the same: every file equal, byte by byte, whichever kind it is; and the truth with it."""
    for name in ("one", "two"):
        make_demo(tmp_path / name, register(), policy(), 3, tickets=9_000)
    assert files_below(tmp_path / "one") == files_below(tmp_path / "two")


def test_reports_are_the_same_with_and_without_tickets(tmp_path: Path) -> None:
    """Tickets change no report; a demonstration without them takes those of the last one away."""
    make_demo(tmp_path, register(), policy(), 2, tickets=2_000)
    with_tickets = files_below(tmp_path / "data" / "raw")
    make_demo(tmp_path, register(), policy(), 2)
    without = files_below(tmp_path / "data" / "raw")
    assert without == {name: content for name, content in with_tickets.items() if "-tickets-" not in name}
    assert not [name for name in files_below(tmp_path) if "ticket" in name or "weighbridge" in name]


def test_there_are_about_as_many_as_were_asked_for() -> None:
    """Rounded by unit and month, and with the repeated ones."""
    assert made()[0].tickets == len(tickets()) == pytest.approx(WANTED, rel=0.02)


def test_however_few_are_asked_for_no_truck_carries_more_than_a_truck_can(tmp_path: Path) -> None:
    """One ticket is asked for; there are as many as the tonnes need."""
    make_demo(tmp_path, register(), policy(), 1, tickets=1)
    plan = load_plan().tickets
    for row in rows_of("truth/ticket_loads.csv", tmp_path / "data"):
        assert int(row["net_kg"]) <= plan.load_kg_most * int(row["loads"])


def test_a_flood_of_tickets_is_of_loads_that_a_scale_accepts(tmp_path: Path) -> None:
    """With more than the tonnes have loads for, everything brought is a multiple; no load is too light for the policy.

    30,000 loads of 500 kg and more are 15,000 t, where some 3,600 t were treated.
    """
    asked = replace(policy(), weighbridge=replace(policy().weighbridge, net_kg_least=500))
    make_demo(tmp_path, register(), asked, 1, tickets=30_000)
    loads = rows_of("truth/ticket_loads.csv", tmp_path / "data")
    treated: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows_of("truth/treatment.csv", tmp_path / "data"):
        treated[row["facility_code"], row["unit_code"], row["stream"]] += int(row["treated_kg"])
    times = {int(row["net_kg"]) / treated[row["facility_code"], row["unit_code"], row["stream"]] for row in loads}
    assert len(times) == 1
    assert times.pop() > 1
    assert min(int(row["net_kg"]) / int(row["loads"]) for row in loads) >= 500
    for row in rows_of("truth/ticket_dirt.csv", tmp_path / "data"):
        assert row["rule_id"] != "ticket.gross_kg.net_least"


def test_a_home_of_a_million_tickets_lets_handcarts_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many are no trucks' any more: the policy of a new home says so; of one with fewer it stays as it was."""
    least = {}
    for name, wanted in (("few", 999_999), ("many", 1_000_000)):
        monkeypatch.setattr(demo_home, "make_demo", lambda *_, **__: None)
        demo_home.fill_home(tmp_path / name, months=1, last="2026-10", seed=1, tickets=wanted)
        least[name] = load_policy(tmp_path / name / "policy.yml").weighbridge.net_kg_least
    assert least == {"few": policy().weighbridge.net_kg_least, "many": 1}


def test_loads_sum_to_the_treatment_of_the_truth() -> None:
    """By facility, unit, month and stream, to the kilogram, wherever a scale stands."""
    standing = {scale.facility_code: scale for scale in load_plan().tickets.scales}
    wanted: dict[tuple[str, ...], int] = defaultdict(int)
    key = ("facility_code", "unit_code", "period", "stream")
    for row in rows_of("truth/treatment.csv", made()[1]):
        if standing[row["facility_code"]].stands(row["period"]) and int(row["treated_kg"]):
            wanted[tuple(row[name] for name in key)] += int(row["treated_kg"])
    loads = rows_of("truth/ticket_loads.csv", made()[1])
    assert {tuple(row[name] for name in key): int(row["net_kg"]) for row in loads} == wanted


def test_clean_tickets_are_the_loads() -> None:
    """Files without a wholesale defect, all listed defects put right: loads and kilograms are those of the truth."""
    spoilt = {row["file"] for row in [*dirt("pounds"), *dirt("clock_ahead")]}
    defects = {(row["file"], row["row_number"]) for row in rows_of("truth/ticket_dirt.csv", made()[1])}
    clean: Counter[tuple[str, ...]] = Counter()
    for (file, line), ticket in tickets().items():
        if file not in spoilt and (file, str(line)) not in defects:
            clean[ticket["facility_code"], ticket["unit_code"], ticket["weighed_at"][:7], ticket["stream"]] += net(
                ticket
            )
    loads = {
        (row["facility_code"], row["unit_code"], row["period"], row["stream"]): int(row["net_kg"])
        for row in rows_of("truth/ticket_loads.csv", made()[1])
    }
    share = [clean[key] / kilograms for key, kilograms in loads.items() if clean[key]]
    assert len(share) > len(loads) / 2
    assert max(share) <= 1
    assert sum(share) / len(share) > 0.99


def test_the_month_table_is_what_a_plain_count_gives() -> None:
    """Counted here once more, ticket by ticket, from the files and the listed defects."""
    planted = {(row["file"], row["row_number"]): row for row in rows_of("truth/ticket_dirt.csv", made()[1])}
    effects = {place: row["effect"] for place, row in planted.items()}
    nowhere = {place for place, row in planted.items() if row["kind"] in {"unknown_origin", "before_opening"}}
    counted: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for (file, line), ticket in tickets().items():
        if (file, str(line)) in nowhere:
            continue
        cell = counted[ticket["facility_code"], ticket["unit_code"], ticket["weighed_at"][:7], ticket["stream"]]
        effect = effects.get((file, str(line)), "kept")
        cell[("kept", "", "refused", "duplicate").index(effect)] += 1
        cell[4] += effect == "duplicate" and planted[file, str(line)]["kind"] == "differing"
        if effect == "kept":
            cell[1] += net(ticket)
    stated = {
        (row["facility_code"], row["unit_code"], row["period"], row["stream"]): [
            int(row[name]) for name in ("tickets", "net_kg", "refused", "duplicates", "conflicts")
        ]
        for row in rows_of("truth/weighbridge_month.csv", made()[1])
    }
    assert stated == counted


def test_every_kind_is_planted_and_stands_where_the_list_says() -> None:
    """Each ticket named in the list has its number, and each kind of the plan occurs."""
    planted = rows_of("truth/ticket_dirt.csv", made()[1])
    plan = load_plan().tickets
    assert {row["kind"] for row in planted} == {defect.kind for defect in plan.defects}
    rules = {defect.kind: (defect.rule_id, defect.effect) for defect in plan.defects}
    for row in planted:
        assert (row["rule_id"], row["effect"]) == rules[row["kind"]]
        if row["row_number"]:
            assert ticket_at(row)["ticket_number"] == row["ticket_number"]


@pytest.mark.parametrize("kind", ["repeated", "repeated_elsewhere"])
def test_a_repetition_is_its_ticket_again(kind: str) -> None:
    """Word by word, and never in its own place; one kind in its own file, the other in that of the month before."""
    for row in dirt(kind):
        assert ticket_at(row) == ticket_at(row, "repeats_")
        assert (row["file"], row["row_number"]) != (row["repeats_file"], row["repeats_row_number"])
        assert (row["file"] == row["repeats_file"]) == (kind == "repeated")


def test_a_differing_ticket_has_the_number_and_more_weight() -> None:
    """So that the other one stands, by the rule of the smallest net."""
    for row in dirt("differing"):
        heavier, other = ticket_at(row), ticket_at(row, "repeats_")
        assert heavier["ticket_number"] == other["ticket_number"]
        assert net(heavier) > net(other)


def test_refused_tickets_have_what_they_are_refused_for() -> None:
    """Tare above gross, a load of 245540, no gross weight, a day before the opening, a unit that never was."""
    opened = register().facilities.groupby("facility_code")["valid_from"].min().dt.strftime("%Y-%m-%d").to_dict()
    known = set(register().units["unit_code"])
    assert all(net(ticket_at(row)) < 0 for row in dirt("tare_above_gross"))
    assert all(ticket_at(row)["gross_kg"] == "245540" for row in dirt("absurd_weight"))
    assert all(ticket_at(row)["gross_kg"] == "" for row in dirt("weight_missing"))
    assert all(ticket_at(row)["weighed_at"] < opened[row["facility_code"]] for row in dirt("before_opening"))
    assert not {ticket_at(row)["unit_code"] for row in dirt("unknown_origin")} & known


def test_numbers_begin_again_as_the_register_says() -> None:
    """No number twice within its scope but the listed repetitions: a year, or a day where the scale says so."""
    scopes = register().facilities.groupby("facility_code")["ticket_scope"].last().to_dict()
    length = {"year": 4, "day": 10}
    listed = {(row["file"], row["row_number"]) for row in rows_of("truth/ticket_dirt.csv", made()[1])}
    seen = Counter(
        (
            ticket["facility_code"],
            ticket["ticket_number"],
            ticket["weighed_at"][: length[scopes[ticket["facility_code"]]]],
        )
        for (file, line), ticket in tickets().items()
        if (file, str(line)) not in listed
    )
    assert max(seen.values()) == 1


def test_a_clock_an_hour_ahead_moves_loads_into_the_next_month() -> None:
    """The table has them where the clock put them."""
    files = {row["file"] for row in dirt("clock_ahead")}
    assert files
    moved = [ticket for (file, _), ticket in tickets().items() if file in files and ticket["weighed_at"][:7] > file[:7]]
    assert moved


def test_every_file_says_that_it_is_synthetic_and_has_its_time_of_arrival() -> None:
    """In its name, in every facility's code and every plate; and in a Parquet file's own words."""
    raw = made()[1] / "raw"
    arrived = {row["file"] for row in rows_of("arrivals.csv", made()[1])}
    files = {file for file, _ in tickets()}
    assert files <= arrived
    assert {Path(file).suffix for file in files} == {".csv", ".gz", ".parquet"}
    assert all(ticket["vehicle"].startswith("SYN-") for ticket in tickets().values())
    for file in files:
        if file.endswith(".parquet"):
            assert b"synthetic data" in pq.read_schema(raw / file).metadata[b"synthetic"]
