"""Contracts as tables."""

from dataclasses import replace

from sqlalchemy import MetaData

from tests.unit.renderings import ddl
from tests.unit.store.declared import contract
from thugom.contracts import ForeignKey, load_contracts
from thugom.renderings.tables import FACT_KEY, TYPES, curated_table, fact_table

CONTRACTS = load_contracts()


def test_the_tables_are_made_as_they_were() -> None:
    """A contract that changes a table shows it here, in both dialects, so that nobody changes one unknowingly."""
    metadata = MetaData()
    ddl.compare((curated_table(declared, metadata) for declared in CONTRACTS.curated.values()), "curated")
    ddl.compare((fact_table(declared, metadata) for declared in CONTRACTS.reports.values()), "facts")


def test_every_type_of_a_contract_has_a_column_type() -> None:
    """No contract of the package declares a type that no column can hold."""
    declared = [*CONTRACTS.curated.values(), *CONTRACTS.reports.values(), *CONTRACTS.register.values()]
    assert {field.type for contract in declared for field in contract.fields} <= set(TYPES)


def test_a_curated_table_requires_what_its_contract_requires_and_its_key() -> None:
    """Required columns and the key take no null; the key keeps its own order; comments are in both languages."""
    table = curated_table(
        contract("rate", "unit_id period", "period:string unit_id:string value:number n:integer!"), MetaData()
    )
    assert {column.name for column in table.c if not column.nullable} == {"unit_id", "period", "n"}
    assert [column.name for column in table.primary_key.columns] == ["unit_id", "period"]
    assert table.comment == "Bảng rate\nTable rate"
    assert table.c.value.comment == "Cột value\nColumn value"


def test_a_fact_keeps_masses_as_kilograms_and_takes_nulls_where_the_report_may_not() -> None:
    """A refused row is kept with what could be read of it, under the version of the rules that refused it."""
    report = contract(
        "collection", "unit_code", "unit_code:string! collected_t:mass! households:integer!", kind="report"
    )
    table = fact_table(report, MetaData())
    assert table.name == "fact_collection"
    assert tuple(column.name for column in table.primary_key.columns) == FACT_KEY
    assert isinstance(table.c.collected_kg.type, type(TYPES["integer"]))
    assert all(table.c[name].nullable for name in ("unit_code", "collected_kg", "households"))


def test_a_table_carries_the_foreign_keys_that_are_asked_for_and_indices_for_all() -> None:
    """Analysts' tools follow keys to tables that are there; joins and periods are served beyond the key's own order."""
    declared = replace(
        contract("rate", "unit_id period", "unit_id:string period:string facility_code:string"),
        foreign_keys=(
            ForeignKey(("unit_id",), "unit", ("unit_id",)),
            ForeignKey(("facility_code",), "facility", ("facility_code",)),
        ),
    )
    assert not curated_table(declared, MetaData()).foreign_keys
    table = curated_table(declared, MetaData(), foreign_keys_to=["unit"])
    assert {key.target_fullname for key in table.foreign_keys} == {"unit.unit_id"}
    assert {index.name for index in table.indexes} == {"ix_rate_facility_code"}
