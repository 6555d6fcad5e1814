"""One workbook: its forms, the sheet that explains them, and the stamp that says which forms they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from thugom import __version__
from thugom.checks.numbers import KILOGRAMS_IN
from thugom.contracts import Contract, SourceMap
from thugom.language.numbers import day
from thugom.measures.periods import first_day, last_day
from thugom.renderings.form import (
    PERIOD,
    SUBMITTED,
    Design,
    Form,
    FormColumn,
    FormRow,
    Head,
    is_dropped,
    pairs_of,
    source_for,
)
from thugom.renderings.guide import GuideTable, column_tables, guide_lines
from thugom.renderings.input_rules import day_rule
from thugom.renderings.workbook import FormBook, workbook_bytes
from thugom.services.templates.rows import rows_of
from thugom.services.templates.workshop import FACILITY, Sender, Workshop

MOST_NOTED = 12
"""Facilities that are listed below the table; more of them stand on the guide only."""
FORMAT = "1"
_NUMBERS = frozenset({"integer", "number"})
_KILOGRAMS_IN = {unit: Fraction(kilograms) for unit, kilograms in KILOGRAMS_IN.items()}


def made_workbook(shop: Workshop, sender: Sender, reports: Sequence[str]) -> bytes:
    """Return the workbook that a sender fills in, with a sheet for each of these reports."""
    forms = tuple(_form(shop, sender, report) for report in reports)
    book = FormBook(
        title=f"{sender.name} – {shop.month}",
        forms=forms,
        guide_sheet=shop.voice.say("Guide"),
        guide=tuple(guide_lines(shop.guide_page)),
        tables=(*column_tables(forms, shop.voice), *_lists(shop, sender, reports)),
        stamp=_stamp(shop, sender, forms),
        made_on=first_day(shop.month),
        voice=shop.voice,
    )
    return workbook_bytes(book)


def _form(shop: Workshop, sender: Sender, report: str) -> Form:
    """Return the form of one report."""
    contract = shop.declared.contracts.reports[report]
    source = source_for(contract, shop.declared.source_maps, sender.says if report == "treatment" else {})
    choices = _choices(shop, sender)
    columns = Design(contract, source, sender.says, choices, shop.limits, shop.voice, _KILOGRAMS_IN).columns()
    figures = [column for column in columns if column.field and column.field.type in _NUMBERS]
    rows = rows_of(report, shop, sender, [column.name for column in figures])
    compared = tuple(figures) if any(row.before for row in rows) else ()
    notes = [note for note in _notes(shop, sender, report) if is_dropped(note, source)]
    signatures = _signatures(shop, sender)
    return Form(
        sheet=shop.voice.say("Treatment" if report == "treatment" else "Collection"),
        contract=contract,
        source=source,
        head=_head(shop, sender, contract, source),
        columns=columns,
        rows=tuple(_in_units(row, figures) for row in rows),
        compared=compared,
        pairs=pairs_of(contract, [column.name for column in columns]),
        notes=tuple(notes),
        signatures=signatures if is_dropped(signatures[0], source) else (),
    )


def _choices(shop: Workshop, sender: Sender) -> dict[str, Sequence[str]]:
    """Return what a sender chooses from beside the words of the contract."""
    choices: dict[str, Sequence[str]] = {
        "unit_code": sender.units["unit_code"].tolist(),
        "unit_name": sender.units["full_name"].tolist(),
        "period": [shop.month],
        "facility_code": shop.facilities["facility_code"].tolist(),
        "reported_by": [sender.kind],
    }
    if sender.kind == FACILITY:
        return choices | {"facility_code": [sender.key]}
    return choices | {"settlement": sender.settlements[sender.key]}


def _in_units(row: FormRow, figures: Sequence[FormColumn]) -> FormRow:
    """Return a row with the masses of the month before in the form's units of measure; they are published in tonnes."""
    before = dict(row.before)
    for column in figures:
        value = before.get(column.name)
        if column.field and column.field.is_mass and column.unit and isinstance(value, float):
            before[column.name] = value * float(_KILOGRAMS_IN["t"] / _KILOGRAMS_IN[column.unit])
    return replace(row, before=before)


def _head(shop: Workshop, sender: Sender, contract: Contract, source: SourceMap | None) -> Head:
    """Return what stands above a table."""
    say, policy = shop.voice.say, shop.declared.policy
    month = first_day(shop.month)
    headings: Mapping[str, tuple[str, ...]] = source.headings if source else {}
    periods = [form for form in headings.get(PERIOD, ()) if "{day}" not in form] or ["{month}/{year}"]
    days = headings.get(SUBMITTED, ())
    due = policy.due_on(last_day(shop.month))
    described = contract.description or contract.title
    sent_by = say("Facility: {name} (code {code})") if sender.kind == FACILITY else say("Unit: {name} (code {code})")
    before = f"{shop.history.month[5:]}/{shop.history.month[:4]}"
    return Head(
        title=contract.title.in_language(shop.voice.language).upper(),
        subtitle=described.in_language(shop.voice.language),
        mark=say("SYNTHETIC DATA, not real figures") if shop.declared.home.synthetic else "",
        sender=sent_by.format(name=sender.name, code=sender.code),
        period=periods[0].format(month=month.month, year=month.year),
        due=say("Due by {day}").format(day=day(due.isoformat(), shop.voice.language)),
        submitted=days[0].format(day="…", month="…", year="…") if days else "",
        submitted_rule=day_rule(days[0], shop.voice) if days else None,
        before=say("Figures of {month}, for comparison only").format(month=before),
    )


def _notes(shop: Workshop, sender: Sender, report: str) -> Iterator[str]:
    """Yield what stands below a table."""
    yield shop.voice.say("Note: an empty cell means that a figure is not known; 0 means that there is nothing.")
    if report == "treatment" and sender.kind != FACILITY and 0 < len(shop.facilities) <= MOST_NOTED:
        listed = (f"{code}: {name} ({licence})" for code, name, licence in _facility_rows(shop))
        yield "\n".join([shop.voice.say("Note: codes of the facilities"), *listed])


def _signatures(shop: Workshop, sender: Sender) -> tuple[str, str]:
    """Return who signs below the table: left, right."""
    head = "Head of the facility" if sender.kind == FACILITY else "Chair of the People's Committee"
    signing = shop.voice.say("(signature and name)")
    return f"{shop.voice.say('Made by')}\n{signing}", f"{shop.voice.say(head)}\n{signing}"


def _facility_rows(shop: Workshop) -> Iterator[tuple[str, str, str]]:
    """Yield code, name and licence of the month's facilities, licensed ones first."""
    words = {True: shop.voice.say("licensed"), False: shop.voice.say("not licensed for the whole month")}
    for one in shop.facilities.itertuples(index=False):
        yield str(one.facility_code), str(one.name), words[bool(one.licensed)]


def _lists(shop: Workshop, sender: Sender, reports: Sequence[str]) -> Iterator[GuideTable]:
    """Yield what the codes to choose from mean."""
    say = shop.voice.say
    if "treatment" in reports and sender.kind != FACILITY:
        header = (say("Code"), say("Name"), say("Licence"))
        yield GuideTable(say("Facilities"), header, tuple(_facility_rows(shop)))
    if sender.kind == FACILITY:
        pairs = zip(sender.units["unit_code"], sender.units["full_name"], strict=True)
        yield GuideTable(say("Units"), (say("Code"), say("Name")), tuple(pairs))


def _stamp(shop: Workshop, sender: Sender, forms: Sequence[Form]) -> dict[str, str]:
    """Return which forms these are, for whoever gets the workbook back."""
    stamp = {
        "format": FORMAT,
        "thugom": __version__,
        "unit_id" if sender.kind != FACILITY else "facility_code": sender.key,
        "period": shop.month,
    }
    for form in forms:
        stamp[f"{form.contract.name}.contract_sha256"] = form.contract.sha256
        stamp[f"{form.contract.name}.source"] = form.source.name if form.source else "canonical"
        if form.source:
            stamp[f"{form.contract.name}.source_sha256"] = form.source.sha256
    return stamp
