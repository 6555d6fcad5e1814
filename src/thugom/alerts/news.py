"""News: what one night has to tell, before it is known who hears it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from thugom.alerts.alert import Alert
from thugom.contracts import Text

ChangeKind = Literal["opened", "reopened", "escalated", "closed"]


@dataclass(frozen=True)
class UnitName:
    """What a notice calls a unit.

    Attributes:
        unit_id: the unit.
        unit_code: its code, by which contacts name it.
        name: its whole name, such as "Xã Nậm Hàng".
        district_code: the district that it belongs to, or belonged to; None where there are none any more.
        people: how many live there; None where nobody knows.
    """

    unit_id: str
    unit_code: str
    name: str
    district_code: str | None = None
    people: int | None = None


@dataclass(frozen=True)
class RuleWords:
    """What a notice says of a rule of the policy, and whether it is told at once."""

    title: Text
    advice: Text
    urgent: bool = False


@dataclass(frozen=True)
class RingLine:
    """A unit to ring: its newest due month has not been reported.

    Attributes:
        unit_id: the unit.
        people: how many live there; None where nobody knows.
        months: how many due months in a row have not been reported, the newest included.
        since: the first of those months.
        person: whom to ask for; None where the contacts name nobody.
        phone: that person's number.
    """

    unit_id: str
    people: int | None
    months: int
    since: str
    person: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class ReceiptNews:
    """A file that was judged tonight, of which something was refused.

    Attributes:
        file_sha256: the file.
        file_path: where it arrived, as its sender named it.
        codes: the unit and facility codes of its rows, those told from its name or folder where it cannot be read.
        received, accepted, refused: its rows.
        attachment: the receipt's workbook below the home's folder, with forward slashes; None where there is none.
    """

    file_sha256: str
    file_path: str
    codes: tuple[str, ...]
    received: int
    accepted: int
    refused: int
    attachment: str | None = None

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing of it could be read as rows."""
        return self.received == 0


@dataclass(frozen=True)
class Change:
    """What became of an alert on an earlier night: `on` is the day of which that night spoke."""

    kind: ChangeKind
    alert: Alert
    on: dt.date


@dataclass(frozen=True)
class News:
    """All that a night has to tell.

    Attributes:
        opened, reopened, escalated, closed: the alerts to which that happened tonight, as they stand after it.
        still_open: every alert that is open after tonight, whatever its state: those of tonight may be among them.
        names: by `unit_id`, every unit that an alert or a line names, those that ended too.
        rules: by the rule's id.
        targets: by the target's id, for alerts whose subject is one.
        ring: the units to ring, those where most people live first.
        receipts: the files to send back.
        as_of: the day of which the night spoke.
        at: its instant, UTC ISO 8601.
        newest_period: the newest month that is past due day and grace; None where no month is.
        place: the department's place.
        time_zone: the home's.
        synthetic: whether the home holds invented data.
        page_url: where the page stands; None where nobody said so.
        first_night: whether this is the first night that judges alerts.
        earlier: what happened on the nights of the last five weeks before tonight, for those who hear weekly.
        last_night: the day of which the last night before this one spoke that judged alerts; None where none did.
        last_digests: by recipient, the day of which their newest digest spoke.
        receipts_sent: the files whose receipt was sent back before: they are not sent again.
    """

    opened: tuple[Alert, ...]
    reopened: tuple[Alert, ...]
    escalated: tuple[Alert, ...]
    closed: tuple[Alert, ...]
    still_open: tuple[Alert, ...]
    names: Mapping[str, UnitName]
    rules: Mapping[str, RuleWords]
    targets: Mapping[str, Text]
    ring: tuple[RingLine, ...]
    receipts: tuple[ReceiptNews, ...]
    as_of: dt.date
    at: str
    newest_period: str | None
    place: Text
    time_zone: ZoneInfo
    synthetic: bool = False
    page_url: str | None = None
    first_night: bool = False
    earlier: tuple[Change, ...] = ()
    last_night: dt.date | None = None
    last_digests: Mapping[str, dt.date] = field(default_factory=dict)
    receipts_sent: frozenset[str] = frozenset()

    @property
    def changes(self) -> Iterator[Change]:
        """What happened tonight, one change per alert and kind."""
        kinds: tuple[tuple[ChangeKind, tuple[Alert, ...]], ...] = (
            ("opened", self.opened),
            ("reopened", self.reopened),
            ("escalated", self.escalated),
            ("closed", self.closed),
        )
        for kind, alerts in kinds:
            for alert in alerts:
                yield Change(kind, alert, self.as_of)
