"""A notice on its way: what real servers get, and what is said where they take nothing."""

from __future__ import annotations

import base64
import logging
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from tests.unit.alerts.servers import LOOPBACK, free_port, mail_server, silent_server, web_server
from thugom.alerts import delivery
from thugom.alerts.delivery import HEADER, DeliveryError, is_address, send
from thugom.alerts.notice import Notice
from thugom.contracts import Home
from thugom.contracts.channels import load_channels
from thugom.language.catalogue import translator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

CHECKOUT = Path(__file__).parents[3]
TEXT = "Xã Nậm Hàng: 42,5% số rác được xử lý.\n\n  1. Gọi Lò Văn Một    0213 000 002\n\nMã: 0123456789ab\n"
PAGE = "<!doctype html>\n<html lang='vi'><body><p>Xã Nậm Hàng: <b>42,5%</b> &amp; 1 &lt; 2.</p></body></html>\n"
NOTICE = Notice(
    notice_id="0123456789ab",
    kind="urgent",
    recipient="mai",
    channel="mail",
    language="vi",
    subject="Lai Châu: Xã Nậm Hàng ngừng thu gom rác",
    text=TEXT,
    html=PAGE,
    attachment=None,
    alert_ids=("a000000001", "a000000002"),
    created_at="2026-11-16T17:00:00Z",
    not_before=None,
)
WORKBOOK = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def part(message: EmailMessage, kind: str) -> str:
    """Return the decoded text of a message's part."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.fixture(autouse=True)
def _hear_everything(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is sent or fails: no log of this program holds an address."""
    monkeypatch.setattr(delivery, "PAUSE_SECONDS", 0.0)
    caplog.set_level(logging.DEBUG)
    yield
    assert caplog.text == ""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Return a receipt whose name is not made for the way."""
    path = tmp_path / "Kết quả $HOME – Nậm Hàng.xlsx"
    path.write_bytes(b"PK\x03\x04 a workbook \xff")
    return path


def test_mail_arrives_as_it_was_composed(workbook: Path) -> None:
    """Subject, page, our own plain text, file and id, each sign of them as it was."""
    with mail_server() as box:
        send(NOTICE, SecretStr(f"{box.url}&to=mai%40department.example"), workbook)
    (message,) = box.messages
    assert box.recipients == [["mai@department.example"]]
    assert message["Subject"] == NOTICE.subject
    assert message[HEADER] == "0123456789ab"
    assert message["To"] == "mai@department.example"
    assert part(message, "plain").replace("\r\n", "\n").rstrip() == TEXT.rstrip()
    assert part(message, "html").replace("\r\n", "\n").rstrip() == PAGE.rstrip()
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "ket-qua-home-nam-hang.xlsx"
    assert attached.get_content_subtype() == WORKBOOK
    assert attached.get_content() == workbook.read_bytes()
    assert [one.get_content_type() for one in message.walk()].count("text/plain") == 1


def test_a_notice_without_a_page_is_mailed_as_text() -> None:
    """A test notice needs no page."""
    with mail_server() as box:
        send(replace(NOTICE, html=""), SecretStr(f"{box.url}&to=mai%40department.example"), None)
        send(NOTICE, SecretStr(f"{box.url}&to=mai%40department.example&format=text"), None)
    for message in box.messages:
        assert message.get_content_type() == "text/plain"
        assert message.get_content().replace("\r\n", "\n").rstrip() == TEXT.rstrip()


def test_a_webhook_gets_text_id_and_file(workbook: Path) -> None:
    """A program that hears twice can see it, in the header and in the body; and so can who reads the text."""
    with web_server() as receiver:
        send(NOTICE, SecretStr(receiver.url), workbook)
    ((headers, body),) = receiver.calls
    assert headers[HEADER] == "0123456789ab"
    assert body["title"] == NOTICE.subject
    assert body["message"].rstrip() == TEXT.rstrip()
    assert (body["notice_id"], body["kind"], body["language"]) == ("0123456789ab", "urgent", "vi")
    assert body["alert_ids"] == "a000000001 a000000002"
    (attached,) = body["attachments"]
    assert attached["filename"] == "ket-qua-home-nam-hang.xlsx"
    assert base64.b64decode(attached["base64"]) == workbook.read_bytes()


def test_what_a_webhook_gets_is_not_converted() -> None:
    """What looks like a page or a dialect in a text stays as it is."""
    text = "<b>not bold</b> *nor* _this_ &amp; :smile: \\n"
    with web_server() as receiver:
        send(replace(NOTICE, text=text), SecretStr(receiver.url), None)
    assert receiver.calls[0][1]["message"] == text


def test_a_chat_gets_a_long_text_in_pieces_between_lines() -> None:
    """A server of ntfy takes four thousand bytes; nothing is lost in between, and each piece says which it is."""
    lines = [f"{number}. Xã Nậm Hàng: chưa gửi báo cáo" for number in range(200)]
    with web_server() as receiver:
        send(
            replace(NOTICE, text="\n".join(lines)),
            SecretStr(f"ntfy://{LOOPBACK}:{receiver.port}/topic?mode=private"),
            None,
        )
    bodies = [body for _, body in receiver.calls]
    assert 1 < len(bodies) <= 4
    assert [body["title"][-5:] for body in bodies] == [f"({n}/{len(bodies)})" for n in range(1, len(bodies) + 1)]
    assert "\n".join(body["message"] for body in bodies).split("\n") == lines
    assert all(len(body["message"].encode()) <= 4096 for body in bodies)


def test_a_text_too_long_for_a_chat_is_cut_where_one_sees_it() -> None:
    """A country's digest is no chat message: four of them, and a sign that there is more."""
    with web_server() as receiver:
        send(
            replace(NOTICE, text="Xã Nậm Hàng\n" * 5000),
            SecretStr(f"ntfy://{LOOPBACK}:{receiver.port}/topic?mode=private"),
            None,
        )
    assert len(receiver.calls) == 4
    assert receiver.calls[-1][1]["message"].endswith("[…]")


def test_no_subject_becomes_a_header() -> None:
    """A line break in a name is a space, and nobody else is written to."""
    subject = "Lai Châu\r\nBcc: thief@elsewhere.example\r\n\r\n<script>"
    with mail_server() as box:
        send(replace(NOTICE, subject=subject), SecretStr(f"{box.url}&to=mai%40department.example"), None)
    (message,) = box.messages
    assert message["Bcc"] is None
    assert box.recipients == [["mai@department.example"]]
    assert message["Subject"] == "Lai Châu Bcc: thief@elsewhere.example <script>"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("554 5.7.1 Refused for secret-path", "refused the message"), ("451 Try again later", "put the message off")],
)
def test_a_mail_server_that_refuses_is_named_as_such(answer: str, reason: str) -> None:
    """The notice waits; the reason holds nothing of the server's words."""
    with mail_server(answer) as box, pytest.raises(DeliveryError, match=reason) as error:
        send(NOTICE, SecretStr(f"{box.url}&to=mai%40department.example"), None)
    assert "department" not in str(error.value)
    assert "secret-path" not in str(error.value)


@pytest.mark.parametrize("scheme", ["json", "mailto"])
def test_nobody_at_the_port(scheme: str) -> None:
    """A server that is down refuses the connection."""
    address = SecretStr(f"{scheme}://{LOOPBACK}:{free_port()}?from=a%40b.example&smtp={LOOPBACK}")
    with pytest.raises(DeliveryError, match="refused the connection"):
        send(NOTICE, address, None)


@pytest.mark.parametrize("scheme", ["json", "mailto"])
def test_a_server_that_takes_the_call_and_hangs_is_left(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A night waits seconds for it, not for ever."""
    monkeypatch.setattr(delivery, "TIMEOUT_SECONDS", 0.3)
    with silent_server() as port:
        began = time.monotonic()
        # What the address says of patience does not count.
        address = f"{scheme}://{LOOPBACK}:{port}?from=a%40b.example&smtp={LOOPBACK}&cto=60&rto=60"
        with pytest.raises(DeliveryError, match="did not answer in time"):
            send(NOTICE, SecretStr(address), None)
    assert time.monotonic() - began < 5


def test_patience_ends_at_fifteen_seconds() -> None:
    """The limit that the methods above shorten."""
    assert delivery.TIMEOUT_SECONDS == 15


@pytest.mark.parametrize("status", [500, 503, 404, 302])
def test_an_answer_that_is_no_yes_is_a_failure(status: int) -> None:
    """Also where the server only names another place: nothing goes where nobody said that it should."""
    with web_server(status) as receiver, pytest.raises(DeliveryError, match=f"error {status}"):
        send(NOTICE, SecretStr(receiver.url), None)
    assert len(receiver.calls) == 1


def test_an_address_cannot_make_light_of_failing() -> None:
    """Apprise knows addresses whose failure counts as success; a notice would be lost by one."""
    with web_server(500) as receiver, pytest.raises(DeliveryError):
        send(NOTICE, SecretStr(f"{receiver.url}?optional=yes"), None)


@pytest.mark.parametrize("address", ["nonsense", "nosuch://secret-host.example", "mailto://", "tgram://short"])
def test_an_address_that_means_nothing_is_said_without_being_quoted(address: str) -> None:
    """The channel's name says which it is."""
    assert not is_address(SecretStr(address))
    with pytest.raises(DeliveryError) as error:
        send(NOTICE, SecretStr(address), None)
    assert str(error.value) == "the channel's address cannot be understood"


def test_a_good_address_is_known_without_a_call() -> None:
    """`thugom doctor` looks at every channel and disturbs nobody."""
    assert is_address(SecretStr("mailtos://user:word@smtp.example?to=mai%40department.example"))
    assert is_address(SecretStr("json://hook.example/path"))


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    """Nothing is sent without the file that it speaks of."""
    with web_server() as receiver, pytest.raises(DeliveryError, match="cannot be read"):
        send(NOTICE, SecretStr(receiver.url), tmp_path / "gone.xlsx")
    assert receiver.calls == []


def test_others_hear_apprise_as_before() -> None:
    """What other parts of the program say through the same logs is not held back."""
    with web_server() as receiver:
        logger = logging.getLogger("apprise")
        before = (list(logger.handlers), logger.level, logger.propagate)
        send(NOTICE, SecretStr(receiver.url), None)
        assert (list(logger.handlers), logger.level, logger.propagate) == before


def documented() -> dict[str, str]:
    """Return the channels of the page on alerts, as a department writes them, laid into a file of addresses."""
    text = (CHECKOUT / "docs/alerts.md").read_text(encoding="utf-8")
    block = next(block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "mailtos://" in block)
    return dict(re.findall(r"^(\w+): (.+)$", block, re.MULTILINE))


def test_every_address_of_the_page_on_alerts_is_understood(tmp_path: Path) -> None:
    """Whoever copies one and puts their own words in has an address that works."""
    (tmp_path / "home.yml").write_text("format: 1\n", encoding="utf-8")
    path = tmp_path / "channels.yml"
    path.write_text("".join(f"{name}: {address}\n" for name, address in documented().items()), encoding="utf-8")
    path.chmod(0o600)
    channels = load_channels(Home.open(tmp_path))
    assert {"mai_mail", "office_chat", "teams", "slack", "phone", "hook"} <= channels.keys()
    assert [name for name, address in channels.items() if not is_address(address)] == []


def test_every_reason_is_in_vietnamese() -> None:
    """An officer who tries a channel reads why it failed."""
    say = translator("vi")
    source = Path(delivery.__file__).read_text(encoding="utf-8")
    reasons = {reason for _, reason in delivery._CAUSES} | set(re.findall(r'DeliveryError\("([^"]+)"\)', source))  # noqa: SLF001
    reasons |= {"it was not sent", "the server answered with error 502"}
    assert len(reasons) >= 12
    assert sorted(reason for reason in reasons if say(reason) == reason) == []
