"""What figures are called in other systems: data elements and organisation units of DHIS2, series of SDMX."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from thugom.contracts.documents import Document, packaged_schemas, read_document
from thugom.contracts.errors import ContractError
from thugom.contracts.home import Home

EXCHANGE_FILE = "exchange.yml"


@dataclass(frozen=True)
class UnitValue:
    """A column of `commune_coverage`, and the data element that takes it."""

    column: str
    data_element: str
    settlement: str = "all"
    category_option_combo: str | None = None


@dataclass(frozen=True)
class ProvinceValue:
    """A row of `province_coverage` in each period, and the data element that takes its value."""

    indicator: str
    denominator_kind: str
    settlement: str
    data_element: str
    category_option_combo: str | None = None


@dataclass(frozen=True)
class Dhis2:
    """What a DHIS2 calls our units and figures; `units`: organisation units by unit code or unit id."""

    id_scheme: str
    period_kinds: tuple[str, ...]
    province: str
    units: Mapping[str, str]
    unit_values: tuple[UnitValue, ...]
    province_values: tuple[ProvinceValue, ...]

    def org_unit(self, unit_id: str, unit_code: str) -> str:
        """Return the organisation unit of a unit: named by its id, by its code, or its code itself.

        >>> Dhis2("code", ("month",), "12", {"03388": "LC_03388"}, (), ()).org_unit("03388@2025-07-01", "03388")
        'LC_03388'
        """
        return self.units.get(unit_id) or self.units.get(unit_code) or unit_code


@dataclass(frozen=True)
class Series:
    """An indicator as a series of a dataflow whose structure is the global one of the SDG indicators."""

    dataflow: str
    series: str
    indicator: str
    denominator_kind: str


@dataclass(frozen=True)
class Sdmx:
    """Who reports, of which area, which series of which periods."""

    period_kinds: tuple[str, ...]
    reporting_type: str
    ref_area: str
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Exchange:
    """What our figures are called elsewhere."""

    dhis2: Dhis2
    sdmx: Sdmx


def load_exchange(home: Home) -> Exchange:
    """Return what a home's figures are called elsewhere, by its own file: another's would name another place.

    Raises:
        ContractError: there is no such file, it breaks its schema, or names a column that is none.
    """
    path = home.definitions / EXCHANGE_FILE
    if not path.is_file():
        remedy = f"Copy it from a new home (thugom init FOLDER) to {path}, and name your own codes there."
        raise ContractError(path, None, "no such file", "what figures are called in other systems is expected", remedy)
    return read_exchange(path)


def read_exchange(path: Path) -> Exchange:
    """Return the exchange that a file declares.

    Raises:
        ContractError: the file breaks its schema, or names a column that is none; with file and line.
    """
    document = read_document(path, "exchange")
    _refuse_unknown_columns(document)
    dhis2, sdmx = document.content["dhis2"], document.content["sdmx"]
    return Exchange(
        Dhis2(
            dhis2["id_scheme"],
            tuple(dhis2["period_kinds"]),
            dhis2["province"],
            dhis2["units"],
            tuple(UnitValue(**item) for item in dhis2["unit_values"]),
            tuple(ProvinceValue(**item) for item in dhis2["province_values"]),
        ),
        Sdmx(
            tuple(sdmx["period_kinds"]),
            sdmx["reporting_type"],
            sdmx["ref_area"],
            tuple(Series(**item) for item in sdmx["series"]),
        ),
    )


def _refuse_unknown_columns(document: Document) -> None:
    """Refuse a value that no column of `commune_coverage` is."""
    fields = read_document(packaged_schemas() / "curated" / "commune_coverage.yml", "contract").content["fields"]
    names = [field["name"] for field in fields]
    for position, item in enumerate(document.content["dhis2"]["unit_values"]):
        if item["column"] not in names:
            line = document.line_of(["dhis2", "unit_values", position, "column"])
            allowed = f"one of the columns of commune_coverage is expected: {', '.join(names)}"
            raise ContractError(document.path, line, item["column"], allowed)
