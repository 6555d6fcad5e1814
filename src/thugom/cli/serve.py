"""`thugom serve`: the page on which a clerk checks a workbook, on this machine only."""

from typing import Annotated

import typer

from thugom.cli.speech import HomeOption, Speech, WrongUseError, chosen_home, clear_errors

Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=0, max=65535, help="The port (default: THUGOM_PAGE_PORT, else 8400).", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(home: HomeOption = None, port: Port = None) -> None:
    """Offer the form that checks a workbook, on 127.0.0.1 only, until Ctrl+C.

    For an intranet, put it behind the department's own server and login. The nightly schedule and Prefect's own pages
    are not offered yet.
    """
    from thugom.contracts import Home
    from thugom.services.night.opening import declared
    from thugom.services.serve import PortTakenError, Site, application, listen, listening_socket
    from thugom.services.serve.examiner import Examiner
    from thugom.services.serve.page import Frame
    from thugom.settings import Settings

    settings, root = Settings(), chosen_home(home).resolve()
    with clear_errors():
        here = declared(Home.open(root))
    place = here.policy.place
    speech = Speech.of_system(place.language)
    try:
        listener = listening_socket(settings.page_port if port is None else port)
    except PortTakenError as error:
        raise WrongUseError(str(error)) from error
    frame = Frame({"vi": place.name.vi, "en": place.name.en}, here.home.synthetic, settings.max_file_mb)
    examiner = Examiner(root, settings.page_seconds, settings.max_file_mb * 1024 * 1024)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    said = speech.say("Page to check a workbook: {address} (on this machine only; Ctrl+C ends it)")
    speech.console.print(said.format(address=address), soft_wrap=True, markup=False)
    listen(application(Site(frame, place.language, examiner, speech.complain_of)), listener)
