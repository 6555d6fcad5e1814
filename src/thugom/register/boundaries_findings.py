"""What an import or a check of boundaries has to say: errors, warnings and notes, in two languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from babel.numbers import format_decimal

from thugom.language.catalogue import translator

Values = dict[str, str | float]
Severity = Literal["error", "warning", "note"]

ERRORS: Mapping[str, str] = {
    "no_match": (
        "None of the {features} features of {file} is a unit in force on {day}. Its columns are: {columns}. "
        "Name them with --code-column or --name-column, or the day with --valid-on."
    ),
    "ambiguous_name": (
        "{file}, feature {feature}: the name {name} may mean {units}. Give the file a column of codes, or one "
        "of kinds (Xã, Phường)."
    ),
    "name_twice": (
        "{file}: {count} features are called {name} ({places}), and which of them is {unit} cannot be told. "
        "Give the file a column of codes, or one of provinces."
    ),
    "twice": (
        "{unit} has several different polygons that overlap: {places}. Remove the wrong ones, or name the "
        "column of codes with --code-column."
    ),
    "other_unit_of_code": (
        "{file}, feature {feature}: it is called {name} and has the code of {unit}; this code meant {other} "
        "on another day. Name the day of these boundaries with --valid-on."
    ),
    "shifted": (
        "{outside} of {known} seats lie outside the polygon of their unit, {unit} by {km} km. The coordinate "
        "system or the codes are not those of this file: name them with --crs or --code-column."
    ),
    "elsewhere": (
        "{count} polygons lie far from the seats of the register ({box}): {unit} would lie at {x} E, {y} N. Name the "
        "coordinate system of the file with --crs, such as EPSG:9205 for VN-2000 / TM-3 103-00."
    ),
    "axis_order": (
        "{count} polygons lie far from the seats of the register: {unit} would lie at {x} E, {y} N, and with the two "
        "exchanged where the seats are. The file has latitude before longitude: write it anew with longitude first."
    ),
    "antimeridian": (
        "{unit} is {degrees} degrees wide: its ring goes around the world where it crosses 180°. Cut the "
        "polygon at 180° and run again."
    ),
    "other_unit": (
        "{unit}: its seat lies outside this polygon, and the area is {found} km² where the register has "
        "{expected}. It is the polygon of another unit: correct its code or name."
    ),
    "overlap_too_large": (
        "{unit} and {other} overlap by {km2} km², {percent} % of the smaller one. Correct the polygons, or "
        "leave one out."
    ),
    "no_area": "{unit}: nothing is left of this polygon after its repair ({reason}). Take it from another source.",
}
"""What forbids an import: kept, it would pass for what is right."""

WARNINGS: Mapping[str, str] = {
    "area": (
        "{unit}: the polygon has {found} km², the register {expected} ({percent} %). Check which of the two is right."
    ),
    "seat_outside": "{unit}: its seat lies {km} km outside this polygon. Check the seat in unit.csv, and the polygon.",
    "overlap": "{unit} and {other} overlap by {km2} km². A point there counts for the first of the two.",
    "gap": "A gap of {km2} km² that belongs to no unit lies between {units}, at {x} E, {y} N.",
    "repair_changed_area": (
        "{unit}: the repair changed the area by {km2} km² ({percent} %). Compare the polygon with its source."
    ),
    "name_differs": (
        "{file}, feature {feature}: it is called {name}, the register calls this code {unit}. Check that it "
        "is the same."
    ),
    "not_polygon": "{file}, feature {feature}: found {kind} where a polygon is expected; it was left out.",
    "not_in_register": "The register no longer has {unit}; its polygon is not used.",
    "share": (
        "{unit} to {other}: unit_lineage.csv has a share of {expected} %, by area it is {found} %. Check the "
        "share, and by what it was measured."
    ),
    "point_outside": "Collection point {point} lies in no unit. Check its longitude and latitude, and the polygons.",
    "heir_missing": (
        "{found} % of the area of {unit} lie in {other}, and unit_lineage.csv has no such row. Add it, or "
        "check the polygons."
    ),
}
"""What is kept, and said."""

NOTES: Mapping[str, str] = {
    "repaired": "{unit}: repaired ({reason} at {x}, {y}); the area changed by {km2} km² ({percent} %).",
    "file_name": (
        "{file} says of no feature which unit it is; by the file's name it was taken for {unit}, whose seat lies in it."
    ),
    "parts_joined": "{unit}: {count} features that do not overlap were joined into one.",
    "same_twice": "{unit}: the same polygon stands {count} times; one was kept.",
    "without_polygon": "{count} of {whole} units in force on {day} have no polygon: {units}.",
    "other_features": "{file}: {count} features are no unit of this register and were left out: {names}.",
    "crs_named": "{file} names the coordinate system {found}; it was read as {used}, as --crs says.",
    "place_unchecked": "The register has no seats, so nothing says whether the polygons lie in the right place.",
}
"""What is in order, and good to know."""
TEXTS = {**ERRORS, **WARNINGS, **NOTES}
"""What each rule says; the Vietnamese stands in the catalogue."""


@dataclass(frozen=True)
class Finding:
    """One thing that was found: by which rule, of which units, with which figures."""

    rule: str
    details: Values
    unit_ids: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """Whether nothing is kept (error), or it is kept and said (warning, note)."""
        if self.rule in ERRORS:
            return "error"
        return "warning" if self.rule in WARNINGS else "note"

    def message(self, language: str) -> str:
        """Return what was found, in a language.

        >>> Finding("parts_joined", {"unit": "Xã Nậm Mạ", "count": 2}).message("en")
        'Xã Nậm Mạ: 2 features that do not overlap were joined into one.'
        """
        say = translator(language)
        said = {name: _shown(value, language) for name, value in self.details.items()}
        said |= {name: say(said[name]) for name in ("reason", "kind") if name in said}
        return say(TEXTS[self.rule]).format(**said)


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that forbid an import."""
    return [finding for finding in findings if finding.severity == "error"]


def _shown(value: str | float, language: str) -> str:
    """Return a figure as people write it: four significant digits after the point at most."""
    if isinstance(value, str):
        return value
    return str(format_decimal(value, "#,##0.####", locale=language))
