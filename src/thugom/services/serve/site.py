"""The site: the form, what was found, and the receipt; small, and closed to everything that is not meant."""

import contextlib
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Protocol, TypeAlias
from urllib.parse import quote

import anyio
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from thugom.language.catalogue import LANGUAGES, translator
from thugom.services.serve.drawer import Drawer
from thugom.services.serve.examiner import ExaminationError, Examined, Examiner
from thugom.services.serve.guard import HOSTS, Guarded, Message
from thugom.services.serve.health import Health, health_route
from thugom.services.serve.page import Frame, form_page, result_page, trouble_page
from thugom.services.serve.published_page import page_routes

MOST_WAITING = 8
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AROUND_A_FILE = 64 * 1024
"""What a form sends besides its file."""
_TROUBLES = {
    "too_slow": (
        "Checking this file took too long and was stopped. Copy its rows into a new template and try again.",
        422,
    ),
    "stopped": ("This file could not be checked. Copy its rows into a new template and try again.", 422),
    "home": ("Checking is not possible at the moment. Tell the department that its settings have an error.", 503),
}
Complain: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Site:
    """What the pages work with.

    Attributes:
        frame: what they share.
        language: spoken where a reader asks for none.
        examiner: judges uploads.
        complain: tells whoever runs the page what no sender can mend.
        published: the folder of the night's page; None where none is offered.
        health: how the department's nights are; None where nobody is told.
    """

    frame: Frame
    language: str
    examiner: Examiner
    complain: Complain
    published: Path | None = None
    health: Health | None = None


class Beside(Protocol):
    """What runs as long as the site does."""

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End."""


class _TooLargeError(Exception):
    """More is sent than a file may have."""

    def __init__(self, *, is_all: bool) -> None:
        """Say whether all of it has been received."""
        super().__init__()
        self.is_all = is_all


def application(made_of: Site, *beside: Beside) -> Starlette:
    """Return the site as an application; what stands beside it begins and ends with it."""
    pages = _Pages(made_of)
    routes: list[BaseRoute] = [
        Route("/", pages.form),
        Route("/check", pages.check, methods=["POST"]),
        Route("/check", pages.back, methods=["GET"]),
        Route("/receipt/{token}", pages.receipt),
        Route("/style.css", pages.style),
    ]
    if made_of.published is not None:
        routes += page_routes(made_of.published)
    if made_of.health is not None:
        routes.append(health_route(made_of.health))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        """Have everything loaded when the first upload comes, and leave no process behind."""
        for one in (made_of.examiner, *beside):
            await run_sync(one.start)
        try:
            yield
        finally:
            for one in (*beside, made_of.examiner):
                one.close()

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(Guarded), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        exception_handlers={HTTPException: pages.problem},
    )
    app.router.redirect_slashes = False
    return app


class _Pages:
    """The pages of one site."""

    def __init__(self, made_of: Site) -> None:
        """Take what they work with."""
        self._site, self._drawer = made_of, Drawer()
        self._waiting = 0
        self._style = resources.files("thugom.services.serve").joinpath("style.css").read_text(encoding="utf-8")

    async def form(self, request: Request) -> Response:
        """Show the form."""
        return HTMLResponse(form_page(self._site.frame, self._language(request)))

    async def back(self, request: Request) -> Response:
        """Lead back to the form: a result is shown once."""
        return RedirectResponse(f"./?lang={self._language(request)}", status_code=303)

    async def style(self, _: Request) -> Response:
        """Give what the pages look like."""
        return Response(self._style, media_type="text/css")

    async def receipt(self, request: Request) -> Response:
        """Give a receipt, while it is kept."""
        kept = self._drawer.get(request.path_params["token"])
        if kept is None:
            raise HTTPException(404)
        disposition = f"attachment; filename=\"ket-qua.xlsx\"; filename*=UTF-8''{quote(kept.name, safe='')}"
        return Response(kept.content, media_type=_XLSX, headers={"Content-Disposition": disposition})

    async def problem(self, request: Request, error: Exception) -> Response:
        """Say that there is no such page."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        language = self._language(request)
        text = "There is no such page here, or the receipt was kept for half an hour and is gone. Check the file again."
        return HTMLResponse(trouble_page(self._site.frame, language, translator(language)(text)), status_code=status)

    async def check(self, request: Request) -> Response:
        """Judge what was sent, and show what was found."""
        language, frame = self._language(request), self._site.frame
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return self._refused(language, "This form can only be sent from its own page.", 403)
        if self._waiting >= MOST_WAITING:
            return self._refused(
                language, "Too many files are being checked at the moment. Try again in a minute.", 503
            )
        self._waiting += 1
        try:
            sent = await self._sent(request)
            if sent is None:
                return self._refused(language, "No file was chosen. Choose one and try again.", 400)
            examined: Examined = await run_sync(self._site.examiner.examine, *sent, language)
        except _TooLargeError as error:
            if not error.is_all:
                await _drained(request)
            text = "The file is larger than {limit} MB. Divide it, or remove what does not belong to the report."
            return self._refused(language, text, 413)
        except ExaminationError as error:
            self._site.complain(str(error))
            return self._refused(language, *_TROUBLES[error.trouble])
        finally:
            self._waiting -= 1
        token = None
        if examined.receipt is not None:
            stem = examined.note.file_name.rpartition(".")[0] or examined.note.file_name
            token = self._drawer.put(f"{stem}.ket-qua.xlsx", examined.receipt)
        return HTMLResponse(result_page(frame, language, examined.note, token))

    async def _sent(self, request: Request) -> tuple[str, bytes] | None:
        """Return the name and the bytes of the file that was sent; None where none was.

        Raises:
            _TooLargeError: there are more than allowed; the rest is not read.
        """
        most = self._site.frame.limit_mb * 1024 * 1024
        bounded = Request(request.scope, _bounded(request.receive, most + _AROUND_A_FILE))
        try:
            async with bounded.form(max_files=1, max_fields=4, max_part_size=_AROUND_A_FILE) as form:
                upload = form.get("file")
                if not isinstance(upload, UploadFile) or not upload.filename:
                    return None
                content = await upload.read()
        except (HTTPException, TimeoutError):
            # What is sent is no form, holds more than this one, or does not come to an end.
            return None
        if len(content) > most:
            raise _TooLargeError(is_all=True)
        return unicodedata.normalize("NFC", upload.filename), content

    def _refused(self, language: str, text: str, status: int) -> Response:
        """Show the form again, and say what was wrong."""
        problem = translator(language)(text).format(limit=self._site.frame.limit_mb)
        return HTMLResponse(form_page(self._site.frame, language, problem), status_code=status)

    def _language(self, request: Request) -> str:
        """Return the language that is asked for, else the home's."""
        asked = request.query_params.get("lang")
        return asked if asked in LANGUAGES else self._site.language


def _bounded(receive: Callable[[], Awaitable[Message]], most: int) -> Callable[[], Awaitable[Message]]:
    """Return what receives a request's body up to so many bytes, and stops it beyond."""
    taken = 0

    async def bounded() -> Message:
        """Receive the next piece."""
        nonlocal taken
        with anyio.fail_after(_SLOWEST_PIECE):
            message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise _TooLargeError(is_all=not message.get("more_body", False))
        return message

    return bounded


async def _drained(request: Request) -> None:
    """Let the rest of a request go by: a browser that is cut off while it sends shows no answer at all."""
    with anyio.move_on_after(_SLOWEST_PIECE):
        while (await request.receive()).get("more_body", False):
            pass


_SLOWEST_PIECE = 60
"""Seconds within which the next piece of an upload must come."""
