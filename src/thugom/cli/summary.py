"""Where the province stands, as a person reads it in a terminal."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from thugom.cli.notices import show_delivery
from thugom.cli.speech import Speech
from thugom.language.numbers import day, interval, percent, period, points, seconds, whole

VERDICTS = {"met": ("met", "green"), "not_met": ("not met", "red"), "undetermined": ("undetermined", "yellow")}


def show(speech: Speech, summary: Mapping[str, Any], root: Path) -> None:
    """Print a night's summary: the targets, the reporting, the rows, and where the time went."""
    show_standing(speech, summary)
    console, say, language = speech.console, speech.say, speech.language
    counts = {
        name: whole(summary[name], language) for name in ("files", "rows_received", "rows_accepted", "rows_refused")
    }
    console.print(
        say(
            "Tonight: {files} new files, {rows_received} rows, {rows_accepted} accepted, {rows_refused} refused."
        ).format(**counts)
    )
    for path in summary["skipped"]:
        # The inbox may hold names with brackets: they are names and not styles.
        text = say("Not read tonight, still being written or closed to this user: {path}").format(path=path)
        console.print(Text(text, style="yellow"))
    for path in summary.get("put_off", ()):
        text = say("Put off to the next night, memory or disk space ran out: {path}").format(path=path)
        console.print(Text(text, style="yellow"))
    for notice in summary.get("notices", ()):
        console.print(Text(say(notice), style="yellow"), soft_wrap=True)
    issues = {name: whole(summary["issues"].get(name, 0), language) for name in ("error", "warning")}
    console.print(say("On record: {error} errors and {warning} warnings (table quality_issue).").format(**issues))
    if summary.get("receipts"):
        _show_receipts(speech, summary["receipts"], root)
    _show_tonight(speech, summary)
    place = below(root, "data/curated/thugom.db")
    published = say("Published: {place}, publication {id}, {rows} rows changed.")
    console.print(
        published.format(place=place, id=summary["publication_id"], rows=whole(summary["changed_rows"], language)),
        soft_wrap=True,
    )
    steps = " · ".join(f"{say(name)} {seconds(taken, language)}" for name, taken in summary["step_seconds"].items())
    console.print(f"{say('Time')}: {steps}", style="dim")


def _show_receipts(speech: Speech, receipts: Mapping[str, Any], root: Path) -> None:
    """Print where the receipts for the senders lie, and of which files none could be made."""
    say, language = speech.say, speech.language
    text = say("Receipts for the senders: {total} in {folder}, {written} of them new or changed.")
    counts = {name: whole(receipts[name], language) for name in ("total", "written")}
    speech.console.print(text.format(folder=below(root, receipts["folder"]), **counts), soft_wrap=True, markup=False)
    for file in receipts["failed"]:
        speech.console.print(
            Text(say("No receipt could be made for this file: {file}").format(file=file), style="yellow")
        )


def _show_tonight(speech: Speech, summary: Mapping[str, Any]) -> None:
    """Print what became of alerts tonight, and of the notices."""
    say, alerts = speech.say, summary.get("alerts") or {}
    if alerts.get("failed"):
        text = say("Alerts could not be judged tonight, the next night does it: {reason}").format(
            reason=alerts["failed"]
        )
        speech.console.print(Text(text, style="yellow"), soft_wrap=True)
    elif alerts.get("tonight"):
        names = ("opened", "reopened", "escalated", "closed")
        counts = {name: whole(alerts["tonight"].get(name, 0), speech.language) for name in names}
        text = say(
            "Alerts tonight: {opened} opened, {reopened} opened again, {escalated} passed upwards, {closed} closed."
        )
        speech.console.print(text.format(**counts), soft_wrap=True)
    if summary.get("delivered"):
        show_delivery(speech, summary["delivered"])


def below(root: Path, name: str) -> str:
    """Return a path as its reader would type it."""
    try:
        return (root / name).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return (root / name).as_posix()


def show_standing(speech: Speech, summary: Mapping[str, Any]) -> None:
    """Print where the targets and the reporting stand."""
    console, say, language = speech.console, speech.say, speech.language
    title = Text(f"thu gom – {summary['place'][language]}", style="bold")
    if summary["synthetic"]:
        title.append(f"  {say('SYNTHETIC DATA, not real figures')}", style="bold yellow")
    console.print(title)
    console.print(_when(speech, summary))
    if not summary["period"]:
        console.print(say("No accepted report yet: put reports into data/raw and run thugom nightly."), style="yellow")
        return
    if summary["targets"]:
        console.print(_targets(speech, summary["targets"]))
    else:
        console.print(say("The policy of this home sets no target."))
    if summary["reporting"]:
        console.print(_reporting(speech, summary["reporting"]))
    if summary.get("alerts"):
        _show_alerts(speech, summary["alerts"])


def _show_alerts(speech: Speech, alerts: Mapping[str, Any]) -> None:
    """Print how many alerts are open, by rule, and a few of the worst."""
    say, language = speech.say, speech.language
    if not alerts["open"]:
        speech.console.print(say("No alert is open."))
        return
    rules = " · ".join(f"{rule['title'][language]} {whole(rule['count'], language)}" for rule in alerts["by_rule"])
    text = say("Alerts: {count} open ({rules}). See: thugom alerts list")
    speech.console.print(Text(text.format(count=whole(alerts["open"], language), rules=rules)))
    for line in alerts["worst"]:
        code = f" ({line['unit_code']})" if line["unit_code"] else ""
        since = say("since {period}").format(period=period(line["since"], language))
        gap = "" if line["gap_pp"] is None else say("{points} points short")
        parts = [line["title"][language], since, gap.format(points=points(line["gap_pp"] or 0, language))]
        told = f"  {line['subject'][language]}{code}: {', '.join(part for part in parts if part)}"
        speech.console.print(Text(told, style="yellow"))


def _when(speech: Speech, summary: Mapping[str, Any]) -> str:
    """Return which day and which month the figures speak of."""
    say, language = speech.say, speech.language
    text = say("As of {day}").format(day=day(summary["as_of"], language))
    if summary["as_of_pinned"]:
        text += f" ({say('the day this home is pinned to')})"
    if summary["period"]:
        text += " · " + say("newest period past due: {period}").format(period=period(summary["period"], language))
    return text


def _targets(speech: Speech, lines: list[Mapping[str, Any]]) -> Table:
    """Return one row per target."""
    say, language = speech.say, speech.language
    table = Table(show_edge=False, pad_edge=False)
    table.add_column(say("Target"), max_width=36)
    for name in ("Goal", "Value", "Interval"):
        table.add_column(say(name), justify="right", no_wrap=True)
    table.add_column(say("Verdict"), max_width=16)
    table.add_column(say("Missing"), justify="right", no_wrap=True)
    for line in lines:
        word, style = VERDICTS.get(line["status"], ("no verdict", ""))
        verdict = Text(say(word), style=style)
        if line["verdict_depends_on_denominator"]:
            verdict.append(f" ({say('depends on the denominator')})")
        table.add_row(
            line["title"][language],
            percent(line["target"], language),
            percent(line["value"], language),
            interval(line["lower"], line["upper"], language),
            verdict,
            _missing(speech, line),
        )
    return table


def _missing(speech: Speech, line: Mapping[str, Any]) -> str:
    """Return how many units are missing of those needed."""
    if line["needed"] is None:
        return "–"
    text = speech.say("{best}–{missing} of {needed}")
    if line["missing_units_best"] == line["missing_units"]:
        text = speech.say("{missing} of {needed}")
    return text.format(best=line["missing_units_best"], missing=line["missing_units"], needed=line["needed"])


def _reporting(speech: Speech, reporting: Mapping[str, Any]) -> str:
    """Return how complete the reporting is."""
    text = speech.say("Reports: {received} of {expected} units sent one, {accepted} accepted, {in_time} in time.")
    return text.format(**reporting)
