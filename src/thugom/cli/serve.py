"""`thugom serve`: the page on which a clerk checks a workbook, and the table browser, on this machine only."""

from typing import TYPE_CHECKING, Annotated

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


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(home: HomeOption = None, port: Port = None, browser_port: BrowserPort = None) -> None:
    """Offer the form that checks a workbook, and the published tables to browse, on 127.0.0.1 only, until Ctrl+C.

    The tables are those of the newest publication, from the moment it is there. For an intranet, put both behind the
    department's own server and login. The nightly schedule and Prefect's own pages are not offered yet.
    """
    from thugom.contracts import Home, load_contracts
    from thugom.services.night.opening import declared
    from thugom.services.serve.browser.attendant import Attendant, Browsed
    from thugom.services.serve.examiner import Examiner
    from thugom.services.serve.listening import BROWSER_ADVICE, PAGE_ADVICE, listen
    from thugom.services.serve.page import Frame
    from thugom.services.serve.site import Site, application
    from thugom.settings import Settings

    settings, root = Settings(), chosen_home(home).resolve()
    with clear_errors():
        here = declared(Home.open(root))
    place = here.policy.place
    speech = Speech.of_system(place.language)
    page = _listening(settings.page_port if port is None else port, PAGE_ADVICE)
    tables = _listening(settings.browser_port if browser_port is None else browser_port, BROWSER_ADVICE)
    frame = Frame({"vi": place.name.vi, "en": place.name.en}, here.home.synthetic, settings.max_file_mb)
    examiner = Examiner(root, settings.page_seconds, settings.max_file_mb * 1024 * 1024)
    browsed = Browsed(here.home.curated / "thugom.db", load_contracts().curated, place.name)
    attendant = Attendant(browsed, tables, speech.complain_of)
    for said, listener, below in (
        ("Page to check a workbook: {address} (on this machine only; Ctrl+C ends it)", page, ""),
        ("Page of the newest publication: {address} (on this machine only)", page, "page/"),
        ("Table browser: {address} (read only, on this machine only)", tables, ""),
    ):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/{below}"
        speech.console.print(speech.say(said).format(address=address), soft_wrap=True, markup=False)
    published = here.home.curated / "page"
    made_of = Site(frame, place.language, examiner, speech.complain_of, published)
    listen(application(made_of, attendant), page)


def _listening(port: int, advice: str) -> "socket.socket":
    """Return a socket that listens on a port of this machine, or say what to do where it is taken."""
    from thugom.services.serve.listening import PortTakenError, listening_socket

    try:
        return listening_socket(port, advice)
    except PortTakenError as error:
        raise WrongUseError(str(error)) from error
