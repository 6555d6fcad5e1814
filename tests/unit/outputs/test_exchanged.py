"""What leaves for DHIS2 and SDMX, held against what they document."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.unit.outputs.releases import A, coverage, province, release
from thugom.contracts import ContractError, packaged_schemas
from thugom.contracts.exchange import Exchange, ProvinceValue, read_exchange
from thugom.outputs.dhis2 import dhis2_bytes
from thugom.outputs.sdmx import sdmx_bytes

if TYPE_CHECKING:
    from thugom.outputs.release import Release

SHIPPED = packaged_schemas() / "exchange.yml"
DOCUMENTED = Draft202012Validator(json.loads((Path(__file__).parent / "dhis2.schema.json").read_text(encoding="utf-8")))
GLOBAL_DATAFLOW = (
    "DATAFLOW,FREQ,REPORTING_TYPE,SERIES,REF_AREA,SEX,AGE,URBANISATION,INCOME_WEALTH_QUANTILE,EDUCATION_LEV,OCCUPATION,"
    "CUST_BREAKDOWN,COMPOSITE_BREAKDOWN,DISABILITY_STATUS,ACTIVITY,PRODUCT,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT,"
    "UNIT_MEASURE,BASE_PER,NATURE,TIME_DETAIL,COMMENT_OBS,TIME_COVERAGE,UPPER_BOUND,LOWER_BOUND,SOURCE_DETAIL,COMMENT_TS,"
    "GEO_INFO_URL,GEO_INFO_TYPE,CUST_BREAKDOWN_LB,DATA_LAST_UPDATE"
)
"""The header under which the United Nations give away IAEG-SDGs:DF_SDG_GLH(1.24) as SDMX-CSV 1.0."""


@pytest.fixture
def exchange() -> Exchange:
    """Return the shipped names."""
    return read_exchange(SHIPPED)


def values(small: Release, exchange: Exchange) -> list[dict[str, str]]:
    """Return the data values of a release, valid as documented."""
    payload = json.loads(dhis2_bytes(small, exchange.dhis2))
    DOCUMENTED.validate(payload)
    listed: list[dict[str, str]] = payload["dataValues"]
    return listed


def observations(small: Release, exchange: Exchange) -> list[dict[str, str]]:
    """Return the observations of a release."""
    content = sdmx_bytes(small, exchange.sdmx).decode("utf-8")
    return list(csv.DictReader(content.splitlines()))


def test_unknown_is_no_data_value_and_zero_is_one(exchange: Exchange) -> None:
    """DHIS2 takes what is missing for not reported."""
    october = {(item["orgUnit"], item["dataElement"]): item["value"] for item in values(release(), exchange)}
    assert october["03388", "THUGOM_COLLECTED_T"] == "0"
    assert ("03388", "THUGOM_TREATED_T") not in october
    assert october["03424", "THUGOM_COVERED"] == "true"
    assert october["12", "THUGOM_COMMUNES_COVERED"] == "0.5"


def test_an_estimate_says_so(exchange: Exchange) -> None:
    """The comment tells an estimate from a report."""
    said = {(item["orgUnit"], item["dataElement"]): item.get("comment") for item in values(release(), exchange)}
    assert said["03388", "THUGOM_GENERATED_T"] == "estimated"
    assert said["03388", "THUGOM_COLLECTED_T"] is None
    assert said["12", "THUGOM_CONTROLLED_RATE"] == "over the units that are known"


def test_periods_that_are_not_wholly_due_stay_at_home(exchange: Exchange) -> None:
    """A year of ten months is no year."""
    assert {item["period"] for item in values(release(), exchange)} == {"202610", "2025"}
    assert {item["TIME_PERIOD"] for item in observations(release(), exchange)} == {"2025"}


def test_an_organisation_unit_goes_by_what_the_home_calls_it(tmp_path: Path) -> None:
    """The mapping is data: a home names its own codes."""
    text = SHIPPED.read_text(encoding="utf-8").replace("units: {}", f'units: {{"{A}": ImspTQPwCqd}}')
    (tmp_path / "exchange.yml").write_text(text.replace("id_scheme: code", "id_scheme: uid"), encoding="utf-8")
    named = read_exchange(tmp_path / "exchange.yml")
    assert {item["orgUnit"] for item in values(release(), named)} == {"ImspTQPwCqd", "03424", "12"}
    assert json.loads(dhis2_bytes(release(), named.dhis2))["orgUnitIdScheme"] == "UID"


@pytest.mark.parametrize(
    ("wrong", "right", "found"),
    [("column: collected_t", "column: colected_t", "colected_t"), ("id_scheme: code", "id_scheme: oid", "oid")],
)
def test_a_name_that_is_none_is_refused_with_its_line(tmp_path: Path, wrong: str, right: str, found: str) -> None:
    """Nobody finds out from an empty file that a column was misspelt."""
    path = tmp_path / "exchange.yml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(wrong, right), encoding="utf-8")
    with pytest.raises(ContractError, match=rf"exchange\.yml, line \d+\n  found .{found}"):
        read_exchange(path)


def test_synthetic_figures_say_so_in_every_value(exchange: Exchange) -> None:
    """What is invented cannot pass for a province's figures anywhere."""
    small = dataclasses.replace(release(), synthetic=True)
    assert all("synthetic" in item["comment"] for item in values(small, exchange))
    assert all("Synthetic" in item["COMMENT_TS"] for item in observations(small, exchange))


def test_the_header_is_that_of_the_global_dataflow(exchange: Exchange) -> None:
    """Every dimension of the structure is there, the measure, and the attributes, in its order."""
    header, _, rest = sdmx_bytes(release(), exchange.sdmx).decode("utf-8").partition("\r\n")
    assert header == GLOBAL_DATAFLOW
    assert rest.endswith("\r\n")


def test_every_observation_is_identified_and_coded(exchange: Exchange) -> None:
    """A dataflow by agency, id and version; every dimension filled; codes of the structure's code lists."""
    for row in observations(release(), exchange):
        assert re.fullmatch(r"[A-Za-z][\w.-]*:\w+\(\d+(\.\d+)*\)", row["DATAFLOW"])
        assert all(row[name] for name in GLOBAL_DATAFLOW.split(",")[1:17])
        assert row["FREQ"] == "A"
        assert row["URBANISATION"] in {"_T", "U", "R"}
        assert (row["UNIT_MEASURE"], row["UNIT_MULT"]) == ("PT", "0")
        assert row["OBS_STATUS"] in {"A", "E", "O"}
        assert (row["OBS_STATUS"] == "O") == (row["OBS_VALUE"] == "")


def test_unknown_stays_unknown_and_an_estimate_is_marked(exchange: Exchange) -> None:
    """What is unknown has its ends and no value; beside what is unknown a value is an estimate; else it is normal."""
    first = province("2024", "controlled_rate", "by_generated", value=0.25, lower=0.25, upper=0.25)
    rows: list[Any] = [*release().table("province_coverage").to_dict("records"), first]
    found = {
        (row["SERIES"], row["TIME_PERIOD"]): row for row in observations(release(province_coverage=rows), exchange)
    }
    unknown = found["EN_REF_WASCOL", "2025"]
    assert [unknown[name] for name in ("OBS_VALUE", "OBS_STATUS", "LOWER_BOUND", "UPPER_BOUND")] == [
        "",
        "O",
        "0",
        "100",
    ]
    estimate = found["THUGOM_CONTROLLED", "2025"]
    assert [estimate[name] for name in ("OBS_VALUE", "OBS_STATUS", "LOWER_BOUND", "UPPER_BOUND")] == [
        "25",
        "E",
        "20",
        "30",
    ]
    assert [found["THUGOM_CONTROLLED", "2024"][name] for name in ("OBS_VALUE", "OBS_STATUS")] == ["25", "A"]


def test_what_is_sent_twice_is_the_same(exchange: Exchange) -> None:
    """No clock's reading stands in a message."""
    assert dhis2_bytes(release(), exchange.dhis2) == dhis2_bytes(release(), exchange.dhis2)
    assert sdmx_bytes(release(), exchange.sdmx) == sdmx_bytes(release(), exchange.sdmx)


def test_before_the_merger_nothing_is_said_under_a_code_that_was_used_again(exchange: Exchange) -> None:
    """Old units shared their codes with new ones: only today's units are organisation units."""
    old: dict[str, Any] = coverage("03388@2004-01-01", "2026-10", generated_t=99.0) | {"basis": "as_was"}
    small = release(commune_coverage=[old])
    assert [item for item in values(small, exchange) if item["orgUnit"] == "03388"] == []


def test_a_category_option_combo_is_passed_on(exchange: Exchange) -> None:
    """Data elements with a disaggregation take it from the mapping."""
    value = ProvinceValue("communes_covered", "by_units", "all", "X", "HllvX50cXC0")
    one = dataclasses.replace(exchange.dhis2, province_values=(value,), unit_values=())
    (found,) = json.loads(dhis2_bytes(release(), one))["dataValues"]
    assert found["categoryOptionCombo"] == "HllvX50cXC0"
