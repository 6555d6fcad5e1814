"""An explanation, as a person reads it in a terminal of eighty columns."""

import itertools
import textwrap
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from babel.numbers import format_decimal
from rich.table import Table
from rich.text import Text

from thugom.cli.speech import Speech
from thugom.cli.summary import VERDICTS
from thugom.language.numbers import percent
from thugom.language.numbers import period as written_period
from thugom.services.explain import Explanation

FIRST_UNITS, FIRST_EVIDENCE, FIRST_ROWS = 8, 3, 6
"""How many units, how many with their rows and cells, and how many of those, a reader sees who did not ask for all."""
LONGEST_VALUE = 60
LESS_TELLING = ("replaced", "overruled", "other_stream")
"""What another row stands for, or what is another waste, is shown to who asks for all."""
WIDTH = 80
STATES = {"complete": "complete", "partial": "in part", "silent": "silent"}
ENDS = {"Value": "", "At least": "lower_", "At most": "upper_"}
IDENTITY = {"unit_code", "period", "settlement", "former_unit_code", "stream", "reported_by"}
"""Columns that say what a row speaks of: the line that names it says so already."""
USES = {
    "counted": "counted",
    "replaced": "replaced by a newer submission",
    "refused": "refused",
    "unknown_part": "not counted: a part beside it was refused",
    "other_stream": "not counted: another stream of waste",
    "overruled": "not counted: the facility's own report stands",
    "not_treatment": "not counted: this method is no treatment",
    "unlicensed": "not counted: the facility was not licensed all the time",
}


def show(speech: Speech, found: Explanation, *, full: bool) -> None:
    """Print the figure, the units it adds up from, their rows and cells, and what it rests on."""
    _show_names(speech, found)
    _show_figure(speech, found)
    terms = _in_order(found.terms)
    shown = terms if full else terms.head(FIRST_UNITS)
    speech.console.print()
    speech.console.print(_units(speech, found, shown))
    if len(shown) < len(terms):
        text = speech.say("{count} more are shown by --full").format(count=len(terms) - len(shown))
        speech.console.print(text, style="dim")
    _show_pieces(speech, found, full=full)
    _show_estimates(speech, found, full=full)
    _show_evidence(speech, found, terms if full else terms.head(FIRST_EVIDENCE), full=full)
    _show_policy(speech, found, full=full)
    _show_provenance(speech, found)


def _show_names(speech: Speech, found: Explanation) -> None:
    """Print whose figure it is, what it is called and of when it speaks."""
    say, language, console = speech.say, speech.language, speech.console
    title = Text(f"thu gom – {found.place.in_language(language)}", style="bold")
    if found.provenance.synthetic:
        title.append(f"  {say('SYNTHETIC DATA, not real figures')}", style="bold yellow")
    console.print(title)
    names = [found.title.in_language(language)]
    if found.unit_name:
        names.append(f"{found.unit_name} ({found.unit_id})")
    _print(speech, " · ".join(names), style="bold")
    where = [found.indicator, _period(speech, found), found.settlement, found.basis, found.denominator_kind or ""]
    _print(speech, " · ".join(part for part in where if part))


def _period(speech: Speech, found: Explanation) -> str:
    """Return a period as people write it."""
    if found.period_kind in {"month", "year"}:
        return written_period(found.period, speech.language)
    text = {"quarter": "quarter {number} of {year}", "half_year": "half-year {number} of {year}"}[found.period_kind]
    return speech.say(text).format(number=found.period[-1], year=found.period[:4])


def _show_figure(speech: Speech, found: Explanation) -> None:
    """Print value and interval with what they are made of, the goal, and whether it is what was published."""
    say, language = speech.say, speech.language
    table = Table.grid(padding=(0, 2))
    for name, prefix in ENDS.items():
        value = found.figure.get(prefix.rstrip("_") or "value")
        if prefix and value is None and found.unit_id is not None:
            # An answer has no interval, and a unit on another map than its reports' has none either.
            continue
        above, below = (found.figure.get(f"{prefix}{part}") for part in ("numerator", "denominator"))
        made_of = "" if below is None else f"{_amount(above, language)} / {_amount(below, language)}"
        table.add_row(say(name), _written(speech, found, value), f"{made_of} {say(found.measured_in)}".strip())
    row = found.published
    if row.get("target") is not None:
        word, style = VERDICTS.get(str(row["target_status"]), ("no verdict", ""))
        table.add_row(say("Goal"), percent(row["target"], language), Text(say(word), style=style))
    speech.console.print(table)
    if row.get("value_outside_bounds"):
        _print(speech, say("The value lies outside its interval: a report is there in part only."), style="yellow")
    if row.get("rate_above_one"):
        _print(speech, say("A rate above 1 is among the terms; it is never capped."), style="yellow")
    for one in found.differences:
        text = say("Published as {name} = {published}; its terms add up to {added_up}.")
        _print(speech, text.format(name=one.name, published=one.published, added_up=one.added_up), style="red")


def _written(speech: Speech, found: Explanation, value: float | None) -> str:
    """Return a figure as people write it: a share, an amount, or a yes or no."""
    if found.figure.keys() == {"value"}:
        return speech.say({None: "unknown", 1.0: "yes", 0.0: "no"}[value])
    if found.table == "province_coverage" or found.column.endswith(("_rate", "_share", "_coverage")):
        return percent(value, speech.language)
    return _amount(value, speech.language)


def _amount(value: float | None, language: str, form: str = "#,##0.###") -> str:
    """Return an amount with its thousands set apart; a dash where it is unknown.

    >>> _amount(1630.488, "vi"), _amount(None, "vi")
    ('1.630,488', '–')
    """
    return "–" if value is None or pd.isna(value) else str(format_decimal(value, form, locale=language))


def _in_order(terms: pd.DataFrame) -> pd.DataFrame:
    """Return the terms, the weightiest first; of equal ones those that are missing to the whole first."""
    gap = terms["most_d"].fillna(terms["value_n"]).fillna(0), terms["least_n"].fillna(0)
    keys = terms.assign(weight=-gap[0], least=gap[1])
    return terms.loc[keys.sort_values(["weight", "least", "unit_id", "period", "settlement"], kind="stable").index]


def _units(speech: Speech, found: Explanation, terms: pd.DataFrame) -> Table:
    """Return one line per term: unit, value, and how little and how much it can be; of counts the answer."""
    say, language = speech.say, speech.language
    answers = found.measured_in in {"", "units"} and "answer" in terms
    several = len(found.terms[["period", "settlement"]].drop_duplicates()) > 1
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(say("Unit"), max_width=24)
    if several:
        table.add_column(say("Period"), no_wrap=True)
    for name in ["Counts"] if answers else ["Value", "At least", "At most"]:
        table.add_column(say(name), justify="right", no_wrap=True)
    table.add_column(say("Reports"), no_wrap=True)
    for row in terms.to_dict("records"):
        cells = [row["unit_name"], *([f"{row['period']} {say(row['settlement'])}"] if several else [])]
        if answers:
            cells.append(say("unknown" if pd.isna(row["answer"]) else "yes" if row["answer"] else "no"))
        else:
            cells += [_pair(row[f"{end}_n"], row[f"{end}_d"], language) for end in ("value", "least", "most")]
        table.add_row(*cells, say(STATES[row["state"]]))
    return table


def _pair(above: float | None, below: float | None, language: str) -> str:
    """Return what stands above and below a line, short.

    >>> _pair(450.491, 541.614, "en")
    '450.5 / 541.6'
    """
    text = _amount(above, language, "#,##0.#")
    return text if below is None or pd.isna(below) else f"{text} / {_amount(below, language, '#,##0.#')}"


def _show_pieces(speech: Speech, found: Explanation, *, full: bool) -> None:
    """Print where what was reported lies on another map, and what share of it."""
    if found.pieces.empty:
        return
    say = speech.say
    pairs = found.pieces.drop_duplicates(["unit_id", "settlement", "to_unit_id", "to_settlement", "share"])
    speech.console.print()
    _print(speech, say("Reported there, and where it lies on this map"), style="bold")
    for row in (pairs if full else pairs.head(FIRST_UNITS)).to_dict("records"):
        old = f"{row['unit_name']} ({row['unit_id']}), {say(row['settlement'])}"
        new = f"{row['to_unit_name']} ({row['to_unit_id']}), {say(row['to_settlement'])}"
        _print(speech, f"{old} → {new}: {percent(row['share'], speech.language)}", indent=2)
    if not full and len(pairs) > FIRST_UNITS:
        text = say("{count} more are shown by --full").format(count=len(pairs) - FIRST_UNITS)
        _print(speech, text, indent=2, style="dim")


def _show_estimates(speech: Speech, found: Explanation, *, full: bool) -> None:
    """Print whose waste was not reported, and what it was assumed to be."""
    rows = found.estimates.sort_values(["generation_kg", "unit_id", "period", "settlement"], ascending=False)
    if rows.empty:
        return
    say = speech.say
    speech.console.print()
    _print(speech, say("Not reported, and what it was assumed to be"), style="bold")
    for row in (rows if full else rows.head(FIRST_UNITS)).to_dict("records"):
        names = f"{row['unit_name']}, {row['period']}, {say(row['settlement'])}"
        silent = f" ({say('silent')})" if row["silent"] else ""
        _print(speech, f"{names}{silent}: {_assumed(speech, row)}", indent=2)
    if not full and len(rows) > FIRST_UNITS:
        _print(speech, say("{count} more are shown by --full").format(count=len(rows) - FIRST_UNITS), indent=2)


def _assumed(speech: Speech, row: Mapping[Hashable, Any]) -> str:
    """Return what was assumed of a cell: waste from people and days, households from the register."""
    say, language = speech.say, speech.language
    parts = []
    if row["generation_assumed"]:
        text = say("{tonnes} t from {people} people × {factor} kg × {days} days")
        numbers = {
            "tonnes": None if pd.isna(row["generation_kg"]) else row["generation_kg"] / 1000,
            "people": row["population"],
            "factor": row["kg_per_person_day"],
            "days": row["days"],
        }
        parts.append(text.format(**{name: _amount(value, language) for name, value in numbers.items()}))
    if row["households_assumed"]:
        text = say("{households} households by the register")
        parts.append(text.format(households=_amount(row["households_basis"], language)))
    return "; ".join(parts)


def _show_evidence(speech: Speech, found: Explanation, terms: pd.DataFrame, *, full: bool) -> None:
    """Print the rows and cells behind some terms."""
    for unit_id, unit_name in terms[["unit_id", "unit_name"]].drop_duplicates().itertuples(index=False, name=None):
        # On another map a unit's figures are those of the units that reported what lies in it.
        there = found.pieces.loc[found.pieces["to_unit_id"] == unit_id, "unit_id"]
        rows = found.rows[found.rows["unit_id"].isin([unit_id, *there])] if len(found.rows) else found.rows
        speech.console.print()
        _print(speech, f"{unit_name} ({unit_id})", style="bold")
        if rows.empty:
            _print(speech, speech.say("No report names this unit."), indent=2)
        first = rows if full else rows[~rows["use"].isin(LESS_TELLING)].head(FIRST_ROWS)
        for row in first.to_dict("records"):
            _show_row(speech, found, {str(name): value for name, value in row.items()})
        if len(first) < len(rows):
            text = speech.say("{count} more rows of reports are shown by --full")
            _print(speech, text.format(count=len(rows) - len(first)), indent=2, style="dim")


def _show_row(speech: Speech, found: Explanation, row: Mapping[str, Any]) -> None:
    """Print one report row: where it stands, what became of it, and its cells."""
    say = speech.say
    place = say("{file}, sheet {sheet}, row {row}") if row["sheet"] else say("{file}, row {row}")
    where = place.format(file=row["file_path"], sheet=row["sheet"], row=row["row_number"])
    use = say(USES[row["use"]]) + (f" [{row['rules']}]" if row["rules"] else "")
    _print(speech, f"{where} ({row['period']}, {say(row['settlement'] or 'unknown')}): {use}", indent=2)
    here = (found.cells[["file_sha256", "sheet", "row_number", "report"]] == _place(row)).all(axis=1)
    cells = found.cells[here & ~found.cells["column"].isin(IDENTITY)]
    title = f"title_{speech.language}"
    parts = (f"{cell['cell']} {cell[title]}: “{_found(cell['raw'])}”" for cell in cells.to_dict("records"))
    _print(speech, "; ".join(parts), indent=4, style="dim")


def _place(row: Mapping[str, Any]) -> list[Any]:
    """Return where a row stands, as its cells say it."""
    return [row["file_sha256"], row["sheet"], row["row_number"], row["report"]]


def _found(raw: object) -> str:
    """Return what stands in a cell; a dash where the original is gone."""
    return raw if isinstance(raw, str) else "–"


def _show_policy(speech: Speech, found: Explanation, *, full: bool) -> None:
    """Print the lines of the policy that the figure rests on, those of one source together."""
    if not found.policy:
        return
    speech.console.print()
    _print(speech, speech.say("It rests on these lines of the policy"), style="bold")
    _print(speech, _below(found.policy[0].file), style="dim")
    for source, lines in itertools.groupby(found.policy, lambda line: line.source):
        for line in lines:
            place = speech.say("line {line}").format(line=line.line)
            value = line.value if full else textwrap.shorten(line.value, LONGEST_VALUE, placeholder=" …")
            _print(speech, f"{place}: {line.place} = {value}", indent=2)
        _print(speech, source, indent=4, style="dim")
    if found.provenance.policy_changed:
        text = "The policy has been changed since; the next night will use it."
        _print(speech, speech.say(text), style="yellow")


def _below(file: str) -> str:
    """Return a path as its reader would type it."""
    path = Path(file)
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else file


def _show_provenance(speech: Speech, found: Explanation) -> None:
    """Print which publication the figure is of."""
    one = found.provenance
    text = speech.say(
        "Publication {publication} of {at}, run {run}; rules {rules}, policy {policy}, register {register}."
    )
    line = text.format(
        publication=one.publication_id,
        at=one.published_at,
        run=one.run_id,
        rules=one.rules_version,
        policy=one.policy_version,
        register=one.register_version,
    )
    speech.console.print()
    _print(speech, line, style="dim")


def _print(speech: Speech, text: str, *, indent: int = 0, style: str = "") -> None:
    """Print a text folded to the terminal's width, its later lines indented as its first."""
    if not text:
        return
    margin = " " * indent
    lines: Iterable[str] = textwrap.wrap(
        text,
        min(WIDTH, speech.console.width),
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines:
        # File names may hold brackets: they are names and not styles. A path longer than the line stays whole.
        speech.console.print(Text(line, style=style), soft_wrap=True)
