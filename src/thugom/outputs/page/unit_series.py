"""Every month of each unit as CSV, in a script that the unit's page loads when somebody asks for it."""

from collections.abc import Iterator

from thugom.outputs.page.series import script_of
from thugom.outputs.page.site import Edition, page_name

COLUMNS = (
    "period", "generated_t", "generation_basis", "collected_t", "treated_t", "collected_treated_t",
    "collected_treated_rate", "households", "households_served", "household_coverage", "covered",
    "reporting", "evidence_grade",
)  # fmt: skip
"""What the file holds, by the names of `commune_coverage` (basis as_is, settlement all)."""


def series_name(unit_id: str) -> str:
    """Return the name of a unit's chunk.

    >>> series_name("03388@2025-07-01")
    'unit/03388@2025-07-01'
    """
    return f"unit/{page_name(unit_id).removesuffix('.html')}"


def unit_chunks(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each unit's chunk."""
    release = edition.release
    coverage = release.table("commune_coverage")
    here = (coverage["period_kind"] == "month") & (coverage["basis"] == "as_is") & (coverage["settlement"] == "all")
    here &= (coverage["period"] <= (release.period or "")) & coverage["unit_id"].isin(edition.units["unit_id"])
    rows = coverage.loc[here, ["unit_id", *COLUMNS]].sort_values(["unit_id", "period"])
    written = rows[list(COLUMNS)].assign(covered=rows["covered"].map({True: "true", False: "false"}))
    # Written once for all units and divided by line: a country has half a million rows; no text has two lines.
    head, *lines = written.to_csv(index=False, lineterminator="\n").splitlines()
    at = 0
    for unit_id, many in rows.groupby("unit_id", sort=True).size().items():
        name = series_name(str(unit_id))
        yield f"data/{name}.js", script_of(name, "\r\n".join([head, *lines[at : at + many], ""]))
        at += many
