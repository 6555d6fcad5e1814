"""Delivery: one notice to one address, now. The only door to apprise, which knows what each address means.

Apprise tells only whether it sent, and tells its log why not, addresses and all: the log is held back while it sends,
and the reason is taken from it in words of our own.
"""

import html
import logging
import mimetypes
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.attachment.memory import AttachMemory
from apprise.common import OverflowMode, PersistentStoreMode
from apprise.plugins.base import NotifyBase
from apprise.plugins.email import base as mail
from pydantic import SecretStr

from thugom.alerts.notice import Notice
from thugom.alerts.pieces import in_pieces, on_one_line, without_commands
from thugom.language.order import slug

HEADER = "X-Thugom-Notice"
"""The header by which whoever hears twice can see it."""
TIMEOUT_SECONDS = 15.0
"""How long a server may take to connect, and for each answer."""
PAUSE_SECONDS = 1.0
"""Between the messages of one notice: chats slow down whoever is faster."""
_WORKBOOK = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
_WEBHOOKS = frozenset({"json", "xml", "form"})
_PAGES_FROM = 32_768
"""Services that carry so many signs and a title apart are mail by another way, and take a whole page."""
_CHAT_BYTES = {"ntfy": 3_800, "workflow": 7_000, "slack": 2_900}
"""What a service takes in one message where apprise says more or less: ntfy makes a file of what is longer, Teams takes
much more, a block of Slack less."""
_PIECES = 4
_COUNTER = len(" (1/4)\r\n")
_WORD_JOINER = "\u2060"
_NOISY = ("urllib3", "requests")
_CAUSES = (
    (r"timed? ?out", "the server did not answer in time"),
    (r"name resolution|name or service not known|getaddrinfo|no address associated|not resolve", "no such server"),
    (r"certificate", "the server's certificate is not trusted"),
    (r"connection refused", "the server refused the connection"),
    (r"authenti|\(535,|error=401|error=403", "the server does not accept the name or the password"),
    (r"SMTPRecipientsRefused|SMTPSenderRefused|SMTPDataError|\(5[0-9]{2}, b", "the mail server refused the message"),
    (r"\(4[0-9]{2}, b", "the mail server put the message off"),
    (r"closed|reset by peer|aborted|disconnected", "the server broke the connection off"),
)


class DeliveryError(Exception):
    """A notice could not be sent; the reason holds no address."""

    def __init__(self, reason: str) -> None:
        """Say why."""
        self.reason = reason
        super().__init__(reason)


def send(notice: Notice, address: SecretStr, attachment: Path | None) -> None:
    """Send a notice to one address, and return once its server has taken it.

    Mail gets the page and the plain text, both as they were composed; chats get the text, in at most four messages;
    webhooks get the text, the notice's id and the file.

    Args:
        notice: what to send.
        address: an apprise URL.
        attachment: the file that goes with it; services that carry none leave it out.

    Raises:
        DeliveryError: it was not taken, or only a part of it was.
    """
    attached = [_attached(attachment)] if attachment else []
    with _listening() as heard:
        service = _service(address)
        sent = service is not None and _sent(service, notice, attached)
    if service is None:
        raise DeliveryError("the channel's address cannot be understood")
    if not sent:
        raise DeliveryError(_reason(heard))


def is_address(address: SecretStr) -> bool:
    """Tell whether an address is one that notices can be sent to; nothing is sent."""
    with _listening():
        return _service(address) is not None


def _service(address: SecretStr) -> NotifyBase | None:
    """Return what speaks to an address, told to be quick, to go nowhere else and never to make light of failing."""
    asset = AppriseAsset(
        app_id="thugom",
        app_desc="thugom",
        app_url="",
        # Pictures would be fetched from the library's own site by whoever shows the message.
        image_url_mask="",
        image_url_logo="",
        image_path_mask="",
        async_mode=False,
        interpret_emojis=False,
        http_redirects=False,
        pgp_autogen=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )
    service = Apprise.instantiate(address.get_secret_value(), asset=asset)
    if not isinstance(service, NotifyBase):
        return None
    service.socket_connect_timeout = service.socket_read_timeout = TIMEOUT_SECONDS
    service.request_rate_per_sec = PAUSE_SECONDS
    service.optional = False
    service.overflow_mode = OverflowMode.UPSTREAM
    return service


def _sent(service: NotifyBase, notice: Notice, attached: list[AttachMemory]) -> bool:
    """Send a notice in the form that its service takes."""
    _mark(service, notice)
    subject = on_one_line(notice.subject)
    takes_pages = service.notify_format == NotifyFormat.HTML and service.title_maxlen > 0
    if isinstance(service, mail.NotifyEmail) or (takes_pages and service.body_maxlen >= _PAGES_FROM):
        with _own_plain_part(notice.text):
            return _passed_on(service, subject, *_page_or_text(service, notice), attached)
    if _is_webhook(service):
        return _passed_on(service, subject, notice.text, NotifyFormat.TEXT, attached)
    return _sent_to_chat(service, subject, notice.text, attached)


def _mark(service: NotifyBase, notice: Notice) -> None:
    """Put the notice's id where programs look for it."""
    headers, extras = getattr(service, "headers", None), getattr(service, "payload_extras", None)
    if "headers" in service.template_kwargs and isinstance(headers, dict):
        headers[HEADER] = notice.notice_id
    if _is_webhook(service) and isinstance(extras, dict):
        extras |= {
            "notice_id": notice.notice_id,
            "kind": notice.kind,
            "language": notice.language,
            "alert_ids": " ".join(notice.alert_ids),
        }


def _is_webhook(service: NotifyBase) -> bool:
    """Tell whether a program reads what is sent there."""
    return _name(service) in _WEBHOOKS


def _name(service: NotifyBase) -> str:
    """Return the word by which addresses of a service begin."""
    # Some have one word, some several, some only the one for a closed connection.
    declared: Any = service
    names = declared.protocol or declared.secure_protocol
    return str(names if isinstance(names, str) else names[0])


def _page_or_text(service: NotifyBase, notice: Notice) -> tuple[str, NotifyFormat]:
    """Return the page; the text where there is none, or where the address asks for text."""
    if service.notify_format == NotifyFormat.HTML and notice.html:
        return notice.html, NotifyFormat.HTML
    return notice.text, NotifyFormat.TEXT


def _sent_to_chat(service: NotifyBase, subject: str, text: str, attached: list[AttachMemory]) -> bool:
    """Send the text in as few messages as the service needs, the file with the first of them."""
    # Telegram knows pages and a dialect, and no plain text: its page holds the text as it is.
    is_page = service.notify_format == NotifyFormat.HTML
    form = NotifyFormat.HTML if is_page else NotifyFormat.TEXT
    most = _CHAT_BYTES.get(_name(service), service.body_maxlen) - len(subject.encode()) - _COUNTER
    pieces = in_pieces(without_commands(text), most, _PIECES, html.escape if is_page else str)
    for number, piece in enumerate(pieces, start=1):
        title = subject if len(pieces) == 1 else f"{subject} ({number}/{len(pieces)})"
        # A single break is none to Teams.
        body = piece.replace("\n", "\n\n") if _name(service) == "workflow" else piece
        title = without_commands(title)
        if is_page:
            # Telegram's speaker takes empty lines away, and leaves a sign that nobody sees.
            title, body = html.escape(title), html.escape(body).replace("\n\n", f"\n{_WORD_JOINER}\n")
        if not _passed_on(service, title, body, form, attached if number == 1 else []):
            return False
    return True


def _passed_on(service: NotifyBase, subject: str, body: str, form: NotifyFormat, attached: list[AttachMemory]) -> bool:
    """Hand one message over, as what it is: nothing is converted on its way."""
    service.notify_format = form
    apprise = Apprise(asset=service.asset)
    apprise.add(service)
    return bool(apprise.notify(body, subject, body_format=form, attach=attached or None))


def _attached(path: Path) -> AttachMemory:
    """Return a file as it goes with a notice: from memory, as a path would be read for variables; its name in ASCII."""
    mimetypes.add_type(*_WORKBOOK)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DeliveryError("the file that goes with the notice cannot be read") from error
    name = f"{slug(path.stem) or 'receipt'}{path.suffix.lower()}"
    kind = mimetypes.guess_type(name)[0]
    return AttachMemory(content, name=name, mimetype=kind)  # type: ignore[no-untyped-call]


@contextmanager
def _own_plain_part(text: str) -> Iterator[None]:
    """Let mail carry the plain text as it was composed: apprise would make one from the page, without its columns."""
    # It takes no plain part from us; this function is where it makes one, and nothing else of mail uses it.
    module: Any = mail
    converter = module.convert_between
    module.convert_between = lambda *_: text
    try:
        yield
    finally:
        module.convert_between = converter


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Hear what is said in sending, and let nobody else hear it: it is full of addresses."""
    heard: list[str] = []
    ear = logging.Handler()
    ear.emit = lambda record: heard.append(_worth_hearing(record))  # type: ignore[method-assign]
    talker = logging.getLogger("apprise")
    before = talker.handlers, talker.level, talker.propagate
    talker.handlers, talker.propagate = [ear], False
    talker.setLevel(logging.DEBUG)
    levels = {name: logging.getLogger(name).level for name in _NOISY}
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        # A certificate that is not to be checked is warned of with the server's name.
        with warnings.catch_warnings(action="ignore"):
            yield heard
    finally:
        talker.handlers, talker.propagate = before[0], before[2]
        talker.setLevel(before[1])
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _worth_hearing(record: logging.LogRecord) -> str:
    """Return what a line of the log says of a failure; "" for all others, which may quote the notice itself."""
    text = record.getMessage()
    is_telling = record.levelno >= logging.WARNING or text.startswith(("Socket Exception", "I/O Exception"))
    return text if is_telling else ""


def _reason(heard: list[str]) -> str:
    """Return why a notice was not sent, in words that hold no address.

    >>> _reason(["Socket Exception: [Errno 111] Connection refused"])
    'the server refused the connection'
    >>> _reason(["Failed to send JSON POST notification: Bad gateway, error=502."])
    'the server answered with error 502'
    """
    said = "\n".join(heard)
    for pattern, reason in _CAUSES:
        if re.search(pattern, said, re.IGNORECASE):
            return reason
    code = re.search(r"error=([0-9]{3})\b", said)
    return f"the server answered with error {code[1]}" if code else "it was not sent"
