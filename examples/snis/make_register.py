"""Make this home's register from SNIS's own files: municipalities, the people of their towns, and processing units.

    python make_register.py FOLDER [REGISTER]

FOLDER holds the three files as SNIS publishes them; REGISTER is where the register is written, this home's if not said.
Python's own library is all that is needed. Nothing is looked up elsewhere and nothing is guessed: README.md says what
each column rests on.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

MUNICIPALITIES = "rs-orgao-gestor-mun_2008.csv"
FLOWS = "rs-fluxo-residuos_2022.csv"
UNITS = "rs-unidades-processamento_2022.csv"

CODE, NAME, STATE = "Código do Município", "Município", "Estado"
URBAN_PEOPLE = "POP_URB - População urbana do município (Fonte: IBGE)"
UNIT, UNIT_NAME, KIND = "Unidades", "Nome da Unidade", "Tipo da Unidade"
LICENCE = "UP050 - Tipo de licença ambiental emitida pelo órgão de controle ambiental"
OPERATING = "Operação"

UNIT_HEADER = (
    *("unit_code", "valid_from", "valid_to", "name", "kind", "province_code", "province_name"),
    *("district_code", "district_name", "area_km2", "lon", "lat", "source"),
)
LINEAGE_HEADER = (
    *("from_unit_code", "from_valid_from", "to_unit_code", "to_valid_from", "effective_on", "share", "source"),
)
POPULATION_HEADER = ("unit_code", "valid_from", "settlement", "as_of", "population", "households", "source")
FACILITY_HEADER = (
    *("facility_code", "valid_from", "name", "lon", "lat", "capacity_t_per_day", "control_level"),
    *("licensed_from", "licensed_to", "ticket_scope", "method", "source"),
)


class Kind(NamedTuple):
    """What a kind of unit does with what it receives, and how well it is controlled."""

    method: str
    control_level: str


NO_TREATMENT = Kind("unspecified", "none")
KINDS: Mapping[str, Kind] = {
    "Aterro sanitário": Kind("sanitary_landfill", "basic"),
    # A dump that is covered with earth: the source's own reports call both inadequate.
    "Aterro controlado": Kind("open_dump", "limited"),
    "Lixão": Kind("open_dump", "none"),
    "Unidade de compostagem (pátio ou usina)": Kind("composting", "basic"),
    "Unidade de tratamento por incineração": Kind("incineration", "basic"),
    "Coprocessamento": Kind("incineration_energy", "basic"),
    "Queima em forno de qualquer tipo": Kind("open_burning", "none"),
}
"""All other kinds are `NO_TREATMENT`: transfer stations hand everything on, sorting halls most of it, and what
"Outra" does with it nobody says."""


def read(path: Path) -> Iterator[dict[str, str]]:
    """Yield a file's rows by its headers, without the total row: UTF-16 without a mark, one separator too many."""
    rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-16-le"), newline=""), delimiter=";")
    header = next(rows)
    for row in rows:
        if row[0].isdecimal():
            yield dict(zip(header, row, strict=False))


def municipalities(folder: Path) -> Iterator[dict[str, str]]:
    """Yield each municipality that one of the files gives a code, by code, under its newest name."""
    known: dict[str, tuple[str, str, str]] = {}
    for name in (MUNICIPALITIES, FLOWS, UNITS):
        for row in read(folder / name):
            known[row[CODE]] = (row[NAME], row[STATE], name)
    for code, (name, state, source) in sorted(known.items()):
        yield {
            "unit_code": code,
            "valid_from": "2008-01-01",
            "name": name,
            "kind": "municipio",
            "province_code": code[:2],
            "province_name": state,
            "source": f"SNIS, {source}",
        }


def people(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the people of each municipality's towns, where the source says how many there are."""
    for row in read(folder / MUNICIPALITIES):
        number = row[URBAN_PEOPLE].replace(".", "")
        if number:
            yield {
                "unit_code": row[CODE],
                "valid_from": "2008-01-01",
                "settlement": "urban",
                "as_of": "2008-12-31",
                "population": number,
                # People stand where households stand, here as in the reports: see README.md.
                "households": number,
                "source": f"SNIS, {MUNICIPALITIES}, POP_URB",
            }


def facilities(folder: Path) -> Iterator[dict[str, str]]:
    """Yield each processing unit of 2022 under the code that the flows name it by."""
    for row in read(folder / UNITS):
        kind = KINDS.get(row[KIND], NO_TREATMENT)
        licensed = row[LICENCE] == OPERATING
        yield {
            "facility_code": row[UNIT],
            "valid_from": "2022-01-01",
            "name": row[UNIT_NAME],
            "control_level": kind.control_level,
            # The file speaks of 2022 and of no other year.
            "licensed_from": "2022-01-01" if licensed else "",
            "licensed_to": "2023-01-01" if licensed else "",
            "method": kind.method,
            "source": f"SNIS, {UNITS}: {row[KIND] or 'no kind given'}; {row[LICENCE] or 'no licence given'}",
        }


def write(path: Path, header: Collection[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows as a register's CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        lines = csv.DictWriter(stream, header, restval="", lineterminator="\n")
        lines.writeheader()
        lines.writerows(rows)


def main(folder: Path, register: Path) -> None:
    """Write the four files of the register."""
    register.mkdir(parents=True, exist_ok=True)
    write(register / "unit.csv", UNIT_HEADER, municipalities(folder))
    write(register / "unit_lineage.csv", LINEAGE_HEADER, ())
    write(register / "population.csv", POPULATION_HEADER, people(folder))
    write(register / "facility.csv", FACILITY_HEADER, facilities(folder))


if __name__ == "__main__":
    arguments = [Path(argument) for argument in sys.argv[1:]]
    if len(arguments) not in {1, 2}:
        sys.exit(__doc__)
    main(arguments[0], arguments[1] if len(arguments) > 1 else Path(__file__).parent / "register")
