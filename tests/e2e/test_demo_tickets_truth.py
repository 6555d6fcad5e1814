"""The demonstration's tickets, judged and added up a second time, in plain Python that knows nothing of thugom.

Both the demonstration's own list and what the engine that judges in production finds are held against it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from tests.e2e.published import Published, run_night
from tests.e2e.truth.balances import capacities, inflows, kilograms, weighed_of_unit
from tests.e2e.truth.reading import read_policy, rows_of
from tests.e2e.truth.register import read_facilities, read_register, unit_id
from tests.e2e.truth.tickets import Cell, MonthCell, judge, read_limits, read_scopes, read_tickets, weighbridge_months
from thugom.checks import tickets as production
from thugom.contracts import load_contracts, load_policy
from thugom.register import expected_settlements, load_register
from thugom.services.demo_home import fill_home
from thugom.sources.tickets import TicketFile, open_engine, recognise, stage

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from tests.e2e.truth.register import Register
    from tests.e2e.truth.tickets import Judged

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration of twelve months with 25,000 tickets."""
    root = tmp_path_factory.mktemp("tickets") / "home"
    fill_home(root, months=12, last="2026-10", seed=7, tickets=25_000)
    return root


@pytest.fixture(scope="module")
def register(home: Path) -> Register:
    """The home's units."""
    return read_register(home / "register", read_policy(home / "policy.yml"))


@pytest.fixture(scope="module")
def judged(home: Path, register: Register) -> Judged:
    """Every ticket, accepted or refused."""
    facilities = read_facilities(home / "register" / "synthetic" / "facility.csv")
    tickets = read_tickets(home / "data" / "raw")
    return judge(tickets, register, facilities, read_policy(home / "policy.yml"), read_limits(home / "policy.yml"))


def test_every_planted_defect_is_found_at_its_line_and_no_other_ticket_is_refused(home: Path, judged: Judged) -> None:
    """By the rule that the list names, among others that the same ticket may break."""
    planted = [row for row in rows_of(home / "data/demo/truth/ticket_dirt.csv") if row["effect"] == "refused"]
    expected = {(row["file"], int(row["row_number"])): row["rule_id"] for row in planted}
    assert judged.refused.keys() == expected.keys()
    assert [place for place, rule in expected.items() if rule not in judged.refused[place]] == []
    assert len({row["kind"] for row in planted}) == 5


def test_the_month_table_of_the_demonstration_is_what_its_files_come_to(
    home: Path, register: Register, judged: Judged
) -> None:
    """Tickets, kilograms, refused ones, duplicates and conflicts, in every cell."""
    scopes = read_scopes(home / "register" / "synthetic" / "facility.csv")
    stated = {
        Cell(
            f"{row['unit_code']}@{row['valid_from']}",
            *(row[name] for name in ("facility_code", "period", "stream", "settlement")),
        ): MonthCell(*(int(row[name]) for name in ("tickets", "net_kg", "refused", "duplicates", "conflicts")))
        for row in rows_of(home / "data/demo/truth/weighbridge_month.csv")
    }
    assert weighbridge_months(judged, register, scopes) == stated
    assert sum(cell.conflicts for cell in stated.values()) > 3


@pytest.fixture(scope="module")
def engine(home: Path, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The engine of production after all files of the home, CSV and Parquet in turn; each is known by its path."""
    policy = load_policy(home / "policy.yml")
    contract = load_contracts().streams["ticket"]
    known = load_register(home / "register", synthetic=True, kinds=policy.kind_settlement)
    settlements = expected_settlements(known, policy.kind_settlement).groupby("unit_id")["settlement"].agg(list)
    named = [own[0] if len(own) == 1 else "all" for own in settlements.reindex(known.units["unit_id"])]
    made = open_engine(tmp_path_factory.mktemp("engine"), 300)
    production.know_register(made, known.units.assign(settlement=named), known.facilities)
    raw = home / "data" / "raw"
    files = []
    for path in sorted(raw.rglob("synthetic-tickets-*")):
        form = recognise(path, contract)
        assert form is not None
        files.append(TicketFile(path.relative_to(raw).as_posix(), path, "2026-11-16 08:00:00", form))
    stage(made, files, contract)
    production.judge(made, files, contract, policy.weighbridge, policy.place.time_zone, "key")
    return made


def test_production_refuses_what_the_second_computation_refuses(
    engine: duckdb.DuckDBPyConnection, judged: Judged
) -> None:
    """The same tickets at the same lines, each by the same rules, none missing and none more."""
    rows = engine.execute("SELECT file_sha256, row_number, rule_ids FROM refused").fetchall()
    found = {(file, line): set(rules) for file, line, rules in rows}
    assert found == judged.refused


def test_production_counts_what_the_second_computation_counts(
    engine: duckdb.DuckDBPyConnection, home: Path, register: Register, judged: Judged
) -> None:
    """Every cell of `weighbridge_month`: tickets, kilograms, refused ones, duplicates and conflicts."""
    scopes = read_scopes(home / "register" / "synthetic" / "facility.csv")
    found = {
        Cell(row["unit_id"], row["facility_code"], row["period"], row["stream"], row["settlement"]): MonthCell(
            *(int(row[name]) for name in MonthCell._fields)
        )
        for row in production.months(engine).to_dict("records")
    }
    assert found == weighbridge_months(judged, register, scopes)


@pytest.fixture(scope="module")
def published(home: Path) -> Published:
    """What a whole night over reports and tickets published."""
    run_night(home)
    return Published(home)


def test_a_night_publishes_what_the_second_computation_counts(
    home: Path, register: Register, judged: Judged, published: Published
) -> None:
    """Every cell of the published table, and every refusal by its rule."""
    found = {
        Cell(row["unit_id"], row["facility_code"], row["period"], row["stream"], row["settlement"]): MonthCell(
            row["tickets"], round(row["net_t"] * 1000), row["refused"], row["duplicates"], row["conflicts"]
        )
        for row in published.rows("weighbridge_month")
    }
    scopes = read_scopes(home / "register" / "synthetic" / "facility.csv")
    assert found == weighbridge_months(judged, register, scopes)
    counts = Counter((file, rule) for (file, _), rules in judged.refused.items() for rule in rules)
    refusals = published.rows("weighbridge_refusal")
    assert {(row["file_path"], row["rule_id"]): row["rows"] for row in refusals} == counts


def test_the_mass_balance_weighs_what_the_second_computation_weighs(
    home: Path, register: Register, judged: Judged, published: Published
) -> None:
    """Tickets and kilograms of every facility's line, 0 where a weighed facility saw none of the unit."""
    scopes = read_scopes(home / "register" / "synthetic" / "facility.csv")
    sums: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for cell, month in weighbridge_months(judged, register, scopes).items():
        if month.tickets:
            for key in ((cell.unit_id, cell.period, cell.stream, cell.facility), (cell.period, cell.facility)):
                sums[key][0] += month.tickets
                sums[key][1] += month.net_kg
    lines = [row for row in published.rows("mass_balance") if row["line"] == "facility"]
    keys = [(row["unit_id"], row["period"], row["stream"], row["facility_code"]) for row in lines]
    assert {key for key in sums if len(key) == 4} <= set(keys)
    for key, row in zip(keys, lines, strict=True):
        found = (row["tickets"], None if row["tickets_t"] is None else round(row["tickets_t"] * 1000))
        expected = tuple(sums[key]) if key in sums else (0, 0) if (key[1], key[3]) in sums else (None, None)
        assert found == expected, key


def test_the_mass_balance_is_out_by_both_thresholds_and_by_no_one_of_them(home: Path, published: Published) -> None:
    """Difference, ratio and verdict of every line, in whole kilograms from what stands on either side."""
    policy = YAML(typ="safe", pure=True).load(home / "policy.yml")["balance"]
    least, share = Fraction(policy["apart_t"]) * 1000, Fraction(policy["apart_share"])
    rows = published.rows("mass_balance")
    for row in rows:
        if row["tickets_t"] is None or row["reported_t"] is None:
            assert (row["balance_t"], row["balance_ratio"], row["out_of_balance"]) == (None, None, None)
            continue
        weighed, reported = round(row["tickets_t"] * 1000), round(row["reported_t"] * 1000)
        apart = abs(weighed - reported)
        assert round(row["balance_t"] * 1000) == weighed - reported
        assert row["balance_ratio"] == (pytest.approx(weighed / reported) if reported else None)
        assert bool(row["out_of_balance"]) == (apart > least and apart > share * max(weighed, reported))
    assert {row["out_of_balance"] for row in rows} >= {0, 1}


def test_what_is_reported_to_a_facility_is_its_own_word_before_the_unit_s(published: Published) -> None:
    """The tonnes of every line that has any, added up from the reports that stand."""
    words: defaultdict[tuple[str, ...], list[tuple[str, str, int]]] = defaultdict(list)
    for row in published.rows("treatment"):
        key = tuple(row[name] for name in ("unit_id", "period", "stream", "facility_code"))
        words[key].append((row["reported_by"], row["settlement"], round(row["treated_t"] * 1000)))
    sums: Counter[tuple[str, ...]] = Counter()
    for key, said in words.items():
        own = {settlement for who, settlement, _ in said if who == "facility"}
        for who, settlement, mass in said:
            # A word on the whole unit speaks of each of its settlements.
            is_answered = bool(own) and (settlement in own or "all" in (settlement, *own))
            if who == "facility" or not is_answered:
                sums[key] += mass
    told = [
        row for row in published.rows("mass_balance") if row["line"] == "facility" and row["reported_t"] is not None
    ]
    keys = [(row["unit_id"], row["period"], row["stream"], row["facility_code"]) for row in told]
    assert [round(row["reported_t"] * 1000) for row in told] == [sums[key] for key in keys]
    assert len(told) > 100


def test_every_facility_s_balance_is_what_its_units_and_its_scale_come_to(
    home: Path, register: Register, judged: Judged, published: Published
) -> None:
    """Tickets, reports, what is between them, and the capacity of each day, of each stream and of all together."""
    table = home / "register" / "synthetic" / "facility.csv"
    months = weighbridge_months(judged, register, read_scopes(table))
    lines = [row for row in published.rows("mass_balance") if row["line"] == "facility"]
    weighed_periods = {row["period"] for row in lines}
    rows = {
        (row["facility_code"], row["period"], row["stream"]): row
        for row in published.rows("facility_balance")
        if row["period"] in weighed_periods
    }
    expected = inflows(lines, months, published.rows("treatment"))
    assert rows.keys() == expected.keys()
    rooms = capacities(table, weighed_periods)
    for key, inflow in expected.items():
        row = rows[key]
        assert (row["tickets"], kilograms(row["tickets_t"]), kilograms(row["reported_t"])) == inflow, key
        room = rooms[key[:2]] if key[2] == "all" else None
        assert kilograms(row["capacity_t"]) == room, key
        most = max((one for one in inflow[1:] if one is not None), default=None)
        over = None if room is None or most is None else most > room
        assert row["over_capacity"] == over, key
    assert {row["over_capacity"] for row in rows.values()} >= {0, None}
    assert sum(row["reported_t"] is not None for row in rows.values()) > 20


def test_every_unit_s_own_line_holds_all_scales_against_what_it_collected(home: Path, published: Published) -> None:
    """Unknown as soon as waste went where nothing was weighed or nobody knows where, or a report is missing."""
    lost = {
        (unit_id(row["unit_code"], row["valid_from"]), row["period"])
        for row in rows_of(home / "data/demo/truth/dirt.csv")
        if row["rule_id"] == "treatment.facility_code.known" and not row["superseded_by"]
    }
    lines: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    units = {}
    for row in published.rows("mass_balance"):
        if row["line"] == "unit":
            units[row["unit_id"], row["period"]] = row
        elif row["stream"] == "domestic":
            lines[row["unit_id"], row["period"]].append(row)
    collected = {
        (row["unit_id"], row["period"]): kilograms(row["collected_t"])
        for row in published.rows("commune_coverage")
        if row["basis"] == "as_was" and row["settlement"] == "all"
    }
    assert lines.keys() <= units.keys()
    for key, row in units.items():
        weighed = None if key in lost else weighed_of_unit(lines.get(key, []))
        assert (kilograms(row["tickets_t"]), kilograms(row["reported_t"])) == (weighed, collected[key]), key
    assert sum(row["tickets_t"] is not None and row["reported_t"] is not None for row in units.values()) > 50
    assert lost & units.keys()
