"""Importing boundaries into a home, and checking those it has."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thugom.contracts import Home, load_policy
from thugom.register import Problem, Register, RegisterError, load_register, units_in_force
from thugom.register.boundaries import (
    boundaries_on,
    keep_boundaries,
    load_boundaries,
    stored_boundaries,
)
from thugom.register.boundaries_checks import place_findings, shape_findings
from thugom.register.boundaries_findings import Finding, Values, errors_of
from thugom.register.boundaries_lineage import lineage_findings, lineage_overlaps
from thugom.register.boundaries_merging import match_layer, merge_layers
from thugom.register.boundaries_points import load_collection_points, point_findings, points_in_units
from thugom.register.boundaries_reading import Layer, read_layer
from thugom.register.boundaries_shares import FILE_NAME
from thugom.services.one_writer import writing_alone


@dataclass(frozen=True)
class Source:
    """What the user says of the files: which layer, system of coordinates and columns; found out where None."""

    layer: str | None = None
    crs: str | None = None
    code_column: str | None = None
    name_column: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What an import or a check came to, for one day's units."""

    path: Path
    on: dt.date
    kept: bool
    imported: int
    """Units that the files gave a polygon."""
    with_polygon: int
    """Units in force that have one now."""
    in_force: int
    findings: tuple[Finding, ...]

    def as_record(self) -> dict[str, Any]:
        """Return the outcome as JSON holds it."""
        found = [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "unit_ids": list(finding.unit_ids),
                "details": finding.details,
                "message": {language: finding.message(language) for language in ("vi", "en")},
            }
            for finding in self.findings
        ]
        return vars(self) | {"path": str(self.path), "on": self.on.isoformat(), "findings": found}


def import_boundaries(
    home: Home, files: Sequence[Path], source: Source, now: dt.datetime, valid_on: dt.date | None = None
) -> Outcome:
    """Read the files, match them to units, repair and check them; keep them unless an error was found.

    Args:
        home: where to keep them.
        files: any vector files.
        source: what the user says of them.
        now: the clock's reading, with a zone.
        valid_on: the day whose units they show; the home's pinned day, else today, where None.

    Raises:
        RegisterError: a file is not usable at all, or the register is wrong.
        ContractError, HomeError, OSError: the home is wrong, or closed to this user.
        HomeLockedError: a night runs; nothing was kept.
    """
    register, on = _opened(home, now, valid_on)
    units = register.units
    layers = _read(files, source)
    matched = [(layer, match_layer(layer, units, on, source.code_column, source.name_column)) for layer in layers]
    nothing = [
        Finding("no_match", _shown(layer, on))
        for layer, match in matched
        if match.unit_ids.isna().all() and not errors_of(match.findings)
    ]
    merged = merge_layers(matched, units.set_index("unit_id")["full_name"])
    findings = [*nothing, *merged.findings]
    known = load_boundaries(home.register_dir, units)
    if len(merged.polygons):
        findings += place_findings(merged.polygons, units, known)
    if not errors_of(findings):
        findings += shape_findings(merged.polygons, known, units, on)
    kept = not errors_of(findings)
    if kept:
        # A night reads its register once: it must not change under it.
        with writing_alone(home):
            keep_boundaries(home.register_dir, merged.polygons)
    return _outcome(home, register, on, findings, kept=kept, imported=len(merged.polygons))


def check_boundaries(home: Home, now: dt.datetime, valid_on: dt.date | None = None) -> Outcome:
    """Check the boundaries that a home has: those of one day, and the lineage against those of all days.

    Raises:
        as `import_boundaries`.
    """
    register, on = _opened(home, now, valid_on)
    units = register.units
    known = load_boundaries(home.register_dir, units)
    here = boundaries_on(known, on)
    gone = set(stored_boundaries(home.register_dir)["unit_id"]) - set(known["unit_id"])
    findings = [Finding("not_in_register", {"unit": key}, (key,)) for key in sorted(gone)]
    if len(here):
        findings += place_findings(here, units, known)
        findings += shape_findings(here, here, units, on)
        points = points_in_units(load_collection_points(home.register_dir), on, known)
        findings += point_findings(points)
    findings += lineage_findings(lineage_overlaps(register.lineage, known), units)
    return _outcome(home, register, on, findings, kept=True, imported=0)


def _opened(home: Home, now: dt.datetime, valid_on: dt.date | None) -> tuple[Register, dt.date]:
    """Return the home's register, and the day whose units are meant."""
    policy = load_policy(home.policy_path)
    register = load_register(
        home.register_dir,
        synthetic=home.synthetic,
        kinds=policy.kind_settlement,
        code_length=policy.place.unit_code_length,
    )
    on = valid_on or home.as_of or now.astimezone(policy.place.time_zone).date()
    if units_in_force(register.units, on).empty:
        allowed = f"a unit in force on {on} is expected"
        path = home.register_dir / "unit.csv"
        raise RegisterError([Problem(path, None, None, "no unit", allowed, "Enter the units, or name another day.")])
    return register, on


def _read(files: Sequence[Path], source: Source) -> list[Layer]:
    """Return the layers of the files, or name every file that is not usable."""
    layers: list[Layer] = []
    problems: list[Problem] = []
    for path in files:
        try:
            layers.append(read_layer(path, source.layer, source.crs))
        except RegisterError as error:
            problems += error.problems
    if problems:
        raise RegisterError(problems)
    return layers


def _shown(layer: Layer, on: dt.date) -> Values:
    """Return what a message says of a file in which no unit was found."""
    columns = ", ".join(map(str, layer.features.columns.drop("geometry"))) or "–"
    return {"features": len(layer.features), "file": layer.path.name, "day": on.isoformat(), "columns": columns}


def _outcome(
    home: Home, register: Register, on: dt.date, findings: Sequence[Finding], *, kept: bool, imported: int
) -> Outcome:
    """Return what it came to: the errors first, then the warnings, then the notes."""
    here = boundaries_on(load_boundaries(home.register_dir, register.units), on)
    order = ("error", "warning", "note")
    return Outcome(
        path=home.register_dir / FILE_NAME,
        on=on,
        kept=kept,
        imported=imported,
        with_polygon=len(here),
        in_force=len(units_in_force(register.units, on)),
        findings=tuple(sorted(findings, key=lambda finding: order.index(finding.severity))),
    )
