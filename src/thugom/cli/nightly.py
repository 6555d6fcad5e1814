"""`thugom nightly`: the main job, as a Prefect flow with a server of its own on loopback."""

import datetime as dt
import gc
import os
import time
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from thugom.cli.recollection import show_recollection
from thugom.cli.speech import (
    DONE,
    FELL_SHORT,
    HomeOption,
    JsonOption,
    Speech,
    WrongUseError,
    chosen_home,
    clear_errors,
    said_by_system,
)

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="The day that decides which months are due, such as 2026-11-16.", show_default=False),
]
AsKnownAt = Annotated[
    str | None,
    typer.Option(
        "--as-known-at",
        help="Publish nothing: compute the figures as they were known at this instant, such as 2026-11-16T18:30.",
        show_default=False,
    ),
]
WithAlerts = Annotated[
    bool, typer.Option("--with-alerts", help="Judge alerts and send notices also where --as-of is a day that is past.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(nightly)


def nightly(
    home: HomeOption = None,
    as_of: AsOf = None,
    as_known_at: AsKnownAt = None,
    with_alerts: WithAlerts = False,
    json: JsonOption = False,
) -> None:
    """Ingest what arrived, judge it, and publish the coverage."""
    started = time.perf_counter()
    with clear_errors():
        root, day = chosen_home(home).resolve(), _day(as_of)
        _open_home(root, is_past=as_known_at is not None)
        summary = _run(root, as_known_at, as_of=day, started=started, with_alerts=with_alerts)
    if json:
        typer.echo(summary.as_json())
    elif as_known_at is not None:
        show_recollection(Speech.of_system(summary.summary.language), summary, root)
    else:
        _show(root, summary)
    if summary.fell_short and as_known_at is None:
        _complain(root, summary)
    raise typer.Exit(FELL_SHORT if summary.fell_short else DONE)


def _day(text: str | None) -> dt.date | None:
    """Return the day that was asked for."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        message = f"--as-of {text}: a day such as 2026-11-16 is expected."
        raise WrongUseError(message) from None


def _open_home(root: Path, *, is_past: bool) -> None:
    """Refuse at once what is no home, before a server is started for it."""
    from thugom.contracts import Home, load_policy

    home = Home.open(root)
    if not is_past:
        # What the policy says today does not matter to the past.
        load_policy(home.policy_path)
    _set_up_prefect(home.prefect_home)


def _set_up_prefect(prefect_home: Path) -> None:
    """Point Prefect at the home: no telemetry, nobody else's settings."""
    from thugom.files import private_folder

    private_folder(prefect_home.parent)
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        # A PREFECT_API_URL from outside would send the province's night to a stranger's server.
        del os.environ[name]
    os.environ |= {
        "PREFECT_HOME": str(prefect_home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
        # What goes wrong is said once, by this command, without a traceback.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    }


def _run(root: Path, known_at: str | None, **asked: Any) -> Any:  # noqa: ANN401 - imported below
    """Run the flow on a home that is in order."""
    from thugom.cli.progress import progress_shown
    from thugom.contracts import Home
    from thugom.files import HomeLockedError
    from thugom.services.night.errors import NIGHT_ERRORS
    from thugom.services.night.knowledge import inspect_past
    from thugom.services.night.opening import inspect_home
    from thugom.services.one_writer import writing_alone

    try:
        # What is wrong with the home is said at once, and not after a server took ten seconds to start.
        if known_at is None:
            inspect_home(root)
            # Whoever would find the home in use at the flow's beginning hears it before.
            with writing_alone(Home.open(root)):
                pass
        else:
            inspect_past(root, known_at, dt.datetime.now(dt.UTC))
        flow = _loaded_flow(root, judges=known_at is None)
        with progress_shown(_speech(root)) if known_at is None else nullcontext():
            return flow(home=root, known_at=known_at, **asked)
    except HomeLockedError:
        # Nothing is wrong, and the command has a code of its own for it.
        raise
    except OSError as error:
        raise WrongUseError(said_by_system(error)) from error
    except NIGHT_ERRORS as error:
        raise WrongUseError(str(error)) from error
    except Exception as error:
        # A fault of the program or of Prefect: its user gets a sentence, whoever mends it gets the traceback.
        raise WrongUseError(_kept_traceback(root, error)) from error


def _loaded_flow(root: Path, *, judges: bool) -> Any:  # noqa: ANN401 - a Prefect flow, see above
    """Return the flow when its server is up; what takes long to import is loaded while that starts."""
    from thugom.contracts import Home
    from thugom.flows.server import start_server
    from thugom.settings import Settings

    settings, home = Settings(), Home.open(root)
    server = None if settings.prefect_api_url else start_server(home.prefect_home, _keep_days(home) if judges else None)
    os.environ["PREFECT_API_URL"] = server.url if server else str(settings.prefect_api_url)
    # None of what is imported is ever thrown away: to look for it among the rubbish again and again takes seconds.
    gc.disable()
    from thugom.flows.nightly import nightly as flow

    if judges:
        import_module("thugom.services.night.judging")
    gc.freeze()
    gc.enable()
    if server:
        server.wait(settings.prefect_startup_seconds)
        server.end_killed_runs()
    return flow


def _keep_days(home: Any) -> int:  # noqa: ANN401 - Home, see above
    """Return how long Prefect keeps its runs; a night of the past does not ask, for today's policy is nothing to it."""
    from thugom.contracts import load_policy

    days: int = load_policy(home.policy_path).operation.keep_runs_days
    return days


def _kept_traceback(root: Path, error: Exception) -> str:
    """Write down an error that nobody foresaw, and return what its user is to read."""
    import traceback

    from thugom.contracts import Home

    place = Home.open(root).store / "last-error.txt"
    place.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    advice = "Nothing is half published. Run again; if it stops again, send this file."
    return f"{place}\n  The night stopped: {error}. {advice}"


def _show(root: Path, summary: Any) -> None:  # noqa: ANN401 - Summary, see above
    """Print the summary, in the reader's language."""
    from dataclasses import asdict

    from thugom.cli.summary import show

    show(_speech(root), asdict(summary), root)


def _speech(root: Path) -> Speech:
    """Return the speech for whoever sits at this terminal: in the home's language, if the system names none."""
    from thugom.contracts import Home, load_policy

    return Speech.of_system(load_policy(Home.open(root).policy_path).place.language)


def _complain(root: Path, summary: Any) -> None:  # noqa: ANN401 - Summary, see above
    """Say on standard error why the night fell short: each refused place with its remedy, or that nothing came."""
    from thugom.services.night.opening import inbox_shown

    inbox, speech = inbox_shown(root), _speech(root)
    if not summary.refusals:
        speech.complain_of(f"{inbox}\n  No accepted report yet: put reports into data/raw and run thugom nightly.")
        return
    lines = [speech.say("Nothing of what arrived tonight was accepted; what was published before stands.")]
    for refusal in summary.refusals:
        place = speech.say("{file}, sheet {sheet}, cell {cell}") if refusal.sheet else speech.say("{file}, cell {cell}")
        place = place if refusal.cell else "{file}"
        lines.append(place.format(file=f"{inbox}/{refusal.file_path}", sheet=refusal.sheet, cell=refusal.cell))
        lines.append(f"  {refusal.message[speech.language]}")
    speech.complain_of("\n".join(lines))
