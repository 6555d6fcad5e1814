"""A notice: what is said to one recipient through one channel, as it waits to be sent."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["urgent", "digest", "receipt", "test"]


@dataclass(frozen=True)
class Notice:
    """One notice.

    Attributes:
        notice_id: twelve hexadecimal digits, the same for the same news to the same recipient and channel: it stands in
            the notice, so that whoever hears twice can see it.
        kind: an urgent one, the night's digest, a receipt for whoever sent a report, or a test.
        recipient: the contact's id in `contacts.yml`.
        channel: the channel's name; its address stands in the environment or a closed file, never here.
        language: `vi` or `en`.
        subject: one line.
        text: the plain part.
        html: the HTML part; empty where there is none.
        attachment: a file below the home's folder, with forward slashes; None for none.
        alert_ids: the alerts of which it is the news.
        created_at: the instant of its night, UTC ISO 8601.
        not_before: the end of the recipient's quiet hours, UTC ISO 8601; None where it may go at once.
        file_sha256: the file whose receipt this is; None for anything else.
    """

    notice_id: str
    kind: Kind
    recipient: str
    channel: str
    language: str
    subject: str
    text: str
    html: str
    attachment: str | None
    alert_ids: tuple[str, ...]
    created_at: str
    not_before: str | None
    file_sha256: str | None = None
