"""The register of a home: four CSV files, and boundaries where shares rest on them; read, judged as a whole, frozen."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from thugom.contracts import Contract, load_contract, packaged_schemas
from thugom.language.order import order_key, plain
from thugom.register import validation
from thugom.register.boundaries_shares import FILE_NAME, kept_shares
from thugom.register.errors import Problem, RegisterError
from thugom.register.identity import unit_ids
from thugom.register.lookup import looked_up
from thugom.register.shares import GeometricShares, with_shares
from thugom.register.table import Table, read_table

NAMES = ("unit", "unit_lineage", "population", "facility")
VARIANTS = "name_variant"
"""Known spellings of names; a home need not have the file."""
SYNTHETIC_FACILITIES = Path("synthetic") / "facility.csv"
"""Facilities of the demonstration; no department's home ever reads them."""


def no_variants() -> pd.DataFrame:
    """Return the spellings of a register that knows none."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in ("province_code", "name", "variant")})


@dataclass(frozen=True, eq=False)
class Register:
    """Which units exist and when, what became of them, their people, and the facilities.

    `units`: one row per unit: the columns of `unit.yml`, `unit_id`, `name_order` (rank in Vietnamese
    collation), `name_plain`, `population_note` (which published figure is not used, and why).
    `lineage`: one row per ended unit and heir: those of `unit_lineage.yml`, `from_unit_id`, `to_unit_id`,
    `share_basis` (what the share rests on; no share is null).
    `population`: one row per unit, settlement and day: those of `population.yml`, `unit_id`.
    `facilities`: one row per facility and change: those of `facility.yml`.
    `name_variants`: one row per name and other spelling: those of `name_variant.yml`.
    """

    units: pd.DataFrame
    lineage: pd.DataFrame
    population: pd.DataFrame
    facilities: pd.DataFrame
    bytes_hash: str
    """SHA-256 over the files' names and bytes: what version of the register a figure rests on.

    The boundaries are among the files where a share rests on them.
    """
    name_variants: pd.DataFrame = field(default_factory=no_variants)


def load_register(
    folder: Path,
    *,
    synthetic: bool,
    kinds: Collection[str] | None = None,
    code_length: int | None = None,
    contracts: Mapping[str, Contract] | None = None,
    geometric_shares: GeometricShares | None = None,
) -> Register:
    """Return the register in `folder`, every rule on it satisfied.

    Args:
        folder: holds `unit.csv`, `unit_lineage.csv`, `population.csv` and `facility.csv`, and `name_variant.csv`
            where spellings are known.
        synthetic: also read the demonstration's facilities, where there are any.
        kinds: the policy's kinds of unit; not checked where None.
        code_length: the policy's length of a unit code; not checked where None.
        contracts: the register's contracts by name; those of the package where None.
        geometric_shares: computes the overlap of old and new bounds, for splits without a published
            share whose people and areas are not known; by the boundaries kept in `folder` where None.

    Raises:
        RegisterError: names every problem with file, row, column, value and remedy; or a share has to
            be told by boundaries that cannot be read.
    """
    declared = contracts if contracts is not None else _packaged_contracts()
    contents = _contents(folder, synthetic=synthetic, variants=VARIANTS in declared)
    tables = {path: read_table(path, content, declared[path.stem]) for path, content in contents.items()}
    units, lineage, population = (_of_name(tables, name)[0] for name in NAMES[:3])
    facilities = _of_name(tables, "facility")
    variants = _of_name(tables, VARIANTS)
    _add_unit_ids(units.rows, lineage.rows, population.rows)
    problems = [problem for table in tables.values() for problem in table.problems]
    if all(table.readable for table in tables.values()):
        problems += validation.unit_problems(units, kinds, code_length)
        problems += validation.lineage_problems(lineage, units)
        problems += validation.population_problems(population, units)
        problems += validation.facility_problems(facilities)
        problems += [problem for table in variants for problem in validation.variant_problems(table)]
    if problems:
        raise RegisterError(problems)
    measure = geometric_shares or kept_shares(folder)
    shared = with_shares(lineage.rows, units.rows, population.rows, measure)
    bounds = folder / FILE_NAME
    if (shared["share_basis"] == "geometry").any() and bounds.is_file():
        # Other boundaries would be other figures: only then are they a part of the version.
        contents[bounds] = bounds.read_bytes()
    return Register(
        units=_finished_units(units.rows, population.rows),
        lineage=shared.sort_values(["from_unit_id", "to_unit_id"], ignore_index=True),
        population=population.rows.sort_values(["unit_id", "as_of", "settlement"], ignore_index=True),
        facilities=pd.concat([table.rows for table in facilities]).sort_values(
            ["facility_code", "valid_from"], ignore_index=True
        ),
        bytes_hash=_bytes_hash(folder, contents),
        name_variants=variants[0].rows.reset_index(drop=True) if variants else no_variants(),
    )


def _packaged_contracts() -> dict[str, Contract]:
    """Return the contracts of the register's files as the package declares them."""
    folder = packaged_schemas() / "register"
    return {name: load_contract(folder / f"{name}.yml") for name in (*NAMES, VARIANTS)}


def _contents(folder: Path, *, synthetic: bool, variants: bool) -> dict[Path, bytes]:
    """Return the bytes of each register file, or say which are missing; of what need not be there, where it is."""
    paths = [folder / f"{name}.csv" for name in NAMES]
    missing = [path for path in paths if not path.is_file()]
    if missing:
        remedy = "Restore it, or run thugom init in a new folder and take the empty one from there."
        raise RegisterError(Problem(path, None, None, "no file", "this file is needed", remedy) for path in missing)
    if synthetic and (folder / SYNTHETIC_FACILITIES).is_file():
        paths.append(folder / SYNTHETIC_FACILITIES)
    if variants and (folder / f"{VARIANTS}.csv").is_file():
        paths.append(folder / f"{VARIANTS}.csv")
    return {path: path.read_bytes() for path in paths}


def _of_name(tables: Mapping[Path, Table], name: str) -> list[Table]:
    """Return the tables whose file has this name, in the order read."""
    return [table for path, table in tables.items() if path.stem == name]


def _add_unit_ids(units: pd.DataFrame, lineage: pd.DataFrame, population: pd.DataFrame) -> None:
    """Give every row the key of the units it speaks of."""
    units["unit_id"] = unit_ids(units["unit_code"], units["valid_from"])
    population["unit_id"] = unit_ids(population["unit_code"], population["valid_from"])
    for side in ("from", "to"):
        lineage[f"{side}_unit_id"] = unit_ids(lineage[f"{side}_unit_code"], lineage[f"{side}_valid_from"])


def _finished_units(units: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return the units by key, with full name, order and search form of the name, and what their people rest on."""
    set_aside = population.loc[(population["status"] != "usable") & population["note"].notna()]
    notes = set_aside.groupby("unit_id")["note"].agg("; ".join)
    names = units["full_name"].fillna(units["name"])
    keys = zip(units["name"].map(order_key), names.map(order_key), units["unit_id"], strict=True)
    ranked = pd.Series(list(keys), index=units.index).sort_values().index
    return units.assign(
        full_name=names,
        name_order=pd.Series(range(1, len(units) + 1), index=ranked, dtype="Int64"),
        name_plain=names.map(plain).astype("str"),
        population_note=looked_up(units["unit_id"], notes).astype("str"),
    ).sort_values("unit_id", ignore_index=True)


def _bytes_hash(folder: Path, contents: Mapping[Path, bytes]) -> str:
    """Return one SHA-256 for all files, the same wherever the folder lies and however it lists them."""
    named = {path.relative_to(folder).as_posix(): content for path, content in contents.items()}
    lines = (f"{name} {hashlib.sha256(named[name]).hexdigest()}\n" for name in sorted(named))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
