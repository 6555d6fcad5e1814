"""What is asked for: the period, and the units or the facility whose workbooks are wanted."""

from dataclasses import dataclass

import pandas as pd

from thugom.contracts import Policy
from thugom.measures.periods import calendar, last_day, month_label, period_kind
from thugom.register import Register, facility_months, units_in_force

REPORTS = ("collection", "treatment")


class TemplateError(Exception):
    """No template can be made: names what was asked for, what is wrong with it, and what to do."""


@dataclass(frozen=True)
class Request:
    """What somebody asks for: a month, and exactly one of a unit, all units, or a facility.

    `unit` is a code or a `unit_id`; `report` one of the reports, both where None.
    """

    period: str
    unit: str | None = None
    every_unit: bool = False
    facility: str | None = None
    report: str | None = None

    @property
    def reports(self) -> tuple[str, ...]:
        """The reports whose sheets are wanted; a facility sends only what it treats.

        Raises:
            TemplateError: there is no such report, or a facility does not send it.
        """
        sent = REPORTS if self.facility is None else ("treatment",)
        if self.report is not None and self.report not in sent:
            raise TemplateError(f"--report {self.report}\n  No such report here. There are: {', '.join(sent)}")
        return sent if self.report is None else (self.report,)


def month_asked(request: Request) -> str:
    """Return the month that is asked for.

    Raises:
        TemplateError: it is no month.
    """
    try:
        if period_kind(request.period) == "month":
            return request.period
    except ValueError:
        pass
    raise TemplateError(f"--period {request.period}\n  A month such as 2026-11 is expected. Correct it and run again.")


def units_asked(request: Request, register: Register) -> pd.DataFrame:
    """Return the units whose workbooks are wanted: their rows of the register, in the order of their names.

    Raises:
        TemplateError: nothing or too much is asked for, or the unit is not in force in the month.
    """
    chosen = [request.unit is not None, request.every_unit, request.facility is not None]
    if sum(chosen) != 1:
        raise TemplateError("Name one unit with --unit, a facility with --facility, or ask for --all units.")
    month = month_asked(request)
    in_force = units_in_force(register.units, last_day(month)).sort_values("name_order", ignore_index=True)
    if in_force.empty:
        problem = "No unit of the register is in force in this month. Correct the month or the register."
        raise TemplateError(f"--period {month}\n  {problem}")
    if request.unit is None:
        return in_force
    found = in_force[_is_called(in_force, request.unit)]
    if found.empty:
        raise TemplateError(f"--unit {request.unit}\n  {_why_not(request.unit, month, register)}")
    return found


def _is_called(units: pd.DataFrame, asked: str) -> pd.Series:
    """Return which units have this code or key."""
    return (units["unit_id"] == asked) | (units["unit_code"] == asked)


def _why_not(asked: str, month: str, register: Register) -> str:
    """Return why a unit has no template for a month: unknown, ended or still to come."""
    known = register.units[_is_called(register.units, asked)].sort_values("valid_from")
    if known.empty:
        return "No unit has this code. See the codes in register/unit.csv."
    begun = known[known["valid_from"] <= pd.Timestamp(last_day(month))]
    if begun.empty:
        unit = known.iloc[0]
        first = month_label(unit["valid_from"])
        return (
            f"{unit['full_name']} is not in force in {month}. It begins in {first}: ask for that month or a later one."
        )
    unit = begun.iloc[-1]
    heirs = ", ".join(_heirs(unit["unit_id"], month, register)) or "–"
    return f"{unit['full_name']} is not in force in {month}. Its area is now in {heirs}: ask for those."


def _heirs(unit_id: str, month: str, register: Register) -> list[str]:
    """Return the units in force in a month that have an ended unit's area, as "name (code)"."""
    in_force = units_in_force(register.units, last_day(month)).sort_values("name_order")
    edges, reached = register.lineage, {unit_id}
    # An heir may itself have ended by then: follow the lineage to its end.
    while not set(found := edges.loc[edges["from_unit_id"].isin(reached), "to_unit_id"]) <= reached:
        reached |= set(found)
    heirs = in_force[in_force["unit_id"].isin(reached)]
    return [f"{name} ({code})" for name, code in zip(heirs["full_name"], heirs["unit_code"], strict=True)]


def facility_asked(request: Request, register: Register, policy: Policy) -> pd.Series:
    """Return the facility whose workbook is wanted: its newest row of the register by the end of the month.

    Raises:
        TemplateError: the register has no such facility in the month.
    """
    known = facilities_of(month_asked(request), register, policy)
    found = known[known["facility_code"] == request.facility]
    if found.empty:
        codes = ", ".join(sorted(known["facility_code"])) or "–"
        problem = f"The register has no such facility in {request.period}. There are: {codes}"
        raise TemplateError(f"--facility {request.facility}\n  {problem}")
    return found.iloc[0]


def facilities_of(month: str, register: Register, policy: Policy) -> pd.DataFrame:
    """Return the facilities of a month, licensed ones first: `facility_code`, `name`, `licensed`."""
    days = calendar([month])
    states = facility_months(register.facilities, days, policy.treatment.control_levels)
    begun = register.facilities[register.facilities["valid_from"] <= days["last_on"].iloc[0]]
    names = begun.sort_values("valid_from").drop_duplicates("facility_code", keep="last")[["facility_code", "name"]]
    known = names.merge(states.loc[states["in_force"], ["facility_code", "licensed"]], on="facility_code")
    known = known.assign(licensed=known["licensed"].fillna(value=False).astype(bool))
    ordered: pd.DataFrame = known.sort_values(["licensed", "facility_code"], ascending=[False, True], ignore_index=True)
    return ordered
