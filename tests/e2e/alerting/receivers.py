"""Those who hear: a mail server and a web server on loopback, which can be told to refuse, to hang, or to be gone."""

from __future__ import annotations

import asyncio
import email
import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal, cast

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

Manner = Literal["accept", "refuse", "hang"]
LOOPBACK = "127.0.0.1"
HANGS_FOR = 60.0
"""Seconds after which a hanging server lets go; whoever waits for it must have given up long before."""


@dataclass(frozen=True)
class Letter:
    """What somebody got: to which address, the notice's id, subject, plain text, HTML, and what was attached."""

    to: str
    notice_id: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[tuple[str, bytes], ...] = ()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


class MailServer:
    """An SMTP server; `letters` is what it took, in order, `asked` how often anybody began to send."""

    def __init__(self) -> None:
        """Choose a port."""
        self.port = free_port()
        self.manner: Manner = "accept"
        self.letters: list[Letter] = []
        self.asked = 0
        self._released = threading.Event()

    async def handle_MAIL(  # noqa: N802 - the server calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        """Count an attempt, and turn it away if told so."""
        self.asked += 1
        if self.manner == "refuse":
            return "451 4.3.0 The office is closed"
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep a letter once per address, or say nothing for long."""
        if self.manner == "hang":
            await asyncio.to_thread(self._released.wait, HANGS_FOR)
            return "451 4.3.0 Too late"
        self.letters += [_letter(to, cast("bytes", envelope.content)) for to in envelope.rcpt_tos]
        return "250 Taken"

    @contextmanager
    def listening(self) -> Iterator[MailServer]:
        """Serve for as long as the block runs."""
        controller = Controller(self, hostname=LOOPBACK, port=self.port)
        self._released.clear()
        controller.start()
        try:
            yield self
        finally:
            self._released.set()
            controller.stop()

    def address(self, name: str) -> str:
        """Return the channel address that reaches somebody's letter box here."""
        return f"mailto://{LOOPBACK}:{self.port}?from=thugom@so.example&to={name}@huyen.example&rto=2&cto=2"


def _letter(to: str, content: bytes) -> Letter:
    """Return what a letter says, decoded."""
    message: EmailMessage = email.message_from_bytes(content, policy=default)
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    said = {kind: cast("str", part.get_content()) if part is not None else "" for kind, part in parts.items()}
    attached = tuple(
        (part.get_filename() or "", cast("bytes", part.get_payload(decode=True))) for part in message.iter_attachments()
    )
    name, notice_id = to.partition("@")[0], str(message["X-Thugom-Notice"])
    return Letter(name, notice_id, str(message["subject"]), said["plain"], said["html"], attached)


class WebReceiver:
    """An HTTP server that takes JSON; `letters` is what it took, in order, addressed by the path."""

    def __init__(self) -> None:
        """Choose a port."""
        self.manner: Manner = "accept"
        self.letters: list[Letter] = []
        self.asked = 0
        self.port = free_port()

    @contextmanager
    def listening(self) -> Iterator[WebReceiver]:
        """Serve for as long as the block runs."""
        server = ThreadingHTTPServer((LOOPBACK, self.port), _handler(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def take(self, path: str, body: dict[str, Any]) -> int:
        """Return the status with which a message is answered."""
        self.asked += 1
        if self.manner != "accept":
            return 503
        self.letters.append(Letter(path.strip("/"), body["notice_id"], body["title"], body["message"]))
        return 200

    def address(self, name: str) -> str:
        """Return the channel address that reaches somebody's letter box here."""
        return f"json://{LOOPBACK}:{self.port}/{name}"


def _handler(receiver: WebReceiver) -> type[BaseHTTPRequestHandler]:
    """Return what answers for a receiver."""

    class Handler(BaseHTTPRequestHandler):
        """Passes each message on to the receiver."""

        def do_POST(self) -> None:
            """Take one message."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.take(self.path, json.loads(body)))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing on the terminal."""

    return Handler
