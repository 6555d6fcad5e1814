"""Servers of the tests' own, on loopback: a mail server, a receiver of webhooks, and one that never answers."""

from __future__ import annotations

import email
import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])


@dataclass
class MailBox:
    """What a mail server took: each message with whom it is for; `answer` is what it says to one."""

    port: int
    answer: str = "250 OK"
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    # The name that aiosmtpd looks for.
    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message, or refuse it."""
        if self.answer.startswith("250"):
            message = email.message_from_bytes(envelope.original_content or b"", policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.recipients.append([str(one) for one in envelope.rcpt_tos])
        return self.answer

    @property
    def url(self) -> str:
        """Its address, with a sender and no recipient."""
        return f"mailto://{LOOPBACK}:{self.port}?smtp={LOOPBACK}&from=waste%40department.example"


@contextmanager
def mail_server(answer: str = "250 OK") -> Iterator[MailBox]:
    """Run a mail server."""
    box = MailBox(free_port(), answer)
    controller = Controller(box, hostname=LOOPBACK, port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Receiver:
    """What a receiver of webhooks took: headers and JSON; `status` is what it answers."""

    port: int = 0
    status: int = 200
    calls: list[tuple[dict[str, str], Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        return f"json://{LOOPBACK}:{self.port}/hook/secret-path"


@contextmanager
def web_server(status: int = 200) -> Iterator[Receiver]:
    """Run a receiver of webhooks."""
    receiver = Receiver(status=status)

    class Handler(BaseHTTPRequestHandler):
        """Takes what is posted."""

        # The name that the library looks for.
        def do_POST(self) -> None:
            """Take one call."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append((dict(self.headers), json.loads(body)))
            self.send_response(receiver.status)
            if receiver.status == 302:
                self.send_header("Location", f"http://{LOOPBACK}:{receiver.port}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def silent_server() -> Iterator[int]:
    """Take connections at a port and never answer."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen(8)
        yield int(listener.getsockname()[1])
