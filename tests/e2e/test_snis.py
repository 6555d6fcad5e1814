"""Real input at its hardest: SNIS, Brazil. Three files in their original bytes through an example home.

The independent reading below uses Python's csv module and nothing of thugom.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.e2e.homes import CHECKOUT, copied_home, query, run_night

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = CHECKOUT.parent / "shared" / "real" / "snis"
EXAMPLE = CHECKOUT / "examples" / "snis"
MUNICIPALITIES = "rs-orgao-gestor-mun_2008.csv"
FLOWS = "rs-fluxo-residuos_2022.csv"
UNITS = "rs-unidades-processamento_2022.csv"
TOWNS = ("população urbana", 11)
SERVED = ("CO050", 44)
COLLECTED = ("CO119", 113)
PUBLISHED = ("IN016", 424)
"""Where a column stands, and a word of its header to make sure."""
UNIT, RECEIVED, ORIGIN = 4, 6, 11
"""Of a flow: the processing unit, the tonnes of domestic waste it received (UP007), and from where (UP025)."""
KIND, LICENCE = 6, 34
WAYS = {
    "Aterro sanitário": "sanitary_landfill",
    "Aterro controlado": "open_dump",
    "Lixão": "open_dump",
    "Unidade de compostagem (pátio ou usina)": "composting",
    "Unidade de tratamento por incineração": "incineration",
    "Coprocessamento": "incineration_energy",
}
WITHIN = "collection.households_served.within_households"
RIO_BRANCO = "120040"

Source = list[list[str]]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SOURCE.is_dir(), reason="the source's own data (../shared/real) is not beside this checkout"
    ),
]


def independently(name: str) -> Source:
    """Return a file's rows as Python's own csv module reads them, the header first and the total row last."""
    text = (SOURCE / name).read_bytes().decode("utf-16-le")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def number(text: str) -> Decimal | None:
    """Return a number as the source writes it, 1.234,56; None for a blank cell."""
    return Decimal(text.replace(".", "").replace(",", ".")) if text.strip() else None


def kilograms(text: str) -> int | None:
    """Return tonnes as whole kilograms."""
    tonnes = number(text)
    return None if tonnes is None else int(tonnes * 1000)


def made_home(target: Path) -> Path:
    """Return a copy of the example home, its register made from the source's files by the home's own script."""
    home = copied_home(EXAMPLE, target)
    script = [sys.executable, str(home / "make_register.py"), str(SOURCE)]
    subprocess.run(script, check=True, timeout=60)
    return home


@pytest.fixture(scope="module")
def municipalities() -> Source:
    """2008: the header, the municipalities, the total."""
    rows = independently(MUNICIPALITIES)
    for word, place in (TOWNS, SERVED, COLLECTED, PUBLISHED):
        assert word.lower() in rows[0][place].lower()
    return rows


@pytest.fixture(scope="module")
def flows() -> dict[int, list[str]]:
    """2022: each flow by its row in the file."""
    rows = independently(FLOWS)
    for word, place in (("UP007", RECEIVED), ("UP025", ORIGIN)):
        assert rows[0][place].startswith(word)
    assert rows[-1][0] == "TOTAL da AMOSTRA:"
    return dict(enumerate(rows[1:-1], start=2))


@pytest.fixture(scope="module")
def codes() -> dict[str, str]:
    """Each municipality to which one of the files gives a code, as the flows name it: `Acrelândia/AC`."""
    return {
        f"{row[1]}/{row[2]}": row[0] for name in (MUNICIPALITIES, FLOWS, UNITS) for row in independently(name)[1:-1]
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example home after its night, the sources' bytes in its inbox."""
    home = made_home(tmp_path_factory.mktemp("brazil") / "home")
    for name in (MUNICIPALITIES, FLOWS):
        (home / "data" / "raw" / name).write_bytes((SOURCE / name).read_bytes())
    run_night(home)
    return home


def test_every_row_is_received_and_the_total_is_none_of_them(home: Path, municipalities: Source) -> None:
    """372 municipalities and a total: 372 rows accepted, none refused, none lost."""
    assert municipalities[-1][0] == "TOTAL da AMOSTRA:"
    rows = query(home, "SELECT unit_code, row_number FROM collection WHERE period = '2008'")
    assert sorted(rows) == sorted((row[0], line) for line, row in enumerate(municipalities[1:-1], start=2))
    assert len(rows) == 372


def test_nothing_shifts_by_a_column(home: Path, municipalities: Source) -> None:
    """460 headers stand over 461 cells, two headers have bare quotation marks: each figure is in its own column."""
    assert (len(municipalities[0]), {len(row) for row in municipalities[1:-1]}) == (460, {461})
    rows = query(home, "SELECT unit_code, population, households, households_served, collected_t FROM collection")
    found = {
        code: (people, homes, served, None if tonnes is None else round(tonnes * 1000))
        for code, people, homes, served, tonnes in rows
    }
    expected = {
        row[0]: (
            number(row[TOWNS[1]]),
            number(row[TOWNS[1]]),
            number(row[SERVED[1]]),
            kilograms(row[COLLECTED[1]]),
        )
        for row in municipalities[1:-1]
    }
    assert found == expected


def test_the_sums_are_the_files_own_totals(home: Path, municipalities: Source) -> None:
    """People, people served and tonnes sum to the source's last row, to the kilogram."""
    kilograms_in_all = "sum(CAST(round(collected_t * 1000) AS INTEGER))"
    columns = f"sum(population), sum(households_served), {kilograms_in_all}"
    (sums,) = query(home, f"SELECT {columns} FROM collection")  # noqa: S608 - the columns stand above
    total = municipalities[-1]
    assert list(sums) == [number(total[TOWNS[1]]), number(total[SERVED[1]]), kilograms(total[COLLECTED[1]])]
    assert sums == (91_814_878, 89_443_165, 42_009_039_100)
    assert query(home, "SELECT count(*) FROM quality_issue WHERE rule_id LIKE '%total%'") == [(0,)]


def test_a_total_that_its_rows_do_not_sum_to_is_found(tmp_path: Path, municipalities: Source) -> None:
    """A digit changed in one municipality is noticed at the total row, in the one column where it is."""
    home = made_home(tmp_path / "home")
    text = (SOURCE / MUNICIPALITIES).read_bytes().decode("utf-16-le")
    assert text.count(";65.540,80;") == 1
    changed = text.replace(";65.540,80;", ";66.540,80;").encode("utf-16-le")
    (home / "data" / "raw" / MUNICIPALITIES).write_bytes(changed)
    run_night(home)
    rows = query(
        home,
        "SELECT column_name, row_number, value FROM quality_issue WHERE rule_id LIKE '%total%' ORDER BY column_name",
    )
    assert rows == [("collected_t", len(municipalities), "42.009.039,10")]


def test_more_served_than_live_there_is_an_issue_and_no_row_is_capped(home: Path, municipalities: Source) -> None:
    """102 municipalities, each named; 97 of them publish a coverage of exactly 100 % themselves."""
    above = {
        row[0]: row for row in municipalities[1:-1] if (number(row[SERVED[1]]) or 0) > (number(row[TOWNS[1]]) or 0)
    }
    issues = query(home, "SELECT unit_id, severity FROM quality_issue WHERE rule_id = ?", WITHIN)
    assert len(issues) == 102
    assert {unit_id.partition("@")[0] for unit_id, _ in issues} == above.keys()
    assert {severity for _, severity in issues} == {"warning"}
    assert sum(row[PUBLISHED[1]] == "100,00" for row in above.values()) == 97
    rates = query(
        home,
        "SELECT unit_code, household_coverage, rate_above_one FROM commune_coverage"
        " WHERE period = '2008' AND settlement = 'urban' AND basis = 'as_was' AND household_coverage > 1",
    )
    assert {code: rate for code, rate, _ in rates} == {
        code: pytest.approx(float((number(row[SERVED[1]]) or 0) / (number(row[TOWNS[1]]) or 1)))
        for code, row in above.items()
    }
    assert {flag for _, _, flag in rates} == {1}


def test_nobody_served_and_much_collected_stay_as_they_are(home: Path) -> None:
    """Rio Branco reports 0 people served and 65,540.80 tonnes: no unknown, and no typing error of ours."""
    assert query(home, "SELECT households_served, collected_t FROM collection WHERE unit_code = ?", RIO_BRANCO) == [
        (0, 65540.8)
    ]
    assert query(
        home,
        "SELECT household_coverage, collected_t FROM commune_coverage WHERE unit_code = ? AND period = '2008'"
        " AND settlement = 'urban' AND basis = 'as_was'",
        RIO_BRANCO,
    ) == [(0.0, 65540.8)]


def test_what_cannot_have_been_collected_is_marked_and_stands(home: Path, municipalities: Source) -> None:
    """More than the policy's 20 kg per person and day: Campo Magro, 23,328 people, reports more than São Paulo."""
    beyond = {
        row[0]: row[COLLECTED[1]]
        for row in municipalities[1:-1]
        if (kilograms(row[COLLECTED[1]]) or 0) > 20 * 366 * (number(row[TOWNS[1]]) or 0)
    }
    assert (len(beyond), beyond["410425"]) == (4, "4.373.880,00")
    rule = "collection.collected_t.possible_per_person"
    issues = query(home, "SELECT unit_id, severity, value FROM quality_issue WHERE rule_id = ?", rule)
    assert {unit_id.partition("@")[0]: value for unit_id, _, value in issues} == beyond
    assert {severity for _, severity, _ in issues} == {"warning"}


def test_a_blank_cell_is_unknown_and_no_zero(home: Path, municipalities: Source) -> None:
    """20 municipalities do not say whom they serve, 37 not what they collect: null in both, and never 0."""
    blank = {place: {row[0] for row in municipalities[1:-1] if not row[place]} for _, place in (SERVED, COLLECTED)}
    assert [len(codes) for codes in blank.values()] == [20, 37]
    for column, codes in zip(("households_served", "collected_t"), blank.values(), strict=True):
        assert {code for (code,) in query(home, f"SELECT unit_code FROM collection WHERE {column} IS NULL")} == codes  # noqa: S608 - the names stand above


def test_a_name_that_changed_since_is_asked_about(home: Path) -> None:
    """Embu has been called Embu das Artes since; beside its code the former name is a warning, and the row stands."""
    issues = query(home, "SELECT unit_id, value FROM quality_issue WHERE rule_id = 'collection.unit_name.name_differs'")
    assert issues == [("351500@2008-01-01", "Embu")]


def test_every_flow_goes_from_the_town_it_names_to_the_unit_it_names(
    home: Path, flows: dict[int, list[str]], codes: dict[str, str]
) -> None:
    """9,571 flows: those that name a known town and a quantity are accepted, each under its code, to the kilogram."""
    expected = {
        number: (codes[row[ORIGIN]], row[UNIT], kilograms(row[RECEIVED]))
        for number, row in flows.items()
        if row[ORIGIN] in codes and row[RECEIVED]
    }
    rows = query(home, "SELECT row_number, unit_code, facility_code, treated_t FROM treatment WHERE period = '2022'")
    assert {number: (code, unit, round(tonnes * 1000)) for number, code, unit, tonnes in rows} == expected
    assert (len(flows), len(expected)) == (9571, 7849)


def test_what_is_refused_is_named_and_nothing_is_lost(
    home: Path, flows: dict[int, list[str]], codes: dict[str, str]
) -> None:
    """Towns without a code, flows without a quantity, each at its cell; accepted and refused sum to all."""
    issues = query(
        home,
        "SELECT column_name, row_number, value FROM quality_issue"
        " WHERE table_name = 'treatment' AND severity = 'error'",
    )
    unknown = {(number, row[ORIGIN]) for number, row in flows.items() if row[ORIGIN] not in codes}
    unsaid = {number for number, row in flows.items() if not row[RECEIVED]}
    assert sorted((number, value) for column, number, value in issues if column == "unit_code") == sorted(unknown)
    assert {number for column, number, _ in issues if column == "treated_t"} == unsaid
    assert (len(unknown), len(unsaid), len(issues)) == (1209, 543, 1209 + 543)
    refused = {number for _, number, _ in issues}
    (accepted,) = query(home, "SELECT count(*), sum(CAST(round(treated_t * 1000) AS INTEGER)) FROM treatment")
    assert accepted[0] + len(refused) == len(flows)
    lost = sum(kilograms(flows[number][RECEIVED]) or 0 for number in refused)
    assert accepted[1] + lost == sum(kilograms(row[RECEIVED]) or 0 for row in flows.values()) == 82_172_923_500


def test_a_unit_does_with_the_waste_what_its_kind_does(home: Path) -> None:
    """The flows do not say what is done; the register has it from the list of units, and a dump is no landfill."""
    units = independently(UNITS)[1:-1]
    assert len(units) == 8901
    ways = {row[UNIT]: WAYS.get(row[KIND], "unspecified") for row in units}
    rows = query(home, "SELECT facility_code, method FROM treatment")
    assert [method for _, method in rows] == [ways[code] for code, _ in rows]
    assert len({method for _, method in rows}) == 5


def test_only_what_reached_a_licensed_plant_is_treated(
    home: Path, flows: dict[int, list[str]], codes: dict[str, str]
) -> None:
    """Each municipality's treated waste is the sum of its flows to units that treat and have a licence to operate."""
    treating = {
        row[UNIT]
        for row in independently(UNITS)[1:-1]
        if row[LICENCE] == "Operação" and WAYS.get(row[KIND]) not in {None, "open_dump"}
    }
    expected: dict[str, int] = defaultdict(int)
    for row in flows.values():
        expected[codes.get(row[ORIGIN], "")] += (kilograms(row[RECEIVED]) or 0) * (row[UNIT] in treating)
    rows = query(
        home,
        "SELECT unit_code, treated_t FROM commune_coverage"
        " WHERE period = '2022' AND settlement = 'all' AND basis = 'as_was' AND treated_t IS NOT NULL",
    )
    assert {code: round(tonnes * 1000) for code, tonnes in rows} == {code: expected[code] for code, _ in rows}
    assert len(rows) > 3000
    # Acrelândia's 4,370 tonnes go to a dump: known, and 0 treated.
    assert ("120001", 0.0) in rows


def test_years_stay_apart_and_are_years(home: Path) -> None:
    """2008 and 2022, and nothing is spread over months or over the years between."""
    assert query(home, "SELECT DISTINCT period, period_kind FROM commune_coverage ORDER BY period") == [
        ("2008", "year"),
        ("2022", "year"),
    ]


def test_flows_pass_through_the_balance_of_facilities(
    home: Path, flows: dict[int, list[str]], codes: dict[str, str]
) -> None:
    """What each unit says it received is the sum of its flows, to the kilogram; no scale stands anywhere.

    A flow without a quantity leaves its unit's sum unknown: nobody can say that nothing came.
    """
    expected: dict[str, int] = defaultdict(int)
    unsaid = set()
    for row in flows.values():
        if row[ORIGIN] in codes and row[RECEIVED]:
            expected[row[UNIT]] += kilograms(row[RECEIVED]) or 0
        elif row[ORIGIN] in codes:
            unsaid.add(row[UNIT])
    rows = query(
        home,
        "SELECT facility_code, reported_t, reported_by_facility_t, tickets_t, balance_t, out_of_balance"
        " FROM facility_balance WHERE period = '2022' AND stream = 'domestic'",
    )
    assert {code: round(own * 1000) for code, _, own, *_ in rows if own is not None} == expected
    assert {code for code, said, *_ in rows if said is None} == unsaid
    assert all(said == own for _, said, own, *_ in rows if said is not None)
    assert {tuple(weighed) for _, _, _, *weighed in rows} == {(None, None, None)}
    assert sum(said is not None for _, said, *_ in rows) > 4000
    assert query(home, "SELECT count(*) FROM mass_balance") == [(0,)]
