"""`thugom serve`: all that one small department needs, on this machine only, until somebody ends it."""

import contextlib
import datetime as dt
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thugom.cli.speech import HomeOption, Speech, WrongUseError, chosen_home, clear_errors

if TYPE_CHECKING:
    import socket

Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=0, max=65535, help="The port (default: THUGOM_PAGE_PORT, else 8400).", show_default=False
    ),
]
BrowserPort = Annotated[
    int | None,
    typer.Option(
        "--browser-port",
        min=0,
        max=65535,
        help="The table browser's port (default: THUGOM_BROWSER_PORT, else 8401).",
        show_default=False,
    ),
]
PrefectPort = Annotated[
    int | None,
    typer.Option(
        "--prefect-port",
        min=0,
        max=65535,
        help="The port of Prefect's server (default: THUGOM_PREFECT_PORT, else 4200).",
        show_default=False,
    ),
]
NoSchedule = Annotated[
    bool, typer.Option("--no-schedule", help="Offer the pages only: no nights, and no Prefect server.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    home: HomeOption = None,
    port: Port = None,
    browser_port: BrowserPort = None,
    prefect_port: PrefectPort = None,
    no_schedule: NoSchedule = False,
) -> None:
    """Run the nights at 01:30, and offer the pages and tables, on 127.0.0.1 only, until Ctrl+C.

    A night that was missed is caught up at the start. Offered are the form that checks a workbook, the page and the
    tables of the newest publication, and Prefect's own pages. For an intranet, put them behind the department's own
    server and login.
    """
    from thugom.contracts import Home
    from thugom.services.logs import log_opened
    from thugom.services.night.opening import declared
    from thugom.settings import Settings

    settings, root = Settings(), chosen_home(home).resolve()
    with clear_errors():
        here = declared(Home.open(root))
    speech = Speech.of_system(here.policy.place.language)
    page = _listening(settings.page_port if port is None else port, "page")
    tables = _listening(settings.browser_port if browser_port is None else browser_port, "browser")
    prefect = None
    if not no_schedule and settings.prefect_api_url is None:
        prefect = _listening(settings.prefect_port if prefect_port is None else prefect_port, "prefect")
    _greet(speech, page, tables, prefect)
    keep_days = here.policy.operation.keep_logs_days
    with (
        clear_errors(),
        log_opened(here.home.store, "serve", as_json=settings.log_json, keep_days=keep_days, shown=True) as log,
        _clean_end(log),
    ):
        keepers = [] if no_schedule else _keepers(here, settings, prefect, log)
        _offer(here, settings, (page, tables), keepers, log)


def _greet(speech: Speech, page: "socket.socket", tables: "socket.socket", prefect: "socket.socket | None") -> None:
    """Say what is offered, and where."""
    for said, listener, below in (
        ("Page to check a workbook: {address} (on this machine only; Ctrl+C ends it)", page, ""),
        ("Page of the newest publication: {address} (on this machine only)", page, "page/"),
        ("Table browser: {address} (read only, on this machine only)", tables, ""),
        ("Nights, and Prefect's pages: {address} (on this machine only)", prefect, ""),
    ):
        if listener is not None:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}/{below}"
            speech.console.print(speech.say(said).format(address=address), soft_wrap=True, markup=False)


def _keepers(here: Any, settings: Any, prefect: "socket.socket | None", log: logging.Logger) -> list[Any]:  # noqa: ANN401 - imported below
    """Return what keeps the server and the schedule running; the server alone where it is somebody else's."""
    from thugom.flows.department import api_of, schedule_program, server_program
    from thugom.services.serve.keeper import Keeper

    def tell(who: str, line: str) -> None:
        """Enter a line of a program in the log."""
        log.info(line, extra={"who": who})

    url = api_of(prefect) if prefect is not None else str(settings.prefect_api_url)
    programs = [schedule_program(here.home, url)]
    if prefect is not None:
        programs.insert(0, server_program(here.home, prefect, here.policy.operation.keep_runs_days))
    return [Keeper(program, tell) for program in programs]


def _offer(here: Any, settings: Any, listeners: Any, keepers: list[Any], log: logging.Logger) -> None:  # noqa: ANN401 - as above
    """Offer the pages until somebody ends them, and what is kept running with them."""
    from thugom.contracts import load_contracts
    from thugom.services.serve.browser.attendant import Attendant, Browsed
    from thugom.services.serve.examiner import Examiner
    from thugom.services.serve.health import Health
    from thugom.services.serve.listening import listen
    from thugom.services.serve.page import Frame
    from thugom.services.serve.site import Site, application

    def complain(text: str) -> None:
        """Enter in the log what no sender can mend."""
        log.warning(text, extra={"who": "page"})

    page, tables = listeners
    home, place = here.home, here.policy.place
    frame = Frame({"vi": place.name.vi, "en": place.name.en}, home.synthetic, settings.max_file_mb)
    examiner = Examiner(home.root, settings.page_seconds, settings.max_file_mb * 1024 * 1024)
    attendant = Attendant(Browsed(home.curated / "thugom.db", load_contracts().curated, place.name), tables, complain)
    programs = {keeper.name: keeper.number for keeper in keepers} | {"browser": lambda: attendant.process_id}
    health = Health(home.curated, dt.timedelta(hours=here.policy.operation.late_after_hours), programs)
    site = Site(frame, place.language, examiner, complain, home.curated / "page", health)
    listen(application(site, attendant, *keepers), page)


@contextlib.contextmanager
def _clean_end(log: logging.Logger) -> Iterator[None]:
    """Enter beginning and end in the log; an interrupt is how this command ends, and no error."""
    import signal

    # The server heeds both signals itself while it runs, and hands each on to whoever stood here before: to nobody.
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    log.info("begins", extra={"who": "serve"})
    try:
        yield
    finally:
        log.info("ended", extra={"who": "serve"})
        for number, handler in before.items():
            signal.signal(number, handler)


def _listening(port: int, whose: str) -> "socket.socket":
    """Return a socket that listens on a port of this machine, or say what to do where it is taken."""
    from thugom.services.serve.listening import (
        BROWSER_ADVICE,
        PAGE_ADVICE,
        PREFECT_ADVICE,
        PortTakenError,
        listening_socket,
    )

    advice = {"page": PAGE_ADVICE, "browser": BROWSER_ADVICE, "prefect": PREFECT_ADVICE}[whose]
    try:
        return listening_socket(port, advice)
    except PortTakenError as error:
        raise WrongUseError(str(error)) from error
